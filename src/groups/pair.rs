//! Two groups side by side, and how everything that is compared changes when their rows change groups at random.

use std::ops::ControlFlow;

use pulp::{Arch, Simd, WithSimd};

use super::composites::{Composites, Written, pooled_scores};
use crate::estimate::{Fit, Problem, StageLanes};
use crate::moments::{Sample, WeightedRows};
use crate::numeric::lanes::{self, Room, Vector};
use crate::quantity::{Catalogue, Row};
use crate::resample::{
    Block, Permutation, Permuted, Progress, ResampleError, Side, Statistic, Values, room,
};

/// The rows of two groups together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair<'p> {
    pub(super) problem: &'p Problem,
    /// The model in all rows.
    pub(super) pooled: &'p Fit,
    pub(super) catalogue: &'p Catalogue,
    /// Weights that composites are turned towards, one set for every stage.
    pub(super) towards: Option<&'p [Vec<f64>]>,
    /// For each row used, whether it is of the second group.
    pub(super) labels: &'p [usize],
    pub(super) threads: usize,
}

/// All that was compared, as the rows are and after every permutation.
#[derive(Debug)]
pub(super) struct Relabelled {
    quantities: usize,
    constructs: usize,
    observed: Vec<f64>,
    shuffled: Values,
}

impl Pair<'_> {
    /// Compares the groups as they are, and after every permutation of their labels.
    pub(super) fn relabel(
        &self,
        options: &Permutation,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Relabelled, ResampleError> {
        let sample = self.problem.sample();
        let composites = OfComposites::new(self.pooled, sample, self.labels);
        let differences = self.differences(&composites);
        let (labels, threads) = ((self.labels, 2), self.threads);
        let (observed, shuffled) =
            options.relabel(sample, labels, threads, &differences, progress)?;
        Ok(Relabelled {
            quantities: self.catalogue.quantities().len(),
            constructs: composites.composites.count(),
            observed,
            shuffled,
        })
    }

    /// Whether all values of so many permutations can be held; nothing is permuted yet.
    pub(super) fn prove(&self, options: &Permutation) -> Result<(), ResampleError> {
        let constructs = Composites::of(self.pooled).count();
        let width = width(self.catalogue.quantities().len(), constructs);
        room(options.permutations, width).map(drop)
    }

    fn differences<'p>(&'p self, composites: &'p OfComposites) -> Differences<'p> {
        Differences {
            row: Row {
                plan: self.problem.plan(),
                sample: self.problem.sample(),
                catalogue: self.catalogue,
                towards: self.towards,
            },
            composites,
        }
    }
}

impl Relabelled {
    /// Permutations done.
    pub(super) fn done(&self) -> usize {
        self.shuffled.replicates()
    }

    /// Differences of all quantities, with their p-values.
    pub(super) fn differences(&self) -> Permuted {
        self.permuted(0, self.quantities)
    }

    /// Permutations in which a quantity is not defined that is most often not, among those that are defined in the groups
    /// as they are.
    pub(super) fn left_out(&self) -> usize {
        let defined = (0..self.quantities).filter(|&i| self.observed[i].is_finite());
        let undefined = defined.map(|i| self.done() - self.column(i).count());
        undefined.max().unwrap_or(0)
    }

    /// Whether a quantity can differ between groups: a weight of 1 cannot.
    pub(super) fn varies(&self, quantity: usize) -> bool {
        let differs = |x: f64| x.abs() > VARIES;
        differs(self.observed[quantity]) || self.column(quantity).any(differs)
    }

    /// The correlation of every construct's composites, and those of permutations in which it is defined.
    pub(super) fn correlations(&self) -> Vec<(f64, Vec<f64>)> {
        let from = 3 * self.quantities;
        let of = |at: usize| (self.observed[at], self.column(at).collect());
        (from..from + self.constructs).map(of).collect()
    }

    /// The difference of every construct's means.
    pub(super) fn means(&self) -> Spread<'_> {
        Spread {
            of: self,
            from: 3 * self.quantities + self.constructs,
        }
    }

    /// The difference of the logarithms of every construct's variances.
    pub(super) fn variances(&self) -> Spread<'_> {
        Spread {
            of: self,
            from: 3 * self.quantities + 2 * self.constructs,
        }
    }

    fn column(&self, value: usize) -> impl Iterator<Item = f64> {
        self.shuffled.column(value).filter(|x| x.is_finite())
    }

    fn permuted(&self, from: usize, count: usize) -> Permuted {
        let observed = &self.observed[from..from + count];
        Permuted::of(observed, self.done(), |i| self.shuffled.column(from + i))
    }
}

/// A smaller difference is rounding.
const VARIES: f64 = 1e-12;

/// One statistic of every construct.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spread<'r> {
    of: &'r Relabelled,
    from: usize,
}

impl Spread<'_> {
    pub(super) fn permuted(self) -> Permuted {
        self.of.permuted(self.from, self.of.constructs)
    }

    /// The values of a construct in all permutations, sorted.
    pub(super) fn sorted(self, construct: usize) -> Vec<f64> {
        let mut values: Vec<f64> = self.of.column(self.from + construct).collect();
        values.sort_unstable_by(f64::total_cmp);
        values
    }
}

/// What is written of each labelling: the differences of all quantities, then their values in the first group and in the
/// second, which they are made of; then of every construct the correlation of its composites, the difference of means, and that of the logarithms
/// of variances.
struct Differences<'c> {
    row: Row<'c>,
    composites: &'c OfComposites,
}

/// How many values these are.
fn width(quantities: usize, constructs: usize) -> usize {
    3 * (quantities + constructs)
}

/// What one thread works with: for each group what estimates it, and the forms of its composites.
struct Scratch<'c> {
    estimators: [<Row<'c> as Statistic>::Scratch; 2],
    written: [Written; 2],
    sums: Sums,
}

impl<'c> Statistic for Differences<'c> {
    type Scratch = Scratch<'c>;

    fn width(&self) -> usize {
        width(self.row.width(), self.composites.composites.count())
    }

    fn scratch(&self) -> Scratch<'c> {
        let composites = &self.composites.composites;
        Scratch {
            estimators: [self.row.scratch(), self.row.scratch()],
            written: [composites.room(), composites.room()],
            sums: Sums::room(composites.count()),
        }
    }

    fn write(
        &self,
        scratch: &mut Scratch<'c>,
        sides: &mut [Side<'_>],
        lanes: usize,
        mut values: Block<'_>,
    ) {
        let width = self.row.width();
        let estimators = scratch.estimators.iter_mut();
        for (i, (side, estimator)) in sides.iter_mut().zip(estimators).enumerate() {
            let mut of_group = values.values_from((i + 1) * width);
            self.row
                .write_side(estimator, side, lanes, of_group.from(0));
            // Only admissible solutions are compared.
            for lane in (0..lanes).filter(|&lane| !side.is_solved(lane)) {
                (0..width).for_each(|value| of_group.put(value, lane, f64::NAN));
            }
        }
        for (lane, value) in (0..lanes).flat_map(|lane| (0..width).map(move |v| (lane, v))) {
            let [a, b] = [width, 2 * width].map(|group| values.get(group + value, lane));
            values.put(value, lane, a - b);
        }
        let both = |lane: usize| sides.iter().all(|side| side.is_solved(lane));
        let solved: [bool; lanes::MOST] = std::array::from_fn(|lane| lane < lanes && both(lane));
        let [first, second] = &scratch.estimators;
        Arch::new().dispatch(Write {
            of: self.composites,
            stages: [first.0.stages.all(), second.0.stages.all()],
            rows: sides[0].weigher.weighted_rows(),
            written: &mut scratch.written,
            sums: &mut scratch.sums,
            solved: &solved[..lanes],
            values: values.values_from(3 * width),
        });
    }
}

/// The composites of the pooled sample, and the scores of its rows on them.
#[derive(Debug)]
struct OfComposites {
    composites: Composites,
    /// Row by row.
    scores: Vec<f64>,
    /// Of all rows under their case weights: sum of weights, and of every construct those of scores and of squares.
    total: f64,
    totals: Vec<[f64; 2]>,
    /// Rows of each group.
    n: [f64; 2],
}

impl OfComposites {
    fn new(fit: &Fit, sample: &Sample, labels: &[usize]) -> Self {
        let composites = Composites::of(fit);
        let scores = pooled_scores(&composites, fit, sample);
        let weight = |i: usize| sample.weights().map_or(1.0, |weights| weights[i]);
        let mut totals = vec![[0.0; 2]; composites.count()];
        for (i, scores) in scores.chunks_exact(composites.count().max(1)).enumerate() {
            for (totals, score) in totals.iter_mut().zip(scores) {
                totals[0] += weight(i) * score;
                totals[1] += weight(i) * score * score;
            }
        }
        let of_group = |group: usize| labels.iter().filter(|&&label| label == group).count() as f64;
        Self {
            composites,
            scores,
            total: (0..sample.n()).map(weight).sum(),
            totals,
            n: [of_group(0), of_group(1)],
        }
    }

    /// The differences of means and of logarithms of variances, where these are the [`Sums`] of the first group.
    fn differences(&self, construct: usize, first: [f64; 3]) -> [f64; 2] {
        let [all, all_squares] = self.totals[construct];
        let [weights, sum, squares] = first;
        let second = [self.total - weights, all - sum, all_squares - squares];
        let [mean, variance] = mean_and_variance(first, self.n[0]);
        let [other, of_other] = mean_and_variance(second, self.n[1]);
        [mean - other, (variance / of_other).ln()]
    }
}

/// Mean and variance of a construct's scores in a group of n rows, of the sums of weights, of scores and of squares:
///
/// ```text
/// mean = Σ w_i y_i / Σ w_i,   var = (Σ w_i y_i² / Σ w_i - mean²) n / (n - 1)
/// ```
pub(super) fn mean_and_variance([weights, sum, squares]: [f64; 3], n: f64) -> [f64; 2] {
    let mean = sum / weights;
    [mean, (squares / weights - mean * mean) * n / (n - 1.0)]
}

/// Sums over the rows of a group: of weights, and of every construct those of scores and of squares.
#[derive(Debug)]
pub(super) struct Sums {
    weights: Room,
    scores: Room,
    squares: Room,
}

impl Sums {
    pub(super) fn room(constructs: usize) -> Self {
        Self {
            weights: Room::new(1),
            scores: Room::new(constructs),
            squares: Room::new(constructs),
        }
    }

    #[inline(always)]
    pub(super) fn add<S: Simd>(&mut self, simd: S, rows: &WeightedRows<'_>, scores: &[f64]) {
        let zero = simd.splat_f64s(0.0);
        let (sums, squares) = (self.scores.get_mut::<S>(), self.squares.get_mut::<S>());
        sums.fill(zero);
        squares.fill(zero);
        let mut total = zero;
        let count = sums.len().max(1);
        for (&weight, scores) in rows.weights::<S>().iter().zip(scores.chunks_exact(count)) {
            total = simd.add_f64s(total, weight);
            for ((sum, square), &score) in sums.iter_mut().zip(&mut *squares).zip(scores) {
                let (score, sums) = (Vector::splat(simd, score), Vector::new(simd, *sum));
                let weighted = Vector::new(simd, weight) * score;
                *sum = (sums + weighted).lanes;
                *square = weighted.mul_add(score, Vector::new(simd, *square)).lanes;
            }
        }
        self.weights.get_mut::<S>()[0] = total;
    }

    /// Those of one construct in one lane: of weights, of scores and of squares.
    #[inline(always)]
    pub(super) fn of_lane<S: Simd>(&self, construct: usize, lane: usize) -> [f64; 3] {
        let at = construct * S::F64_LANES + lane;
        [
            (&self.weights, lane),
            (&self.scores, at),
            (&self.squares, at),
        ]
        .map(|(room, at)| lanes::numbers::<S>(room.get::<S>())[at])
    }
}

/// What is said of the composites, compiled for the vectors of the machine.
struct Write<'a, 'p, 'v, 'w> {
    of: &'a OfComposites,
    stages: [&'a [StageLanes<'p>]; 2],
    rows: WeightedRows<'w>,
    written: &'a mut [Written; 2],
    sums: &'a mut Sums,
    /// Lanes in which both groups have estimates.
    solved: &'a [bool],
    values: Block<'v>,
}

impl WithSimd for Write<'_, '_, '_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let Self { of, stages, .. } = self;
        let count = of.composites.count();
        for (written, stages) in self.written.iter_mut().zip(stages) {
            let of_stage = |stage: usize| &stages[stage].estimates;
            of.composites.write(simd, of_stage, written);
        }
        let [first, second] = &*self.written;
        for construct in 0..count {
            let c = of.composites.correlation(simd, construct, first, second);
            let c = lanes::numbers::<S>(std::slice::from_ref(&c));
            for (lane, &solved) in self.solved.iter().enumerate() {
                let c = if solved { c[lane] } else { f64::NAN };
                self.values.put(construct, lane, c);
            }
        }
        self.sums.add(simd, &self.rows, &of.scores);
        for construct in 0..count {
            for lane in 0..self.solved.len() {
                let found = of.differences(construct, self.sums.of_lane::<S>(construct, lane));
                for (statistic, x) in found.into_iter().enumerate() {
                    let value = (statistic + 1) * count + construct;
                    self.values.put(value, lane, x);
                }
            }
        }
    }
}
