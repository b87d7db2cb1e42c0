//! The inference that is requested for a quantity.

use std::fmt;
use std::ops::Deref;

use serde::de::{Error, IntoDeserializer, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{IntervalKind, Level};
use crate::text::one_of;

/// The distribution for the p-value of `t = estimate / SE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PValues {
    /// Student's t with n - 1 degrees of freedom; with strata or clusters, the number of units drawn minus the number
    /// of strata. The default.
    #[default]
    Student,
    /// Student's t; the degrees of freedom are the number of resamples used minus 1.
    StudentResamples,
    /// The normal distribution.
    Normal,
}

/// How a quantity is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tested {
    /// The p-value of `t`.
    ByT,
    /// The p-value from the ranks of the replicates about 0, for products of coefficients, whose distribution
    /// is skewed.
    ByRanks,
    /// A one-sided upper bound, and no test against 0.
    ByBound,
}

impl Tested {
    /// Which of two p-values is shown: that of `t`, or that of ranks.
    pub(crate) fn shown<T>(self, by_t: T, by_ranks: T) -> T {
        match self {
            Self::ByT | Self::ByBound => by_t,
            Self::ByRanks => by_ranks,
        }
    }
}

/// The inference that is requested for every quantity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Asked {
    /// Level of the intervals.
    #[serde(deserialize_with = "super::level")]
    pub level: f64,
    /// Kinds of interval; tables show the first.
    pub intervals: Intervals,
    /// Whether one-sided bounds and p-values are given.
    pub one_sided: bool,
    /// The distribution of p-values.
    pub p_values: PValues,
    /// Whether leave-one-out estimates are computed.
    pub jackknife: bool,
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            level: Level::P95.value(),
            intervals: Intervals::default(),
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

/// Kinds of interval: first the one that tables show, then the others in their usual order; the percentile interval is
/// always included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Intervals(Vec<IntervalKind>);

impl Intervals {
    /// These kinds and the percentile interval; tables show the first.
    pub fn new(kinds: impl IntoIterator<Item = IntervalKind>) -> Self {
        let mut all: Vec<IntervalKind> = kinds
            .into_iter()
            .chain([IntervalKind::Percentile])
            .collect();
        let shown = all[0];
        all.sort_unstable();
        all.dedup();
        all.retain(|kind| *kind != shown);
        all.insert(0, shown);
        Self(all)
    }

    /// All of them.
    #[must_use]
    pub fn as_slice(&self) -> &[IntervalKind] {
        &self.0
    }

    /// The kind that tables show.
    #[must_use]
    pub fn shown(&self) -> IntervalKind {
        self.0[0]
    }
}

impl Default for Intervals {
    fn default() -> Self {
        Self(vec![IntervalKind::Percentile])
    }
}

impl Deref for Intervals {
    type Target = [IntervalKind];

    fn deref(&self) -> &[IntervalKind] {
        &self.0
    }
}

/// One kind, or a list of at least one.
impl<'de> Deserialize<'de> for Intervals {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(OneOrSeveral)
    }
}

struct OneOrSeveral;

impl<'de> Visitor<'de> for OneOrSeveral {
    type Value = Intervals;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text in quotation marks")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Intervals, E> {
        let kind = IntervalKind::deserialize(word.into_deserializer())?;
        Ok(Intervals::new([kind]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Intervals, A::Error> {
        let mut kinds = Vec::new();
        while let Some(kind) = list.next_element()? {
            kinds.push(kind);
        }
        if kinds.is_empty() {
            let known: Vec<String> = IntervalKind::ALL.iter().map(ToString::to_string).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let expected = format!("it names at least one of {}", one_of(&known));
            return Err(A::Error::custom(expected));
        }
        Ok(Intervals::new(kinds))
    }
}
