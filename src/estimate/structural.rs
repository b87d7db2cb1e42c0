//! The structural model: each construct regressed on its predecessors.

use nalgebra::DMatrix;

use pulp::Simd;

use super::estimate_lanes::EstimateLanes;
use super::{Failure, Plan};
use crate::numeric::cholesky;
use crate::numeric::lanes::{self, Room, Vector};

/// Room for least squares on construct correlations.
#[derive(Debug)]
pub(super) struct Regression {
    matrix: Room,
    coefficients: Room,
}

impl Regression {
    pub(super) fn new(plan: &Plan) -> Self {
        let most = (0..plan.constructs())
            .map(|t| plan.predecessors(t).len())
            .max()
            .unwrap_or(0);
        Self {
            matrix: Room::new(most * most),
            coefficients: Room::new(most),
        }
    }

    /// Coefficients of construct `t` on its predecessors: `b = P[pa, pa]^-1 P[pa, t]`.
    #[inline(always)]
    pub(super) fn coefficients<S: Simd>(
        &mut self,
        simd: S,
        plan: &Plan,
        correlations: &[S::f64s],
        t: usize,
        singular: &mut S::f64s,
    ) -> &[S::f64s] {
        let (predecessors, count) = (plan.predecessors(t), plan.constructs());
        let m = predecessors.len();
        let matrix = &mut self.matrix.get_mut::<S>()[..m * m];
        let coefficients = &mut self.coefficients.get_mut::<S>()[..m];
        for (a, &i) in predecessors.iter().enumerate() {
            let row = &correlations[i * count..(i + 1) * count];
            for (cell, &k) in matrix[a * m + a..].iter_mut().zip(&predecessors[a..]) {
                *cell = row[k];
            }
            coefficients[a] = row[t];
        }
        let stable = cholesky::factor_lanes(simd, matrix, m);
        let stable = Vector::new(simd, stable).above(Vector::splat(simd, 0.0));
        note(simd, stable, t, singular);
        cholesky::solve_lanes(simd, matrix, m, coefficients);
        coefficients
    }

    /// All paths, and the explained variance of each construct: `R² = b' P[pa, t]`.
    #[inline(always)]
    pub(super) fn paths<S: Simd>(
        &mut self,
        simd: S,
        plan: &Plan,
        estimates: &mut EstimateLanes,
        ends: &mut [Result<(), Failure>],
    ) {
        let count = plan.constructs();
        let correlations = estimates.factor_correlations.get::<S>();
        let paths = estimates.paths.get_mut::<S>();
        let r2 = estimates.r2.get_mut::<S>();
        for t in (0..count).filter(|&t| !plan.predecessors(t).is_empty()) {
            let mut singular = simd.splat_f64s(f64::INFINITY);
            self.coefficients(simd, plan, correlations, t, &mut singular);
            let coefficients = self.coefficients.get_mut::<S>();
            let singular = lanes::numbers::<S>(std::slice::from_ref(&singular));
            for (lane, end) in ends.iter_mut().enumerate() {
                if end.is_err() || singular[lane].is_infinite() {
                    continue;
                }
                // With correlations of composites this is a failure; with corrected correlations the
                // coefficients are computed, and the solution is inadmissible.
                let of_any = plan
                    .consistent()
                    .then(|| of_lane::<S>(correlations, count, lane))
                    .and_then(|p| coefficients_of_any(plan, &p, t));
                match of_any {
                    Some(b) => {
                        let numbers = lanes::numbers_mut::<S>(coefficients)[lane..].iter_mut();
                        let own = numbers.step_by(S::F64_LANES);
                        own.zip(b).for_each(|(x, b)| *x = b);
                    }
                    None => *end = Err(Failure::SingularPredictors { construct: t }),
                }
            }
            let mut explained = Vector::splat(simd, 0.0);
            for (&s, &b) in plan.predecessors(t).iter().zip(&*coefficients) {
                paths[t * count + s] = b;
                let r = Vector::new(simd, correlations[t * count + s]);
                explained = explained + Vector::new(simd, b) * r;
            }
            r2[t] = explained.lanes;
        }
    }
}

/// The square matrix of one lane.
fn of_lane<S: Simd>(vectors: &[S::f64s], side: usize, lane: usize) -> DMatrix<f64> {
    let numbers = lanes::numbers::<S>(vectors)[lane..].iter();
    DMatrix::from_iterator(side, side, numbers.step_by(S::F64_LANES).copied())
}

/// Records that construct `j` is at fault in the lanes that are not fine, unless an earlier construct is.
#[inline(always)]
pub(super) fn note<S: Simd>(simd: S, fine: S::m64s, j: usize, first: &mut S::f64s) {
    let before = Vector::new(simd, *first);
    let earlier = before.min(Vector::splat(simd, j as f64));
    *first = before.only(fine, earlier).lanes;
}

/// Coefficients of construct `t` on predecessors whose corrected correlations are not positive definite: they are
/// reported, and the solution is inadmissible.
pub(super) fn coefficients_of_any(
    plan: &Plan,
    correlations: &DMatrix<f64>,
    t: usize,
) -> Option<Vec<f64>> {
    let predecessors = plan.predecessors(t);
    let inverse = inverse(correlations, predecessors)?;
    let dot = |row: usize| {
        let products = predecessors
            .iter()
            .enumerate()
            .map(|(i, &s)| inverse[(row, i)] * correlations[(s, t)]);
        products.sum()
    };
    Some((0..predecessors.len()).map(dot).collect())
}

/// Inverse of some rows and columns of a correlation matrix, positive definite or not; `None` if it is singular.
pub(crate) fn inverse(correlations: &DMatrix<f64>, of: &[usize]) -> Option<DMatrix<f64>> {
    let part = DMatrix::from_fn(of.len(), of.len(), |a, b| correlations[(of[a], of[b])]);
    let smallest = |matrix: &DMatrix<f64>| {
        matrix
            .diagonal()
            .iter()
            .fold(f64::INFINITY, |least, x| x.abs().min(least))
    };
    let factors = part.full_piv_lu();
    (smallest(&factors.u()) >= cholesky::SMALLEST_PIVOT)
        .then(|| factors.try_inverse())
        .flatten()
}
