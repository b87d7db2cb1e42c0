//! Errors that prevent inference.

use std::path::PathBuf;

use crate::estimate::EstimateError;
use crate::text::counted;

/// A bootstrap that cannot be done.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ResampleError {
    /// The model cannot be estimated from the sample itself.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
    /// A fit or a catalogue that belongs to another model, or to other settings, than the rows that
    /// are resampled.
    #[error(
        "the {what} belongs to another model or to other settings than the problem: make it from the problem, for example by `problem.bootstrap(&options)`"
    )]
    OtherProblem {
        /// `fit` or `catalogue`.
        what: &'static str,
    },
    /// Too few resamples are requested.
    #[error("{} are too few for inference: use 500 or more to explore, and 10000 for a paper", counted(*.resamples, "resample"))]
    FewResamples {
        /// Number of requested resamples.
        resamples: usize,
    },
    /// Too few permutations are requested.
    #[error("{} are too few for a p-value: use 1000 or more", counted(*.permutations, "permutation"))]
    FewPermutations {
        /// Number of requested permutations.
        permutations: usize,
    },
    /// A catalogue, or a statistic, without any value.
    #[error("there is nothing to infer: request at least one quantity")]
    Nothing,
    /// A level outside (0, 1).
    #[error("level {value} is not valid: it must lie between 0 and 1, such as 0.95")]
    Level {
        /// The value.
        value: f64,
    },
    /// The file of resamples cannot be opened.
    #[error("cannot read the resamples in `{}`: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The message of the operating system.
        reason: String,
    },
    /// A resample that was given cannot be used.
    #[error("{place}: {message}")]
    Rows {
        /// The file and its line, or the resample's number.
        place: String,
        /// The fault.
        message: String,
    },
    /// Strata or clusters of a column that is an indicator of the model.
    #[error(
        "column `{column}` is an indicator of the model, and cannot define groups of rows as well: resamples would depend on the answers; name another column"
    )]
    GroupsOfIndicator {
        /// The column.
        column: String,
    },
    /// Groups for another number of rows than the table has.
    #[error("the groups of column `{column}` are for {rows} rows, but the table has {expected}")]
    OtherRows {
        /// The column.
        column: String,
        /// Rows with a group.
        rows: usize,
        /// Rows of the table.
        expected: usize,
    },
    /// A cluster that lies in two strata.
    #[error(
        "cluster `{cluster}` of column `{column}` lies in more than one group of column `{strata}`: clusters are drawn within strata, so that each must lie in one"
    )]
    SplitCluster {
        /// The cluster.
        cluster: String,
        /// Column of the clusters.
        column: String,
        /// Column of the strata.
        strata: String,
    },
    /// One cluster holds all rows.
    #[error("column `{column}` puts all rows into one cluster: several are needed to draw from")]
    OneCluster {
        /// Column of the clusters.
        column: String,
    },
    /// A stratum with a single unit, which every resample would hold.
    #[error(
        "group `{group}` of column `{column}` has a single {unit}, which every resample would hold: join the group with another"
    )]
    LoneUnit {
        /// What is drawn: row or cluster.
        unit: &'static str,
        /// Column of the groups.
        column: String,
        /// The group.
        group: String,
    },
    /// Studentized intervals of strata or clusters.
    #[error(
        "studentized intervals are defined only for rows that are drawn one by one: use \"bca\" with strata or clusters"
    )]
    StudentizedUnits,
    /// Given resamples together with a setting for drawn ones.
    #[error("resamples that are given cannot be {what}")]
    GivenNot {
        /// The use that is not possible.
        what: &'static str,
    },
    /// A range outside the run.
    #[error(
        "there is no part from {from} to {to}: resamples are counted from 0, `from` comes before `to`, and the run has {resamples}"
    )]
    Range {
        /// First resample of the part.
        from: usize,
        /// First resample after the part.
        to: usize,
        /// Resamples of the run.
        resamples: usize,
    },
    /// The replicates do not fit into memory.
    #[error(
        "{resamples} resamples of {quantities} quantities do not fit into memory ({:.0} GB): use fewer",
        *.resamples as f64 * *.quantities as f64 * 8e-9
    )]
    Memory {
        /// Number of requested resamples.
        resamples: usize,
        /// Quantities of each.
        quantities: usize,
    },
    /// Fewer than three resamples could be used.
    #[error(
        "only {used} of {requested} resamples could be estimated, too few for any result ({})",
        .reasons.join("; ")
    )]
    TooFewUsed {
        /// Resamples that could be used.
        used: usize,
        /// Number of requested resamples.
        requested: usize,
        /// Why the others failed, with counts.
        reasons: Vec<String>,
    },
}

crate::text::debug_as_sentence!(ResampleError);
