//! The PLS iteration on the correlation matrix of the indicators.
//!
//! ```text
//! start   w_j = 1
//! repeat  C = W' S W                    correlations of the composites
//!         q_j = Σ_i e_ij S w_i          covariances of block j with its inner proxy (`inner`)
//!         w_j from q_j by its mode      (`outer`), scaled so that w_j' S_jj w_j = 1
//! until   no weight changes by `tolerance`
//! ```
//!
//! All blocks are renewed at once. Source: Wold (1982); Lohmöller (1989), ch. 2.

use super::inner::Inner;
use super::outer::Outer;
use super::structural::Regression;
use super::{Estimates, Failure, Plan, Termination, signs};
use crate::moments::Moments;

/// Estimates a plan from moments, as often as it is asked; allocates only when it is made.
#[derive(Debug)]
pub(crate) struct Kernel<'p> {
    plan: &'p Plan,
    inner: Inner,
    outer: Outer,
    regression: Regression,
    /// Covariances of every indicator with the inner proxy of its own construct.
    proxies: Vec<f64>,
}

impl<'p> Kernel<'p> {
    pub(crate) fn new(plan: &'p Plan) -> Self {
        Self {
            plan,
            inner: Inner::new(plan),
            outer: Outer::new(plan),
            regression: Regression::new(plan),
            proxies: vec![0.0; plan.indicators()],
        }
    }

    /// Estimates everything. An iteration that does not settle is no failure here: `termination` tells.
    pub(crate) fn estimate(&mut self, moments: &Moments, estimates: &mut Estimates) -> Result<(), Failure> {
        self.outer.prepare(self.plan, moments)?;
        self.outer.start(self.plan, moments, &mut estimates.weights)?;
        estimates.termination = self.iterate(moments, estimates)?;
        correlate(self.plan, moments, estimates);
        signs::turn(self.plan, estimates);
        self.regression.paths(self.plan, estimates)
    }

    fn iterate(&mut self, moments: &Moments, estimates: &mut Estimates) -> Result<Termination, Failure> {
        let mut termination = Termination { converged: true, iterations: 0, change: 0.0 };
        if !self.outer.iterates() {
            return Ok(termination);
        }
        let options = self.plan.options();
        termination.converged = false;
        while !termination.converged && termination.iterations < options.max_iterations {
            correlate(self.plan, moments, estimates);
            self.inner.proxies(self.plan, estimates, &mut self.regression, &mut self.proxies)?;
            termination.change =
                self.outer.renew(self.plan, moments, &self.proxies, &mut estimates.weights)?;
            termination.iterations += 1;
            termination.converged = termination.change < options.tolerance;
        }
        Ok(termination)
    }
}

/// Correlations of indicators and composites, and of composites, under the current weights.
fn correlate(plan: &Plan, moments: &Moments, estimates: &mut Estimates) {
    let p = plan.indicators();
    let s = moments.correlations.as_slice();
    let Estimates { weights, cross_loadings, correlations, .. } = estimates;
    for (j, block) in plan.blocks().iter().enumerate() {
        let column = &mut cross_loadings.as_mut_slice()[j * p..(j + 1) * p];
        column.fill(0.0);
        for k in block.indicators.clone() {
            let weight = weights[k];
            for (sum, r) in column.iter_mut().zip(&s[k * p..(k + 1) * p]) {
                *sum += weight * r;
            }
        }
        for (i, other) in plan.blocks()[..j].iter().enumerate() {
            let own = other.indicators.clone();
            let r = weights[own.clone()].iter().zip(&column[own]).map(|(w, l)| w * l).sum();
            correlations[(i, j)] = r;
            correlations[(j, i)] = r;
        }
        correlations[(j, j)] = 1.0;
    }
}
