//! Findings of a search for segments.

use serde::{Deserialize, Serialize};

use crate::finding::Remark;
use crate::text::counted;

/// What makes a search for segments incomplete or doubtful.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum SegmentFinding {
    /// No start has a solution with this number of segments.
    SegmentsNotFound {
        /// The number of segments.
        segments: usize,
        /// Starts done.
        starts: usize,
        /// Rows that every segment has at least.
        least: usize,
        /// Why most starts have none.
        reason: String,
    },
    /// The best solution was reached by one of many starts only.
    SegmentsReachedOnce {
        /// The number of segments.
        segments: usize,
        /// Starts done.
        starts: usize,
    },
    /// A segment has fewer rows than an estimation of its own needs.
    SmallSegment {
        /// The number of segments.
        segments: usize,
        /// The segment, from 1.
        segment: usize,
        /// Its rows.
        rows: usize,
        /// Rows that the ten-times rule requires.
        needed: usize,
    },
    /// The model cannot be estimated from the rows of a segment.
    SegmentNotEstimated {
        /// The number of segments.
        segments: usize,
        /// The segment, from 1.
        segment: usize,
        /// Its rows.
        rows: usize,
        /// Why.
        reason: String,
    },
    /// The search for segments was stopped before its end.
    SegmentsStopped {
        /// The most segments that were tried.
        tried: usize,
    },
}

impl Remark for SegmentFinding {
    fn message(&self) -> String {
        match self {
            Self::SegmentsNotFound {
                segments,
                starts,
                least,
                reason,
            } => format!(
                "none of {} for {} leads to a solution with at least {least} rows in each ({reason}): lower `most` or `smallest` of [segments], or raise `starts`",
                counted(*starts, "start"),
                counted(*segments, "segment")
            ),
            Self::SegmentsReachedOnce { segments, starts } => format!(
                "the best solution with {} was reached by one of {starts} starts only, so that a better one may exist: raise `starts` of [segments]",
                counted(*segments, "segment")
            ),
            Self::SmallSegment {
                segments,
                segment,
                rows,
                needed,
            } => format!(
                "segment {segment} of {segments} has {}, and the ten-times rule requires {needed}: its paths are imprecise",
                counted(*rows, "row")
            ),
            Self::SegmentNotEstimated {
                segments,
                segment,
                rows,
                reason,
            } => format!(
                "the model cannot be estimated from the {} of segment {segment} of {segments} ({reason}): it has the coefficients of the search alone",
                counted(*rows, "row")
            ),
            Self::SegmentsStopped { tried } => format!(
                "the search for segments was stopped: it holds the completed results for up to {}",
                counted(*tried, "segment")
            ),
        }
    }

    fn subject(&self) -> Option<String> {
        match self {
            Self::SegmentsNotFound { segments, .. }
            | Self::SegmentsReachedOnce { segments, .. } => Some(counted(*segments, "segment")),
            Self::SmallSegment {
                segments, segment, ..
            }
            | Self::SegmentNotEstimated {
                segments, segment, ..
            } => Some(format!("segment {segment} of {segments}")),
            Self::SegmentsStopped { .. } => None,
        }
    }

    fn is_note(&self) -> bool {
        matches!(
            self,
            Self::SegmentsNotFound { .. }
                | Self::SegmentsReachedOnce { .. }
                | Self::SegmentNotEstimated { .. }
        )
    }
}
