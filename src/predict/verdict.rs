//! The decision on predictive power, in words.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::IndicatorAccuracy;

/// Errors with more skewness than this are judged by their absolute size.
const SKEWED: f64 = 1.0;

/// Which error decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum By {
    /// Root of the mean squared error.
    Rmse,
    /// Mean absolute error, because the errors of an indicator are strongly skewed (beyond 1 in size).
    Mae,
}

impl By {
    pub(super) fn of(indicators: &[&IndicatorAccuracy]) -> Self {
        let skewed = |i: &&IndicatorAccuracy| i.skewness.is_some_and(|s| s.abs() > SKEWED);
        if indicators.iter().any(skewed) {
            Self::Mae
        } else {
            Self::Rmse
        }
    }

    /// Whether an indicator has a smaller error than the linear model.
    pub(super) fn is_below_lm(self, indicator: &IndicatorAccuracy) -> bool {
        match self {
            Self::Rmse => indicator.rmse < indicator.rmse_lm,
            Self::Mae => indicator.mae < indicator.mae_lm,
        }
    }
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rmse => "RMSE",
            Self::Mae => "MAE",
        })
    }
}

/// The predictive power of a construct, by how many of its indicators the model predicts better than their mean and with a
/// smaller error than the linear model.
///
/// Source: Shmueli et al. (2019), European Journal of Marketing 53(11), 2322-2347.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum PredictivePower {
    /// All of them.
    High,
    /// The majority; exactly half of them count here, which the source leaves open.
    Medium,
    /// A minority.
    Low,
    /// None of them.
    None,
}

impl PredictivePower {
    pub(super) fn of(better: usize, indicators: usize) -> Self {
        match better {
            0 => Self::None,
            all if all == indicators => Self::High,
            many if 2 * many >= indicators => Self::Medium,
            _ => Self::Low,
        }
    }
}

impl fmt::Display for PredictivePower {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::None => "none",
        })
    }
}
