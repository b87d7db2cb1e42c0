//! The names of columns.

use std::collections::HashMap;
use std::num::NonZeroU64;

use super::limits::LONGEST_NAME;
use super::{DataError, Place, ReadOptions};
use crate::text::{excerpt, visible_name};

/// The number of cells up to the last that is filled.
pub(super) fn named<'c>(cells: impl Iterator<Item = &'c str>) -> usize {
    let filled = cells.enumerate().filter(|(_, cell)| !cell.is_empty());
    filled.last().map_or(0, |(last, _)| last + 1)
}

/// Gives columns without a name the name in a row below.
pub(super) fn fill<'c>(names: &mut [String], below: impl Iterator<Item = &'c str>) {
    for (name, cell) in names.iter_mut().zip(below) {
        if name.is_empty() {
            cell.clone_into(name);
        }
    }
}

/// The names of the columns from the cells of a header: visible and not too long. A blank cell gives no
/// name.
pub(super) fn names<'c>(
    cells: impl Iterator<Item = &'c str>,
    place: Place,
) -> Result<Vec<Option<String>>, DataError> {
    let name = |(column, cell): (usize, &str)| {
        let name = visible_name(cell);
        match name.chars().count() {
            0 => Ok(None),
            length if length > LONGEST_NAME => Err(DataError::LongName {
                place,
                column: column + 1,
                name: excerpt(cell),
                length,
            }),
            _ => Ok(Some(name.into_owned())),
        }
    };
    cells.enumerate().map(name).collect()
}

/// A title stands in the first rows of a file.
pub(super) const LAST_OF_TITLE: u64 = 30;

/// Whether a row may be the header, while the row that was read as the header is a title with a single cell or with less
/// than half of the row's cells (with twice as many cells, it may be a row with decimal commas): the number of lines or
/// rows above it.
pub(super) fn title(of_header: usize, of_row: usize, row: u64) -> Option<NonZeroU64> {
    let above = row.checked_sub(1)?;
    let is_title = of_row > 1 && (of_header == 1 || 2 * of_header < of_row);
    NonZeroU64::new(above).filter(|_| is_title && above <= LAST_OF_TITLE)
}

/// There is no header.
pub(super) fn nothing(options: &ReadOptions) -> DataError {
    match options.layout.skip {
        0 => DataError::Empty,
        skip => DataError::NothingBelow { skip: skip as u64 },
    }
}

/// No two columns have one name.
pub(super) fn all_differ<'n>(names: impl Iterator<Item = &'n str>) -> Result<(), DataError> {
    let mut known = HashMap::new();
    for (column, name) in names.enumerate() {
        if let Some(first) = known.insert(name, column) {
            return Err(DataError::DuplicateColumn {
                name: name.to_owned(),
                first: first + 1,
                second: column + 1,
            });
        }
    }
    Ok(())
}
