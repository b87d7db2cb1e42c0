//! The values to be estimated: those of the population, and the limits of the estimator.

use nalgebra::DMatrix;

use super::known::Known;
use crate::estimate::{Plan, Solution};
use crate::moments::Moments;
use crate::quantity::Catalogue;
use crate::simulate::{Group, Population, Simulation};

/// Why an estimator has no limit.
const NO_LIMIT: &str = "the estimator has no solution with the population's own correlations";

/// Values of a population that differ by less are the same.
const ROUNDING: f64 = 1e-12;

/// The value with which an estimate of one quantity is compared, or why there is none.
pub(super) struct Truth {
    pub(super) population: Result<f64, String>,
    pub(super) limit: Result<f64, String>,
}

/// The truth of every quantity of a catalogue.
pub(super) fn truths(
    simulation: &Simulation,
    plan: &Plan,
    limit: Result<&[Solution], &String>,
    catalogue: &Catalogue,
) -> Vec<Truth> {
    let groups = simulation.groups();
    let of_groups: Vec<Vec<Option<f64>>> = groups
        .iter()
        .map(|group| values_in(&group.population, plan, catalogue))
        .collect();
    let limits = limit.map(|limit| catalogue.values_of(limit));
    let of = |place: usize| Truth {
        population: common(groups, of_groups.iter().map(|values| values[place])),
        limit: match &limits {
            Ok(values) => values[place].ok_or_else(|| NO_LIMIT.to_owned()),
            Err(reason) => Err((*reason).clone()),
        },
    };
    (0..catalogue.quantities().len()).map(of).collect()
}

/// The value that all groups have.
fn common(groups: &[Group], values: impl Iterator<Item = Option<f64>>) -> Result<f64, String> {
    let values: Option<Vec<f64>> = values.collect();
    let values = values.ok_or("the values of the population do not say what it is")?;
    if values
        .iter()
        .all(|value| (value - values[0]).abs() < ROUNDING)
    {
        return Ok(values[0]);
    }
    let each = groups.iter().zip(values);
    let each: Vec<String> = each
        .map(|(group, value)| format!("{value:.3} in `{}`", group.name))
        .collect();
    Err(format!("the groups differ in it: {}", each.join(", ")))
}

/// What an estimation that makes no error would find.
fn values_in(population: &Population, plan: &Plan, catalogue: &Catalogue) -> Vec<Option<f64>> {
    let known = Known::of(population);
    let stages = plan.stages().into_iter();
    let stages: Vec<Solution> = stages.map(|stage| known.solution(stage)).collect();
    let values = catalogue.values_of(&stages).into_iter();
    // Coefficients that cancel leave a rest of rounding, and what is no effect has no power.
    let exact = |value: f64| if value.abs() < ROUNDING { 0.0 } else { value };
    values.map(|value| value.map(exact)).collect()
}

/// What the estimator finds in the correlations of all answers, groups taken together as in a survey; nothing where it
/// finds no solution, and with interactions, whose products correlations do not show.
pub(super) fn limit(simulation: &Simulation, plan: &Plan) -> Result<Vec<Solution>, String> {
    if plan.has_products() {
        return Err(
            "correlations do not show products, which interactions are estimated from".to_owned(),
        );
    }
    let stages = simulation
        .answer_correlations()
        .and_then(|correlations| settled(plan, correlations));
    stages.ok_or_else(|| NO_LIMIT.to_owned())
}

/// The weights that the estimator finds in the population, one set for every stage; those of the model without its
/// interactions, if it has some: the sign of an interaction follows from those of its constructs.
pub(super) fn weights(simulation: &Simulation, plan: &Plan) -> Option<Vec<Vec<f64>>> {
    let of = |stage: &Solution| stage.estimates().weights.clone();
    if !plan.has_products() {
        let stages = limit(simulation, plan).ok()?;
        return Some(stages.iter().map(of).collect());
    }
    let linear = Plan::new(&plan.written().without_products(), plan.options()).ok()?;
    let latent = simulation.groups()[0].population.correlations().clone();
    let stages = settled(&linear, latent)?;
    let last = stages.len() - 1;
    let of_stage = |(i, plan): (usize, &Plan)| {
        let solution = &stages[i.min(last)];
        let known = solution.plan();
        let constructs = plan.model().constructs().iter().enumerate();
        let weights = constructs.flat_map(|(j, construct)| {
            let own = known.model().position(construct.name());
            let own = own.map(|j| known.blocks()[j].indicators.clone());
            let own = own.map(|own| solution.estimates().weights[own].to_vec());
            own.unwrap_or_else(|| vec![1.0; plan.blocks()[j].len()])
        });
        weights.collect()
    };
    Some(
        plan.stages()
            .into_iter()
            .enumerate()
            .map(of_stage)
            .collect(),
    )
}

/// The solution of every stage, if each settles.
fn settled(plan: &Plan, correlations: DMatrix<f64>) -> Option<Vec<Solution>> {
    let stages = Solution::all(plan, &moments(correlations), None, None).ok()?;
    let settled = |stage: &Solution| stage.estimates().termination.converged;
    Some(stages).filter(|stages| stages.iter().all(settled))
}

pub(super) fn moments(correlations: DMatrix<f64>) -> Moments {
    let mut moments = Moments::room(correlations.nrows());
    moments.sds.fill(1.0);
    moments.correlations = correlations;
    moments
}
