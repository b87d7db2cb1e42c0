//! Findings of a power study.

use serde::{Deserialize, Serialize};

use crate::finding::Remark;
use crate::text::first_of;

/// What makes a power study incomplete, or its estimators inconsistent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum PowerFinding {
    /// Surveys of a power study have too few resamples for the level of their intervals.
    FewPowerResamples {
        /// Resamples of each survey.
        resamples: usize,
        /// The level.
        level: f64,
        /// Resamples that the level needs.
        needed: usize,
    },
    /// A power study was stopped before all replications were completed.
    StudyStopped {
        /// Replications done.
        done: usize,
        /// Number of requested replications.
        of: usize,
    },
    /// More than 5 % of the replications of a power study at some size were left out.
    ManyReplicationsLeftOut {
        /// Rows of the surveys.
        rows: usize,
        /// Replications that failed or are inadmissible.
        left_out: usize,
        /// Replications done.
        done: usize,
    },
    /// Estimators that do not tend to the population's values.
    Inconsistent {
        /// Each of them, the one with the largest relative difference first.
        misses: Vec<Miss>,
        /// Number of estimators that were checked.
        of: usize,
        /// Groups of the population; 1 if it is one.
        groups: usize,
    },
}

/// An estimator that does not tend to the population's value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Miss {
    /// What is estimated.
    pub quantity: String,
    /// Its value in the population.
    pub population: f64,
    /// The limit of the estimator.
    pub limit: f64,
}

impl Miss {
    /// The relative difference between the limit and the population's value; `None` if that is 0.
    #[must_use]
    pub fn relative(&self) -> Option<f64> {
        Some((self.limit - self.population) / self.population).filter(|x| x.is_finite())
    }
}

impl Remark for PowerFinding {
    fn message(&self) -> String {
        match self {
            Self::FewPowerResamples {
                resamples,
                level,
                needed,
            } => format!(
                "{resamples} resamples are too few for intervals of {} %: their bounds lie beyond the outermost resamples, so that they are too narrow, and power and coverage are wrong; use at least {needed}",
                (1e6 * level).round() / 1e4
            ),
            Self::StudyStopped { done, of } => {
                format!("the power study was stopped after {done} of {of} replications")
            }
            Self::ManyReplicationsLeftOut {
                rows,
                left_out,
                done,
            } => format!(
                "with {rows} rows {left_out} of {done} replications failed or are inadmissible: the results hold only for surveys that can be estimated"
            ),
            Self::Inconsistent { misses, of, groups } => format!(
                "{} of {of} estimates {} not tend to the population's value with more rows: {}; points of a scale attenuate, and so do composites of indicators that share a factor, for which consistent PLS corrects{}",
                misses.len(),
                if misses.len() == 1 { "does" } else { "do" },
                first_of(MISSES_NAMED, misses.iter().map(miss), ", "),
                if *groups == 1 {
                    ""
                } else {
                    "; and groups that differ are estimated as one"
                }
            ),
        }
    }

    fn subject(&self) -> Option<String> {
        match self {
            Self::ManyReplicationsLeftOut { rows, .. } => Some(format!("{rows} rows")),
            Self::FewPowerResamples { .. }
            | Self::StudyStopped { .. }
            | Self::Inconsistent { .. } => None,
        }
    }
}

/// Estimators that a sentence names one by one.
const MISSES_NAMED: usize = 12;

/// The limit of an estimator, and its relative difference.
fn miss(miss: &Miss) -> String {
    let off = miss.relative();
    let off = off.map_or_else(String::new, |off| format!(" ({:+.1} %)", 100.0 * off));
    format!(
        "{} tends to {:.3} in place of {:.3}{off}",
        miss.quantity, miss.limit, miss.population
    )
}
