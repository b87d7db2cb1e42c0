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
        let most = (0..plan.constructs()).map(|t| plan.predecessors(t).len()).max().unwrap_or(0);
        Self { matrix: vec![0.0; most * most], coefficients: vec![0.0; most] }
    }

    /// Coefficients of construct `t` on its predecessors: `b = P[pa, pa]^-1 P[pa, t]`.
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
        for (a, &i) in predecessors.iter().enumerate() {
            for (b, &k) in predecessors[..=a].iter().enumerate() {
                matrix[a * m + b] = correlations[(k, i)];
            }
            coefficients[a] = correlations[(i, t)];
        }
        cholesky::factor(matrix, m).map_err(|_| Failure::SingularPredictors { construct: t })?;
        cholesky::solve(matrix, m, coefficients);
        Ok(())
    }

    /// All paths, and the explained variance of each construct: `R² = b' P[pa, t]`.
    pub(super) fn paths(&mut self, plan: &Plan, estimates: &mut Estimates) -> Result<(), Failure> {
        let mut coefficients = std::mem::take(&mut self.coefficients);
        let done = (0..plan.constructs()).try_for_each(|t| {
            let predecessors = plan.predecessors(t);
            let b = &mut coefficients[..predecessors.len()];
            self.coefficients(plan, &estimates.correlations, t, b)?;
            estimates.r2[t] = 0.0;
            for (&s, &b) in predecessors.iter().zip(&*b) {
                estimates.paths[(s, t)] = b;
                estimates.r2[t] += b * estimates.correlations[(s, t)];
            }
            Ok(())
        });
        self.coefficients = coefficients;
        done
    }
}
