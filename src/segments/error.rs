//! Why segments cannot be looked for.

use crate::data::DataError;
use crate::estimate::EstimateError;
use crate::text::counted;

/// A search for segments that cannot be done.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SegmentError {
    /// The model cannot be estimated from the sample itself.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
    /// A column that may explain the segments cannot be used.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A setting outside its valid range.
    #[error("`{key}` = {value} of [segments] is not valid: it must be a whole number {expected}")]
    Setting {
        /// The setting.
        key: &'static str,
        /// Its value.
        value: usize,
        /// The valid range.
        expected: String,
    },
    /// More segments than can be estimated from the rows.
    #[error(
        "{most} segments of at least {least} rows need {} rows, and {} used: set `most` of [segments] to {} or less{}",
        most.saturating_mul(*least),
        are(*.rows),
        (rows / least).max(1),
        lower(*.least, *.needed)
    )]
    TooManySegments {
        /// The maximum number of segments that was requested.
        most: usize,
        /// Rows that each has at least.
        least: usize,
        /// The fewest rows that the equations of the model can be estimated from.
        needed: usize,
        /// Rows used.
        rows: usize,
    },
    /// No construct is explained by others.
    #[error(
        "no construct of the model is explained by others with an error: segments are rows with paths of their own, so the model needs a path such as `Y ~ X`"
    )]
    NoEndogenous,
    /// A given start does not fit the rows.
    #[error("the given start {what}")]
    Start {
        /// What is wrong with it.
        what: String,
    },
    /// A given start leads to no solution.
    #[error("the given start leads to no solution: {reason}")]
    Degenerate {
        /// Why.
        reason: String,
    },
}

crate::text::debug_as_sentence!(SegmentError);

fn are(rows: usize) -> String {
    format!(
        "{} {}",
        counted(rows, "row"),
        if rows == 1 { "is" } else { "are" }
    )
}

fn lower(least: usize, needed: usize) -> String {
    if least > needed {
        format!(", or `smallest` to a number below {least}")
    } else {
        format!(" (an equation of the model needs {needed} rows in each)")
    }
}

/// Why a start has no solution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Degenerate {
    /// A segment has fewer rows than it must have.
    Small,
    /// The predictors of an equation depend on each other within a segment.
    Singular,
    /// An equation leaves no error within a segment.
    Exact,
    /// The model cannot be estimated from the rows of a segment.
    NotEstimated,
}

impl Degenerate {
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Small => "a segment became smaller than the least number of rows",
            Self::Singular => "predictors depended on each other within a segment",
            Self::Exact => "an equation left no error within a segment",
            Self::NotEstimated => "the model could not be estimated within a segment",
        }
    }
}
