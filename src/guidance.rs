//! Customary thresholds, each with its source, in one place.

use serde::{Deserialize, Serialize};

/// On which side of its bound a value is customarily asked to lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Side {
    /// At the bound or above: a value that misses it lies below.
    Below,
    /// At the bound or below: a value that misses it lies above.
    Above,
}

/// A customary threshold.
struct Guideline {
    /// The measure, as in the result document.
    measure: &'static str,
    /// How the measure is called in a sentence.
    called: &'static str,
    /// The side that misses it.
    misses: Side,
    bound: f64,
    source: &'static str,
    /// What a miss may mean.
    meaning: &'static str,
}

const fn below(
    measure: &'static str,
    called: &'static str,
    bound: f64,
    source: &'static str,
    meaning: &'static str,
) -> Guideline {
    Guideline {
        measure,
        called,
        misses: Side::Below,
        bound,
        source,
        meaning,
    }
}

const fn above(
    measure: &'static str,
    called: &'static str,
    bound: f64,
    source: &'static str,
    meaning: &'static str,
) -> Guideline {
    Guideline {
        misses: Side::Above,
        ..below(measure, called, bound, source, meaning)
    }
}

/// A mean that misses its bound by less than this misses it by rounding.
const ROUNDING: f64 = 1e-12;

const HAIR: &str = "Hair et al. 2022";
const REDUNDANT: &str = "the questions may repeat each other";
const UNRELIABLE: &str = "the questions may not measure one thing well";
const OTHER_WORDS: &str = "the question may need other words, or to be left out";
const DISTINCT: &str = "the two may be one construct";

/// The thresholds; of several for one measure and side, the last that a value misses is named.
#[rustfmt::skip]
const GUIDELINES: &[Guideline] = &[
    below("loading", "loading", 0.708, HAIR, "less than half of the answers' variance is the construct's"),
    below("item_total", "item-total correlation", 0.30, "Nunnally & Bernstein 1994", "the question may not belong to its block"),
    below("alpha", "alpha", 0.70, HAIR, UNRELIABLE),
    above("alpha", "alpha", 0.95, HAIR, REDUNDANT),
    below("rho_a", "rho_A", 0.70, HAIR, UNRELIABLE),
    above("rho_a", "rho_A", 0.95, HAIR, REDUNDANT),
    below("rho_c", "rho_C", 0.70, HAIR, UNRELIABLE),
    above("rho_c", "rho_C", 0.95, HAIR, REDUNDANT),
    below("ave", "AVE", 0.50, HAIR, "the construct holds less variance than the error"),
    above("htmt", "HTMT", 0.85, "Henseler, Ringle & Sarstedt 2015", DISTINCT),
    above("htmt", "HTMT", 0.90, "Henseler, Ringle & Sarstedt 2015", DISTINCT),
    above("htmt", "HTMT", 1.0, "Henseler, Ringle & Sarstedt 2015", DISTINCT),
    above("indicator_vif", "VIF in its block", 3.3, "Diamantopoulos & Siguaw 2006", "its weight may be unstable"),
    above("indicator_vif", "VIF in its block", 5.0, HAIR, "its weight may be unstable"),
    above("vif", "VIF", 3.3, "Diamantopoulos & Siguaw 2006", "its path may be unstable"),
    above("vif", "VIF", 5.0, HAIR, "its path may be unstable"),
    above("full_vif", "full collinearity VIF", 3.3, "Kock 2015", "one method may stand behind all answers"),
    above("harman", "first component's share", 0.50, "Podsakoff et al. 2003", "one method may stand behind all answers"),
    above("srmr", "SRMR", 0.08, "Hu & Bentler 1999", "the model may leave out what the answers share"),
    below("nfi", "NFI", 0.90, "Bentler & Bonett 1980", "the model may leave out what the answers share"),
    below("s_cvi_ave", "S-CVI/Ave", 0.90, "Polit & Beck 2006", "the questions may not cover the idea"),
    below("s_cvi_ua", "S-CVI/UA", 0.80, "Davis 1992", "the experts agree on few of the questions"),
    below("redundancy", "redundancy path", 0.70, "Cheah et al. 2018", "the block may not cover the whole idea"),
];

/// A value beyond a customary threshold. Nothing follows from it by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Judgement {
    /// The measure, as in the result document.
    pub measure: String,
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

/// From where Cohen calls an effect size f² so, the smallest first. Source: Cohen (1988), ch. 9.
pub(crate) const EFFECT_SIZES: [(f64, &str); 3] =
    [(0.02, "small"), (0.15, "medium"), (0.35, "large")];

/// A row that lacks more answers than so many of a hundred is advised to be left out. Source: Hair et al. (2022), ch. 2.
pub(crate) const MISSING_OF_ROW_PERCENT: usize = 15;

/// Skewness and excess kurtosis beyond this are called far from normal. Source: Hair et al. (2022), ch. 2.
pub(crate) const FAR_FROM_NORMAL: f64 = 1.0;

/// Fewer different answers than these are not a scale of equal distances. Source: Rhemtulla et al. (2012), Psychological
/// Methods 17(3), 354-373.
pub(crate) const FEWEST_CATEGORIES: usize = 5;

/// Fewer clusters than these are few. Source: Cameron, Gelbach & Miller (2008), Review of Economics and Statistics 90(3),
/// 414-427.
pub(crate) const FEWEST_CLUSTERS: usize = 30;

/// Fewer equal answers than these may be chance, or honest. A convention of this crate: the papers on careless
/// respondents name none.
pub(crate) const CARELESS_ITEMS: usize = 10;

/// The thresholds that a measure should not lie above.
pub(crate) fn bounds_above(measure: &str) -> Vec<f64> {
    let of = |g: &&Guideline| g.measure == measure && g.misses == Side::Above;
    GUIDELINES.iter().filter(of).map(|g| g.bound).collect()
}

/// What Cohen calls an effect size f².
pub(crate) fn effect_size(f2: f64) -> &'static str {
    let reached = EFFECT_SIZES.iter().rev().find(|(from, _)| f2 >= *from);
    reached.map_or("none", |(_, size)| size)
}

/// What effect sizes f² of interactions are called, each from its bound on: they are smaller than those of paths by nature.
///
/// Source: Kenny (2018), Moderator variables; Aguinis et al. (2005), Journal of Applied Psychology 90(1), 94-107.
pub(crate) fn interaction_size(f2: f64) -> &'static str {
    match f2 {
        x if x >= 0.025 => "large",
        x if x >= 0.01 => "medium",
        x if x >= 0.005 => "small",
        _ => "below small",
    }
}

/// What Polit, Beck and Owen call a modified kappa, after Fleiss and after Cicchetti and Sparrow.
pub(crate) fn agreement(kappa: f64) -> &'static str {
    match kappa {
        k if k > 0.74 => "excellent",
        k if k >= 0.60 => "good",
        k if k >= 0.40 => "fair",
        _ => "poor",
    }
}

/// Whether a content validity ratio misses the critical value for its number of experts.
pub(crate) fn judge_cvr(of: &str, value: f64, critical: f64) -> Option<Judgement> {
    const SOURCE: &str = "Ayre & Scally 2014";
    below(
        "cvr",
        "CVR",
        critical,
        SOURCE,
        "the agreement may be chance",
    )
    .judge(of, value)
}

/// Whether a content validity index misses what is asked for of its number of experts.
pub(crate) fn judge_i_cvi(of: &str, value: f64, experts: usize) -> Option<Judgement> {
    let bound = if experts <= 5 { 1.0 } else { 0.78 };
    // The bound is 7 of 9, rounded.
    let rounded = (value * 100.0).round() / 100.0;
    let guideline = below("i_cvi", "I-CVI", bound, "Lynn 1986", OTHER_WORDS);
    (rounded < bound)
        .then(|| guideline.judge(of, value))
        .flatten()
}

/// The bounds that a measure is asked to stay below, the strictest first.
pub(crate) fn upper_bounds(measure: &str) -> impl Iterator<Item = f64> {
    let own = GUIDELINES.iter().filter(move |g| g.measure == measure);
    own.filter(|g| g.misses == Side::Above).map(|g| g.bound)
}

/// The bound that a measure is asked to reach, if there is one.
pub(crate) fn lower_bound(measure: &str) -> Option<f64> {
    let mut own = GUIDELINES.iter().filter(|g| g.measure == measure);
    own.find(|g| g.misses == Side::Below).map(|g| g.bound)
}

/// Which guideline a value misses, if any: the farthest of those on its side.
pub(crate) fn judge(measure: &str, of: &str, value: f64) -> Option<Judgement> {
    let own = GUIDELINES.iter().filter(|g| g.measure == measure);
    own.rev().find_map(|g| g.judge(of, value))
}

impl Guideline {
    /// The judgement of a value that misses it.
    fn judge(&self, of: &str, value: f64) -> Option<Judgement> {
        let Self {
            measure,
            called,
            misses,
            bound,
            source,
            meaning,
        } = self;
        let (missed, side) = match misses {
            Side::Below => (value < bound - ROUNDING, "below"),
            Side::Above => (value > bound + ROUNDING, "above"),
        };
        if !missed {
            return None;
        }
        // Bounds of customs are short; a critical ratio has many digits.
        let bound_shown = (bound * 1e3).round() / 1e3;
        // As many decimals as it takes not to show a value as the bound that it misses.
        let decimals = (3..12).find(|&d| format!("{value:.d$}") != format!("{bound:.d$}"));
        let shown = decimals.map_or_else(|| value.to_string(), |d| format!("{value:.d$}"));
        Some(Judgement {
            measure: (*measure).to_owned(),
            of: of.to_owned(),
            value,
            side: *misses,
            bound: *bound,
            source: (*source).to_owned(),
            sentence: format!(
                "{called} of {of}: {shown}, {side} {bound_shown} ({source}): {meaning}"
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_beyond_a_threshold_is_told_with_its_source() {
        let found = judge("loading", "`KR3`", 0.65).unwrap();
        assert!(
            found
                .sentence
                .starts_with("loading of `KR3`: 0.650, below 0.708 (Hair et al. 2022)")
        );
        assert_eq!(judge("loading", "`KR3`", 0.708), None);
        assert_eq!(judge("htmt", "a pair", 0.95).map(|j| j.bound), Some(0.90));
        assert_eq!(
            judge("alpha", "`X`", 0.96).map(|j| j.side),
            Some(Side::Above)
        );
        assert_eq!(judge("nothing of the kind", "`X`", 0.0), None);
    }

    #[test]
    fn effect_sizes_begin_at_their_bounds() {
        let sizes = [0.0199, 0.02, 0.15, 0.35].map(effect_size);
        assert_eq!(sizes, ["none", "small", "medium", "large"]);
    }

    #[test]
    fn kappas_are_called_as_their_bands_are() {
        let called = [0.741, 0.74, 0.60, 0.599, 0.40, 0.399, -0.2].map(agreement);
        let bands = ["excellent", "good", "good", "fair", "fair", "poor", "poor"];
        assert_eq!(called, bands);
    }

    #[test]
    fn a_mean_that_misses_its_bound_by_rounding_does_not_miss_it() {
        assert_eq!(judge("s_cvi_ave", "all", 0.9 - 1e-15), None);
        assert!(judge("s_cvi_ave", "all", 0.9 - 1e-9).is_some());
    }

    #[test]
    fn a_value_is_never_shown_as_the_bound_that_it_misses() {
        let found = judge("ave", "`X`", 0.499_97).unwrap();
        assert!(
            found.sentence.contains("0.49997, below 0.5"),
            "{}",
            found.sentence
        );
    }
}
