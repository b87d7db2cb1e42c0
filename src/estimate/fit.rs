//! The fit: estimates with their names.

use nalgebra::DMatrix;

use super::{Estimates, Plan, Problem, Termination};
use crate::finding::Finding;
use crate::moments::Moments;

/// An estimated model. Numbers come with their names; [`Fit::estimates`] has them by position.
#[derive(Debug, Clone)]
pub struct Fit {
    plan: Plan,
    moments: Moments,
    estimates: Estimates,
    scores: DMatrix<f64>,
}

impl Fit {
    pub(super) fn new(problem: &Problem, moments: Moments, estimates: Estimates) -> Self {
        let scores = scores(problem, &moments, &estimates);
        Self {
            plan: problem.plan.clone(),
            moments,
            estimates,
            scores,
        }
    }

    /// The model with its settings.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Moments of the rows used.
    #[must_use]
    pub fn moments(&self) -> &Moments {
        &self.moments
    }

    /// All estimates by position.
    #[must_use]
    pub fn estimates(&self) -> &Estimates {
        &self.estimates
    }

    /// How the iteration ended.
    #[must_use]
    pub fn termination(&self) -> Termination {
        self.estimates.termination
    }

    /// The coefficient of the path `from -> to`; `None` if the model has no such path.
    #[must_use]
    pub fn path(&self, from: &str, to: &str) -> Option<f64> {
        let model = self.plan.model();
        let pair = (model.position(from)?, model.position(to)?);
        model
            .path_positions()
            .contains(&pair)
            .then(|| self.estimates.paths[pair])
    }

    /// Source, target and coefficient of every path.
    pub fn paths(&self) -> impl Iterator<Item = (&str, &str, f64)> {
        let model = self.plan.model();
        let value =
            |&(s, t): &(usize, usize)| (model.name(s), model.name(t), self.estimates.paths[(s, t)]);
        model.path_positions().iter().map(value)
    }

    /// Explained variance of a construct; `None` if it has no predictors (or is not in the model).
    #[must_use]
    pub fn r2(&self, construct: &str) -> Option<f64> {
        self.explained(self.plan.model().position(construct)?)
    }

    /// Explained variance, adjusted for the number of predictors: `1 - (1 - R²)(n - 1) / (n - p - 1)`.
    #[must_use]
    pub fn r2_adjusted(&self, construct: &str) -> Option<f64> {
        let t = self.plan.model().position(construct)?;
        let (n, p) = (self.moments.n, self.plan.predecessors(t).len() as f64);
        self.explained(t)
            .map(|r2| 1.0 - (1.0 - r2) * (n - 1.0) / (n - p - 1.0))
    }

    fn explained(&self, t: usize) -> Option<f64> {
        (!self.plan.predecessors(t).is_empty()).then(|| self.estimates.r2[t])
    }

    /// Construct, indicator and weight, block by block.
    pub fn weights(&self) -> impl Iterator<Item = (&str, &str, f64)> {
        self.by_block(|_, k| self.estimates.weights[k])
    }

    /// Construct, indicator and loading (their correlation), block by block.
    pub fn loadings(&self) -> impl Iterator<Item = (&str, &str, f64)> {
        self.by_block(|j, k| self.estimates.cross_loadings[(k, j)])
    }

    fn by_block(
        &self,
        value: impl Fn(usize, usize) -> f64,
    ) -> impl Iterator<Item = (&str, &str, f64)> {
        let constructs = self
            .plan
            .model()
            .constructs()
            .iter()
            .zip(self.plan.blocks())
            .enumerate();
        constructs.flat_map(move |(j, (construct, block))| {
            let values: Vec<f64> = block.indicators.clone().map(|k| value(j, k)).collect();
            let names = construct.indicators.iter().map(String::as_str);
            names
                .zip(values)
                .map(|(i, x)| (construct.name.as_str(), i, x))
        })
    }

    /// Standardised scores of the composites: rows used x constructs; mean 0, variance 1 (divisor `n - 1`).
    ///
    /// ```text
    /// y_ij = Σ_k w_k (x_ik - mean_k) / sd_k        a missing answer stands at the mean
    /// ```
    #[must_use]
    pub fn scores(&self) -> &DMatrix<f64> {
        &self.scores
    }

    /// What the solution says about itself.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let Termination {
            converged,
            iterations,
            change,
        } = self.estimates.termination;
        let unsettled = (!converged).then(|| Finding::NotConverged {
            iterations,
            change,
            tolerance: self.plan.options().tolerance,
        });
        let mixed = self
            .plan
            .model()
            .constructs()
            .iter()
            .filter_map(|construct| {
                let own = self.loadings().filter(|(j, ..)| *j == construct.name);
                let (negative, positive): (Vec<_>, Vec<_>) =
                    own.partition(|(.., loading)| *loading < 0.0);
                (!negative.is_empty() && !positive.is_empty()).then(|| Finding::MixedSigns {
                    construct: construct.name.clone(),
                    indicators: negative.iter().map(|(_, i, _)| (*i).to_owned()).collect(),
                })
            });
        unsettled.into_iter().chain(mixed).collect()
    }
}

fn scores(problem: &Problem, moments: &Moments, estimates: &Estimates) -> DMatrix<f64> {
    let sample = problem.sample();
    let blocks = problem.plan.blocks();
    DMatrix::from_fn(sample.n(), blocks.len(), |i, j| {
        let standardised = |k: usize| {
            sample
                .answer(i, k)
                .map_or(0.0, |x| (x - moments.means[k]) / moments.sds[k])
        };
        blocks[j]
            .indicators
            .clone()
            .map(|k| estimates.weights[k] * standardised(k))
            .sum()
    })
}
