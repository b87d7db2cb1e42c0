//! Measures of a fit, one family a file. Each formula takes plan, moments and estimates, so that a resample can be
//! measured as the original is; what is public takes the fit and gives names.

pub mod alpha_intervals;
mod by_name;
pub mod collinearity;
pub mod criteria;
pub mod descriptives;
pub mod discriminant;
pub(crate) mod distances;
pub mod effects;
pub mod interactions;
pub mod items;
pub mod linearity;
pub mod model_fit;
pub mod pruning;
pub mod redundancy;
pub mod reliability;
pub mod structural;
