//! The place of a row or a cell, as the user finds it in the file.

use std::fmt;

/// A row or a cell as the user counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// A line of the file, from 1.
    Line(u64),
    /// A row of columns, of a matrix or of a sheet, from 1.
    Row(u64),
    /// A cell of a sheet, row and column from 1: `C7` is row 7, column 3.
    Cell {
        /// Row.
        row: u64,
        /// Column.
        column: usize,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Row(row) => write!(f, "row {row}"),
            Self::Cell { row, column } => write!(f, "cell {}{row}", letters(column)),
        }
    }
}

/// The letters of a sheet's column, from 1: A to Z, AA to ZZ, and so on.
fn letters(column: usize) -> String {
    match column.checked_sub(1) {
        None => String::new(),
        Some(before) => {
            let last = char::from(b'A' + u8::try_from(before % 26).unwrap_or(0));
            format!("{}{last}", letters(before / 26))
        }
    }
}

/// Where the rows of a table stand.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Places {
    /// They were given in memory.
    Memory,
    /// Some of those, by the number of each.
    Chosen(Vec<u64>),
    /// The line of each row.
    Lines(Vec<u64>),
    #[cfg_attr(not(feature = "xlsx"), allow(dead_code))] // only workbooks have sheets
    /// The row of each row in its sheet, and the column of each column, from 1.
    Sheet { rows: Vec<u64>, columns: Vec<usize> },
}

impl Places {
    pub(super) fn of_row(&self, row: usize) -> Place {
        match self {
            Self::Memory => Place::Row(row as u64 + 1),
            Self::Lines(lines) => Place::Line(lines[row]),
            Self::Chosen(rows) | Self::Sheet { rows, .. } => Place::Row(rows[row]),
        }
    }

    pub(super) fn of_cell(&self, column: usize, row: usize) -> Place {
        match self {
            // A column that was added has no place in the sheet.
            Self::Sheet { rows, columns } if column < columns.len() => Place::Cell {
                row: rows[row],
                column: columns[column],
            },
            _ => self.of_row(row),
        }
    }

    /// Those of some rows.
    pub(super) fn of_rows(&self, chosen: &[usize]) -> Self {
        let of = |all: &[u64]| chosen.iter().map(|&row| all[row]).collect();
        match self {
            Self::Memory => Self::Chosen(chosen.iter().map(|&row| row as u64 + 1).collect()),
            Self::Chosen(rows) => Self::Chosen(of(rows)),
            Self::Lines(lines) => Self::Lines(of(lines)),
            Self::Sheet { rows, columns } => Self::Sheet {
                rows: of(rows),
                columns: columns.clone(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_a_sheet_are_lettered_as_there() {
        let columns = [1, 3, 26, 27, 52, 703, 16_384];
        let named = columns.map(letters);
        assert_eq!(named, ["A", "C", "Z", "AA", "AZ", "AAA", "XFD"]);
    }
}
