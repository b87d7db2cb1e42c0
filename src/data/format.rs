//! What kind of file it is, by its first bytes: names of files lie.

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

/// First bytes of files that are not read, what such a file is, and how to export it.
const FOREIGN: &[(&[u8], &str, &str)] = &[
    (b"$FL2", "an SPSS file", SPSS),
    (b"$FL3", "a compressed SPSS file", SPSS),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "a workbook of Excel 97, or one with a password",
        "save it in Excel as `Excel Workbook (*.xlsx)` without a password, or as `CSV UTF-8`",
    ),
    (
        b"<stata_dta>",
        "a Stata file",
        "export it in Stata:\n  export delimited using \"survey.csv\", nolabel replace",
    ),
];

const SPSS: &str = "export it in SPSS:
  GET FILE='survey.sav'.
  SAVE TRANSLATE OUTFILE='survey.csv' /TYPE=CSV /ENCODING='UTF8' /FIELDNAMES /CELLS=VALUES /MISSING=RECODE /REPLACE.
or in R:
  survey <- haven::zap_labels(haven::read_sav(\"survey.sav\"))
  write.csv(survey, \"survey.csv\", row.names = FALSE, na = \"\", fileEncoding = \"UTF-8\")";

impl Format {
    /// The kind of a file; whatever is not known by its first bytes may be text.
    pub(super) fn of(bytes: &[u8]) -> Result<Self, DataError> {
        if let Some((_, what, mend)) = FOREIGN.iter().find(|(start, ..)| bytes.starts_with(start)) {
            return Err(DataError::Foreign { what, mend });
        }
        let is_zip = bytes.starts_with(b"PK\x03\x04");
        Ok(if is_zip { Self::Xlsx } else { Self::Csv })
    }
}
