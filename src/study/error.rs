//! Why a study could not be run.

use crate::assess::criteria::CompareError;
use crate::assess::redundancy::RedundancyError;
use crate::data::DataError;
use crate::estimate::EstimateError;
use crate::groups::GroupsError;
use crate::predict::PredictError;
use crate::procedure::MergeError;
use crate::quantity::DefineError;
use crate::resample::ResampleError;
use crate::segments::SegmentError;

/// Why a study could not be run.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The model could not be estimated.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
    /// The bootstrap could not be done.
    #[error(transparent)]
    Infer(#[from] ResampleError),
    /// The columns of strata or clusters cannot be used.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A quantity that the study defines is not valid.
    #[error("[define] {0}")]
    Define(#[from] DefineError),
    /// Parts of a run cannot be joined.
    #[error(transparent)]
    Merge(MergeError),
    /// A part of a bootstrap is requested, but the study has no bootstrap.
    #[error(
        "the study has no bootstrap, so that no part of it can be run: write [bootstrap] and `resamples = 10000`"
    )]
    NoBootstrap,
    /// Segments cannot be looked for.
    #[error(transparent)]
    Segments(#[from] SegmentError),
    /// Groups could not be compared.
    #[error(transparent)]
    Groups(#[from] GroupsError),
    /// A redundancy analysis could not be done.
    #[error(transparent)]
    Redundancy(#[from] RedundancyError),
    /// A model to compare with could not be estimated.
    #[error("model `{name}` of the comparison: {error}")]
    Rival {
        /// Its name.
        name: String,
        /// Why.
        error: EstimateError,
    },
    /// The models could not be compared.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// Rows could not be predicted.
    #[error(transparent)]
    Predict(#[from] PredictError),
    /// The data are a matrix, but the study requests results that need rows.
    #[error("{what}, which a matrix does not have: give the answers themselves, or leave it out")]
    NeedsRows {
        /// The request, and what it needs.
        what: &'static str,
    },
}

crate::text::debug_as_sentence!(RunError);

impl From<MergeError> for RunError {
    fn from(error: MergeError) -> Self {
        match error {
            MergeError::Infer(error) => Self::Infer(error),
            other => Self::Merge(other),
        }
    }
}
