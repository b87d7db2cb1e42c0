//! Findings of an assessment.

use serde::{Deserialize, Serialize};

use crate::finding::Remark;
use crate::text::{counted, listed};

/// What an assessment shows of the answers, a matrix or a model that is estimated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum AssessFinding {
    /// Indicators of several blocks depend linearly on each other.
    DependentIndicators {
        /// The indicators.
        indicators: Vec<String>,
        /// What they are to each other, and what to do.
        dependence: String,
    },
    /// Of two constructs of an interaction one leads to the other.
    CausedModerator {
        /// The interaction.
        interaction: String,
        /// The construct that leads to the other.
        cause: String,
        /// The other.
        caused: String,
    },
    /// The other predictors of a construct nearly explain an interaction.
    ExplainedProduct {
        /// The interaction.
        interaction: String,
        /// The construct whose predictors they are.
        to: String,
        /// Variance inflation of the interaction among them.
        vif: f64,
        /// The predictor with which it correlates most.
        closest: String,
        /// Their correlation.
        correlation: f64,
        /// Interactions among the predictors of which it is a part: a model has them only with it.
        #[serde(default)]
        parts_of: Vec<String>,
    },
    /// An indicator correlates more with another construct than with its own.
    LoadsHigherElsewhere {
        /// The indicator.
        indicator: String,
        /// Its construct.
        construct: String,
        /// Its loading there.
        loading: f64,
        /// The other construct.
        other: String,
        /// Its cross-loading there.
        cross_loading: f64,
    },
    /// A negative Cronbach's alpha: usually a reversed question that was not recoded.
    NegativeAlpha {
        /// The construct.
        construct: String,
        /// Its standardised alpha.
        alpha: f64,
    },
    /// A value far outside the range of the other answers, and of a form often used for "no answer".
    SuspectedMissingCode {
        /// The indicators that hold it.
        indicators: Vec<String>,
        /// The value.
        value: f64,
        /// How often it occurs in them.
        count: usize,
        /// The smallest of their other answers.
        low: f64,
        /// The largest of their other answers.
        high: f64,
        /// The key that declares it, with all other codes that are declared or suspected.
        #[serde(default)]
        declare: String,
    },
    /// Answers that lie outside the declared scale of their questions.
    OutsideScale {
        /// The indicators.
        indicators: Vec<String>,
        /// How many answers there are.
        count: usize,
        /// The first of them.
        answer: f64,
        /// Where it stands: column and line.
        place: String,
        /// The lowest answer of its scale.
        low: f64,
        /// The highest.
        high: f64,
    },
    /// Numbers with exactly three decimals together with whole numbers of 100 and more: the point may separate
    /// thousands.
    SuspectedThousands {
        /// The indicators that hold such.
        indicators: Vec<String>,
    },
    /// The correlations that a matrix gives are not positive definite.
    MatrixNotPositiveDefinite {
        /// Number of indicators.
        indicators: usize,
        /// Their smallest eigenvalue.
        eigenvalue: f64,
    },
    /// No variance of a matrix is above 1: its diagonal may hold something else.
    SuspectedDiagonal {
        /// The largest of them.
        largest: f64,
    },
    /// More than 5 % of an indicator's answers are missing.
    ManyMissing {
        /// The indicator.
        indicator: String,
        /// Missing answers.
        missing: usize,
        /// Rows read.
        rows: usize,
    },
    /// More than 5 % of the rows were dropped for missing answers.
    ManyDropped {
        /// Rows dropped.
        dropped: usize,
        /// Rows read.
        rows: usize,
    },
    /// There are too many indirect routes to list; total indirect effects are complete.
    TooManyRoutes {
        /// The most that are listed.
        limit: usize,
    },
    /// Too many pairs of routes to compare each.
    TooManyContrasts {
        /// The most that are compared.
        limit: usize,
    },
}

impl Remark for AssessFinding {
    #[allow(clippy::too_many_lines)] // one sentence for each kind
    fn message(&self) -> String {
        match self {
            Self::DependentIndicators { dependence, .. } => format!(
                "indicators of several blocks depend linearly on each other, so that d_G, F_ML and the indices that follow from it are not defined: {dependence}"
            ),
            Self::CausedModerator {
                interaction,
                cause,
                caused,
            } => format!(
                "interaction `{interaction}`: in this model `{cause}` leads to `{caused}`, so that their product holds a part of the square of `{cause}`, and a curved effect may look moderated; add the square `{cause}:{cause}` to see whether the interaction remains"
            ),
            Self::ExplainedProduct {
                interaction,
                to,
                vif,
                closest,
                correlation,
                parts_of,
            } => format!(
                "interaction `{interaction}`: the other predictors of `{to}` explain {} of it (VIF {vif:.1}; its correlation with `{closest}` is {correlation:.3}), so that its coefficient and slopes rest on the little that is left: look for values of its constructs that few rows have, or leave {} out",
                most_of(1.0 - 1.0 / vif),
                match parts_of.as_slice() {
                    [] => "the interaction".to_owned(),
                    [of] => format!("`{of}`, which needs it,"),
                    several => format!("{}, which need it,", listed(several)),
                }
            ),
            Self::LoadsHigherElsewhere {
                indicator,
                construct,
                loading,
                other,
                cross_loading,
            } => format!(
                "indicator `{indicator}` correlates more with `{other}` ({cross_loading:.3}) than with its own construct `{construct}` ({loading:.3}): does the question belong to another block?"
            ),
            Self::NegativeAlpha { construct, alpha } => format!(
                "construct `{construct}`: Cronbach's alpha is negative ({alpha:.3}); recode reversed questions (`reverse` under [data])"
            ),
            Self::SuspectedMissingCode {
                indicators,
                value,
                count,
                low,
                high,
                declare,
            } => format!(
                "{} {value} in {}, while {} other answers lie between {low} and {high}: if it means \"no answer\", declare `{declare}`; it is used as an answer",
                match indicators.as_slice() {
                    [indicator] => format!("indicator `{indicator}` holds"),
                    _ => format!("indicators {} hold", listed(indicators)),
                },
                counted(*count, "answer"),
                if indicators.len() == 1 {
                    "its"
                } else {
                    "their"
                }
            ),
            Self::OutsideScale {
                indicators,
                count,
                answer,
                place,
                low,
                high,
            } => format!(
                "{} outside the declared scale, in {}: the first is {answer} in {place}, where the scale runs from {low} to {high}: correct the cells, or declare what stands for \"no answer\" in `missing_codes`",
                if *count == 1 {
                    "1 answer lies".to_owned()
                } else {
                    format!("{count} answers lie")
                },
                listed(indicators)
            ),
            Self::SuspectedThousands { indicators } => format!(
                "{}: there are numbers with three decimals and whole numbers of 100 and more, such as 1.051 and 950; if the mark separates thousands, remove it from the file, because it is read as the decimal mark",
                listed(indicators)
            ),
            Self::MatrixNotPositiveDefinite {
                indicators,
                eigenvalue,
            } => format!(
                "the matrix of the {indicators} indicators is not positive definite ({}; it may be rounded, mistyped, or computed from different rows for each pair, and results that rest on it may lie outside their bounds",
                if *eigenvalue < 0.0 {
                    format!(
                        "smallest eigenvalue {eigenvalue:.1e}): no answers have these correlations"
                    )
                } else {
                    "its smallest eigenvalue is 0 except for rounding): some of them depend linearly on each other".to_owned()
                }
            ),
            Self::SuspectedDiagonal { largest } => format!(
                "no variance on the diagonal of the matrix is above 1 (the largest is {largest}): it was read as a matrix of covariances; if its diagonal holds reliabilities or roots of AVE instead, write 1 there"
            ),
            Self::ManyMissing {
                indicator,
                missing,
                rows,
            } => format!(
                "indicator `{indicator}`: {missing} of {rows} answers are missing ({:.1} %); simple treatments are recommended only below 5 % (Hair et al. 2022)",
                100.0 * *missing as f64 / *rows as f64
            ),
            Self::ManyDropped { dropped, rows } => format!(
                "{dropped} of {rows} rows were dropped because of missing answers ({:.1} %): the estimates describe only the others",
                100.0 * *dropped as f64 / *rows as f64
            ),
            Self::TooManyRoutes { limit } => format!(
                "the model has more than {limit} indirect routes: they are not listed one by one; indirect and total effects are complete"
            ),
            Self::TooManyContrasts { limit } => format!(
                "there are more than {limit} pairs of routes between the same constructs: none are compared; `[define]` compares those that matter"
            ),
        }
    }

    fn subject(&self) -> Option<String> {
        match self {
            Self::CausedModerator { interaction, .. }
            | Self::ExplainedProduct { interaction, .. } => Some(format!("`{interaction}`")),
            Self::LoadsHigherElsewhere { indicator, .. } | Self::ManyMissing { indicator, .. } => {
                Some(format!("`{indicator}`"))
            }
            Self::NegativeAlpha { construct, .. } => Some(format!("`{construct}`")),
            Self::SuspectedMissingCode { value, .. } => Some(value.to_string()),
            Self::DependentIndicators { .. }
            | Self::OutsideScale { .. }
            | Self::SuspectedThousands { .. }
            | Self::MatrixNotPositiveDefinite { .. }
            | Self::SuspectedDiagonal { .. }
            | Self::ManyDropped { .. }
            | Self::TooManyRoutes { .. }
            | Self::TooManyContrasts { .. } => None,
        }
    }

    fn is_note(&self) -> bool {
        matches!(
            self,
            Self::LoadsHigherElsewhere { .. }
                | Self::ManyMissing { .. }
                | Self::TooManyRoutes { .. }
                | Self::TooManyContrasts { .. }
        )
    }
}

/// A share below 1 as per cent, which is not rounded to all.
fn most_of(share: f64) -> String {
    let percent = 100.0 * share;
    if percent < 99.95 {
        format!("{percent:.1} %")
    } else {
        "more than 99.9 %".to_owned()
    }
}
