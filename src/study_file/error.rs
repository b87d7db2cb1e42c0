//! Errors in a study file.

use std::path::PathBuf;

use crate::data::PrepareError;
use crate::estimate::OptionError;
use crate::model::ModelError;
use crate::predict::PredictError;
use crate::quantity::DefineError;
use crate::resample::ResampleError;
use crate::simulate::PopulationError;
use crate::text::did_you_mean;

/// A study file that cannot be used. Each message names the line and the fix.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StudyError {
    /// A file cannot be opened.
    #[error("cannot read `{}`: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The reason, with the most similar name if there is no such file, or the line that is not
        /// UTF-8.
        reason: String,
    },
    /// The file is not TOML.
    #[error("line {line}: {message}")]
    Toml {
        /// The line.
        line: usize,
        /// What is wrong in this line, and what to write.
        message: String,
    },
    /// The file is longer than any study.
    #[error(
        "the file has more than {most} bytes, which is the limit of a study file: is it the right file?"
    )]
    TooLong {
        /// The limit.
        most: u64,
    },
    /// A limit of a study file is exceeded.
    #[error("line {line}: {of} has {count} {what}, and the limit is {most}")]
    TooMany {
        /// The line.
        line: usize,
        /// The table or key.
        of: &'static str,
        /// The items of which it has too many.
        what: &'static str,
        /// Their number.
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
    /// A quantity of `[define]` that is not valid.
    #[error("line {line}: {error}")]
    Define {
        /// The line.
        line: usize,
        /// The fault.
        error: DefineError,
    },
    /// A setting for the preparation of answers is not valid.
    #[error("line {line}: {error}")]
    Prepare {
        /// The line.
        line: usize,
        /// The fault.
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
        /// The fault.
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
    /// A key or table that needs rows, although the data are a matrix.
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
    /// The model in a separate file is not valid.
    #[error("{}: {error}", path.display())]
    ModelFile {
        /// The file.
        path: PathBuf,
        /// The fault.
        error: Box<ModelError>,
    },
    /// A model of `[compare]` is wrong.
    #[error("line {line}: model `{name}` of `models`: {error}")]
    Rival {
        /// The line.
        line: usize,
        /// Its name.
        name: String,
        /// The fault.
        error: Box<ModelError>,
    },
    /// A setting of this line is not valid for the model.
    #[error("line {line}: {error}")]
    Setting {
        /// The line.
        line: usize,
        /// The fault.
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
