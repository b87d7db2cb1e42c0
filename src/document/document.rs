//! The result document: everything a run found, as flat tables that any program can read.

use serde::{Deserialize, Serialize};

use super::settings::Settings;
use crate::assess::alpha_intervals::AlphaInterval;
use crate::assess::collinearity::CommonMethod;
use crate::assess::criteria::{Compared, Criteria};
use crate::assess::descriptives::Descriptives;
use crate::assess::discriminant::{Discriminant, FornellLarcker};
use crate::assess::effects::{Effect, SpecificEffect};
use crate::assess::items::Item;
use crate::assess::model_fit::{FitModel, ModelFit};
use crate::assess::pruning::Pruned;
use crate::assess::redundancy::Redundancy;
use crate::assess::structural::PathStrength;
use crate::data::Source;
use crate::estimate::Termination;
use crate::finding::FindingRecord;
use crate::guidance::Judgement;
use crate::infer::{self, Summary};
use crate::model::{Kind, Mode};
use crate::procedure::{ExactFitRecord, Mediation};
use crate::quantity::{Measure, Quantity};

/// The format's name and version.
pub(crate) const FORMAT: &str = "pls-sem-result/1";

/// The result of a study. Each table is a list of flat records, so that one call makes a data frame of it; a value
/// that is not defined is `None` (JSON `null`). Its `Display` is the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Document {
    /// `pls-sem-result/1`.
    pub format: String,
    /// The program.
    pub software: Software,
    /// Every setting in force, defaults filled in.
    pub study: Settings,
    /// The data.
    pub data: DataRecord,
    /// How the iteration ended.
    pub termination: Termination,
    /// What needs a look.
    pub findings: Vec<FindingRecord>,
    /// Descriptives of the answers.
    pub indicators: Vec<Descriptives>,
    /// Reliability and explained variance.
    pub constructs: Vec<ConstructRecord>,
    /// Item analysis.
    pub items: Vec<Item>,
    /// Weights, and the variance inflation of each indicator in its block.
    pub weights: Vec<WeightRecord>,
    /// Loadings.
    pub loadings: Vec<IndicatorValue>,
    /// Correlations of every indicator with every composite.
    pub cross_loadings: Vec<CrossLoadingRecord>,
    /// Correlations of the composites, each pair once.
    pub correlations: Vec<PairValue>,
    /// Correlations of the constructs, corrected; only when the study is `consistent`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor_correlations: Option<Vec<PairValue>>,
    /// Path coefficients, with effect sizes and collinearity.
    pub paths: Vec<PathStrength>,
    /// Direct, indirect and total effects.
    pub effects: Vec<Effect>,
    /// Indirect effects, route by route.
    pub specific_effects: Vec<SpecificEffect>,
    /// Types of mediation, if there is a bootstrap.
    pub mediation: Vec<Mediation>,
    /// Quantities of the study's own.
    pub defined: Vec<DefinedRecord>,
    /// Heterotrait-monotrait ratios.
    pub discriminant: Vec<Discriminant>,
    /// The criterion of Fornell and Larcker.
    pub fornell_larcker: Vec<FornellLarcker>,
    /// Information criteria of every equation.
    pub criteria: Vec<Criteria>,
    /// Fit of the saturated and of the estimated model.
    pub fit: Vec<ModelFit>,
    /// Signs of common method bias.
    pub common_method: CommonMethod,
    /// All indicators of the model as one scale.
    pub questionnaire: QuestionnaireRecord,
    /// Closed-form intervals of alpha.
    pub alpha_intervals: Vec<AlphaInterval>,
    /// What would become of each block without one of its indicators.
    pub pruning: Vec<Pruned>,
    /// Redundancy analyses, if the study has any.
    pub redundancy: Vec<Redundancy>,
    /// Comparison with other models, if the study has any.
    pub comparison: Vec<Compared>,
    /// Values beyond customary thresholds, each with its source.
    pub guidance: Vec<Judgement>,
    /// The test of exact fit; `None` if the study has none.
    pub exact_fit: Option<ExactFitDocument>,
    /// The p-values of paths and of indirect effects, adjusted for their number.
    pub adjusted: Vec<AdjustedRecord>,
    /// Rows that move a path most, if the study has a jackknife.
    pub influence: Vec<InfluenceRecord>,
    /// The bootstrap; `None` if the study has none.
    pub bootstrap: Option<BootstrapRecord>,
}

/// The program that made a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Software {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The data of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DataRecord {
    /// Where they were read from, if from a file.
    pub source: Option<Source>,
    /// What they are.
    #[serde(default)]
    pub given: Given,
    /// Rows of the table; `None` for a matrix.
    pub rows_read: Option<usize>,
    /// Rows used, after the treatment of missing answers, or behind the matrix: n of every formula.
    pub rows_used: usize,
    /// Rows left out because their case weight is 0; `None` without case weights.
    pub weightless: Option<usize>,
    /// The number of rows of equal weight that would tell as much, after Kish; `None` without case weights.
    pub effective_n: Option<f64>,
    /// Indicators of the model.
    pub indicators: usize,
    /// Missing answers to them, among all rows read; `None` for a matrix.
    pub missing_cells: Option<usize>,
    /// What a matrix leaves undefined, and why; `None` for rows.
    pub undefined: Option<String>,
}

/// What the data of a run are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Given {
    /// Rows of answers.
    #[default]
    Rows,
    /// A matrix of correlations.
    Correlations,
    /// A matrix of covariances.
    Covariances,
}

/// Reliability and explained variance of one construct.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ConstructRecord {
    /// The construct.
    pub construct: String,
    /// What it is taken to be.
    pub kind: Kind,
    /// How its weights are found (a single item has weight 1 in every mode).
    pub mode: Mode,
    /// Number of its indicators.
    pub items: usize,
    /// Standardised Cronbach's alpha.
    pub alpha: Option<f64>,
    /// Raw Cronbach's alpha.
    pub alpha_raw: Option<f64>,
    /// Dijkstra and Henseler's reliability.
    pub rho_a: Option<f64>,
    /// Composite reliability.
    pub rho_c: Option<f64>,
    /// Average variance extracted.
    pub ave: Option<f64>,
    /// Explained variance.
    pub r2: Option<f64>,
    /// Explained variance, adjusted.
    pub r2_adj: Option<f64>,
}

/// An indicator's weight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WeightRecord {
    /// The construct.
    pub construct: String,
    /// The indicator.
    pub indicator: String,
    /// The weight.
    pub estimate: f64,
    /// Its variance inflation among the indicators of its block; `None` where they depend linearly on each other.
    pub vif: Option<f64>,
}

/// A number of one indicator in its own block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IndicatorValue {
    /// The construct.
    pub construct: String,
    /// The indicator.
    pub indicator: String,
    /// The estimate.
    pub estimate: f64,
}

/// Correlation of an indicator with a composite.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CrossLoadingRecord {
    /// The indicator.
    pub indicator: String,
    /// The construct.
    pub construct: String,
    /// The correlation.
    pub estimate: f64,
}

/// A number of a pair of constructs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PairValue {
    /// The first, in model order.
    pub a: String,
    /// The second.
    pub b: String,
    /// The estimate.
    pub estimate: f64,
}

/// All indicators of the model as one scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QuestionnaireRecord {
    /// Number of indicators.
    pub items: usize,
    /// Standardised Cronbach's alpha.
    pub alpha: Option<f64>,
    /// Raw Cronbach's alpha.
    pub alpha_raw: Option<f64>,
}

/// The bootstrap of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BootstrapRecord {
    /// Resamples asked for.
    pub requested: usize,
    /// Resamples done: fewer only if the run was stopped.
    pub done: usize,
    /// Resamples that every summary is made of.
    pub used: usize,
    /// Resamples that could not be estimated, by reason.
    pub failed: Vec<Count>,
    /// Resamples with an inadmissible solution, by reason.
    pub inadmissible: Vec<Count>,
    /// Draws that were replaced by another.
    pub redrawn: usize,
    /// Inadmissible resamples that are used all the same.
    pub kept: usize,
    /// The seed; `None` when the resamples were given.
    pub seed: Option<u64>,
    /// The random number generator; `None` when the resamples were given.
    pub generator: Option<String>,
    /// Level of the intervals.
    pub level: f64,
    /// Every quantity.
    pub estimates: Vec<EstimateRecord>,
}

/// A quantity of the study's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DefinedRecord {
    /// Its name.
    pub name: String,
    /// Its formula; `None` for a closure.
    pub formula: Option<String>,
    /// Its value in the sample.
    pub estimate: Option<f64>,
}

/// A p-value with those adjusted for the number of tests in its family.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AdjustedRecord {
    /// The family: `path` or `indirect`.
    pub family: Measure,
    /// Tests in it.
    pub tests: usize,
    /// The source.
    pub from: String,
    /// The target.
    pub to: String,
    /// The p-values.
    #[serde(flatten)]
    pub adjusted: infer::Adjusted,
}

/// What a path becomes without some row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InfluenceRecord {
    /// The source.
    pub from: String,
    /// The target.
    pub to: String,
    /// What is left out: a line of the file, a row, or a cluster.
    pub left_out: String,
    /// The path without it.
    pub without: f64,
    /// `without - estimate`.
    pub change: f64,
}

/// The test of exact fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ExactFitDocument {
    /// The seed.
    pub seed: u64,
    /// The random number generator.
    pub generator: String,
    /// Every statistic of both models.
    pub tests: Vec<ExactFitRecord>,
    /// What became of the resamples of each model.
    pub ledgers: Vec<LedgerRecord>,
}

/// What became of the resamples of one model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LedgerRecord {
    /// The model.
    pub model: FitModel,
    /// Resamples asked for.
    pub requested: usize,
    /// Resamples that the quantiles are made of.
    pub used: usize,
    /// Resamples that could not be estimated, by reason.
    pub failed: Vec<Count>,
    /// Resamples with an inadmissible solution, by reason.
    pub inadmissible: Vec<Count>,
}

/// A reason, and how many replicates it concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Count {
    /// The reason, with the names concerned.
    pub reason: String,
    /// Replicates.
    pub count: usize,
}

/// One quantity with its summary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EstimateRecord {
    /// The quantity and its names.
    #[serde(flatten)]
    pub quantity: Quantity,
    /// What the bootstrap says of it.
    #[serde(flatten)]
    pub summary: Summary,
}

impl Document {
    /// The document as JSON, numbers with all their digits.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Records of numbers, strings and lists: nothing that JSON cannot say.
        serde_json::to_string_pretty(self).unwrap_or_else(|e| unreachable!("{e}"))
    }
}

impl BootstrapRecord {
    /// The summary of one quantity.
    #[must_use]
    pub fn summary(&self, quantity: &Quantity) -> Option<&Summary> {
        let found = self.estimates.iter().find(|e| e.quantity == *quantity);
        found.map(|e| &e.summary)
    }
}
