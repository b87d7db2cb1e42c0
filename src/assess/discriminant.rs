//! Discriminant validity: whether two constructs are two.

use pulp::{Arch, Simd, WithSimd};
use serde::{Deserialize, Serialize};

use super::reliability;
use crate::estimate::{Fit, Plan};
use crate::finding::Finding;
use crate::moments::Moments;
use crate::numeric::lanes;

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
    /// Ratio of signed correlations, as first proposed.
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
    /// Root of its AVE; `None` for single items and Mode B blocks.
    pub root_ave: Option<f64>,
    /// Its largest absolute correlation with another construct.
    pub largest_correlation: Option<f64>,
    /// With which.
    pub with: Option<String>,
    /// Whether the root is above the correlation.
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
/// average, HTMT2 not where any correlation is not above 0; its reason names the indicators.
///
/// A ratio near 1 says that two constructs are one. It is judged by a one-sided upper bound of the bootstrap against
/// 0.85, 0.90 or 1, never by a test against 0.
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
    let (plan, moments) = (fit.plan(), fit.moments());
    let mut means = BlockMeans::new(plan);
    means.fill(plan, moments);
    let of = |(a, b): (usize, usize)| {
        let geometric = htmt2(plan, moments, a, b);
        Discriminant {
            a: plan.model().name(a).to_owned(),
            b: plan.model().name(b).to_owned(),
            htmt: means.htmt(a, b),
            htmt_signed: means.htmt_signed(a, b),
            htmt2: geometric.ok(),
            htmt2_undefined: geometric.err().map(|NotPositive(k, l)| {
                let name = |k: usize| plan.model().indicators().nth(k).unwrap_or_default();
                format!(
                    "`{}` and `{}` correlate by {:.3}, which has no geometric mean",
                    name(k),
                    name(l),
                    moments.correlations[(k, l)]
                )
            }),
        }
    };
    pairs(plan).into_iter().map(of).collect()
}

/// The criterion of Fornell and Larcker: the root of a construct's AVE is above its correlations with all others.
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
    let (plan, estimates) = (fit.plan(), fit.estimates());
    let p = &estimates.factor_correlations;
    let constructs = 0..plan.constructs();
    let of = |j: usize| {
        let root_ave = reliability::ave_of(plan, estimates, j).map(f64::sqrt);
        let largest = constructs
            .clone()
            .filter(|&i| i != j)
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
    constructs.clone().map(of).collect()
}

/// Indicators that correlate more with another composite than with their own, each with the one it correlates most with.
#[must_use]
pub fn higher_elsewhere(fit: &Fit) -> Vec<Finding> {
    let (plan, l) = (fit.plan(), &fit.estimates().cross_loadings);
    let find = |(k, indicator): (usize, &str)| {
        let own = plan.owner(k);
        let others = (0..plan.constructs()).filter(|&j| j != own);
        let other = others.max_by(|&i, &j| l[(k, i)].abs().total_cmp(&l[(k, j)].abs()))?;
        (l[(k, other)].abs() > l[(k, own)].abs()).then(|| Finding::LoadsHigherElsewhere {
            indicator: indicator.to_owned(),
            construct: plan.model().name(own).to_owned(),
            loading: l[(k, own)],
            other: plan.model().name(other).to_owned(),
            cross_loading: l[(k, other)],
        })
    };
    plan.model()
        .indicators()
        .enumerate()
        .filter_map(find)
        .collect()
}

/// Pairs of constructs that have a ratio: blocks that share variance or single items, but not two single items.
pub(crate) fn pairs(plan: &Plan) -> Vec<(usize, usize)> {
    let shared = |j: usize| reliability::shared_block(plan, j).is_some();
    let lawful = |j: usize| shared(j) || plan.blocks()[j].len() == 1;
    let constructs = 0..plan.constructs();
    let pairs = constructs.flat_map(|a| (a + 1..plan.constructs()).map(move |b| (a, b)));
    pairs
        .filter(|&(a, b)| lawful(a) && lawful(b) && (shared(a) || shared(b)))
        .collect()
}

/// Means of the correlations within and between blocks, made once for all ratios of a set of moments.
#[derive(Debug)]
pub(crate) struct BlockMeans {
    constructs: usize,
    absolute: Vec<f64>,
    signed: Vec<f64>,
    /// Sums over the rows of one block, for every indicator; filled up to whole vectors.
    absolutes: Vec<f64>,
    sums: Vec<f64>,
}

impl BlockMeans {
    pub(crate) fn new(plan: &Plan) -> Self {
        let constructs = plan.constructs();
        Self {
            constructs,
            absolute: vec![0.0; constructs * constructs],
            signed: vec![0.0; constructs * constructs],
            absolutes: vec![0.0; plan.indicators().next_multiple_of(lanes::MOST)],
            sums: vec![0.0; plan.indicators().next_multiple_of(lanes::MOST)],
        }
    }

    pub(crate) fn fill(&mut self, plan: &Plan, moments: &Moments) {
        Arch::new().dispatch(Fill {
            means: self,
            plan,
            moments,
        });
    }

    #[inline(always)]
    fn fill_each<S: Simd>(&mut self, simd: S, plan: &Plan, moments: &Moments) {
        let (p, s) = (plan.indicators(), moments.correlations.as_slice());
        for (b, second) in plan.blocks().iter().enumerate() {
            // Sums over the rows of the block first: they wait for nothing and fill whole vectors.
            let (end, lanes) = (second.indicators.end, S::F64_LANES);
            let (absolutes, _) = S::as_mut_simd_f64s(&mut self.absolutes);
            let (sums, _) = S::as_mut_simd_f64s(&mut self.sums);
            let parts = absolutes.iter_mut().zip(sums).take(end.div_ceil(lanes));
            for (part, (absolutes, sums)) in parts.enumerate() {
                let (mut absolute, mut sum) = (simd.splat_f64s(0.0), simd.splat_f64s(0.0));
                for k in second.indicators.clone() {
                    // What stands beyond the row is summed, too, and not read.
                    let from = k * p + part * lanes;
                    let r = match s.get(from..from + lanes) {
                        Some(part) => S::as_simd_f64s(part).0[0],
                        None => simd.partial_load_f64s(&s[from..]),
                    };
                    absolute = simd.add_f64s(absolute, simd.abs_f64s(r));
                    sum = simd.add_f64s(sum, r);
                }
                (*absolutes, *sums) = (absolute, sum);
            }
            for (a, first) in plan.blocks()[..=b].iter().enumerate() {
                let mut absolute: f64 = self.absolutes[first.indicators.clone()].iter().sum();
                let mut signed: f64 = self.sums[first.indicators.clone()].iter().sum();
                let mut count = (first.len() * second.len()) as f64;
                if a == b && second.len() > 1 {
                    // Without the diagonal of ones.
                    let ones = second.len() as f64;
                    absolute -= ones;
                    signed -= ones;
                    count -= ones;
                }
                self.absolute[a * self.constructs + b] = absolute / count;
                self.signed[a * self.constructs + b] = signed / count;
            }
        }
    }

    /// The ratio of absolute correlations, for `a < b`; `None` if the indicators of a block do not correlate at all.
    pub(crate) fn htmt(&self, a: usize, b: usize) -> Option<f64> {
        self.ratio(&self.absolute, a, b)
    }

    /// The ratio of signed correlations, for `a < b`; `None` unless the means within both blocks are above 0.
    pub(crate) fn htmt_signed(&self, a: usize, b: usize) -> Option<f64> {
        self.ratio(&self.signed, a, b)
    }

    fn ratio(&self, means: &[f64], a: usize, b: usize) -> Option<f64> {
        let mean = |a: usize, b: usize| means[a * self.constructs + b];
        let (first, second) = (mean(a, a), mean(b, b));
        // Correlations that cancel to rounding have no mean to divide by.
        (first > 1e-12 && second > 1e-12).then(|| mean(a, b) / (first * second).sqrt())
    }
}

/// All means of a set of moments, compiled for the vectors of the machine: its sums are the same on all.
struct Fill<'a> {
    means: &'a mut BlockMeans,
    plan: &'a Plan,
    moments: &'a Moments,
}

impl WithSimd for Fill<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        self.means.fill_each(simd, self.plan, self.moments);
    }
}

/// Two indicators whose correlation is not above 0, so that it has no logarithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotPositive(usize, usize);

/// The ratio of geometric means.
pub(crate) fn htmt2(
    plan: &Plan,
    moments: &Moments,
    a: usize,
    b: usize,
) -> Result<f64, NotPositive> {
    let own = |j: usize| plan.blocks()[j].indicators.clone();
    let within = |j: usize| own(j).flat_map(move |k| (own(j).start..k).map(move |l| (k, l)));
    let between = own(a).flat_map(|k| own(b).map(move |l| (k, l)));
    let first = mean_of_logarithms(moments, within(a))?;
    let second = mean_of_logarithms(moments, within(b))?;
    let both = mean_of_logarithms(moments, between)?;
    Ok((both - f64::midpoint(first, second)).exp())
}

/// Mean logarithm of some correlations; 0 for none, the diagonal of a single item.
fn mean_of_logarithms(
    moments: &Moments,
    pairs: impl Iterator<Item = (usize, usize)>,
) -> Result<f64, NotPositive> {
    let (mut sum, mut count) = (0.0, 0.0);
    for (k, l) in pairs {
        let r = moments.correlations[(k, l)];
        if r.is_nan() || r <= 0.0 {
            return Err(NotPositive(k, l));
        }
        sum += r.ln();
        count += 1.0;
    }
    Ok(if count > 0.0 { sum / count } else { 0.0 })
}
