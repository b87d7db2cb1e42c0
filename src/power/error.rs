//! What can stop a power study.

use crate::estimate::OptionError;
use crate::groups::Attainable;
use crate::procedure::MergeError;
use crate::quantity::{DefineError, Measure};
use crate::resample::ResampleError;
use crate::simulate::PopulationError;
use crate::text::counted;

/// A power study that cannot be done.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PowerError {
    /// No size of the survey.
    #[error("a power study needs at least one number of rows, such as 273")]
    NoRows,
    /// Fewer rows than the model needs.
    #[error("{} too few: construct `{construct}` has {what}, which needs at least {needed} rows", if *.rows == 1 { "1 row is".to_owned() } else { format!("{} rows are", .rows) })]
    TooFewRows {
        /// The size.
        rows: usize,
        /// The construct that needs most.
        construct: String,
        /// What it has, such as `9 predictors`.
        what: String,
        /// What it needs.
        needed: usize,
    },
    /// Fewer than two replications.
    #[error("{} are too few for a power: use 1000", counted(*.replications, "replication"))]
    FewReplications {
        /// Requested replications.
        replications: usize,
    },
    /// A part of replications that the study does not have.
    #[error(
        "there is no part from {from} to {to}: replications are counted from 0, `from` comes before `to`, and the study has {replications}"
    )]
    Range {
        /// The first replication.
        from: usize,
        /// The first after the part.
        to: usize,
        /// Replications of the study.
        replications: usize,
    },
    /// No replication has a result.
    #[error("none of {} could be used{}", counted(*.done, "simulated survey"), reason.as_ref().map_or_else(String::new, |reason| format!("; the most frequent reason: {reason}")))]
    NoneUsed {
        /// Surveys drawn, over all sizes.
        done: usize,
        /// Why most of them could not be used; `None` if none was drawn.
        reason: Option<String>,
    },
    /// Parts of the study cannot be merged.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// A target outside (0, 1).
    #[error("`target` = {target} is not valid: it must lie between 0 and 1, such as 0.8")]
    Target {
        /// The target.
        target: f64,
    },
    /// A measure that is not an effect.
    #[error(
        "`{measure}` has no power: power is defined for effects, which are path, indirect, total, specific, contrast, slope, conditional and moderated"
    )]
    NotAnEffect {
        /// The measure.
        measure: Measure,
    },
    /// Groups are to be compared, and the population has none.
    #[error(
        "`group_tests` of [power] compares the groups of the population, and it has none: set `group` and `groups` of [population], or remove `group_tests`"
    )]
    NoGroups,
    /// Permutations of which none can find a difference.
    #[error(
        "{}, which is above {:.3}; set `permutations` of [power] to at least {needed}, for example 199",
        Attainable { permutations: *.permutations, comparisons: 1 }.too_few(),
        1.0 - .level
    )]
    FewPermutations {
        /// Permutations asked for.
        permutations: usize,
        /// The level.
        level: f64,
        /// The fewest.
        needed: usize,
    },
    /// Missing answers without a treatment.
    #[error(
        "answers of the simulated surveys are missing, and no treatment is named: set `missing` of [data] to \"casewise\" (drops rows) or \"mean\" (fills in)"
    )]
    NoTreatment,
    /// A setting of the estimation is not valid.
    #[error(transparent)]
    Option(#[from] OptionError),
    /// A setting of the bootstrap is not valid.
    #[error(transparent)]
    Infer(#[from] ResampleError),
    /// A quantity of the user's own cannot be defined.
    #[error(transparent)]
    Define(#[from] DefineError),
    /// A survey cannot be drawn.
    #[error(transparent)]
    Population(#[from] PopulationError),
}

crate::text::debug_as_sentence!(PowerError);
