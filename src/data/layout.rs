//! How a file of answers is laid out.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use super::delimiter::DELIMITERS;
use super::encoding::encoding_named;
use crate::numeric::whole::whole;
use crate::text::{did_you_mean, named, nearest};

/// The decimal marks.
pub(super) const DECIMALS: [char; 2] = ['.', ','];

/// Where the cells of a file begin and end, and how its text is written; what is `None` is detected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Layout {
    #[serde(deserialize_with = "encoding")]
    pub(super) encoding: Option<String>,
    #[serde(deserialize_with = "delimiter")]
    pub(super) delimiter: Option<char>,
    #[serde(deserialize_with = "decimal")]
    pub(super) decimal: Option<char>,
    pub(super) sheet: Option<String>,
    #[serde(deserialize_with = "skip")]
    pub(super) skip: usize,
    #[serde(deserialize_with = "header_rows")]
    pub(super) header_rows: usize,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            encoding: None,
            delimiter: None,
            decimal: None,
            sheet: None,
            skip: 0,
            header_rows: 1,
        }
    }
}

fn encoding<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let name = Option::<String>::deserialize(from)?;
    match name {
        Some(name) if encoding_named(&name).is_none() => {
            let likely = ["utf-8", "utf-16le", "utf-16be", "windows-1252"];
            let nearest = did_you_mean(nearest(&name, likely).as_deref());
            Err(D::Error::custom(format!(
                "it must be the name of an encoding, such as \"windows-1252\" or \"utf-16le\"{nearest}"
            )))
        }
        named => Ok(named),
    }
}

fn delimiter<'de, D: Deserializer<'de>>(from: D) -> Result<Option<char>, D::Error> {
    mark(from, &DELIMITERS)
}

fn decimal<'de, D: Deserializer<'de>>(from: D) -> Result<Option<char>, D::Error> {
    mark(from, &DECIMALS)
}

fn mark<'de, D: Deserializer<'de>>(from: D, valid: &[char]) -> Result<Option<char>, D::Error> {
    let word = Option::<String>::deserialize(from)?;
    let mark = word.map(|word| named(&word, valid)).transpose();
    mark.map_err(D::Error::custom)
}

fn skip<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    whole(from, 0..)
}

fn header_rows<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    whole(from, 1..)
}
