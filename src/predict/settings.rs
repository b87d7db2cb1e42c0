//! Settings of the prediction.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{GivenFolds, PredictError};
use crate::data::Groups;
use crate::infer::{Level, level};
use crate::numeric::whole::whole;
use crate::resample::{FEWEST, ResampleError};

/// The scores on which predictions of explained constructs are based.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Antecedents {
    /// Those of constructs without predecessors only: explained constructs on the way are predicted, too. The default of
    /// `PLSpredict`.
    Earliest,
    /// Those of the predecessors, as the row's own answers have them. The default of CVPAT.
    Direct,
}

/// The unit in which losses of different indicators are averaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Losses {
    /// Errors divided by the standard deviation of the rows that train, so that every indicator counts as much. The default.
    #[default]
    Standardised,
    /// Errors as they are: indicators on wide scales count for more.
    Raw,
}

/// What losses of a row are averaged over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Weighting {
    /// All indicators alike, so that a construct counts for as many as it has (Liengaard et al. 2021). The default.
    #[default]
    Indicators,
    /// The means of the constructs alike.
    Constructs,
}

/// What predictions of consistent PLS are based on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Expectation {
    /// Composites and the estimates of PLS. The default.
    #[default]
    Composites,
    /// The expectation of each indicator, given those of the constructs without predecessors, by the correlations that the
    /// estimated model implies (de Rooij et al. 2023).
    Implied,
}

macro_rules! as_written {
    ($($setting:ty),*) => {
        $(impl fmt::Display for $setting {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.serialize(f)
            }
        })*
    };
}
as_written!(Antecedents, Losses, Weighting, Expectation);

/// The settings of predictions: the keys of `[predict]` that do not say how rows are left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct AskedOfPredictions {
    /// The scores on which predictions are based; `None`: earliest for `PLSpredict`, direct for CVPAT.
    pub antecedents: Option<Antecedents>,
    /// What predictions of consistent PLS are based on.
    pub expectation: Expectation,
    /// The unit of losses.
    pub losses: Losses,
    /// What losses of a row are averaged over.
    pub weighting: Weighting,
    /// The level of prediction intervals, and of the tests of CVPAT in reports.
    #[serde(deserialize_with = "level")]
    pub level: f64,
    /// Resamples of the bootstrap of CVPAT.
    #[serde(deserialize_with = "resamples")]
    pub resamples: usize,
}

impl Default for AskedOfPredictions {
    fn default() -> Self {
        Self {
            antecedents: None,
            expectation: Expectation::default(),
            losses: Losses::default(),
            weighting: Weighting::default(),
            level: Level::P95.value(),
            resamples: 1000,
        }
    }
}

fn resamples<'de, D: serde::Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    whole(from, FEWEST as u64..)
}

impl AskedOfPredictions {
    /// Those of `PLSpredict`.
    #[must_use]
    pub fn antecedents(&self) -> Antecedents {
        self.antecedents.unwrap_or(Antecedents::Earliest)
    }

    /// Those of CVPAT.
    #[must_use]
    pub fn antecedents_of_cvpat(&self) -> Antecedents {
        let usual = match self.expectation {
            Expectation::Composites => Antecedents::Direct,
            Expectation::Implied => Antecedents::Earliest,
        };
        self.antecedents.unwrap_or(usual)
    }
}

/// How rows are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Split {
    Folds(usize),
    LeaveOneOut,
    Given(GivenFolds),
}

/// Settings of `PLSpredict` and CVPAT: 10 folds, 10 repetitions, seed 1.
///
/// ```
/// use pls_sem::PlsPredict;
/// use pls_sem::predict::Antecedents;
///
/// let options = PlsPredict::new().folds(5).repetitions(20).antecedents(Antecedents::Direct);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct PlsPredict {
    pub(crate) split: Split,
    pub(crate) repetitions: usize,
    pub(crate) seed: u64,
    pub(crate) asked: AskedOfPredictions,
    pub(crate) strata: Option<Groups>,
    pub(crate) cluster: Option<Groups>,
}

impl Default for PlsPredict {
    fn default() -> Self {
        Self {
            split: Split::Folds(10),
            repetitions: 10,
            seed: 1,
            asked: AskedOfPredictions::default(),
            strata: None,
            cluster: None,
        }
    }
}

impl PlsPredict {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of folds; at least 2. Default: 10.
    pub fn folds(mut self, folds: usize) -> Self {
        self.split = Split::Folds(folds);
        self
    }

    /// Every row, or cluster, is a fold of its own; there is one such partition.
    pub fn leave_one_out(mut self) -> Self {
        self.split = Split::LeaveOneOut;
        self
    }

    /// These folds, in place of some that are drawn.
    pub fn given(mut self, folds: GivenFolds) -> Self {
        self.split = Split::Given(folds);
        self
    }

    /// Partitions, each of which is drawn from a stream of its own. Default: 10.
    pub fn repetitions(mut self, repetitions: usize) -> Self {
        self.repetitions = repetitions;
        self
    }

    /// The seed. Default: 1.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The scores on which predictions are based. Default: earliest antecedents for `PLSpredict`, direct ones for CVPAT.
    pub fn antecedents(mut self, antecedents: Antecedents) -> Self {
        self.asked.antecedents = Some(antecedents);
        self
    }

    /// What predictions of consistent PLS are based on. Default: composites.
    pub fn expectation(mut self, expectation: Expectation) -> Self {
        self.asked.expectation = expectation;
        self
    }

    /// The unit of losses in CVPAT. Default: standard deviations of the rows that train.
    pub fn losses(mut self, losses: Losses) -> Self {
        self.asked.losses = losses;
        self
    }

    /// What losses of a row are averaged over in CVPAT. Default: indicators.
    pub fn weighting(mut self, weighting: Weighting) -> Self {
        self.asked.weighting = weighting;
        self
    }

    /// The level of prediction intervals, between 0 and 1. Default: 0.95.
    pub fn level(mut self, level: impl Into<f64>) -> Self {
        self.asked.level = level.into();
        self
    }

    /// Resamples of the bootstrap of CVPAT. Default: 1000.
    pub fn resamples(mut self, resamples: usize) -> Self {
        self.asked.resamples = resamples;
        self
    }

    /// Rows are dealt within these groups, so that every fold has its share of each.
    pub fn strata(mut self, groups: Groups) -> Self {
        self.strata = Some(groups);
        self
    }

    /// Groups are dealt as a whole.
    pub fn cluster(mut self, groups: Groups) -> Self {
        self.cluster = Some(groups);
        self
    }

    /// Number of folds; `None` if they are given, or each row is one.
    #[must_use]
    pub fn get_folds(&self) -> Option<usize> {
        match self.split {
            Split::Folds(folds) => Some(folds),
            Split::LeaveOneOut | Split::Given(_) => None,
        }
    }

    /// Partitions: one, unless folds are drawn.
    #[must_use]
    pub fn get_repetitions(&self) -> usize {
        self.get_folds().map_or(1, |_| self.repetitions)
    }

    /// The seed; `None` if nothing is drawn.
    #[must_use]
    pub fn get_seed(&self) -> Option<u64> {
        self.get_folds().map(|_| self.seed)
    }

    /// The settings, except how rows are left out.
    #[must_use]
    pub fn get_asked(&self) -> &AskedOfPredictions {
        &self.asked
    }

    /// Checks the settings.
    pub(super) fn check(&self) -> Result<(), PredictError> {
        Level::new(self.asked.level)?;
        let resamples = self.asked.resamples;
        if resamples < FEWEST {
            return Err(ResampleError::FewResamples { resamples }.into());
        }
        Ok(())
    }

    /// All settings, except how rows are left out.
    pub fn asking(mut self, asked: AskedOfPredictions) -> Self {
        self.asked = asked;
        self
    }
}
