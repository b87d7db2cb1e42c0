//! CSV as survey platforms and spreadsheets write it.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::records::Records;
use super::{Cells, Column, DataError, Matrix, Source, Table};

const DELIMITERS: [char; 3] = [',', ';', '\t'];
/// Records looked at to find the delimiter.
const SAMPLE_RECORDS: usize = 50;

/// How to read a CSV file; whatever is not set is found out.
///
/// The first line holds the column names. Quoted cells, CRLF and a byte order mark are understood; blank lines
/// are skipped. Blank cells, `NA`, `NaN` and `.` are missing, and so are the declared missing codes.
///
/// ```
/// use pls_sem::ReadOptions;
///
/// let table = ReadOptions::new().missing_codes([-99.0]).parse("a;b\n1,5;2\n-99;3\n")?;
/// assert_eq!(table.number("a", 0), Some(1.5)); // `;` and the decimal comma were found out
/// assert_eq!(table.number("a", 1), None);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[must_use]
pub struct ReadOptions {
    delimiter: Option<char>,
    decimal: Option<char>,
    missing_codes: Vec<f64>,
    /// Lines may end before the header does, as those of a triangle.
    short_lines: bool,
}

impl ReadOptions {
    /// Everything found out, no missing codes.
    pub fn new() -> Self {
        Self::default()
    }

    /// The delimiter: `,`, `;` or a tab. Default: whichever gives the first records one width.
    pub fn delimiter(mut self, delimiter: char) -> Self {
        self.delimiter = Some(delimiter);
        self
    }

    /// The decimal mark: `.` or `,`. Default: the comma when the delimiter is another character and more cells
    /// have a decimal comma than a decimal point.
    pub fn decimal(mut self, decimal: char) -> Self {
        self.decimal = Some(decimal);
        self
    }

    /// Numbers that stand for "no answer", such as -99. Default: none.
    pub fn missing_codes(mut self, codes: impl IntoIterator<Item = f64>) -> Self {
        self.missing_codes = codes.into_iter().collect();
        self
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`DataError`], naming the line.
    pub fn read(&self, path: impl AsRef<Path>) -> Result<Table, DataError> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|e| DataError::Unreadable {
            path: path.to_owned(),
            reason: e.to_string(),
        })?;
        let text = std::str::from_utf8(&bytes).map_err(|e| {
            let before = &bytes[..e.valid_up_to()];
            DataError::NotUtf8 {
                line: before.split(|&b| b == b'\n').count() as u64,
            }
        })?;
        let sha256 = Sha256::digest(&bytes)
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect::<Vec<_>>()
            .concat();
        let source = |delimiter, decimal| {
            let missing_codes = self.missing_codes.clone();
            Some(Source {
                file: path.display().to_string(),
                sha256,
                delimiter,
                decimal,
                missing_codes,
            })
        };
        self.parse_from(text, source)
    }

    /// Reads a file for a matrix of correlations or covariances, see [`Matrix::from_table`]; lines of a triangle may end
    /// where it does.
    ///
    /// # Errors
    /// [`DataError`], naming the line or the cells.
    pub fn read_matrix(&self, path: impl AsRef<Path>, n: usize) -> Result<Matrix, DataError> {
        Matrix::from_table(&self.of_triangles().read(path)?, n)
    }

    /// Reads a matrix that is already in memory, as [`ReadOptions::read_matrix`] reads a file.
    ///
    /// ```
    /// use pls_sem::ReadOptions;
    ///
    /// let matrix = ReadOptions::new().parse_matrix("x,y,z\n1\n.5,1\n.3,.4,1\n", 273)?;
    /// assert_eq!(matrix.correlation("y", "z"), Some(0.4));
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    ///
    /// # Errors
    /// As of [`ReadOptions::read_matrix`].
    pub fn parse_matrix(&self, text: &str, n: usize) -> Result<Matrix, DataError> {
        Matrix::from_table(&self.of_triangles().parse(text)?, n)
    }

    fn of_triangles(&self) -> Self {
        Self {
            short_lines: true,
            ..self.clone()
        }
    }

    /// Reads CSV that is already in memory.
    ///
    /// # Errors
    /// [`DataError`], naming the line.
    pub fn parse(&self, text: &str) -> Result<Table, DataError> {
        self.parse_from(text, |_, _| None)
    }

    fn parse_from(
        &self,
        text: &str,
        source: impl FnOnce(char, char) -> Option<Source>,
    ) -> Result<Table, DataError> {
        for (what, mark, lawful) in [
            ("delimiter", self.delimiter, &DELIMITERS[..]),
            ("decimal mark", self.decimal, &['.', ',']),
        ] {
            if let Some(mark) = mark.filter(|mark| !lawful.contains(mark)) {
                return Err(DataError::Mark { what, mark });
            }
        }
        if text.trim().is_empty() {
            return Err(DataError::Empty);
        }
        let delimiter = self.delimiter.unwrap_or_else(|| find_delimiter(text));
        let mut records = Records::new(text, delimiter);
        let header = records.next().ok_or(DataError::Empty)?;
        let names = header
            .cells
            .iter()
            .enumerate()
            .map(|(i, name)| match name.as_str() {
                "" => format!("(column {})", i + 1),
                name => name.to_owned(),
            });
        let mut columns: Vec<(String, Vec<String>)> = names.map(|n| (n, Vec::new())).collect();
        let mut lines = Vec::new();
        for mut record in records {
            if self.short_lines && record.cells.len() < columns.len() {
                record.cells.resize(columns.len(), String::new());
            }
            if record.cells.len() != columns.len() {
                return Err(DataError::Ragged {
                    line: record.line,
                    found: record.cells.len(),
                    expected: columns.len(),
                    delimiter: delimiter.escape_default().to_string(),
                });
            }
            lines.push(record.line);
            for ((_, column), cell) in columns.iter_mut().zip(record.cells) {
                column.push(cell);
            }
        }
        let decimal = self.decimal.unwrap_or_else(|| {
            find_decimal(delimiter, columns.iter().flat_map(|(_, cells)| cells))
        });
        let columns = columns
            .into_iter()
            .map(|(name, cells)| Column {
                name,
                cells: self.classify(cells, decimal),
            })
            .collect();
        Table::new(columns, Some(lines), source(delimiter, decimal))
    }

    /// Numbers, if every cell is a number or missing; text otherwise.
    fn classify(&self, cells: Vec<String>, decimal: char) -> Cells {
        let mut numbers = Vec::with_capacity(cells.len());
        for (row, cell) in cells.iter().enumerate() {
            let number = if is_missing(cell) {
                Some(f64::NAN)
            } else {
                number(cell, decimal)
            };
            match number {
                Some(x) if self.missing_codes.contains(&x) => {
                    numbers.push(f64::NAN);
                }
                Some(x) => numbers.push(x),
                None => return Cells::Text { cells, first: row },
            }
        }
        Cells::Numbers(numbers)
    }
}

/// The delimiter that gives the first records one width, the greatest; else the commonest in the header.
fn find_delimiter(text: &str) -> char {
    let width = |delimiter: char| {
        let widths: Vec<usize> = Records::new(text, delimiter)
            .take(SAMPLE_RECORDS)
            .map(|r| r.cells.len())
            .collect();
        let header = widths.first().copied().unwrap_or(0);
        let even = header > 1 && widths.iter().all(|&w| w == header);
        (even, header)
    };
    // `max_by_key` keeps the last of equals: the comma is looked at last.
    DELIMITERS
        .into_iter()
        .rev()
        .max_by_key(|&d| width(d))
        .unwrap_or(',')
}

fn find_decimal<'c>(delimiter: char, cells: impl Iterator<Item = &'c String>) -> char {
    if delimiter == ',' {
        return '.';
    }
    let (mut commas, mut points) = (0_usize, 0_usize);
    for cell in cells {
        if cell.contains(',') && number(cell, ',').is_some() {
            commas += 1;
        } else if cell.contains('.') && number(cell, '.').is_some() {
            points += 1;
        }
    }
    if commas > points { ',' } else { '.' }
}

fn is_missing(cell: &str) -> bool {
    cell.is_empty()
        || cell == "."
        || cell.eq_ignore_ascii_case("na")
        || cell.eq_ignore_ascii_case("nan")
}

fn number(cell: &str, decimal: char) -> Option<f64> {
    if decimal == '.' {
        return cell.parse().ok();
    }
    if cell.contains('.') {
        return None;
    }
    cell.replace(decimal, ".").parse().ok()
}
