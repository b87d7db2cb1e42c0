//! What is to be estimated: the population's own values, and what the estimator tends to.

use nalgebra::DMatrix;

use crate::estimate::{Estimates, Plan, Solution};
use crate::moments::Moments;
use crate::quantity::Catalogue;
use crate::simulate::{Group, Population, Simulation};

/// What an estimate of one quantity is held against: a value, or why there is none.
pub(super) struct Truth {
    pub(super) population: Result<f64, String>,
    pub(super) limit: Result<f64, String>,
}

/// The truth of every quantity of a catalogue.
pub(super) fn truths(
    simulation: &Simulation,
    plan: &Plan,
    limit: Option<&[Solution]>,
    catalogue: &Catalogue,
) -> Vec<Truth> {
    let groups = simulation.groups();
    let of_groups: Vec<Vec<Option<f64>>> = groups
        .iter()
        .map(|group| values_in(&group.population, plan, catalogue))
        .collect();
    let none = || vec![None; catalogue.quantities().len()];
    let limits = limit.map_or_else(none, |limit| catalogue.values_of(limit));
    let of = |place: usize| Truth {
        population: common(groups, of_groups.iter().map(|values| values[place])),
        limit: limits[place].ok_or_else(|| {
            "the estimator has no solution with the population's own correlations".to_owned()
        }),
    };
    (0..catalogue.quantities().len()).map(of).collect()
}

/// The value that all groups have.
fn common(groups: &[Group], values: impl Iterator<Item = Option<f64>>) -> Result<f64, String> {
    let values: Option<Vec<f64>> = values.collect();
    let values = values.ok_or("the values of the population do not say what it is")?;
    if values.iter().all(|value| (value - values[0]).abs() < 1e-12) {
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
    let constructs = population.construct_correlations();
    let mut estimates = Estimates::room(plan);
    estimates.correlations.copy_from(constructs);
    estimates.factor_correlations.copy_from(constructs);
    estimates.paths.copy_from(population.paths());
    estimates.loadings = population.loadings();
    // A common factor has no weights; between blocks an indicator shares what its construct does.
    let model = population.model();
    let own = model.constructs().iter().flat_map(|construct| {
        let weights = population.weights(&construct.name);
        (0..construct.indicators.len()).map(move |i| weights.map_or(f64::NAN, |w| w[i]))
    });
    estimates.weights = own.collect();
    for k in 0..plan.indicators() {
        for j in 0..plan.constructs() {
            estimates.cross_loadings[(k, j)] =
                estimates.loadings[k] * constructs[(plan.owner(k), j)];
        }
    }
    let explained = estimates.r2.iter_mut().enumerate();
    explained.for_each(|(t, r2)| *r2 = population.paths().column(t).dot(&constructs.column(t)));
    let moments = moments(population.answer_correlations());
    catalogue.values_of(&[Solution::new(plan, moments, estimates)])
}

/// What the estimator finds in the correlations of all answers, groups taken together as in a survey; nothing where it
/// finds no solution.
pub(super) fn limit(simulation: &Simulation, plan: &Plan) -> Option<Vec<Solution>> {
    let moments = moments(simulation.answer_correlations());
    let stages = Solution::all(plan, &moments, None, None).ok()?;
    let settled = |stage: &Solution| stage.estimates().termination.converged;
    Some(stages).filter(|stages| stages.iter().all(settled))
}

fn moments(correlations: DMatrix<f64>) -> Moments {
    let mut moments = Moments::room(correlations.nrows());
    moments.sds.fill(1.0);
    moments.correlations = correlations;
    moments
}
