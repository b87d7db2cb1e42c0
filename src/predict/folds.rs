//! Folds that are given row by row, to repeat the predictions of other software.

use std::path::Path;

use super::PredictError;
use crate::data::Table;
use crate::text::counted;

/// Folds given for every row used, after the treatment of missing answers.
///
/// ```
/// use pls_sem::predict::GivenFolds;
///
/// let folds = GivenFolds::new([1, 2, 1, 2, 3, 3]); // the fold of the first row used, of the second, ...
/// assert_eq!(folds.len(), 3);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenFolds {
    /// The fold of every row.
    of_rows: Vec<u32>,
    file: Option<String>,
}

impl GivenFolds {
    /// The fold of every row used, in their order; folds are called by numbers.
    #[must_use]
    pub fn new(of_rows: impl IntoIterator<Item = u32>) -> Self {
        Self {
            of_rows: of_rows.into_iter().collect(),
            file: None,
        }
    }

    /// Reads a CSV file with the columns `row` and `fold`: every row used once, counted from 1, and the number of its fold.
    ///
    /// # Errors
    /// [`PredictError`]: the file cannot be read, does not have these columns, a cell is not a whole number from 1, or a row
    /// is listed twice or not at all.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, PredictError> {
        let path = path.as_ref();
        let table = Table::read(path)?;
        let file = path.display().to_string();
        let cell = |column: &str, i: usize| -> Result<u32, PredictError> {
            let written = || table.text(column, i)?.trim().parse().ok();
            let found: Option<f64> = table.number(column, i).or_else(written);
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // whole, and within
            found
                .filter(|x| *x >= 1.0 && x.fract() == 0.0 && *x <= f64::from(u32::MAX))
                .map(|x| x as u32)
                .ok_or_else(|| PredictError::Given {
                    place: format!("{file}, {}", table.place_of(column, i)),
                    message: format!(
                        "`{column}` must hold whole numbers from 1; rows and folds are counted from 1"
                    ),
                })
        };
        if let Some(absent) = ["row", "fold"].iter().find(|c| table.column(c).is_none()) {
            return Err(PredictError::Given {
                place: file,
                message: format!(
                    "there is no column `{absent}`: a file of folds has the columns `row` and `fold`"
                ),
            });
        }
        let mut of_rows: Vec<Option<u32>> = Vec::new();
        for i in 0..table.rows() {
            let (row, fold) = (cell("row", i)?, cell("fold", i)?);
            let beyond = row as usize > table.rows();
            of_rows.resize(of_rows.len().max(table.rows()), None);
            let twice = !beyond && of_rows[row as usize - 1].replace(fold).is_some();
            let message = match (beyond, twice) {
                (true, _) => format!(
                    "row {row} is beyond the {} of the file, so that another is missing: each row used is listed once, counted from 1",
                    counted(table.rows(), "row")
                ),
                (_, true) => format!("row {row} is listed twice: each row is in one fold"),
                _ => continue,
            };
            return Err(PredictError::Given {
                place: format!("{file}, {}", table.place_of("row", i)),
                message,
            });
        }
        Ok(Self {
            // There are as many rows as lines, none is listed twice, and none is beyond the last: each is listed.
            of_rows: of_rows.into_iter().flatten().collect(),
            file: Some(file),
        })
    }

    /// Number of folds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.numbers().len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.of_rows.is_empty()
    }

    /// The file that they were read from, if they were.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    fn numbers(&self) -> Vec<u32> {
        let mut numbers = self.of_rows.clone();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The rows of each fold, in the order of their numbers.
    pub(super) fn sets(&self, rows: usize) -> Result<Vec<Vec<usize>>, PredictError> {
        if self.of_rows.len() != rows {
            return Err(PredictError::Given {
                place: self.file.clone().unwrap_or_else(|| "the folds".to_owned()),
                message: format!(
                    "{} a fold, but the sample has {}: give one for each row used, after the treatment of missing answers",
                    match self.of_rows.len() {
                        1 => "1 row has".to_owned(),
                        given => format!("{given} rows have"),
                    },
                    counted(rows, "row")
                ),
            });
        }
        let of = |number: u32| {
            let rows = self.of_rows.iter().enumerate();
            rows.filter(move |(_, fold)| **fold == number)
                .map(|(i, _)| i)
                .collect()
        };
        Ok(self.numbers().into_iter().map(of).collect())
    }
}
