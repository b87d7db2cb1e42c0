//! The result of a comparison of groups.

use serde::{Deserialize, Serialize};

use super::GroupsFinding;
use super::{
    Configural, DifferenceTest, GroupDifference, Invariance, Micom, MicomOfAll, ModelDistance,
    Omnibus,
};
use crate::quantity::Quantity;

/// A comparison of groups: the model in each, and the differences of each two.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Comparison {
    /// Permutations done of each two groups: fewer than requested only if the run was stopped.
    pub permutations: usize,
    /// The groups, sorted by their names as text.
    pub groups: Vec<GroupRecord>,
    /// Every quantity in every group.
    pub estimates: Vec<GroupEstimate>,
    /// Every quantity in each two groups, by every test: the first less the second.
    pub differences: Vec<GroupDifference>,
    /// What is the same in all groups before anything is estimated: step 1 of MICOM.
    pub configural: Vec<Configural>,
    /// Every construct in each two groups: steps 2 and 3 of MICOM.
    pub micom: Vec<Micom>,
    /// The conclusion of MICOM for each two groups.
    pub invariance: Vec<Invariance>,
    /// Every construct in all groups together, if that was requested.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub micom_of_all: Vec<MicomOfAll>,
    /// Every quantity in all groups together, if that was requested and there is a bootstrap.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub omnibus: Vec<Omnibus>,
    /// The models of all groups together, if that was requested.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub distances: Vec<ModelDistance>,
    /// What needs a look; in a document among its findings.
    #[serde(skip)]
    pub findings: Vec<GroupsFinding>,
}

/// A group of rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GroupRecord {
    /// Its name.
    pub group: String,
    /// Rows that are used.
    pub n: usize,
    /// Resamples that its inference is made of; `None` without a bootstrap.
    pub resamples: Option<usize>,
    /// Why the model cannot be estimated in it; `None` where it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_estimated: Option<String>,
}

/// One quantity in one group, with the inference of the group's own bootstrap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GroupEstimate {
    /// The group.
    pub group: String,
    /// The quantity.
    #[serde(flatten)]
    pub quantity: Quantity,
    /// Its estimate.
    pub estimate: Option<f64>,
    /// Standard error.
    pub se: Option<f64>,
    /// `estimate / se`.
    pub t: Option<f64>,
    /// Two-sided p-value, as reports show it.
    pub p: Option<f64>,
    /// Lower bound of the interval that reports show.
    pub low: Option<f64>,
    /// Upper bound of the interval that reports show.
    pub high: Option<f64>,
}

impl Comparison {
    /// One quantity in two groups by one test; `None` if it is not among the differences.
    #[must_use]
    pub fn difference(
        &self,
        first: &str,
        second: &str,
        test: DifferenceTest,
        quantity: &Quantity,
    ) -> Option<&GroupDifference> {
        let is_it = |d: &&GroupDifference| {
            d.test == test && d.first == first && d.second == second && d.quantity == *quantity
        };
        self.differences.iter().find(is_it)
    }
}
