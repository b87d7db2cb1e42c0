//! Measures of a fit, one family a file. Each takes plan, moments and estimates, so that a resample can be
//! measured as the original is.

pub mod descriptives;
pub mod effects;
pub mod items;
pub mod reliability;
