//! Settings of the estimation: scheme, stopping rule, signs.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::written;
use crate::model::Model;

/// How the inner proxy of a construct is computed from its neighbours on the paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Scheme {
    /// Predecessors weighted by their regression coefficients, successors by their correlation. The default.
    #[default]
    Path,
    /// All neighbours weighted by their correlation.
    Factorial,
    /// All neighbours weighted by the sign of their correlation.
    Centroid,
}

/// The rule for the sign of each construct, because a composite is unique only up to its sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Signs {
    /// The majority of a block's loadings is positive; a tie is decided by their sum, then by the first
    /// indicator (Wold 1985). The default.
    #[default]
    Majority,
    /// The sign follows from the starting weights, which are all 1.
    None,
}

/// The change that must be below the tolerance for the iteration to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Stopping {
    /// The largest change of a normalised weight. The default.
    #[default]
    LargestChange,
    /// The sum of the changes of all normalised weights, as in seminr.
    SumOfChanges,
    /// The sum of squared changes of the absolute weights before they are normalised, as in plspm.
    SumOfSquares,
}

/// The divisor of the variances for the standardisation of scores. No estimate depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Divisor {
    /// n - 1. The default.
    #[default]
    #[serde(rename = "n - 1")]
    Sample,
    /// n, as SmartPLS and plspm take it.
    #[serde(rename = "n")]
    Population,
}

/// How an interaction is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Interaction {
    /// Two stages: the model is estimated without the interaction; the product of the scores is then its
    /// single indicator. The default.
    ///
    /// Source: Chin, Marcolin & Newsted (2003), Information Systems Research 14(2), 189-217; Becker, Ringle & Sarstedt
    /// (2018), Journal of Applied Structural Equation Modeling 2(2), 1-21.
    #[default]
    TwoStage,
    /// The products of all pairs of standardised indicators are its indicators.
    ProductIndicator,
    /// The same products, each without the part that all indicators of its constructs explain.
    ///
    /// Source: Little, Bovaird & Widaman (2006), Structural Equation Modeling 13(4), 497-519.
    Orthogonal,
}

/// The constructs of an interaction whose slopes are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SlopesOf {
    /// The construct that the interaction names first, at values of the others. The default.
    #[default]
    First,
    /// Each of its constructs, at values of the others.
    Every,
}

/// How a higher-order construct is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum HigherOrder {
    /// Disjoint two-stage approach: first the dimensions, which take the paths of their construct; their
    /// scores are then the indicators. The default.
    ///
    /// Source: Sarstedt et al. (2019), Australasian Marketing Journal 27(3), 197-211.
    #[default]
    TwoStage,
    /// Embedded two-stage approach: first the model with repeated indicators; then the scores of the
    /// dimensions are the indicators, and every other construct is measured by its score.
    Embedded,
    /// Repeated indicators: the indicators of the dimensions are also those of their construct, which
    /// paths connect with the dimensions.
    ///
    /// Source: Wold (1982); Lohmöller (1989); Becker, Klein & Wetzels (2012), Long Range Planning 45, 359-394.
    Repeated,
    /// Extended repeated indicators: the same, with a path to every dimension from each predictor
    /// of the construct. Its total effect on a composite is of interest, because the dimensions explain the composite; an
    /// interaction, which has no paths to dimensions, may not explain one.
    Extended,
}

impl fmt::Display for HigherOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The word of study files.
        self.serialize(f)
    }
}

/// Settings of the estimation: the keys of `[estimate]` in a study file, which the result document also
/// holds.
///
/// Each setting has a method of its name to set it, and one with `get_` before its name to read it.
/// [`Plan::new`](super::Plan::new) checks the settings for a model; settings from JSON are also checked while they are
/// read.
///
/// ```
/// use pls_sem::{Options, Scheme};
///
/// let options = Options::default().scheme(Scheme::Factorial).tolerance(1e-9);
/// assert_eq!(options.get_scheme(), Scheme::Factorial);
/// assert!(serde_json::from_str::<Options>(r#"{"tolerance": -1}"#).is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[must_use]
pub struct Options {
    pub(crate) scheme: Scheme,
    #[serde(deserialize_with = "written::tolerance")]
    pub(crate) tolerance: f64,
    #[serde(deserialize_with = "written::max_iterations")]
    pub(crate) max_iterations: usize,
    pub(crate) stopping: Stopping,
    pub(crate) divisor: Divisor,
    pub(crate) signs: Signs,
    /// Construct and the indicator whose loading is made positive.
    #[serde(
        serialize_with = "written::table",
        deserialize_with = "written::dominant"
    )]
    pub(crate) dominant: Vec<(String, String)>,
    pub(crate) consistent: bool,
    /// Single-item construct and the reliability of its item.
    #[serde(
        serialize_with = "written::table",
        deserialize_with = "written::reliability"
    )]
    pub(crate) reliability: Vec<(String, f64)>,
    pub(crate) interaction: Interaction,
    pub(crate) higher_order: HigherOrder,
    /// Values of moderators at which slopes are given, in standard deviations: a key of `[interactions]`.
    #[serde(skip)]
    pub(crate) slopes: Vec<f64>,
    /// The constructs whose slopes are given: a key of `[interactions]`.
    #[serde(skip)]
    pub(crate) slopes_of: SlopesOf,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            scheme: Scheme::Path,
            tolerance: 1e-7,
            max_iterations: 300,
            stopping: Stopping::LargestChange,
            divisor: Divisor::Sample,
            signs: Signs::Majority,
            dominant: Vec::new(),
            consistent: false,
            reliability: Vec::new(),
            interaction: Interaction::TwoStage,
            higher_order: HigherOrder::TwoStage,
            slopes: vec![-1.0, 0.0, 1.0],
            slopes_of: SlopesOf::First,
        }
    }
}

impl Options {
    /// The inner weighting scheme. Default: path.
    pub fn scheme(mut self, scheme: Scheme) -> Self {
        self.scheme = scheme;
        self
    }

    /// The iteration stops when no normalised weight changes by this much or more (or another measure of change, see
    /// [`Options::stopping`]). Above 0; default 1e-7.
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// The maximum number of iterations. At least 1; default 300.
    pub fn max_iterations(mut self, max_iterations: usize) -> Self {
        self.max_iterations = max_iterations;
        self
    }

    /// The change that is compared with the tolerance. Default: the largest change of a normalised
    /// weight.
    pub fn stopping(mut self, stopping: Stopping) -> Self {
        self.stopping = stopping;
        self
    }

    /// The divisor of the variances for the standardisation of scores. Default: n - 1.
    pub fn divisor(mut self, divisor: Divisor) -> Self {
        self.divisor = divisor;
        self
    }

    /// The sign rule. Default: majority.
    pub fn signs(mut self, signs: Signs) -> Self {
        self.signs = signs;
        self
    }

    /// Sets the sign of a construct so that the loading of this indicator is positive, whatever the
    /// sign rule is.
    pub fn dominant(mut self, construct: impl Into<String>, indicator: impl Into<String>) -> Self {
        self.dominant.push((construct.into(), indicator.into()));
        self
    }

    /// Consistent PLS (PLSc): every reflective Mode A construct is corrected for the unreliability of its indicators,
    /// and the structural model is estimated from the corrected correlations. Composites are not corrected. Default:
    /// no.
    pub fn consistent(mut self, consistent: bool) -> Self {
        self.consistent = consistent;
        self
    }

    /// The reliability of a single item, above 0 and at most 1, known from elsewhere; for consistent PLS only.
    pub fn reliability(mut self, construct: impl Into<String>, reliability: f64) -> Self {
        self.reliability.push((construct.into(), reliability));
        self
    }

    /// How interactions are measured. Default: in two stages.
    pub fn interaction(mut self, interaction: Interaction) -> Self {
        self.interaction = interaction;
        self
    }

    /// The values of a moderator, in its standard deviations, at which slopes and conditional effects are given, each
    /// once. Default: -1, 0 and 1.
    pub fn slopes(mut self, values: impl IntoIterator<Item = f64>) -> Self {
        self.slopes.clear();
        for value in values {
            // There is one zero.
            let value = value + 0.0;
            if !self.slopes.contains(&value) {
                self.slopes.push(value);
            }
        }
        self
    }

    /// The constructs of an interaction whose slopes are given. Default: the first.
    pub fn slopes_of(mut self, slopes_of: SlopesOf) -> Self {
        self.slopes_of = slopes_of;
        self
    }

    /// How higher-order constructs are estimated. Default: in two disjoint stages.
    pub fn higher_order(mut self, higher_order: HigherOrder) -> Self {
        self.higher_order = higher_order;
        self
    }

    /// The inner weighting scheme.
    #[must_use]
    pub fn get_scheme(&self) -> Scheme {
        self.scheme
    }

    /// The largest change at which the iteration stops.
    #[must_use]
    pub fn get_tolerance(&self) -> f64 {
        self.tolerance
    }

    /// The most iterations.
    #[must_use]
    pub fn get_max_iterations(&self) -> usize {
        self.max_iterations
    }

    /// What is compared with the tolerance.
    #[must_use]
    pub fn get_stopping(&self) -> Stopping {
        self.stopping
    }

    /// The divisor of the variances of scores.
    #[must_use]
    pub fn get_divisor(&self) -> Divisor {
        self.divisor
    }

    /// The sign rule.
    #[must_use]
    pub fn get_signs(&self) -> Signs {
        self.signs
    }

    /// Constructs, each with the indicator whose loading is made positive.
    pub fn get_dominant(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.dominant.iter();
        pairs.map(|(construct, indicator)| (construct.as_str(), indicator.as_str()))
    }

    /// Whether reflective constructs are corrected for attenuation.
    #[must_use]
    pub fn get_consistent(&self) -> bool {
        self.consistent
    }

    /// Single-item constructs with the reliability of each.
    pub fn get_reliability(&self) -> impl Iterator<Item = (&str, f64)> {
        let pairs = self.reliability.iter();
        pairs.map(|(construct, reliability)| (construct.as_str(), *reliability))
    }

    /// How interactions enter the estimation.
    #[must_use]
    pub fn get_interaction(&self) -> Interaction {
        self.interaction
    }

    /// Values of a moderator at which slopes are given.
    #[must_use]
    pub fn get_slopes(&self) -> &[f64] {
        &self.slopes
    }

    /// The constructs of an interaction whose slopes are given.
    #[must_use]
    pub fn get_slopes_of(&self) -> SlopesOf {
        self.slopes_of
    }

    /// How higher-order constructs are estimated.
    #[must_use]
    pub fn get_higher_order(&self) -> HigherOrder {
        self.higher_order
    }

    /// The settings, without those that name constructs and indicators that a model does not have.
    pub(crate) fn restricted_to(&self, model: &Model) -> Self {
        let mut options = self.clone();
        options.dominant.retain(|(construct, indicator)| {
            let found = model.construct(construct);
            found.is_some_and(|c| self.measured_by(model, c).contains(indicator))
        });
        options
            .reliability
            .retain(|(construct, _)| model.construct(construct).is_some());
        options
    }

    /// The settings of composites: without the corrections of consistent PLS.
    pub(crate) fn of_composites(&self) -> Self {
        let mut options = self.clone();
        options.reliability.clear();
        options.consistent = false;
        options
    }
}
