//! What can stop an inference.

use std::path::PathBuf;

use crate::words::counted;

/// A bootstrap that cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InferError {
    /// Too few resamples asked for.
    #[error("{} cannot give an inference: customary are 500 to explore and 10000 to publish", counted(*.resamples, "resample"))]
    FewResamples {
        /// Resamples asked for.
        resamples: usize,
    },
    /// A level outside (0, 1).
    #[error("level {value} is not lawful: it lies between 0 and 1, as 0.95")]
    Level {
        /// The value.
        value: f64,
    },
    /// The file of resamples cannot be opened.
    #[error("cannot read the resamples in `{}`: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        reason: String,
    },
    /// A resample that was given cannot be used.
    #[error("{place}: {message}")]
    Rows {
        /// The file and its line, or the resample's number.
        place: String,
        /// What is wrong with it.
        message: String,
    },
    /// The replicates do not fit into memory.
    #[error(
        "{resamples} resamples of {quantities} quantities do not fit into memory ({:.0} GB): ask for fewer",
        *.resamples as f64 * *.quantities as f64 * 8e-9
    )]
    Memory {
        /// Resamples asked for.
        resamples: usize,
        /// Quantities of each.
        quantities: usize,
    },
    /// Fewer than three resamples could be used.
    #[error(
        "only {used} of {requested} resamples could be estimated, too few to say anything ({})",
        .reasons.join("; ")
    )]
    TooFewUsed {
        /// Resamples that could be used.
        used: usize,
        /// Resamples asked for.
        requested: usize,
        /// Why the others failed, with counts.
        reasons: Vec<String>,
    },
}
