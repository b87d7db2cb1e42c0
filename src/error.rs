//! One error for the whole crate, which joins the errors of its stages.

use crate::data::{DataError, PrepareError};
use crate::design::DesignError;
use crate::document::DocumentError;
use crate::estimate::{EstimateError, OptionError};
use crate::groups::GroupsError;
use crate::model::{Fault, ModelError};
use crate::moments::SampleError;
use crate::outline::OutlineError;
use crate::power::PowerError;
use crate::predict::PredictError;
use crate::quantity::{DefineError, UnknownQuantity};
use crate::resample::ResampleError;
use crate::segments::SegmentError;
use crate::simulate::PopulationError;
use crate::study::RunError;
use crate::study_file::StudyError;

/// Any error of the crate. Every message names the object at fault and the fix; each stage has an error type of its
/// own with the facts in fields.
///
/// `Debug` prints the same message as `Display`, here and in every error type that this one joins, so that
/// `fn main() -> Result<(), pls_sem::Error>` shows the message.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Reading data.
    #[error(transparent)]
    Data(#[from] DataError),
    /// Labels, conditions and formulas by which answers are prepared.
    #[error(transparent)]
    Prepare(#[from] PrepareError),
    /// A model.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The design of a survey.
    #[error(transparent)]
    Design(DesignError),
    /// Estimation.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
    /// A study file to start from.
    #[error(transparent)]
    Outline(#[from] OutlineError),
    /// Inference.
    #[error(transparent)]
    Infer(#[from] ResampleError),
    /// A quantity of the user's own.
    #[error(transparent)]
    Define(#[from] DefineError),
    /// A quantity that is requested.
    #[error(transparent)]
    Quantity(#[from] UnknownQuantity),
    /// A prediction.
    #[error(transparent)]
    Predict(PredictError),
    /// A comparison of groups.
    #[error(transparent)]
    Groups(#[from] GroupsError),
    /// Segments of the rows.
    #[error(transparent)]
    Segments(SegmentError),
    /// A population for simulation.
    #[error(transparent)]
    Population(#[from] PopulationError),
    /// A power study.
    #[error(transparent)]
    Power(PowerError),
    /// A study file.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// A result document.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// An additional part of a run that the study requests.
    #[error(transparent)]
    Run(RunError),
}

crate::text::debug_as_sentence!(Error);

impl From<RunError> for Error {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Estimate(error) => Self::Estimate(error),
            RunError::Infer(error) => Self::Infer(error),
            RunError::Data(error) => Self::Data(error),
            RunError::Define(error) => Self::Define(error),
            RunError::Segments(error) => error.into(),
            other => Self::Run(other),
        }
    }
}

impl From<SegmentError> for Error {
    fn from(error: SegmentError) -> Self {
        match error {
            SegmentError::Estimate(error) => Self::Estimate(error),
            SegmentError::Data(error) => Self::Data(error),
            other => Self::Segments(other),
        }
    }
}

impl From<PredictError> for Error {
    fn from(error: PredictError) -> Self {
        match error {
            PredictError::Estimate(error) => Self::Estimate(error),
            PredictError::Resample(error) => Self::Infer(error),
            PredictError::Data(error) => Self::Data(error),
            other => Self::Predict(other),
        }
    }
}

impl From<PowerError> for Error {
    fn from(error: PowerError) -> Self {
        match error {
            PowerError::Option(error) => error.into(),
            PowerError::Infer(error) => Self::Infer(error),
            PowerError::Define(error) => Self::Define(error),
            PowerError::Population(error) => Self::Population(error),
            other => Self::Power(other),
        }
    }
}

impl From<DesignError> for Error {
    fn from(error: DesignError) -> Self {
        match error {
            DesignError::Data(error) => Self::Data(error),
            other => Self::Design(other),
        }
    }
}

impl From<SampleError> for Error {
    fn from(error: SampleError) -> Self {
        Self::Estimate(error.into())
    }
}

impl From<OptionError> for Error {
    fn from(error: OptionError) -> Self {
        Self::Estimate(error.into())
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Model(fault.into())
    }
}
