//! Case weights are multiplied by the counts of a resample: only here.

use pulp::Simd;

use crate::numeric::lanes::{self, Number, Vector};

/// The weights of a sample whose rows have case weights: `count x case weight`.
///
/// Cross products are made with these. Only their ratios matter: the number of rows is the sum of the counts, and
/// covariances are rescaled to it, again in every resample.
#[derive(Debug, Default)]
pub(super) struct Joined {
    weights: Vec<f64>,
    /// Rows that were joined last.
    last: f64,
    /// Rows of the weighting that is kept.
    kept: f64,
    /// Rows of every weighting that was added, one in each lane.
    added: [f64; lanes::MOST],
}

impl Joined {
    /// Multiplies the counts of the rows by their case weights, if there are any. Allocates only in the first call.
    pub(super) fn join<'w>(&'w mut self, counts: &'w [f64], cases: Option<&[f64]>) -> &'w [f64] {
        let Some(cases) = cases else {
            return counts;
        };
        self.weights.clear();
        let joined = counts.iter().zip(cases).map(|(count, case)| count * case);
        self.weights.extend(joined);
        self.last = counts.iter().sum();
        &self.weights
    }

    /// Keeps the last joined weights.
    pub(super) fn keep(&mut self) {
        self.kept = self.last;
    }

    /// Puts the last joined weights into a lane.
    pub(super) fn add(&mut self, lane: usize) {
        self.added[lane] = self.last;
    }

    /// Puts the kept weighting into a lane, without this number of rows.
    pub(super) fn add_without(&mut self, lane: usize, rows: usize) {
        self.added[lane] = self.kept - rows as f64;
    }

    /// So many rows go into a lane.
    pub(super) fn add_rows(&mut self, lane: usize, rows: f64) {
        self.added[lane] = rows;
    }

    /// The number of rows n in every lane, and the divisors of sums of squares for variances, if the joined weights
    /// have these totals: `n - 1`, if a total is n.
    #[inline(always)]
    pub(super) fn rows_and_divisor<S: Simd>(&self, simd: S, total: S::f64s) -> (S::f64s, S::f64s) {
        let mut rows = simd.splat_f64s(0.0);
        let lanes = lanes::numbers_mut::<S>(std::slice::from_mut(&mut rows));
        lanes.iter_mut().zip(&self.added).for_each(|(x, n)| *x = *n);
        let (n, total) = (Vector::new(simd, rows), Vector::new(simd, total));
        (rows, ((n - n.like(1.0)) * total / n).lanes)
    }
}
