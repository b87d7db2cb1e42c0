//! What can be wrong with a study file.

use std::path::PathBuf;

use crate::data::PrepareError;
use crate::estimate::OptionError;
use crate::model::ModelError;
use crate::predict::PredictError;
use crate::quantity::DefineError;
use crate::resample::ResampleError;
use crate::simulate::PopulationError;
use crate::text::did_you_mean;

/// A study file that cannot be used. Each sentence names the line and the fix.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StudyError {
    /// A file cannot be opened.
    #[error("cannot read `{}`: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why, with the nearest name if there is no such file, or the line that is not UTF-8.
        reason: String,
    },
    /// The file is not TOML.
    #[error("line {line}: {message}")]
    Toml {
        /// The line.
        line: usize,
        /// What the TOML reader says.
        message: String,
    },
    /// The file is longer than any study.
    #[error("a study file has at most {most} bytes, and this has more: is it another file?")]
    TooLong {
        /// The limit.
        most: u64,
    },
    /// More of something than a study file may have.
    #[error("line {line}: {of} has {count} {what}, and the limit is {most}")]
    TooMany {
        /// The line.
        line: usize,
        /// The table or key.
        of: &'static str,
        /// What it has too many of.
        what: &'static str,
        /// How many it has.
        count: usize,
        /// The limit.
        most: usize,
    },
    /// A file of answers in place of a study file.
    #[error(
        "`{0}` is a file of answers, not a study file: `pls-sem init {0}` writes a study file for it", .path.display()
    )]
    Survey {
        /// The file.
        path: PathBuf,
    },
    /// A key or table that does not exist.
    #[error("line {line}: {what} is unknown{}", did_you_mean(.nearest.as_deref()))]
    Unknown {
        /// The line.
        line: usize,
        /// The key with its table, or the table.
        what: String,
        /// The nearest known one.
        nearest: Option<String>,
    },
    /// A key, table or value of the study file that this version cannot honour.
    #[error("line {line}: {what} is not available yet in this version: remove it")]
    NotYet {
        /// The line.
        line: usize,
        /// The key or value.
        what: String,
    },
    /// A quantity of the study's own that cannot be defined.
    #[error("line {line}: {error}")]
    Define {
        /// The line.
        line: usize,
        /// What is wrong with it.
        error: DefineError,
    },
    /// A setting by which answers are prepared cannot be used.
    #[error("line {line}: {error}")]
    Prepare {
        /// The line.
        line: usize,
        /// What is wrong with it.
        error: Box<PrepareError>,
    },
    /// A value that its key does not take.
    #[error("line {line}: `{key}` = {found} is not valid: {expected}{}", did_you_mean(.nearest.as_deref()))]
    Value {
        /// The line.
        line: usize,
        /// The key.
        key: String,
        /// The value.
        found: String,
        /// What it takes.
        expected: String,
        /// The nearest valid value.
        nearest: Option<String>,
    },
    /// Values of `[population]` that no population can have.
    #[error("line {line}: {error}")]
    Population {
        /// The line.
        line: usize,
        /// What is wrong.
        error: Box<PopulationError>,
    },
    /// Two keys that exclude each other.
    #[error("line {line}: {what}")]
    Conflict {
        /// The line of the second.
        line: usize,
        /// Which, and which to take out.
        what: String,
    },
    /// A key or table about rows, where a matrix stands in their place.
    #[error(
        "line {line}: {what} needs rows, which a matrix does not have: remove it, or name the answers themselves as `file`"
    )]
    NeedsRows {
        /// The line.
        line: usize,
        /// The key or table.
        what: String,
    },
    /// A key that is needed.
    #[error("{what} is missing: {fix}")]
    Required {
        /// The key with its table.
        what: String,
        /// What to write.
        fix: String,
    },
    /// The model is wrong.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The model in a file of its own is wrong.
    #[error("{}: {error}", path.display())]
    ModelFile {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        error: Box<ModelError>,
    },
    /// A model of `[compare]` is wrong.
    #[error("line {line}: model `{name}` of `models`: {error}")]
    Rival {
        /// The line.
        line: usize,
        /// Its name.
        name: String,
        /// What is wrong.
        error: Box<ModelError>,
    },
    /// A setting of this line is not valid for the model.
    #[error("line {line}: {error}")]
    Setting {
        /// The line.
        line: usize,
        /// What is wrong.
        error: OptionError,
    },
    /// A setting is not valid for the model.
    #[error(transparent)]
    Option(#[from] OptionError),
    /// The resamples given cannot be used.
    #[error(transparent)]
    Infer(#[from] ResampleError),
    /// The file of folds cannot be used.
    #[error(transparent)]
    Predict(#[from] PredictError),
}

crate::text::debug_as_sentence!(StudyError);
