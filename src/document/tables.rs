//! The rows of a document's tables.

use serde::{Deserialize, Serialize};

use super::inferred::{self, Inferred};
use crate::infer;
use crate::model::{Kind, MeasuredBy, Mode};
use crate::quantity::Measure;

/// Reliability and explained variance of one construct.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ConstructRecord {
    /// The construct.
    pub construct: String,
    /// Whether it is a common factor or a composite.
    pub kind: Kind,
    /// The mode of its weights (a single item has weight 1 in every mode).
    pub mode: Mode,
    /// What measures it: indicators, other constructs (its dimensions), or, for an interaction, the product of others.
    #[serde(default)]
    pub measured_by: MeasuredBy,
    /// Number of its indicators, or of its dimensions.
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
    /// Inference for `alpha`: in JSON `alpha_se`, `alpha_t`, `alpha_p`, `alpha_low`, `alpha_high`.
    #[serde(flatten, with = "inferred::alpha")]
    pub alpha_inference: Inferred,
    /// Inference for `alpha_raw`: in JSON `alpha_raw_se`, `alpha_raw_t`, `alpha_raw_p`, `alpha_raw_low`, `alpha_raw_high`.
    #[serde(flatten, with = "inferred::alpha_raw")]
    pub alpha_raw_inference: Inferred,
    /// Inference for `rho_a`: in JSON `rho_a_se`, `rho_a_t`, `rho_a_p`, `rho_a_low`, `rho_a_high`.
    #[serde(flatten, with = "inferred::rho_a")]
    pub rho_a_inference: Inferred,
    /// Inference for `rho_c`: in JSON `rho_c_se`, `rho_c_t`, `rho_c_p`, `rho_c_low`, `rho_c_high`.
    #[serde(flatten, with = "inferred::rho_c")]
    pub rho_c_inference: Inferred,
    /// Inference for `ave`: in JSON `ave_se`, `ave_t`, `ave_p`, `ave_low`, `ave_high`.
    #[serde(flatten, with = "inferred::ave")]
    pub ave_inference: Inferred,
    /// Inference for `r2`: in JSON `r2_se`, `r2_t`, `r2_p`, `r2_low`, `r2_high`.
    #[serde(flatten, with = "inferred::r2")]
    pub r2_inference: Inferred,
    /// Inference for `r2_adj`: in JSON `r2_adj_se`, `r2_adj_t`, `r2_adj_p`, `r2_adj_low`, `r2_adj_high`.
    #[serde(flatten, with = "inferred::r2_adj")]
    pub r2_adj_inference: Inferred,
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
    /// Its inference from the bootstrap.
    #[serde(flatten)]
    pub inference: Inferred,
    /// Its variance inflation among the indicators of its block; `None` where they depend linearly on each other.
    pub vif: Option<f64>,
}

/// An indicator's loading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LoadingRecord {
    /// The construct.
    pub construct: String,
    /// The indicator.
    pub indicator: String,
    /// The loading.
    pub estimate: f64,
    /// Its inference from the bootstrap.
    #[serde(flatten)]
    pub inference: Inferred,
}

/// A path.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PathRecord {
    /// The source.
    pub from: String,
    /// The target.
    pub to: String,
    /// The coefficient.
    pub estimate: f64,
    /// Its inference from the bootstrap.
    #[serde(flatten)]
    pub inference: Inferred,
    /// Effect size after Cohen.
    pub f2: Option<f64>,
    /// What its size is called: `below small`, `small`, `medium`, `large` (Cohen 1988; of interactions Kenny 2018); `None`
    /// where it is not defined or negative.
    #[serde(default)]
    pub effect: Option<String>,
    /// Variance inflation of the source among the predictors of the target.
    pub vif: Option<f64>,
}

/// Least squares errors of a path, which treat the scores as observed: they describe the regression and are no basis for
/// inference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LeastSquaresRecord {
    /// The source.
    pub from: String,
    /// The target.
    pub to: String,
    /// Standard error; `None` where predictors depend linearly on each other.
    pub se: Option<f64>,
    /// `estimate / se`.
    pub t: Option<f64>,
    /// Its two-sided p-value, Student's t with n - p - 1 degrees of freedom.
    pub p: Option<f64>,
}

/// The effects of one construct on another that it reaches by paths.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EffectRecord {
    /// The source.
    pub from: String,
    /// The target.
    pub to: String,
    /// The path's coefficient; `None` where there is no path.
    pub direct: Option<f64>,
    /// Sum over all routes of two paths or more; `None` where there is none.
    pub indirect: Option<f64>,
    /// Direct and indirect together.
    pub total: f64,
    /// Inference for `direct`: in JSON `direct_se`, `direct_t`, `direct_p`, `direct_low`, `direct_high`.
    #[serde(flatten, with = "inferred::direct")]
    pub direct_inference: Inferred,
    /// Inference for `indirect`: in JSON `indirect_se`, `indirect_t`, `indirect_p`, `indirect_low`, `indirect_high`.
    #[serde(flatten, with = "inferred::indirect")]
    pub indirect_inference: Inferred,
    /// Inference for `total`: in JSON `total_se`, `total_t`, `total_p`, `total_low`, `total_high`.
    #[serde(flatten, with = "inferred::total")]
    pub total_inference: Inferred,
}

/// An indirect effect along one route.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SpecificRecord {
    /// The constructs along it, source and target included.
    pub route: Vec<String>,
    /// Product of its paths' coefficients.
    pub estimate: f64,
    /// Its inference from the bootstrap.
    #[serde(flatten)]
    pub inference: Inferred,
}

/// Heterotrait-monotrait ratios of two constructs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DiscriminantRecord {
    /// The first construct, in model order.
    pub a: String,
    /// The second.
    pub b: String,
    /// Ratio of absolute correlations.
    pub htmt: Option<f64>,
    /// The inference for the ratio; it is not tested against 0.
    #[serde(flatten)]
    pub inference: Inferred,
    /// Its one-sided upper bound, which is compared with the thresholds.
    #[serde(default)]
    pub upper: Option<f64>,
    /// Ratio of signed correlations, as first proposed.
    pub htmt_signed: Option<f64>,
    /// Ratio of geometric means.
    pub htmt2: Option<f64>,
    /// Why `htmt2` is not defined.
    pub htmt2_undefined: Option<String>,
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
    /// Its inference from the bootstrap.
    #[serde(flatten)]
    pub inference: Inferred,
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

/// A path without some row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InfluenceRecord {
    /// The source.
    pub from: String,
    /// The target.
    pub to: String,
    /// The part that is left out: a line of the file, a row, or a cluster.
    pub left_out: String,
    /// The path without it.
    pub without: f64,
    /// `without - estimate`.
    pub change: f64,
}
