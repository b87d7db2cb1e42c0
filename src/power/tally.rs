//! From the replications of one size to its records.

use std::collections::BTreeMap;

use super::records::{JointRecord, PowerErrors, PowerRecord, SolutionRecord};
use super::replication::{Outcome, Seen};
use super::truth::Truth;
use crate::numeric::share::wilson;
use crate::quantity::{Measure, Quantity};

/// What became of all replications of one size.
pub(super) fn solutions(rows: usize, requested: usize, outcomes: &[Outcome]) -> SolutionRecord {
    let (mut failed, mut inadmissible, mut left_out) = (0, 0, Vec::new());
    let mut reasons = BTreeMap::new();
    let mut note = |reason: &String| *reasons.entry(reason.clone()).or_insert(0) += 1;
    for outcome in outcomes {
        match outcome {
            Outcome::Used(found) => left_out.push(found.left_out),
            Outcome::Failed(reason) => {
                failed += 1;
                note(reason);
            }
            Outcome::Inadmissible(reason) => {
                inadmissible += 1;
                note(reason);
            }
        }
    }
    let done = outcomes.len();
    let share = |count: usize| count as f64 / done as f64;
    SolutionRecord {
        rows,
        requested,
        done,
        used: left_out.len(),
        failed: share(failed),
        inadmissible: share(inadmissible),
        failed_mc_se: share_error(share(failed), done),
        inadmissible_mc_se: share_error(share(inadmissible), done),
        failed_interval: wilson(failed, done),
        inadmissible_interval: wilson(inadmissible, done),
        resamples_left_out: mean(&left_out),
        reasons,
    }
}

/// What they say about one quantity.
pub(super) fn record(
    rows: usize,
    quantity: &Quantity,
    place: usize,
    truth: &Truth,
    outcomes: &[Outcome],
) -> PowerRecord {
    let seen: Vec<Seen> = outcomes
        .iter()
        .filter_map(|outcome| match outcome {
            Outcome::Used(found) => found.seen[place],
            _ => None,
        })
        .collect();
    let population = truth.population.as_ref().ok().copied();
    let r = seen.len();
    let each = |of: &dyn Fn(&Seen) -> f64| seen.iter().map(of).collect::<Vec<f64>>();
    let share = |of: &dyn Fn(&Seen) -> bool| Share::of(seen.iter().filter(|s| of(s)).count(), r);
    let estimates = each(&|s| s.estimate);
    let mean_estimate = mean(&estimates);
    let spread = spread(&estimates);
    let errors = each(&|s| s.se);
    let bias = mean_estimate
        .zip(population)
        .map(|(mean, truth)| mean - truth);
    let of_truth = |x: Option<f64>| {
        let (x, truth) = x.zip(population)?;
        Some(x / truth.abs()).filter(|x| x.is_finite())
    };
    let squares = population.map(|truth| each(&|s| (s.estimate - truth).powi(2)));
    let rmse = squares.as_deref().and_then(mean).map(f64::sqrt);
    let rmse_error = squares.as_deref().and_then(mean_error).zip(rmse);
    let bias_error = spread.map(|(se, _)| se / (r as f64).sqrt());
    let power = share(&|s| s.interval[0] > 0.0 || s.interval[1] < 0.0);
    let coverage = population.map_or(Share::default(), |truth| {
        share(&|s| s.interval[0] <= truth && truth <= s.interval[1])
    });
    PowerRecord {
        rows,
        quantity: quantity.clone(),
        population,
        population_reason: truth.population.as_ref().err().cloned(),
        limit: truth.limit.as_ref().ok().copied(),
        limit_reason: truth.limit.as_ref().err().cloned(),
        used: r,
        power: power.value,
        power_interval: power.interval,
        mean: mean_estimate,
        bias,
        relative_bias: bias
            .zip(population)
            .and_then(|(bias, truth)| Some(bias / truth).filter(|x| x.is_finite())),
        rmse,
        se_empirical: spread.map(|(se, _)| se),
        se_mean: mean(&errors),
        coverage: coverage.value,
        coverage_interval: coverage.interval,
        mc_se: PowerErrors {
            power: power.mc_se,
            bias: bias_error,
            relative_bias: of_truth(bias_error),
            rmse: rmse_error
                .map(|(error, rmse)| error / (2.0 * rmse))
                .filter(|x| x.is_finite()),
            se_empirical: spread.map(|(_, error)| error),
            se_mean: mean_error(&errors),
            coverage: coverage.mc_se,
        },
    }
}

/// Place and population's value of every path that is not 0 there.
pub(super) fn hypotheses(asked: &[(usize, &Quantity)], truths: &[Truth]) -> Vec<(usize, f64)> {
    let paths = asked.iter().filter(|(_, q)| q.measure == Measure::Path);
    let values = paths.filter_map(|&(place, _)| {
        let value = *truths[place].population.as_ref().ok()?;
        Some((place, value))
    });
    values.filter(|(_, value)| *value != 0.0).collect()
}

/// How often one survey shows all of several hypotheses.
pub(super) fn joint(
    rows: usize,
    hypotheses: &[(usize, f64)],
    outcomes: &[Outcome],
) -> Option<JointRecord> {
    if hypotheses.len() < 2 {
        return None;
    }
    let shows_all = |outcome: &Outcome| {
        let Outcome::Used(found) = outcome else {
            return None;
        };
        let mut each = hypotheses.iter().map(|&(place, value)| {
            let [low, high] = found.seen[place]?.interval;
            Some(if value > 0.0 { low > 0.0 } else { high < 0.0 })
        });
        each.try_fold(true, |all, shown| Some(all && shown?))
    };
    let seen: Vec<bool> = outcomes.iter().filter_map(shows_all).collect();
    let (hits, used) = (seen.iter().filter(|all| **all).count(), seen.len());
    let power = Share::of(hits, used);
    Some(JointRecord {
        rows,
        hypotheses: hypotheses.len(),
        used,
        power: power.value,
        power_interval: power.interval,
        mc_se: power.mc_se,
    })
}

/// The share of some replications in which something holds; nothing if there are none.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Share {
    pub(super) value: Option<f64>,
    pub(super) interval: Option<[f64; 2]>,
    /// Its Monte Carlo standard error.
    pub(super) mc_se: Option<f64>,
}

impl Share {
    pub(super) fn of(hits: usize, used: usize) -> Self {
        let value = (used > 0).then(|| hits as f64 / used as f64);
        Self {
            value,
            interval: wilson(hits, used),
            mc_se: value.map(|share| share_error(share, used)),
        }
    }
}

/// Monte Carlo standard error of a share.
fn share_error(p: f64, r: usize) -> f64 {
    (p * (1.0 - p) / r as f64).sqrt()
}

pub(super) fn mean(x: &[f64]) -> Option<f64> {
    (!x.is_empty()).then(|| x.iter().sum::<f64>() / x.len() as f64)
}

/// Monte Carlo standard error of a mean.
fn mean_error(x: &[f64]) -> Option<f64> {
    spread(x).map(|(sd, _)| sd / (x.len() as f64).sqrt())
}

/// Standard deviation, and its Monte Carlo standard error.
fn spread(x: &[f64]) -> Option<(f64, f64)> {
    let mean = mean(x).filter(|_| x.len() > 1)?;
    let r = x.len() as f64;
    let central = |power| x.iter().map(|x| (x - mean).powi(power)).sum::<f64>();
    let (m2, m4) = (central(2), central(4));
    let sd = (m2 / (r - 1.0)).sqrt();
    let kurtosis = m4 * r / (m2 * m2);
    let error = sd * ((kurtosis - 1.0).max(0.0) / r).sqrt() / 2.0;
    Some((sd, if error.is_finite() { error } else { 0.0 }))
}
