//! Groups of rows, by the values of one column.

use std::collections::HashMap;

use super::cell::is_missing;
use super::{Cells, DataError, Table};
use crate::text::visible_name;

/// The rows of a table in groups: those with the same value in one column.
///
/// ```
/// use pls_sem::{Groups, Table};
///
/// let table = Table::from_columns([("size", vec![1.0, 2.0, 1.0])])?;
/// let groups = Groups::of(&table, "size")?;
/// assert_eq!(groups.names(), ["1", "2"]);
/// assert_eq!(groups.of_rows(), [0, 1, 0]);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    column: String,
    names: Vec<String>,
    of_rows: Vec<usize>,
}

impl Groups {
    /// The groups of a column of numbers or text, in the order of their first rows.
    ///
    /// # Errors
    /// [`DataError`]: there is no such column, or a cell of it is missing.
    pub fn of(table: &Table, column: &str) -> Result<Self, DataError> {
        let found = &table.columns()[table.position_of(column)?];
        let value = |row: usize| match &found.cells {
            Cells::Numbers(x) => Some(x[row]).filter(|x| !x.is_nan()).map(|x| x.to_string()),
            Cells::Text { cells, .. } => {
                let cell = cells[row].trim();
                (!is_missing(cell)).then(|| visible_name(cell).into_owned())
            }
        };
        let (mut names, mut known) = (Vec::new(), HashMap::new());
        let mut of_rows = Vec::with_capacity(table.rows());
        for row in 0..table.rows() {
            let name = value(row).ok_or_else(|| DataError::NoGroup {
                column: column.to_owned(),
                place: table.place(row),
            })?;
            let group = *known.entry(name.clone()).or_insert_with(|| {
                names.push(name);
                names.len() - 1
            });
            of_rows.push(group);
        }
        Ok(Self {
            column: column.to_owned(),
            names,
            of_rows,
        })
    }

    /// The groups of some rows, in their order.
    pub(crate) fn of_some_rows(&self, rows: &[usize]) -> Self {
        Self {
            of_rows: rows.iter().map(|&row| self.of_rows[row]).collect(),
            ..self.clone()
        }
    }

    /// The column.
    #[must_use]
    pub fn column(&self) -> &str {
        &self.column
    }

    /// The values that name the groups.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The group of every row of the table, as a position among the names.
    #[must_use]
    pub fn of_rows(&self) -> &[usize] {
        &self.of_rows
    }
}
