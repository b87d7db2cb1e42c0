//! What can be wrong with a matrix of correlations or covariances.

use super::{Place, fix_of};
use crate::text::excerpt;

/// A matrix that nothing can be estimated from. Each sentence names the cells.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MatrixError {
    /// It is not square.
    #[error(
        "a matrix has as many rows as columns, but here are {rows} and {columns}: the header holds all names, a first column may repeat them, and each of them has one row"
    )]
    Shape {
        /// Rows.
        rows: usize,
        /// Columns, without that of names.
        columns: usize,
    },
    /// A row has another name than its column.
    #[error(
        "{place}: the row is called `{}`, but its column `{expected}`: rows and columns need the same names in the same order",
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
        /// What stands there.
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
        "row `{row}`, column `{column}`: the cell is empty; leave out one triangle as a whole, the diagonal as a whole, or nothing"
    )]
    Missing {
        /// The row.
        row: String,
        /// The column.
        column: String,
    },
    /// A variance is not above 0.
    #[error(
        "the diagonal holds {value} for `{name}`: a variance is above 0, and the correlation of a variable with itself is 1"
    )]
    Diagonal {
        /// The variable.
        name: String,
        /// What stands there.
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
        "the diagonal holds {value} for `{name}`: that of a correlation matrix is 1; covariances are given as such"
    )]
    NotOne {
        /// The variable.
        name: String,
        /// What stands there.
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
    #[error("the correlation of `{a}` and `{b}` is {r}: it lies between -1 and 1")]
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

/// What to do about a cell that is not a number: in published tables they have stars, and the diagonal a dash.
fn fix(cell: &str, decimal: char) -> String {
    let meant = fix_of(cell, decimal);
    if meant.is_empty() {
        return ": write numbers only, without stars, and leave the cells of a diagonal or triangle that is left out empty"
            .to_owned();
    }
    meant
}
