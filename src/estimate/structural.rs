//! The structural model: each construct regressed on its predecessors.

use nalgebra::DMatrix;

use pulp::Simd;

use super::Plan;
use crate::numeric::cholesky;
use crate::numeric::lanes::Room;

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
        note(simd, stable, t, singular);
        cholesky::solve_lanes(simd, matrix, m, coefficients);
        coefficients
    }
}

/// Notes that construct `j` is at fault in the lanes where `fine` is 0, unless one before it is.
#[inline(always)]
pub(super) fn note<S: Simd>(simd: S, fine: S::f64s, j: usize, first: &mut S::f64s) {
    let fine = simd.greater_than_f64s(fine, simd.splat_f64s(0.0));
    let earlier = simd.min_f64s(*first, simd.splat_f64s(j as f64));
    *first = simd.select_f64s(fine, *first, earlier);
}

/// Coefficients of construct `t` on predecessors whose corrected correlations are not positive definite: they are
/// shown and called inadmissible.
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
