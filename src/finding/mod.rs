//! Findings: what a result that exists has to say about itself.

mod sentences;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Something that makes a result inadmissible, incomplete, or in need of a look. Never acted on silently.
///
/// `code` in the result document is the variant's name in snake case; [`Finding::message`] is the sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Finding {
    /// The weights still changed when the largest allowed number of iterations was reached.
    NotConverged {
        /// Iterations done.
        iterations: usize,
        /// Largest change of a normalised weight in the last of them.
        change: f64,
        /// The change that was asked for.
        tolerance: f64,
        /// Whether the weights go back and forth between two sets.
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
    /// More than 1 % of the resamples have an inadmissible solution.
    ManyInadmissible {
        /// Resamples that are inadmissible.
        inadmissible: usize,
        /// How many of these were drawn again; the others were left out.
        redrawn: usize,
        /// Resamples drawn.
        requested: usize,
    },
    /// More than 1 % of the resamples have an inadmissible solution and are used all the same.
    InadmissibleKept {
        /// Resamples that are inadmissible.
        inadmissible: usize,
        /// Resamples asked for.
        requested: usize,
    },
    /// A composite that had to be turned towards that of the sample in more than 1 % of the resamples, against the sign
    /// rule: its indicators pull in opposite directions.
    OftenTurned {
        /// The construct.
        construct: String,
        /// Resamples in which it was turned.
        turned: usize,
        /// Resamples used.
        used: usize,
    },
    /// An interval that has no bounds, or bounds that more resamples would change.
    IntervalFault {
        /// The kind of interval.
        interval: String,
        /// Whether it has bounds.
        defined: bool,
        /// Why.
        reason: String,
        /// The quantities concerned.
        quantities: Vec<String>,
    },
    /// A conclusion that another seed, or more resamples, may change: a bound or a p-value lies within two of its
    /// Monte Carlo standard errors of its threshold.
    MoreResamples {
        /// The quantity.
        quantity: String,
        /// What is near its threshold: a bound of an interval, the p-value, or the one-sided upper bound.
        what: String,
        /// Its value.
        value: f64,
        /// Its Monte Carlo standard error.
        error: f64,
        /// 0 for an interval, 1 - level for a p-value, a customary threshold for an upper bound.
        threshold: f64,
    },
    /// Fewer clusters are drawn than standard errors from clusters need.
    FewClusters {
        /// Clusters.
        clusters: usize,
    },
    /// The jackknife could not be done.
    JackknifeNotDone {
        /// Why.
        reason: String,
    },
    /// Loadings of both signs within one block: usually a reversed question that was not recoded.
    MixedSigns {
        /// The construct.
        construct: String,
        /// Its indicators with a negative loading.
        indicators: Vec<String>,
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
    },
    /// Numbers of exactly three decimals beside whole ones of 100 and more: a point that groups thousands, perhaps.
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
    /// Rows that lack more than 15 % of the answers.
    ManyMissingInRows {
        /// The rows: lines of the file, or their numbers.
        rows: Vec<String>,
        /// Rows looked at.
        of: usize,
    },
    /// Rows with a long run of one answer: respondents who may not have read the questions.
    StraightLining {
        /// The rows: lines of the file, or their numbers.
        rows: Vec<String>,
    },
    /// Rows that give the same answers to all indicators.
    DuplicatedRows {
        /// The rows, as sets of identical ones.
        sets: Vec<Vec<String>>,
    },
    /// An indicator that correlates negatively with the rest of its block: usually a reversed question.
    ReversedItem {
        /// The construct.
        construct: String,
        /// The indicator.
        indicator: String,
        /// Its correlation with the sum of the others.
        item_total: f64,
    },
    /// Indicators whose skewness or excess kurtosis is beyond 1 in size.
    FarFromNormal {
        /// The indicators.
        indicators: Vec<String>,
    },
    /// Indicators with fewer than five different answers.
    FewCategories {
        /// The indicators.
        indicators: Vec<String>,
    },
    /// Indicators with the same answers in every row.
    SameAnswers {
        /// The indicators.
        indicators: Vec<String>,
    },
    /// Two blocks whose indicators correlate across as highly as within.
    BlocksAlike {
        /// The first construct.
        a: String,
        /// The second.
        b: String,
        /// Their heterotrait-monotrait ratio.
        htmt: f64,
    },
    /// More than 5 % of the rows were dropped for missing answers.
    ManyDropped {
        /// Rows dropped.
        dropped: usize,
        /// Rows read.
        rows: usize,
    },
    /// More than 5 % of the resamples failed.
    ManyFailed {
        /// Resamples that failed.
        failed: usize,
        /// Resamples asked for.
        requested: usize,
    },
    /// The test of exact fit could not be done.
    ExactFitNotDone {
        /// Why.
        reason: String,
    },
    /// The test of exact fit of one model rests on part of its resamples.
    ExactFitIncomplete {
        /// The model.
        model: String,
        /// Resamples that its quantiles are made of.
        used: usize,
        /// Resamples asked for.
        requested: usize,
    },
    /// Experts did not rate every item.
    MissingRatings {
        /// Ratings that are missing.
        missing: usize,
        /// The items that lack them.
        items: Vec<String>,
    },
    /// Items rated by so few experts that even all may agree by chance.
    FewExperts {
        /// The items.
        items: Vec<String>,
    },
    /// Indicators of the model that no expert was asked about.
    NotRated {
        /// The indicators.
        indicators: Vec<String>,
    },
    /// Items that experts rated, and that the model does not have.
    ItemsOutsideModel {
        /// The items.
        items: Vec<String>,
    },
    /// So many experts for so few items that the table may lie on its side.
    RatingsMayBeTurned {
        /// Lines, which are taken for experts.
        experts: usize,
        /// Columns, which are taken for items.
        items: usize,
    },
    /// Weights of a population's composite, brought to the scale in which it has variance 1.
    WeightsRescaled {
        /// The composite.
        construct: String,
        /// Its weights as they were given.
        given: Vec<f64>,
        /// Those in force.
        weights: Vec<f64>,
    },
    /// Surveys of a power study have too few resamples for the level of their intervals.
    FewPowerResamples {
        /// Resamples of each survey.
        resamples: usize,
        /// The level.
        level: f64,
        /// Resamples that the level needs.
        needed: usize,
    },
    /// A quantity is not defined in more than a few of the resamples used.
    UndefinedInResamples {
        /// The quantity.
        quantity: String,
        /// Resamples in which it is not defined.
        undefined: usize,
        /// Resamples used.
        used: usize,
    },
    /// The bootstrap was stopped before all resamples were done.
    Stopped {
        /// Resamples done.
        done: usize,
        /// Resamples asked for.
        requested: usize,
    },
    /// A power study was stopped before all replications were done.
    StudyStopped {
        /// Replications done.
        done: usize,
        /// Replications asked for.
        of: usize,
    },
    /// More than 5 % of the replications of a power study at some size were left out.
    ManyReplicationsLeftOut {
        /// Rows of the surveys.
        rows: usize,
        /// Replications that failed or are inadmissible.
        left_out: usize,
        /// Replications done.
        done: usize,
    },
    /// Estimators that do not tend to the population's values.
    Inconsistent {
        /// How many.
        quantities: usize,
        /// That which stays farthest off.
        quantity: String,
        /// Its value in the population.
        population: f64,
        /// What the estimator tends to.
        limit: f64,
        /// Groups of the population; 1 if it is one.
        groups: usize,
    },
    /// There are more indirect routes than are listed one by one; total indirect effects are complete.
    TooManyRoutes {
        /// The most that are listed.
        limit: usize,
    },
    /// Too many pairs of routes to compare each.
    TooManyContrasts {
        /// The most that are compared.
        limit: usize,
    },
    /// A finding of a newer version, in a document that was read: kept as it is.
    #[serde(untagged)]
    Other {
        /// Its code.
        code: String,
        /// The names and numbers concerned.
        #[serde(flatten)]
        facts: BTreeMap<String, Value>,
    },
}

/// A finding with its sentence, as documents hold it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FindingRecord {
    /// The finding: `code` and the names and numbers concerned.
    #[serde(flatten)]
    pub finding: Finding,
    /// The sentence.
    pub message: String,
}

impl FindingRecord {
    /// The stable name of this kind of finding, that of a newer version included.
    #[must_use]
    pub fn code(&self) -> &str {
        match &self.finding {
            Finding::Other { code, .. } => code,
            known => known.code(),
        }
    }
}

impl From<Finding> for FindingRecord {
    fn from(finding: Finding) -> Self {
        Self {
            message: finding.message(),
            finding,
        }
    }
}

impl Finding {
    /// The stable name of this kind of finding, as in the result document.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotConverged { .. } => "not_converged",
            Self::NotCorrected { .. } => "not_corrected",
            Self::ReliabilityOutside { .. } => "reliability_outside",
            Self::LoadingAboveOne { .. } => "loading_above_one",
            Self::CorrelationsNotPositiveDefinite { .. } => "correlations_not_positive_definite",
            Self::ImpliedNotPositiveDefinite { .. } => "implied_not_positive_definite",
            Self::TwoItems { .. } => "two_items",
            Self::SingleItem { .. } => "single_item",
            Self::SingularIndicators { .. } => "singular_indicators",
            Self::LoadsHigherElsewhere { .. } => "loads_higher_elsewhere",
            Self::ManyInadmissible { .. } => "many_inadmissible",
            Self::InadmissibleKept { .. } => "inadmissible_kept",
            Self::OftenTurned { .. } => "often_turned",
            Self::IntervalFault { .. } => "interval_fault",
            Self::MoreResamples { .. } => "more_resamples",
            Self::FewClusters { .. } => "few_clusters",
            Self::JackknifeNotDone { .. } => "jackknife_not_done",
            Self::MixedSigns { .. } => "mixed_signs",
            Self::NegativeAlpha { .. } => "negative_alpha",
            Self::SuspectedMissingCode { .. } => "suspected_missing_code",
            Self::SuspectedThousands { .. } => "suspected_thousands",
            Self::MatrixNotPositiveDefinite { .. } => "matrix_not_positive_definite",
            Self::SuspectedDiagonal { .. } => "suspected_diagonal",
            Self::ManyMissing { .. } => "many_missing",
            Self::ManyMissingInRows { .. } => "many_missing_in_rows",
            Self::StraightLining { .. } => "straight_lining",
            Self::DuplicatedRows { .. } => "duplicated_rows",
            Self::ReversedItem { .. } => "reversed_item",
            Self::FarFromNormal { .. } => "far_from_normal",
            Self::FewCategories { .. } => "few_categories",
            Self::SameAnswers { .. } => "same_answers",
            Self::BlocksAlike { .. } => "blocks_alike",
            Self::ManyDropped { .. } => "many_dropped",
            Self::ManyFailed { .. } => "many_failed",
            Self::ExactFitNotDone { .. } => "exact_fit_not_done",
            Self::ExactFitIncomplete { .. } => "exact_fit_incomplete",
            Self::MissingRatings { .. } => "missing_ratings",
            Self::FewExperts { .. } => "few_experts",
            Self::NotRated { .. } => "not_rated",
            Self::ItemsOutsideModel { .. } => "items_outside_model",
            Self::RatingsMayBeTurned { .. } => "ratings_may_be_turned",
            Self::WeightsRescaled { .. } => "weights_rescaled",
            Self::FewPowerResamples { .. } => "few_power_resamples",
            Self::UndefinedInResamples { .. } => "undefined_in_resamples",
            Self::Stopped { .. } => "stopped",
            Self::StudyStopped { .. } => "study_stopped",
            Self::ManyReplicationsLeftOut { .. } => "many_replications_left_out",
            Self::Inconsistent { .. } => "inconsistent",
            Self::TooManyRoutes { .. } => "too_many_routes",
            Self::TooManyContrasts { .. } => "too_many_contrasts",
            Self::Other { .. } => "other",
        }
    }
}
