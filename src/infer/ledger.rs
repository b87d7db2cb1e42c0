//! The ledger: what became of every replicate.

use std::collections::BTreeMap;

use crate::estimate::Failure;
use crate::model::Model;

/// Why a replicate has no numbers, by position: no names are made in a resample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Dropped {
    /// An indicator does not vary in the resample.
    ZeroVariance { indicator: usize },
    /// The moments of the resample have no estimates.
    NoEstimates(Failure),
    /// The weights did not settle.
    NotConverged,
}

/// Why a replicate has no numbers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// An indicator does not vary in the resample.
    #[error("indicator `{indicator}` does not vary")]
    ZeroVariance {
        /// The indicator.
        indicator: String,
    },
    /// The indicators of a Mode B block depend on each other.
    #[error("block of `{construct}` is singular")]
    SingularBlock {
        /// The construct.
        construct: String,
    },
    /// The predictors of a construct depend on each other.
    #[error("predictors of `{construct}` are singular")]
    SingularPredictors {
        /// The construct.
        construct: String,
    },
    /// A composite does not vary.
    #[error("composite of `{construct}` has no variance")]
    DegenerateComposite {
        /// The construct.
        construct: String,
    },
    /// The weights did not settle.
    #[error("weights did not converge")]
    NotConverged,
}

impl Dropped {
    fn named(self, model: &Model) -> Reason {
        let name = |construct: usize| model.name(construct).to_owned();
        match self {
            Self::ZeroVariance { indicator } => Reason::ZeroVariance {
                indicator: model
                    .indicators()
                    .nth(indicator)
                    .unwrap_or_default()
                    .to_owned(),
            },
            Self::NoEstimates(Failure::SingularBlock { construct: j }) => {
                Reason::SingularBlock { construct: name(j) }
            }
            Self::NoEstimates(Failure::SingularPredictors { construct: j }) => {
                Reason::SingularPredictors { construct: name(j) }
            }
            Self::NoEstimates(Failure::DegenerateComposite { construct: j }) => {
                Reason::DegenerateComposite { construct: name(j) }
            }
            Self::NotConverged => Reason::NotConverged,
        }
    }
}

/// How many replicates were asked for and used, and why the others failed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ledger {
    /// Replicates asked for.
    pub requested: usize,
    /// Replicates done: fewer than requested only if the run was stopped.
    pub done: usize,
    /// Replicates that every summary is made of.
    pub used: usize,
    /// Replicates without numbers, by reason.
    pub failed: Vec<(Reason, usize)>,
}

impl Ledger {
    pub(crate) fn new(
        requested: usize,
        done: usize,
        dropped: &[(usize, Dropped)],
        model: &Model,
    ) -> Self {
        let mut counts: BTreeMap<Dropped, usize> = BTreeMap::new();
        for (_, reason) in dropped {
            *counts.entry(*reason).or_default() += 1;
        }
        let failed = counts
            .into_iter()
            .map(|(reason, count)| (reason.named(model), count))
            .collect();
        Self {
            requested,
            done,
            used: done - dropped.len(),
            failed,
        }
    }

    /// Replicates that failed.
    #[must_use]
    pub fn failures(&self) -> usize {
        self.failed.iter().map(|(_, count)| count).sum()
    }
}
