//! The data of a study: rows, or a matrix in their place.

use super::{Matrix, Source, Table};

/// Rows, or a matrix in their place, by reference: `study.run(&table)`, `study.run(&matrix)`.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Data<'d> {
    /// Rows.
    Rows(&'d Table),
    /// Moments of rows that are not available.
    Matrix(&'d Matrix),
}

/// Rows, or a matrix in their place, as a study file names them.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Input {
    /// Rows.
    Rows(Table),
    /// Moments of rows that are not available.
    Matrix(Matrix),
}

impl Input {
    /// The rows; `None` for a matrix.
    #[must_use]
    pub fn table(&self) -> Option<&Table> {
        match self {
            Self::Rows(table) => Some(table),
            Self::Matrix(_) => None,
        }
    }

    /// The matrix; `None` for rows.
    #[must_use]
    pub fn matrix(&self) -> Option<&Matrix> {
        match self {
            Self::Rows(_) => None,
            Self::Matrix(matrix) => Some(matrix),
        }
    }
}

impl Data<'_> {
    /// The file from which it was read.
    #[must_use]
    pub fn source(&self) -> Option<&Source> {
        match self {
            Self::Rows(table) => table.source(),
            Self::Matrix(matrix) => matrix.source(),
        }
    }

    /// Whether the answers are declared as simulated.
    #[must_use]
    pub fn is_simulated(&self) -> bool {
        match self {
            Self::Rows(table) => table.is_simulated(),
            Self::Matrix(matrix) => matrix.simulated,
        }
    }
}

impl<'d> From<&'d Table> for Data<'d> {
    fn from(table: &'d Table) -> Self {
        Self::Rows(table)
    }
}

impl<'d> From<&'d Matrix> for Data<'d> {
    fn from(matrix: &'d Matrix) -> Self {
        Self::Matrix(matrix)
    }
}

impl<'d> From<&'d Input> for Data<'d> {
    fn from(input: &'d Input) -> Self {
        match input {
            Input::Rows(table) => Self::Rows(table),
            Input::Matrix(matrix) => Self::Matrix(matrix),
        }
    }
}
