//! Measures of a fit, one family in each file. Each formula takes plan, moments and estimates, so that resamples
//! are measured like the original sample. Public functions take the fit and return names.

pub mod alpha_intervals;
mod by_name;
pub mod collinearity;
pub mod criteria;
pub mod descriptives;
pub mod discriminant;
pub(crate) mod distances;
pub mod effects;
mod finding;
pub mod interactions;
pub mod items;
pub mod linearity;
pub mod model_fit;
pub mod pruning;
pub mod redundancy;
mod redundancy_of_dimensions;
pub mod reliability;
pub mod slopes;
pub mod structural;

pub use finding::AssessFinding;
