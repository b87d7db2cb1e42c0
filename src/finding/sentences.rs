//! The sentence of every finding.

use super::{Finding, Miss};
use crate::guidance::{
    CARELESS_ITEMS, FAR_FROM_NORMAL, FEWEST_CATEGORIES, FEWEST_CLUSTERS, MISSING_OF_ROW_PERCENT,
};
use crate::text::{counted, first_of, listed, significant};

impl Finding {
    /// The sentence of each finding for users: what was found, and what to do.
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
            Self::DependentIndicators { dependence, .. } => format!(
                "indicators of several blocks depend linearly on each other, so that d_G, F_ML and the indices that follow from it are not defined: {dependence}"
            ),
            Self::TiedComponents { construct } => format!(
                "construct `{construct}`: the first principal component of its indicators has the same variance as the second, so that rounding decides between them; choose another mode, or check the indicators"
            ),
            Self::LooseTolerance { tolerance } => format!(
                "tolerance {tolerance}: the iterations may have stopped while weights still changed by nearly this amount; 1e-7 is customary"
            ),
            Self::CausedModerator {
                interaction,
                cause,
                caused,
            } => format!(
                "interaction `{interaction}`: in this model `{cause}` leads to `{caused}`, so that their product holds a part of the square of `{cause}`, and a curved effect may look moderated; add the square `{cause}:{cause}` to see whether the interaction remains"
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
            Self::BinaryOutcome {
                construct,
                indicator,
            } => format!(
                "construct `{construct}` is explained, but its single item `{indicator}` has only two different answers: paths to it are those of a linear probability model, whose predictions may lie outside the range; logistic regression on the scores is the customary check"
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
            Self::ManyInadmissible {
                inadmissible,
                redrawn,
                requested,
            } => format!(
                "{inadmissible} of {requested} resamples have an inadmissible solution ({:.1} %) and were {}: the others are a biased part of the distribution, and their standard errors may be too small",
                100.0 * *inadmissible as f64 / *requested as f64,
                match *redrawn {
                    0 => "dropped".to_owned(),
                    redrawn if redrawn == *inadmissible => "drawn again".to_owned(),
                    redrawn => format!(
                        "drawn again ({redrawn}) or dropped after 100 unsuccessful draws ({})",
                        inadmissible - redrawn
                    ),
                }
            ),
            Self::MixedSigns {
                construct,
                indicators,
            } => format!(
                "construct `{construct}`: the loadings of {} are negative while others of its block are positive; recode reversed questions (`reverse` under [data])",
                listed(indicators)
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
            } => format!(
                "{} {value} in {}, while {} other answers lie between {low} and {high}: if it means \"no answer\", declare `missing_codes = [{value}]`; it is used as an answer",
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
            Self::OffScale {
                indicator,
                values,
                count,
                low,
                high,
                rows,
            } => format!(
                "indicator `{indicator}` holds {} in {} ({}), outside the range from {low} to {high} of the other questions of its block: correct a typing error; if it means \"no answer\", declare `missing_codes = [{}]`; it was used as an answer",
                numbers(values, f64::to_string),
                several(rows),
                counted(*count, "answer"),
                numbers(values, f64::to_string),
            ),
            Self::NoRespondents { rows } => format!(
                "{} ({}) holds means, sums or counts of the other rows and is used as a respondent: delete it from the file",
                if rows.len() == 1 {
                    "a row under the answers"
                } else {
                    "each of several rows under the answers"
                },
                several(rows),
            ),
            Self::EmptyRespondents { rows, counted } => format!(
                "{} no answer to any question of the model ({}){}",
                if rows.len() == 1 {
                    "1 respondent gave".to_owned()
                } else {
                    format!("{} respondents gave", rows.len())
                },
                several(rows),
                if *counted {
                    ": each counts in n with the mean in place of every answer, which makes standard deviations and standard errors too small; leave these rows out"
                } else {
                    ": they say nothing about the model, and are among the rows that were dropped"
                }
            ),
            Self::OneRowCarries { row, indicators } => format!(
                "{row} alone holds more than nine tenths of the variance of {}: every correlation with them depends on this row; is the value a typing error, or a code for a missing answer?",
                listed(indicators)
            ),
            Self::FewEffectiveRows { effective, rows } => format!(
                "the case weights are so unequal that {rows} rows hold as much information as {effective:.1} rows of equal weight (Kish 1965): formulas still use n = {rows}, and intervals rest on few rows; check the largest weights"
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
            Self::ManyMissingInRows { rows, of } => format!(
                "{} of {of} rows lack more than {MISSING_OF_ROW_PERCENT} % of the answers ({}): such rows hold little information, and should be excluded (Hair et al. 2022)",
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
                "{} rows give the same answers to all questions as another, in {}: {}; was a questionnaire sent, or a file appended, twice? All rows were counted",
                sets.iter().map(Vec::len).sum::<usize>(),
                counted(sets.len(), "set"),
                several(
                    &sets
                        .iter()
                        .map(|set| first_of(5, set.iter(), " = "))
                        .collect::<Vec<_>>()
                )
            ),
            Self::ReversedItem {
                construct,
                indicator,
                item_total,
            } => format!(
                "indicator `{indicator}` correlates by {item_total:.3} with the sum of the others of construct `{construct}`: if the question is reversed, recode it (`reverse` under [data])"
            ),
            Self::FarFromNormal { indicators } => format!(
                "skewness or excess kurtosis beyond {FAR_FROM_NORMAL} in absolute value (Hair et al. 2022): {}; no method here assumes normal answers, but means and correlations describe these answers less well",
                listed(indicators)
            ),
            Self::FewCategories { indicators } => format!(
                "fewer than {FEWEST_CATEGORIES} different answers: {}; they are treated as numbers with equal distances, and with so few points correlations are too small (Rhemtulla et al. 2012)",
                listed(indicators)
            ),
            Self::SameAnswers { indicators } => format!(
                "the indicators {} have the same answers in every row: was a column copied or exported twice?",
                listed(indicators)
            ),
            Self::BlocksAlike { a, b, htmt } => format!(
                "the blocks of `{a}` and `{b}` correlate with each other as highly as within (HTMT {htmt:.3}): are they one construct, or is a question in the wrong block?"
            ),
            Self::ManyDropped { dropped, rows } => format!(
                "{dropped} of {rows} rows were dropped because of missing answers ({:.1} %): the estimates describe only the others",
                100.0 * *dropped as f64 / *rows as f64
            ),
            Self::ManyFailed {
                failed,
                requested,
                reason,
                of_it,
            } => format!(
                "{failed} of {requested} resamples failed ({:.1} %): {reason} ({of_it} of them); standard errors and intervals describe only the others",
                100.0 * *failed as f64 / *requested as f64
            ),
            Self::OftenTurned {
                construct,
                turned,
                used,
            } => format!(
                "in {turned} of {used} resamples the sign rule turned construct `{construct}` against the sample, because its indicators pull in opposite directions; it was turned back: recode reversed questions, or name a `dominant` indicator"
            ),
            Self::InadmissibleKept {
                inadmissible,
                requested,
            } => format!(
                "{inadmissible} of {requested} resamples have an inadmissible solution ({:.1} %) and are used, as the study requests: standard errors and intervals rest on solutions that are not possible",
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
                    "; use more resamples"
                } else if interval == "percentile" {
                    ""
                } else {
                    "; the percentile interval is given as well"
                },
            ),
            Self::MoreResamples {
                quantity,
                what,
                value,
                error,
                threshold,
            } => format!(
                "{quantity}: {what}, {}, lies {:.1} of its Monte Carlo standard errors from {}: other resamples may lead to another decision; use more resamples",
                significant(*value),
                (value - threshold).abs() / error,
                significant(*threshold)
            ),
            Self::AlikeResamples { different, given } => format!(
                "only {different} of the {given} resamples that were given differ from each other: standard errors and intervals describe the copies; draw every resample separately"
            ),
            Self::FewClusters { clusters } => format!(
                "{clusters} clusters are drawn: standard errors from fewer than {FEWEST_CLUSTERS} are too small, and intervals too short (Cameron, Gelbach & Miller 2008)"
            ),
            Self::JackknifeNotDone { reason } => {
                format!(
                    "the jackknife was not done: {reason}; results that need it are not defined"
                )
            }
            Self::FoldsNotSettled { folds, of } => format!(
                "in {folds} of {of} folds the weights of the rows that train did not converge; predictions rest on them all the same"
            ),
            Self::LinearModelIncomplete { indicators } => format!(
                "the linear model that predictions are held against leaves out {}, because they depend linearly on other indicators, or there are more indicators than rows (pivoted solve, as of R's `lm`)",
                listed(indicators)
            ),
            Self::ExactFitNotDone { reason } => {
                format!("the test of exact fit was not done: {reason}")
            }
            Self::ExactFitIncomplete {
                model,
                used,
                requested,
            } => format!(
                "the test of exact fit of the {model} model rests on {used} of {requested} resamples: the others failed, are inadmissible or were not done; its ledger gives the reasons"
            ),
            Self::SegmentsNotFound {
                segments,
                starts,
                least,
                reason,
            } => format!(
                "none of {} for {} leads to a solution with at least {least} rows in each ({reason}): lower `most` or `smallest` of [segments], or raise `starts`",
                counted(*starts, "start"),
                counted(*segments, "segment")
            ),
            Self::SegmentsReachedOnce { segments, starts } => format!(
                "the best solution with {} was reached by one of {starts} starts only, so that a better one may exist: raise `starts` of [segments]",
                counted(*segments, "segment")
            ),
            Self::SmallSegment {
                segments,
                segment,
                rows,
                needed,
            } => format!(
                "segment {segment} of {segments} has {}, and the ten-times rule asks for {needed}: its paths are hardly known",
                counted(*rows, "row")
            ),
            Self::SegmentNotEstimated {
                segments,
                segment,
                rows,
                reason,
            } => format!(
                "the model cannot be estimated from the {} of segment {segment} of {segments} ({reason}): it has the coefficients of the search alone",
                counted(*rows, "row")
            ),
            Self::SegmentsStopped { tried } => format!(
                "the search for segments was stopped: it holds what was found for up to {} by then",
                counted(*tried, "segment")
            ),
            Self::MissingRatings { missing, items } => format!(
                "{} missing ({}): each item is judged by the experts who rated it",
                if *missing == 1 {
                    "1 rating is".to_owned()
                } else {
                    format!("{missing} ratings are")
                },
                few(items)
            ),
            Self::FewExperts { items } => format!(
                "fewer than five experts rated {}: even full agreement may then be chance, so that no agreement is enough for Lawshe's ratio",
                few(items)
            ),
            Self::RulesDiffer { items } => format!(
                "kappa is good or excellent, but CVR does not retain {}: the rules measure different things. CVR asks whether the agreement could be chance, and kappa how large the agreement is beyond chance; a small panel can agree well and still prove little",
                few(items)
            ),
            Self::NotRated { indicators } => format!(
                "the experts were not asked about {} of the model",
                few(indicators)
            ),
            Self::ItemsOutsideModel { items } => format!(
                "rated, but not an indicator of the model: {}; such an item counts in the whole questionnaire, but in no construct",
                few(items)
            ),
            Self::RatingsMayBeTurned { experts, items } => format!(
                "{} and {}: a line should be an expert and a column an item; if it is the other way round, transpose the table",
                counted(*experts, "expert"),
                counted(*items, "item")
            ),
            Self::WeightsRescaled {
                construct,
                given,
                weights,
            } => format!(
                "composite `{construct}`: its weights {} were rescaled to {}, with which it has variance 1; only their proportions count",
                numbers(given, f64::to_string),
                numbers(weights, |x| format!("{x:.3}"))
            ),
            Self::FewPowerResamples {
                resamples,
                level,
                needed,
            } => format!(
                "{resamples} resamples are too few for intervals of {} %: their bounds lie beyond the outermost resamples, so that they are too narrow, and power and coverage are wrong; use at least {needed}",
                (1e6 * level).round() / 1e4
            ),
            Self::UndefinedInResamples {
                quantity,
                undefined,
                used,
                summarised,
            } => format!(
                "{quantity} is not defined in {undefined} of the {used} resamples used: {}",
                if *summarised {
                    "these are left out, which truncates its distribution and biases its standard error and intervals"
                } else {
                    "fewer than 95 % have a value, so that it has no standard error, interval or bound"
                }
            ),
            Self::GroupNotEstimated {
                group,
                rows,
                reason,
            } => format!(
                "group `{group}` ({}) is compared with none, because the model cannot be estimated in it: {reason}",
                counted(*rows, "row")
            ),
            Self::InGroup {
                group, sentence, ..
            } => format!("in group `{group}`: {sentence}"),
            Self::PermutationsLeftOut {
                first,
                second,
                left_out,
                done,
            } => format!(
                "groups `{first}` and `{second}`: in {left_out} of {done} permutations a group could not be estimated, and p-values are of the others: the groups are small for this model"
            ),
            Self::PermutationsStopped { done, requested } => {
                format!("the permutations of groups were stopped after {done} of {requested}")
            }
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
                "with {rows} rows {left_out} of {done} replications failed or are inadmissible: the results hold only for surveys that can be estimated"
            ),
            Self::Inconsistent { misses, of, groups } => format!(
                "{} of {of} estimates {} not tend to the population's value with more rows: {}; points of a scale attenuate, and so do composites of indicators that share a factor, for which consistent PLS corrects{}",
                misses.len(),
                if misses.len() == 1 { "does" } else { "do" },
                first_of(MISSES_NAMED, misses.iter().map(miss), ", "),
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
            Self::Other { code, .. } => {
                format!(
                    "a newer version of the program found `{code}`, which this one does not know"
                )
            }
        }
    }
}

/// Estimators that a sentence names one by one.
const MISSES_NAMED: usize = 12;

/// The limit of an estimator, and its relative difference.
fn miss(miss: &Miss) -> String {
    let off = miss.relative();
    let off = off.map_or_else(String::new, |off| format!(" ({:+.1} %)", 100.0 * off));
    format!(
        "{} tends to {:.3} in place of {:.3}{off}",
        miss.quantity, miss.limit, miss.population
    )
}

/// The first of several rows, and how many others there are.
fn several(rows: &[String]) -> String {
    first_of(10, rows.iter(), ", ")
}

fn numbers(numbers: &[f64], shown: fn(&f64) -> String) -> String {
    numbers.iter().map(shown).collect::<Vec<_>>().join(", ")
}

/// The first of many names, and how many others there are.
fn few(names: &[String]) -> String {
    first_of(3, names.iter().map(|name| format!("`{name}`")), ", ")
}
