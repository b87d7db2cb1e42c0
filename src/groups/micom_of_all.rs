//! Measurement invariance of all groups together.

use pulp::{Arch, Simd, WithSimd};
use serde::{Deserialize, Serialize};

use super::attainable::Attainable;
use super::composites::{Composites, Written, pooled_scores};
use super::invariance::{BesidePermuted, is_equal, is_same};
use super::pair::{Sums, mean_and_variance};
use super::together::Together;
use crate::numeric::lanes;
use crate::numeric::pairs::each_two;
use crate::quantity::Estimator;
use crate::resample::{
    Block, Permutation, Permuted, ResampleError, Side, Statistic, Watcher, threads,
};

/// Whether a construct's composites, means and variances are the same in all groups: one test of each for any number of groups,
/// where [`Micom`](super::Micom) tests each two.
///
/// ```text
/// step 2   c = min_gh corr(X_p w_g, X_p w_h)                  over every two groups
/// step 3   Σ_g n_g (m_g - m)² / n,  m = Σ_g n_g m_g / n       m_g  mean of the group's scores, then the logarithm of their variance
///
/// X_p, scores  those of all rows together,  w_g  weights in group g,  n_g  rows of group g
/// ```
///
/// Each is held against its values when the rows of all groups change groups at random. The composites are the same if c is not
/// below the 5 % quantile of these; means and variances are equal if p, the share that is as large, is above 0.05. With two groups
/// these are the tests of [`Micom`](super::Micom). A value is `None` where it is not defined.
///
/// Henseler, Ringle & Sarstedt (2016) test two groups; these statistics extend theirs, as the analysis of variance extends the
/// t-test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MicomOfAll {
    /// The construct.
    pub construct: String,
    /// The smallest correlation of its composites by the weights of two groups.
    pub c: Option<f64>,
    /// The first of these groups.
    pub first: Option<String>,
    /// The second of these groups.
    pub second: Option<String>,
    /// 5 % quantile of c under permutation.
    pub c_quantile: Option<f64>,
    /// One-sided p-value of c: `(1 + #{c* <= c}) / (R + 1)`.
    pub c_p: Option<f64>,
    /// Variance of the groups' means, in squared standard deviations of all rows.
    pub mean_variance: Option<f64>,
    /// Its p-value.
    pub mean_p: Option<f64>,
    /// Variance of the logarithms of the groups' variances.
    pub log_variance_variance: Option<f64>,
    /// Its p-value.
    pub variance_p: Option<f64>,
    /// Whether the composites are the same.
    pub compositional: Option<bool>,
    /// Whether the means are equal.
    pub equal_means: Option<bool>,
    /// Whether the variances are equal.
    pub equal_variances: Option<bool>,
}

/// Statistics of each construct: c, the pair of groups that has it, and the spread of means and of logarithms of variances.
const STATISTICS: usize = 4;

/// The test of some groups, each by its name.
pub(super) fn test(
    together: &Together,
    names: &[&str],
    towards: Option<&[Vec<f64>]>,
    options: &Permutation,
    progress: &mut Watcher<'_>,
) -> Result<Vec<MicomOfAll>, ResampleError> {
    let sample = together.problem.sample();
    let composites = Composites::of(&together.fit);
    let groups: Vec<usize> = (0..names.len()).collect();
    let of_group = |&group: &usize| together.labels.iter().filter(|&&l| l == group).count() as f64;
    let all = All {
        together,
        towards,
        scores: pooled_scores(&composites, &together.fit, sample),
        n: groups.iter().map(of_group).collect(),
        pairs: each_two(&groups).map(|two| two.map(|&g| g)).collect(),
        composites,
    };
    let labels = (together.labels.as_slice(), names.len());
    let (observed, permuted) = options.relabel(sample, labels, threads(), &all, progress)?;
    let (done, column) = (permuted.replicates(), |value: usize| permuted.column(value));
    let spreads = Permuted::of(&observed, done, column);
    let record = |(j, construct): (usize, &str)| {
        let [c, pair, mean, variance] = std::array::from_fn(|i| STATISTICS * j + i);
        let of_c = column(c).filter(|x| x.is_finite()).collect();
        let c = spreads.observed[c];
        let of_c = BesidePermuted::of(c, of_c);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a place among pairs
        let pair = spreads.observed[pair].map(|place| all.pairs[place as usize]);
        let of = |permutations: usize| Attainable {
            permutations,
            comparisons: 1,
        };
        let (mean_p, variance_p) = (spreads.p_greater[mean], spreads.p_greater[variance]);
        MicomOfAll {
            construct: construct.to_owned(),
            c: c.map(|c| c.clamp(-1.0, 1.0)),
            first: pair.map(|[first, _]| names[first].to_owned()),
            second: pair.map(|[_, second]| names[second].to_owned()),
            c_quantile: of_c.quantile.map(|c| c.clamp(-1.0, 1.0)),
            c_p: of_c.p,
            mean_variance: spreads.observed[mean],
            mean_p,
            log_variance_variance: spreads.observed[variance],
            variance_p,
            compositional: is_same(c, of_c.quantile, of(of_c.permutations)),
            equal_means: is_equal(mean_p, of(done)),
            equal_variances: is_equal(variance_p, of(done)),
        }
    };
    Ok(all
        .composites
        .constructs()
        .enumerate()
        .map(record)
        .collect())
}

/// The statistics of every labelling.
struct All<'t> {
    together: &'t Together,
    towards: Option<&'t [Vec<f64>]>,
    composites: Composites,
    /// Of all rows, row by row.
    scores: Vec<f64>,
    /// Rows of each group.
    n: Vec<f64>,
    pairs: Vec<[usize; 2]>,
}

/// What one thread works with for each group.
struct OfGroup<'p> {
    estimator: Estimator<'p>,
    written: Written,
    sums: Sums,
}

impl<'t> Statistic for All<'t> {
    type Scratch = Vec<OfGroup<'t>>;

    fn width(&self) -> usize {
        STATISTICS * self.composites.count()
    }

    fn scratch(&self) -> Self::Scratch {
        let problem = &self.together.problem;
        let of_group = |_: &f64| OfGroup {
            estimator: Estimator::new(problem.plan(), problem.sample(), self.towards),
            written: self.composites.room(),
            sums: Sums::room(self.composites.count()),
        };
        self.n.iter().map(of_group).collect()
    }

    fn write(
        &self,
        scratch: &mut Self::Scratch,
        sides: &mut [Side<'_>],
        lanes: usize,
        values: Block<'_>,
    ) {
        for (side, of) in sides.iter_mut().zip(&mut *scratch) {
            of.estimator.each(side, lanes);
        }
        let all_solved = |lane: usize| sides.iter().all(|side| side.is_solved(lane));
        let solved = (0..lanes).map(all_solved).collect();
        Arch::new().dispatch(Write {
            of: self,
            sides,
            scratch,
            solved,
            values,
        });
    }
}

/// What is said of the composites, compiled for the vectors of the machine.
struct Write<'a, 'p, 'v, 's> {
    of: &'a All<'p>,
    sides: &'a mut [Side<'s>],
    scratch: &'a mut [OfGroup<'p>],
    /// Lanes in which every group has estimates.
    solved: Vec<bool>,
    values: Block<'v>,
}

impl WithSimd for Write<'_, '_, '_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let of = self.of;
        for (group, side) in self.scratch.iter_mut().zip(&mut *self.sides) {
            let OfGroup {
                estimator,
                written,
                sums,
            } = group;
            let stages = estimator.stages.all();
            let of_stage = |stage: usize| &stages[stage].estimates;
            of.composites.write(simd, of_stage, written);
            sums.add(simd, &side.weigher.weighted_rows(), &of.scores);
        }
        for construct in 0..of.composites.count() {
            let of_pair = |&[a, b]: &[usize; 2]| {
                let [a, b] = [a, b].map(|group| &self.scratch[group].written);
                of.composites.correlation(simd, construct, a, b)
            };
            let correlations: Vec<S::f64s> = of.pairs.iter().map(of_pair).collect();
            let correlations = lanes::numbers::<S>(&correlations);
            for (lane, &solved) in self.solved.iter().enumerate() {
                let of_pairs = correlations.iter().skip(lane).step_by(S::F64_LANES);
                let smallest = of_pairs.enumerate().min_by(|a, b| a.1.total_cmp(b.1));
                let (pair, c) = smallest.map_or((f64::NAN, f64::NAN), |(p, c)| (p as f64, *c));
                let moments = self.scratch.iter().zip(&of.n).map(|(group, n)| {
                    let sums = group.sums.of_lane::<S>(construct, lane);
                    let [mean, variance] = mean_and_variance(sums, *n);
                    [mean, variance.ln()]
                });
                let moments: Vec<[f64; 2]> = moments.collect();
                let spread_of = |i: usize| spread(moments.iter().map(|m| m[i]), &of.n);
                let found = [c, pair, spread_of(0), spread_of(1)];
                for (i, x) in found.into_iter().enumerate() {
                    // Scores are those of all rows, which have them whether or not a group can be estimated.
                    let x = if solved || i > 1 { x } else { f64::NAN };
                    self.values.put(STATISTICS * construct + i, lane, x);
                }
            }
        }
    }
}

/// Variance of numbers of groups with so many rows.
fn spread(of: impl Iterator<Item = f64> + Clone, n: &[f64]) -> f64 {
    let all: f64 = n.iter().sum();
    let mean = of.clone().zip(n).map(|(x, n)| n * x).sum::<f64>() / all;
    of.zip(n).map(|(x, n)| n * (x - mean).powi(2)).sum::<f64>() / all
}
