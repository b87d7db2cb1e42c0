//! Monte Carlo errors: how much a summary would differ with another seed, and whether this affects
//! conclusions.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::InferFinding;
use super::{IntervalKind, Summary};

/// A conclusion within this number of Monte Carlo standard errors of its threshold may change with
/// another seed.
const UNSETTLED: f64 = 2.0;

/// Monte Carlo standard errors of the two bounds of each kind of interval; that of a bound is `None` where the bound is
/// not defined, or where R is too small.
pub type BoundErrors = BTreeMap<IntervalKind, [Option<f64>; 2]>;

/// Monte Carlo standard errors of a summary: how much it would differ with another seed.
///
/// ```text
/// mean      SE / sqrt(R)
/// se        SE / 2 sqrt((kurtosis - 1) / R)               kurtosis m4 / m2² of the replicates
/// p         sqrt(p (2 - p) / R)                           of the percentile p-value, twice a share p / 2
/// p_t       2 f(t) |t| mc(se) / SE                        of the p-value of t; f its density
/// bounds    of a quantile at the share q: half the distance between the order statistics at the ranks
///           R q -+ sqrt(R v); `None` where there are no such ranks, or q lies beyond the outermost replicates
///             percentile, basic, upper          v = q (1 - q)
///             bc, bca                           v = q (1 - q) + k² s (1 - s) - 2 k (min(q, s) - q s)
///             studentized                       v = q (1 - q), times the jackknife's standard error
///           normal, student                     z mc(se), t mc(se)
///           normal_corrected                    SE sqrt((1 + z² (kurtosis - 1) / 4 +- z skewness) / R)
/// ```
///
/// The share of a corrected bound depends on the share s of replicates below the estimate, which also differs between
/// seeds: with `k = f(z_q) / f(z0) (1 + 1 / (1 - c (z0 + z))²)`, c the acceleration (0 for `bc`).
///
/// Source: the delta method; Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 19.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MonteCarlo {
    /// Of the mean.
    pub mean: Option<f64>,
    /// Of the standard error.
    pub se: Option<f64>,
    /// Of the percentile p-value.
    pub p: Option<f64>,
    /// Of the p-value of `t`.
    pub p_t: Option<f64>,
    /// Of the p-value that tables show.
    #[serde(default)]
    pub p_shown: Option<f64>,
    /// Of the bounds of every interval.
    pub bounds: BoundErrors,
    /// Of the one-sided upper bound, if the quantity is judged by this bound.
    pub upper: Option<f64>,
}

/// A conclusion that another seed, or more resamples, may change.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Unsettled {
    /// The number that is near its threshold.
    pub what: Near,
    /// Its value.
    pub value: f64,
    /// Its Monte Carlo standard error.
    pub error: f64,
    /// The threshold.
    pub threshold: f64,
}

/// The number that is near its threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Near {
    /// A bound of an interval of this kind.
    Bound(IntervalKind),
    /// The p-value that tables show.
    P,
    /// The one-sided upper bound of a quantity that is judged by it.
    Upper,
    /// A one-sided bound of this kind.
    OneSidedBound(IntervalKind),
    /// A one-sided p-value.
    OneSidedP,
    /// The p-value adjusted after Holm.
    Holm,
}

impl fmt::Display for Near {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bound(kind) => write!(f, "a bound of the {} interval", kind.label()),
            Self::P => f.write_str("the p-value"),
            Self::Upper => f.write_str("the one-sided upper bound"),
            Self::OneSidedBound(kind) => {
                write!(f, "a one-sided bound of the {} interval", kind.label())
            }
            Self::OneSidedP => f.write_str("a one-sided p-value"),
            Self::Holm => f.write_str("the p-value adjusted after Holm"),
        }
    }
}

impl Unsettled {
    /// A value, if it is near its threshold.
    pub(crate) fn of(what: Near, value: f64, error: f64, threshold: f64) -> Option<Self> {
        let near = error > 0.0 && (value - threshold).abs() <= UNSETTLED * error;
        near.then_some(Self {
            what,
            value,
            error,
            threshold,
        })
    }

    /// The remark about it.
    pub(crate) fn finding(self, quantity: String) -> InferFinding {
        InferFinding::MoreResamples {
            quantity,
            what: self.what.to_string(),
            value: self.value,
            error: self.error,
            threshold: self.threshold,
        }
    }
}

impl Summary {
    /// The first conclusion about 0 that lies within two Monte Carlo standard errors of its threshold: of the interval of
    /// this kind, of the p-value that tables show at this level, or of the bounds and p-values of one side.
    #[must_use]
    pub fn unsettled(&self, kind: IntervalKind, level: f64) -> Option<Unsettled> {
        self.t?;
        let bound = |what: Near, bounds: Option<[f64; 2]>, errors: &BoundErrors| {
            let mut bounds = bounds?.into_iter().zip(errors.get(&kind)?);
            bounds.find_map(|(value, error)| Unsettled::of(what, value, (*error)?, 0.0))
        };
        let p = |what: Near, p: Option<f64>, error: Option<f64>| {
            Unsettled::of(what, p?, error?, 1.0 - level)
        };
        let of_one_side = || {
            let sides = self.one_sided.as_ref()?;
            let bounds = sides.bounds.get(&kind).copied().flatten();
            let error = sides.mc_se.p;
            bound(Near::OneSidedBound(kind), bounds, &sides.mc_se.bounds)
                .or_else(|| p(Near::OneSidedP, sides.p_greater, error))
                .or_else(|| p(Near::OneSidedP, sides.p_less, error))
        };
        bound(Near::Bound(kind), self.interval(kind), &self.mc_se.bounds)
            .or_else(|| p(Near::P, self.p_shown, self.mc_se.p_shown))
            .or_else(of_one_side)
    }

    /// The upper bound, if it lies within two Monte Carlo standard errors of one of these thresholds.
    #[must_use]
    pub fn unsettled_upper(&self, thresholds: &[f64]) -> Option<Unsettled> {
        let (upper, error) = (self.upper?, self.mc_se.upper?);
        let near = |&threshold: &f64| Unsettled::of(Near::Upper, upper, error, threshold);
        thresholds.iter().find_map(near)
    }
}
