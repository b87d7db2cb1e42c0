//! What a power study finds, as flat tables.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::quantity::Quantity;

/// What became of the surveys of one size.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SolutionRecord {
    /// Rows of each survey.
    pub rows: usize,
    /// Requested replications.
    pub requested: usize,
    /// Replications done: fewer only if the study was stopped.
    pub done: usize,
    /// Replications that every summary is made of.
    pub used: usize,
    /// Share of those done without estimates or without a bootstrap.
    pub failed: f64,
    /// Share of those done whose solution is inadmissible.
    pub inadmissible: f64,
    /// Monte Carlo standard error of `failed`.
    pub failed_mc_se: f64,
    /// Monte Carlo standard error of `inadmissible`.
    pub inadmissible_mc_se: f64,
    /// Wilson score interval of `failed`, of 95 %.
    pub failed_interval: Option<[f64; 2]>,
    /// Wilson score interval of `inadmissible`, of 95 %.
    pub inadmissible_interval: Option<[f64; 2]>,
    /// Mean share of the resamples that were left out, of those used.
    pub resamples_left_out: Option<f64>,
    /// How many failed or are inadmissible, by reason.
    pub reasons: BTreeMap<String, usize>,
}

/// What the surveys of one size say about one quantity. Values that are not defined are `None`.
///
/// ```text
/// bias            mean - population                               MC error  se_empirical / sqrt(R)
/// relative_bias   bias / population
/// rmse            sqrt(mean (θ^ - population)²)
/// se_empirical    standard deviation of the estimates             se_empirical / 2 sqrt((kurtosis - 1) / R)
/// se_mean         mean of the standard errors                     their standard deviation / sqrt(R)
/// coverage        share of the intervals that hold `population`   sqrt(p (1 - p) / R)
/// power           share of the intervals that exclude 0           sqrt(p (1 - p) / R)
/// ```
///
/// Where the population's value is 0, `power` is the rate of false positives (type I errors), which should be 1 - level.
/// A share of all surveys, or of none, has an error of 0 by its formula; its interval says how well it is known.
///
/// Source: Morris, White & Crowther (2019), Statistics in Medicine 38, 2074-2102; Wilson (1927), Journal of the American
/// Statistical Association 22, 209-212 (intervals of shares).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PowerRecord {
    /// Rows of each survey.
    pub rows: usize,
    /// The quantity.
    #[serde(flatten)]
    pub quantity: Quantity,
    /// Its value in the population.
    pub population: Option<f64>,
    /// Why it has none, as where groups differ.
    pub population_reason: Option<String>,
    /// What the estimator tends to with ever more complete answers, of all groups together.
    pub limit: Option<f64>,
    /// Why it has no limit.
    pub limit_reason: Option<String>,
    /// Replications in which it has an estimate and an interval.
    pub used: usize,
    /// Share of the intervals that exclude 0.
    pub power: Option<f64>,
    /// Wilson score interval of the power, of 95 %.
    pub power_interval: Option<[f64; 2]>,
    /// Mean of the estimates.
    pub mean: Option<f64>,
    /// `mean - population`.
    pub bias: Option<f64>,
    /// `bias / population`.
    pub relative_bias: Option<f64>,
    /// Root of the mean squared distance from the population's value.
    pub rmse: Option<f64>,
    /// Standard deviation of the estimates.
    pub se_empirical: Option<f64>,
    /// Mean of the standard errors.
    pub se_mean: Option<f64>,
    /// Share of the intervals that hold the population's value.
    pub coverage: Option<f64>,
    /// Wilson score interval of the coverage, of 95 %.
    pub coverage_interval: Option<[f64; 2]>,
    /// Monte Carlo standard errors of these.
    pub mc_se: PowerErrors,
}

/// How often one survey shows all hypotheses: every path whose value in the population is not 0.
///
/// Each of nine paths may have a power of 0.9, and all nine together a power of 0.4: a study with nine hypotheses needs the
/// latter.
///
/// Source: Maxwell (2004), Psychological Methods 9(2), 147-163.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct JointRecord {
    /// Rows of each survey.
    pub rows: usize,
    /// Number of hypotheses.
    pub hypotheses: usize,
    /// Replications in which each of them has an interval.
    pub used: usize,
    /// Share of these in which every interval excludes 0, on the side of the population's value.
    pub power: Option<f64>,
    /// Wilson score interval of the power, of 95 %.
    pub power_interval: Option<[f64; 2]>,
    /// Monte Carlo standard error of the power.
    pub mc_se: Option<f64>,
}

/// Monte Carlo standard errors: how much a study would differ with another seed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PowerErrors {
    /// Of the power.
    pub power: Option<f64>,
    /// Of the mean, and of the bias.
    pub bias: Option<f64>,
    /// Of the relative bias.
    pub relative_bias: Option<f64>,
    /// Of the root mean squared distance.
    pub rmse: Option<f64>,
    /// Of the standard deviation of the estimates.
    pub se_empirical: Option<f64>,
    /// Of the mean standard error.
    pub se_mean: Option<f64>,
    /// Of the coverage.
    pub coverage: Option<f64>,
}

/// How many rows one quantity needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RequiredRecord {
    /// The quantity.
    #[serde(flatten)]
    pub quantity: Quantity,
    /// The requested power.
    pub target: f64,
    /// The smallest number of rows of the study from which on the power is reached; `None` if it is at none.
    pub rows: Option<usize>,
    /// Whether `rows` is the smallest number of the study, so that fewer may do.
    pub at_most: bool,
}
