//! The design of a survey before the data are collected: how many answers it needs, and whether its questions cover
//! the concept.
//!
//! | question | where |
//! |---|---|
//! | how many of a population? | [`Precision`]: Krejcie & Morgan, Cochran, Yamane |
//! | how many to show a path? | [`InverseSquareRoot`], [`FTest::of_path`] |
//! | how many to show that anything is explained? | [`FTest::of_r2`] |
//! | how often may a test be wrong? | [`Rates`] |
//! | all of these for one model, both ways | [`Sizing`] and its [`SampleSizes`] |
//! | do the questions cover the concept? | experts' [`Ratings`] and their [`ContentValidity`] |

mod content_index;
mod content_ratio;
mod content_validity;
mod error;
mod f_test;
mod finding;
mod inverse_square_root;
mod method;
mod precision;
mod rates;
mod ratings;
mod sample_sizes;
mod sizing;
mod ten_times;

pub use content_index::{content_index, modified_kappa};
pub use content_ratio::{content_validity_ratio, critical_agreement};
pub use content_validity::{
    ConstructValidity, ContentValidity, ExpertRecord, ItemValidity, Validity,
};
pub use error::DesignError;
pub use f_test::FTest;
pub use finding::DesignFinding;
pub use inverse_square_root::InverseSquareRoot;
pub use method::Method;
pub use precision::{Populations, Precision, Rounding, SampleSize};
pub use rates::Rates;
pub use ratings::{Ratings, Scale};
pub use sample_sizes::{Detectable, MethodRecord, ModelSize, Requirement, SampleSizes};
pub use sizing::{Sizing, SizingSettings};
pub use ten_times::{Regressors, TenTimes, ten_times};

use crate::model::Model;

/// No survey has more answers: a design that needs more is refused.
const MOST_ROWS: usize = 10_000_000;

/// The constructs that are explained, each with the number of its predictors, in model order.
fn equations(model: &Model) -> Vec<(&str, usize)> {
    let constructs = model.constructs().iter().map(|c| c.name.as_str());
    let counted = constructs.map(|name| {
        let into = model.paths().filter(|(_, to)| *to == name);
        (name, into.count())
    });
    counted.filter(|(_, predictors)| *predictors > 0).collect()
}
