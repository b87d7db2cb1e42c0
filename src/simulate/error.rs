//! What can be wrong with a population, and with a survey that is to be drawn from it.

use super::answers::AnswersError;
use crate::text::{counted, did_you_mean_for, visible_name};

/// Values that no population can have, or a survey that cannot be drawn. Each message names the construct, the indicator
/// or the matrix at fault.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PopulationError {
    /// A value of a construct that the model does not have.
    #[error("{what} of `{construct}`: there is no construct of this name{}", did_you_mean_for(.construct, .nearest.as_deref()))]
    UnknownConstruct {
        /// Which value.
        what: &'static str,
        /// The name.
        construct: String,
        /// The nearest construct.
        nearest: Option<String>,
    },
    /// A value of a path that the model does not have.
    #[error(
        "path `{from} -> {to}` has a value, but the model has no such path: draw it in the model, or remove the value"
    )]
    UnknownPath {
        /// Source.
        from: String,
        /// Target.
        to: String,
    },
    /// A path without a value.
    #[error("path `{from} -> {to}` has no value: give its coefficient")]
    NoPath {
        /// Source.
        from: String,
        /// Target.
        to: String,
    },
    /// A correlation that follows from the paths.
    #[error(
        "the correlation of `{a}` and `{b}` cannot be given: it follows from the paths, because some lead to `{explained}`"
    )]
    Implied {
        /// The first construct.
        a: String,
        /// The second.
        b: String,
        /// Which of them has predecessors.
        explained: String,
    },
    /// A correlation of an interaction.
    #[error(
        "the correlation of `{a}` and `{b}` cannot be given: those of the interaction `{interaction}` follow from the correlations of its constructs"
    )]
    ImpliedByProduct {
        /// The first construct.
        a: String,
        /// The second.
        b: String,
        /// Which of them is an interaction.
        interaction: String,
    },
    /// A correlation of a dimension.
    #[error(
        "the correlation of `{a}` and `{b}` cannot be given: `{dimension}` is a dimension of `{higher}`, whose loadings, or weights and `within`, determine its correlations"
    )]
    ImpliedByHigherOrder {
        /// The first construct.
        a: String,
        /// The second.
        b: String,
        /// Which of them is a dimension.
        dimension: String,
        /// Its higher-order construct.
        higher: String,
    },
    /// An interaction that multiplies a construct which an interaction explains.
    #[error(
        "interaction `{interaction}` multiplies `{construct}`, which another interaction explains, directly or through others, so that it is not normal: moments of its products are not known; remove one of the interactions"
    )]
    ProductOfProduct {
        /// The interaction.
        interaction: String,
        /// The construct that is not normal.
        construct: String,
    },
    /// Loadings, weights or correlations within the block of an interaction.
    #[error(
        "interaction `{interaction}` has {what}, but is the product of its constructs: remove them; its paths alone have values"
    )]
    OfProduct {
        /// Which values.
        what: &'static str,
        /// The interaction.
        interaction: String,
    },
    /// Skewed answers beside an interaction.
    #[error(
        "answers of `{indicator}` are skewed, which cannot be combined with the interaction `{interaction}`: make them normal, or cut them into points that lean to one side (`likert` and `lean`, or `thresholds`)"
    )]
    SkewedProduct {
        /// The indicator.
        indicator: String,
        /// The interaction.
        interaction: String,
    },
    /// A correlation outside (-1, 1).
    #[error("the correlation of `{a}` and `{b}` is {value}: it must lie between -1 and 1")]
    Correlation {
        /// The first construct.
        a: String,
        /// The second.
        b: String,
        /// The value.
        value: f64,
    },
    /// A construct without loadings and without weights.
    #[error(
        "construct `{construct}` has no loadings and no weights: loadings make it a common factor, weights a composite"
    )]
    NoMeasurement {
        /// The construct.
        construct: String,
    },
    /// A construct that would be a factor and a composite.
    #[error(
        "construct `{construct}` has both loadings and weights: loadings make it a common factor, weights a composite; remove one of them"
    )]
    TwoMeasurements {
        /// The construct.
        construct: String,
    },
    /// Not as many loadings or weights as indicators.
    #[error("construct `{construct}` has {}, but {} given", counted(*.indicators, "indicator"), match *.given { 1 => format!("1 of its {} is", .what), given => format!("{given} {} are", .what) })]
    Count {
        /// Loadings or weights.
        what: &'static str,
        /// The construct.
        construct: String,
        /// How many there are.
        given: usize,
        /// How many are needed.
        indicators: usize,
    },
    /// A loading outside [-1, 1].
    #[error("indicator `{indicator}` has loading {loading}: it must lie between -1 and 1")]
    Loading {
        /// The indicator.
        indicator: String,
        /// Its loading.
        loading: f64,
    },
    /// A composite without the correlations within its block.
    #[error(
        "composite `{construct}` needs the correlations within its block: one number for all, or a matrix"
    )]
    NoWithin {
        /// The construct.
        construct: String,
    },
    /// Correlations within the block of a common factor.
    #[error(
        "construct `{construct}` is a common factor, so that the correlations within its block follow from its loadings: remove them"
    )]
    WithinOfFactor {
        /// The construct.
        construct: String,
    },
    /// A matrix within a block that is not a correlation matrix.
    #[error("the correlations within `{construct}` are not a correlation matrix of {}: symmetric, with ones on the diagonal and numbers between -1 and 1 elsewhere", counted(*.indicators, "indicator"))]
    NoCorrelations {
        /// The construct.
        construct: String,
        /// Its indicators.
        indicators: usize,
    },
    /// Weights that make no composite.
    #[error("the weights of composite `{construct}` give it no variance: some must differ from 0")]
    NoComposite {
        /// The construct.
        construct: String,
    },
    /// A construct is explained by more than its variance.
    #[error(
        "the paths to `{construct}` explain {explained:.3} of its variance, more than 1, and leave it a residual of negative variance: lower its coefficients or the correlations of its predecessors"
    )]
    Variance {
        /// The construct.
        construct: String,
        /// The share explained.
        explained: f64,
    },
    /// Correlations that contradict each other.
    #[error(
        "{matrix} are not positive definite (smallest eigenvalue {eigenvalue:.1e}): those of `{last}` contradict or repeat those before them"
    )]
    NotPositiveDefinite {
        /// Which matrix.
        matrix: String,
        /// Its smallest eigenvalue.
        eigenvalue: f64,
        /// The first construct or indicator whose correlations cannot be.
        last: String,
    },
    /// Answers of a name that the model does not have.
    #[error("answers of `{name}`: there is no indicator or construct of this name{}", did_you_mean_for(.name, .nearest.as_deref()))]
    UnknownAnswers {
        /// The name.
        name: String,
        /// The nearest.
        nearest: Option<String>,
    },
    /// Answers that cannot be.
    #[error("{}{error}", if .name.is_empty() { String::new() } else { format!("answers of `{name}`: ") })]
    Answers {
        /// Of which indicator or construct; empty for all.
        name: String,
        /// What is wrong.
        error: AnswersError,
    },
    /// Skewed answers that cannot correlate as the model says.
    #[error("indicators `{a}` and `{b}` cannot have the correlation {correlation:.3}: with the skewness and kurtosis of their answers, it lies between {:.3} and {:.3}", .reached[0], .reached[1])]
    Unreachable {
        /// The first indicator.
        a: String,
        /// The second.
        b: String,
        /// Their correlation.
        correlation: f64,
        /// What can be reached.
        reached: [f64; 2],
    },
    /// A rate of missing answers outside [0, 1).
    #[error(
        "a rate of missing answers of {rate} is not valid: it must be at least 0 and below 1, such as 0.05"
    )]
    Rate {
        /// The rate.
        rate: f64,
    },
    /// A strength that is not finite.
    #[error(
        "the strength {strength} of missing answers is not valid: it must be a finite number, such as 1"
    )]
    Strength {
        /// The strength.
        strength: f64,
    },
    /// Missing answers of a name that the model does not have.
    #[error("missing answers name indicator `{indicator}`, which the model does not have{}", did_you_mean_for(.indicator, .nearest.as_deref()))]
    UnknownIndicator {
        /// The name.
        indicator: String,
        /// The nearest.
        nearest: Option<String>,
    },
    /// Answers that are missing given an answer that is missing itself.
    #[error(
        "answers cannot be missing at random given `{indicator}`, if its own answers are missing, too: remove it from `of`"
    )]
    GivenItself {
        /// The indicator.
        indicator: String,
    },
    /// Answers that are missing given an answer of unknown distribution.
    #[error(
        "answers cannot be missing given `{indicator}`: the interaction `{interaction}` keeps its answers from being normal, so that the rate would not be known; name an indicator of a construct that no interaction explains"
    )]
    GivenProduct {
        /// The indicator.
        indicator: String,
        /// The interaction.
        interaction: String,
    },
    /// Too few groups.
    #[error(
        "{groups} cannot be compared: name at least two, each with its share, such as `groups.small.share = 0.6`"
    )]
    FewGroups {
        /// How many, such as `1 group`.
        groups: String,
    },
    /// Two groups of one name, or one without.
    #[error("two groups are called `{group}`: each needs a name of its own")]
    RepeatedGroup {
        /// The name.
        group: String,
    },
    /// A name of a group, or of the column of groups, that does not come back from a file.
    #[error(
        "{what} is called `{}`, {reason}: choose another name",
        visible_name(label)
    )]
    Label {
        /// What has the name.
        what: &'static str,
        /// The name.
        label: String,
        /// Why it would not be read back.
        reason: &'static str,
    },
    /// A group's share of the rows.
    #[error("group `{group}` has share {share}: it must lie between 0 and 1")]
    Share {
        /// The group.
        group: String,
        /// Its share.
        share: f64,
    },
    /// Shares that do not add up.
    #[error("the shares of the groups add up to {sum}, not to 1")]
    Shares {
        /// Their sum.
        sum: f64,
    },
    /// A group whose values cannot be, or of which no survey can be drawn.
    #[error("group `{group}`: {error}")]
    InGroup {
        /// The group.
        group: String,
        /// What is wrong.
        error: Box<PopulationError>,
    },
    /// Populations of groups that are not of one model.
    #[error("group `{group}` has a population of another model than the first")]
    OtherModel {
        /// The group.
        group: String,
    },
    /// The column of the groups is an indicator.
    #[error(
        "the column of the groups has the name of an indicator, `{column}`: choose another name"
    )]
    GroupColumn {
        /// The column.
        column: String,
    },
    /// No rows at all.
    #[error("a survey of 0 rows has no answers: request at least one row")]
    NoRows,
    /// A survey that does not fit into memory.
    #[error("{rows} rows of {indicators} answers do not fit into memory ({:.0} GB): use fewer", *.rows as f64 * *.indicators as f64 * 8e-9)]
    Memory {
        /// Rows.
        rows: usize,
        /// Indicators.
        indicators: usize,
    },
    /// Too few rows for a sample with exact covariances.
    #[error("{} cannot have exactly the covariances of {indicators} indicators: {needed} are needed", counted(*.rows, "row"))]
    ExactRows {
        /// Rows.
        rows: usize,
        /// Indicators.
        indicators: usize,
        /// Rows needed.
        needed: usize,
    },
    /// Answers that cannot have exactly the population's covariances.
    #[error(
        "answers of `{indicator}` are not normal: only normal answers can have exactly the population's covariances"
    )]
    ExactAnswers {
        /// The indicator.
        indicator: String,
    },
    /// An interaction in a sample with exact covariances.
    #[error(
        "no sample is exact for the interaction `{interaction}`: its path shows in moments of products, not in covariances; draw at random"
    )]
    ExactProduct {
        /// The interaction.
        interaction: String,
    },
    /// Missing answers in a sample with exact covariances.
    #[error(
        "with missing answers no sample has exactly the population's covariances: remove `missing` from [population], or draw at random"
    )]
    ExactMissing,
}

crate::text::debug_as_sentence!(PopulationError);

impl PopulationError {
    /// The same as an error of one of several groups.
    pub(crate) fn of_group(self, group: &str) -> Self {
        Self::InGroup {
            group: group.to_owned(),
            error: Box::new(self),
        }
    }

    /// What is wrong, in whatever group.
    pub(crate) fn cause(&self) -> &Self {
        match self {
            Self::InGroup { error, .. } => error.cause(),
            _ => self,
        }
    }
}
