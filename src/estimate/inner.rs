//! Inner weights: how the proxy of a construct is made of its neighbours.

use super::structural::Regression;
use super::{Estimates, Failure, Plan, Scheme};

/// Room for the inner estimation.
#[derive(Debug)]
pub(super) struct Inner {
    coefficients: Vec<f64>,
}

impl Inner {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            coefficients: vec![0.0; plan.constructs()],
        }
    }

    /// Covariance of every indicator with the inner proxy of its own construct.
    ///
    /// ```text
    /// centroid   e_ij = sign(C_ij)     for every neighbour i of j
    /// factorial  e_ij = C_ij
    /// path       e_ij = regression coefficient of j on all its predecessors, for a predecessor i;
    ///                   C_ij for a successor i
    /// ```
    #[inline(always)]
    pub(super) fn proxies(
        &mut self,
        plan: &Plan,
        estimates: &Estimates,
        regression: &mut Regression,
        proxies: &mut [f64],
    ) -> Result<(), Failure> {
        proxies.fill(0.0);
        for j in 0..plan.constructs() {
            for &i in plan.correlated(j) {
                let r = estimates.correlations[(i, j)];
                let e = if plan.options().scheme == Scheme::Centroid {
                    sign(r)
                } else {
                    r
                };
                add(plan, estimates, i, j, e, proxies);
            }
            if plan.options().scheme == Scheme::Path && !plan.predecessors(j).is_empty() {
                let predecessors = plan.predecessors(j);
                let coefficients = &mut self.coefficients[..predecessors.len()];
                regression.coefficients(plan, &estimates.correlations, j, coefficients)?;
                for (&i, &e) in predecessors.iter().zip(&*coefficients) {
                    add(plan, estimates, i, j, e, proxies);
                }
            }
        }
        Ok(())
    }
}

/// Adds `e` times composite `i` to the inner proxy of construct `j`.
#[inline(always)]
fn add(plan: &Plan, estimates: &Estimates, i: usize, j: usize, e: f64, proxies: &mut [f64]) {
    let p = plan.indicators();
    let own = plan.blocks()[j].indicators.clone();
    let column = &estimates.cross_loadings.as_slice()[i * p..(i + 1) * p];
    for (sum, l) in proxies[own.clone()].iter_mut().zip(&column[own]) {
        *sum += e * l;
    }
}

/// The sign of a correlation; of 0 it is 0.
fn sign(r: f64) -> f64 {
    if r > 0.0 {
        1.0
    } else if r < 0.0 {
        -1.0
    } else {
        0.0
    }
}
