//! What can be wrong with a matrix of correlations or covariances.

use super::{Meant, Place};
use crate::text::excerpt;

/// A matrix that cannot be used for estimation. Each message names the cells.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MatrixError {
    /// It is not square.
    #[error(
        "a matrix has as many rows as columns, but this one has {rows} and {columns}: the header must hold all names, the first column may repeat them, and each name needs one row"
    )]
    Shape {
        /// Rows.
        rows: usize,
        /// Columns, without that of names.
        columns: usize,
    },
    /// A row has another name than its column.
    #[error(
        "{place}: the row is called `{}`, but the column in the same place `{expected}`: rows and columns need the same names in the same order",
        excerpt(.found)
    )]
    RowName {
        /// The row.
        place: Place,
        /// Its name.
        found: String,
        /// The name of its column.
        expected: String,
    },
    /// A cell is text.
    #[error(
        "column `{column}`, {place}: `{}` is not a number{}",
        excerpt(.cell),
        fix(.cell, *.decimal)
    )]
    NotANumber {
        /// The column.
        column: String,
        /// The row.
        place: Place,
        /// The text in this place.
        cell: String,
        /// The decimal mark in force.
        decimal: char,
    },
    /// A cell is infinite.
    #[error("row `{row}`, column `{column}`: {value} cannot be computed with")]
    NotFinite {
        /// The row.
        row: String,
        /// The column.
        column: String,
        /// The value.
        value: f64,
    },
    /// A cell is empty.
    #[error(
        "row `{row}`, column `{column}`: the cell is empty; fill it, or leave out a whole triangle or the whole diagonal"
    )]
    Missing {
        /// The row.
        row: String,
        /// The column.
        column: String,
    },
    /// A variance is 0 or negative.
    #[error(
        "the diagonal holds {value} for `{name}`: a variance must be above 0, and the correlation of a variable with itself is 1"
    )]
    Diagonal {
        /// The variable.
        name: String,
        /// The number in this place.
        value: f64,
    },
    /// A variance is too large or too small.
    #[error(
        "the variance {value:e} of `{name}` cannot be computed with (the limits are 1e-100 and 1e100): rescale the variable"
    )]
    Variance {
        /// The variable.
        name: String,
        /// Its variance.
        value: f64,
    },
    /// The diagonal of a correlation matrix is not 1.
    #[error(
        "the diagonal holds {value} for `{name}`: that of a correlation matrix is 1; declare covariances as covariances"
    )]
    NotOne {
        /// The variable.
        name: String,
        /// The number in this place.
        value: f64,
    },
    /// The two cells of a pair differ.
    #[error(
        "row `{a}`, column `{b}` holds {below}, but row `{b}`, column `{a}` {above}: the matrix must be symmetric; correct one of them, or leave one triangle out"
    )]
    NotSymmetric {
        /// The variable of the cell below the diagonal.
        a: String,
        /// The other.
        b: String,
        /// The cell below the diagonal.
        below: f64,
        /// The cell above it.
        above: f64,
    },
    /// A correlation lies beyond 1.
    #[error("the correlation of `{a}` and `{b}` is {r}: it must lie between -1 and 1")]
    BeyondOne {
        /// The first variable.
        a: String,
        /// The second.
        b: String,
        /// Their correlation.
        r: f64,
    },
    /// Too few rows for a correlation.
    #[error("n = {n} is not a valid number of rows behind a matrix: at least 2 are needed")]
    FewRows {
        /// The number given.
        n: usize,
    },
}

crate::text::debug_as_sentence!(MatrixError);

/// The fix for a cell that is not a number: in published tables, numbers have stars, and the diagonal may hold
/// dashes.
fn fix(cell: &str, decimal: char) -> String {
    match Meant::of(cell, decimal) {
        Meant::Nothing => ": write numbers only, without stars; in a triangle or diagonal that is left out all cells must be empty"
            .to_owned(),
        meant => meant.to_string(),
    }
}
