//! A sheet of a workbook, once it is read.

use super::Column;
use super::place::Places;

/// What a sheet holds, and its name.
pub(super) struct Sheet {
    pub(super) name: String,
    /// The others, if nobody named this one.
    pub(super) others: Vec<String>,
    /// The decimal mark of numbers in cells of text, and how many there are.
    pub(super) decimal: Option<char>,
    pub(super) numbers_as_text: usize,
    pub(super) columns: Vec<Column>,
    pub(super) places: Places,
}
