//! Summaries of a quantity's replicates.

#[cfg(feature = "parallel")]
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Replicates;
use crate::numeric::{order, student};

/// Columns gathered in one pass over the replicates: one cache line of numbers.
const COLUMNS: usize = 8;

/// What the bootstrap says of one quantity. Values that are not defined are `None`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Summary {
    /// The estimate from the sample itself; `None` where it is not defined.
    pub estimate: Option<f64>,
    /// Mean of the replicates.
    pub mean: Option<f64>,
    /// `mean - estimate`.
    pub bias: Option<f64>,
    /// Standard deviation of the replicates: the standard error. Divisor: used - 1.
    pub se: Option<f64>,
    /// `estimate / se`; `None` where the quantity does not vary.
    pub t: Option<f64>,
    /// Two-sided p-value of `t`, Student's distribution with n - 1 degrees of freedom.
    pub p: Option<f64>,
    /// Two-sided p-value from the replicates' ranks about 0: `2 min((1 + #{θ* <= 0}) / (R + 1), (1 + #{θ* >= 0}) / (R + 1))`,
    /// at most 1. It agrees with the percentile interval.
    pub p_percentile: Option<f64>,
    /// Monte Carlo standard errors: how much the above would differ with another seed.
    pub mc_se: MonteCarlo,
    /// The intervals.
    pub intervals: Interval,
    /// One-sided upper bound at the level of the run, for what is judged by it and not by a test against 0 (HTMT); it
    /// has no t and no p.
    pub upper: Option<f64>,
    /// Replicates used in which this quantity was not defined; the summaries are of the others.
    pub undefined: usize,
}

/// Intervals of one quantity, at the level of the run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Interval {
    /// Percentile interval: quantiles of type 7 of the replicates.
    pub percentile: Option<[f64; 2]>,
}

/// Monte Carlo standard errors of a summary.
///
/// ```text
/// mean     SE / sqrt(R)
/// se       SE / 2 sqrt((kurtosis - 1) / R)                      kurtosis m4 / m2² of the replicates
/// p        sqrt(p (1 - p) / R)                                  of the percentile p-value
/// bounds   half the distance between the order statistics at the ranks R q -+ sqrt(R q (1 - q))
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MonteCarlo {
    /// Of the mean.
    pub mean: Option<f64>,
    /// Of the standard error.
    pub se: Option<f64>,
    /// Of the percentile p-value.
    pub p: Option<f64>,
    /// Of the two bounds of the percentile interval.
    pub bounds: Option<[f64; 2]>,
}

/// Summarises every column of the replicates. `estimates` are the values of the sample itself.
pub(crate) fn summarise(
    replicates: &Replicates,
    estimates: &[Option<f64>],
    bounded: &[bool],
    n: usize,
    level: f64,
) -> Vec<Summary> {
    let mut failed = vec![false; replicates.done];
    for &(r, _) in &replicates.failed {
        failed[r] = true;
    }
    let block = |(b, (estimates, bounded)): (usize, (&[Option<f64>], &[bool]))| -> Vec<Summary> {
        let mut columns = vec![Vec::with_capacity(replicates.done); estimates.len()];
        let rows = replicates.values.chunks_exact(replicates.width);
        for (row, _) in rows.zip(&failed).filter(|(_, failed)| !**failed) {
            for (column, &x) in columns.iter_mut().zip(&row[b * COLUMNS..]) {
                column.push(x);
            }
        }
        columns
            .into_iter()
            .zip(estimates.iter().zip(bounded))
            .map(|(x, (&estimate, &bounded))| summary(x, estimate, bounded, n, level))
            .collect()
    };
    #[cfg(feature = "parallel")]
    let blocks: Vec<Vec<Summary>> = estimates
        .par_chunks(COLUMNS)
        .zip(bounded.par_chunks(COLUMNS))
        .enumerate()
        .map(block)
        .collect();
    #[cfg(not(feature = "parallel"))]
    let blocks: Vec<Vec<Summary>> = estimates
        .chunks(COLUMNS)
        .zip(bounded.chunks(COLUMNS))
        .enumerate()
        .map(block)
        .collect();
    blocks.into_iter().flatten().collect()
}

/// Summarises one quantity from its replicates; not-a-number stands for "not defined".
fn summary(
    mut replicates: Vec<f64>,
    estimate: Option<f64>,
    bounded: bool,
    n: usize,
    level: f64,
) -> Summary {
    let used = replicates.len();
    replicates.retain(|x| x.is_finite());
    let undefined = used - replicates.len();
    let r = replicates.len() as f64;
    if replicates.len() < 2 {
        let none = MonteCarlo {
            mean: None,
            se: None,
            p: None,
            bounds: None,
        };
        return Summary {
            estimate,
            mean: None,
            bias: None,
            se: None,
            t: None,
            p: None,
            p_percentile: None,
            mc_se: none,
            intervals: Interval { percentile: None },
            upper: None,
            undefined,
        };
    }
    let mean = replicates.iter().sum::<f64>() / r;
    let (mut m2, mut m4) = (0.0, 0.0);
    let (mut at_most_0, mut at_least_0) = (0.0, 0.0);
    for x in &replicates {
        let square = (x - mean) * (x - mean);
        m2 += square;
        m4 += square * square;
        at_most_0 += f64::from(u8::from(*x <= 0.0));
        at_least_0 += f64::from(u8::from(*x >= 0.0));
    }
    let se = (m2 / (r - 1.0)).sqrt();
    // A quantity that is the same in every replicate (a single item's loading) varies by rounding at most.
    let varies = se > 1e-13 * mean.abs().max(1e-3);
    let tested = varies && !bounded;
    let t = estimate.filter(|_| tested).map(|estimate| estimate / se);
    let p_percentile = (2.0 * (1.0 + f64::min(at_most_0, at_least_0)) / (r + 1.0)).min(1.0);

    let tail = (1.0 - level) / 2.0;
    // The one-sided bound lies farther inside than those of the interval.
    order::sort_tails(&mut replicates, if bounded { 1.0 - level } else { tail });
    let bound = |q: f64| order::quantile(&replicates, q);
    let bound_error = |q: f64| order::quantile_error(&replicates, q);
    Summary {
        estimate,
        mean: Some(mean),
        bias: estimate.map(|estimate| mean - estimate),
        se: Some(se),
        t,
        p: t.and_then(|t| student::two_sided_p(t, n as f64 - 1.0)),
        p_percentile: tested.then_some(p_percentile),
        mc_se: MonteCarlo {
            mean: Some(se / r.sqrt()),
            se: varies.then(|| se / 2.0 * ((m4 * r / (m2 * m2) - 1.0).max(0.0) / r).sqrt()),
            p: tested.then(|| (p_percentile * (1.0 - p_percentile) / r).sqrt()),
            bounds: Some([bound_error(tail), bound_error(1.0 - tail)]),
        },
        intervals: Interval {
            percentile: Some([bound(tail), bound(1.0 - tail)]),
        },
        upper: bounded.then(|| bound(level)),
        undefined,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn summaries_of_known_replicates() {
        let replicates: Vec<f64> = (1..=999).map(f64::from).collect();
        let got = summary(replicates, Some(480.0), false, 273, 0.90);
        assert_abs_diff_eq!(got.mean.unwrap(), 500.0, epsilon = 1e-12);
        assert_abs_diff_eq!(got.bias.unwrap(), 20.0, epsilon = 1e-12);
        // The standard deviation of 1..=R is sqrt(R (R + 1) / 12).
        let se = (999.0_f64 * 1000.0 / 12.0).sqrt();
        assert_abs_diff_eq!(got.se.unwrap(), se, epsilon = 1e-10);
        assert_abs_diff_eq!(got.t.unwrap(), 480.0 / se, epsilon = 1e-12);
        let [low, high] = got.intervals.percentile.unwrap();
        assert_abs_diff_eq!(low, 50.9, epsilon = 1e-10);
        assert_abs_diff_eq!(high, 949.1, epsilon = 1e-10);
        // None of 999 is at most 0.
        assert_abs_diff_eq!(got.p_percentile.unwrap(), 2.0 / 1000.0, epsilon = 1e-15);
        assert_abs_diff_eq!(
            got.mc_se.mean.unwrap(),
            se / 999.0_f64.sqrt(),
            epsilon = 1e-10
        );
    }

    #[test]
    fn a_quantity_that_does_not_vary_has_no_t() {
        let got = summary(vec![1.0; 100], Some(1.0), false, 50, 0.95);
        assert_eq!((got.t, got.p, got.p_percentile), (None, None, None));
        assert_eq!(got.intervals.percentile, Some([1.0, 1.0]));
    }

    #[test]
    fn replicates_without_a_value_are_counted_and_left_out() {
        let got = summary(
            vec![1.0, f64::NAN, 3.0, f64::INFINITY],
            None,
            false,
            50,
            0.95,
        );
        assert_eq!(got.undefined, 2);
        assert_eq!(got.mean, Some(2.0));
        assert_eq!((got.bias, got.t), (None, None));
    }

    #[test]
    fn what_is_judged_by_its_bound_has_no_test_against_zero() {
        let replicates: Vec<f64> = (1..=999).rev().map(f64::from).collect();
        let got = summary(replicates, Some(480.0), true, 273, 0.95);
        assert_eq!((got.t, got.p, got.p_percentile), (None, None, None));
        assert_abs_diff_eq!(got.upper.unwrap(), 949.1, epsilon = 1e-10);
        assert_abs_diff_eq!(
            got.intervals.percentile.unwrap()[1],
            974.05,
            epsilon = 1e-10
        );
    }
}
