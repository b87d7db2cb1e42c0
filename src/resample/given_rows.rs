//! Given resamples, to repeat the draws of other software.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::ResampleError;
use crate::data::{Record, Records};
use crate::files::{read_at_most, reason};
use crate::text::{counted, excerpt};

/// The longest file of resamples: those of 10,000 resamples of 5,000 rows.
const MOST_BYTES: u64 = 256 << 20;

/// Resamples given as row numbers, from 1, of the rows used.
///
/// ```
/// use pls_sem::{Bootstrap, GivenRows};
///
/// let rows = GivenRows::new([vec![1, 1, 3], vec![2, 3, 1], vec![3, 3, 2]]);
/// assert_eq!(rows.len(), 3);
/// let bootstrap = Bootstrap::of_rows(rows);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenRows {
    resamples: Vec<Vec<u32>>,
    /// The file they were read from, and the line of each.
    source: Option<(String, Vec<u64>)>,
    /// Whether each holds as many rows as the sample; of a group it holds some of those of all rows.
    whole: bool,
}

impl GivenRows {
    /// Resamples as lists of row numbers; they are checked against the sample when they are used.
    #[must_use]
    pub fn new(resamples: impl IntoIterator<Item = Vec<u32>>) -> Self {
        Self {
            resamples: resamples.into_iter().collect(),
            source: None,
            whole: true,
        }
    }

    /// Reads a CSV file: a header, then one resample in each line, its row numbers separated by
    /// commas.
    ///
    /// # Errors
    /// [`ResampleError`]: the file cannot be read, has no header or no resamples, or a cell is not a row number (the line
    /// is named).
    pub fn read(path: impl AsRef<Path>) -> Result<Self, ResampleError> {
        let path = path.as_ref();
        let unreadable = |reason| ResampleError::Unreadable {
            path: path.to_owned(),
            reason,
        };
        let bytes = read_at_most(path, MOST_BYTES).map_err(|e| unreadable(reason(&e)))?;
        let bytes = bytes.ok_or_else(|| {
            let most = MOST_BYTES >> 20;
            unreadable(format!(
                "it has more than {most} MiB, which is the limit: is it the right file?"
            ))
        })?;
        let text = String::from_utf8(bytes)
            .map_err(|_| unreadable("it is not UTF-8: save it as UTF-8".to_owned()))?;
        let file = path.display().to_string();
        let fault = |line: u64, message: String| ResampleError::Rows {
            place: format!("{file}, line {line}"),
            message,
        };
        let row_number = |cell: &str| cell.parse().ok().filter(|&row: &u32| row > 0);

        let mut records = Records::new(&text, ',', usize::MAX);
        let mut record = Record::default();
        // Records of any width are accepted.
        let mut read = |record: &mut Record| records.read(record).unwrap_or(false);
        if !read(&mut record) {
            return Err(fault(1, "the file is empty".to_owned()));
        }
        let header = record.line();
        if record.cells().all(|cell| row_number(cell).is_some()) {
            let message = "the first line holds row numbers, but it must be a header: write one above it, such as `i1,i2,...`";
            return Err(fault(header, message.to_owned()));
        }
        let (mut resamples, mut lines) = (Vec::new(), Vec::new());
        while read(&mut record) {
            let line = record.line();
            let number = |cell: &str| {
                let cell_of = || {
                    let several = cell.contains([';', '\t', ' ']);
                    let separated = if several {
                        ", and separated by commas"
                    } else {
                        ""
                    };
                    format!(
                        "`{}` is not a row number: rows are counted from 1{separated}",
                        excerpt(cell)
                    )
                };
                row_number(cell).ok_or_else(|| fault(line, cell_of()))
            };
            resamples.push(
                record
                    .cells()
                    .map(number)
                    .collect::<Result<Vec<u32>, _>>()?,
            );
            lines.push(line);
        }
        if resamples.is_empty() {
            return Err(fault(
                header,
                "the file has a header but no resample below it".to_owned(),
            ));
        }
        Ok(Self {
            resamples,
            source: Some((file, lines)),
            whole: true,
        })
    }

    /// The rows of a group in each resample, numbered within the group; `places` are those of its rows among the rows used,
    /// from 0.
    pub(crate) fn of_group(&self, places: &[usize]) -> Self {
        let within: HashMap<usize, u32> = places.iter().copied().zip(1..).collect();
        let own = (0..self.len()).map(|r| {
            let rows = self.row_numbers(r);
            rows.filter_map(|row| within.get(&row).copied()).collect()
        });
        Self {
            resamples: own.collect(),
            source: self.source.clone(),
            whole: false,
        }
    }

    /// How many of the resamples differ, whatever the order of their rows.
    pub(crate) fn different(&self) -> usize {
        let sorted = self.resamples.iter().map(|rows| {
            let mut rows = rows.clone();
            rows.sort_unstable();
            rows
        });
        sorted.collect::<HashSet<_>>().len()
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

    /// The file from which they were read, if any.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        self.source.as_ref().map(|(file, _)| file.as_str())
    }

    /// All row numbers, without the name of their file.
    pub(super) fn numbers(&self) -> String {
        format!("{:?}", self.resamples)
    }

    /// Row numbers of resample `r`, from 0.
    pub(super) fn row_numbers(&self, r: usize) -> impl Iterator<Item = usize> {
        self.resamples[r].iter().map(|&row| row as usize - 1)
    }

    /// Checks that every resample has as many rows as the sample, and only rows of the sample.
    pub(super) fn check(&self, n: usize) -> Result<(), ResampleError> {
        for (r, rows) in self.resamples.iter().enumerate() {
            let beyond = rows.iter().find(|&&row| row == 0 || row as usize > n);
            let message = match beyond {
                Some(row) => format!(
                    "row {row} does not exist: the sample has {}, counted from 1",
                    counted(n, "row")
                ),
                None if self.whole && rows.len() != n => {
                    format!(
                        "{}, but a resample of this sample has {n}",
                        counted(rows.len(), "row number")
                    )
                }
                None => continue,
            };
            let place = match &self.source {
                Some((file, lines)) => format!("{file}, line {}", lines[r]),
                None => format!("resample {} of those given", r + 1),
            };
            return Err(ResampleError::Rows { place, message });
        }
        Ok(())
    }
}
