//! From a file or columns to a [`Table`] of named columns with known missing cells, or to a [`Matrix`] of
//! correlations or covariances.
//!
//! ```text
//! options     how a file is read, and the reading of it
//! format      what kind of file it is          layout     where its cells begin and end
//! encoding    from bytes to text
//! delimiter   what parts the cells             records    lines and quotation marks
//! csv         a text's columns                 xlsx       a sheet's columns
//! header      names                            cell       what a cell says
//! gather      columns that grow by rows        limits     how much is read
//! table       the table, and its columns       texts      the cells of a column of text
//! place       where a row stands               source     how it was read
//! groups      rows by the values of a column   weigh      what a workbook would unpack to
//! matrix      a matrix in place of rows        given      rows or a matrix
//! doubt       what may be wrong as a whole     absent     why a file cannot be opened
//! meant       what a cell may mean             likely_encoding  in which a text may be written
//! rows        some rows of a table             naming     which column a name means
//! prepare     labels, missing codes, reversed questions, computed columns, rows to keep
//! ```

mod absent;
mod cell;
mod csv;
mod delimiter;
mod doubt;
mod encoding;
mod error;
mod format;
mod gather;
mod given;
mod groups;
mod header;
mod layout;
mod likely_encoding;
mod limits;
mod matrix;
mod matrix_error;
mod meant;
mod naming;
mod options;
mod place;
mod prepare;
mod records;
mod rows;
mod sheet;
mod source;
mod table;
mod texts;
#[cfg(feature = "xlsx")]
mod weigh;
#[cfg_attr(not(feature = "xlsx"), path = "no_xlsx.rs")]
mod xlsx;

pub(crate) use absent::{as_on_disk, why_unreadable};
pub(crate) use cell::{SYSTEM_MISSING, is_missing, words_among};
pub(crate) use doubt::{doubt, numbered_alike};
pub use error::{DataError, WeightFault};
pub use format::Format;
pub use given::{Data, Input};
pub use groups::Groups;
pub(crate) use layout::Layout;
pub use matrix::Matrix;
pub use matrix_error::MatrixError;
pub(crate) use meant::{Meant, is_missing_mark};
pub use options::ReadOptions;
pub use place::Place;
pub use prepare::{
    Computed, Condition, Key, Labels, MissingCode, Preparation, PrepareError, Prepared, Scale, Step,
};
pub(crate) use prepare::{Outside, as_key, labels_of};
pub(crate) use records::{Record, Records};
pub use rows::Row;
pub use source::Source;
pub use table::{Cells, Column, Table};
pub use texts::Texts;
