//! The linear models that predictions are held against.

use pulp::Simd;

use super::shape::Regression;
use crate::numeric::cholesky::SMALLEST_PIVOT;
use crate::numeric::lanes::{self, Number, Room, Vector};

/// Least squares of predicted indicators on others, with an intercept: of all of them on the indicators of the constructs
/// without predecessors, or of those of one construct on the indicators of its own predecessors.
///
/// ```text
/// b = S_xx^-1 S_xy        correlations of the training sample; x̂ = mean + sd Σ b z
/// ```
///
/// A predictor that depends linearly on those before it is left out, as R's `lm` does: with more predictors than rows all but
/// the first ones are.
///
/// Source: Shmueli, Ray, Velasquez Estrada & Chatla (2016), Journal of Business Research 69(10), 4552-4564; Danks (2021), The
/// Data Base for Advances in Information Systems 52(SI), 24-42 (direct antecedents).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Linear {
    /// A coefficient for each predictor, predicted column after predicted column; 0 for one that is left out.
    coefficients: Vec<f64>,
    /// 1 for a predictor that is left out, 0 for others.
    left_out: Vec<f64>,
}

impl Linear {
    pub(super) fn room(of: &Regression) -> Self {
        Self {
            coefficients: vec![0.0; of.predicted.len() * of.predictors.len()],
            left_out: vec![0.0; of.predictors.len()],
        }
    }

    /// All numbers, in the order of [`LinearLanes::each`].
    pub(super) fn numbers(&mut self) -> impl Iterator<Item = &mut f64> {
        self.coefficients.iter_mut().chain(&mut self.left_out)
    }

    /// Whether each predictor is left out.
    pub(super) fn left_out(&self) -> impl Iterator<Item = bool> {
        self.left_out.iter().map(|out| *out > 0.5)
    }

    /// The standardised prediction of a predicted column, by its place among them.
    #[inline(always)]
    pub(super) fn predict<N: Number>(
        &self,
        place: usize,
        predictors: impl Iterator<Item = N>,
        zero: N,
    ) -> N {
        let m = self.left_out.len();
        let own = &self.coefficients[place * m..(place + 1) * m];
        let products = own.iter().zip(predictors);
        products.fold(zero, |sum, (&b, z)| zero.like(b) * z + sum)
    }
}

/// The linear models of several training samples side by side, one in each lane.
#[derive(Debug)]
pub(super) struct LinearLanes<'r> {
    of: &'r Regression,
    /// For each predictor its correlations with all predictors and then with what is predicted, which elimination replaces.
    rows: Room,
    coefficients: Room,
    left_out: Room,
}

impl<'r> LinearLanes<'r> {
    pub(super) fn room(of: &'r Regression) -> Self {
        let (predictors, predicted) = (of.predictors.len(), of.predicted.len());
        Self {
            of,
            rows: Room::new(predictors * (predictors + predicted)),
            coefficients: Room::new(predicted * predictors),
            left_out: Room::new(predictors),
        }
    }

    /// Solves from the correlations of columns.
    #[inline(always)]
    pub(super) fn solve<S: Simd>(
        &mut self,
        simd: S,
        correlation: impl Fn(usize, usize) -> S::f64s,
    ) {
        let Regression {
            predicted,
            predictors,
            ..
        } = self.of;
        let (m, width) = (predictors.len(), predictors.len() + predicted.len());
        let (zero, one) = (Vector::splat(simd, 0.0), Vector::splat(simd, 1.0));
        // What is left of the diagonal is not used.
        let rows = self.rows.get_mut::<S>();
        for (a, &k) in predictors.iter().enumerate() {
            let columns = predictors[a..].iter().chain(predicted);
            let row = &mut rows[a * width + a..(a + 1) * width];
            for (cell, &c) in row.iter_mut().zip(columns) {
                *cell = correlation(k, c);
            }
        }
        // Gaussian elimination. The diagonal then holds reciprocals, and 0 for a predictor that is left out.
        let left_out = self.left_out.get_mut::<S>();
        for a in 0..m {
            let (above, below) = rows.split_at_mut((a + 1) * width);
            let own = &mut above[a * width..];
            // What those before it do not explain of it.
            let left = Vector::new(simd, own[a]);
            let is_left_out = left.below(left.like(SMALLEST_PIVOT));
            left_out[a] = one.only(is_left_out, zero).lanes;
            own[a] = zero.only(is_left_out, one / left).lanes;
            for (b, row) in (a + 1..).zip(below.chunks_exact_mut(width)) {
                let factor = simd.neg_f64s(simd.mul_f64s(own[b], own[a]));
                lanes::add(simd, factor, &own[b..], &mut row[b..]);
            }
        }
        let all = self.coefficients.get_mut::<S>();
        for (place, coefficients) in all.chunks_exact_mut(m.max(1)).enumerate() {
            for a in (0..m).rev() {
                let row = &rows[a * width..(a + 1) * width];
                let later = lanes::dot(simd, &row[a + 1..m], &coefficients[a + 1..]);
                let rest = simd.sub_f64s(row[m + place], later);
                coefficients[a] = simd.mul_f64s(rest, row[a]);
            }
        }
    }

    /// All numbers of what was solved last: coefficients, then whether predictors are left out.
    #[inline(always)]
    pub(super) fn each<S: Simd>(&self, mut visit: impl FnMut(S::f64s)) {
        for &x in self.coefficients.get::<S>() {
            visit(x);
        }
        for &x in self.left_out.get::<S>() {
            visit(x);
        }
    }
}
