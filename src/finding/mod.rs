//! Findings: remarks of a result about itself.

mod grouped;
mod sentences;
mod severity;

use std::collections::BTreeMap;

pub use grouped::FindingRecord;
pub(crate) use grouped::recorded;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Something that makes a result inadmissible, incomplete or doubtful. The program never acts on it
/// silently.
///
/// `code` in the result document is the variant's name in snake case; [`Finding::message`] is the sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Finding {
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
    /// Indicators of several blocks depend linearly on each other.
    DependentIndicators {
        /// The indicators.
        indicators: Vec<String>,
        /// What they are to each other, and what to do.
        dependence: String,
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
    /// Of two constructs of an interaction one leads to the other.
    CausedModerator {
        /// The interaction.
        interaction: String,
        /// The construct that leads to the other.
        cause: String,
        /// The other.
        caused: String,
    },
    /// A construct with predictors whose single item has only two different answers.
    BinaryOutcome {
        /// The construct.
        construct: String,
        /// Its item.
        indicator: String,
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
        /// How many of these were replaced by new draws; the others were left out.
        redrawn: usize,
        /// Resamples drawn.
        requested: usize,
    },
    /// More than 1 % of the resamples have an inadmissible solution, and they are used.
    InadmissibleKept {
        /// Resamples that are inadmissible.
        inadmissible: usize,
        /// Number of requested resamples.
        requested: usize,
    },
    /// A composite whose sign had to be changed to that in the sample in more than 1 % of the resamples, against the
    /// sign rule: its indicators pull in opposite directions.
    OftenTurned {
        /// The construct.
        construct: String,
        /// Resamples in which it was turned.
        turned: usize,
        /// Resamples used.
        used: usize,
    },
    /// An interval without bounds, or with bounds that more resamples would change.
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
    /// Resamples that were given, and hardly differ.
    AlikeResamples {
        /// How many different ones there are.
        different: usize,
        /// How many were given.
        given: usize,
    },
    /// Too few clusters are drawn for reliable standard errors.
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
    /// Answers outside the scale of the other questions of the block.
    OffScale {
        /// The indicator.
        indicator: String,
        /// The answers, each once.
        values: Vec<f64>,
        /// How often they occur.
        count: usize,
        /// The lowest answer to the other questions.
        low: f64,
        /// The highest answer to the other questions.
        high: f64,
        /// The rows: lines of the file, or their numbers.
        rows: Vec<String>,
    },
    /// Rows that hold means, sums or counts of the others.
    NoRespondents {
        /// The rows: lines of the file, or their numbers.
        rows: Vec<String>,
    },
    /// Rows without a single answer to the model's questions.
    EmptyRespondents {
        /// The rows: lines of the file, or their numbers.
        rows: Vec<String>,
        /// Whether they count in n, because missing answers are replaced.
        counted: bool,
    },
    /// A row whose answers hold almost all of the variance of some indicators.
    OneRowCarries {
        /// The row: a line of the file, or its number.
        row: String,
        /// The indicators.
        indicators: Vec<String>,
    },
    /// Case weights with which the rows hold the information of only a few.
    FewEffectiveRows {
        /// The number of rows of equal weight with the same information, after Kish.
        effective: f64,
        /// Rows used.
        rows: usize,
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
    /// Rows that lack more than 15 % of the answers.
    ManyMissingInRows {
        /// The rows: lines of the file, or their numbers.
        rows: Vec<String>,
        /// Number of screened rows.
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
    /// Indicators whose skewness or excess kurtosis is beyond 1 in absolute value.
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
    /// Two blocks whose indicators correlate with those of the other block as highly as within.
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
        /// Number of requested resamples.
        requested: usize,
        /// The most frequent reason.
        #[serde(default)]
        reason: String,
        /// Resamples that failed for it.
        #[serde(default)]
        of_it: usize,
    },
    /// Rows were predicted from weights that did not settle.
    FoldsNotSettled {
        /// Folds of all repetitions in which they did not.
        folds: usize,
        /// Folds of all repetitions.
        of: usize,
    },
    /// The linear model that predictions are held against left out indicators.
    LinearModelIncomplete {
        /// The indicators.
        indicators: Vec<String>,
    },
    /// The test of exact fit could not be done.
    ExactFitNotDone {
        /// Why.
        reason: String,
    },
    /// No start has a solution with this number of segments.
    SegmentsNotFound {
        /// The number of segments.
        segments: usize,
        /// Starts done.
        starts: usize,
        /// Rows that every segment has at least.
        least: usize,
        /// Why most starts have none.
        reason: String,
    },
    /// The best solution was reached by one of many starts only.
    SegmentsReachedOnce {
        /// The number of segments.
        segments: usize,
        /// Starts done.
        starts: usize,
    },
    /// A segment has fewer rows than an estimation of its own needs.
    SmallSegment {
        /// The number of segments.
        segments: usize,
        /// The segment, from 1.
        segment: usize,
        /// Its rows.
        rows: usize,
        /// Rows that the ten-times rule asks for.
        needed: usize,
    },
    /// The model cannot be estimated from the rows of a segment.
    SegmentNotEstimated {
        /// The number of segments.
        segments: usize,
        /// The segment, from 1.
        segment: usize,
        /// Its rows.
        rows: usize,
        /// Why.
        reason: String,
    },
    /// The search for segments was stopped before its end.
    SegmentsStopped {
        /// The most segments that were tried.
        tried: usize,
    },
    /// The test of exact fit of one model rests on only a part of its resamples.
    ExactFitIncomplete {
        /// The model.
        model: String,
        /// Resamples from which its quantiles are computed.
        used: usize,
        /// Number of requested resamples.
        requested: usize,
    },
    /// Experts did not rate every item.
    MissingRatings {
        /// Ratings that are missing.
        missing: usize,
        /// The items that lack them.
        items: Vec<String>,
    },
    /// Items rated by so few experts that even full agreement may be chance.
    FewExperts {
        /// The items.
        items: Vec<String>,
    },
    /// Items with good agreement by one rule that another rule does not retain.
    RulesDiffer {
        /// The items.
        items: Vec<String>,
    },
    /// Indicators of the model that no expert was asked about.
    NotRated {
        /// The indicators.
        indicators: Vec<String>,
    },
    /// Items that experts rated but that the model does not have.
    ItemsOutsideModel {
        /// The items.
        items: Vec<String>,
    },
    /// So many experts for so few items that the table may be transposed.
    RatingsMayBeTurned {
        /// Lines, which are taken for experts.
        experts: usize,
        /// Columns, which are taken for items.
        items: usize,
    },
    /// Weights of a population's composite, rescaled so that it has variance 1.
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
        /// Whether the other resamples are enough for a summary: 95 % of them.
        summarised: bool,
    },
    /// A group in which the model cannot be estimated.
    GroupNotEstimated {
        /// The group.
        group: String,
        /// Its rows.
        rows: usize,
        /// Why.
        reason: String,
    },
    /// What is found of the model, or of its bootstrap, in one group.
    InGroup {
        /// The group.
        group: String,
        /// The code of the finding.
        kind: String,
        /// Its sentence.
        sentence: String,
    },
    /// Permutations in which one of two groups cannot be estimated.
    PermutationsLeftOut {
        /// The first group.
        first: String,
        /// The second group.
        second: String,
        /// How many.
        left_out: usize,
        /// Permutations done.
        done: usize,
    },
    /// The permutations of groups were stopped before all were done.
    PermutationsStopped {
        /// Permutations done.
        done: usize,
        /// Permutations asked for.
        requested: usize,
    },
    /// The bootstrap was stopped before all resamples were completed.
    Stopped {
        /// Resamples done.
        done: usize,
        /// Number of requested resamples.
        requested: usize,
    },
    /// A power study was stopped before all replications were completed.
    StudyStopped {
        /// Replications done.
        done: usize,
        /// Number of requested replications.
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
        /// Each of them, the one with the largest relative difference first.
        misses: Vec<Miss>,
        /// Number of estimators that were checked.
        of: usize,
        /// Groups of the population; 1 if it is one.
        groups: usize,
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

/// An estimator that does not tend to the population's value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Miss {
    /// What is estimated.
    pub quantity: String,
    /// Its value in the population.
    pub population: f64,
    /// The limit of the estimator.
    pub limit: f64,
}

impl Miss {
    /// The relative difference between the limit and the population's value; `None` if that is 0.
    #[must_use]
    pub fn relative(&self) -> Option<f64> {
        Some((self.limit - self.population) / self.population).filter(|x| x.is_finite())
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
            Self::NegativeResidualVariance { .. } => "negative_residual_variance",
            Self::TwoItems { .. } => "two_items",
            Self::SingleItem { .. } => "single_item",
            Self::SingularIndicators { .. } => "singular_indicators",
            Self::DependentIndicators { .. } => "dependent_indicators",
            Self::TiedComponents { .. } => "tied_components",
            Self::LooseTolerance { .. } => "loose_tolerance",
            Self::OppositeSigns { .. } => "opposite_signs",
            Self::CausedModerator { .. } => "caused_moderator",
            Self::BinaryOutcome { .. } => "binary_outcome",
            Self::LoadsHigherElsewhere { .. } => "loads_higher_elsewhere",
            Self::ManyInadmissible { .. } => "many_inadmissible",
            Self::InadmissibleKept { .. } => "inadmissible_kept",
            Self::OftenTurned { .. } => "often_turned",
            Self::IntervalFault { .. } => "interval_fault",
            Self::MoreResamples { .. } => "more_resamples",
            Self::AlikeResamples { .. } => "alike_resamples",
            Self::FewClusters { .. } => "few_clusters",
            Self::JackknifeNotDone { .. } => "jackknife_not_done",
            Self::MixedSigns { .. } => "mixed_signs",
            Self::NegativeAlpha { .. } => "negative_alpha",
            Self::SuspectedMissingCode { .. } => "suspected_missing_code",
            Self::OffScale { .. } => "off_scale",
            Self::NoRespondents { .. } => "no_respondents",
            Self::EmptyRespondents { .. } => "empty_respondents",
            Self::OneRowCarries { .. } => "one_row_carries",
            Self::FewEffectiveRows { .. } => "few_effective_rows",
            Self::OutsideScale { .. } => "outside_scale",
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
            Self::FoldsNotSettled { .. } => "folds_not_settled",
            Self::LinearModelIncomplete { .. } => "linear_model_incomplete",
            Self::ExactFitNotDone { .. } => "exact_fit_not_done",
            Self::ExactFitIncomplete { .. } => "exact_fit_incomplete",
            Self::SegmentsNotFound { .. } => "segments_not_found",
            Self::SegmentsReachedOnce { .. } => "segments_reached_once",
            Self::SmallSegment { .. } => "small_segment",
            Self::SegmentNotEstimated { .. } => "segment_not_estimated",
            Self::SegmentsStopped { .. } => "segments_stopped",
            Self::MissingRatings { .. } => "missing_ratings",
            Self::FewExperts { .. } => "few_experts",
            Self::RulesDiffer { .. } => "rules_differ",
            Self::NotRated { .. } => "not_rated",
            Self::ItemsOutsideModel { .. } => "items_outside_model",
            Self::RatingsMayBeTurned { .. } => "ratings_may_be_turned",
            Self::WeightsRescaled { .. } => "weights_rescaled",
            Self::FewPowerResamples { .. } => "few_power_resamples",
            Self::UndefinedInResamples { .. } => "undefined_in_resamples",
            Self::GroupNotEstimated { .. } => "group_not_estimated",
            Self::InGroup { .. } => "in_group",
            Self::PermutationsLeftOut { .. } => "permutations_left_out",
            Self::PermutationsStopped { .. } => "permutations_stopped",
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
