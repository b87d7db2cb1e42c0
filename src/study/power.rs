//! Converts the results of a power study to its document.

use super::Study;
use crate::document::{
    EstimateSettings, ModelSettings, POWER_FORMAT, PopulationSettings, PowerDocument,
    PowerSettings, PowerStudySettings, Software,
};
use crate::finding::recorded;
use crate::numeric::stream;
use crate::power::{Power, PowerResult};
use crate::simulate::{Group, Population, Simulation};

impl PowerDocument {
    pub(crate) fn of(
        study: &Study,
        simulation: &Simulation,
        power: &Power,
        result: PowerResult,
    ) -> Self {
        let findings = recorded(result.findings());
        Self {
            format: POWER_FORMAT.to_owned(),
            software: Software::this(),
            study: PowerStudySettings::of(study, simulation, power),
            generator: stream::GENERATOR.to_owned(),
            findings,
            solutions: result.solutions,
            estimates: result.estimates,
            required: result.required,
            joint: result.joint,
            groups: result.of_groups,
            required_of_groups: result.required_of_groups,
        }
    }
}

impl PowerStudySettings {
    fn of(study: &Study, simulation: &Simulation, power: &Power) -> Self {
        let several = simulation.column().is_some();
        let group = |group: &Group| PopulationSettings {
            group: several.then(|| group.name.clone()),
            share: group.share,
            ..PopulationSettings::of(&group.population)
        };
        Self {
            missing: study.missing,
            model: ModelSettings::of(study),
            estimate: EstimateSettings::of(study),
            define: study
                .definitions
                .iter()
                .map(|d| (d.name().to_owned(), d.formula().map(str::to_owned)))
                .collect(),
            population: simulation.groups().iter().map(group).collect(),
            group: simulation.column().map(str::to_owned),
            population_missing: simulation.missingness().cloned(),
            power: PowerSettings {
                rows: power.rows.clone(),
                replications: power.replications,
                resamples: power.resamples,
                seed: power.seed,
                level: power.level,
                target: power.target,
                quantities: power.get_quantities(),
                group_tests: power.group_tests.clone(),
                permutations: power.permutations,
            },
        }
    }
}

impl PopulationSettings {
    fn of(population: &Population) -> Self {
        let (model, values) = (population.model(), population.values());
        let constructs = model.constructs();
        let paths = model.path_positions().iter().map(|&(s, t)| {
            let name = format!("{} -> {}", model.name(s), model.name(t));
            (name, population.paths()[(s, t)])
        });
        let pairs =
            (0..constructs.len()).flat_map(|a| (a + 1..constructs.len()).map(move |b| (a, b)));
        let correlations = pairs.map(|(a, b)| {
            let name = format!("{}, {}", model.name(a), model.name(b));
            (name, population.construct_correlations()[(a, b)])
        });
        let loadings = constructs.iter().filter_map(|construct| {
            let loadings = population.loadings_of(&construct.name)?;
            Some((construct.name.clone(), loadings.iter().copied().collect()))
        });
        let weights = constructs.iter().filter_map(|construct| {
            let weights = population.weights(&construct.name)?;
            Some((construct.name.clone(), weights.iter().copied().collect()))
        });
        Self {
            group: None,
            share: 1.0,
            paths: paths.collect(),
            correlations: correlations.collect(),
            loadings: loadings.collect(),
            weights: weights.collect(),
            answers: values.answers.clone(),
            answers_of: values.answers_of.iter().cloned().collect(),
        }
    }
}
