//! The PLS iteration on the correlation matrix of the indicators.
//!
//! ```text
//! start   w_j = 1
//! repeat  C = W' S W                    correlations of the composites
//!         q_j = Σ_i e_ij S w_i          covariances of block j with its inner proxy (`inner`)
//!         w_j from q_j by its mode      (`outer`), scaled so that w_j' S_jj w_j = 1
//! until   no weight changes by `tolerance`         (or what else the stopping rule looks at)
//! ```
//!
//! All blocks are renewed at once. Source: Wold (1982); Lohmöller (1989), ch. 2.

use pulp::{Arch, Simd, WithSimd};

use super::inner::Inner;
use super::outer::Outer;
use super::structural::Regression;
use super::{Estimates, Failure, Plan, Stopping, Termination, consistent, signs};
use crate::moments::Moments;

/// A composite with less variance than this share of its weights' sum of squares has none.
const NO_VARIANCE: f64 = 1e-12;

/// Estimates a plan from moments, as often as it is asked; allocates only when it is made.
///
/// ```
/// use pls_sem::estimate::{Estimates, Kernel};
/// use pls_sem::{Missing, Model, Options, Plan, Sample, Table};
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let moments = Sample::new(&model, &table, Missing::Error)?.moments();
/// let plan = Plan::new(&model, &Options::default())?;
/// let mut estimates = Estimates::room(&plan);
/// Kernel::new(&plan).estimate(&moments, &mut estimates).unwrap();
/// assert!(estimates.termination.converged);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug)]
pub struct Kernel<'p> {
    plan: &'p Plan,
    inner: Inner,
    outer: Outer,
    regression: Regression,
    /// Covariances of every indicator with the inner proxy of its own construct.
    proxies: Vec<f64>,
    /// Weights of two iterations before the last allowed one.
    earlier: Vec<f64>,
    /// Weights of the iteration before, where the stopping rule looks at all of them.
    before: Vec<f64>,
}

impl<'p> Kernel<'p> {
    /// A kernel for this plan.
    #[must_use]
    pub fn new(plan: &'p Plan) -> Self {
        Self {
            plan,
            inner: Inner::new(plan),
            outer: Outer::new(plan),
            regression: Regression::new(plan),
            proxies: vec![0.0; plan.indicators()],
            earlier: vec![0.0; plan.indicators()],
            before: vec![0.0; plan.indicators()],
        }
    }

    /// Estimates everything. An iteration that does not settle is no failure here: `termination` tells.
    ///
    /// # Errors
    /// [`Failure`], by position; `estimates` are then of no use.
    ///
    /// # Panics
    /// If moments or estimates are of another number of indicators than the plan.
    pub fn estimate(
        &mut self,
        moments: &Moments,
        estimates: &mut Estimates,
    ) -> Result<(), Failure> {
        let indicators = self.plan.indicators();
        assert_eq!(
            moments.sds.len(),
            indicators,
            "moments of the plan's indicators"
        );
        assert_eq!(estimates.weights.len(), indicators, "estimates of the plan");
        Arch::new().dispatch(Run {
            kernel: self,
            moments,
            estimates,
        })
    }

    /// Estimates from several moments, as [`Kernel::estimate`] does from each.
    ///
    /// # Panics
    /// As [`Kernel::estimate`], or if there are not as many estimates and ends as moments.
    pub fn estimate_each(
        &mut self,
        moments: &[Moments],
        estimates: &mut [Estimates],
        ends: &mut [Result<(), Failure>],
    ) {
        for ((moments, estimates), end) in moments.iter().zip(estimates).zip(ends) {
            *end = self.estimate(moments, estimates);
        }
    }

    #[inline(always)]
    fn run<S: Simd>(
        &mut self,
        simd: S,
        moments: &Moments,
        estimates: &mut Estimates,
    ) -> Result<(), Failure> {
        let (plan, options) = (self.plan, self.plan.options());
        self.outer.prepare(plan, moments)?;
        self.outer.start(plan, moments);
        compose::<S, true>(simd, plan, moments, self.outer.proposed(), estimates)?;
        let mut termination = Termination {
            converged: true,
            iterations: 0,
            change: 0.0,
            alternates: false,
        };
        if self.outer.iterates() {
            termination.converged = false;
            while !termination.converged && termination.iterations < options.max_iterations {
                if termination.iterations + 2 == options.max_iterations {
                    self.earlier.copy_from_slice(&estimates.weights);
                }
                match options.stopping {
                    Stopping::LargestChange => {}
                    Stopping::SumOfChanges => self.before.copy_from_slice(&estimates.weights),
                    Stopping::SumOfSquares => self.before.copy_from_slice(self.outer.proposed()),
                }
                self.inner
                    .proxies(plan, estimates, &mut self.regression, &mut self.proxies)?;
                self.outer.renew(plan, &self.proxies);
                let largest =
                    compose::<S, false>(simd, plan, moments, self.outer.proposed(), estimates)?;
                let changes = |now: &[f64], change: fn(f64, f64) -> f64| {
                    let pairs = self.before.iter().zip(now);
                    pairs.map(|(before, now)| change(*before, *now)).sum()
                };
                termination.change = match options.stopping {
                    Stopping::LargestChange => largest,
                    Stopping::SumOfChanges => changes(&estimates.weights, |a, b| (a - b).abs()),
                    Stopping::SumOfSquares => {
                        changes(self.outer.proposed(), |a, b| (a.abs() - b.abs()).powi(2))
                    }
                };
                termination.iterations += 1;
                termination.converged = termination.change < options.tolerance;
            }
        }
        if !termination.converged && options.max_iterations > 2 {
            let back = self.earlier.iter().zip(&estimates.weights);
            let two_steps = back.fold(0.0_f64, |most, (a, b)| most.max((a - b).abs()));
            termination.alternates = alternates(termination.change, two_steps);
        }
        estimates.termination = termination;
        signs::turn(plan, estimates);
        consistent::correct(plan, moments, estimates);
        self.regression.paths(plan, estimates)
    }
}

/// One estimation, compiled for the vectors of the machine.
struct Run<'a, 'p> {
    kernel: &'a mut Kernel<'p>,
    moments: &'a Moments,
    estimates: &'a mut Estimates,
}

impl WithSimd for Run<'_, '_> {
    type Output = Result<(), Failure>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Self::Output {
        self.kernel.run(simd, self.moments, self.estimates)
    }
}

/// Makes composites of variance 1 from proposed weights, with their correlations; returns the largest change of a weight.
///
/// Blocks of fixed weights are composed in the first round only.
#[inline(always)]
fn compose<S: Simd, const FIRST: bool>(
    simd: S,
    plan: &Plan,
    moments: &Moments,
    proposed: &[f64],
    estimates: &mut Estimates,
) -> Result<f64, Failure> {
    let (p, count) = (plan.indicators(), plan.constructs());
    let s = moments.correlations.as_slice();
    let Estimates {
        weights,
        cross_loadings,
        correlations,
        ..
    } = estimates;
    let mut change = 0.0_f64;
    for (j, block) in plan.blocks().iter().enumerate() {
        let own = block.indicators.clone();
        let column = &mut cross_loadings.as_mut_slice()[j * p..(j + 1) * p];
        if FIRST || block.iterates() {
            combine(
                simd,
                &proposed[own.clone()],
                &s[own.start * p..own.end * p],
                column,
            );
            let scale = match block.mode {
                Some(_) => scale(&proposed[own.clone()], &column[own.clone()])
                    .ok_or(Failure::DegenerateComposite { construct: j })?,
                // A single item is its own composite, to the last bit.
                None => 1.0,
            };
            column.iter_mut().for_each(|l| *l *= scale);
            for (weight, proposed) in weights[own.clone()].iter_mut().zip(&proposed[own.clone()]) {
                change = change.max((proposed * scale - *weight).abs());
                *weight = proposed * scale;
            }
        }
        let correlations = correlations.as_mut_slice();
        for (i, other) in plan.blocks()[..j].iter().enumerate() {
            let own = other.indicators.clone();
            let r = weights[own.clone()]
                .iter()
                .zip(&column[own])
                .map(|(w, l)| w * l)
                .sum();
            correlations[i * count + j] = r;
            correlations[j * count + i] = r;
        }
        correlations[j * count + j] = 1.0;
    }
    Ok(change)
}

/// Whether weights go back and forth: two iterations lead back to where one leads away from.
///
/// Source: Henseler (2010), Computational Statistics 25, 107-120, shows such models.
fn alternates(one_step: f64, two_steps: f64) -> bool {
    two_steps < 0.01 * one_step
}

/// The weighted sum of rows.
#[inline(always)]
fn combine<S: Simd>(simd: S, weights: &[f64], rows: &[f64], sums: &mut [f64]) {
    let p = sums.len();
    let weighted = || weights.iter().zip(rows.chunks_exact(p));
    let (vectors, tail) = S::as_mut_simd_f64s(sums);
    let done = p - tail.len();
    for (v, sum) in vectors.iter_mut().enumerate() {
        *sum = weighted().fold(simd.splat_f64s(0.0), |sum, (&weight, row)| {
            let (row, _) = S::as_simd_f64s(row);
            simd.mul_add_e_f64s(simd.splat_f64s(weight), row[v], sum)
        });
    }
    for (l, sum) in tail.iter_mut().enumerate() {
        *sum = weighted().map(|(weight, row)| weight * row[done + l]).sum();
    }
}

/// What makes the variance of a composite 1, from its weights and their covariances `S w`; `None` if it has none.
#[inline(always)]
fn scale(weights: &[f64], covariances: &[f64]) -> Option<f64> {
    let variance: f64 = weights.iter().zip(covariances).map(|(w, c)| w * c).sum();
    let squares: f64 = weights.iter().map(|w| w * w).sum();
    // Not `!(variance <= ...)`: weights that are no numbers have none either.
    (variance > NO_VARIANCE * squares).then(|| 1.0 / variance.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Table;
    use crate::estimate::{Options, Problem, Scheme};
    use crate::model::Model;
    use crate::moments::Missing;

    #[test]
    fn vectors_of_any_width_give_the_same_estimates() {
        let survey = concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv");
        let table = Table::read(survey).unwrap();
        let text = "R =~ KR1-5; P <~ KP1-5; V =~ VP1-5; S =~ INT1-4; V ~ R + P; S ~ V + R";
        for scheme in [Scheme::Path, Scheme::Factorial, Scheme::Centroid] {
            let options = Options::default().scheme(scheme).consistent(true);
            let model = Model::parse(text).unwrap();
            let problem = Problem::new(&model, &table, Missing::Error, &options).unwrap();
            let (plan, moments) = (problem.plan(), problem.sample().moments());
            let mut kernel = Kernel::new(plan);
            let [mut vectors, mut scalars] = [(); 2].map(|()| Estimates::room(plan));
            kernel.estimate(&moments, &mut vectors).unwrap();
            let run = Run {
                kernel: &mut kernel,
                moments: &moments,
                estimates: &mut scalars,
            };
            run.with_simd(pulp::Scalar).unwrap();
            assert!((&vectors.paths - &scalars.paths).amax() < 1e-10);
            let weights = vectors.weights.iter().zip(&scalars.weights);
            assert!(weights.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max) < 1e-10);
        }
    }

    #[test]
    fn weights_that_go_back_and_forth_are_told_from_weights_that_creep() {
        let steps = |w: fn(i32) -> f64| ((w(9) - w(8)).abs(), (w(9) - w(7)).abs());
        let (one, two) = steps(|i| 0.5 + 0.2 * f64::from(i % 2));
        assert!(alternates(one, two));
        let (one, two) = steps(|i| 0.99_f64.powi(i));
        assert!(!alternates(one, two));
        let (one, two) = steps(|i| (-0.9_f64).powi(i));
        assert!(!alternates(one, two));
    }
}
