//! Findings: what a result that exists has to say about itself.

use serde::{Deserialize, Serialize};

use crate::words::counted;

/// Something that makes a result inadmissible, incomplete, or in need of a look. Never acted on silently.
///
/// `code` in the result document is the variant's name in snake case; [`Finding::message`] is the sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Finding {
    /// The weights still changed when the largest allowed number of iterations was reached.
    NotConverged {
        /// Iterations done.
        iterations: usize,
        /// Largest change of a normalised weight in the last of them.
        change: f64,
        /// The change that was asked for.
        tolerance: f64,
    },
    /// Loadings of both signs within one block: usually a reversed question that was not recoded.
    MixedSigns {
        /// The construct.
        construct: String,
        /// Its indicators with a negative loading.
        indicators: Vec<String>,
    },
    /// A negative Cronbach's alpha: usually a reversed question that was not recoded.
    NegativeAlpha {
        /// The construct.
        construct: String,
        /// Its standardised alpha.
        alpha: f64,
    },
    /// A value far outside the range of the other answers, and of a form often used for "no answer".
    SuspectedMissingCode {
        /// The indicator.
        indicator: String,
        /// The value.
        value: f64,
        /// How often it occurs.
        count: usize,
        /// The smallest of the other answers.
        low: f64,
        /// The largest of the other answers.
        high: f64,
    },
    /// More than 5 % of an indicator's answers are missing.
    ManyMissing {
        /// The indicator.
        indicator: String,
        /// Missing answers.
        missing: usize,
        /// Rows read.
        rows: usize,
    },
    /// More than 5 % of the rows were dropped for missing answers.
    ManyDropped {
        /// Rows dropped.
        dropped: usize,
        /// Rows read.
        rows: usize,
    },
    /// More than 5 % of the resamples failed.
    ManyFailed {
        /// Resamples that failed.
        failed: usize,
        /// Resamples asked for.
        requested: usize,
    },
    /// The bootstrap was stopped before all resamples were done.
    Stopped {
        /// Resamples done.
        done: usize,
        /// Resamples asked for.
        requested: usize,
    },
    /// There are more indirect routes than are listed one by one; total indirect effects are complete.
    TooManyRoutes {
        /// The most that are listed.
        limit: usize,
    },
}

impl Finding {
    /// The stable name of this kind of finding, as in the result document.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotConverged { .. } => "not_converged",
            Self::MixedSigns { .. } => "mixed_signs",
            Self::NegativeAlpha { .. } => "negative_alpha",
            Self::SuspectedMissingCode { .. } => "suspected_missing_code",
            Self::ManyMissing { .. } => "many_missing",
            Self::ManyDropped { .. } => "many_dropped",
            Self::ManyFailed { .. } => "many_failed",
            Self::Stopped { .. } => "stopped",
            Self::TooManyRoutes { .. } => "too_many_routes",
        }
    }

    /// The sentence for people: what was found, and what to do.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::NotConverged {
                iterations,
                change,
                tolerance,
            } => format!(
                "the weights did not converge: after {} one still changed by {change:.1e}, more than the tolerance {tolerance:.1e}; raise `max_iterations`, or try another weighting scheme",
                counted(*iterations, "iteration")
            ),
            Self::MixedSigns {
                construct,
                indicators,
            } => format!(
                "construct `{construct}`: the loadings of {} are negative while others of its block are positive; recode reversed questions first",
                listed(indicators)
            ),
            Self::NegativeAlpha { construct, alpha } => format!(
                "construct `{construct}`: Cronbach's alpha is negative ({alpha:.3}); recode reversed questions first"
            ),
            Self::SuspectedMissingCode {
                indicator,
                value,
                count,
                low,
                high,
            } => format!(
                "indicator `{indicator}` holds {value} in {}, while its other answers lie between {low} and {high}: if it means \"no answer\", declare `missing_codes = [{value}]`; it was taken as an answer",
                counted(*count, "answer")
            ),
            Self::ManyMissing {
                indicator,
                missing,
                rows,
            } => format!(
                "indicator `{indicator}`: {missing} of {rows} answers are missing ({:.1} %); a simple treatment is advised below 5 % only (Hair et al. 2022)",
                100.0 * *missing as f64 / *rows as f64
            ),
            Self::ManyDropped { dropped, rows } => format!(
                "{dropped} of {rows} rows were dropped for missing answers ({:.1} %): the estimates describe only the others",
                100.0 * *dropped as f64 / *rows as f64
            ),
            Self::ManyFailed { failed, requested } => format!(
                "{failed} of {requested} resamples failed ({:.1} %): standard errors and intervals describe only the others; the ledger tells why",
                100.0 * *failed as f64 / *requested as f64
            ),
            Self::Stopped { done, requested } => {
                format!("the bootstrap was stopped after {done} of {requested} resamples")
            }
            Self::TooManyRoutes { limit } => format!(
                "the model has more than {limit} indirect routes: they are not listed one by one; indirect and total effects are complete"
            ),
        }
    }
}

fn listed(names: &[String]) -> String {
    names
        .iter()
        .map(|n| format!("`{n}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
