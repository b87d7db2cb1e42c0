//! Options for reading a file, and the reading itself.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use encoding_rs::Encoding;
use sha2::{Digest, Sha256};

use super::delimiter::DELIMITERS;
use super::encoding::{decode, encoding_named};
use super::layout::{DECIMALS, Layout};
use super::limits::MOST_BYTES;
use super::{
    DataError, Format, Matrix, MissingCode, Preparation, Source, Table, as_on_disk, csv, naming,
    why_unreadable, xlsx,
};

/// How to read a file; everything that is not set is detected.
///
/// The first line holds the column names. Quoted cells, line ends of any system, a byte order mark, UTF-16 and additional
/// delimiters at the end of a line are accepted. Blank lines are skipped, and so are rows of delimiters only below the last
/// answer. Blank cells, `NA`, `NaN` and `.` are missing, and so are the declared missing codes. With the feature `xlsx`
/// workbooks are read, too: numbers are read as numbers, also from cells of text, and other text, dates and truth values
/// are read as text.
///
/// A file has at most 1 GiB, 16,384 columns, 10 million rows and 200 million cells.
///
/// ```
/// use pls_sem::ReadOptions;
///
/// let table = ReadOptions::new().missing_codes([-99.0]).parse("a;b\n1,5;2\n-99;3\n")?;
/// assert_eq!(table.number("a", 0), Some(1.5)); // `;` and the decimal comma were detected
/// assert_eq!(table.number("a", 1), None);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[must_use]
pub struct ReadOptions {
    pub(super) layout: Layout,
    /// How the answers are prepared after they are read.
    preparation: Preparation,
    /// Lines may end before the header does, such as those of a triangle.
    pub(super) short_lines: bool,
}

impl ReadOptions {
    /// Everything detected, one header row, no missing codes.
    pub fn new() -> Self {
        Self::default()
    }

    /// The encoding of a text by its name on the web, such as `windows-1252`, `latin1` or `shift_jis`. Default: UTF-8, or
    /// UTF-16 if the bytes allow no other reading.
    pub fn encoding(mut self, name: impl Into<String>) -> Self {
        self.layout.encoding = Some(name.into());
        self
    }

    /// The delimiter: `,`, `;`, a tab or `|`. Default: the one that gives the first records the
    /// same width.
    pub fn delimiter(mut self, delimiter: char) -> Self {
        self.layout.delimiter = Some(delimiter);
        self
    }

    /// The decimal mark of a text, and of numbers in cells of text in a workbook: `.` or `,`. Default: the comma when the delimiter is another character and more cells
    /// have a decimal comma than a decimal point.
    pub fn decimal(mut self, decimal: char) -> Self {
        self.layout.decimal = Some(decimal);
        self
    }

    /// The sheet of a workbook. Default: the first that is not hidden.
    pub fn sheet(mut self, name: impl Into<String>) -> Self {
        self.layout.sheet = Some(name.into());
        self
    }

    /// Number of lines of a text, or rows of a sheet, above the header, which are skipped, such as those of a
    /// title. Default: 0.
    pub fn skip(mut self, lines: usize) -> Self {
        self.layout.skip = lines;
        self
    }

    /// Number of header rows. The first holds the names; the others, such as question texts or units, are skipped.
    /// A column without a name in the first row takes the name from the next row that has one. Default: 1.
    pub fn header_rows(mut self, rows: usize) -> Self {
        self.layout.header_rows = rows;
        self
    }

    /// Numbers and texts that stand for "no answer", such as -99 or `n/a`. Default: none.
    pub fn missing_codes(
        mut self,
        codes: impl IntoIterator<Item = impl Into<MissingCode>>,
    ) -> Self {
        self.preparation.missing_codes = codes.into_iter().map(Into::into).collect();
        self
    }

    /// How the answers are prepared after they are read: labels, missing codes, reversed questions, computed columns, and
    /// the rows to keep. Default: they are not changed.
    pub fn prepare(mut self, preparation: Preparation) -> Self {
        self.preparation = self.preparation.and(preparation);
        self
    }

    /// How the file is laid out.
    pub(crate) fn laid_out(mut self, layout: Layout) -> Self {
        self.layout = layout;
        self
    }

    /// How the answers are prepared after they are read.
    pub(crate) fn preparation(&self) -> &Preparation {
        &self.preparation
    }

    /// Whether the original cells of a column are needed.
    pub(super) fn keeps_texts_of(&self, column: &str) -> bool {
        let mut compared = self.preparation.compared_with_texts();
        compared.any(|name| naming::is_same(name, column))
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`DataError`], naming the file, and the line or cell.
    pub fn read(&self, path: impl AsRef<Path>) -> Result<Table, DataError> {
        let path = path.as_ref();
        let unreadable = |e: std::io::Error| DataError::Unreadable {
            path: path.to_owned(),
            reason: why_unreadable(path, &e),
        };
        let mut bytes = Vec::new();
        let file = File::open(as_on_disk(path)).map_err(unreadable)?;
        // One additional byte shows that the file is larger.
        file.take(MOST_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
        self.read_bytes(path.display().to_string(), bytes)
    }

    /// Reads the bytes of a file that is already in memory and has a name.
    ///
    /// # Errors
    /// As [`ReadOptions::read`].
    pub fn read_bytes(&self, name: impl Into<String>, bytes: Vec<u8>) -> Result<Table, DataError> {
        let file = name.into();
        self.table_of(&file, bytes)
            .map_err(|error| error.in_file(file))
    }

    /// Reads a file as a matrix of correlations or covariances, see [`Matrix::from_table`]; the lines of a triangle may
    /// end at the diagonal.
    ///
    /// # Errors
    /// [`DataError`], naming the line or the cells.
    pub fn read_matrix(&self, path: impl AsRef<Path>, n: usize) -> Result<Matrix, DataError> {
        let path = path.as_ref();
        let matrix = Matrix::from_table(&self.of_triangles().read(path)?, n);
        matrix.map_err(|error| error.in_file(path.display().to_string()))
    }

    /// Reads a matrix that is already in memory, like [`ReadOptions::read_matrix`] reads a file.
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
        self.check()?;
        let parsed = csv::parse(text, self)?;
        let table = Table::new(parsed.columns, parsed.places, None)?;
        self.preparation.apply(table.with_decimal(parsed.decimal))
    }

    fn table_of(&self, file: &str, bytes: Vec<u8>) -> Result<Table, DataError> {
        let encoding = self.check()?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(DataError::LargeFile);
        }
        let format = Format::of(&bytes, file)?;
        self.check_for(format)?;
        let mut source = Source {
            file: file.to_owned(),
            sha256: sha256(&bytes),
            format,
            encoding: None,
            delimiter: None,
            decimal: None,
            sheet: None,
            other_sheets: Vec::new(),
            columns_of_others: Vec::new(),
            skip: self.layout.skip,
            header_rows: self.layout.header_rows,
            missing_codes: self.preparation.missing_codes.clone(),
            numbers_as_text: 0,
            detected: Vec::new(),
        };
        let (columns, places) = match format {
            Format::Csv => {
                let decoded = decode(bytes, encoding)?;
                let parsed = csv::parse(&decoded.text, self)?;
                source.encoding = Some(decoded.encoding.name().to_owned());
                source.delimiter = Some(parsed.delimiter);
                source.decimal = Some(parsed.decimal);
                (parsed.columns, parsed.places)
            }
            Format::Xlsx => {
                let sheet = xlsx::parse(bytes, self)?;
                source.sheet = Some(sheet.name);
                let others = sheet.others.into_iter();
                (source.other_sheets, source.columns_of_others) =
                    others.map(|other| (other.name, other.columns)).unzip();
                source.numbers_as_text = sheet.numbers_as_text;
                source.decimal = sheet.decimal;
                (sheet.columns, sheet.places)
            }
        };
        let detected = [
            (
                "encoding",
                source.encoding.is_some() && self.layout.encoding.is_none(),
            ),
            (
                "delimiter",
                source.delimiter.is_some() && self.layout.delimiter.is_none(),
            ),
            (
                "decimal",
                source.decimal.is_some() && self.layout.decimal.is_none(),
            ),
            (
                "sheet",
                source.sheet.is_some() && self.layout.sheet.is_none(),
            ),
        ];
        let detected = detected.iter().filter(|(_, found)| *found);
        source.detected = detected.map(|&(key, _)| key.to_owned()).collect();
        let decimal = source.decimal.unwrap_or('.');
        let table = Table::new(columns, places, Some(source))?;
        self.preparation.apply(table.with_decimal(decimal))
    }

    /// Checks every setting; the encoding that is set.
    fn check(&self) -> Result<Option<&'static Encoding>, DataError> {
        for (what, mark, valid) in [
            ("delimiter", self.layout.delimiter, &DELIMITERS[..]),
            ("decimal mark", self.layout.decimal, &DECIMALS[..]),
        ] {
            if let Some(mark) = mark.filter(|mark| !valid.contains(mark)) {
                return Err(DataError::Mark { what, mark });
            }
        }
        if self.layout.header_rows == 0 {
            return Err(DataError::NoHeader);
        }
        let Some(name) = &self.layout.encoding else {
            return Ok(None);
        };
        let known = encoding_named(name).ok_or_else(|| DataError::Encoding { name: name.clone() });
        known.map(Some)
    }

    /// Every setting applies to this kind of file.
    fn check_for(&self, format: Format) -> Result<(), DataError> {
        let (is, foreign) = match format {
            Format::Csv => (
                "text, not a workbook",
                vec![("sheet", self.layout.sheet.is_some())],
            ),
            Format::Xlsx => (
                "a workbook, not text",
                vec![
                    ("encoding", self.layout.encoding.is_some()),
                    ("delimiter", self.layout.delimiter.is_some()),
                ],
            ),
        };
        match foreign.into_iter().find(|(_, set)| *set) {
            Some((key, _)) => Err(DataError::Setting { key, is }),
            None => Ok(()),
        }
    }
}

fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let digits: Vec<String> = digest.iter().map(|b| format!("{b:02x}")).collect();
    digits.concat()
}
