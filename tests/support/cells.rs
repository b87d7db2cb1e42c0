//! The cells of a table that was read.

#![allow(clippy::unwrap_used)] // a helper that cannot do its work stops its test

use pls_sem::Table;

pub(crate) fn numbers(table: &Table, column: &str) -> Vec<Option<f64>> {
    (0..table.rows())
        .map(|row| table.number(column, row))
        .collect()
}

pub(crate) fn texts<'t>(table: &'t Table, column: &str) -> Vec<&'t str> {
    let cells = &table.column(column).unwrap().cells;
    cells.texts().unwrap().iter().collect()
}
