//! Measurement invariance of composites (MICOM): are the same things compared in two groups?

use serde::{Deserialize, Serialize};

use super::attainable::{Attainable, is_at_most};
use super::composites::Composites;
use super::pair::Relabelled;
use crate::infer::adjust;
use crate::numeric::order::quantile;
use crate::text::listed;

/// Correlations that differ by less are the same except for rounding.
const ROUNDING: f64 = 1e-12;

/// A correlation of composites beside those of permutations. They are taken as they were computed, so that those that exceed 1
/// by rounding still compare with each other.
pub(super) struct BesidePermuted {
    /// 5 % quantile of those of permutations.
    pub(super) quantile: Option<f64>,
    /// `(1 + #{c* <= c}) / (R + 1)`.
    pub(super) p: Option<f64>,
    /// R, the permutations in which it is defined.
    pub(super) permutations: usize,
}

impl BesidePermuted {
    /// `permuted` holds the correlations of the permutations in which they are defined.
    pub(super) fn of(c: Option<f64>, mut permuted: Vec<f64>) -> Self {
        permuted.sort_unstable_by(f64::total_cmp);
        let permutations = permuted.len();
        let as_low = |c: f64| permuted.partition_point(|x| *x <= c + ROUNDING);
        Self {
            quantile: quantile_of(&permuted, Micom::LEVEL),
            p: c.map(|c| (1 + as_low(c)) as f64 / (permutations + 1) as f64),
            permutations,
        }
    }
}

/// A quantile of sorted numbers; `None` if there are none.
fn quantile_of(sorted: &[f64], q: f64) -> Option<f64> {
    (!sorted.is_empty()).then(|| quantile(sorted, q))
}

/// Whether c is not below the quantile of chance.
fn is_not_below(c: f64, quantile: f64) -> bool {
    c + ROUNDING >= quantile
}

/// Whether two things are equal by their p-value; `None` where no p-value could show that they differ.
pub(super) fn is_equal(p: Option<f64>, attainable: Attainable) -> Option<bool> {
    if is_at_most(p?, Micom::LEVEL) {
        Some(false)
    } else {
        attainable.can_differ(Micom::LEVEL).then_some(true)
    }
}

/// Whether composites are the same by the quantile of their correlation; `None` where no p-value could show that they differ.
pub(super) fn is_same(
    c: Option<f64>,
    quantile: Option<f64>,
    attainable: Attainable,
) -> Option<bool> {
    let (c, quantile) = c.zip(quantile)?;
    attainable
        .can_differ(Micom::LEVEL)
        .then(|| is_not_below(c, quantile))
}

/// Whether a construct's composites are the same in two groups, and its means and variances equal.
///
/// ```text
/// step 2   c = corr(X_p w_1, X_p w_2) = w_1' S_p w_2 / sqrt(w_1' S_p w_1 w_2' S_p w_2)
/// step 3   mean_1 - mean_2,  ln(var_1 / var_2)        of the pooled sample's scores
///
/// w_g  weights in group g,  S_p  correlations of the indicators in both groups together
/// ```
///
/// Each is compared with its values when the rows change groups at random. The composites are the same if c is not below
/// the 5 % quantile of these; means and variances are equal if their two-sided p is above 0.05. With more than two groups
/// all three are decided by p-values adjusted by Holm's method for the number of pairs. Where the permutations are so few that
/// no p can be at most 0.05, nothing is decided. Interactions have no composite. A value is `None` where it is not defined.
///
/// Source: Henseler, Ringle & Sarstedt (2016), International Marketing Review 33(3), 405-431.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Micom {
    /// The first group.
    pub first: String,
    /// The second group.
    pub second: String,
    /// The construct.
    pub construct: String,
    /// Correlation of its composites by the weights of both groups; 1 for a single item.
    pub c: Option<f64>,
    /// 5 % quantile of c under permutation.
    pub c_quantile: Option<f64>,
    /// One-sided p-value of c: `(1 + #{c* <= c}) / (R + 1)`.
    pub c_p: Option<f64>,
    /// The same, adjusted by Holm's method for the pairs of groups.
    pub c_p_adjusted: Option<f64>,
    /// Mean in the first group less that in the second, in standard deviations of both together.
    pub mean_difference: Option<f64>,
    /// 2.5 % quantile of the difference under permutation.
    pub mean_low: Option<f64>,
    /// 97.5 % quantile of the difference under permutation.
    pub mean_high: Option<f64>,
    /// Its two-sided p-value.
    pub mean_p: Option<f64>,
    /// The same, adjusted by Holm's method for the pairs of groups.
    pub mean_p_adjusted: Option<f64>,
    /// Logarithm of the ratio of the variances.
    pub log_variance_difference: Option<f64>,
    /// 2.5 % quantile of it under permutation.
    pub variance_low: Option<f64>,
    /// 97.5 % quantile of it under permutation.
    pub variance_high: Option<f64>,
    /// Its two-sided p-value.
    pub variance_p: Option<f64>,
    /// The same, adjusted by Holm's method for the pairs of groups.
    pub variance_p_adjusted: Option<f64>,
    /// Whether the composites are the same; `None` if it is not decided.
    pub compositional: Option<bool>,
    /// Whether the means are equal; `None` if it is not decided.
    pub equal_means: Option<bool>,
    /// Whether the variances are equal; `None` if it is not decided.
    pub equal_variances: Option<bool>,
}

/// How far the measurement of two groups is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum InvarianceLevel {
    /// Some composite is not shown to be the same: paths would compare different things.
    None,
    /// All composites are the same, but some mean or variance is not: paths can be compared, but rows must not be pooled.
    Partial,
    /// Composites, means and variances are the same: rows can be pooled, too.
    Full,
    /// The permutations are too few to show that a composite differs.
    Undecided,
}

/// The conclusion of MICOM for two groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Invariance {
    /// The first group.
    pub first: String,
    /// The second group.
    pub second: String,
    /// The conclusion.
    pub level: InvarianceLevel,
    /// Constructs whose composites are not shown to be the same.
    pub composites: Vec<String>,
    /// Constructs whose means are not shown to be equal.
    pub means: Vec<String>,
    /// Constructs whose variances are not shown to be equal.
    pub variances: Vec<String>,
    /// The conclusion in words, and what it allows.
    pub sentence: String,
}

impl Micom {
    /// A p-value at or below this speaks against equality.
    pub const LEVEL: f64 = 0.05;

    /// The results of permutations of two groups for every construct.
    pub(super) fn all(
        first: &str,
        second: &str,
        composites: &Composites,
        found: &Relabelled,
    ) -> Vec<Self> {
        let (means, variances) = (found.means(), found.variances());
        let (of_means, of_variances) = (means.permuted(), variances.permuted());
        let correlations = found.correlations().into_iter();
        let records = composites.constructs().zip(correlations).enumerate();
        let record = |(j, (construct, (c, permuted))): (usize, (&str, (f64, Vec<f64>)))| {
            let c = Some(c).filter(|c| c.is_finite());
            let of_c = BesidePermuted::of(c, permuted);
            let (of_mean, of_variance) = (means.sorted(j), variances.sorted(j));
            Self {
                first: first.to_owned(),
                second: second.to_owned(),
                construct: construct.to_owned(),
                c: c.map(|c| c.clamp(-1.0, 1.0)),
                c_quantile: of_c.quantile.map(|c| c.clamp(-1.0, 1.0)),
                c_p: of_c.p,
                c_p_adjusted: None,
                mean_difference: of_means.observed[j],
                mean_low: quantile_of(&of_mean, 0.025),
                mean_high: quantile_of(&of_mean, 0.975),
                mean_p: of_means.p[j],
                mean_p_adjusted: None,
                log_variance_difference: of_variances.observed[j],
                variance_low: quantile_of(&of_variance, 0.025),
                variance_high: quantile_of(&of_variance, 0.975),
                variance_p: of_variances.p[j],
                variance_p_adjusted: None,
                compositional: None,
                equal_means: None,
                equal_variances: None,
            }
        };
        records.map(record).collect()
    }

    /// Adjusts the p-values of every construct for the pairs of groups, and decides by what the permutations of each pair can show.
    pub(super) fn decide(records: &mut [Self], pairs: &[Attainable]) {
        let mut constructs: Vec<String> = records.iter().map(|r| r.construct.clone()).collect();
        constructs.sort_unstable();
        constructs.dedup();
        for construct in constructs {
            let mut own: Vec<&mut Self> = records
                .iter_mut()
                .filter(|r| r.construct == construct)
                .collect();
            let holm = |p: Vec<Option<f64>>| -> Vec<Option<f64>> {
                adjust(&p).iter().map(|a| Some((*a)?.holm)).collect()
            };
            let c = holm(own.iter().map(|r| r.c_p).collect());
            let means = holm(own.iter().map(|r| r.mean_p).collect());
            let variances = holm(own.iter().map(|r| r.variance_p).collect());
            let several = own.len() > 1;
            for (i, (record, &attainable)) in own.iter_mut().zip(pairs).enumerate() {
                record.c_p_adjusted = c[i];
                record.mean_p_adjusted = means[i];
                record.variance_p_adjusted = variances[i];
                record.compositional = if several {
                    is_equal(c[i], attainable)
                } else {
                    is_same(record.c, record.c_quantile, attainable)
                };
                record.equal_means = is_equal(means[i], attainable);
                record.equal_variances = is_equal(variances[i], attainable);
            }
        }
    }
}

impl Invariance {
    /// The conclusion of the records of two groups.
    pub(super) fn of(first: &str, second: &str, records: &[Micom], attainable: Attainable) -> Self {
        let can_differ = attainable.can_differ(Micom::LEVEL);
        let own = || {
            records
                .iter()
                .filter(|r| r.first == first && r.second == second)
        };
        let not = |holds: fn(&Micom) -> Option<bool>| -> Vec<String> {
            // Where no difference can be shown, only what was shown all the same counts.
            let fails = |r: &&Micom| {
                if can_differ {
                    holds(r) != Some(true)
                } else {
                    holds(r) == Some(false)
                }
            };
            own().filter(fails).map(|r| r.construct.clone()).collect()
        };
        let composites = not(|r| r.compositional);
        let (means, variances) = (not(|r| r.equal_means), not(|r| r.equal_variances));
        let level = match (
            composites.is_empty(),
            means.is_empty() && variances.is_empty(),
        ) {
            (false, _) => InvarianceLevel::None,
            (true, _) if !can_differ => InvarianceLevel::Undecided,
            (true, false) => InvarianceLevel::Partial,
            (true, true) => InvarianceLevel::Full,
        };
        let mut new = Self {
            first: first.to_owned(),
            second: second.to_owned(),
            level,
            composites,
            means,
            variances,
            sentence: String::new(),
        };
        new.sentence = new.in_words(attainable);
        new
    }

    fn in_words(&self, attainable: Attainable) -> String {
        let of = |what: &str, constructs: &[String]| {
            (!constructs.is_empty()).then(|| format!("{what} of {}", listed(constructs)))
        };
        match self.level {
            InvarianceLevel::Full => "Full measurement invariance: composites, means and variances are the same in both groups. Paths can be compared, and the rows can be analysed together.".to_owned(),
            InvarianceLevel::Undecided => format!(
                "Measurement invariance is not decided: {}, which is above {}, so that no difference could be seen. Take more permutations before the groups are compared.",
                attainable.too_few(),
                Micom::LEVEL
            ),
            InvarianceLevel::Partial => {
                let means = of("the means", &self.means);
                let unequal = means.into_iter().chain(of("the variances", &self.variances));
                let unequal: Vec<String> = unequal.collect();
                format!(
                    "Partial measurement invariance: all composites are the same in both groups, but {} differ. Paths can be compared; the rows should not be analysed as one group.",
                    unequal.join(" and ")
                )
            }
            InvarianceLevel::None => {
                let (is, it) = match self.composites.len() {
                    1 => ("the composite", "it"),
                    _ => ("the composites", "them"),
                };
                format!(
                    "No measurement invariance: {is} of {} differ{} between the groups. Paths from {it} and to {it} compare different things: interpret the groups separately, or leave out the indicators whose weights differ.",
                    listed(&self.composites),
                    if self.composites.len() == 1 { "s" } else { "" },
                )
            }
        }
    }
}
