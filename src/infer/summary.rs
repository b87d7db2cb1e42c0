//! Summaries of a quantity's replicates.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::interval::{Ingredients, Interval};
use super::spread::Spread;
use super::{
    Asked, BoundErrors, IntervalFault, IntervalKind, Jackknifed, MonteCarlo, PValues, Tested,
};
use crate::numeric::order::Sorting;
use crate::numeric::{normal, student};

/// The maximum share of resamples without a standard error; if it is exceeded, studentized intervals are not
/// defined.
const FEW_WITHOUT_ERROR: f64 = 0.05;
/// A quantity has no inference if it is defined in a smaller share of the resamples, because these are not a
/// random part of them.
const MOSTLY_DEFINED: f64 = 0.95;

/// The bootstrap inference for one quantity. Values that are not defined are `None`.
///
/// ```
/// use pls_sem::{Bootstrap, IntervalKind, Missing, Model, Options, Problem, Table};
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let inference = problem.bootstrap(&Bootstrap::new(500).intervals([IntervalKind::Basic]))?;
/// let path = inference.path("Resources", "Success").unwrap();
/// let [low, high] = path.interval(IntervalKind::Basic).unwrap();
/// println!("SE {:.3?}, p {:.3?}, from {low:.3} to {high:.3}", path.se, path.p);
/// # Ok::<(), pls_sem::Error>(())
/// ```
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
    /// `estimate / se`; `None` if the quantity does not vary.
    pub t: Option<f64>,
    /// Two-sided p-value of `t`, by default of Student's distribution with n - 1 degrees of freedom.
    pub p: Option<f64>,
    /// Two-sided p-value from the replicates' ranks about 0: `2 min((1 + #{θ* <= 0}) / (R + 1), (1 + #{θ* >= 0}) / (R + 1))`,
    /// at most 1. It agrees with the percentile interval.
    pub p_percentile: Option<f64>,
    /// The p-value that tables show: `p_percentile` for indirect, specific and total effects through a mediator, which are
    /// products of paths and skewed, so that the test agrees with the percentile interval; `p` for all other quantities.
    #[serde(default)]
    pub p_shown: Option<f64>,
    /// Monte Carlo standard errors: how much these numbers would differ with another seed.
    pub mc_se: MonteCarlo,
    /// The intervals, each requested kind and the percentile interval; an interval without bounds is not defined.
    pub intervals: BTreeMap<IntervalKind, Option<[f64; 2]>>,
    /// One-sided bounds and p-values, if they were requested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_sided: Option<OneSided>,
    /// One-sided upper bound at the level of the run, for quantities such as HTMT that are compared with thresholds
    /// and not tested against 0; these have no t and no p.
    pub upper: Option<f64>,
    /// The jackknife standard error, if it was requested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jackknife_se: Option<f64>,
    /// The jackknife estimate of the bias, if it was requested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jackknife_bias: Option<f64>,
    /// Number of replicates used in which this quantity was not defined; the summaries describe the
    /// others.
    pub undefined: usize,
}

/// Bounds and p-values of one side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OneSided {
    /// A lower and an upper bound of each kind; each bound by itself has the level of the run.
    pub bounds: BTreeMap<IntervalKind, Option<[f64; 2]>>,
    /// p-value of `t` against the hypothesis that the quantity is at most 0.
    pub p_greater: Option<f64>,
    /// p-value of `t` against the hypothesis that the quantity is at least 0.
    pub p_less: Option<f64>,
    /// Monte Carlo standard errors of these numbers.
    pub mc_se: OneSidedErrors,
}

/// Monte Carlo standard errors of the one-sided numbers, by the formulas of [`MonteCarlo`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OneSidedErrors {
    /// Of the bounds.
    pub bounds: BoundErrors,
    /// Of either p-value: half of the error of the two-sided p-value.
    pub p: Option<f64>,
}

impl Summary {
    /// The interval of this kind; `None` if it was not requested or is not defined.
    #[must_use]
    pub fn interval(&self, kind: IntervalKind) -> Option<[f64; 2]> {
        self.intervals.get(&kind).copied().flatten()
    }
}

/// Kinds of interval, with remarks about them.
pub(crate) type Faults = Vec<(IntervalKind, IntervalFault)>;

/// The numbers from which the summary of one quantity is computed; not-a-number means "not
/// defined".
pub(crate) struct Column {
    pub(crate) replicates: Vec<f64>,
    /// Standard errors within the resamples.
    pub(crate) errors: Option<Vec<f64>>,
    pub(crate) estimate: Option<f64>,
    pub(crate) tested: Tested,
    pub(crate) jackknife: Option<Jackknifed>,
}

impl Column {
    pub(crate) fn summary(mut self, asked: &Asked, units_freedom: f64) -> (Summary, Faults) {
        let (estimate, level) = (self.estimate, asked.level);
        let mut studentized = self.studentized();
        let used = self.replicates.len();
        self.replicates.retain(|x| x.is_finite());
        let mut replicates = self.replicates;
        let undefined = used - replicates.len();
        let r = replicates.len() as f64;
        if replicates.len() < 2 || r < MOSTLY_DEFINED * used as f64 {
            return (nothing(estimate, undefined, asked), Faults::new());
        }
        let original = estimate.unwrap_or(f64::NAN);
        let spread = Spread::of(&replicates, original);
        let (mean, se, varies) = (spread.mean, spread.se, spread.varies());
        let bounded = self.tested == Tested::ByBound;
        let tested = varies && !bounded;
        let t = estimate.filter(|_| tested).map(|estimate| estimate / se);
        let one_tailed = 1.0 + f64::min(spread.at_most_0, spread.at_least_0);
        let p_percentile = (2.0 * one_tailed / (r + 1.0)).min(1.0);
        let degrees_of_freedom = match asked.p_values {
            PValues::Student => Some(units_freedom),
            PValues::StudentResamples => Some(r - 1.0),
            PValues::Normal => None,
        };
        let p = t.and_then(|t| two_sided_p(t, degrees_of_freedom));
        let p_t = t.and_then(|t| {
            let density = density(t, degrees_of_freedom)?;
            Some(2.0 * density * t.abs() * spread.se_error() / se)
        });

        let tail = (1.0 - level) / 2.0;
        let one_tail = 1.0 - level;
        let both = bounded || asked.one_sided;
        // One-sided bounds are closer to the estimate than those of the two-sided interval.
        let widest = if both { one_tail.min(0.5) } else { tail };
        let mut sorting = Sorting::new(&mut replicates, widest, mean, se);
        let upper = bounded.then(|| sorting.quantile(level));
        let upper_error = bounded.then(|| sorting.quantile_error(level, level * one_tail));
        let mut of = Ingredients {
            estimate: original,
            spread,
            degrees_of_freedom: degrees_of_freedom.unwrap_or(units_freedom),
            replicates: sorting,
            jackknife: self.jackknife,
            studentized: studentized
                .as_mut()
                .map(|x| Sorting::new(x, widest, 0.0, 1.0)),
        };
        let (mut intervals, mut bounds) = (BTreeMap::new(), BoundErrors::new());
        let mut faults = Faults::new();
        for &kind in asked.intervals.iter() {
            let interval = of.interval(kind, tail);
            // A fixed quantity needs no interval, so that there is no remark.
            let fault = interval.fault.filter(|_| varies);
            faults.extend(fault.map(|fault| (kind, fault)));
            intervals.insert(kind, interval.bounds);
            bounds.insert(kind, interval.errors);
        }
        let one_sided = asked.one_sided.then(|| {
            let sides = asked.intervals.iter();
            let sides = sides.map(|&kind| (kind, of.interval(kind, one_tail)));
            let sides: Vec<(IntervalKind, Interval)> = sides.collect();
            OneSided {
                bounds: sides.iter().map(|(kind, i)| (*kind, i.bounds)).collect(),
                p_greater: one_sided_p(t, p, 1.0),
                p_less: one_sided_p(t, p, -1.0),
                mc_se: OneSidedErrors {
                    bounds: sides.iter().map(|(kind, i)| (*kind, i.errors)).collect(),
                    p: p_t.map(|error| error / 2.0),
                },
            }
        });
        let p_error = tested.then(|| (p_percentile * (2.0 - p_percentile) / r).sqrt());
        let jackknife = self.jackknife.filter(|_| asked.jackknife);
        let summary = Summary {
            estimate,
            mean: Some(mean),
            bias: estimate.map(|estimate| mean - estimate),
            se: Some(se),
            t,
            p,
            p_percentile: tested.then_some(p_percentile),
            p_shown: self.tested.shown(p, tested.then_some(p_percentile)),
            mc_se: MonteCarlo {
                mean: Some(spread.mean_error()),
                se: varies.then(|| spread.se_error()),
                p: p_error,
                p_t,
                p_shown: self.tested.shown(p_t, p_error),
                bounds,
                upper: upper_error.flatten(),
            },
            intervals,
            one_sided,
            upper,
            jackknife_se: jackknife.map(|j| j.se),
            jackknife_bias: jackknife.map(|j| j.bias),
            undefined,
        };
        (summary, faults)
    }

    /// Replicates of the studentized estimate; `None` if too many replicates have no standard error.
    fn studentized(&self) -> Option<Vec<f64>> {
        let (errors, estimate) = (self.errors.as_ref()?, self.estimate?);
        let pairs = self.replicates.iter().zip(errors);
        let defined = pairs.filter(|(x, _)| x.is_finite());
        let mut studentized: Vec<f64> = defined.map(|(x, se)| (x - estimate) / se).collect();
        let all = studentized.len();
        studentized.retain(|t| t.is_finite());
        let enough = studentized.len() as f64 >= (1.0 - FEW_WITHOUT_ERROR) * all as f64;
        Some(studentized).filter(|t| enough && t.len() > 1)
    }
}

/// Two-sided p-value of Student's distribution, or of the normal one.
fn two_sided_p(t: f64, degrees_of_freedom: Option<f64>) -> Option<f64> {
    match degrees_of_freedom {
        Some(df) => student::two_sided_p(t, df),
        None => normal::two_sided_p(t),
    }
}

/// The density of the same distribution.
fn density(t: f64, degrees_of_freedom: Option<f64>) -> Option<f64> {
    match degrees_of_freedom {
        Some(df) => student::density(t, df),
        None => Some(normal::density(t)),
    }
}

/// p-value of the alternative that the quantity has this sign, from the two-sided one.
fn one_sided_p(t: Option<f64>, p: Option<f64>, sign: f64) -> Option<f64> {
    let (t, p) = t.zip(p)?;
    Some(if sign * t > 0.0 {
        p / 2.0
    } else {
        1.0 - p / 2.0
    })
}

/// The summary of a quantity that is defined in too few replicates.
fn nothing(estimate: Option<f64>, undefined: usize, asked: &Asked) -> Summary {
    let kinds = || asked.intervals.iter().copied();
    let undefined_intervals: BTreeMap<_, _> = kinds().map(|kind| (kind, None)).collect();
    let errors: BoundErrors = kinds().map(|kind| (kind, [None, None])).collect();
    Summary {
        estimate,
        mean: None,
        bias: None,
        se: None,
        t: None,
        p: None,
        p_percentile: None,
        p_shown: None,
        mc_se: MonteCarlo {
            bounds: errors.clone(),
            ..MonteCarlo::default()
        },
        one_sided: asked.one_sided.then(|| OneSided {
            bounds: undefined_intervals.clone(),
            p_greater: None,
            p_less: None,
            mc_se: OneSidedErrors {
                bounds: errors,
                p: None,
            },
        }),
        intervals: undefined_intervals,
        upper: None,
        jackknife_se: None,
        jackknife_bias: None,
        undefined,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    fn summary(
        replicates: Vec<f64>,
        estimate: Option<f64>,
        bounded: bool,
        n: usize,
        level: f64,
    ) -> Summary {
        let column = Column {
            replicates,
            errors: None,
            estimate,
            tested: if bounded {
                Tested::ByBound
            } else {
                Tested::ByT
            },
            jackknife: None,
        };
        column
            .summary(
                &Asked {
                    level,
                    ..Asked::default()
                },
                n as f64 - 1.0,
            )
            .0
    }

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
        let [low, high] = got.interval(IntervalKind::Percentile).unwrap();
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
        assert_eq!(got.interval(IntervalKind::Percentile), Some([1.0, 1.0]));
    }

    #[test]
    fn replicates_without_a_value_are_counted_and_left_out() {
        let mut replicates: Vec<f64> = (1..=97).map(f64::from).collect();
        replicates.extend([f64::NAN, f64::INFINITY, f64::NAN]);
        let got = summary(replicates, None, false, 50, 0.95);
        assert_eq!(got.undefined, 3);
        assert_eq!(got.mean, Some(49.0));
        assert_eq!((got.bias, got.t), (None, None));
    }

    #[test]
    fn nothing_is_said_of_what_fewer_than_95_in_100_replicates_have() {
        let with = |undefined: usize| {
            let defined = (undefined..100).map(|i| i as f64);
            let replicates = defined.chain(std::iter::repeat_n(f64::NAN, undefined));
            summary(replicates.collect(), Some(1.0), true, 50, 0.95)
        };
        assert!(with(5).se.is_some() && with(5).upper.is_some());
        let few = with(6);
        assert_eq!((few.undefined, few.estimate), (6, Some(1.0)));
        assert_eq!((few.se, few.upper, few.mean), (None, None, None));
        assert_eq!(few.interval(IntervalKind::Percentile), None);
    }

    #[test]
    fn what_is_judged_by_its_bound_has_no_test_against_zero() {
        let replicates: Vec<f64> = (1..=999).rev().map(f64::from).collect();
        let got = summary(replicates, Some(480.0), true, 273, 0.95);
        assert_eq!((got.t, got.p, got.p_percentile), (None, None, None));
        assert_abs_diff_eq!(got.upper.unwrap(), 949.1, epsilon = 1e-10);
        assert_abs_diff_eq!(
            got.interval(IntervalKind::Percentile).unwrap()[1],
            974.05,
            epsilon = 1e-10
        );
    }
}
