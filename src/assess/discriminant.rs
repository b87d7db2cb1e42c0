//! Discriminant validity: whether two constructs are distinct.

use serde::{Deserialize, Serialize};

use super::AssessFinding;
use super::reliability;
use crate::estimate::{Fit, Plan, Solution};
use crate::finding::Finding;
use crate::moments::Moments;
use crate::numeric::lanes::Number;

/// Heterotrait-monotrait ratios of two constructs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Discriminant {
    /// The first construct, in model order.
    pub a: String,
    /// The second.
    pub b: String,
    /// Ratio of absolute correlations.
    pub htmt: Option<f64>,
    /// Ratio of signed correlations, the original version.
    pub htmt_signed: Option<f64>,
    /// Ratio of geometric means.
    pub htmt2: Option<f64>,
    /// Why `htmt2` is not defined.
    pub htmt2_undefined: Option<String>,
}

/// The criterion of Fornell and Larcker for one construct.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FornellLarcker {
    /// The construct.
    pub construct: String,
    /// Square root of its AVE; `None` for single items and Mode B blocks.
    pub root_ave: Option<f64>,
    /// Its largest absolute correlation with another construct.
    pub largest_correlation: Option<f64>,
    /// With which.
    pub with: Option<String>,
    /// Whether the square root is above the correlation.
    pub met: Option<bool>,
}

/// Heterotrait-monotrait ratios of every pair of constructs, in model order.
///
/// ```text
/// HTMT    mean |S[I_a, I_b]| / sqrt(mean |S_aa| mean |S_bb|)      means of S_aa and S_bb off the diagonal
/// signed  the same without absolute values
/// HTMT2   the same with geometric means
/// ```
///
/// A single item counts as its own mean, 1. Pairs of two single items and Mode B blocks, whose indicators need not
/// correlate, have no ratio. The signed ratio is not defined where indicators of a block correlate negatively on
/// average. HTMT2 is not defined where a correlation within a block is 0 or negative, or where the correlations between
/// the blocks have both signs; its reason names two indicators. If all correlations between the blocks are negative, one
/// of the constructs is reversed first, because a scale in the opposite direction measures the same concept.
///
/// A ratio near 1 indicates that two constructs are not distinct. It is judged by a one-sided upper bound of the
/// bootstrap against 0.85, 0.90 or 1, never by a test against 0.
///
/// ```
/// # use pls_sem::{Missing, Model, Options, Problem, Table};
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let pairs = pls_sem::assess::discriminant::discriminant(&problem.fit()?);
/// assert!(pairs[0].htmt.unwrap() < 0.85);
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Henseler, Ringle & Sarstedt (2015), Journal of the Academy of Marketing Science 43, 115-135; Ringle et al.
/// (2023) for absolute correlations; Roemer, Schuberth & Henseler (2021), Industrial Management & Data Systems
/// 121(12), 2637-2650.
#[must_use]
pub fn discriminant(fit: &Fit) -> Vec<Discriminant> {
    let of = |(solution, a, b): (&Solution, usize, usize)| {
        let (plan, moments) = (solution.plan(), solution.moments());
        let geometric = htmt2(plan, moments, a, b);
        Discriminant {
            a: plan.model().name(a).to_owned(),
            b: plan.model().name(b).to_owned(),
            htmt: htmt_of(plan, moments, a, b),
            htmt_signed: htmt_signed_of(plan, moments, a, b),
            htmt2: geometric.ok(),
            htmt2_undefined: geometric.err().map(|fault| fault.sentence(plan, moments)),
        }
    };
    let pairs = fit.pairs().into_iter();
    let with_ratio = pairs.filter(|(solution, a, b)| have_ratio(solution.plan(), *a, *b));
    with_ratio.map(of).collect()
}

/// The criterion of Fornell and Larcker: the square root of a construct's AVE is above its correlations with all
/// others.
///
/// ```text
/// sqrt(AVE_j) > max_i |P_ij|        P  correlations of the constructs, corrected under consistent PLS
/// ```
///
/// ```
/// # use pls_sem::{Missing, Model, Options, Problem, Table};
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let rows = pls_sem::assess::discriminant::fornell_larcker(&problem.fit()?);
/// assert_eq!(rows[0].met, Some(true));
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Fornell & Larcker (1981), Journal of Marketing Research 18(1), 39-50.
#[must_use]
pub fn fornell_larcker(fit: &Fit) -> Vec<FornellLarcker> {
    let of = |(solution, j): (&Solution, usize)| {
        let (plan, estimates) = (solution.plan(), solution.estimates());
        let p = &estimates.factor_correlations;
        let root_ave = reliability::ave_of(plan, estimates, j).map(f64::sqrt);
        let largest = (0..plan.constructs())
            .filter(|&i| i != j && plan.product(i).is_none() && !plan.belong_together(i, j))
            .map(|i| (p[(i, j)].abs(), i))
            .max_by(|x, y| x.0.total_cmp(&y.0));
        FornellLarcker {
            construct: plan.model().name(j).to_owned(),
            root_ave,
            largest_correlation: largest.map(|(r, _)| r),
            with: largest.map(|(_, i)| plan.model().name(i).to_owned()),
            met: root_ave.zip(largest).map(|(root, (r, _))| root > r),
        }
    };
    let constructs = fit.constructs();
    let measured = constructs.filter(|(solution, j)| solution.plan().product(*j).is_none());
    measured.map(of).collect()
}

/// Indicators that correlate more with another composite than with their own, each with the composite with which it
/// correlates most.
#[must_use]
pub fn higher_elsewhere(fit: &Fit) -> Vec<Finding> {
    let find = |solution: &Solution, own: usize, k: usize| {
        let (plan, l) = (solution.plan(), &solution.estimates().cross_loadings);
        let indicator = plan.model().indicators().nth(k)?;
        let others = (0..plan.constructs())
            .filter(|&j| j != own && plan.product(j).is_none() && !plan.belong_together(j, own));
        let other = others.max_by(|&i, &j| l[(k, i)].abs().total_cmp(&l[(k, j)].abs()))?;
        let higher = l[(k, other)].abs() > l[(k, own)].abs();
        let finding = higher.then(|| AssessFinding::LoadsHigherElsewhere {
            indicator: indicator.to_owned(),
            construct: plan.model().name(own).to_owned(),
            loading: l[(k, own)],
            other: plan.model().name(other).to_owned(),
            cross_loading: l[(k, other)],
        });
        finding.map(Finding::from)
    };
    let mut findings = Vec::new();
    for (solution, j) in fit.constructs() {
        if solution.plan().product(j).is_none() {
            let own = solution.plan().blocks()[j].indicators.clone();
            findings.extend(own.filter_map(|k| find(solution, j, k)));
        }
    }
    findings
}

/// Pairs of constructs that have a ratio.
pub(crate) fn pairs(plan: &Plan) -> Vec<(usize, usize)> {
    let constructs = 0..plan.constructs();
    let pairs = constructs.flat_map(|a| (a + 1..plan.constructs()).map(move |b| (a, b)));
    pairs.filter(|&(a, b)| have_ratio(plan, a, b)).collect()
}

/// Whether two constructs have a ratio: blocks that share variance or single items, but not two single items, nor a
/// dimension and its own construct; nor a construct that this stage knows by its score alone.
pub(super) fn have_ratio(plan: &Plan, a: usize, b: usize) -> bool {
    let shared = |j: usize| reliability::shared_block(plan, j).is_some();
    let item = |j: usize| plan.product(j).is_none() && plan.blocks()[j].len() == 1;
    let measured = |j: usize| plan.measures(j) && (shared(j) || item(j));
    measured(a) && measured(b) && (shared(a) || shared(b)) && !plan.belong_together(a, b)
}

/// The ratio of absolute correlations; `None` if the indicators of a block do not correlate at all.
pub(crate) fn htmt_of(plan: &Plan, moments: &Moments, a: usize, b: usize) -> Option<f64> {
    htmt_by(plan, |k, l| moments.correlations[(k, l)], a, b)
}

/// The same from the correlations of the plan's indicators.
pub(super) fn htmt_by(
    plan: &Plan,
    correlation: impl Fn(usize, usize) -> f64,
    a: usize,
    b: usize,
) -> Option<f64> {
    let r = |k, l| correlation(k, l).abs();
    let within = |j| mean_within(plan, j, r);
    reliability::defined(ratio(mean_between(plan, a, b, r), within(a), within(b)))
}

/// The ratio of signed correlations; `None` unless the means within both blocks are above 0.
pub(crate) fn htmt_signed_of(plan: &Plan, moments: &Moments, a: usize, b: usize) -> Option<f64> {
    let r = |k, l| moments.correlations[(k, l)];
    let within = |j| mean_within(plan, j, r);
    reliability::defined(ratio(mean_between(plan, a, b, r), within(a), within(b)))
}

/// Mean correlation within a block, off the diagonal; 1 for a single item. `correlation` is called for earlier
/// indicators.
#[inline(always)]
pub(crate) fn mean_within<T: Number>(
    plan: &Plan,
    j: usize,
    correlation: impl Fn(usize, usize) -> T,
) -> T {
    let own = plan.blocks()[j].indicators.clone();
    let one = correlation(own.start, own.start).like(1.0);
    if own.len() == 1 {
        return one;
    }
    let mut sum = one.like(0.0);
    for k in own.clone() {
        for l in own.start..k {
            sum = sum + correlation(k, l);
        }
    }
    sum / one.like((own.len() * (own.len() - 1) / 2) as f64)
}

/// Mean correlation between the indicators of two blocks, of which the first comes earlier in the
/// model.
#[inline(always)]
pub(crate) fn mean_between<T: Number>(
    plan: &Plan,
    a: usize,
    b: usize,
    correlation: impl Fn(usize, usize) -> T,
) -> T {
    let (first, second) = (&plan.blocks()[a].indicators, &plan.blocks()[b].indicators);
    let mut sum = correlation(second.start, first.start).like(0.0);
    for k in second.clone() {
        for l in first.clone() {
            sum = sum + correlation(k, l);
        }
    }
    sum / sum.like((first.len() * second.len()) as f64)
}

/// A heterotrait-monotrait ratio from its three means; not-a-number where those within blocks are 0 or
/// negative.
#[inline(always)]
pub(crate) fn ratio<T: Number>(between: T, first: T, second: T) -> T {
    // Correlations that cancel out except for rounding have no mean to divide by.
    let least = between.like(1e-12);
    let ratio = between / (first * second).sqrt();
    ratio.where_above(first, least).where_above(second, least)
}

/// Two indicators whose correlation leaves the geometric mean undefined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoGeometricMean {
    /// Of one block, and 0 or negative.
    Within(usize, usize),
    /// Of two blocks, with a sign that differs from that of another pair between the blocks.
    Across(usize, usize),
}

impl NoGeometricMean {
    fn sentence(self, plan: &Plan, moments: &Moments) -> String {
        let (Self::Within(k, l) | Self::Across(k, l)) = self;
        let name = |k: usize| plan.model().indicators().nth(k).unwrap_or_default();
        let why = match self {
            Self::Within(..) => "a geometric mean needs positive correlations within a block",
            Self::Across(..) => {
                "other correlations between the two blocks are above 0, but a geometric mean needs correlations of one sign"
            }
        };
        let r = moments.correlations[(k, l)];
        format!("`{}` and `{}` correlate by {r:.3}; {why}", name(k), name(l))
    }
}

/// The ratio of geometric means.
pub(crate) fn htmt2(
    plan: &Plan,
    moments: &Moments,
    a: usize,
    b: usize,
) -> Result<f64, NoGeometricMean> {
    let own = |j: usize| plan.blocks()[j].indicators.clone();
    let r = |k, l| moments.correlations[(k, l)];
    let within = |j: usize| own(j).flat_map(move |k| (own(j).start..k).map(move |l| (k, l)));
    let across = own(a).flat_map(|k| own(b).map(move |l| (k, l)));
    let sign = if across.clone().all(|(k, l)| r(k, l) < 0.0) {
        -1.0
    } else {
        1.0
    };
    let mean_within = |j| {
        let mean = mean_of_logarithms(within(j), r);
        mean.map_err(|(k, l)| NoGeometricMean::Within(k, l))
    };
    let (first, second) = (mean_within(a)?, mean_within(b)?);
    let both = mean_of_logarithms(across, |k, l| sign * r(k, l))
        .map_err(|(k, l)| NoGeometricMean::Across(k, l))?;
    Ok((both - f64::midpoint(first, second)).exp())
}

/// Mean logarithm of some correlations, 0 for none, the diagonal of a single item; or the first that is 0 or
/// negative.
fn mean_of_logarithms(
    pairs: impl Iterator<Item = (usize, usize)>,
    correlation: impl Fn(usize, usize) -> f64,
) -> Result<f64, (usize, usize)> {
    let (mut sum, mut count) = (0.0, 0.0);
    for (k, l) in pairs {
        let r = correlation(k, l);
        if r.is_nan() || r <= 0.0 {
            return Err((k, l));
        }
        sum += r.ln();
        count += 1.0;
    }
    Ok(if count > 0.0 { sum / count } else { 0.0 })
}
