//! From a CSV file or columns to a [`Table`]: named columns, missing cells known; or to a [`Matrix`] of correlations or
//! covariances in its place.

mod csv;
mod error;
mod given;
mod groups;
mod matrix;
mod matrix_error;
mod records;
mod table;

pub use csv::ReadOptions;
pub use error::{DataError, WeightFault};
pub use given::{Data, Input};
pub use groups::Groups;
pub use matrix::Matrix;
pub use matrix_error::MatrixError;
pub(crate) use records::Records;
pub use table::{Cells, Column, Place, Source, Table};
