//! Findings of a comparison of groups.

use serde::{Deserialize, Serialize};

use super::{Attainable, Micom};
use crate::finding::Remark;
use crate::text::counted;

/// What makes a comparison of groups incomplete, and what is found within a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum GroupsFinding {
    /// A group in which the model cannot be estimated.
    GroupNotEstimated {
        /// The group.
        group: String,
        /// Its rows.
        rows: usize,
        /// Why.
        reason: String,
    },
    /// A bin in which no row lies.
    EmptyBin {
        /// The column of the groups.
        column: String,
        /// The bin.
        bin: String,
    },
    /// Permutations with which MICOM cannot find a difference, however large it is.
    FewPermutations {
        /// Permutations that can be used.
        permutations: usize,
        /// Comparisons, for which p-values are adjusted.
        comparisons: usize,
        /// The fewest with which a difference can be found.
        needed: usize,
    },
    /// What is found of the model, or of its bootstrap, in one group.
    InGroup {
        /// The group.
        group: String,
        /// The code of the finding.
        kind: String,
        /// Its sentence.
        sentence: String,
    },
    /// Permutations in which one of two groups cannot be estimated.
    PermutationsLeftOut {
        /// The first group.
        first: String,
        /// The second group.
        second: String,
        /// How many.
        left_out: usize,
        /// Permutations done.
        done: usize,
    },
    /// The permutations of groups were stopped before all were done.
    PermutationsStopped {
        /// Permutations done.
        done: usize,
        /// Requested permutations.
        requested: usize,
    },
}

impl Remark for GroupsFinding {
    fn message(&self) -> String {
        match self {
            Self::GroupNotEstimated {
                group,
                rows,
                reason,
            } => format!(
                "group `{group}` ({}) is not compared, because the model cannot be estimated in it: {reason}",
                counted(*rows, "row")
            ),
            Self::EmptyBin { column, bin } => format!(
                "no row has a value of `{column}` in the bin `{bin}`, so that this bin is not among the groups: check the column, or change `bins` of [groups]"
            ),
            Self::FewPermutations {
                permutations,
                comparisons,
                needed,
            } => {
                let of = Attainable {
                    permutations: *permutations,
                    comparisons: *comparisons,
                };
                format!(
                    "{}, which is above {}, so that no difference between groups can be seen, and measurement invariance is not decided; set `permutations` of [groups] to at least {needed}",
                    of.too_few(),
                    Micom::LEVEL
                )
            }
            Self::InGroup {
                group, sentence, ..
            } => format!("in group `{group}`: {sentence}"),
            Self::PermutationsLeftOut {
                first,
                second,
                left_out,
                done,
            } => format!(
                "groups `{first}` and `{second}`: in {left_out} of {done} permutations a group could not be estimated, and p-values rest on the others: the groups are small for this model"
            ),
            Self::PermutationsStopped { done, requested } => {
                format!("the permutations of groups were stopped after {done} of {requested}")
            }
        }
    }

    fn subject(&self) -> Option<String> {
        match self {
            Self::GroupNotEstimated { group, .. } | Self::InGroup { group, .. } => {
                Some(format!("group `{group}`"))
            }
            Self::PermutationsLeftOut { first, second, .. } => {
                Some(format!("groups `{first}` and `{second}`"))
            }
            Self::EmptyBin { bin, .. } => Some(format!("bin `{bin}`")),
            Self::FewPermutations { .. } | Self::PermutationsStopped { .. } => None,
        }
    }
}
