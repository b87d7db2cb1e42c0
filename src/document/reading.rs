//! Documents from JSON: of this version of the format, and of older ones.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

use super::power::POWER_FORMAT;
use super::result::FORMAT;
use super::{Document, PowerDocument};
use crate::text::excerpt;

/// A text that is not a document of the expected kind.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// A document of another kind, or of a newer format.
    #[error(
        "the document has the format `{}`, but `{expected}` is needed here: {}", excerpt(.found), other_format(.found, .expected)
    )]
    Format {
        /// The format that it names.
        found: String,
        /// The format that is read.
        expected: &'static str,
    },
    /// The text is not a document, or the document was changed.
    #[error(
        "this is not a document of format `{expected}` ({reason}): write it again with `--json`"
    )]
    Unreadable {
        /// The format that is read.
        expected: &'static str,
        /// The fault, with line and column.
        reason: String,
    },
}

crate::text::debug_as_sentence!(DocumentError);

fn other_format(found: &str, expected: &str) -> &'static str {
    let kind = |format: &str| format.split('/').next().map(str::to_owned);
    if kind(found) == kind(expected) {
        "update the program that reads it"
    } else {
        "give the result document of the right command"
    }
}

impl Document {
    /// The document as JSON, numbers with all their digits.
    #[must_use]
    pub fn to_json(&self) -> String {
        json(self)
    }

    /// Reads a document from JSON. Tables that an older version did not have are empty; findings of a newer version
    /// are kept.
    ///
    /// ```
    /// use pls_sem::{Document, Model, Study, Table};
    ///
    /// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
    /// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
    /// let document = Study::new(model).run(&table)?;
    /// assert_eq!(Document::from_json(&document.to_json())?, document);
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`DocumentError`]: it is not a JSON, of another format, or lacks what every version has.
    pub fn from_json(text: &str) -> Result<Self, DocumentError> {
        read(text, FORMAT)
    }
}

impl PowerDocument {
    /// The document as JSON, numbers with all their digits.
    #[must_use]
    pub fn to_json(&self) -> String {
        json(self)
    }

    /// Reads a document from JSON.
    ///
    /// # Errors
    /// [`DocumentError`]: as of [`Document::from_json`].
    pub fn from_json(text: &str) -> Result<Self, DocumentError> {
        read(text, POWER_FORMAT)
    }
}

fn json(document: &impl serde::Serialize) -> String {
    // Records of numbers, strings and lists: nothing that JSON cannot say.
    serde_json::to_string_pretty(document).unwrap_or_else(|e| unreachable!("{e}"))
}

fn read<D: DeserializeOwned>(text: &str, expected: &'static str) -> Result<D, DocumentError> {
    #[derive(Deserialize)]
    struct Head {
        format: String,
    }
    let unreadable = |error: serde_json::Error| DocumentError::Unreadable {
        expected,
        reason: error.to_string(),
    };
    let Head { format: found } = serde_json::from_str(text).map_err(unreadable)?;
    if found != expected {
        return Err(DocumentError::Format { found, expected });
    }
    serde_json::from_str(text).map_err(unreadable)
}

/// The format of a document that is read as a part of another one.
pub(super) fn result_format<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    format(from, FORMAT)
}

/// The same of a power study.
pub(super) fn power_format<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    format(from, POWER_FORMAT)
}

fn format<'de, D: Deserializer<'de>>(from: D, expected: &'static str) -> Result<String, D::Error> {
    let found = String::deserialize(from)?;
    if found == expected {
        return Ok(found);
    }
    Err(D::Error::custom(DocumentError::Format { found, expected }))
}
