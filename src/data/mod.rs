//! From a CSV file, columns or a matrix to a [`Table`]: named columns, missing cells known.

mod csv;
mod error;
mod groups;
mod records;
mod table;

pub use csv::ReadOptions;
pub use error::{DataError, WeightFault};
pub use groups::Groups;
pub(crate) use records::Records;
pub use table::{Cells, Column, Place, Source, Table};
