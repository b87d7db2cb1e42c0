//! Findings: remarks of a result about itself.
//!
//! Each room lists what it remarks in an enum of its own, in its `finding.rs`: the names and numbers concerned, the
//! sentence, and whether it is a note. A result joins the findings of all rooms.

mod grouped;

use std::collections::BTreeMap;

pub use grouped::FindingRecord;
pub(crate) use grouped::recorded;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What one room remarks: an enum with a variant for each kind of finding, which is serialised with its `code`, the
/// variant's name in snake case.
pub trait Remark: Serialize + DeserializeOwned {
    /// The sentence for users: what was found, and what to do.
    fn message(&self) -> String;

    /// The subject, if one run may have several findings of this kind.
    fn subject(&self) -> Option<String> {
        None
    }

    /// Whether it is a note: it concerns a single number, or says what was not done. Every other finding is printed in
    /// full with every result, because a reader who does not know it may draw a wrong conclusion.
    fn is_note(&self) -> bool {
        false
    }
}

/// Something that makes a result inadmissible, incomplete or doubtful. The program never acts on it
/// silently.
///
/// In the result document it has its `code`, its `message`, `note` if it is one, and the names and numbers concerned. A
/// finding of a newer version is kept as it was read.
///
/// ```
/// use pls_sem::estimate::EstimateFinding;
/// use pls_sem::Finding;
///
/// let finding = Finding::from(EstimateFinding::LooseTolerance { tolerance: 0.1 });
/// assert_eq!(finding.code(), "loose_tolerance");
/// assert_eq!(finding.fact("tolerance").and_then(|x| x.as_f64()), Some(0.1));
/// assert!(finding.kind::<EstimateFinding>().is_some());
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    code: String,
    #[serde(default)]
    message: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    note: bool,
    #[serde(skip)]
    subject: Option<String>,
    #[serde(flatten)]
    facts: BTreeMap<String, Value>,
}

impl Finding {
    /// The stable name of this kind of finding.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The sentence for users: what was found, and what to do.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Whether it is a note: it concerns a single number, or says what was not done.
    #[must_use]
    pub fn is_note(&self) -> bool {
        self.note
    }

    /// A name or a number that it concerns, by its key in the result document.
    #[must_use]
    pub fn fact(&self, key: &str) -> Option<&Value> {
        self.facts.get(key)
    }

    /// What a room remarks; `None` for a finding of another room.
    #[must_use]
    pub fn kind<R: Remark>(&self) -> Option<R> {
        let code = ("code".to_owned(), Value::from(self.code.as_str()));
        let facts = self.facts.clone().into_iter().chain([code]).collect();
        serde_json::from_value(Value::Object(facts)).ok()
    }
}

impl<R: Remark> From<R> for Finding {
    fn from(remark: R) -> Self {
        let Ok(Value::Object(mut facts)) = serde_json::to_value(&remark) else {
            unreachable!("a remark is an enum with its code as the tag");
        };
        let code = facts.remove("code");
        let code = code.as_ref().and_then(Value::as_str).unwrap_or_default();
        Self {
            code: code.to_owned(),
            message: remark.message(),
            note: remark.is_note(),
            subject: remark.subject(),
            facts: facts.into_iter().collect(),
        }
    }
}

/// The findings of several rooms, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Findings(pub(crate) Vec<Finding>);

impl<F: Into<Finding>> Extend<F> for Findings {
    fn extend<T: IntoIterator<Item = F>>(&mut self, findings: T) {
        self.0.extend(findings.into_iter().map(Into::into));
    }
}

impl<F: Into<Finding>> FromIterator<F> for Findings {
    fn from_iter<T: IntoIterator<Item = F>>(findings: T) -> Self {
        Self(findings.into_iter().map(Into::into).collect())
    }
}
