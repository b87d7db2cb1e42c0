//! Settings of a comparison of groups.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use super::Bins;
use crate::numeric::whole::{seed, whole};
use crate::resample::{FEWEST, Permutation};

/// Which rows belong together, and how their groups are compared.
///
/// ```
/// use pls_sem::groups::{Bins, Grouping};
///
/// let by_sector = Grouping::by("sector");
/// let by_size = Grouping::by("employees").bins(Bins::new(vec![10.0, 50.0]).unwrap()).permutations(5000).seed(7);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[must_use]
#[non_exhaustive]
pub struct Grouping {
    pub(crate) column: String,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "bins"
    )]
    pub(crate) bins: Option<Bins>,
    #[serde(deserialize_with = "permutations")]
    pub(crate) permutations: usize,
    #[serde(deserialize_with = "seed")]
    pub(crate) seed: u64,
    #[serde(default)]
    pub(crate) omnibus: bool,
}

impl Grouping {
    /// Groups by the values of a column, 1,000 permutations, seed 1.
    pub fn by(column: impl Into<String>) -> Self {
        Self {
            column: column.into(),
            bins: None,
            permutations: 1000,
            seed: 1,
            omnibus: false,
        }
    }

    /// Bounds that make groups of a number. Default: every value is a group.
    pub fn bins(mut self, bins: Bins) -> Self {
        self.bins = Some(bins);
        self
    }

    /// Number of permutations of each two groups, at least 3. Default: 1,000.
    pub fn permutations(mut self, permutations: usize) -> Self {
        self.permutations = permutations;
        self
    }

    /// The seed of the permutations. Default: 1.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Adds the tests of all groups together: measurement invariance, the distance test of whole models, and the omnibus test of
    /// every quantity, which needs a bootstrap. Default: no, because they take longer than all comparisons of two groups.
    pub fn omnibus(mut self, omnibus: bool) -> Self {
        self.omnibus = omnibus;
        self
    }

    /// The column.
    #[must_use]
    pub fn column(&self) -> &str {
        &self.column
    }

    /// Bounds that make groups of a number; `None` if every value is a group.
    #[must_use]
    pub fn get_bins(&self) -> Option<&Bins> {
        self.bins.as_ref()
    }

    /// Number of permutations of each two groups.
    #[must_use]
    pub fn get_permutations(&self) -> usize {
        self.permutations
    }

    /// Whether all groups are tested together.
    #[must_use]
    pub fn get_omnibus(&self) -> bool {
        self.omnibus
    }

    /// The seed of the permutations.
    #[must_use]
    pub fn get_seed(&self) -> u64 {
        self.seed
    }

    pub(super) fn permutation(&self) -> Permutation {
        Permutation::new(self.permutations).seed(self.seed)
    }
}

fn bins<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Bins>, D::Error> {
    let bounds = Option::<Vec<f64>>::deserialize(from);
    let bounds = bounds.map_err(|_| D::Error::custom(Bins::EXPECTED))?;
    let bins = bounds.map(Bins::try_from).transpose();
    bins.map_err(D::Error::custom)
}

fn permutations<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    whole(from, FEWEST as u64..)
}
