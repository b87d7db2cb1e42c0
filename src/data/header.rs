//! The names of columns.

use std::collections::HashMap;

use super::limits::LONGEST_NAME;
use super::{DataError, Place};
use crate::words::{excerpt, visible_name};

/// The number of cells up to the last that is filled.
pub(super) fn named<'c>(cells: impl Iterator<Item = &'c str>) -> usize {
    let filled = cells.enumerate().filter(|(_, cell)| !cell.is_empty());
    filled.last().map_or(0, |(last, _)| last + 1)
}

/// The names that the cells of a header give their columns: visible, not too long, and no two alike. A blank gives none.
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
    let names = cells.enumerate().map(name).collect::<Result<Vec<_>, _>>()?;
    all_differ(names.iter().map(Option::as_deref))?;
    Ok(names)
}

/// No two columns have one name.
pub(super) fn all_differ<'n>(
    names: impl Iterator<Item = Option<&'n str>>,
) -> Result<(), DataError> {
    let mut known = HashMap::new();
    for (column, name) in names.enumerate() {
        let Some(name) = name else { continue };
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
