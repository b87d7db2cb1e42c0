//! The ledger: what became of every replicate.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::estimate::Failure;
use crate::model::Model;

/// Why a replicate has no numbers, by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reason {
    /// An indicator does not vary in the resample.
    ZeroVariance { indicator: usize },
    /// The moments of the resample have no estimates.
    NoEstimates(Failure),
    /// The weights did not settle.
    NotConverged,
}

impl Reason {
    fn sentence(self, model: &Model) -> String {
        match self {
            Self::ZeroVariance { indicator } => {
                format!(
                    "indicator `{}` does not vary",
                    model.indicators().nth(indicator).unwrap_or_default()
                )
            }
            Self::NoEstimates(Failure::SingularBlock { construct }) => {
                format!("block of `{}` is singular", model.name(construct))
            }
            Self::NoEstimates(Failure::SingularPredictors { construct }) => {
                format!("predictors of `{}` are singular", model.name(construct))
            }
            Self::NoEstimates(Failure::DegenerateComposite { construct }) => {
                format!("composite of `{}` has no variance", model.name(construct))
            }
            Self::NotConverged => "weights did not converge".to_owned(),
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
    pub failed: Vec<Count>,
}

/// A reason, and how many replicates it concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The reason, with the names concerned.
    pub reason: String,
    /// Replicates.
    pub count: usize,
}

impl Ledger {
    pub(crate) fn new(
        requested: usize,
        done: usize,
        failed: &[(usize, Reason)],
        model: &Model,
    ) -> Self {
        let mut counts: BTreeMap<Reason, usize> = BTreeMap::new();
        for (_, reason) in failed {
            *counts.entry(*reason).or_default() += 1;
        }
        let failed_counts = counts.into_iter().map(|(reason, count)| Count {
            reason: reason.sentence(model),
            count,
        });
        Self {
            requested,
            done,
            used: done - failed.len(),
            failed: failed_counts.collect(),
        }
    }

    /// Replicates that failed.
    #[must_use]
    pub fn failures(&self) -> usize {
        self.failed.iter().map(|c| c.count).sum()
    }
}
