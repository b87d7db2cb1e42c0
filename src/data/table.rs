//! The table: named columns of numbers or text, with missing cells known.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::RangeInclusive;

use nalgebra::DMatrix;

use super::doubt::is_number;
use super::place::Places;
use super::prepare::History;
use super::{DataError, Place, ReadOptions, Source, Texts, WeightFault, doubt, header};
use crate::text::{excerpt, visible_name};

/// Weights outside these limits cannot be multiplied and summed safely.
const WEIGHTS: RangeInclusive<f64> = 1e-50..=1e50;

/// Survey answers: one row per respondent, one named column per question.
///
/// A column whose cells are all numbers or missing holds numbers; any other column is text and is used
/// only if a model names it.
///
/// ```
/// use pls_sem::Table;
///
/// let table = Table::from_columns([
///     ("CS1", vec![4.0, 5.0, f64::NAN]), // NaN: no answer
///     ("CS2", vec![3.0, 5.0, 2.0]),
/// ])?;
/// assert_eq!(table.rows(), 3);
/// assert_eq!(table.number("CS1", 2), None);
/// assert_eq!(table.number("CS2", 2), Some(2.0));
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub(super) columns: Vec<Column>,
    pub(super) rows: usize,
    pub(super) places: Places,
    pub(super) source: Option<Source>,
    /// The decimal mark of its cells.
    pub(super) decimal: char,
    /// The column of case weights.
    pub(super) weights: Option<usize>,
    pub(super) simulated: bool,
    /// How the answers were prepared.
    pub(super) history: Option<Box<History>>,
}

/// One named column.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Column {
    /// Its visible name: a control character, a mark of direction or another character without width is shown as
    /// its escape, such as `\n` or `\u{202e}`.
    pub name: String,
    /// Its cells, one per row.
    pub cells: Cells,
    /// The cells of a column of numbers as they were read, where a condition compares them with texts.
    pub(super) read: Option<Texts>,
}

/// The cells of a column.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Cells {
    /// Numbers; NaN stands for a missing answer.
    Numbers(Vec<f64>),
    /// The text of the file, and the first row that is neither a number nor missing.
    Text {
        /// The cells.
        cells: Texts,
        /// Row (from 0) of the first cell that is not a number.
        first: usize,
        /// The number of header rows with which the column would be numeric, if only its first few rows hold words,
        /// which may be question texts or units.
        header_rows: Option<usize>,
    },
}

impl Table {
    /// Reads a file and detects its format; see [`ReadOptions`] for the formats that are read, and for
    /// settings.
    ///
    /// # Errors
    /// [`DataError`]: the file cannot be opened or decoded, is empty, has ragged lines or two columns of one name.
    pub fn read(path: impl AsRef<std::path::Path>) -> Result<Self, DataError> {
        ReadOptions::new().read(path)
    }

    /// Makes a table from named columns of numbers; NaN marks a missing answer.
    ///
    /// # Errors
    /// [`DataError`]: no columns or rows, columns of different lengths, two of one name.
    pub fn from_columns<N, C>(columns: impl IntoIterator<Item = (N, C)>) -> Result<Self, DataError>
    where
        N: Into<String>,
        C: Into<Vec<f64>>,
    {
        let columns = columns.into_iter();
        let columns: Vec<Column> = columns
            .map(|(name, cells)| Column::new(&name.into(), Cells::of_numbers(cells.into())))
            .collect();
        header::all_differ(columns.iter().map(|c| c.name.as_str()))?;
        Self::new(columns, Places::Memory, None)
    }

    /// Makes a table from an nalgebra matrix (rows x columns) and the names of its columns.
    ///
    /// # Errors
    /// [`DataError`]: as many names as columns are needed, each once, and at least one row.
    pub fn from_matrix<N: Into<String>>(
        matrix: &DMatrix<f64>,
        names: impl IntoIterator<Item = N>,
    ) -> Result<Self, DataError> {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        if names.len() != matrix.ncols() {
            return Err(DataError::Names {
                columns: matrix.ncols(),
                names: names.len(),
            });
        }
        Self::from_columns(
            names
                .into_iter()
                .zip(matrix.column_iter().map(|c| c.as_slice().to_vec())),
        )
    }

    /// Adds a column of text, such as the names of groups. Case weights and the source are kept.
    ///
    /// # Errors
    /// [`DataError`]: there are other than as many cells as rows, or a column of that name is there.
    pub fn with_text(self, name: impl Into<String>, cells: Vec<String>) -> Result<Self, DataError> {
        let cells = Cells::Text {
            cells: cells.into_iter().collect(),
            first: 0,
            header_rows: None,
        };
        self.with_cells(&name.into(), cells)
    }

    pub(super) fn with_cells(mut self, name: &str, cells: Cells) -> Result<Self, DataError> {
        let column = Column::new(name, cells);
        if let Some(first) = self
            .columns
            .iter()
            .position(|other| other.name == column.name)
        {
            return Err(DataError::DuplicateColumn {
                name: column.name,
                first: first + 1,
                second: self.columns.len() + 1,
            });
        }
        self.columns.push(column);
        check(&self.columns)?;
        Ok(self)
    }

    /// The same answers, declared as simulated: every report says so at its beginning and its end.
    ///
    /// ```
    /// use pls_sem::Table;
    ///
    /// let table = Table::from_columns([("x", vec![1.0, 2.0])])?.simulated();
    /// assert!(table.is_simulated());
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    #[must_use]
    pub fn simulated(mut self) -> Self {
        self.simulated = true;
        self
    }

    /// Whether the answers are said to be simulated.
    #[must_use]
    pub fn is_simulated(&self) -> bool {
        self.simulated
    }

    pub(super) fn with_decimal(self, decimal: char) -> Self {
        Self { decimal, ..self }
    }

    /// The decimal mark of its cells.
    pub(crate) fn decimal(&self) -> char {
        self.decimal
    }

    pub(super) fn new(
        columns: Vec<Column>,
        places: Places,
        source: Option<Source>,
    ) -> Result<Self, DataError> {
        Ok(Self {
            rows: check(&columns)?,
            columns,
            places,
            source,
            decimal: '.',
            weights: None,
            simulated: false,
            history: None,
        })
    }

    /// The same table with the columns and the rows that result from a preparation.
    pub(super) fn prepared_as(
        self,
        columns: Vec<Column>,
        kept: &[usize],
        history: History,
    ) -> Result<Self, DataError> {
        let history = history.dropping(self.rows - kept.len());
        let prepared = Self {
            columns,
            rows: kept.len(),
            places: if kept.len() < self.rows {
                self.places.of_rows(kept)
            } else {
                self.places
            },
            history: Some(Box::new(match self.history {
                Some(before) => before.and(history),
                None => history,
            })),
            ..self
        };
        if let Some(weights) = prepared.weights {
            prepared.check_weights(&prepared.columns[weights])?;
        }
        Ok(prepared)
    }

    pub(crate) fn history(&self) -> Option<&History> {
        self.history.as_deref()
    }

    /// Whether it is a sheet of a workbook.
    pub(super) fn is_sheet(&self) -> bool {
        matches!(self.places, Places::Sheet { .. })
    }

    /// The same rows with the case weights in this column.
    ///
    /// ```text
    /// mean_k = Σ w_i x_ik / Σ w_i,   cov_kl = n / (n - 1) Σ w_i (x_ik - mean_k)(x_il - mean_l) / Σ w_i
    ///
    /// n  rows of a positive weight
    /// ```
    ///
    /// They are sampling weights: only their ratios matter, and n in every formula stays the number of rows. A row of
    /// weight 0 is excluded and not counted in n.
    ///
    /// ```
    /// use pls_sem::Table;
    ///
    /// let table = Table::from_columns([("x", vec![1.0, 2.0, 4.0]), ("w", vec![1.5, 0.0, 0.5])])?;
    /// assert_eq!(table.weighted_by("w")?.weights(), Some(&[1.5, 0.0, 0.5][..]));
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`DataError`]: there is no such column, a weight is missing, text, negative or not finite, or all are 0.
    ///
    /// Source: Becker & Ismail (2016), European Management Journal 34(6), 606-617.
    pub fn weighted_by(mut self, column: &str) -> Result<Self, DataError> {
        let at = self.position_of(column)?;
        self.check_weights(&self.columns[at])?;
        self.weights = Some(at);
        Ok(self)
    }

    pub(super) fn check_weights(&self, column: &Column) -> Result<(), DataError> {
        let fault = |row: usize, fault| DataError::Weight {
            column: column.name.clone(),
            place: self.place_of(&column.name, row),
            fault,
        };
        let weights = match &column.cells {
            Cells::Numbers(weights) => weights,
            Cells::Text { cells, first, .. } => {
                let text = cells[*first].to_owned();
                return Err(fault(*first, WeightFault::Text(text)));
            }
        };
        for (row, &weight) in weights.iter().enumerate() {
            if weight.is_nan() {
                return Err(fault(row, WeightFault::Missing));
            }
            if weight < 0.0 {
                return Err(fault(row, WeightFault::Negative(weight)));
            }
            if weight != 0.0 && !WEIGHTS.contains(&weight) {
                return Err(fault(row, WeightFault::OutOfRange(weight)));
            }
        }
        if weights.iter().all(|&weight| weight == 0.0) {
            return Err(DataError::NoWeight {
                column: column.name.clone(),
            });
        }
        Ok(())
    }

    /// The case weight of every row; `None` if each counts once.
    #[must_use]
    pub fn weights(&self) -> Option<&[f64]> {
        self.columns[self.weights?].cells.numbers()
    }

    /// The column of the case weights.
    #[must_use]
    pub fn weight_column(&self) -> Option<&str> {
        Some(&self.columns[self.weights?].name)
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// All columns, in the order of the file.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column of this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        Some(&self.columns[self.position(name)?])
    }

    /// The number in a cell; `None` if the answer is missing, or the column is text or does not
    /// exist.
    #[must_use]
    pub fn number(&self, column: &str, row: usize) -> Option<f64> {
        let cell = self.column(column)?.cells.numbers()?.get(row);
        cell.copied().filter(|x| !x.is_nan())
    }

    /// The text in a cell of a column of text; `None` if the column holds numbers or does not exist.
    #[must_use]
    pub fn text(&self, column: &str, row: usize) -> Option<&str> {
        self.column(column)?.cells.texts()?.get(row)
    }

    /// The place where the user finds a row (from 0): its line in the file or its row in the sheet;
    /// without a file, its number.
    ///
    /// # Panics
    /// If the table was read from a file and has no such row.
    #[must_use]
    pub fn place(&self, row: usize) -> Place {
        self.places.of_row(row)
    }

    /// The place where the user finds the cell of a column and row (from 0): the cell of a sheet,
    /// or the row.
    ///
    /// # Panics
    /// As [`Table::place`].
    #[must_use]
    pub fn place_of(&self, column: &str, row: usize) -> Place {
        let column = self.position(column);
        column.map_or_else(
            || self.place(row),
            |column| self.places.of_cell(column, row),
        )
    }

    /// The file that the table was read from.
    #[must_use]
    pub fn source(&self) -> Option<&Source> {
        self.source.as_ref()
    }

    /// What may be wrong with the table as a whole, if a column is not found.
    pub(crate) fn doubt(&self, wanted: Option<&str>) -> Option<String> {
        if let (Some(wanted), Some(first)) = (wanted, self.columns.first())
            && let Cells::Text { cells, .. } = &first.cells
            && let Some(row) = cells.iter().position(|cell| cell == wanted)
        {
            let place = self.place_of(&first.name, row);
            return Some(format!(
                "`{wanted}` stands in the first column, {place}, {TRANSPOSED}"
            ));
        }
        if wanted.is_none()
            && let Some(doubt) = self.seems_transposed()
        {
            return Some(doubt);
        }
        if let [only] = &self.columns[..]
            && let Cells::Text { cells, .. } = &only.cells
            && let (names @ 2.., Some(row)) =
                (only.name.split_whitespace().count(), cells.iter().next())
            && (names..=names + 1).contains(&row.split_whitespace().count())
        {
            return Some(
                "blanks seem to separate the columns, as R's `write.table` writes them, which is not a delimiter here: write the file with commas, in R by `write.csv(..., row.names = FALSE)`".to_owned(),
            );
        }
        doubt(
            self.columns.iter().map(|c| c.name.as_str()),
            self.source.as_ref(),
            wanted,
        )
    }

    /// The message about a table that seems to hold questions in rows: names in the first column, each once, and numbers
    /// in all others, which are many more than the rows.
    pub(crate) fn seems_transposed(&self) -> Option<String> {
        let (first, others) = self.columns.split_first()?;
        let Cells::Text { cells, .. } = &first.cells else {
            return None;
        };
        // Almost every table fails these tests, which cost nothing, so that its cells are not read again.
        let is_wide = others.len() > 2 * self.rows;
        if !is_wide || !others.iter().all(|c| c.cells.numbers().is_some()) {
            return None;
        }
        let names: HashSet<&str> = cells.iter().filter(|cell| !is_number(cell)).collect();
        (names.len() == self.rows).then(|| {
            format!(
                "`{}` stands in the first column, {}, {TRANSPOSED}",
                excerpt(&cells[0]),
                self.place(0)
            )
        })
    }
}

/// The message about names in the first column.
const TRANSPOSED: &str =
    "as if the table were transposed: a column must hold a question and a row a respondent";

impl Column {
    pub(super) fn new(name: &str, cells: Cells) -> Self {
        Self {
            name: visible_name(name).into_owned(),
            cells,
            read: None,
        }
    }

    /// A cell as it was read; for numbers whose cells were not kept, the number as text.
    pub(crate) fn written(&self, row: usize) -> Cow<'_, str> {
        match (&self.cells, &self.read) {
            (_, Some(read)) => read[row].into(),
            (Cells::Text { cells, .. }, None) => cells[row].into(),
            (Cells::Numbers(x), None) => number_as_text(x[row]),
        }
    }
}

/// A number as a cell holds it; nothing for a missing answer.
pub(super) fn number_as_text(x: f64) -> Cow<'static, str> {
    if x.is_nan() {
        "".into()
    } else {
        x.to_string().into()
    }
}

/// Checks that the columns have different names and the same length, which is that of the table.
fn check(columns: &[Column]) -> Result<usize, DataError> {
    let Some(reference) = columns.first() else {
        return Err(DataError::Empty);
    };
    let rows = reference.cells.len();
    for column in columns {
        if column.cells.len() != rows {
            return Err(DataError::Lengths {
                name: column.name.clone(),
                found: column.cells.len(),
                reference: reference.name.clone(),
                expected: rows,
            });
        }
    }
    if rows == 0 {
        return Err(DataError::HeaderOnly);
    }
    Ok(rows)
}

impl Cells {
    /// A column of numbers. -0 becomes 0: it is the same answer, and must not look like another.
    pub(super) fn of_numbers(mut cells: Vec<f64>) -> Self {
        cells.iter_mut().for_each(|x| *x += 0.0);
        Self::Numbers(cells)
    }

    /// Number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(x) => x.len(),
            Self::Text { cells, .. } => cells.len(),
        }
    }

    /// The cells of a column of numbers, NaN where an answer is missing; `None` for text.
    #[must_use]
    pub fn numbers(&self) -> Option<&[f64]> {
        match self {
            Self::Numbers(x) => Some(x),
            Self::Text { .. } => None,
        }
    }

    /// The cells of a column of text; `None` for numbers.
    #[must_use]
    pub fn texts(&self) -> Option<&Texts> {
        match self {
            Self::Numbers(_) => None,
            Self::Text { cells, .. } => Some(cells),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
