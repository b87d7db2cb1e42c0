//! What a document holds of groups: the model in each, measurement invariance, and differences.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use crate::groups::{Comparison, Grouping, Invariance};
use crate::numeric::stream::GENERATOR;

/// A comparison of groups, and what it was made by. Its fields are those of the [`Comparison`], too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GroupsDocument {
    /// The column of the groups.
    pub column: String,
    /// The seed of the permutations.
    pub seed: u64,
    /// The random number generator.
    pub generator: String,
    /// What was found; its fields stand beside those above.
    #[serde(flatten)]
    pub found: Comparison,
}

impl Deref for GroupsDocument {
    type Target = Comparison;

    fn deref(&self) -> &Comparison {
        &self.found
    }
}

impl GroupsDocument {
    pub(crate) fn of(grouping: &Grouping, found: &Comparison) -> Self {
        Self {
            column: grouping.column().to_owned(),
            seed: grouping.get_seed(),
            generator: GENERATOR.to_owned(),
            // Findings are those of the document.
            found: Comparison {
                findings: Vec::new(),
                ..found.clone()
            },
        }
    }

    /// The conclusion about two groups.
    #[must_use]
    pub fn invariance_of(&self, first: &str, second: &str) -> Option<&Invariance> {
        let mut all = self.invariance.iter();
        all.find(|i| i.first == first && i.second == second)
    }
}
