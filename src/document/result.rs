//! The result document: all results of a run, as flat tables that any program can read.

use serde::{Deserialize, Serialize};

use super::bootstrap::{BootstrapRecord, ExactFitDocument};
use super::groups::GroupsDocument;
use super::interactions::{ConditionalRecord, InteractionRecord, ModeratedRecord};
use super::reading;
use super::segments::SegmentsRecord;
use super::settings::Settings;
use super::slopes::SlopeRecord;
use super::tables::{
    AdjustedRecord, ConstructRecord, CrossLoadingRecord, DefinedRecord, DiscriminantRecord,
    EffectRecord, InfluenceRecord, LeastSquaresRecord, LoadingRecord, PairValue, PathRecord,
    QuestionnaireRecord, SpecificRecord, WeightRecord,
};
use crate::assess::alpha_intervals::AlphaInterval;
use crate::assess::collinearity::CommonMethod;
use crate::assess::criteria::{Compared, Criteria};
use crate::assess::descriptives::Descriptives;
use crate::assess::discriminant::FornellLarcker;
use crate::assess::items::Item;
use crate::assess::linearity::Linearity;
use crate::assess::model_fit::ModelFit;
use crate::assess::pruning::Pruned;
use crate::assess::redundancy::Redundancy;
use crate::assess::slopes::JohnsonNeyman;
use crate::data::{Prepared, Source};
use crate::estimate::Termination;
use crate::finding::FindingRecord;
use crate::guidance::Judgement;
use crate::predict::{Predictions, Predictor};
use crate::procedure::Mediation;

/// The format's name and version.
pub(crate) const FORMAT: &str = "pls-sem-result/1";

/// The result of a study. Each table is a list of flat records, so that one call converts it to a data frame; a
/// value that is not defined is `None` (JSON `null`). Its `Display` is the report.
///
/// A record with an estimate has its inference in its own row, and [`Document::path`] and the like find it by name.
///
/// ```
/// use pls_sem::{Bootstrap, Document, Model, Study, Table};
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let document = Study::new(model).bootstrap(Bootstrap::new(500)).run(&table)?;
/// let path = document.path("Resources", "Success").unwrap();
/// println!("{:.3}, standard error {:.3}", path.estimate, path.inference.se.unwrap());
/// assert!(document.construct("Success").unwrap().r2_inference.low.unwrap() > 0.0);
/// assert_eq!(Document::from_json(&document.to_json())?, document);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Document {
    /// `pls-sem-result/1`.
    #[serde(deserialize_with = "reading::result_format")]
    pub format: String,
    /// The program.
    pub software: Software,
    /// Every setting in force, defaults filled in.
    pub study: Settings,
    /// The data.
    pub data: DataRecord,
    /// How the iteration ended.
    pub termination: Termination,
    /// The findings.
    #[serde(default)]
    pub findings: Vec<FindingRecord>,
    /// Descriptives of the answers.
    #[serde(default)]
    pub indicators: Vec<Descriptives>,
    /// Reliability and explained variance.
    #[serde(default)]
    pub constructs: Vec<ConstructRecord>,
    /// Item analysis.
    #[serde(default)]
    pub items: Vec<Item>,
    /// Weights, and the variance inflation of each indicator in its block.
    #[serde(default)]
    pub weights: Vec<WeightRecord>,
    /// Loadings.
    #[serde(default)]
    pub loadings: Vec<LoadingRecord>,
    /// Correlations of every indicator with every composite.
    #[serde(default)]
    pub cross_loadings: Vec<CrossLoadingRecord>,
    /// Correlations of the composites, each pair once.
    #[serde(default)]
    pub correlations: Vec<PairValue>,
    /// Correlations of the constructs, corrected; only when the study is `consistent`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor_correlations: Option<Vec<PairValue>>,
    /// Path coefficients, with effect sizes and collinearity.
    #[serde(default)]
    pub paths: Vec<PathRecord>,
    /// Least squares errors of the paths, conditional on the scores; empty under consistent PLS.
    #[serde(default)]
    pub least_squares: Vec<LeastSquaresRecord>,
    /// Direct, indirect and total effects.
    #[serde(default)]
    pub effects: Vec<EffectRecord>,
    /// Indirect effects, route by route.
    #[serde(default)]
    pub specific_effects: Vec<SpecificRecord>,
    /// Interactions, if the model has any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interactions: Vec<InteractionRecord>,
    /// Slopes of moderated paths at values of their moderators.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slopes: Vec<SlopeRecord>,
    /// The regions in which these slopes differ from 0, if there is a bootstrap.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub johnson_neyman: Vec<JohnsonNeyman>,
    /// Indirect effects at values of a moderator.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditional_effects: Vec<ConditionalRecord>,
    /// Indices of moderated mediation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moderated_mediation: Vec<ModeratedRecord>,
    /// The square of every predictor, added one at a time, if the study requests it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub linearity: Vec<Linearity>,
    /// Types of mediation, if there is a bootstrap.
    #[serde(default)]
    pub mediation: Vec<Mediation>,
    /// Quantities of the study's own.
    #[serde(default)]
    pub defined: Vec<DefinedRecord>,
    /// Heterotrait-monotrait ratios.
    #[serde(default)]
    pub discriminant: Vec<DiscriminantRecord>,
    /// The criterion of Fornell and Larcker.
    #[serde(default)]
    pub fornell_larcker: Vec<FornellLarcker>,
    /// Information criteria of every equation.
    #[serde(default)]
    pub criteria: Vec<Criteria>,
    /// Fit of the saturated and of the estimated model.
    #[serde(default)]
    pub fit: Vec<ModelFit>,
    /// Signs of common method bias.
    pub common_method: CommonMethod,
    /// All indicators of the model as one scale.
    pub questionnaire: QuestionnaireRecord,
    /// Closed-form intervals of alpha.
    #[serde(default)]
    pub alpha_intervals: Vec<AlphaInterval>,
    /// Indicator deletion: each block without one of its indicators.
    #[serde(default)]
    pub pruning: Vec<Pruned>,
    /// Redundancy analyses, if the study has any.
    #[serde(default)]
    pub redundancy: Vec<Redundancy>,
    /// Comparison with other models, if the study has any.
    #[serde(default)]
    pub comparison: Vec<Compared>,
    /// Values beyond customary thresholds, each with its source.
    #[serde(default)]
    pub guidance: Vec<Judgement>,
    /// Errors of prediction; `None` if the study asks for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predict: Option<Predictions>,
    /// What predicts new rows, with intervals; `None` if the study asks for no predictions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predictor: Option<Predictor>,
    /// The test of exact fit; `None` if the study has none.
    #[serde(default)]
    pub exact_fit: Option<ExactFitDocument>,
    /// The comparison of groups; `None` if the study has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<GroupsDocument>,
    /// The p-values of paths and of indirect effects, adjusted for their number.
    #[serde(default)]
    pub adjusted: Vec<AdjustedRecord>,
    /// The most influential rows for each path, if the study has a jackknife.
    #[serde(default)]
    pub influence: Vec<InfluenceRecord>,
    /// Segments of the rows; `None` if the study looks for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segments: Option<SegmentsRecord>,
    /// The bootstrap; `None` if the study has none.
    #[serde(default)]
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
    /// The file from which they were read, if any.
    pub source: Option<Source>,
    /// What they are.
    #[serde(default)]
    pub given: Given,
    /// Rows of the table; `None` for a matrix.
    pub rows_read: Option<usize>,
    /// Rows used, after the treatment of missing answers, or rows behind the matrix: n in every
    /// formula.
    pub rows_used: usize,
    /// Rows excluded because their case weight is 0; `None` without case weights.
    pub weightless: Option<usize>,
    /// The number of rows of equal weight that would hold as much information, after Kish; `None` without case weights.
    pub effective_n: Option<f64>,
    /// Indicators of the model.
    pub indicators: usize,
    /// Missing answers to them, among all rows read; `None` for a matrix.
    pub missing_cells: Option<usize>,
    /// The steps of the preparation of the answers, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prepared: Vec<Prepared>,
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
