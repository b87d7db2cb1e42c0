//! Prediction of rows that the model has not seen.
//!
//! A fold is a weighting: the moments of the rows that train are those of the whole less those of the fold. What predictions
//! take from them is a row of numbers ([`PlsPredict`] says how rows are left out), so that nothing of a fold can reach its own
//! prediction but its answers to the predictors.

mod accuracy;
mod cvpat;
mod error;
mod finding;
mod folds;
mod held_out;
mod linear;
mod losses;
mod models;
mod new_rows;
mod partition;
mod plspredict;
mod predictor;
mod repetition;
mod row;
mod settings;
mod shape;
mod trained;
mod training;
mod verdict;

pub use accuracy::{Calibration, ConstructAccuracy, IndicatorAccuracy};
pub use cvpat::Cvpat;
pub use error::PredictError;
pub use finding::PredictFinding;
pub use folds::GivenFolds;
pub(crate) use models::compare_models;
pub use new_rows::{NewRows, PredictedIndicator};
pub(crate) use plspredict::prove;
pub use plspredict::{Predictions, plspredict, plspredict_beside};
pub use predictor::Predictor;
pub(crate) use settings::Split;
pub use settings::{Antecedents, AskedOfPredictions, Expectation, Losses, PlsPredict, Weighting};
pub use verdict::{By, PredictivePower};
