//! Findings of an estimation.

use serde::{Deserialize, Serialize};

use crate::finding::Remark;
use crate::text::{counted, listed};

/// What makes an estimation inadmissible or doubtful.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum EstimateFinding {
    /// The weights still changed when the maximum number of iterations was reached.
    NotConverged {
        /// Iterations done.
        iterations: usize,
        /// Largest change of a normalised weight in the last of them.
        change: f64,
        /// The change that was requested.
        tolerance: f64,
        /// Whether the weights alternate between two sets.
        alternates: bool,
    },
    /// A reflective construct that consistent PLS does not correct, because its weights are not of Mode A.
    NotCorrected {
        /// The construct.
        construct: String,
        /// Its mode.
        mode: String,
    },
    /// Inadmissible: the reliability that a construct is corrected for is not in (0, 1].
    ReliabilityOutside {
        /// The construct.
        construct: String,
        /// The reliability.
        reliability: f64,
    },
    /// Inadmissible: a loading beyond 1, a Heywood case.
    LoadingAboveOne {
        /// The construct.
        construct: String,
        /// The indicator.
        indicator: String,
        /// The loading.
        loading: f64,
    },
    /// Inadmissible: the corrected correlations of the constructs are not positive definite.
    CorrelationsNotPositiveDefinite {
        /// Their smallest eigenvalue.
        eigenvalue: f64,
        /// The two constructs that correlate most.
        a: String,
        /// The second of them.
        b: String,
        /// Their correlation.
        correlation: f64,
    },
    /// Inadmissible: the correlations of the constructs that the paths imply are not positive definite.
    ImpliedNotPositiveDefinite {
        /// Their smallest eigenvalue.
        eigenvalue: f64,
    },
    /// Inadmissible: the predictors of a construct explain more than 100 % of its variance.
    NegativeResidualVariance {
        /// The construct.
        construct: String,
        /// Its explained variance.
        r2: f64,
        /// Its residual variance, as its predictors correlate by the corrected correlations or as the paths imply:
        /// the smaller one.
        residual: f64,
    },
    /// Consistent PLS with a block of two indicators: its reliability rests on a single correlation.
    TwoItems {
        /// The construct.
        construct: String,
    },
    /// Consistent PLS with a single item whose reliability is not given.
    SingleItem {
        /// The construct.
        construct: String,
        /// Its indicator.
        indicator: String,
    },
    /// The indicators of a block depend linearly on each other.
    SingularIndicators {
        /// The construct.
        construct: String,
        /// Smallest over largest eigenvalue of their correlations.
        rcond: f64,
        /// Which of them depend on each other, and the fix.
        dependence: Option<String>,
    },
    /// The first principal component of a block is not the only one with its variance.
    TiedComponents {
        /// The construct, whose weights are those of the component.
        construct: String,
    },
    /// The tolerance is so large that the weights may not have converged.
    LooseTolerance {
        /// The tolerance.
        tolerance: f64,
    },
    /// Indicators of a Mode B block whose weight has another sign than their correlation with the composite.
    OppositeSigns {
        /// The construct.
        construct: String,
        /// The indicators.
        indicators: Vec<String>,
    },
    /// The dimensions of a composite of repeated indicators explain it, so that nothing is left for its other
    /// predecessors.
    ExplainedByDimensions {
        /// The construct.
        construct: String,
        /// The predecessors that are not its dimensions.
        predecessors: Vec<String>,
        /// Whether interactions are among them, which extended repeated indicators do not allow.
        interactions: bool,
        /// Its explained variance.
        r2: f64,
    },
    /// Loadings of both signs within one block: usually a reversed question that was not recoded.
    MixedSigns {
        /// The construct.
        construct: String,
        /// Its indicators with a negative loading.
        indicators: Vec<String>,
    },
}

impl Remark for EstimateFinding {
    #[allow(clippy::too_many_lines)] // one sentence for each kind
    fn message(&self) -> String {
        match self {
            Self::NotConverged {
                iterations,
                change,
                tolerance,
                alternates: false,
            } => format!(
                "the weights did not converge: after {} one still changed by {change:.1e}, more than the tolerance {tolerance:.1e}; raise `max_iterations`, or try another weighting scheme",
                counted(*iterations, "iteration")
            ),
            Self::NotConverged {
                iterations, change, ..
            } => format!(
                "the weights did not converge: after {} they alternate between two sets that differ by {change:.1e}; more iterations do not help, so try another weighting scheme or Mode B (Henseler 2010)",
                counted(*iterations, "iteration")
            ),
            Self::NotCorrected { construct, mode } => format!(
                "construct `{construct}` is reflective, but its weights are of mode {mode}: consistent PLS corrects Mode A only, so it was treated as a composite; give it Mode A, or declare it with `<~`"
            ),
            Self::ReliabilityOutside {
                construct,
                reliability,
            } if *reliability <= 0.0 => format!(
                "inadmissible: the reliability rho_A of construct `{construct}` is {reliability:.3}, which is 0 or negative, so that its square root is undefined: the construct was left uncorrected; its indicators do not share a factor, recode reversed questions or declare it with `<~`"
            ),
            Self::ReliabilityOutside {
                construct,
                reliability,
            } => format!(
                "inadmissible: the reliability rho_A of construct `{construct}` is {reliability:.3}, above 1: its indicators do not follow one common factor, or the sample is too small for it"
            ),
            Self::LoadingAboveOne {
                construct,
                indicator,
                loading,
            } => format!(
                "inadmissible: indicator `{indicator}` loads {loading:.3} on construct `{construct}`, beyond 1 (a Heywood case): its block does not follow one common factor, or the sample is too small for it"
            ),
            Self::CorrelationsNotPositiveDefinite {
                eigenvalue,
                a,
                b,
                correlation,
            } => format!(
                "inadmissible: the corrected correlations of the constructs are not positive definite (smallest eigenvalue {eigenvalue:.4}); the largest, {correlation:.3}, is between `{a}` and `{b}`: are they one construct?"
            ),
            Self::ImpliedNotPositiveDefinite { eigenvalue } => format!(
                "inadmissible: the correlations of the constructs that the paths imply are not positive definite (smallest eigenvalue {eigenvalue:.4}): a construct would have a negative residual variance"
            ),
            Self::NegativeResidualVariance {
                construct,
                r2,
                residual,
            } => format!(
                "inadmissible: construct `{construct}` has a negative residual variance ({residual:.3}; R² {r2:.3}): its predictors explain more than all of it, because the corrected correlations do not fit together; its R², paths and f² cannot be interpreted"
            ),
            Self::TwoItems { construct } => format!(
                "construct `{construct}` has two indicators: its reliability, and with it every correction, rests on a single correlation"
            ),
            Self::SingleItem {
                construct,
                indicator,
            } => format!(
                "construct `{construct}` has the single item `{indicator}`, taken as free of error; if its reliability is known, write `reliability = {{ {construct} = 0.8 }}`"
            ),
            Self::SingularIndicators {
                construct,
                rcond,
                dependence,
            } => {
                let which = dependence.clone().unwrap_or_else(|| {
                    format!("the reciprocal condition number of their correlations is {rcond:.1e}")
                });
                format!(
                    "the indicators of construct `{construct}` depend linearly on each other, so that their VIF, d_G and F_ML are not defined: {which}"
                )
            }
            Self::TiedComponents { construct } => format!(
                "construct `{construct}`: the first principal component of its indicators has the same variance as the second, so that rounding decides between them; choose another mode, or check the indicators"
            ),
            Self::LooseTolerance { tolerance } => format!(
                "tolerance {tolerance}: the iterations may have stopped while weights still changed by nearly this amount; 1e-7 is customary"
            ),
            Self::OppositeSigns {
                construct,
                indicators,
            } => format!(
                "construct `{construct}` (Mode B): {} weighted with a sign that differs from the sign of {} correlation with the composite: {} the other indicators already hold what {} shares with it (Cenfetelli & Bassellier 2009); check the VIF before interpreting the sign",
                match indicators.as_slice() {
                    [indicator] => format!("`{indicator}` is"),
                    _ => format!("{} are", listed(indicators)),
                },
                if indicators.len() == 1 {
                    "its"
                } else {
                    "their"
                },
                "usually",
                if indicators.len() == 1 { "it" } else { "each" },
            ),
            Self::ExplainedByDimensions {
                construct,
                predecessors,
                interactions,
                r2,
            } => format!(
                "composite `{construct}` repeats the indicators of its dimensions, which explain it (R² = {r2:.3}): nothing is left for {}, and the path from there is about 0 whatever the effect is; set `higher_order = \"two-stage\"`{} (Becker, Klein & Wetzels 2012)",
                listed(predecessors),
                if *interactions {
                    ""
                } else {
                    ", or `\"extended\"` and read the total effect"
                }
            ),
            Self::MixedSigns {
                construct,
                indicators,
            } => format!(
                "construct `{construct}`: the loadings of {} are negative while others of its block are positive; recode reversed questions (`reverse` under [data])",
                listed(indicators)
            ),
        }
    }

    fn subject(&self) -> Option<String> {
        match self {
            Self::NotCorrected { construct, .. }
            | Self::ReliabilityOutside { construct, .. }
            | Self::NegativeResidualVariance { construct, .. }
            | Self::TwoItems { construct }
            | Self::SingleItem { construct, .. }
            | Self::SingularIndicators { construct, .. }
            | Self::TiedComponents { construct }
            | Self::OppositeSigns { construct, .. }
            | Self::ExplainedByDimensions { construct, .. }
            | Self::MixedSigns { construct, .. } => Some(format!("`{construct}`")),
            Self::LoadingAboveOne { indicator, .. } => Some(format!("`{indicator}`")),
            Self::NotConverged { .. }
            | Self::CorrelationsNotPositiveDefinite { .. }
            | Self::ImpliedNotPositiveDefinite { .. }
            | Self::LooseTolerance { .. } => None,
        }
    }

    fn is_note(&self) -> bool {
        matches!(
            self,
            Self::NotCorrected { .. } | Self::TwoItems { .. } | Self::SingleItem { .. }
        )
    }
}
