//! Settings of the search for segments.

use std::ops::RangeInclusive;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use crate::numeric::whole::{expected, seed, whole};

/// How segments are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Method {
    /// FIMIX-PLS: a mixture of regressions of the scores. The default.
    ///
    /// Source: Hahn, Johnson, Herrmann & Huber (2002), Schmalenbach Business Review 54(3), 243-269.
    #[default]
    Fimix,
    /// PLS-POS: the partition of the rows in which the model explains most.
    ///
    /// Source: Becker, Rai, Ringle & Völckner (2013), MIS Quarterly 37(3), 665-694.
    Pos,
}

/// What PLS-POS maximises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Objective {
    /// The sum of R² over segments and constructs. The default.
    #[default]
    Sum,
    /// The same, each segment weighted by its share of the rows.
    Weighted,
}

/// The search for segments: the keys of `[segments]` in a study file, and what a result document states.
///
/// Each is set by a method of its name and read by `get_` and its name. Results depend on the seed alone, not on threads.
///
/// ```
/// use pls_sem::segments::{Method, Segments};
///
/// let settings = Segments::new().method(Method::Pos).most(3).starts(50).seed(20_241_122);
/// assert_eq!(settings.get_most(), 3);
/// assert!(serde_json::from_str::<Segments>(r#"{"most": 11}"#).is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[must_use]
pub struct Segments {
    pub(crate) method: Method,
    #[serde(deserialize_with = "most")]
    pub(crate) most: usize,
    #[serde(deserialize_with = "starts")]
    pub(crate) starts: usize,
    #[serde(deserialize_with = "smallest")]
    pub(crate) smallest: usize,
    #[serde(deserialize_with = "seed")]
    pub(crate) seed: u64,
    #[serde(deserialize_with = "number")]
    pub(crate) number: Option<usize>,
    pub(crate) objective: Objective,
    #[serde(deserialize_with = "resamples")]
    pub(crate) resamples: usize,
    #[serde(deserialize_with = "explain")]
    pub(crate) explain: Vec<String>,
    #[serde(deserialize_with = "permutations")]
    pub(crate) permutations: usize,
}

/// The numbers of segments that can be tried.
pub(crate) const NUMBERS: RangeInclusive<u64> = 1..=10;

impl Default for Segments {
    fn default() -> Self {
        Self {
            method: Method::default(),
            most: 5,
            starts: 30,
            smallest: 10,
            seed: 1,
            number: None,
            objective: Objective::default(),
            resamples: 20,
            explain: Vec::new(),
            permutations: 1000,
        }
    }
}

impl Segments {
    /// FIMIX-PLS of 1 to 5 segments with at least 10 rows each, 30 starts, 20 resamples, seed 1.
    pub fn new() -> Self {
        Self::default()
    }

    /// How segments are found. Default: FIMIX-PLS.
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// Every number of segments from 1 to this is tried; at most 10. Default: 5.
    pub fn most(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    /// Random starts for each number of segments. Default: 30.
    pub fn starts(mut self, starts: usize) -> Self {
        self.starts = starts;
        self
    }

    /// Rows that every segment has at least. Default: 10.
    pub fn smallest(mut self, smallest: usize) -> Self {
        self.smallest = smallest;
        self
    }

    /// The seed of starts and resamples. Default: 1.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The number of segments that is looked at closely. Default: what [`NumberRule`](super::NumberRule) says; 2 where it
    /// finds one segment, or does not decide.
    pub fn number(mut self, number: usize) -> Self {
        self.number = Some(number);
        self
    }

    /// What PLS-POS maximises. Default: the sum of R².
    pub fn objective(mut self, objective: Objective) -> Self {
        self.objective = objective;
        self
    }

    /// Resamples in which the segments are looked for again, to see how often two rows fall together. Default: 20.
    pub fn resamples(mut self, resamples: usize) -> Self {
        self.resamples = resamples;
        self
    }

    /// Columns of the data that may explain the segments. Default: all that are not of the model and hold groups or
    /// numbers.
    pub fn explain<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.explain = columns.into_iter().map(Into::into).collect();
        self
    }

    /// Permutations of the rows of each two segments, which are then compared as groups are: measurement invariance, and
    /// differences of paths; none if fewer than three. Default: 1,000.
    pub fn permutations(mut self, permutations: usize) -> Self {
        self.permutations = permutations;
        self
    }

    /// How segments are found.
    #[must_use]
    pub fn get_method(&self) -> Method {
        self.method
    }

    /// The most segments that are tried.
    #[must_use]
    pub fn get_most(&self) -> usize {
        self.most
    }

    /// Random starts for each number of segments.
    #[must_use]
    pub fn get_starts(&self) -> usize {
        self.starts
    }

    /// Rows that every segment has at least.
    #[must_use]
    pub fn get_smallest(&self) -> usize {
        self.smallest
    }

    /// The seed.
    #[must_use]
    pub fn get_seed(&self) -> u64 {
        self.seed
    }

    /// The number of segments that is looked at closely; `None` if the rule decides.
    #[must_use]
    pub fn get_number(&self) -> Option<usize> {
        self.number
    }

    /// What PLS-POS maximises.
    #[must_use]
    pub fn get_objective(&self) -> Objective {
        self.objective
    }

    /// Resamples in which the segments are looked for again.
    #[must_use]
    pub fn get_resamples(&self) -> usize {
        self.resamples
    }

    /// Columns that may explain the segments; none stand for all.
    #[must_use]
    pub fn get_explain(&self) -> &[String] {
        &self.explain
    }

    /// Permutations of the rows of each two segments.
    #[must_use]
    pub fn get_permutations(&self) -> usize {
        self.permutations
    }
}

fn most<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    whole(from, NUMBERS)
}

fn number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<usize>, D::Error> {
    let number = Option::<u64>::deserialize(from).ok();
    let valid = number.filter(|number| number.is_none_or(|x| NUMBERS.contains(&x)));
    let valid = valid.map(|number| number.and_then(|x| usize::try_from(x).ok()));
    valid.ok_or_else(|| D::Error::custom(expected(&NUMBERS)))
}

fn starts<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    whole(from, 1..=10_000)
}

fn smallest<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    whole(from, 2..)
}

fn resamples<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    whole(from, 0..=10_000)
}

fn permutations<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    whole(from, 0..)
}

fn explain<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let expected =
        "it must be a list of columns in quotation marks, such as [\"size\", \"sector\"]";
    Vec::deserialize(from).map_err(|_| D::Error::custom(expected))
}
