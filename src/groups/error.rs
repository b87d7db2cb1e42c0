//! Why groups cannot be compared.

use crate::data::DataError;
use crate::resample::ResampleError;
use crate::text::{counted, first_of, listed};

/// Why groups cannot be compared.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GroupsError {
    /// The column of the groups cannot be used.
    #[error(transparent)]
    Data(#[from] DataError),
    /// All rows are of one group.
    #[error(
        "column `{column}` puts all {rows} rows into one group, `{group}`: a comparison needs two or more; name another column{}",
        if *.bins { ", or set other `bins`" } else { "" }
    )]
    OneGroup {
        /// The column.
        column: String,
        /// The group.
        group: String,
        /// Its rows.
        rows: usize,
        /// Whether bounds make the groups.
        bins: bool,
    },
    /// More groups than are compared.
    #[error(
        "column `{column}` has {groups} different values, and at most {most} groups are compared: {}",
        if *.numbers { "set `bins = [...]` to make groups of its numbers, or name another column" } else { "join some of its values, or name another column" }
    )]
    TooManyGroups {
        /// The column.
        column: String,
        /// Different values.
        groups: usize,
        /// The most that are compared.
        most: usize,
        /// Whether the values are numbers.
        numbers: bool,
    },
    /// Bounds of a number, and a column of text.
    #[error(
        "column `{column}` holds text, such as `{cell}`, and `bins` make groups of a number: remove `bins`, or name a column of numbers"
    )]
    BinsOfText {
        /// The column.
        column: String,
        /// One of its cells.
        cell: String,
    },
    /// Fewer than two groups can be estimated.
    #[error(
        "column `{column}` has fewer than two groups in which the model can be estimated, so that none can be compared; {}",
        first_of(3, .refused.iter(), "; ")
    )]
    TooFewEstimated {
        /// The column.
        column: String,
        /// Each group that cannot be estimated, with the reason.
        refused: Vec<String>,
    },
    /// The bootstrap of a group cannot be done.
    #[error("[bootstrap] in group `{group}` of column `{column}` ({}): {error}", counted(*.rows, "row"))]
    Bootstrap {
        /// The column.
        column: String,
        /// The group.
        group: String,
        /// Its rows.
        rows: usize,
        /// Why.
        error: ResampleError,
    },
    /// Rows of several groups together cannot be estimated.
    #[error("groups {} of column `{column}` together: {reason}", listed(.groups))]
    Together {
        /// The column.
        column: String,
        /// The groups.
        groups: Vec<String>,
        /// Why.
        reason: String,
    },
    /// The permutations cannot be done.
    #[error(transparent)]
    Permutations(#[from] ResampleError),
}

crate::text::debug_as_sentence!(GroupsError);
