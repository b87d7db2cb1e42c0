//! Findings of a ledger.

use serde::{Deserialize, Serialize};

use crate::finding::Remark;

/// What the ledger of a bootstrap says about its resamples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ResampleFinding {
    /// More than 1 % of the resamples have an inadmissible solution.
    ManyInadmissible {
        /// Resamples that are inadmissible.
        inadmissible: usize,
        /// How many of these were replaced by new draws; the others were left out.
        redrawn: usize,
        /// Resamples drawn.
        requested: usize,
    },
    /// More than 1 % of the resamples have an inadmissible solution, and they are used.
    InadmissibleKept {
        /// Resamples that are inadmissible.
        inadmissible: usize,
        /// Number of requested resamples.
        requested: usize,
    },
    /// A composite whose sign had to be changed to that in the sample in more than 1 % of the resamples, against the
    /// sign rule: its indicators pull in opposite directions.
    OftenTurned {
        /// The construct.
        construct: String,
        /// Resamples in which it was turned.
        turned: usize,
        /// Resamples used.
        used: usize,
    },
    /// More than 5 % of the resamples failed.
    ManyFailed {
        /// Resamples that failed.
        failed: usize,
        /// Number of requested resamples.
        requested: usize,
        /// The most frequent reason.
        #[serde(default)]
        reason: String,
        /// Resamples that failed for it.
        #[serde(default)]
        of_it: usize,
    },
    /// The bootstrap was stopped before all resamples were completed.
    Stopped {
        /// Resamples done.
        done: usize,
        /// Number of requested resamples.
        requested: usize,
    },
}

impl Remark for ResampleFinding {
    fn message(&self) -> String {
        match self {
            Self::ManyInadmissible {
                inadmissible,
                redrawn,
                requested,
            } => format!(
                "{inadmissible} of {requested} resamples have an inadmissible solution ({:.1} %) and were {}: the others are a biased part of the distribution, and their standard errors may be too small",
                100.0 * *inadmissible as f64 / *requested as f64,
                match *redrawn {
                    0 => "dropped".to_owned(),
                    redrawn if redrawn == *inadmissible => "drawn again".to_owned(),
                    redrawn => format!(
                        "drawn again ({redrawn}) or dropped after 100 unsuccessful draws ({})",
                        inadmissible - redrawn
                    ),
                }
            ),
            Self::InadmissibleKept {
                inadmissible,
                requested,
            } => format!(
                "{inadmissible} of {requested} resamples have an inadmissible solution ({:.1} %) and are used, as the study requests: standard errors and intervals rest on solutions that are not possible",
                100.0 * *inadmissible as f64 / *requested as f64
            ),
            Self::OftenTurned {
                construct,
                turned,
                used,
            } => format!(
                "in {turned} of {used} resamples the sign rule turned construct `{construct}` against the sample, because its indicators pull in opposite directions; it was turned back: recode reversed questions, or name a `dominant` indicator"
            ),
            Self::ManyFailed {
                failed,
                requested,
                reason,
                of_it,
            } => format!(
                "{failed} of {requested} resamples failed ({:.1} %): {reason} ({of_it} of them); standard errors and intervals describe only the others",
                100.0 * *failed as f64 / *requested as f64
            ),
            Self::Stopped { done, requested } => {
                format!("the bootstrap was stopped after {done} of {requested} resamples")
            }
        }
    }

    fn subject(&self) -> Option<String> {
        match self {
            Self::OftenTurned { construct, .. } => Some(format!("`{construct}`")),
            Self::ManyInadmissible { .. }
            | Self::InadmissibleKept { .. }
            | Self::ManyFailed { .. }
            | Self::Stopped { .. } => None,
        }
    }
}
