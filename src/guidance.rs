//! Customary thresholds, each with its source, in one place.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::digits::decided;

/// The side of its bound on which a value should lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Side {
    /// At the bound or above: a value that misses it lies below.
    Below,
    /// At the bound or below: a value that misses it lies above.
    Above,
}

/// The measure of a threshold. `snake_case` in the result document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Judged {
    /// Loading of an indicator, judged by its size.
    Loading,
    /// Correlation of an indicator with the sum of the others of its block.
    ItemTotal,
    /// Cronbach's alpha.
    Alpha,
    /// Reliability after Dijkstra and Henseler.
    RhoA,
    /// Composite reliability.
    RhoC,
    /// Average variance extracted.
    Ave,
    /// One-sided upper bound of the heterotrait-monotrait ratio.
    Htmt,
    /// Variance inflation of an indicator in a Mode B block.
    IndicatorVif,
    /// Variance inflation of a predictor.
    Vif,
    /// Variance inflation of a construct among all others.
    FullVif,
    /// Standardised root mean square residual.
    Srmr,
    /// Path of a redundancy analysis.
    Redundancy,
    /// Content validity index of one question.
    ICvi,
    /// Content validity ratio of one question.
    Cvr,
    /// Mean content validity index of several questions.
    SCviAve,
    /// Share of the questions on which all experts agree.
    SCviUa,
}

/// A customary threshold.
#[derive(Debug, Clone, Copy)]
struct Guideline {
    /// The side that misses it.
    misses: Side,
    bound: f64,
    source: &'static str,
    /// The possible meaning of a missed threshold.
    meaning: &'static str,
}

const fn below(bound: f64, source: &'static str, meaning: &'static str) -> Guideline {
    Guideline {
        misses: Side::Below,
        bound,
        source,
        meaning,
    }
}

const fn above(bound: f64, source: &'static str, meaning: &'static str) -> Guideline {
    Guideline {
        misses: Side::Above,
        bound,
        source,
        meaning,
    }
}

/// A mean that misses its bound by less than this value misses it because of rounding.
const ROUNDING: f64 = 1e-12;

const HAIR: &str = "Hair et al. 2022";
const REDUNDANT: &str = "the questions may repeat each other";
const UNRELIABLE: &str = "the questions may not measure one thing well";
const INADMISSIBLE: &str = "no reliability can be above 1: the questions do not follow one common factor, or the sample is too small for it";
const OTHER_WORDS: &str = "the question may need to be reworded or left out";
const DISTINCT: &str = "the two may be one construct";
const UNSTABLE_WEIGHT: &str = "its weight may be unstable";
const UNSTABLE_PATH: &str = "its path may be unstable";
const ONE_METHOD: &str = "all answers may share a common method effect";

impl Judged {
    /// Its name in a sentence.
    pub(crate) fn called(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::ItemTotal => "item-total correlation",
            Self::Alpha => "alpha",
            Self::RhoA => "rho_A",
            Self::RhoC => "rho_C",
            Self::Ave => "AVE",
            Self::Htmt => "upper bound of HTMT",
            Self::IndicatorVif => "VIF in its block",
            Self::Vif => "VIF",
            Self::FullVif => "full collinearity VIF",
            Self::Srmr => "SRMR",
            Self::Redundancy => "redundancy path",
            Self::ICvi => "I-CVI",
            Self::Cvr => "CVR",
            Self::SCviAve => "S-CVI/Ave",
            Self::SCviUa => "S-CVI/UA",
        }
    }

    /// Its thresholds; of several on one side, the strictest comes first. Thresholds that depend on the study or on
    /// the number of experts are functions below.
    #[rustfmt::skip]
    fn guidelines(self) -> &'static [Guideline] {
        const HENSELER: &str = "Henseler, Ringle & Sarstedt 2015";
        const HAIR_2019: &str = "Hair et al. 2019";
        match self {
            Self::Loading => const { &[below(0.708, HAIR, "the construct explains less than half of the indicator's variance")] },
            Self::ItemTotal => const { &[below(0.30, "Nunnally & Bernstein 1994", "the question may not belong to its block")] },
            Self::Alpha => const { &[below(0.70, HAIR, UNRELIABLE), above(0.95, HAIR, REDUNDANT)] },
            Self::RhoA | Self::RhoC => const { &[
                below(0.70, HAIR, UNRELIABLE),
                above(0.95, HAIR, REDUNDANT),
                above(1.0, "Dijkstra & Henseler 2015", INADMISSIBLE),
            ] },
            Self::Ave => const { &[below(0.50, HAIR, "the construct explains on average less than half of its indicators' variance")] },
            Self::Htmt => const { &[above(0.85, HENSELER, DISTINCT), above(0.90, HENSELER, DISTINCT), above(1.0, HENSELER, DISTINCT)] },
            Self::IndicatorVif => const { &[above(3.3, "Diamantopoulos & Siguaw 2006", UNSTABLE_WEIGHT), above(5.0, HAIR, UNSTABLE_WEIGHT)] },
            Self::Vif => const { &[above(3.0, HAIR_2019, UNSTABLE_PATH), above(5.0, HAIR_2019, UNSTABLE_PATH)] },
            Self::Redundancy => const { &[below(0.70, "Cheah et al. 2018", "the block may not cover the whole concept")] },
            Self::SCviAve => const { &[below(0.90, "Polit & Beck 2006", "the questions may not cover the concept")] },
            Self::SCviUa => const { &[below(0.80, "Davis 1992", "the experts agree on few of the questions")] },
            Self::Srmr => const { &[above(0.08, "Hu & Bentler 1999", "the model may not reproduce the correlations of the answers; a correct model is often above 0.08 in a small sample: the test of exact fit decides")] },
            Self::FullVif | Self::ICvi | Self::Cvr => &[],
        }
    }

    /// The part of a value that is compared with a threshold.
    fn compared(self, value: f64) -> f64 {
        match self {
            // The share of variance that a loading explains is its square, whatever its sign.
            Self::Loading => value.abs(),
            _ => value,
        }
    }
}

impl fmt::Display for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The name of the result document.
        self.serialize(f)
    }
}

/// A value beyond a customary threshold. It has no consequence by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Judgement {
    /// The measure that is judged.
    pub measure: Judged,
    /// What it is of.
    pub of: String,
    /// The value.
    pub value: f64,
    /// On which side of the bound it lies.
    pub side: Side,
    /// The bound.
    pub bound: f64,
    /// Who set it.
    pub source: String,
    /// The sentence for people.
    pub sentence: String,
}

/// The lower bounds of Cohen's categories of effect sizes f², the smallest first. Source: Cohen
/// (1988), ch. 9.
pub(crate) const EFFECT_SIZES: [(f64, &str); 3] =
    [(0.02, "small"), (0.15, "medium"), (0.35, "large")];

/// Rows with a larger percentage of missing answers should be excluded. Source: Hair et al. (2022), ch. 2.
pub(crate) const MISSING_OF_ROW_PERCENT: usize = 15;

/// Skewness and excess kurtosis beyond this are called far from normal. Source: Hair et al. (2022), ch. 2.
pub(crate) const FAR_FROM_NORMAL: f64 = 1.0;

/// With fewer different answers, a scale cannot be treated as one of equal distances. Source: Rhemtulla et al. (2012),
/// Psychological Methods 17(3), 354-373.
pub(crate) const FEWEST_CATEGORIES: usize = 5;

/// Fewer clusters are too few for reliable standard errors. Source: Cameron, Gelbach & Miller (2008), Review of Economics
/// and Statistics 90(3), 414-427.
pub(crate) const FEWEST_CLUSTERS: usize = 30;

/// Fewer equal answers may be chance, or honest. A convention of this crate: the papers on careless
/// respondents give no number.
pub(crate) const CARELESS_ITEMS: usize = 10;

/// Cohen's category of an effect size f²; `None` for a negative value.
pub(crate) fn effect_size(f2: f64) -> Option<&'static str> {
    called(f2, &EFFECT_SIZES)
}

/// The size whose bound is the last that is reached.
fn called(f2: f64, sizes: &[(f64, &'static str)]) -> Option<&'static str> {
    let reached = sizes.iter().rev().find(|(from, _)| f2 >= *from);
    (f2 >= 0.0).then(|| reached.map_or("below small", |(_, size)| size))
}

/// A smaller normed entropy says that segments overlap. Source: Ringle, Sarstedt & Mooi (2010), Annals of Information
/// Systems 8, 19-49.
pub(crate) const CLEAR_ENTROPY: f64 = 0.5;

/// The lower bound of a good modified kappa.
pub(crate) const GOOD_AGREEMENT: f64 = 0.60;

/// Categories of effect sizes f² of interactions, each with its lower bound: these effects are naturally smaller than those
/// of paths.
///
/// Source: Kenny (2018), Moderator variables; Aguinis et al. (2005), Journal of Applied Psychology 90(1), 94-107.
pub(crate) const INTERACTION_SIZES: [(f64, &str); 3] =
    [(0.005, "small"), (0.01, "medium"), (0.025, "large")];

/// What an effect size f² of an interaction is called; `None` for a value below 0, which is none.
pub(crate) fn interaction_size(f2: f64) -> Option<&'static str> {
    called(f2, &INTERACTION_SIZES)
}

/// The category of a modified kappa by Polit, Beck and Owen, after Fleiss and after Cicchetti and
/// Sparrow.
pub(crate) fn agreement(kappa: f64) -> &'static str {
    match kappa {
        k if k > 0.74 => "excellent",
        k if k >= GOOD_AGREEMENT => "good",
        k if k >= 0.40 => "fair",
        _ => "poor",
    }
}

/// Every threshold of a measure, on either side, which decides the digits of a printed number.
pub(crate) fn bounds(measure: Judged) -> Vec<f64> {
    measure.guidelines().iter().map(|g| g.bound).collect()
}

/// The upper bounds of a measure, the strictest first.
pub(crate) fn upper_bounds(measure: Judged) -> impl Iterator<Item = f64> {
    let own = measure.guidelines().iter();
    own.filter(|g| g.misses == Side::Above).map(|g| g.bound)
}

/// The lower bound of a measure, if there is one.
pub(crate) fn lower_bound(measure: Judged) -> Option<f64> {
    let mut own = measure.guidelines().iter();
    own.find(|g| g.misses == Side::Below).map(|g| g.bound)
}

/// The guideline that a value misses, if any; of several on one side, the least strict one that it
/// misses.
pub(crate) fn judge(measure: Judged, of: &str, value: f64) -> Option<Judgement> {
    let mut own = measure.guidelines().iter().rev();
    own.find_map(|g| g.judge(measure, of, value))
}

/// Whether a content validity ratio is below the critical value for its number of experts.
pub(crate) fn judge_cvr(of: &str, value: f64, critical: f64) -> Option<Judgement> {
    const SOURCE: &str = "Ayre & Scally 2014";
    below(critical, SOURCE, "the agreement may be chance").judge(Judged::Cvr, of, value)
}

/// Whether a content validity index is below the bound for its number of experts.
pub(crate) fn judge_i_cvi(of: &str, value: f64, experts: usize) -> Option<Judgement> {
    let guideline = if experts <= 5 {
        below(1.0, "Lynn 1986", OTHER_WORDS)
    } else {
        below(0.78, "Polit & Beck 2006", OTHER_WORDS)
    };
    // The bound is 7 of 9, rounded.
    let rounded = (value * 100.0).round() / 100.0;
    (rounded < guideline.bound)
        .then(|| guideline.judge(Judged::ICvi, of, value))
        .flatten()
}

/// Whether the full collinearity VIF of a construct indicates common method bias.
///
/// `floor` is the value that the construct's own predictors alone produce, `1 / (1 - R²)`: if it is above the threshold,
/// there is no judgement.
///
/// Source: Kock (2015), International Journal of e-Collaboration 11(4), 1-10; 5 where constructs are corrected for error,
/// as its author advises for factor-based algorithms.
pub(crate) fn judge_full_vif(
    of: &str,
    value: f64,
    floor: Option<f64>,
    consistent: bool,
) -> Option<Judgement> {
    let guideline = full_vif(consistent);
    floor
        .is_none_or(|floor| floor <= guideline.bound)
        .then(|| guideline.judge(Judged::FullVif, of, value))
        .flatten()
}

/// The upper bound of a full collinearity VIF, see [`judge_full_vif`].
pub(crate) fn full_vif_bound(consistent: bool) -> f64 {
    full_vif(consistent).bound
}

fn full_vif(consistent: bool) -> Guideline {
    if consistent {
        above(5.0, "Kock 2015, factor-based", ONE_METHOD)
    } else {
        above(3.3, "Kock 2015", ONE_METHOD)
    }
}

/// Whether the SRMR of a model is too large: compared with its 95 % quantile if the test of exact fit gives it,
/// otherwise with the customary bound.
pub(crate) fn judge_srmr(of: &str, value: f64, quantile: Option<f64>) -> Option<Judgement> {
    let Some(quantile) = quantile else {
        return judge(Judged::Srmr, of, value);
    };
    let guideline = above(
        quantile,
        "its 95 % quantile if the model holds, Dijkstra & Henseler 2015",
        "the model does not reproduce the correlations of the answers",
    );
    guideline.judge(Judged::Srmr, of, value)
}

impl Side {
    /// `below` or `above`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Below => "below",
            Self::Above => "above",
        }
    }
}

impl Judgement {
    /// The bound as its source prints it: customary bounds are short, and a critical ratio or a quantile has many
    /// digits.
    pub(crate) fn bound_shown(&self) -> f64 {
        (self.bound * 1e3).round() / 1e3
    }
}

impl Guideline {
    /// The judgement of a value that misses the threshold.
    fn judge(&self, measure: Judged, of: &str, value: f64) -> Option<Judgement> {
        let Self {
            misses,
            bound,
            source,
            meaning,
        } = self;
        let compared = measure.compared(value);
        let (missed, side) = match misses {
            Side::Below => (compared < bound - ROUNDING, "below"),
            Side::Above => (compared > bound + ROUNDING, "above"),
        };
        if !missed {
            return None;
        }
        // Customary bounds are short; a critical ratio has many digits.
        let bound_shown = (bound * 1e3).round() / 1e3;
        let thresholds = match measure {
            Judged::Loading => vec![*bound, -bound],
            _ => vec![*bound],
        };
        let shown = decided(value, 3, &thresholds);
        Some(Judgement {
            measure,
            of: of.to_owned(),
            value,
            side: *misses,
            bound: *bound,
            source: (*source).to_owned(),
            sentence: format!(
                "{} of {of}: {shown}, {side} {bound_shown} ({source}): {meaning}",
                measure.called()
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_beyond_a_threshold_is_reported_with_its_source() {
        let found = judge(Judged::Loading, "`KR3`", 0.65).unwrap();
        assert!(
            found
                .sentence
                .starts_with("loading of `KR3`: 0.650, below 0.708 (Hair et al. 2022)")
        );
        assert_eq!(judge(Judged::Loading, "`KR3`", 0.708), None);
        let bound = |measure, value| judge(measure, "it", value).map(|j| (j.side, j.bound));
        assert_eq!(bound(Judged::Htmt, 0.95), Some((Side::Above, 0.90)));
        assert_eq!(bound(Judged::Alpha, 0.96), Some((Side::Above, 0.95)));
        assert_eq!(bound(Judged::Vif, 3.1), Some((Side::Above, 3.0)));
        assert_eq!(bound(Judged::Vif, 5.1), Some((Side::Above, 5.0)));
    }

    #[test]
    fn a_loading_is_judged_by_its_size() {
        assert_eq!(judge(Judged::Loading, "`r`", -0.86), None);
        let found = judge(Judged::Loading, "`r`", -0.60).unwrap();
        assert!(found.sentence.contains("-0.600, below 0.708"));
    }

    #[test]
    fn a_reliability_above_1_is_inadmissible_and_says_nothing_about_repeated_questions() {
        for measure in [Judged::RhoA, Judged::RhoC] {
            let found = judge(measure, "`A`", 1.132).unwrap();
            assert!((found.bound - 1.0).abs() < 1e-12);
            assert!(!found.sentence.contains("repeat"), "{}", found.sentence);
        }
        let found = judge(Judged::RhoA, "`A`", 0.97).unwrap();
        assert!(found.sentence.contains("repeat each other"));
    }

    #[test]
    fn full_collinearity_is_judged_only_where_its_floor_leaves_something_to_judge() {
        let bound = |value, floor, consistent| {
            judge_full_vif("`Y`", value, floor, consistent).map(|j| j.bound)
        };
        assert_eq!(bound(3.4, None, false), Some(3.3));
        assert_eq!(bound(3.4, Some(2.0), false), Some(3.3));
        assert_eq!(bound(3.4, Some(3.35), false), None);
        assert_eq!(bound(4.9, None, true), None);
        assert_eq!(bound(5.1, None, true), Some(5.0));
    }

    #[test]
    fn srmr_is_judged_by_its_own_quantile_where_that_is_known() {
        assert_eq!(judge_srmr("it", 0.12, Some(0.13)), None);
        assert_eq!(
            judge_srmr("it", 0.05, Some(0.04)).map(|j| j.bound),
            Some(0.04)
        );
        assert_eq!(judge_srmr("it", 0.081, None).map(|j| j.bound), Some(0.08));
        assert_eq!(judge_srmr("it", 0.079, None), None);
    }

    #[test]
    fn every_name_of_a_threshold_is_read_back() {
        let named = Judged::SCviAve.to_string();
        assert_eq!(named, "s_cvi_ave");
        let read: Judged = serde_json::from_str(&format!("\"{named}\"")).unwrap();
        assert_eq!(read, Judged::SCviAve);
    }

    #[test]
    fn effect_sizes_begin_at_their_bounds() {
        let sizes = [0.0, 0.0199, 0.02, 0.15, 0.35].map(effect_size);
        let called = ["below small", "below small", "small", "medium", "large"];
        assert_eq!(sizes, called.map(Some));
        assert_eq!(effect_size(-0.01), None);
    }

    #[test]
    fn kappas_are_called_as_their_bands_are() {
        let called = [0.741, 0.74, 0.60, 0.599, 0.40, 0.399, -0.2].map(agreement);
        let bands = ["excellent", "good", "good", "fair", "fair", "poor", "poor"];
        assert_eq!(called, bands);
    }

    #[test]
    fn an_index_of_few_experts_asks_for_all_of_them() {
        let of = |value, experts| judge_i_cvi("`x`", value, experts).map(|j| j.source);
        assert_eq!(of(0.8, 5).as_deref(), Some("Lynn 1986"));
        assert_eq!(of(7.0 / 9.0, 9), None);
        assert_eq!(of(0.75, 8).as_deref(), Some("Polit & Beck 2006"));
    }

    #[test]
    fn a_mean_that_misses_its_bound_by_rounding_does_not_miss_it() {
        assert_eq!(judge(Judged::SCviAve, "all", 0.9 - 1e-15), None);
        assert!(judge(Judged::SCviAve, "all", 0.9 - 1e-9).is_some());
    }

    #[test]
    fn a_value_is_never_shown_as_the_bound_that_it_misses() {
        let found = judge(Judged::Ave, "`X`", 0.499_97).unwrap();
        assert!(
            found.sentence.contains("0.49997, below 0.5"),
            "{}",
            found.sentence
        );
    }
}
