//! What is to be estimated: the population's own values, and what the estimator tends to.

use crate::estimate::{Estimates, Kernel, Plan};
use crate::moments::Moments;
use crate::quantity::Catalogue;
use crate::simulate::{Population, Simulation};

/// Values of a catalogue's quantities in the population; `None` where groups differ.
pub(super) fn population_values(
    simulation: &Simulation,
    plan: &Plan,
    catalogue: &Catalogue,
) -> Vec<Option<f64>> {
    let of = |population| values_in(population, plan, catalogue);
    let mut groups = simulation
        .groups()
        .iter()
        .map(|group| of(&group.population));
    let first = groups.next().unwrap_or_default();
    groups.fold(first, |common, values| {
        let same = |(a, b): (Option<f64>, Option<f64>)| {
            let (a, b) = a.zip(b)?;
            ((a - b).abs() < 1e-12).then_some(a)
        };
        common.into_iter().zip(values).map(same).collect()
    })
}

/// What an estimation that makes no error would find.
fn values_in(population: &Population, plan: &Plan, catalogue: &Catalogue) -> Vec<Option<f64>> {
    let constructs = population.construct_correlations();
    let mut estimates = Estimates::room(plan);
    estimates.correlations.copy_from(constructs);
    estimates.factor_correlations.copy_from(constructs);
    estimates.paths.copy_from(population.paths());
    estimates.loadings = population.loadings();
    let explained = estimates.r2.iter_mut().enumerate();
    explained.for_each(|(t, r2)| *r2 = population.paths().column(t).dot(&constructs.column(t)));
    catalogue.values_of(&moments(population), &estimates)
}

/// What the estimator finds in the population's own correlations of the answers; nothing where there are groups, or it
/// finds no solution.
pub(super) fn limits(
    simulation: &Simulation,
    plan: &Plan,
    catalogue: &Catalogue,
) -> Vec<Option<f64>> {
    let nothing = vec![None; catalogue.quantities().len()];
    let [group] = simulation.groups() else {
        return nothing;
    };
    let (moments, mut estimates) = (moments(&group.population), Estimates::room(plan));
    match Kernel::new(plan).estimate(&moments, &mut estimates) {
        Ok(()) if estimates.termination.converged => catalogue.values_of(&moments, &estimates),
        _ => nothing,
    }
}

fn moments(population: &Population) -> Moments {
    let correlations = population.answer_correlations();
    let mut moments = Moments::room(correlations.nrows());
    moments.sds.fill(1.0);
    moments.correlations = correlations;
    moments
}
