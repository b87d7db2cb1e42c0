//! What a document holds of groups: the model in each, measurement invariance, and differences.

use serde::{Deserialize, Serialize};

use crate::groups::{
    Comparison, Configural, GroupDifference, GroupEstimate, GroupRecord, Grouping, Invariance,
    Micom, ModelDistance, Omnibus,
};
use crate::numeric::stream::GENERATOR;

/// A comparison of groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GroupsDocument {
    /// The column of the groups.
    pub column: String,
    /// Permutations of each two groups.
    pub permutations: usize,
    /// The seed of the permutations.
    pub seed: u64,
    /// The random number generator.
    pub generator: String,
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
    /// What MICOM says of each two groups.
    pub invariance: Vec<Invariance>,
    /// Every quantity in all groups together, if that was requested.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub omnibus: Vec<Omnibus>,
    /// The models of all groups together, if that was requested.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub distances: Vec<ModelDistance>,
}

impl GroupsDocument {
    pub(crate) fn of(grouping: &Grouping, found: &Comparison) -> Self {
        Self {
            column: grouping.column().to_owned(),
            permutations: found.permutations,
            seed: grouping.get_seed(),
            generator: GENERATOR.to_owned(),
            groups: found.groups.clone(),
            estimates: found.estimates.clone(),
            differences: found.differences.clone(),
            configural: found.configural.clone(),
            micom: found.micom.clone(),
            invariance: found.invariance.clone(),
            omnibus: found.omnibus.clone(),
            distances: found.distances.clone(),
        }
    }

    /// The conclusion about two groups.
    #[must_use]
    pub fn invariance_of(&self, first: &str, second: &str) -> Option<&Invariance> {
        let mut all = self.invariance.iter();
        all.find(|i| i.first == first && i.second == second)
    }
}
