//! What can be wrong with a data file or with columns.

use std::path::PathBuf;

use super::{MatrixError, Place};
use crate::words::{counted, did_you_mean};

/// A table that cannot be read. Each sentence names the place and the mend.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// The file cannot be opened.
    #[error("cannot read `{}`: {reason}", path.display())]
    Unreadable {
        /// The file that was asked for.
        path: PathBuf,
        /// What the operating system says.
        reason: String,
    },
    /// The file is not text in UTF-8.
    #[error(
        "line {line} is not valid UTF-8: save the file as UTF-8 (in Excel: `CSV UTF-8`) and read it again"
    )]
    NotUtf8 {
        /// The first line with a byte that is not UTF-8.
        line: u64,
    },
    /// A delimiter or decimal mark that no file has.
    #[error("{mark:?} is no {what}: a delimiter is `,`, `;` or a tab, a decimal mark `.` or `,`")]
    Mark {
        /// Delimiter or decimal mark.
        what: &'static str,
        /// The character.
        mark: char,
    },
    /// There is nothing in it.
    #[error(
        "there is nothing in it: a header line with the column names is needed, then one line per respondent"
    )]
    Empty,
    /// There are names but no rows.
    #[error("there are column names but no rows below them: every respondent is one line")]
    HeaderOnly,
    /// A line has more or fewer cells than the header.
    #[error(
        "line {line} has {}, but the header has {expected}: look for a missing or additional delimiter `{delimiter}`, or for an unclosed quotation mark",
        counted(*.found, "cell")
    )]
    Ragged {
        /// The line.
        line: u64,
        /// Cells in it.
        found: usize,
        /// Cells in the header.
        expected: usize,
        /// The delimiter in use, a tab shown as `\t`.
        delimiter: String,
    },
    /// Two columns have the same name.
    #[error("two columns are called `{name}` (columns {first} and {second}): rename one of them")]
    DuplicateColumn {
        /// The name.
        name: String,
        /// Number of the first, from 1.
        first: usize,
        /// Number of the second, from 1.
        second: usize,
    },
    /// Columns of different lengths.
    #[error(
        "column `{name}` has {}, but `{reference}` has {expected}: all columns need the same number", counted(*.found, "row")
    )]
    Lengths {
        /// The column that differs.
        name: String,
        /// Its rows.
        found: usize,
        /// The first column.
        reference: String,
        /// Its rows.
        expected: usize,
    },
    /// A column that is asked for is not there.
    #[error("there is no column `{column}`{}", did_you_mean(.nearest.as_deref()))]
    UnknownColumn {
        /// The name.
        column: String,
        /// The nearest name that is there.
        nearest: Option<String>,
    },
    /// A row belongs to no group.
    #[error(
        "column `{column}`, {place}: the cell is empty, so that the row belongs to no group; fill it, or leave the row out"
    )]
    NoGroup {
        /// The column.
        column: String,
        /// The row.
        place: Place,
    },
    /// A case weight that is none.
    #[error("column `{column}`, {place}: {fault}")]
    Weight {
        /// The column of the weights.
        column: String,
        /// The row.
        place: Place,
        /// What is wrong with it.
        fault: WeightFault,
    },
    /// No row has a weight.
    #[error("column `{column}`: every weight is 0, so that no row counts")]
    NoWeight {
        /// The column of the weights.
        column: String,
    },
    /// A matrix with another number of columns than names.
    #[error("the matrix has {columns} columns, but {names} names were given")]
    Names {
        /// Columns of the matrix.
        columns: usize,
        /// Names given.
        names: usize,
    },
    /// Rows are asked for where a matrix is given.
    #[error("`{}` is a matrix of correlations or covariances, which has no rows", path.display())]
    NoRows {
        /// The file of the matrix.
        path: PathBuf,
    },
    /// A matrix of correlations or covariances that is none.
    #[error(transparent)]
    Matrix(#[from] MatrixError),
}

/// What is wrong with a case weight.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WeightFault {
    /// The cell is empty.
    #[error("the weight is missing: fill it, or write 0 to leave the row out")]
    Missing,
    /// The cell is text.
    #[error("the weight `{0}` is not a number; mend the cell")]
    Text(String),
    /// It is below 0.
    #[error("the weight {0} is negative: a row counts for something, or for nothing with weight 0")]
    Negative(f64),
    /// It is infinite, or too large or too small to compute with.
    #[error(
        "the weight {0:e} cannot be computed with (the limits are 1e-50 and 1e50): rescale the column"
    )]
    OutOfRange(f64),
}
