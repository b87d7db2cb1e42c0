//! Some rows of a table, and one row by its columns.

use super::{Cells, Column, DataError, Place, Table};

/// One row of a table, as [`Table::filter`] shows it.
#[derive(Debug, Clone, Copy)]
pub struct Row<'t> {
    table: &'t Table,
    at: usize,
}

impl<'t> Row<'t> {
    pub(super) fn new(table: &'t Table, at: usize) -> Self {
        Self { table, at }
    }

    /// Its position among the rows of the table, from 0.
    #[must_use]
    pub fn position(self) -> usize {
        self.at
    }

    /// The place where the user finds it: its line in the file or its row in the sheet; without a
    /// file, its number.
    #[must_use]
    pub fn place(self) -> Place {
        self.table.place(self.at)
    }

    /// Its number in a column; `None` if the answer is missing, or the column is text or does not
    /// exist.
    #[must_use]
    pub fn number(self, column: &str) -> Option<f64> {
        self.table.number(column, self.at)
    }

    /// Its text in a column of text; `None` if the column holds numbers or does not exist.
    #[must_use]
    pub fn text(self, column: &str) -> Option<&'t str> {
        self.table.text(column, self.at)
    }
}

impl Table {
    /// The rows at these positions (from 0), in this order; a row may be taken several times.
    ///
    /// Columns of text, case weights and the source are kept, and every row keeps its line in the file. A text column
    /// that holds words only in other rows becomes numeric, as if the file held only the selected rows.
    ///
    /// ```
    /// use pls_sem::Table;
    ///
    /// let table = Table::from_columns([("x", vec![4.0, 5.0, 6.0])])?;
    /// assert_eq!(table.select_rows([2, 0])?.number("x", 0), Some(6.0));
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`DataError`]: the table has no such row, no row is chosen, or all chosen rows have a case weight of 0.
    pub fn select_rows(&self, rows: impl IntoIterator<Item = usize>) -> Result<Self, DataError> {
        let rows: Vec<usize> = rows.into_iter().collect();
        if let Some(&row) = rows.iter().find(|&&row| row >= self.rows) {
            return Err(DataError::UnknownRow {
                row,
                rows: self.rows,
            });
        }
        if rows.is_empty() {
            return Err(DataError::NoRowsChosen { rows: self.rows });
        }
        let columns = self.columns.iter();
        let columns =
            columns.map(|column| Column::new(&column.name, self.chosen(&column.cells, &rows)));
        let chosen = Self {
            columns: columns.collect(),
            rows: rows.len(),
            places: self.places.of_rows(&rows),
            source: self.source.clone(),
            decimal: self.decimal,
            weights: self.weights,
            simulated: self.simulated,
            history: self.history.as_deref().map(|h| h.of_some_rows().into()),
        };
        if let Some(weights) = chosen.weights {
            chosen.check_weights(&chosen.columns[weights])?;
        }
        Ok(chosen)
    }

    /// The rows that a condition holds for, with everything that [`Table::select_rows`] keeps.
    ///
    /// ```
    /// use pls_sem::{Problem, Model, Missing, Options, Table};
    ///
    /// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
    /// let small = table.filter(|row| row.text("size") == Some("small"))?;
    /// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
    /// let fit = Problem::new(&model, &small, Missing::Error, &Options::default())?.fit()?;
    /// # assert!(small.rows() < table.rows());
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`DataError`]: the condition holds for no row, or for rows of case weight 0 only.
    pub fn filter(&self, keep: impl FnMut(Row<'_>) -> bool) -> Result<Self, DataError> {
        let mut keep = keep;
        self.select_rows((0..self.rows).filter(|&at| keep(Row::new(self, at))))
    }

    /// Adds a column of numbers, for example one that is computed from others; NaN marks a missing
    /// answer.
    ///
    /// Columns of text, case weights and the source are kept.
    ///
    /// ```
    /// use pls_sem::Table;
    ///
    /// let table = Table::from_columns([("employees", vec![1.0, 10.0, 100.0])])?;
    /// let logs = (0..table.rows()).map(|row| table.number("employees", row).map_or(f64::NAN, f64::log10));
    /// let table = table.clone().with_column("size", logs.collect::<Vec<_>>())?;
    /// assert_eq!(table.number("size", 2), Some(2.0));
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`DataError`]: there are other than as many cells as rows, or a column of that name is there.
    pub fn with_column(
        self,
        name: impl Into<String>,
        cells: impl Into<Vec<f64>>,
    ) -> Result<Self, DataError> {
        self.with_cells(&name.into(), Cells::of_numbers(cells.into()))
    }

    /// One column alone.
    pub(crate) fn only(&self, name: &str) -> Result<Self, DataError> {
        let column = &self.columns[self.position_of(name)?];
        Ok(Self {
            columns: vec![column.clone()],
            weights: None,
            places: self.places.clone(),
            source: self.source.clone(),
            history: self.history.clone(),
            ..*self
        })
    }

    /// The table as CSV: a header, then one line for each row; a missing answer is blank. Numbers have all their
    /// digits.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut csv = csv::Writer::from_writer(Vec::new());
        let names = self.columns.iter().map(|column| column.name.as_str());
        // Writing to memory cannot fail.
        let _ = csv.write_record(names);
        for row in 0..self.rows {
            let cell = |column: &Column| match &column.cells {
                Cells::Numbers(x) if x[row].is_nan() => String::new(),
                Cells::Numbers(x) => x[row].to_string(),
                Cells::Text { cells, .. } => cells[row].to_owned(),
            };
            let _ = csv.write_record(self.columns.iter().map(cell));
        }
        let bytes = csv.into_inner().unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    }

    /// Cells of some rows.
    fn chosen(&self, cells: &Cells, rows: &[usize]) -> Cells {
        match cells {
            Cells::Numbers(x) => Cells::Numbers(rows.iter().map(|&row| x[row]).collect()),
            Cells::Text {
                cells, header_rows, ..
            } => self.reading().of_rows(cells, *header_rows, rows),
        }
    }
}
