//! The structural model: each construct regressed on its predecessors.

use nalgebra::DMatrix;

use super::{Estimates, Failure, Plan};
use crate::numeric::cholesky;

/// Room for least squares on construct correlations.
#[derive(Debug)]
pub(super) struct Regression {
    matrix: Vec<f64>,
    coefficients: Vec<f64>,
}

impl Regression {
    pub(super) fn new(plan: &Plan) -> Self {
        let most = (0..plan.constructs())
            .map(|t| plan.predecessors(t).len())
            .max()
            .unwrap_or(0);
        Self {
            matrix: vec![0.0; most * most],
            coefficients: vec![0.0; most],
        }
    }

    /// Coefficients of construct `t` on its predecessors: `b = P[pa, pa]^-1 P[pa, t]`.
    #[inline(always)]
    pub(super) fn coefficients(
        &mut self,
        plan: &Plan,
        correlations: &DMatrix<f64>,
        t: usize,
        coefficients: &mut [f64],
    ) -> Result<(), Failure> {
        let predecessors = plan.predecessors(t);
        let m = predecessors.len();
        let matrix = &mut self.matrix[..m * m];
        for ((&i, row), coefficient) in predecessors
            .iter()
            .zip(matrix.chunks_exact_mut(m))
            .zip(&mut *coefficients)
        {
            let column =
                &correlations.as_slice()[i * plan.constructs()..(i + 1) * plan.constructs()];
            // The whole row is copied, though only the part below the diagonal is used: that needs no counting.
            for (cell, &k) in row.iter_mut().zip(predecessors) {
                *cell = column[k];
            }
            *coefficient = column[t];
        }
        cholesky::factor(matrix, m).map_err(|_| Failure::SingularPredictors { construct: t })?;
        cholesky::solve(matrix, m, coefficients);
        Ok(())
    }

    /// As [`Regression::coefficients`]; corrected correlations need not be positive definite, and have coefficients
    /// all the same, which are shown and called inadmissible.
    #[inline(always)]
    fn coefficients_of_any(
        &mut self,
        plan: &Plan,
        correlations: &DMatrix<f64>,
        t: usize,
        coefficients: &mut [f64],
    ) -> Result<(), Failure> {
        let done = self.coefficients(plan, correlations, t, coefficients);
        if done.is_ok() || !plan.consistent() {
            return done;
        }
        let predecessors = plan.predecessors(t);
        let inverse = inverse(correlations, predecessors)
            .ok_or(Failure::SingularPredictors { construct: t })?;
        for (row, b) in inverse.row_iter().zip(coefficients) {
            *b = predecessors
                .iter()
                .zip(row.iter())
                .map(|(&s, x)| x * correlations[(s, t)])
                .sum();
        }
        Ok(())
    }

    /// All paths, and the explained variance of each construct: `R² = b' P[pa, t]`.
    #[inline(always)]
    pub(super) fn paths(&mut self, plan: &Plan, estimates: &mut Estimates) -> Result<(), Failure> {
        let mut coefficients = std::mem::take(&mut self.coefficients);
        let mut explained = (0..plan.constructs()).filter(|&t| !plan.predecessors(t).is_empty());
        let done = explained.try_for_each(|t| {
            let predecessors = plan.predecessors(t);
            let b = &mut coefficients[..predecessors.len()];
            self.coefficients_of_any(plan, &estimates.factor_correlations, t, b)?;
            estimates.r2[t] = 0.0;
            for (&s, &b) in predecessors.iter().zip(&*b) {
                estimates.paths[(s, t)] = b;
                estimates.r2[t] += b * estimates.factor_correlations[(s, t)];
            }
            Ok(())
        });
        self.coefficients = coefficients;
        done
    }
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
