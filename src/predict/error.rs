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
    /// Too few folds are requested.
    #[error("{} cannot train and test: request at least 2, customarily 10", counted(*.folds, "fold"))]
    FewFolds {
        /// Requested folds.
        folds: usize,
    },
    /// No repetition.
    #[error("there must be at least 1 repetition, customarily 10")]
    NoRepetition,
    /// More folds than rows, or than clusters.
    #[error(
        "{folds} folds are more than the {}: request at most {units}, or \"loo\", which leaves out one at a time",
        counted(*.units, .unit)
    )]
    MoreFolds {
        /// Requested folds.
        folds: usize,
        /// Rows or clusters that there are.
        units: usize,
        /// `row` or `cluster`.
        unit: &'static str,
    },
    /// Folds that leave too few rows to estimate from.
    #[error(
        "a fold of {left_out} rows leaves {}, too few for construct `{construct}` with {}, which needs at least {needed}: request more folds",
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
        "column `{column}` is an indicator of the model, and cannot define groups of rows as well: folds would depend on the answers; name another column"
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
        /// Requested repetitions.
        repetitions: usize,
        /// Rows or clusters that there are.
        units: usize,
        /// `row` or `cluster`.
        unit: &'static str,
        /// Folds of each.
        folds: usize,
    },
    /// A conditional expectation where it is not defined.
    #[error(
        "the conditional expectation that consistent PLS implies is not defined for {of}: write `expectation = \"composites\"`"
    )]
    NotImplied {
        /// The kind of study for which it is not defined.
        of: &'static str,
    },
    /// A conditional expectation by an inadmissible solution.
    #[error(
        "the solution of consistent PLS is inadmissible, so that it implies no expectation: write `expectation = \"composites\"`, or revise the model"
    )]
    Inadmissible,
    /// The model cannot be estimated from the rows that train.
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
        "a matrix has no means, which predictions of new rows need: estimate the model from the answers themselves"
    )]
    OfMatrix,
    /// Numbers that belong to another model.
    #[error(
        "the numbers do not belong to the model and its indicators: they were changed, or they come from another model"
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
