//! Workbooks, in a build that does not read them.

use super::place::Places;
use super::{Column, DataError, ReadOptions};

pub(super) struct Parsed {
    pub(super) sheet: String,
    pub(super) other_sheets: Vec<String>,
    pub(super) decimal: Option<char>,
    pub(super) numbers_as_text: usize,
    pub(super) columns: Vec<Column>,
    pub(super) places: Places,
}

pub(super) fn parse(_bytes: Vec<u8>, _options: &ReadOptions) -> Result<Parsed, DataError> {
    Err(DataError::NoXlsx)
}
