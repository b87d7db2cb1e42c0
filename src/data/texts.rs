//! Texts of one column, one after the other in a single string.

use crate::text::composed;

/// The cells of a column of text. A short answer then needs a few bytes and not a separate string.
///
/// ```
/// use pls_sem::{ReadOptions, data::Cells};
///
/// let table = ReadOptions::new().parse("id,name\n1,Ada\n2,\n")?;
/// let Cells::Text { cells, .. } = &table.column("name").unwrap().cells else { panic!() };
/// assert_eq!(cells.iter().collect::<Vec<_>>(), ["Ada", ""]);
/// assert_eq!(&cells[0], "Ada");
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    text: String,
    /// Where each cell ends.
    ends: Vec<usize>,
}

impl Texts {
    /// Adds a cell, in Unicode's composed form: cells that look the same are compared as the same.
    pub(super) fn push(&mut self, cell: &str) {
        self.text.push_str(&composed(cell));
        self.ends.push(self.text.len());
    }

    /// Adds the cells of another column below these.
    pub(super) fn append(&mut self, below: &Self) {
        self.ends
            .extend(below.ends.iter().map(|end| end + self.text.len()));
        self.text.push_str(&below.text);
    }

    pub(super) fn truncate(&mut self, rows: usize) {
        self.ends.truncate(rows);
        self.text.truncate(self.ends.last().copied().unwrap_or(0));
    }

    /// Number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The cell of a row, from 0.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&str> {
        let end = *self.ends.get(row)?;
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start..end)
    }

    /// All cells, from the first row on.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|row| &self[row])
    }
}

impl std::ops::Index<usize> for Texts {
    type Output = str;

    /// # Panics
    /// If there is no such row.
    fn index(&self, row: usize) -> &str {
        match self.get(row) {
            Some(cell) => cell,
            None => panic!("row {row} of {}", self.len()),
        }
    }
}

impl<C: AsRef<str>> FromIterator<C> for Texts {
    fn from_iter<I: IntoIterator<Item = C>>(cells: I) -> Self {
        let mut texts = Self::default();
        for cell in cells {
            texts.push(cell.as_ref());
        }
        texts
    }
}
