//! The settings of a run, including defaults, in the result document.

use std::collections::BTreeMap;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use crate::assess::structural::EffectSize;
use crate::data::{Labels, MissingCode, Scale};
use crate::estimate::{Options, SlopesOf};
use crate::groups::Grouping;
use crate::infer::Asked;
use crate::model::Mode;
use crate::moments::Missing;
use crate::predict::{Antecedents, Expectation, Losses, Weighting};
use crate::procedure::{ExactFit, Like};
use crate::quantity::Measure;
use crate::resample::{Policy, ReplicateSigns};
use crate::segments::Segments;

/// All settings, in the layout of the study file. [`Settings::section`] describes them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Settings {
    /// `[data]`
    pub data: DataSettings,
    /// `[model]`
    pub model: ModelSettings,
    /// `[estimate]`
    pub estimate: EstimateSettings,
    /// `[bootstrap]`
    pub bootstrap: Option<BootstrapSettings>,
    /// `[define]`; `None` for a closure.
    pub define: BTreeMap<String, Option<String>>,
    /// `[fit]`
    pub fit: Option<ExactFit>,
    /// `[groups]`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<Grouping>,
    /// `[assess]`
    pub assess: AssessSettings,
    /// `[compare]`
    pub compare: CompareSettings,
    /// `[predict]`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predict: Option<PredictSettings>,
    /// `[interactions]`
    #[serde(default)]
    pub interactions: InteractionSettings,
    /// `[segments]`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segments: Option<Segments>,
}

/// Settings of interactions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InteractionSettings {
    /// Values of a moderator at which slopes are given, in its standard deviations.
    pub slopes: Vec<f64>,
    /// The constructs of an interaction whose slopes are given.
    #[serde(default)]
    pub slopes_of: SlopesOf,
    /// Whether the square of every predictor is added, one at a time.
    pub linearity: bool,
}

/// Settings of the assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AssessSettings {
    /// How effect sizes are taken.
    pub f2: EffectSize,
    /// Construct and the indicators of its alternative measure.
    pub redundancy: BTreeMap<String, Vec<String>>,
}

/// Models that are compared with the study's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CompareSettings {
    /// Name and model text.
    pub models: BTreeMap<String, String>,
}

/// Settings of the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DataSettings {
    /// The file, if rows were read from one.
    pub file: Option<String>,
    /// The file of a matrix in place of rows; `memory` if it was not read from a file.
    pub matrix: Option<String>,
    /// Number of rows behind the matrix.
    pub n: Option<usize>,
    /// Encoding of a text.
    pub encoding: Option<String>,
    /// Delimiter of a text.
    pub delimiter: Option<char>,
    /// Decimal mark of a text.
    pub decimal: Option<char>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Lines or rows above the header.
    pub skip: Option<usize>,
    /// Rows of the header.
    pub header_rows: Option<usize>,
    /// How missing answers are treated.
    pub missing: Missing,
    /// Texts that stand for numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labels: Option<Labels>,
    /// Numbers and texts that stand for "no answer".
    pub missing_codes: Vec<MissingCode>,
    /// The lowest and the highest answer to every question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<Scale>,
    /// The lowest and the highest answer to questions with a scale of their own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub scales: BTreeMap<String, Scale>,
    /// Questions that are reversed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reverse: Vec<String>,
    /// Computed columns, with their formulas.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub compute: BTreeMap<String, String>,
    /// The condition on the rows that are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#where: Option<String>,
    /// Column of the case weights.
    pub weights: Option<String>,
    /// Whether the answers are said to be simulated.
    #[serde(default)]
    pub simulated: bool,
}

/// The model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ModelSettings {
    /// The model text.
    pub text: String,
    /// Modes other than the operator's own.
    pub modes: BTreeMap<String, Mode>,
}

/// Settings of the estimation: the [`Options`], and the program whose conventions they follow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EstimateSettings {
    /// The program whose settings are taken where the study has none.
    pub like: Option<Like>,
    /// Every option in force.
    #[serde(flatten)]
    pub options: Options,
}

impl Deref for EstimateSettings {
    type Target = Options;

    fn deref(&self) -> &Options {
        &self.options
    }
}

/// Settings of the bootstrap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BootstrapSettings {
    /// Resamples.
    pub resamples: usize,
    /// Seed; `None` when the resamples were given.
    pub seed: Option<u64>,
    /// The requested inference: `level`, `intervals`, `one_sided`, `p_values`, `jackknife`.
    #[serde(flatten)]
    pub asked: Asked,
    /// Measures that joined on request.
    pub quantities: Vec<Measure>,
    /// The treatment of inadmissible replicates.
    pub failed: Policy,
    /// The rule for the signs of the composites of a resample.
    #[serde(default)]
    pub signs: ReplicateSigns,
    /// Column of strata: rows are drawn within these groups.
    pub strata: Option<String>,
    /// Column of clusters: these groups are drawn as a whole.
    pub cluster: Option<String>,
    /// File of the resamples, if they were given; `memory` if they were not read from a file.
    pub rows: Option<String>,
}

/// Settings of the predictions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PredictSettings {
    /// Folds of each repetition; `None` where they are given, or each row is one.
    pub folds: Option<usize>,
    /// Repetitions.
    pub repetitions: usize,
    /// Seed; `None` where nothing is drawn.
    pub seed: Option<u64>,
    /// Column of the groups that folds are dealt within.
    pub strata: Option<String>,
    /// Column of the groups that are dealt as a whole.
    pub cluster: Option<String>,
    /// File of the folds, if they were given; `memory` if from none.
    pub fold_file: Option<String>,
    /// Which scores predictions rest on.
    pub antecedents: Antecedents,
    /// Those of CVPAT.
    pub antecedents_of_cvpat: Antecedents,
    /// What predictions of consistent PLS rest on.
    pub expectation: Expectation,
    /// The unit of losses.
    pub losses: Losses,
    /// What losses of a row are averaged over.
    pub weighting: Weighting,
    /// The level of prediction intervals.
    pub level: f64,
    /// Resamples of the bootstrap of CVPAT.
    pub resamples: usize,
}

impl Deref for BootstrapSettings {
    type Target = Asked;

    fn deref(&self) -> &Asked {
        &self.asked
    }
}
