//! Findings in documents: findings of the same kind form one record, with a count and the first few
//! subjects.

use serde::{Deserialize, Serialize};

use super::Finding;
use crate::text::{counted, first_of};

/// How many of the other findings of a kind a sentence names.
const NAMED: usize = 3;

/// A finding, and the others of its kind.
///
/// A kind that concerns many quantities or constructs is one record, so that it does not hide other findings: the
/// sentence is that of the first one, and names a few of the others; [`FindingRecord::others`] holds all of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FindingRecord {
    /// The first finding of its kind.
    #[serde(flatten)]
    pub finding: Finding,
    /// All others of the same kind, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Finding>,
}

impl FindingRecord {
    /// The stable name of this kind of finding.
    #[must_use]
    pub fn code(&self) -> &str {
        self.finding.code()
    }

    /// The sentence, which names a few of the others.
    #[must_use]
    pub fn message(&self) -> &str {
        self.finding.message()
    }

    /// How many findings of this kind there are.
    #[must_use]
    pub fn count(&self) -> usize {
        1 + self.others.len()
    }
}

/// The records of some findings, one for each kind, in the order of the first finding of each kind.
pub(crate) fn recorded(
    findings: impl IntoIterator<Item = impl Into<Finding>>,
) -> Vec<FindingRecord> {
    let mut records: Vec<FindingRecord> = Vec::new();
    for finding in findings.into_iter().map(Into::into) {
        match records.iter_mut().find(|r| r.code() == finding.code()) {
            Some(record) => record.others.push(finding),
            None => records.push(FindingRecord {
                finding,
                others: Vec::new(),
            }),
        }
    }
    for FindingRecord { finding, others } in &mut records {
        finding.message.push_str(&also(others));
        // The subject is a part of the sentences.
        let all = others.iter_mut().chain([finding]);
        all.for_each(|finding| finding.subject = None);
    }
    records
}

/// The end of a sentence with other findings of the same kind, such as
/// `; and 14 others of this kind: `B`, `C` and 12 more`.
fn also(others: &[Finding]) -> String {
    if others.is_empty() {
        return String::new();
    }
    let subjects: Vec<&String> = others.iter().filter_map(|f| f.subject.as_ref()).collect();
    let of = if subjects.is_empty() {
        String::new()
    } else {
        format!(": {}", first_of(NAMED, subjects.iter(), ", "))
    };
    format!("; and {} of this kind{of}", counted(others.len(), "other"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Remark;

    #[derive(Serialize, Deserialize)]
    #[serde(tag = "code", rename_all = "snake_case")]
    enum Kind {
        Named { name: String },
        Other,
    }

    impl Remark for Kind {
        fn message(&self) -> String {
            "something was found".to_owned()
        }

        fn subject(&self) -> Option<String> {
            match self {
                Self::Named { name } => Some(format!("`{name}`")),
                Self::Other => None,
            }
        }
    }

    #[test]
    fn findings_of_one_kind_are_one_with_a_count_and_the_first_few() {
        let named = |name| Kind::Named {
            name: format!("C{name}"),
        };
        let records = recorded((0..155).map(named).chain([Kind::Other]));
        let counts: Vec<(&str, usize)> = records.iter().map(|r| (r.code(), r.count())).collect();
        assert_eq!(counts, [("named", 155), ("other", 1)]);
        assert_eq!(
            records[0].message(),
            "something was found; and 154 others of this kind: `C1`, `C2`, `C3` and 151 more"
        );
        assert_eq!(records[1].message(), "something was found");
    }
}
