//! The numbers that predictions of rows take from all other rows.

use serde::{Deserialize, Serialize};

use super::shape::Shape;
use crate::estimate::{Estimates, Made, Plan, Residual, Solution, Source, inverse};
use crate::moments::Moments;

/// The numbers of a training sample that predictions of other rows are made of, and nothing else: code that holds them has
/// not seen those rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Trained {
    /// Means and standard deviations of the columns.
    pub(super) means: Vec<f64>,
    pub(super) sds: Vec<f64>,
    pub(super) stages: Vec<TrainedStage>,
    /// Standardised coefficients, in the order of the paths of the last stage.
    pub(super) paths: Vec<f64>,
}

/// The same of one stage, in the order of its indicators.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct TrainedStage {
    pub(super) weights: Vec<f64>,
    /// Correlations of indicators with the composite of their own construct.
    pub(super) loadings: Vec<f64>,
    /// Mean and standard deviation of products; 0 and 1 for what is standardised already.
    pub(super) centres: Vec<f64>,
    pub(super) scales: Vec<f64>,
    /// Coefficients of products on the indicators that they are freed of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) regressions: Vec<f64>,
}

/// Where moments, estimates and regressions of a stage are found.
pub(super) type OfStage<'a> = (&'a Moments, &'a Estimates, &'a [f64]);

impl Trained {
    /// Room for the numbers of a shape.
    pub(super) fn room(shape: &Shape) -> Self {
        let columns = shape.predicted().len() + shape.predictors().len();
        let stage = |plan: &Plan| {
            let k = plan.indicators();
            let residuals = plan.made().map_or(&[][..], |made| &made.residuals);
            TrainedStage {
                weights: vec![0.0; k],
                loadings: vec![0.0; k],
                centres: vec![0.0; k],
                scales: vec![1.0; k],
                regressions: vec![0.0; residuals.iter().map(Residual::coefficients).sum()],
            }
        };
        Self {
            means: vec![0.0; columns],
            sds: vec![0.0; columns],
            stages: shape.stages().iter().map(stage).collect(),
            paths: vec![0.0; shape.last().model().path_positions().len()],
        }
    }

    /// Takes over moments of the sample and the estimates of every stage. Where construct correlations are corrected, paths
    /// are taken from the composites all the same: predictions are made of scores, which are composites.
    pub(super) fn set<'a>(
        &mut self,
        shape: &Shape,
        of_sample: &Moments,
        stages: impl Iterator<Item = OfStage<'a>>,
    ) {
        self.means.copy_from_slice(&of_sample.means);
        self.sds.copy_from_slice(&of_sample.sds);
        let mut last = None;
        for ((plan, into), (moments, estimates, regressions)) in
            shape.stages().iter().zip(&mut self.stages).zip(stages)
        {
            into.weights.copy_from_slice(&estimates.weights);
            into.regressions.copy_from_slice(regressions);
            for k in 0..plan.indicators() {
                into.loadings[k] = estimates.cross_loadings[(k, plan.owner(k))];
                if plan.made().is_some_and(|made| is_product(made, k)) {
                    (into.centres[k], into.scales[k]) = (moments.means[k], moments.sds[k]);
                }
            }
            last = Some(estimates);
        }
        let paths = shape.last().model().path_positions();
        for (path, &(s, t)) in self.paths.iter_mut().zip(paths) {
            *path = last.map_or(0.0, |last| last.paths[(s, t)]);
        }
    }

    /// The same of solutions that may be corrected.
    pub(super) fn of_solutions(shape: &Shape, of_sample: &Moments, solutions: &[Solution]) -> Self {
        let mut trained = Self::room(shape);
        let stages = solutions
            .iter()
            .map(|s| (s.moments(), s.estimates(), s.regressions()));
        trained.set(shape, of_sample, stages);
        if let Some(last) = solutions.last().filter(|s| s.plan().consistent()) {
            let (plan, correlations) = (last.plan(), &last.estimates().correlations);
            let paths = plan.model().path_positions();
            for t in shape.targets() {
                let predecessors = plan.predecessors(*t);
                // Their composites are not singular, or there would be no solution.
                let Some(inverse) = inverse(correlations, predecessors) else {
                    continue;
                };
                for (a, &s) in predecessors.iter().enumerate() {
                    let products = predecessors.iter().enumerate();
                    let products = products.map(|(b, &i)| inverse[(a, b)] * correlations[(i, *t)]);
                    if let Some(at) = paths.iter().position(|&path| path == (s, *t)) {
                        trained.paths[at] = products.sum();
                    }
                }
            }
        }
        trained
    }

    /// All numbers, in a fixed order, to be written elsewhere or taken over from there.
    pub(super) fn each(&mut self, mut visit: impl FnMut(&mut f64)) {
        let of_stages = self.stages.iter_mut().flat_map(|stage| {
            let of = [
                &mut stage.weights,
                &mut stage.loadings,
                &mut stage.centres,
                &mut stage.scales,
                &mut stage.regressions,
            ];
            of.into_iter().flatten()
        });
        let of_columns = self.means.iter_mut().chain(&mut self.sds);
        of_columns
            .chain(of_stages)
            .chain(&mut self.paths)
            .for_each(&mut visit);
    }

    /// Whether the numbers are those of a shape, and finite.
    pub(super) fn is_of(&self, shape: &Shape) -> bool {
        let lengths = |of: &Self| {
            let of_stages = of.stages.iter().flat_map(|s| {
                [
                    s.weights.len(),
                    s.loadings.len(),
                    s.centres.len(),
                    s.scales.len(),
                    s.regressions.len(),
                ]
            });
            let own = [of.means.len(), of.sds.len(), of.paths.len()];
            own.into_iter().chain(of_stages).collect::<Vec<usize>>()
        };
        let mut finite = true;
        self.clone().each(|x| finite &= x.is_finite());
        finite && lengths(self) == lengths(&Self::room(shape))
    }
}

/// Whether an indicator of a stage is a product.
pub(super) fn is_product(made: &Made, k: usize) -> bool {
    matches!(made.sources[k], Source::Product(_))
}
