//! Measures of a fit, one family a file. Each formula takes plan, moments and estimates, so that a resample can be
//! measured as the original is; what is public takes the fit and gives names.

pub mod descriptives;
pub mod effects;
pub mod items;
pub mod reliability;
