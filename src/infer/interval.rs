//! Intervals of one quantity, every kind from the same replicates.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::jackknife::Jackknifed;
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
/// F is the normal distribution function, SE the standard deviation of the replicates, `SE_J` the jackknife's standard
/// error of the sample, `SE_J*` that of a resample: it needs an estimation for every distinct row of every resample.
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
    /// By the normal distribution, about the estimate less its bias.
    NormalCorrected,
    /// By Student's distribution.
    Student,
    /// By the replicates of the studentized estimate; also called bootstrap-t.
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
}

impl fmt::Display for IntervalKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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
    OneSided,
    /// The jackknife was stopped, or is not defined: without some row there is no estimate, or no row changes it.
    NoJackknife,
    /// The correction by the acceleration has no solution.
    Acceleration,
    /// Standard errors within more than 5 % of the resamples are 0 or not defined; fewer such resamples are left out.
    NoInnerErrors,
    /// The bounds lie beyond the outermost replicates: more resamples are needed. They are given all the same.
    TooFewReplicates,
}

impl fmt::Display for IntervalFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoValues => "there is no estimate, or fewer than two replicates have a value",
            Self::OneSided => "all replicates lie on one side of the estimate",
            Self::NoJackknife => "the jackknife was stopped, or is not defined, because no estimate exists without some row, or no row changes it",
            Self::Acceleration => "the correction by the acceleration has no solution",
            Self::NoInnerErrors => "standard errors within more than 5 % of the resamples are 0 or not defined",
            Self::TooFewReplicates => "its bounds lie beyond the outermost replicates",
        })
    }
}

/// What intervals of one quantity are made of.
pub(super) struct Ingredients<'s> {
    pub(super) estimate: f64,
    pub(super) se: f64,
    pub(super) bias: f64,
    /// Degrees of freedom of Student's distribution.
    pub(super) degrees_of_freedom: f64,
    pub(super) replicates: Sorting<'s>,
    /// Normal quantile of the share of replicates below the estimate.
    pub(super) z0: Option<f64>,
    pub(super) jackknife: Option<Jackknifed>,
    /// Replicates of the studentized estimate.
    pub(super) studentized: Option<Sorting<'s>>,
}

impl Ingredients<'_> {
    /// The interval that leaves `tail` out on either side, and what is to be said of it.
    pub(super) fn interval(
        &mut self,
        kind: IntervalKind,
        tail: f64,
    ) -> (Option<[f64; 2]>, Option<IntervalFault>) {
        let few = |replicates: usize| tail < 1.0 / (replicates as f64 + 1.0);
        let mut too_few = few(self.replicates.len());
        let found = match kind {
            IntervalKind::Percentile => Ok(self.replicates.quantiles([tail, 1.0 - tail])),
            IntervalKind::Basic => {
                let [low, high] = self.replicates.quantiles([tail, 1.0 - tail]);
                Ok([2.0 * self.estimate - high, 2.0 * self.estimate - low])
            }
            IntervalKind::Normal => Ok(self.about(-normal::quantile(tail))),
            IntervalKind::NormalCorrected => {
                let [low, high] = self.about(-normal::quantile(tail));
                Ok([low - self.bias, high - self.bias])
            }
            IntervalKind::Student => {
                let t = student::quantile(tail, self.degrees_of_freedom);
                Ok(self.about(-t.unwrap_or(f64::NAN)))
            }
            IntervalKind::Bc => return self.corrected(Some(0.0), tail),
            IntervalKind::Bca => match self.jackknife {
                // What no row changes has no acceleration.
                Some(jackknife) => return self.corrected(jackknife.acceleration, tail),
                None => Err(IntervalFault::NoJackknife),
            },
            IntervalKind::Studentized => {
                too_few = self.studentized.as_ref().is_some_and(|t| few(t.len()));
                self.studentized(tail)
            }
        };
        too_few &= matches!(
            kind,
            IntervalKind::Percentile | IntervalKind::Basic | IntervalKind::Studentized
        );
        match found {
            Ok(bounds) if bounds.iter().all(|bound| bound.is_finite()) => (
                Some(bounds),
                too_few.then_some(IntervalFault::TooFewReplicates),
            ),
            Ok(_) => (None, Some(IntervalFault::NoValues)),
            Err(fault) => (None, Some(fault)),
        }
    }

    fn about(&self, times: f64) -> [f64; 2] {
        [
            self.estimate - times * self.se,
            self.estimate + times * self.se,
        ]
    }

    /// The two shares of the replicates that lie below the corrected bounds.
    fn shares(&self, acceleration: Option<f64>, tail: f64) -> Result<[f64; 2], IntervalFault> {
        let z0 = self.z0.ok_or(IntervalFault::OneSided)?;
        let acceleration = acceleration.ok_or(IntervalFault::NoJackknife)?;
        let share = |p: f64| {
            let z = z0 + normal::quantile(p);
            let shrunk = 1.0 - acceleration * z;
            (shrunk > 0.0)
                .then(|| normal::below(z0 + z / shrunk))
                .ok_or(IntervalFault::Acceleration)
        };
        Ok([share(tail)?, share(1.0 - tail)?])
    }

    /// Quantiles at corrected shares; those beyond the outermost replicates are given, and told.
    fn corrected(
        &mut self,
        acceleration: Option<f64>,
        tail: f64,
    ) -> (Option<[f64; 2]>, Option<IntervalFault>) {
        match self.shares(acceleration, tail) {
            Ok([low, high]) => {
                let least = 1.0 / (self.replicates.len() as f64 + 1.0);
                let beyond = low < least || high > 1.0 - least;
                let bounds = self.replicates.quantiles([low, high]);
                (
                    Some(bounds),
                    beyond.then_some(IntervalFault::TooFewReplicates),
                )
            }
            Err(fault) => (None, Some(fault)),
        }
    }

    fn studentized(&mut self, tail: f64) -> Result<[f64; 2], IntervalFault> {
        let se = self.jackknife.ok_or(IntervalFault::NoJackknife)?.se;
        let replicates = self
            .studentized
            .as_mut()
            .ok_or(IntervalFault::NoInnerErrors)?;
        let [low, high] = replicates.quantiles([tail, 1.0 - tail]);
        Ok([self.estimate - high * se, self.estimate - low * se])
    }
}
