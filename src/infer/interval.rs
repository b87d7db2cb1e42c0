//! Intervals of one quantity, every kind from the same replicates.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Jackknifed;
use super::spread::Spread;
use crate::numeric::{normal, order::Sorting, student};

/// A kind of interval.
///
/// ```text
/// percentile   [q(a/2), q(1 - a/2)]                              q(p)  quantile of the replicates (type 7)
/// bc           [q(F(2 z0 + z(a/2))), q(F(2 z0 + z(1 - a/2)))]    z0  F^-1 of the share of replicates below the estimate
/// bca          q(F(z0 + (z0 + z) / (1 - c (z0 + z))))            c  acceleration, by the jackknife
/// basic        [2 θ - q(1 - a/2), 2 θ - q(a/2)]
/// normal       θ -+ z(1 - a/2) SE
/// normal_corrected   2 θ - mean* -+ z(1 - a/2) SE                mean*  mean of the replicates
/// student      θ -+ t(1 - a/2) SE                                degrees of freedom as of Student's p-value
/// studentized  [θ - u(1 - a/2) SE_J, θ - u(a/2) SE_J]            u(p)  quantile of (θ* - θ) / SE_J*
/// ```
///
/// F is the normal distribution function, SE is the standard deviation of the replicates, `SE_J` is the jackknife
/// standard error of the sample, and `SE_J*` is that of a resample, which needs an estimation for every distinct row
/// of every resample.
///
/// Source: Efron (1987), Journal of the American Statistical Association 82, 171-185; Davison & Hinkley (1997),
/// Bootstrap Methods and their Application, ch. 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum IntervalKind {
    /// Quantiles of the replicates. The default.
    Percentile,
    /// Corrected for the median bias.
    Bc,
    /// Corrected for the median bias and for a standard error that changes with the estimate.
    Bca,
    /// Percentile, reflected about the estimate; also called empirical.
    Basic,
    /// By the normal distribution.
    Normal,
    /// From the normal distribution, centred at the estimate minus its bias.
    NormalCorrected,
    /// By Student's distribution.
    Student,
    /// From the replicates of the studentized estimate; also called bootstrap-t.
    Studentized,
}

impl IntervalKind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Percentile,
        Self::Bc,
        Self::Bca,
        Self::Basic,
        Self::Normal,
        Self::NormalCorrected,
        Self::Student,
        Self::Studentized,
    ];

    /// How the field writes it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Percentile => "percentile",
            Self::Bc => "BC",
            Self::Bca => "BCa",
            Self::Basic => "basic",
            Self::Normal => "normal",
            Self::NormalCorrected => "normal (bias-corrected)",
            Self::Student => "Student",
            Self::Studentized => "studentized",
        }
    }
}

impl fmt::Display for IntervalKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The name of the study file and of the result document.
        self.serialize(f)
    }
}

/// Why an interval has no bounds, or bounds of little use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum IntervalFault {
    /// The sample has no estimate, or fewer than two replicates have a value.
    NoValues,
    /// All replicates lie on one side of the estimate, so that their median bias is infinite.
    AllOnOneSide,
    /// The jackknife was stopped, or is not defined: without some row there is no estimate, or no row changes the
    /// estimate.
    NoJackknife,
    /// The correction by the acceleration has no solution.
    Acceleration,
    /// Standard errors within more than 5 % of the resamples are 0 or not defined; fewer such resamples are left out.
    NoInnerErrors,
    /// Too few replicates are expected beyond the bounds to assess their accuracy. The bounds are given nevertheless.
    TooFewReplicates,
}

impl fmt::Display for IntervalFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoValues => "there is no estimate, or fewer than two replicates have a value",
            Self::AllOnOneSide => "all replicates lie on one side of the estimate",
            Self::NoJackknife => "the jackknife was stopped, or is not defined, because there is no estimate without some row, or no row changes the estimate",
            Self::Acceleration => "the correction by the acceleration has no solution",
            Self::NoInnerErrors => "standard errors within more than 5 % of the resamples are 0 or not defined",
            Self::TooFewReplicates => "almost no replicate lies beyond its bounds",
        })
    }
}

/// An interval, the Monte Carlo errors of its bounds, and remarks about it.
pub(super) struct Interval {
    pub(super) bounds: Option<[f64; 2]>,
    pub(super) errors: [Option<f64>; 2],
    pub(super) fault: Option<IntervalFault>,
}

/// Two bounds, and their Monte Carlo standard errors.
type Bounds = ([f64; 2], [Option<f64>; 2]);

/// The numbers from which the intervals of one quantity are computed.
pub(super) struct Ingredients<'s> {
    pub(super) estimate: f64,
    pub(super) spread: Spread,
    /// Degrees of freedom of Student's distribution.
    pub(super) degrees_of_freedom: f64,
    pub(super) replicates: Sorting<'s>,
    pub(super) jackknife: Option<Jackknifed>,
    /// Replicates of the studentized estimate.
    pub(super) studentized: Option<Sorting<'s>>,
}

impl Ingredients<'_> {
    /// The interval that excludes the share `tail` on either side.
    pub(super) fn interval(&mut self, kind: IntervalKind, tail: f64) -> Interval {
        let found = match kind {
            // An interval is one of an estimate.
            _ if !self.estimate.is_finite() => Err(IntervalFault::NoValues),
            IntervalKind::Percentile => Ok(central(&mut self.replicates, tail)),
            IntervalKind::Basic => {
                let of_replicates = central(&mut self.replicates, tail);
                Ok(reflected(of_replicates, 2.0 * self.estimate, 1.0))
            }
            IntervalKind::Normal => Ok(self.about(-normal::quantile(tail))),
            IntervalKind::NormalCorrected => Ok(self.about_corrected(-normal::quantile(tail))),
            IntervalKind::Student => {
                let t = student::quantile(tail, self.degrees_of_freedom);
                Ok(self.about(-t.unwrap_or(f64::NAN)))
            }
            IntervalKind::Bc => self.corrected(0.0, tail),
            IntervalKind::Bca => self
                .jackknife
                // A quantity that no row changes has no acceleration.
                .and_then(|jackknife| jackknife.acceleration)
                .ok_or(IntervalFault::NoJackknife)
                .and_then(|acceleration| self.corrected(acceleration, tail)),
            IntervalKind::Studentized => self.studentized(tail),
        };
        match found {
            Ok((bounds, errors)) if bounds.iter().all(|bound| bound.is_finite()) => Interval {
                bounds: Some(bounds),
                errors,
                fault: errors
                    .contains(&None)
                    .then_some(IntervalFault::TooFewReplicates),
            },
            other => Interval {
                bounds: None,
                errors: [None, None],
                fault: Some(other.err().unwrap_or(IntervalFault::NoValues)),
            },
        }
    }

    fn about(&self, times: f64) -> Bounds {
        let (distance, error) = (times * self.spread.se, times.abs() * self.spread.se_error());
        (
            [self.estimate - distance, self.estimate + distance],
            [Some(error); 2],
        )
    }

    fn about_corrected(&self, times: f64) -> Bounds {
        let (bounds, _) = self.about(times);
        let bias = self.spread.mean - self.estimate;
        (
            bounds.map(|bound| bound - bias),
            [times, -times].map(|z| Some(self.spread.both_error(z))),
        )
    }

    /// Quantiles at corrected shares.
    fn corrected(&mut self, acceleration: f64, tail: f64) -> Result<Bounds, IntervalFault> {
        let z0 = self.spread.z0().ok_or(IntervalFault::AllOnOneSide)?;
        let s = self.spread.share_below();
        let mut bound = |p: f64| {
            let z = z0 + normal::quantile(p);
            let shrunk = 1.0 - acceleration * z;
            if shrunk <= 0.0 {
                return Err(IntervalFault::Acceleration);
            }
            let corrected = z0 + z / shrunk;
            let q = normal::below(corrected);
            // The change of the share q with the share s.
            let k = normal::density(corrected) / normal::density(z0) * (1.0 + 1.0 / shrunk.powi(2));
            let variance = q * (1.0 - q) + k * k * s * (1.0 - s) - 2.0 * k * (q.min(s) - q * s);
            Ok((
                self.replicates.quantile(q),
                self.replicates.quantile_error(q, variance),
            ))
        };
        let (low, of_low) = bound(tail)?;
        let (high, of_high) = bound(1.0 - tail)?;
        Ok(([low, high], [of_low, of_high]))
    }

    fn studentized(&mut self, tail: f64) -> Result<Bounds, IntervalFault> {
        let se = self.jackknife.ok_or(IntervalFault::NoJackknife)?.se;
        let replicates = self
            .studentized
            .as_mut()
            .ok_or(IntervalFault::NoInnerErrors)?;
        Ok(reflected(central(replicates, tail), self.estimate, se))
    }
}

/// The quantiles that exclude the share `tail` on either side.
fn central(replicates: &mut Sorting, tail: f64) -> Bounds {
    let shares = [tail, 1.0 - tail];
    (
        shares.map(|q| replicates.quantile(q)),
        shares.map(|q| replicates.quantile_error(q, tail * (1.0 - tail))),
    )
}

/// `about - times bound`, which exchanges low and high.
fn reflected(([low, high], [of_low, of_high]): Bounds, about: f64, times: f64) -> Bounds {
    (
        [high, low].map(|bound| about - times * bound),
        [of_high, of_low].map(|error| error.map(|error| times * error)),
    )
}
