//! Errors that prevent estimation.

use serde::{Deserialize, Serialize};

use super::{Dependence, HigherOrder};
use crate::moments::SampleError;
use crate::text::{did_you_mean_for, listed};

/// A setting that is not valid.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OptionError {
    /// The tolerance is 0 or negative.
    #[error("`tolerance` = {value} is not valid: it must be a number above 0, such as 1e-7")]
    Tolerance {
        /// The value.
        value: f64,
    },
    /// No iterations.
    #[error("`max_iterations` = 0 is not valid: at least one iteration is needed")]
    MaxIterations,
    /// The construct of a dominant indicator is unknown.
    #[error("dominant indicator of `{construct}`: there is no construct of this name{}", did_you_mean_for(.construct, .nearest.as_deref()))]
    DominantConstruct {
        /// The name.
        construct: String,
        /// The nearest construct.
        nearest: Option<String>,
    },
    /// A dominant indicator is not in its construct's block.
    #[error(
        "dominant indicator `{indicator}` is not in the block of `{construct}`{}",
        nearest_or_block(.indicator, .nearest.as_deref(), .block)
    )]
    DominantIndicator {
        /// The construct.
        construct: String,
        /// The indicator.
        indicator: String,
        /// The nearest indicator of the block.
        nearest: Option<String>,
        /// The indicators of the block, or its dimensions.
        block: Vec<String>,
    },
    /// A dominant indicator of an interaction that is a product of scores.
    #[error(
        "interaction `{interaction}` is measured by one product of scores, whose sign follows from its constructs: leave it out of `dominant`, or set `interaction = \"product-indicator\"`"
    )]
    DominantOfScores {
        /// The interaction.
        interaction: String,
    },
    /// Consistent interactions of products of indicators.
    #[error(
        "interaction `{interaction}`: consistent PLS computes it from moments of the products of scores; set `interaction = \"two-stage\"`, or `consistent = false`"
    )]
    ConsistentProducts {
        /// The interaction.
        interaction: String,
    },
    /// A consistent interaction of three constructs.
    #[error(
        "interaction `{interaction}`: consistent PLS allows interactions of two constructs only; leave it out, or set `consistent = false`"
    )]
    ConsistentThreeWay {
        /// The interaction.
        interaction: String,
    },
    /// Consistent PLS of a construct that repeats the indicators of its dimensions.
    #[error(
        "higher-order construct `{construct}`: consistent PLS is not defined under `higher_order = \"{higher_order}\"`, where it is estimated from the indicators of its dimensions again, so that both share their errors; set `higher_order = \"two-stage\"` (van Riel et al. 2017), or `consistent = false`"
    )]
    ConsistentRepeats {
        /// The higher-order construct.
        construct: String,
        /// How it is estimated.
        higher_order: HigherOrder,
    },
    /// Consistent PLS of a construct that single items determine.
    #[error(
        "higher-order construct `{construct}`: under `higher_order = \"{higher_order}\"` the single items of its dimensions determine it, so that no solution of consistent PLS is admissible; set `higher_order = \"two-stage\"`, or `consistent = false`"
    )]
    ConsistentSingleItems {
        /// The higher-order construct.
        construct: String,
        /// How it is estimated.
        higher_order: HigherOrder,
    },
    /// An interaction that explains a composite whose dimensions explain it.
    #[error(
        "interaction `{interaction}`: under `higher_order = \"extended\"` composite `{construct}` is explained through its dimensions, to which no interaction has paths, so that its effect would be about 0 whatever it is; set `higher_order = \"two-stage\"`"
    )]
    ExtendedInteraction {
        /// The interaction.
        interaction: String,
        /// The composite.
        construct: String,
    },
    /// A value of a moderator that is not a number.
    #[error(
        "invalid value {value} of a moderator: it must be a finite number of standard deviations, for example 1"
    )]
    Slope {
        /// The value.
        value: f64,
    },
    /// The construct of a reliability is unknown.
    #[error("reliability of `{construct}`: there is no construct of this name{}", did_you_mean_for(.construct, .nearest.as_deref()))]
    ReliabilityConstruct {
        /// The name.
        construct: String,
        /// The nearest construct.
        nearest: Option<String>,
    },
    /// A reliability is given for a construct of several indicators.
    #[error(
        "reliability of `{construct}`: it has {indicators} indicators, from which rho_A is estimated; a reliability is given for single items only"
    )]
    ReliabilityOfBlock {
        /// The construct.
        construct: String,
        /// How many indicators it has.
        indicators: usize,
    },
    /// A reliability is given for a composite.
    #[error(
        "reliability of `{construct}`: it is a composite, declared with `<~`, which consistent PLS does not correct; declare it with `=~`, or leave the reliability out"
    )]
    ReliabilityOfComposite {
        /// The construct.
        construct: String,
    },
    /// A reliability outside (0, 1].
    #[error(
        "reliability of `{construct}`: {value} is not valid: it must be above 0 and at most 1, such as 0.8"
    )]
    Reliability {
        /// The construct.
        construct: String,
        /// The value.
        value: f64,
    },
    /// A reliability without consistent PLS, which alone uses it.
    #[error(
        "reliability of `{construct}`: only consistent PLS uses it: set `consistent = true`, or remove it"
    )]
    ReliabilityUnused {
        /// The construct.
        construct: String,
    },
}

crate::text::debug_as_sentence!(OptionError);

/// Why a model cannot be estimated.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EstimateError {
    /// A setting is not valid.
    #[error(transparent)]
    Option(#[from] OptionError),
    /// The data do not fit the model.
    #[error(transparent)]
    Sample(#[from] SampleError),
    /// The indicators of a Mode B block depend on each other.
    #[error(
        "the indicators of construct `{construct}` depend linearly on each other, so that their Mode B weights are not defined: {}",
        explained(.dependence.as_ref(), *.rcond)
    )]
    SingularBlock {
        /// The construct.
        construct: String,
        /// Smallest over largest eigenvalue of the block's correlations.
        rcond: f64,
        /// Which of them depend on each other.
        dependence: Option<Dependence>,
    },
    /// The predictors of a construct depend on each other.
    #[error(
        "the predictors of construct `{construct}` depend linearly on each other: {}",
        explained(.dependence.as_ref(), *.rcond)
    )]
    SingularPredictors {
        /// The construct.
        construct: String,
        /// Smallest over largest eigenvalue of the predictors' correlations.
        rcond: f64,
        /// Which of them depend on each other.
        dependence: Option<Dependence>,
    },
    /// A composite does not vary.
    #[error(
        "the composite of construct `{construct}` has no variance: its indicators cancel each other, or correlate with no construct that it has a path to or from"
    )]
    DegenerateComposite {
        /// The construct.
        construct: String,
    },
    /// The product of constructs does not vary.
    #[error(
        "interaction `{interaction}` does not vary: the product of its constructs is the same in all rows"
    )]
    ConstantProduct {
        /// The interaction.
        interaction: String,
    },
    /// The indicators for the orthogonalisation of products depend linearly on each other.
    #[error(
        "interaction `{interaction}`: the indicators of its constructs depend linearly on each other, so that its products cannot be orthogonalised; set `interaction = \"two-stage\"`"
    )]
    SingularFactors {
        /// The interaction.
        interaction: String,
    },
    /// The moments of the latent product are impossible: its variance is not positive.
    #[error(
        "interaction `{interaction}`: its variance, corrected for the unreliability of its constructs, is 0 or negative; set `consistent = false`, or measure the constructs more reliably"
    )]
    LatentProduct {
        /// The interaction.
        interaction: String,
    },
    /// Interactions without rows.
    #[error(
        "interaction `{interaction}` needs the answers themselves: products cannot be made from a matrix; give the rows, or leave it out"
    )]
    ProductOfMatrix {
        /// The interaction.
        interaction: String,
    },
}

crate::text::debug_as_sentence!(EstimateError);

/// Which columns depend on each other, and the fix; if no columns can be named, how close the
/// correlations are to singular.
fn explained(dependence: Option<&Dependence>, rcond: f64) -> String {
    dependence.map_or_else(
        || format!("the reciprocal condition number of their correlations is {rcond:.1e}; leave one of them out"),
        Dependence::to_string,
    )
}

/// Why moments have no estimates, by the position of the construct, because resamples use no names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Failure {
    /// The indicators of a Mode B block depend on each other.
    SingularBlock {
        /// The construct.
        construct: usize,
    },
    /// The predictors of a construct depend on each other.
    SingularPredictors {
        /// The construct.
        construct: usize,
    },
    /// A composite does not vary.
    DegenerateComposite {
        /// The construct.
        construct: usize,
    },
    /// The product of constructs does not vary.
    ConstantProduct {
        /// The interaction.
        construct: usize,
    },
    /// The indicators for the orthogonalisation of products depend linearly on each other.
    SingularFactors {
        /// The interaction.
        construct: usize,
    },
    /// The moments of the latent product are impossible: its variance is not positive.
    LatentProduct {
        /// The interaction.
        construct: usize,
    },
}

/// The name that was meant, or those that there are.
fn nearest_or_block(name: &str, nearest: Option<&str>, block: &[String]) -> String {
    let meant = did_you_mean_for(name, nearest);
    if nearest.is_some() {
        return meant;
    }
    format!("{meant}; its block is {}", listed(block))
}
