//! A sheet of a workbook, once it is read.

use super::Column;
use super::place::Places;

/// A sheet that was not read: its name, and those of its columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OtherSheet {
    pub(super) name: String,
    pub(super) columns: Vec<String>,
}

/// The content of a sheet, and its name.
pub(super) struct Sheet {
    pub(super) name: String,
    /// The other sheets, if this one was chosen by default.
    pub(super) others: Vec<OtherSheet>,
    /// The decimal mark of numbers in cells of text, and how many there are.
    pub(super) decimal: Option<char>,
    pub(super) numbers_as_text: usize,
    pub(super) columns: Vec<Column>,
    pub(super) places: Places,
}
