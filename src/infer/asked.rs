//! What is asked of the replicates of a quantity.

use serde::{Deserialize, Serialize};

use super::IntervalKind;

/// The distribution that the p-value of `t = estimate / SE` is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PValues {
    /// Student's, with n - 1 degrees of freedom; units drawn less strata, where those are not plain rows. The default.
    #[default]
    Student,
    /// Student's, with as many degrees of freedom as resamples were used, less 1.
    StudentResamples,
    /// The normal distribution.
    Normal,
}

/// What is asked of the replicates of every quantity.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Asked {
    pub(crate) level: f64,
    /// In their own order, percentile always among them.
    pub(crate) intervals: Vec<IntervalKind>,
    /// The kind that tables show.
    pub(crate) shown: IntervalKind,
    pub(crate) one_sided: bool,
    pub(crate) p_values: PValues,
    pub(crate) jackknife: bool,
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            level: 0.95,
            intervals: vec![IntervalKind::Percentile],
            shown: IntervalKind::Percentile,
            one_sided: false,
            p_values: PValues::default(),
            jackknife: false,
        }
    }
}

impl Asked {
    pub(crate) fn asks_for(&self, kind: IntervalKind) -> bool {
        self.intervals.contains(&kind)
    }
}
