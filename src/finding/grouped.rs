//! Findings in documents: findings of the same kind form one record, with a count and the first few
//! subjects.

use serde::{Deserialize, Serialize};

use super::Finding;
use crate::text::{counted, first_of};

/// How many of the other findings of a kind a sentence names.
const NAMED: usize = 3;

/// A finding with its sentence, and the others of its kind.
///
/// A kind that concerns many quantities or constructs is one record, so that it does not hide other findings: the
/// sentence is that of the first one, and names a few of the others; [`FindingRecord::others`] holds all of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FindingRecord {
    /// The finding: `code` and the names and numbers concerned.
    #[serde(flatten)]
    pub finding: Finding,
    /// The sentence.
    pub message: String,
    /// All others of the same kind, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Finding>,
}

impl FindingRecord {
    /// The stable name of this kind of finding, that of a newer version included.
    #[must_use]
    pub fn code(&self) -> &str {
        code(&self.finding)
    }

    /// How many findings of this kind there are.
    #[must_use]
    pub fn count(&self) -> usize {
        1 + self.others.len()
    }
}

impl From<Finding> for FindingRecord {
    fn from(finding: Finding) -> Self {
        Self {
            message: finding.message(),
            finding,
            others: Vec::new(),
        }
    }
}

fn code(finding: &Finding) -> &str {
    match finding {
        Finding::Other { code, .. } => code,
        known => known.code(),
    }
}

/// The records of some findings, one for each kind, in the order of the first finding of each kind.
pub(crate) fn recorded(findings: impl IntoIterator<Item = Finding>) -> Vec<FindingRecord> {
    let mut records: Vec<FindingRecord> = Vec::new();
    for finding in findings {
        let same = |r: &&mut FindingRecord| r.code() == code(&finding);
        match records.iter_mut().find(same) {
            Some(record) => record.others.push(finding),
            None => records.push(finding.into()),
        }
    }
    for record in &mut records {
        record.message.push_str(&also(&record.others));
    }
    records
}

/// The end of a sentence with other findings of the same kind, such as
/// `; and 14 others of this kind: `B`, `C` and 12 more`.
fn also(others: &[Finding]) -> String {
    if others.is_empty() {
        return String::new();
    }
    let subjects: Vec<String> = others.iter().filter_map(Finding::subject).collect();
    let of = if subjects.is_empty() {
        String::new()
    } else {
        format!(": {}", first_of(NAMED, subjects.iter(), ", "))
    };
    format!("; and {} of this kind{of}", counted(others.len(), "other"))
}

impl Finding {
    /// The subject of a finding, if one run may have several findings of its kind.
    fn subject(&self) -> Option<String> {
        match self {
            Self::NotCorrected { construct, .. }
            | Self::ReliabilityOutside { construct, .. }
            | Self::NegativeResidualVariance { construct, .. }
            | Self::TwoItems { construct }
            | Self::SingleItem { construct, .. }
            | Self::SingularIndicators { construct, .. }
            | Self::TiedComponents { construct }
            | Self::OppositeSigns { construct, .. }
            | Self::BinaryOutcome { construct, .. }
            | Self::MixedSigns { construct, .. }
            | Self::NegativeAlpha { construct, .. }
            | Self::OftenTurned { construct, .. }
            | Self::WeightsRescaled { construct, .. } => Some(format!("`{construct}`")),
            Self::CausedModerator { interaction, .. } => Some(format!("`{interaction}`")),
            Self::LoadingAboveOne { indicator, .. }
            | Self::LoadsHigherElsewhere { indicator, .. }
            | Self::OffScale { indicator, .. }
            | Self::ManyMissing { indicator, .. }
            | Self::ReversedItem { indicator, .. } => Some(format!("`{indicator}`")),
            Self::MoreResamples { quantity, .. } | Self::UndefinedInResamples { quantity, .. } => {
                Some(quantity.clone())
            }
            Self::BlocksAlike { a, b, .. } => Some(format!("`{a}` and `{b}`")),
            Self::SuspectedMissingCode { value, .. } => Some(value.to_string()),
            Self::SameAnswers { indicators } => indicators.first().map(|i| format!("`{i}`")),
            Self::OneRowCarries { row, .. } => Some(row.clone()),
            Self::IntervalFault { interval, .. } => Some(interval.clone()),
            Self::ExactFitIncomplete { model, .. } => Some(format!("the {model} model")),
            Self::ManyReplicationsLeftOut { rows, .. } => Some(format!("{rows} rows")),
            Self::SegmentsNotFound { segments, .. }
            | Self::SegmentsReachedOnce { segments, .. } => Some(counted(*segments, "segment")),
            Self::SmallSegment {
                segments, segment, ..
            }
            | Self::SegmentNotEstimated {
                segments, segment, ..
            } => Some(format!("segment {segment} of {segments}")),
            Self::GroupNotEstimated { group, .. } | Self::InGroup { group, .. } => {
                Some(format!("group `{group}`"))
            }
            Self::PermutationsLeftOut { first, second, .. } => {
                Some(format!("groups `{first}` and `{second}`"))
            }
            Self::NotConverged { .. }
            | Self::PermutationsStopped { .. }
            | Self::CorrelationsNotPositiveDefinite { .. }
            | Self::ImpliedNotPositiveDefinite { .. }
            | Self::DependentIndicators { .. }
            | Self::LooseTolerance { .. }
            | Self::ManyInadmissible { .. }
            | Self::InadmissibleKept { .. }
            | Self::AlikeResamples { .. }
            | Self::FewClusters { .. }
            | Self::JackknifeNotDone { .. }
            | Self::NoRespondents { .. }
            | Self::EmptyRespondents { .. }
            | Self::FewEffectiveRows { .. }
            | Self::OutsideScale { .. }
            | Self::SuspectedThousands { .. }
            | Self::MatrixNotPositiveDefinite { .. }
            | Self::SuspectedDiagonal { .. }
            | Self::ManyMissingInRows { .. }
            | Self::StraightLining { .. }
            | Self::DuplicatedRows { .. }
            | Self::FarFromNormal { .. }
            | Self::FewCategories { .. }
            | Self::ManyDropped { .. }
            | Self::ManyFailed { .. }
            | Self::FoldsNotSettled { .. }
            | Self::LinearModelIncomplete { .. }
            | Self::ExactFitNotDone { .. }
            | Self::MissingRatings { .. }
            | Self::FewExperts { .. }
            | Self::RulesDiffer { .. }
            | Self::NotRated { .. }
            | Self::ItemsOutsideModel { .. }
            | Self::RatingsMayBeTurned { .. }
            | Self::FewPowerResamples { .. }
            | Self::Stopped { .. }
            | Self::StudyStopped { .. }
            | Self::SegmentsStopped { .. }
            | Self::Inconsistent { .. }
            | Self::TooManyRoutes { .. }
            | Self::TooManyContrasts { .. }
            | Self::Other { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_items(construct: usize) -> Finding {
        Finding::TwoItems {
            construct: format!("C{construct}"),
        }
    }

    #[test]
    fn findings_of_one_kind_are_one_with_a_count_and_the_first_few() {
        let stopped = Finding::Stopped {
            done: 10,
            requested: 20,
        };
        let all = (0..155).map(two_items).chain([stopped]);
        let records = recorded(all);
        assert_eq!(records.len(), 2);
        assert_eq!(records[0].count(), 155);
        assert!(
            records[0]
                .message
                .ends_with("; and 154 others of this kind: `C1`, `C2`, `C3` and 151 more"),
            "{}",
            records[0].message
        );
        assert_eq!(records[1].count(), 1);
        assert!(!records[1].message.contains("of this kind"));
    }
}
