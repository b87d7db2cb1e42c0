//! Codes for missing answers in addition to empty cells.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::folded;
use crate::data::cell::{Value, value};
use crate::text::as_toml;

/// A number or a text that stands for "no answer", such as -99 or `n/a`.
///
/// A text matches whatever the case and the blanks of the cell. A text that is a number is that number.
///
/// ```
/// use pls_sem::data::MissingCode;
///
/// assert_eq!(MissingCode::from("-99"), MissingCode::from(-99.0));
/// assert_eq!(MissingCode::from("n/a").to_string(), "n/a");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum MissingCode {
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
}

impl MissingCode {
    /// Numbers by size, then texts.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Number(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Number(_)) => Ordering::Greater,
        }
    }

    /// Whether it is this number.
    #[allow(clippy::float_cmp)] // a code is that very number
    pub(super) fn is_number(&self, x: f64) -> bool {
        matches!(self, Self::Number(code) if *code == x)
    }

    /// Whether the code is this text, which is given in the form in which texts are compared.
    pub(super) fn is_text(&self, folded_text: &str) -> bool {
        matches!(self, Self::Text(code) if folded(code) == folded_text)
    }
}

impl From<f64> for MissingCode {
    fn from(code: f64) -> Self {
        Self::Number(code)
    }
}

impl From<&str> for MissingCode {
    fn from(code: &str) -> Self {
        match value(code.trim(), None) {
            Value::Number(x, _) => Self::Number(x),
            _ => Self::Text(code.trim().to_owned()),
        }
    }
}

impl From<String> for MissingCode {
    fn from(code: String) -> Self {
        Self::from(code.as_str())
    }
}

impl fmt::Display for MissingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(x) => x.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// Codes as the key of a study file, numbers first, each once: `missing_codes = [-99, "n/a"]`.
pub(crate) fn as_key(codes: &[MissingCode]) -> String {
    let mut codes: Vec<&MissingCode> = codes.iter().collect();
    codes.sort_by(|a, b| a.order(b));
    codes.dedup();
    let written = codes.iter().map(|code| match code {
        MissingCode::Text(text) => format!("\"{}\"", as_toml(text)),
        MissingCode::Number(number) => number.to_string(),
    });
    format!(
        "missing_codes = [{}]",
        written.collect::<Vec<_>>().join(", ")
    )
}
