//! The kind of a file, from its first bytes, because the name of a file may be wrong.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::DataError;

/// A kind of file that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Format {
    /// Text with delimiters.
    Csv,
    /// A workbook of Excel 2007 or later.
    Xlsx,
}

/// First bytes of files that cannot be read, what the file is, and how to export it; `{file}` stands for its name.
const FOREIGN: &[(&[u8], &str, &str)] = &[
    (b"$FL2", "an SPSS file", SPSS),
    (b"$FL3", "a compressed SPSS file", SPSS),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "a workbook of Excel 97 (.xls), or one with a password",
        "save it in Excel as `Excel Workbook (*.xlsx)` without a password, or as `CSV UTF-8`",
    ),
    (
        b"<stata_dta>",
        "a Stata file",
        "export it in Stata:\n  use \"{file}.dta\"\n  export delimited using \"{file}.csv\", nolabel replace",
    ),
];

const SPSS: &str = "export it in SPSS:
  GET FILE='{file}.sav'.
  SAVE TRANSLATE OUTFILE='{file}.csv' /TYPE=CSV /ENCODING='UTF8' /FIELDNAMES /CELLS=VALUES /MISSING=RECODE /REPLACE.
or in R:
  survey <- haven::zap_labels(haven::read_sav(\"{file}.sav\"))
  write.csv(survey, \"{file}.csv\", row.names = FALSE, na = \"\", fileEncoding = \"UTF-8\")";

/// How web pages, and workbooks saved as web pages, begin; in lower case.
const MARKUP: &[&str] = &[
    "<!doctype",
    "<html",
    "<table",
    "<head",
    "<body",
    "<?xml",
    "<!--",
];
const RESAVE: &str = "open it in Excel and save it as `Excel Workbook (*.xlsx)` or `CSV UTF-8`; if it shows no table, download the data again, because the file may be an error page or a login page";

/// A part that every workbook has.
const WORKBOOK: &[u8] = b"xl/workbook.xml";

impl Format {
    /// The kind of a file; a file with unknown first bytes may be text.
    pub(super) fn of(bytes: &[u8], file: &str) -> Result<Self, DataError> {
        let foreign = |what, fix: &str| {
            let stem = Path::new(file).file_stem().unwrap_or_default();
            // Quotation marks are rare in file names, and they would end the string in each of these
            // programs.
            let stem = stem.to_string_lossy().replace(['\'', '"'], "_");
            Err(DataError::Foreign {
                what,
                fix: fix.replace("{file}", &stem),
            })
        };
        if let Some((_, what, fix)) = FOREIGN.iter().find(|(start, ..)| bytes.starts_with(start)) {
            return foreign(*what, fix);
        }
        if bytes.starts_with(b"PK\x03\x04") {
            // Their list stands at the end.
            if bytes
                .windows(WORKBOOK.len())
                .rev()
                .any(|part| part == WORKBOOK)
            {
                return Ok(Self::Xlsx);
            }
            return foreign(
                "a ZIP archive without an Excel workbook in it",
                "unpack it, and name the file that holds the answers; save any other spreadsheet as `Excel Workbook (*.xlsx)` or `CSV UTF-8`, and download a workbook again that was cut short",
            );
        }
        let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let start = start.trim_ascii_start();
        let begins = |mark: &str| {
            let begin = start.get(..mark.len());
            begin.is_some_and(|begin| begin.eq_ignore_ascii_case(mark.as_bytes()))
        };
        if begins("{") {
            return foreign(
                "a JSON document, such as a result of this program",
                "name the file of the survey, as CSV or an Excel workbook",
            );
        }
        if Path::new(file).extension().is_some_and(|end| end == "toml") {
            return foreign(
                "a study file",
                "`pls-sem check` and `pls-sem run` read it; name the file of the survey here",
            );
        }
        if MARKUP.iter().any(|mark| begins(mark)) {
            return foreign("a web page (HTML or XML), whatever its name", RESAVE);
        }
        Ok(Self::Csv)
    }
}
