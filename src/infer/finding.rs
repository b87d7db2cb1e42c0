//! Findings of intervals and p-values.

use serde::{Deserialize, Serialize};

use crate::finding::Remark;
use crate::text::significant;

/// What makes an interval or a p-value doubtful.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum InferFinding {
    /// A conclusion that another seed, or more resamples, may change: a bound or a p-value lies within two of its
    /// Monte Carlo standard errors of its threshold.
    MoreResamples {
        /// The quantity.
        quantity: String,
        /// What is near its threshold: a bound of an interval, the p-value, or the one-sided upper bound.
        what: String,
        /// Its value.
        value: f64,
        /// Its Monte Carlo standard error.
        error: f64,
        /// 0 for an interval, 1 - level for a p-value, a customary threshold for an upper bound.
        threshold: f64,
    },
}

impl Remark for InferFinding {
    fn message(&self) -> String {
        match self {
            Self::MoreResamples {
                quantity,
                what,
                value,
                error,
                threshold,
            } => format!(
                "{quantity}: {what}, {}, lies {:.1} of its Monte Carlo standard errors from {}: other resamples may lead to another decision; use more resamples",
                significant(*value),
                (value - threshold).abs() / error,
                significant(*threshold)
            ),
        }
    }

    fn subject(&self) -> Option<String> {
        let Self::MoreResamples { quantity, .. } = self;
        Some(quantity.clone())
    }

    fn is_note(&self) -> bool {
        matches!(self, Self::MoreResamples { .. })
    }
}
