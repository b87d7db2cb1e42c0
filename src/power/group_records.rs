//! What a power study says of the differences of groups, as flat tables.

use serde::{Deserialize, Serialize};

use crate::groups::DifferenceTest;
use crate::quantity::Quantity;

/// What the surveys of one size say about the difference of one quantity between two groups, by one test. A value that is not
/// defined is `None`.
///
/// ```text
/// power   share of the surveys with a two-sided p of at most 1 - level     MC error  sqrt(p (1 - p) / R)
/// ```
///
/// Where the groups do not differ in the population, `power` is the rate of false positives, which should be 1 - level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GroupPowerRecord {
    /// Rows of each survey, of all groups together.
    pub rows: usize,
    /// The first group.
    pub first: String,
    /// The second group.
    pub second: String,
    /// Rows of the first group in a survey, on average.
    pub rows_first: f64,
    /// Rows of the second group in a survey, on average.
    pub rows_second: f64,
    /// The test.
    pub test: DifferenceTest,
    /// The quantity.
    #[serde(flatten)]
    pub quantity: Quantity,
    /// Its value in the population of the first group.
    pub population_first: Option<f64>,
    /// Its value in the population of the second group.
    pub population_second: Option<f64>,
    /// `population_first - population_second`.
    pub population: Option<f64>,
    /// What the estimated difference tends to with ever more complete answers.
    pub limit: Option<f64>,
    /// Mean of the estimated differences.
    pub mean: Option<f64>,
    /// Replications in which the test has a p-value.
    pub used: usize,
    /// Share of these in which p is at most 1 - level.
    pub power: Option<f64>,
    /// Wilson score interval of the power, of 95 %.
    pub power_interval: Option<[f64; 2]>,
    /// Monte Carlo standard error of the power.
    pub mc_se: Option<f64>,
}

/// How many rows one difference needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GroupRequiredRecord {
    /// The first group.
    pub first: String,
    /// The second group.
    pub second: String,
    /// The test.
    pub test: DifferenceTest,
    /// The quantity.
    #[serde(flatten)]
    pub quantity: Quantity,
    /// The power asked for.
    pub target: f64,
    /// The smallest number of rows of the study, of all groups together, from which on the power is reached; `None` if it is
    /// at none.
    pub rows: Option<usize>,
    /// Rows of the first group among them, on average.
    pub rows_first: Option<f64>,
    /// Rows of the second group among them, on average.
    pub rows_second: Option<f64>,
    /// Whether `rows` is the smallest number of the study, so that fewer may do.
    pub at_most: bool,
}
