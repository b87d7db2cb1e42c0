//! Where a table was read from, and how, for the run record.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Format;

/// Where a table was read from, and everything that was set or found out to read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Source {
    /// The file's name as it was given.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// What kind of file it is.
    pub format: Format,
    /// Encoding of a text, by its name on the web: `UTF-8`, `UTF-16LE`, `windows-1252`.
    pub encoding: Option<String>,
    /// Delimiter of a text.
    pub delimiter: Option<char>,
    /// Decimal mark of a text.
    pub decimal: Option<char>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Rows of the header.
    pub header_rows: usize,
    /// Numbers that were declared to stand for "no answer".
    pub missing_codes: Vec<f64>,
    /// Which of these were found out, not set: `encoding`, `delimiter`, `decimal`, `sheet`.
    pub found_out: Vec<String>,
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
            (self.header_rows > 1).then(|| format!("{} header rows", self.header_rows)),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        f.write_str(&parts.join(", "))
    }
}
