//! Resamples given row by row, to repeat what other software drew.

use std::path::Path;

use super::InferError;

/// Resamples given as row numbers, from 1, of the rows used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenRows {
    file: String,
    resamples: Vec<Vec<u32>>,
    /// Line of each resample in its file.
    lines: Vec<u64>,
}

impl GivenRows {
    /// Reads a CSV file: a header, then one resample a line, its row numbers separated by commas.
    ///
    /// # Errors
    /// [`InferError`]: the file cannot be read, or a cell is no row number (the line is named).
    pub fn read(path: impl AsRef<Path>) -> Result<Self, InferError> {
        let path = path.as_ref();
        let unreadable = |reason: String| InferError::Unreadable {
            path: path.to_owned(),
            reason,
        };
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .from_path(path)
            .map_err(|e| unreadable(e.to_string()))?;
        let (mut resamples, mut lines) = (Vec::new(), Vec::new());
        for record in reader.records() {
            let record = record.map_err(|e| unreadable(e.to_string()))?;
            let line = record.position().map_or(0, csv::Position::line);
            let number = |cell: &str| {
                let message = || format!("`{cell}` is not a row number: rows are counted from 1");
                cell.parse()
                    .ok()
                    .filter(|&row| row > 0)
                    .ok_or_else(|| InferError::Rows {
                        line,
                        message: message(),
                    })
            };
            resamples.push(
                record
                    .iter()
                    .map(number)
                    .collect::<Result<Vec<u32>, InferError>>()?,
            );
            lines.push(line);
        }
        Ok(Self {
            file: path.display().to_string(),
            resamples,
            lines,
        })
    }

    /// Number of resamples.
    #[must_use]
    pub fn len(&self) -> usize {
        self.resamples.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.resamples.is_empty()
    }

    /// The file they come from.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Row numbers of resample `r`, from 0.
    pub(super) fn row_numbers(&self, r: usize) -> impl Iterator<Item = usize> {
        self.resamples[r].iter().map(|&row| row as usize - 1)
    }

    /// Every resample has as many rows as the sample, and none that it has not.
    pub(super) fn check(&self, n: usize) -> Result<(), InferError> {
        for (rows, &line) in self.resamples.iter().zip(&self.lines) {
            let beyond = rows.iter().find(|&&row| row as usize > n);
            let message = match beyond {
                Some(row) => format!("row {row} does not exist: the sample has {n} rows"),
                None if rows.len() != n => {
                    format!(
                        "{} row numbers, but a resample of this sample has {n}",
                        rows.len()
                    )
                }
                None => continue,
            };
            return Err(InferError::Rows { line, message });
        }
        Ok(())
    }
}
