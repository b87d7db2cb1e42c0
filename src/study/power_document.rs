//! The result document of a power study.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Study;
use super::document::Software;
use super::settings::{EstimateSettings, ModelSettings};
use crate::finding::FindingRecord;
use crate::moments::Missing;
use crate::numeric::stream;
use crate::power::{Power, PowerRecord, PowerResult, RequiredRecord, SolutionRecord};
use crate::quantity::{Measure, Quantity};
use crate::simulate::{Answers, Missingness, Population, Simulation};

/// The format's name and version.
const FORMAT: &str = "pls-sem-power/1";

/// The result of a power study: flat tables, as those of [`Document`](super::Document). Its `Display` is the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PowerDocument {
    /// `pls-sem-power/1`.
    pub format: String,
    /// The program.
    pub software: Software,
    /// Every setting in force, defaults filled in.
    pub study: PowerStudySettings,
    /// The random number generator.
    pub generator: String,
    /// What needs a look.
    pub findings: Vec<FindingRecord>,
    /// What became of the replications of each size.
    pub solutions: Vec<SolutionRecord>,
    /// Every quantity at every size.
    pub estimates: Vec<PowerRecord>,
    /// How many rows each quantity needs.
    pub required: Vec<RequiredRecord>,
}

/// Every setting of a power study, laid out as the study file is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PowerStudySettings {
    /// Treatment of missing answers, of `[data]`.
    pub missing: Missing,
    /// `[model]`
    pub model: ModelSettings,
    /// `[estimate]`
    pub estimate: EstimateSettings,
    /// `[define]`; `None` for a closure.
    pub define: BTreeMap<String, Option<String>>,
    /// `[population]`, group by group.
    pub population: Vec<PopulationSettings>,
    /// The column of the groups, if there are several.
    pub group: Option<String>,
    /// Which answers are missing, of `[population]`.
    pub population_missing: Option<Missingness>,
    /// `[power]`
    pub power: PowerSettings,
}

/// The values of one population.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PopulationSettings {
    /// The group; `None` if the population is one.
    pub group: Option<String>,
    /// Its share of the rows.
    pub share: f64,
    /// Coefficient of every path, `A -> B`.
    pub paths: BTreeMap<String, f64>,
    /// Correlation of every two constructs, `A, B`.
    pub correlations: BTreeMap<String, f64>,
    /// Correlations of the indicators with their construct.
    pub loadings: BTreeMap<String, Vec<f64>>,
    /// Weights of the composites, of variance 1.
    pub weights: BTreeMap<String, Vec<f64>>,
    /// How answers are distributed.
    pub answers: Answers,
    /// Indicators or constructs to which answers are distributed otherwise.
    pub answers_of: BTreeMap<String, Answers>,
}

/// Settings of the power study.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PowerSettings {
    /// Sizes of the surveys.
    pub rows: Vec<usize>,
    /// Surveys of each size.
    pub replications: usize,
    /// Resamples of each survey.
    pub resamples: usize,
    /// Seed.
    pub seed: u64,
    /// Level of the percentile intervals.
    pub level: f64,
    /// The power that the number of rows is looked for.
    pub target: f64,
    /// Measures looked at.
    pub quantities: Vec<Measure>,
}

impl PowerDocument {
    pub(super) fn of(
        study: &Study,
        simulation: &Simulation,
        power: &Power,
        result: PowerResult,
    ) -> Self {
        let findings = result.findings().into_iter().map(FindingRecord::from);
        Self {
            format: FORMAT.to_owned(),
            software: Software::this(),
            study: PowerStudySettings::of(study, simulation, power),
            generator: stream::GENERATOR.to_owned(),
            findings: findings.collect(),
            solutions: result.solutions,
            estimates: result.estimates,
            required: result.required,
        }
    }

    /// What every size says about one quantity.
    pub fn records(&self, quantity: &Quantity) -> impl Iterator<Item = &PowerRecord> {
        let records = self.estimates.iter();
        records.filter(move |r| r.quantity == *quantity)
    }

    /// The document as JSON, numbers with all their digits.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Records of numbers, strings and lists: nothing that JSON cannot say.
        serde_json::to_string_pretty(self).unwrap_or_else(|e| unreachable!("{e}"))
    }
}

impl PowerStudySettings {
    fn of(study: &Study, simulation: &Simulation, power: &Power) -> Self {
        let several = simulation.column().is_some();
        let group = |group: &crate::simulate::Group| PopulationSettings {
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
                quantities: power.measures.clone(),
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
        let mut all = population.loadings().into_iter();
        let loadings = constructs.iter().map(|construct| {
            let own = all.by_ref().take(construct.indicators.len());
            (construct.name.clone(), own.collect())
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
