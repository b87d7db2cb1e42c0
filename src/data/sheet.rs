//! A sheet of a workbook, once it is read.

use super::place::Places;
use super::{Column, naming};

/// A sheet that was not read: its name, and those of its columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OtherSheet {
    pub(super) name: String,
    pub(super) columns: Vec<String>,
}

/// Of some sheets with the names of their columns, the one that may be meant: the first with a column of this name; if no
/// name is given, the first with several columns.
pub(super) fn that_is_meant<'s>(
    mut sheets: impl Iterator<Item = (&'s str, &'s [String])>,
    column: Option<&str>,
) -> Option<&'s str> {
    let found = sheets.find(|(_, columns)| match column {
        Some(column) => columns.iter().any(|name| naming::is_same(name, column)),
        None => columns.len() > 1,
    });
    found.map(|(name, _)| name)
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
