//! What can stop a prediction.

use crate::data::DataError;
use crate::estimate::{EstimateError, OptionError};
use crate::infer::LevelError;
use crate::resample::ResampleError;
use crate::text::{counted, listed};

/// A prediction that cannot be made.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PredictError {
    /// The model explains nothing.
    #[error(
        "there is nothing to predict: no path leads to a construct; write one, such as `Loyalty ~ Image`"
    )]
    NothingToPredict,
    /// The indicators of a higher-order construct are repeated.
    #[error(
        "prediction is not defined where the indicators of the higher-order construct `{construct}` are repeated, because they would predict themselves: estimate it in two stages, `higher_order = \"two-stage\"`"
    )]
    RepeatedIndicators {
        /// The construct.
        construct: String,
    },
    /// A model that is called as a benchmark is.
    #[error(
        "a model of the comparison is called `{name}`, as {} are among the losses: give it another name",
        listed(&super::plspredict::NAMES_TAKEN.map(str::to_owned))
    )]
    NameTaken {
        /// Its name.
        name: String,
    },
    /// Too few folds asked for.
    #[error("{} cannot train and test: ask for at least 2, customarily 10", counted(*.folds, "fold"))]
    FewFolds {
        /// Folds asked for.
        folds: usize,
    },
    /// No repetition.
    #[error("there must be at least 1 repetition, customarily 10")]
    NoRepetition,
    /// More folds than rows, or than clusters.
    #[error(
        "{folds} folds are more than the {}: ask for at most {units}, or for \"loo\", which leaves out one at a time",
        counted(*.units, .unit)
    )]
    MoreFolds {
        /// Folds asked for.
        folds: usize,
        /// Rows or clusters that there are.
        units: usize,
        /// `row` or `cluster`.
        unit: &'static str,
    },
    /// Folds that leave too few rows to estimate from.
    #[error(
        "a fold of {left_out} rows leaves {}, too few for construct `{construct}` with {}, which needs at least {needed}: ask for more folds",
        counted(*.rows, "row"),
        counted(*.predictors, "predictor")
    )]
    FewRows {
        /// Rows of the fold.
        left_out: usize,
        /// Rows that train.
        rows: usize,
        /// The construct with the most predictors.
        construct: String,
        /// Its predictors.
        predictors: usize,
        /// Rows that it needs.
        needed: usize,
    },
    /// Strata or clusters of a column that is an indicator of the model.
    #[error(
        "column `{column}` is an indicator of the model, and cannot say which rows belong together as well: folds would be dealt by what is predicted, or by what predicts; name a column of its own"
    )]
    GroupsOfIndicator {
        /// The column.
        column: String,
    },
    /// Fewer partitions than repetitions.
    #[error(
        "there are not {repetitions} different partitions of {} into {folds} folds: use fewer repetitions",
        counted(*.units, .unit)
    )]
    FewPartitions {
        /// Repetitions asked for.
        repetitions: usize,
        /// Rows or clusters that there are.
        units: usize,
        /// `row` or `cluster`.
        unit: &'static str,
        /// Folds of each.
        folds: usize,
    },
    /// A conditional expectation of what it is not defined of.
    #[error(
        "the conditional expectation that consistent PLS implies is not defined for {of}: write `expectation = \"composites\"`"
    )]
    NotImplied {
        /// What it is not defined of.
        of: &'static str,
    },
    /// A conditional expectation by an inadmissible solution.
    #[error(
        "the solution of consistent PLS is inadmissible, so that it implies no expectation: write `expectation = \"composites\"`, or revise the model"
    )]
    Inadmissible,
    /// The rows that train have no estimates.
    #[error(
        "{place} cannot be predicted: {reason} in the rows that remain without it; use fewer folds, or folds within `strata`"
    )]
    Fold {
        /// The fold, and the repetition where there are several.
        place: String,
        /// Why.
        reason: String,
    },
    /// Folds that were given cannot be used.
    #[error("{place}: {message}")]
    Given {
        /// The file and its line.
        place: String,
        /// What is wrong.
        message: String,
    },
    /// A fit of a matrix, which has no means.
    #[error(
        "a matrix has no means, and new rows cannot be placed about them: estimate the model from the answers themselves"
    )]
    OfMatrix,
    /// Numbers of another model than they are said to be of.
    #[error(
        "the numbers are not those of the model and its indicators: they were changed, or are of another model"
    )]
    OtherModel,
    /// Strata or clusters of folds that cannot be used, or not enough memory.
    #[error(transparent)]
    Resample(#[from] ResampleError),
    /// The model cannot be estimated.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
    /// The new rows cannot be used.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A level outside (0, 1).
    #[error(transparent)]
    Level(#[from] LevelError),
}

crate::text::debug_as_sentence!(PredictError);

impl From<OptionError> for PredictError {
    fn from(error: OptionError) -> Self {
        Self::Estimate(error.into())
    }
}
