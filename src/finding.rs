//! Findings: what a result that exists has to say about itself.

use serde::{Deserialize, Serialize};

use crate::guidance::{
    CARELESS_ITEMS, FAR_FROM_NORMAL, FEWEST_CATEGORIES, FEWEST_CLUSTERS, MISSING_OF_ROW_PERCENT,
};
use crate::words::{counted, significant};

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
        /// How many of these were drawn anew; the others were left out.
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
        /// The indicator.
        indicator: String,
        /// The value.
        value: f64,
        /// How often it occurs.
        count: usize,
        /// The smallest of the other answers.
        low: f64,
        /// The largest of the other answers.
        high: f64,
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
            Self::IntervalFault { .. } => "interval_fault",
            Self::MoreResamples { .. } => "more_resamples",
            Self::FewClusters { .. } => "few_clusters",
            Self::JackknifeNotDone { .. } => "jackknife_not_done",
            Self::MixedSigns { .. } => "mixed_signs",
            Self::NegativeAlpha { .. } => "negative_alpha",
            Self::SuspectedMissingCode { .. } => "suspected_missing_code",
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
        }
    }

    /// The sentence for people: what was found, and what to do.
    #[must_use]
    #[allow(clippy::too_many_lines)] // one sentence for each kind
    pub fn message(&self) -> String {
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
                "the weights did not converge: after {} they go back and forth between two sets that differ by {change:.1e}; more iterations do not help, try another weighting scheme or Mode B (Henseler 2010)",
                counted(*iterations, "iteration")
            ),
            Self::NotCorrected { construct, mode } => format!(
                "construct `{construct}` is reflective, but its weights are of mode {mode}: consistent PLS corrects Mode A only, so it was taken as a composite; give it Mode A, or declare it with `<~`"
            ),
            Self::ReliabilityOutside {
                construct,
                reliability,
            } if *reliability <= 0.0 => format!(
                "inadmissible: the reliability rho_A of construct `{construct}` is {reliability:.3}, not above 0, and has no root to correct by: the construct was left uncorrected; its indicators do not share a factor, recode reversed questions or declare it with `<~`"
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
            Self::TwoItems { construct } => format!(
                "construct `{construct}` has two indicators: its reliability, and with it every correction, rests on a single correlation"
            ),
            Self::SingleItem {
                construct,
                indicator,
            } => format!(
                "construct `{construct}` has the single item `{indicator}`, taken as free of error; if its reliability is known, write `reliability = {{ {construct} = 0.8 }}`"
            ),
            Self::SingularIndicators { construct, rcond } => format!(
                "the indicators of construct `{construct}` depend linearly on each other (reciprocal condition number {rcond:.1e}): their VIF, d_G and F_ML are not defined; is one of them in the block twice, or the sum of others?"
            ),
            Self::LoadsHigherElsewhere {
                indicator,
                construct,
                loading,
                other,
                cross_loading,
            } => format!(
                "indicator `{indicator}` correlates more with `{other}` ({cross_loading:.3}) than with its own construct `{construct}` ({loading:.3}): does the question stand in the right block?"
            ),
            Self::ManyInadmissible {
                inadmissible,
                redrawn,
                requested,
            } => format!(
                "{inadmissible} of {requested} resamples have an inadmissible solution ({:.1} %) and were {}: what remains is a biased part of the distribution, and its standard errors are too small",
                100.0 * *inadmissible as f64 / *requested as f64,
                match *redrawn {
                    0 => "dropped".to_owned(),
                    redrawn if redrawn == *inadmissible => "drawn anew".to_owned(),
                    redrawn => format!(
                        "drawn anew ({redrawn}) or, after 100 vain draws, dropped ({})",
                        inadmissible - redrawn
                    ),
                }
            ),
            Self::MixedSigns {
                construct,
                indicators,
            } => format!(
                "construct `{construct}`: the loadings of {} are negative while others of its block are positive; recode reversed questions first",
                listed(indicators)
            ),
            Self::NegativeAlpha { construct, alpha } => format!(
                "construct `{construct}`: Cronbach's alpha is negative ({alpha:.3}); recode reversed questions first"
            ),
            Self::SuspectedMissingCode {
                indicator,
                value,
                count,
                low,
                high,
            } => format!(
                "indicator `{indicator}` holds {value} in {}, while its other answers lie between {low} and {high}: if it means \"no answer\", declare `missing_codes = [{value}]`; it was taken as an answer",
                counted(*count, "answer")
            ),
            Self::MatrixNotPositiveDefinite {
                indicators,
                eigenvalue,
            } => format!(
                "the matrix of the {indicators} indicators is not positive definite (smallest eigenvalue {eigenvalue:.1e}): no answers have these correlations, or some depend linearly on each other; it may be rounded, mistyped, or of other rows for each pair, and what rests on it may lie beyond its bounds"
            ),
            Self::SuspectedDiagonal { largest } => format!(
                "no variance on the diagonal of the matrix is above 1 (the largest is {largest}): it was taken to hold covariances; if its diagonal holds reliabilities or roots of AVE instead, write 1 there"
            ),
            Self::ManyMissing {
                indicator,
                missing,
                rows,
            } => format!(
                "indicator `{indicator}`: {missing} of {rows} answers are missing ({:.1} %); a simple treatment is advised below 5 % only (Hair et al. 2022)",
                100.0 * *missing as f64 / *rows as f64
            ),
            Self::ManyMissingInRows { rows, of } => format!(
                "{} of {of} rows lack more than {MISSING_OF_ROW_PERCENT} % of the answers ({}): a row like that tells little and is advised to be left out (Hair et al. 2022)",
                rows.len(),
                several(rows)
            ),
            Self::StraightLining { rows } => format!(
                "{} (at least half of the answers, and {CARELESS_ITEMS} or more): {}; were the questions read? Compare the time they took, and estimate with and without them (Curran 2016)",
                if rows.len() == 1 {
                    "1 row has a long run of one answer".to_owned()
                } else {
                    format!("{} rows have a long run of one answer", rows.len())
                },
                several(rows)
            ),
            Self::DuplicatedRows { sets } => format!(
                "identical answers to all questions: {}; was a questionnaire sent, or a file appended, twice? All rows were counted",
                several(&sets.iter().map(|set| set.join(" = ")).collect::<Vec<_>>())
            ),
            Self::ReversedItem {
                construct,
                indicator,
                item_total,
            } => format!(
                "indicator `{indicator}` correlates by {item_total:.3} with the sum of the others of construct `{construct}`: if the question is reversed, recode it first (on a scale from 1 to 5, 6 minus the answer)"
            ),
            Self::FarFromNormal { indicators } => format!(
                "skewness or excess kurtosis beyond {FAR_FROM_NORMAL} in size (Hair et al. 2022): {}; nothing here presumes normal answers, but mean and correlation tell less of such ones",
                listed(indicators)
            ),
            Self::FewCategories { indicators } => format!(
                "fewer than {FEWEST_CATEGORIES} different answers: {}; they are taken as numbers with equal distances, and with so few points correlations come out too small (Rhemtulla et al. 2012)",
                listed(indicators)
            ),
            Self::SameAnswers { indicators } => format!(
                "the indicators {} have the same answers in every row: was a column copied or exported twice?",
                listed(indicators)
            ),
            Self::BlocksAlike { a, b, htmt } => format!(
                "the blocks of `{a}` and `{b}` correlate across as highly as within (HTMT {htmt:.3}): are they one construct, or does a question stand in the wrong block?"
            ),
            Self::ManyDropped { dropped, rows } => format!(
                "{dropped} of {rows} rows were dropped for missing answers ({:.1} %): the estimates describe only the others",
                100.0 * *dropped as f64 / *rows as f64
            ),
            Self::ManyFailed { failed, requested } => format!(
                "{failed} of {requested} resamples failed ({:.1} %): standard errors and intervals describe only the others; the ledger tells why",
                100.0 * *failed as f64 / *requested as f64
            ),
            Self::InadmissibleKept {
                inadmissible,
                requested,
            } => format!(
                "{inadmissible} of {requested} resamples have an inadmissible solution ({:.1} %) and are used all the same, as the study asks for: standard errors and intervals rest on solutions that cannot be",
                100.0 * *inadmissible as f64 / *requested as f64
            ),
            Self::IntervalFault {
                interval,
                defined,
                reason,
                quantities,
            } => format!(
                "the {interval} interval of {} {}: {reason}{}",
                few(quantities),
                if *defined {
                    "is coarse"
                } else {
                    "is not defined"
                },
                if *defined {
                    "; ask for more resamples"
                } else if interval == "percentile" {
                    ""
                } else {
                    "; the percentile interval stands beside it"
                },
            ),
            Self::MoreResamples {
                quantity,
                what,
                value,
                error,
                threshold,
            } => format!(
                "{quantity}: {what}, {}, lies {:.1} of its Monte Carlo standard errors from {}: other resamples may decide otherwise; more of them would tell",
                significant(*value),
                (value - threshold).abs() / error,
                significant(*threshold)
            ),
            Self::FewClusters { clusters } => format!(
                "{clusters} clusters are drawn: standard errors from fewer than {FEWEST_CLUSTERS} are too small, and intervals too short (Cameron, Gelbach & Miller 2008)"
            ),
            Self::JackknifeNotDone { reason } => {
                format!("the jackknife was not done: {reason}; what rests on it is not defined")
            }
            Self::ExactFitNotDone { reason } => {
                format!("the test of exact fit was not done: {reason}")
            }
            Self::ExactFitIncomplete {
                model,
                used,
                requested,
            } => format!(
                "the test of exact fit of the {model} model rests on {used} of {requested} resamples: the others failed, are inadmissible or were not done, and its ledger tells why"
            ),
            Self::MissingRatings { missing, items } => format!(
                "{} missing ({}): an item is judged by the experts who rated it",
                if *missing == 1 {
                    "1 rating is".to_owned()
                } else {
                    format!("{missing} ratings are")
                },
                few(items)
            ),
            Self::FewExperts { items } => format!(
                "fewer than five experts rated {}: even all of them may agree by chance, so that no agreement is enough by Lawshe's ratio",
                few(items)
            ),
            Self::NotRated { indicators } => format!(
                "the experts were not asked about {} of the model",
                few(indicators)
            ),
            Self::ItemsOutsideModel { items } => format!(
                "rated, but no indicator of the model: {}; such an item counts in the whole questionnaire, and in no construct",
                few(items)
            ),
            Self::RatingsMayBeTurned { experts, items } => format!(
                "{} and {}: a line should be an expert and a column an item; if the table lies on its side, turn it round",
                counted(*experts, "expert"),
                counted(*items, "item")
            ),
            Self::WeightsRescaled {
                construct,
                given,
                weights,
            } => format!(
                "composite `{construct}`: its weights {} were brought to {}, with which it has variance 1; only their proportions count",
                numbers(given, f64::to_string),
                numbers(weights, |x| format!("{x:.3}"))
            ),
            Self::FewPowerResamples {
                resamples,
                level,
                needed,
            } => format!(
                "{resamples} resamples are too few for intervals of {} %: their bounds lie beyond the outermost resamples, so that they are too narrow, and power and coverage are false; ask for at least {needed}",
                (1e6 * level).round() / 1e4
            ),
            Self::UndefinedInResamples {
                quantity,
                undefined,
                used,
            } => format!(
                "{quantity} is not defined in {undefined} of the {used} resamples used: they are left out, which cuts its distribution off and biases its standard error and intervals"
            ),
            Self::Stopped { done, requested } => {
                format!("the bootstrap was stopped after {done} of {requested} resamples")
            }
            Self::StudyStopped { done, of } => {
                format!("the power study was stopped after {done} of {of} replications")
            }
            Self::ManyReplicationsLeftOut {
                rows,
                left_out,
                done,
            } => format!(
                "with {rows} rows {left_out} of {done} replications failed or are inadmissible: what is said of the others holds only where a survey can be estimated"
            ),
            Self::Inconsistent {
                quantities,
                quantity,
                population,
                limit,
                groups,
            } => format!(
                "{} not tend to the population's value, however many rows there are; farthest off is {quantity}, which tends to {limit:.3} in place of {population:.3}: points of a scale attenuate, and so do composites of indicators that share a factor, for which consistent PLS corrects{}",
                if *quantities == 1 {
                    "1 estimate does".to_owned()
                } else {
                    format!("{quantities} estimates do")
                },
                if *groups == 1 {
                    ""
                } else {
                    "; and groups that differ are estimated as one"
                }
            ),
            Self::TooManyRoutes { limit } => format!(
                "the model has more than {limit} indirect routes: they are not listed one by one; indirect and total effects are complete"
            ),
            Self::TooManyContrasts { limit } => format!(
                "there are more than {limit} pairs of routes between the same constructs: none are compared; `[define]` compares those that matter"
            ),
        }
    }
}

/// The first names of a list, and how many others there are.
/// The first of several rows.
fn several(rows: &[String]) -> String {
    const SHOWN: usize = 10;
    let shown = rows[..rows.len().min(SHOWN)].join(", ");
    match rows.len().saturating_sub(SHOWN) {
        0 => shown,
        others => format!("{shown} and {others} more"),
    }
}

fn numbers(numbers: &[f64], shown: fn(&f64) -> String) -> String {
    numbers.iter().map(shown).collect::<Vec<_>>().join(", ")
}

fn few(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown = listed(&names[..names.len().min(SHOWN)]);
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        others => format!("{shown} and {others} more"),
    }
}

fn listed(names: &[String]) -> String {
    names
        .iter()
        .map(|n| format!("`{n}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
