//! What can be wrong with a data file or with columns.

use std::num::NonZeroU64;
use std::path::PathBuf;

use super::doubt::{NO_HEADER, is_number, other_sheets};
use super::{Key, MatrixError, Place, PrepareError};
use crate::text::{counted, did_you_mean_for, excerpt};

/// A table that cannot be read. Each message names the place and the fix.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// The file cannot be opened.
    #[error("cannot read `{}`: {reason}", path.display())]
    Unreadable {
        /// The file that was requested.
        path: PathBuf,
        /// The reason, with the most similar name if there is no such file.
        reason: String,
    },
    /// A fault in a file.
    #[error("{file}: {error}")]
    InFile {
        /// The file.
        file: String,
        /// The fault.
        error: Box<DataError>,
    },
    /// A file larger than is read.
    #[error(
        "the file is larger than 1 GiB, which is the limit: leave out the columns and rows that the study does not need"
    )]
    LargeFile,
    /// A file of another program that cannot be read.
    #[error("it is {what}, which cannot be read: {fix}")]
    Foreign {
        /// What it is.
        what: &'static str,
        /// How to export it.
        fix: String,
    },
    /// A workbook, in a build without the feature `xlsx`.
    #[error(
        "it is an Excel workbook, which can be read only with the feature `xlsx` (`cargo add pls-sem --features xlsx`, or `cargo install pls-sem --features cli,xlsx`); or export it in two steps: in Excel `File`, `Save As`, file type `CSV UTF-8 (*.csv)`, then name that file"
    )]
    NoXlsx,
    /// A workbook that cannot be read.
    #[error(
        "the file is damaged or is not an Excel workbook ({reason}): open it in Excel and save it again"
    )]
    Workbook {
        /// The fault.
        reason: String,
    },
    /// A workbook that is too large when it is unpacked.
    #[error(
        "the workbook is too large when it is unpacked, in its part `{part}`: leave out the columns, rows and sheets that the study does not need, or save it as CSV"
    )]
    LargeWorkbook {
        /// The part.
        part: String,
    },
    /// There is no such sheet.
    #[error(
        "there is no {}{}; the sheets are `{sheets}`",
        .sheet.as_ref().map_or("sheet that is not hidden".to_owned(), |s| format!("sheet `{s}`")),
        .nearest.as_ref().map_or(String::new(), |n| format!(", but `{n}`"))
    )]
    UnknownSheet {
        /// The name, if one was given.
        sheet: Option<String>,
        /// The most similar existing name.
        nearest: Option<String>,
        /// The names that are there.
        sheets: String,
    },
    /// A cell of a sheet below no name.
    #[error(
        "{place} holds `{cell}`, but there is no name above it in row {header}: {}name the column, or empty the cell (the first row that is not empty must hold the names of all columns)",
        skip(*.title)
    )]
    NoName {
        /// Where.
        place: Place,
        /// The text in this place.
        cell: String,
        /// The row of the header.
        header: u64,
        /// Rows down to the last that seems to hold a title.
        title: Option<NonZeroU64>,
    },
    /// Few columns have a name.
    #[error(
        "{place} names only {} (`{first}`), but {columns} columns hold data: {}name every column there",
        counted(*.named, "column"),
        skip(*.title)
    )]
    FewNames {
        /// The header.
        place: Place,
        /// The first name.
        first: Box<str>,
        /// Names.
        named: usize,
        /// Columns.
        columns: usize,
        /// Lines or rows down to the last that seems to hold a title.
        title: Option<NonZeroU64>,
    },
    /// A fault in a sheet that was chosen by default, in a workbook with other sheets.
    #[error("{error}; {}", other_sheets(.sheet, .others, .another.as_deref(), None))]
    InSheet {
        /// The sheet.
        sheet: String,
        /// The others.
        others: Vec<String>,
        /// One of them that may be meant: the first with several columns.
        another: Option<String>,
        /// The fault.
        error: Box<DataError>,
    },
    /// Bytes that are not UTF-8.
    #[error(
        "line {line}, column {column}: the byte 0x{byte:02X} is not UTF-8, and the encoding cannot be detected: set {}; or save the file as UTF-8 (in Excel: `CSV UTF-8`)",
        settings(.readings)
    )]
    NotUtf8 {
        /// Line.
        line: u64,
        /// Character in the line, from 1.
        column: usize,
        /// The byte.
        byte: u8,
        /// The encodings in which the text may be written, the most probable first, each with the reading of the word in
        /// this place.
        readings: Vec<(&'static str, String)>,
    },
    /// Bytes that are not text in the file's encoding.
    #[error(
        "line {line}, column {column}: this is not valid text in {encoding}: set another `encoding`, or save the file as UTF-8 (in Excel: `CSV UTF-8`)"
    )]
    Undecodable {
        /// Line.
        line: u64,
        /// Character in the line, from 1.
        column: usize,
        /// The encoding.
        encoding: &'static str,
    },
    /// A byte order mark that contradicts the encoding that is set.
    #[error(
        "the file begins with the byte order mark of {marked}, but `encoding` is {set}: remove `encoding`"
    )]
    EncodingConflict {
        /// The encoding that the file is marked with.
        marked: &'static str,
        /// The encoding that is set.
        set: &'static str,
    },
    /// A file that is not text.
    #[error(
        "line {line} holds a NUL character, which text files do not contain: export the data as CSV, and read that file"
    )]
    NotText {
        /// The first line with one.
        line: u64,
    },
    /// A name of no encoding.
    #[error(
        "`encoding` = \"{name}\" is not known: write a name such as \"utf-8\", \"utf-16le\", \"windows-1252\" or \"shift_jis\""
    )]
    Encoding {
        /// The name.
        name: String,
    },
    /// A delimiter or decimal mark that is not supported.
    #[error(
        "{mark:?} is not a {what}: a delimiter is `,`, `;`, a tab or `|`, a decimal mark `.` or `,`"
    )]
    Mark {
        /// Delimiter or decimal mark.
        what: &'static str,
        /// The character.
        mark: char,
    },
    /// No header row.
    #[error(
        "`header_rows` is 0, but the first row must hold the names of the columns: write the names, and remove `header_rows`"
    )]
    NoHeader,
    /// A setting of other files.
    #[error("`{key}` is set, but the file is {is}: remove `{key}`")]
    Setting {
        /// The key.
        key: &'static str,
        /// What the file is.
        is: &'static str,
    },
    /// There is nothing in it.
    #[error(
        "the file is empty: it needs a header line with the names of the columns, then one line for each respondent"
    )]
    Empty,
    /// Nothing is left below what is skipped.
    #[error("`skip` is {skip}, but no lines follow: `skip` counts the lines above the header")]
    NothingBelow {
        /// The lines or rows that are skipped.
        skip: u64,
    },
    /// There are names but no rows.
    #[error("the file has a header but no rows below it: each respondent is one line")]
    HeaderOnly,
    /// A line has more or fewer cells than the header.
    #[error(
        "line {line} has {}, but the header has {expected} ({remark}): {}{}{}look for a missing or additional delimiter `{delimiter}`, or for an unclosed quotation mark",
        counted(*.found, "cell"),
        skip(*.title),
        if *.found == 1 && *.expected > 2 && !*.row_names { "if it is a note and not a respondent, delete the line; else " } else { "" },
        if *.row_names { "if the first column holds R's row names, write the file with `row.names = FALSE`; otherwise " } else { "" }
    )]
    Ragged {
        /// The line.
        line: u64,
        /// Cells in it.
        found: usize,
        /// Cells in the header.
        expected: usize,
        /// Which column has no cell, or which cell has no column.
        remark: String,
        /// The delimiter in use, a tab shown as `\t`.
        delimiter: Box<str>,
        /// Whether it is the first line of answers, with one cell more than the header: row names may be the first.
        row_names: bool,
        /// Lines down to the last that seems to hold a title.
        title: Option<NonZeroU64>,
    },
    /// A quotation mark that takes in lines of their own.
    #[error(
        "line {line}: a cell opens with a quotation mark and goes on to line {last_line}, so that the lines between would be lost: close the quotation mark in line {line}, or remove it"
    )]
    OpenQuote {
        /// The line in which the cell opens.
        line: u64,
        /// The line in which it ends.
        last_line: u64,
    },
    /// A line with more cells than are read.
    #[error(
        "line {line} has more than {most} cells, which is the limit: check the delimiter `{delimiter}`, or leave columns out"
    )]
    TooWide {
        /// The line.
        line: u64,
        /// The delimiter in use, a tab shown as `\t`.
        delimiter: String,
        /// The most cells.
        most: usize,
    },
    /// More rows, cells or text than is read.
    #[error(
        "{place}: there are more than {most} {what}, which is the limit: leave out the columns and rows that the study does not need"
    )]
    TooMuch {
        /// Where it became too much.
        place: Place,
        /// Its subject.
        what: &'static str,
        /// The most.
        most: u64,
    },
    /// A name that is too long.
    #[error(
        "{place}, column {column}: the name `{name}` has {length} characters, but the limit is 1000: is the header missing, or is a quotation mark not closed?"
    )]
    LongName {
        /// Where.
        place: Place,
        /// Number of the column, from 1.
        column: usize,
        /// How it begins.
        name: String,
        /// Its characters.
        length: usize,
    },
    /// Two columns have the same name.
    #[error(
        "two columns are called `{name}` (columns {first} and {second}): {}rename one of them",
        if is_number(.name) { format!("{NO_HEADER}; write a line with names above it, or ") } else { String::new() }
    )]
    DuplicateColumn {
        /// The name.
        name: String,
        /// Number of the first, from 1.
        first: usize,
        /// Number of the second, from 1.
        second: usize,
    },
    /// Columns of different lengths.
    #[error(
        "column `{name}` has {}, but `{reference}` has {expected}: all columns need the same number of rows", counted(*.found, "row")
    )]
    Lengths {
        /// The column that differs.
        name: String,
        /// Its rows.
        found: usize,
        /// The first column.
        reference: String,
        /// Its rows.
        expected: usize,
    },
    /// A requested column does not exist.
    #[error("there is no column `{column}`{}", did_you_mean_for(.column, .nearest.as_deref()))]
    UnknownColumn {
        /// The name.
        column: String,
        /// The most similar existing name.
        nearest: Option<String>,
    },
    /// A row belongs to no group.
    #[error(
        "column `{column}`, {place}: the cell is empty, so that the row belongs to no group: fill the cell, or delete the row"
    )]
    NoGroup {
        /// The column.
        column: String,
        /// The row.
        place: Place,
    },
    /// A case weight that is not valid.
    #[error("column `{column}`, {place}: {fault}")]
    Weight {
        /// The column of the weights.
        column: String,
        /// The row.
        place: Place,
        /// The fault.
        fault: WeightFault,
    },
    /// No row has a weight.
    #[error("column `{column}`: every weight is 0, so that all rows are excluded")]
    NoWeight {
        /// The column of the weights.
        column: String,
    },
    /// A requested row does not exist in the table.
    #[error("there is no row {row}, counted from 0: the table has {}", counted(*.rows, "row"))]
    UnknownRow {
        /// The row, from 0.
        row: usize,
        /// Rows of the table.
        rows: usize,
    },
    /// A choice of rows that takes none.
    #[error("of {} none is selected, but a table needs at least one row: use a less strict condition", counted(*.rows, "row"))]
    NoRowsChosen {
        /// Rows of the table.
        rows: usize,
    },
    /// A matrix with another number of columns than names.
    #[error("the matrix has {columns} columns, but {names} names were given")]
    Names {
        /// Columns of the matrix.
        columns: usize,
        /// Names given.
        names: usize,
    },
    /// Rows are requested, but the data are a matrix.
    #[error("`{}` is a matrix of correlations or covariances, which has no rows", path.display())]
    NoRows {
        /// The file of the matrix.
        path: PathBuf,
    },
    /// The answers cannot be prepared as requested.
    #[error("{error}")]
    Prepare {
        /// The fault.
        error: Box<PrepareError>,
    },
    /// A key of the study file names a column that the data do not have.
    #[error("line {line}: `{key}` of [{table}]: {error}")]
    Named {
        /// The line of the study file.
        line: usize,
        /// The table of the study file.
        table: &'static str,
        /// The key.
        key: &'static str,
        /// What is wrong with the column.
        error: Box<DataError>,
    },
    /// A fault of a setting in a line of the study file.
    #[error("line {line}: {error}")]
    InStudy {
        /// The line.
        line: usize,
        /// The fault.
        error: Box<DataError>,
    },
    /// A matrix that is not a correlation or covariance matrix.
    #[error(transparent)]
    Matrix(#[from] MatrixError),
}

crate::text::debug_as_sentence!(DataError);

/// The fault of a case weight.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WeightFault {
    /// The cell is empty.
    #[error("the weight is missing: fill the cell, or write 0 to exclude the row")]
    Missing,
    /// The cell is text.
    #[error("the weight `{}` is not a number; correct the cell", excerpt(.0))]
    Text(String),
    /// It is below 0.
    #[error("the weight {0} is negative: a weight must be 0 or more")]
    Negative(f64),
    /// It is infinite, or too large or too small to compute with.
    #[error(
        "the weight {0:e} cannot be computed with (the limits are 1e-50 and 1e50): rescale the column"
    )]
    OutOfRange(f64),
}

crate::text::debug_as_sentence!(WeightFault);

/// The settings of encodings in which a word may be the right one.
fn settings(readings: &[(&str, String)]) -> String {
    let settings = readings.iter().enumerate().map(|(i, (name, word))| {
        let is = if i == 0 {
            "is the right word there"
        } else {
            "is"
        };
        let name = name.to_lowercase();
        format!("`encoding = \"{name}\"` if `{word}` {is}")
    });
    let settings: Vec<String> = settings.collect();
    format!("{}, or another encoding", settings.join(", "))
}

/// The fix if a title may stand above the header.
fn skip(title: Option<NonZeroU64>) -> String {
    title.map_or_else(String::new, |lines| {
        format!(
            "if a title stands above the header, set `skip = {lines}`, the number of lines above it; otherwise "
        )
    })
}

impl DataError {
    /// The same error with the name of the file; faults in the preparation of answers are returned unchanged.
    pub(crate) fn in_file(self, file: impl Into<String>) -> Self {
        if matches!(&self, Self::Prepare { error } if error.key().is_some()) {
            return self;
        }
        Self::InFile {
            file: file.into(),
            error: Box::new(self),
        }
    }

    /// Whether the fault lies in the study file and not in the data.
    #[must_use]
    pub fn is_of_settings(&self) -> bool {
        self.setting().is_some()
    }

    /// The key of the setting at fault, if the fault lies in a setting and not in the data.
    #[must_use]
    pub fn setting(&self) -> Option<&'static str> {
        match self {
            Self::Prepare { error } => error.key().map(Key::name),
            Self::Setting { key, .. } | Self::Named { key, .. } => Some(key),
            Self::UnknownSheet { sheet: Some(_), .. } => Some("sheet"),
            Self::EncodingConflict { .. } => Some("encoding"),
            Self::NothingBelow { .. } => Some("skip"),
            Self::InFile { error, .. }
            | Self::InSheet { error, .. }
            | Self::InStudy { error, .. } => error.setting(),
            _ => None,
        }
    }

    /// The same, with the line of the study file that holds the setting.
    pub(crate) fn at_line(self, line: usize) -> Self {
        Self::InStudy {
            line,
            error: Box::new(self),
        }
    }
}

impl From<PrepareError> for DataError {
    fn from(error: PrepareError) -> Self {
        Self::Prepare {
            error: Box::new(error),
        }
    }
}
