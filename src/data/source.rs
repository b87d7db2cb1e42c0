//! The file of a table and how it was read, for the run record.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Format, MissingCode, sheet};
use crate::text::counted;

/// The file of a table, and everything that was set or detected to read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Source {
    /// The file's name as it was given.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// The kind of the file.
    pub format: Format,
    /// Encoding of a text, by its name on the web: `UTF-8`, `UTF-16LE`, `windows-1252`.
    pub encoding: Option<String>,
    /// Delimiter of a text.
    pub delimiter: Option<char>,
    /// Decimal mark of a text, or of the cells of a workbook that hold numbers as text.
    pub decimal: Option<char>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Its other sheets, if the sheet was detected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_sheets: Vec<String>,
    /// The names of the columns of each of them.
    #[serde(skip)]
    pub(super) columns_of_others: Vec<Vec<String>>,
    /// Lines or rows above the header that were skipped.
    #[serde(default)]
    pub skip: usize,
    /// Rows of the header.
    pub header_rows: usize,
    /// Numbers and texts that are declared as missing codes.
    pub missing_codes: Vec<MissingCode>,
    /// Number of cells of a workbook that hold a number as text and were read as this number, in columns that hold only
    /// numbers.
    #[serde(default)]
    pub numbers_as_text: usize,
    /// Which of these were detected, not set: `encoding`, `delimiter`, `decimal`, `sheet`.
    #[serde(rename = "found_out")] // the key of the document
    pub detected: Vec<String>,
}

impl Source {
    /// Another sheet of the workbook that may be meant: the first with a column of this name; if no name is given, the first
    /// with several columns. `None` if the sheet was set.
    #[must_use]
    pub fn another_sheet(&self, column: Option<&str>) -> Option<&str> {
        let others = self.other_sheets.iter().zip(&self.columns_of_others);
        let others = others.map(|(name, columns)| (name.as_str(), columns.as_slice()));
        sheet::that_is_meant(others, column)
    }
}

/// How the file was read: `UTF-8, delimiter ";", decimal mark ","`.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let delimiter = self.delimiter.map(|delimiter| match delimiter {
            '\t' => "delimiter tab".to_owned(),
            other => format!("delimiter `{other}`"),
        });
        let parts = [
            self.encoding.clone(),
            delimiter,
            self.decimal.map(|mark| format!("decimal mark `{mark}`")),
            self.sheet.as_ref().map(|sheet| format!("sheet `{sheet}`")),
            (self.numbers_as_text > 0).then(|| {
                let cells = counted(self.numbers_as_text, "cell");
                format!("{cells} of text read as numbers")
            }),
            (self.skip > 0)
                .then(|| format!("{} above the header skipped", counted(self.skip, "line"))),
            (self.header_rows > 1).then(|| format!("{} header rows", self.header_rows)),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        f.write_str(&parts.join(", "))
    }
}
