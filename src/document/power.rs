//! The result document of a power study.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::reading;
use super::result::Software;
use super::settings::{EstimateSettings, ModelSettings};
use crate::finding::FindingRecord;
use crate::groups::DifferenceTest;
use crate::moments::Missing;
use crate::power::{
    GroupPowerRecord, GroupRequiredRecord, JointRecord, PowerRecord, RequiredRecord, SolutionRecord,
};
use crate::quantity::{Measure, Quantity};
use crate::simulate::{Answers, Missingness};

/// The format's name and version.
pub(crate) const POWER_FORMAT: &str = "pls-sem-power/1";

/// The result of a power study: flat tables like those of [`Document`](super::Document). Its `Display` is the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PowerDocument {
    /// `pls-sem-power/1`.
    #[serde(deserialize_with = "reading::power_format")]
    pub format: String,
    /// The program.
    pub software: Software,
    /// All settings, including defaults.
    pub study: PowerStudySettings,
    /// The random number generator.
    pub generator: String,
    /// The findings.
    #[serde(default)]
    pub findings: Vec<FindingRecord>,
    /// The ledger of the replications of each size.
    #[serde(default)]
    pub solutions: Vec<SolutionRecord>,
    /// Every quantity at every size.
    #[serde(default)]
    pub estimates: Vec<PowerRecord>,
    /// How many rows each quantity needs.
    #[serde(default)]
    pub required: Vec<RequiredRecord>,
    /// How often one survey shows all hypotheses.
    #[serde(default)]
    pub joint: Vec<JointRecord>,
    /// The difference of every quantity between each two groups at every size, by every test that was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupPowerRecord>,
    /// How many rows each of these needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required_of_groups: Vec<GroupRequiredRecord>,
}

/// Every setting of a power study, in the layout of the study file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PowerStudySettings {
    /// Treatment of missing answers, of `[data]`.
    pub missing: Missing,
    /// `[model]`
    pub model: ModelSettings,
    /// `[estimate]`
    pub estimate: EstimateSettings,
    /// `[define]`; `None` for a closure.
    pub define: BTreeMap<String, Option<String>>,
    /// `[population]`, group by group.
    pub population: Vec<PopulationSettings>,
    /// The column of the groups, if there are several.
    pub group: Option<String>,
    /// Which answers are missing, of `[population]`.
    pub population_missing: Option<Missingness>,
    /// `[power]`
    pub power: PowerSettings,
}

/// The values of one population.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PopulationSettings {
    /// The group; `None` if the population has no groups.
    pub group: Option<String>,
    /// Its share of the rows.
    pub share: f64,
    /// Coefficient of every path, `A -> B`; from an interaction, of the unstandardised product.
    pub paths: BTreeMap<String, f64>,
    /// Correlation of every two constructs, `A, B`.
    pub correlations: BTreeMap<String, f64>,
    /// Correlations of the indicators, or of the dimensions, with their construct.
    pub loadings: BTreeMap<String, Vec<f64>>,
    /// Weights of the composites, of variance 1.
    pub weights: BTreeMap<String, Vec<f64>>,
    /// How answers are distributed.
    pub answers: Answers,
    /// Indicators or constructs whose answers are distributed differently.
    pub answers_of: BTreeMap<String, Answers>,
}

/// Settings of the power study.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PowerSettings {
    /// Sizes of the surveys.
    pub rows: Vec<usize>,
    /// Surveys of each size.
    pub replications: usize,
    /// Resamples of each survey.
    pub resamples: usize,
    /// Seed.
    pub seed: u64,
    /// Level of the percentile intervals.
    pub level: f64,
    /// The power for which the number of rows is reported.
    pub target: f64,
    /// The studied measures.
    pub quantities: Vec<Measure>,
    /// Tests by which the groups of the population are compared.
    #[serde(default)]
    pub group_tests: Vec<DifferenceTest>,
    /// Permutations of each two groups.
    #[serde(default)]
    pub permutations: usize,
}

impl PowerDocument {
    /// The results of one quantity at every size.
    pub fn records(&self, quantity: &Quantity) -> impl Iterator<Item = &PowerRecord> {
        let records = self.estimates.iter();
        records.filter(move |r| r.quantity == *quantity)
    }
}
