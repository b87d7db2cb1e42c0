//! The cells of a table that was read.

#![allow(clippy::unwrap_used)] // a helper that cannot do its work stops its test

use pls_sem::Table;
use pls_sem::data::Cells;

pub(crate) fn numbers(table: &Table, column: &str) -> Vec<Option<f64>> {
    (0..table.rows())
        .map(|row| table.number(column, row))
        .collect()
}

pub(crate) fn texts<'t>(table: &'t Table, column: &str) -> Vec<&'t str> {
    match &table.column(column).unwrap().cells {
        Cells::Text { cells, .. } => cells.iter().collect(),
        Cells::Numbers(_) => panic!("`{column}` holds numbers"),
    }
}
