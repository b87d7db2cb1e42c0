//! Findings of procedures.

use serde::{Deserialize, Serialize};

use crate::finding::Remark;
use crate::guidance::FEWEST_CLUSTERS;
use crate::text::few;

/// What makes a procedure, or a quantity of its catalogue, incomplete or doubtful.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ProcedureFinding {
    /// An interval without bounds, or with bounds that more resamples would change.
    IntervalFault {
        /// The kind of interval.
        interval: String,
        /// Whether it has bounds.
        defined: bool,
        /// Why.
        reason: String,
        /// The quantities concerned.
        quantities: Vec<String>,
    },
    /// Resamples that were given, and hardly differ.
    AlikeResamples {
        /// How many different ones there are.
        different: usize,
        /// How many were given.
        given: usize,
    },
    /// Too few clusters are drawn for reliable standard errors.
    FewClusters {
        /// Clusters.
        clusters: usize,
    },
    /// The jackknife could not be done.
    JackknifeNotDone {
        /// Why.
        reason: String,
    },
    /// The test of exact fit could not be done.
    ExactFitNotDone {
        /// Why.
        reason: String,
    },
    /// The test of exact fit of one model rests on only a part of its resamples.
    ExactFitIncomplete {
        /// The model.
        model: String,
        /// Resamples from which its quantiles are computed.
        used: usize,
        /// Number of requested resamples.
        requested: usize,
    },
    /// A quantity is not defined in more than a few of the resamples used.
    UndefinedInResamples {
        /// The quantity.
        quantity: String,
        /// Resamples in which it is not defined.
        undefined: usize,
        /// Resamples used.
        used: usize,
        /// Whether the other resamples are enough for a summary: 95 % of them.
        summarised: bool,
    },
}

impl Remark for ProcedureFinding {
    fn message(&self) -> String {
        match self {
            Self::IntervalFault {
                interval,
                defined,
                reason,
                quantities,
            } => format!(
                "the {interval} interval of {} {}: {reason}{}",
                few(quantities),
                if *defined {
                    "is coarse"
                } else {
                    "is not defined"
                },
                if *defined {
                    "; use more resamples"
                } else if interval == "percentile" {
                    ""
                } else {
                    "; the percentile interval is given as well"
                },
            ),
            Self::AlikeResamples { different, given } => format!(
                "only {different} of the {given} resamples that were given differ from each other: standard errors and intervals describe the copies; draw every resample separately"
            ),
            Self::FewClusters { clusters } => format!(
                "{clusters} clusters are drawn: standard errors from fewer than {FEWEST_CLUSTERS} are too small, and intervals too short (Cameron, Gelbach & Miller 2008)"
            ),
            Self::JackknifeNotDone { reason } => {
                format!(
                    "the jackknife was not done: {reason}; results that need it are not defined"
                )
            }
            Self::ExactFitNotDone { reason } => {
                format!("the test of exact fit was not done: {reason}")
            }
            Self::ExactFitIncomplete {
                model,
                used,
                requested,
            } => format!(
                "the test of exact fit of the {model} model rests on {used} of {requested} resamples: the others failed, are inadmissible or were not done; its ledger gives the reasons"
            ),
            Self::UndefinedInResamples {
                quantity,
                undefined,
                used,
                summarised,
            } => format!(
                "{quantity} is not defined in {undefined} of the {used} resamples used: {}",
                if *summarised {
                    "these are left out, which truncates its distribution and biases its standard error and intervals"
                } else {
                    "fewer than 95 % have a value, so that it has no standard error, interval or bound"
                }
            ),
        }
    }

    fn subject(&self) -> Option<String> {
        match self {
            Self::UndefinedInResamples { quantity, .. } => Some(quantity.clone()),
            Self::IntervalFault {
                interval,
                quantities,
                ..
            } => Some(format!("the {interval} interval of {}", few(quantities))),
            Self::ExactFitIncomplete { model, .. } => Some(format!("the {model} model")),
            Self::AlikeResamples { .. }
            | Self::FewClusters { .. }
            | Self::JackknifeNotDone { .. }
            | Self::ExactFitNotDone { .. } => None,
        }
    }

    fn is_note(&self) -> bool {
        matches!(
            self,
            Self::AlikeResamples { .. }
                | Self::JackknifeNotDone { .. }
                | Self::ExactFitNotDone { .. }
                | Self::ExactFitIncomplete { .. }
                | Self::UndefinedInResamples { .. }
        )
    }
}
