//! From a CSV file, columns or a matrix to a [`Table`]: named columns, missing cells known.

mod csv;
mod error;
mod records;
mod table;

pub use csv::ReadOptions;
pub use error::DataError;
pub(crate) use records::Records;
pub use table::{Cells, Column, Place, Source, Table};
