//! The numbers that predictions of rows take from all other rows.

use serde::{Deserialize, Serialize};

use super::shape::Shape;
use crate::estimate::{Plan, Residual, Solution, Source, inverse};
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

/// What a number of a training sample is. Indicators are those of a stage, counted from 0.
#[derive(Debug, Clone, Copy)]
pub(super) enum Of {
    /// Of a column.
    Mean(usize),
    Sd(usize),
    /// Of a stage and its indicator.
    Weight(usize, usize),
    Loading(usize, usize),
    Centre(usize, usize),
    Scale(usize, usize),
    /// Of a stage, counted through all its products.
    Regression(usize, usize),
    /// Counted through the paths of the last stage.
    Path(usize),
}

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

    /// The numbers of solutions. Where these correct construct correlations, paths are taken from the composites all the
    /// same: predictions are made of scores, which are composites.
    pub(super) fn of_solutions(shape: &Shape, of_sample: &Moments, solutions: &[Solution]) -> Self {
        let paths = solutions
            .last()
            .map_or_else(Vec::new, |last| paths_of_composites(shape, last));
        let product = |stage: usize, k: usize| is_product(&shape.stages()[stage], k);
        let mut trained = Self::room(shape);
        trained.each(|of, x| {
            *x = match of {
                Of::Mean(c) => of_sample.means[c],
                Of::Sd(c) => of_sample.sds[c],
                Of::Weight(stage, k) => solutions[stage].estimates().weights[k],
                Of::Loading(stage, k) => {
                    let own = shape.stages()[stage].owner(k);
                    solutions[stage].estimates().cross_loadings[(k, own)]
                }
                Of::Centre(stage, k) if product(stage, k) => solutions[stage].moments().means[k],
                Of::Scale(stage, k) if product(stage, k) => solutions[stage].moments().sds[k],
                Of::Centre(..) | Of::Scale(..) => return,
                Of::Regression(stage, i) => solutions[stage].regressions()[i],
                Of::Path(i) => paths[i],
            }
        });
        trained
    }

    /// All numbers in a fixed order, each with what it is, to be written elsewhere or taken over from there.
    #[inline(always)]
    pub(super) fn each(&mut self, mut visit: impl FnMut(Of, &mut f64)) {
        let mut all = |numbers: &mut [f64], of: &dyn Fn(usize) -> Of| {
            for (i, x) in numbers.iter_mut().enumerate() {
                visit(of(i), x);
            }
        };
        all(&mut self.means, &Of::Mean);
        all(&mut self.sds, &Of::Sd);
        for (stage, own) in self.stages.iter_mut().enumerate() {
            all(&mut own.weights, &|k| Of::Weight(stage, k));
            all(&mut own.loadings, &|k| Of::Loading(stage, k));
            all(&mut own.centres, &|k| Of::Centre(stage, k));
            all(&mut own.scales, &|k| Of::Scale(stage, k));
            all(&mut own.regressions, &|i| Of::Regression(stage, i));
        }
        all(&mut self.paths, &Of::Path);
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
        self.clone().each(|_, x| finite &= x.is_finite());
        finite && lengths(self) == lengths(&Self::room(shape))
    }
}

/// The paths of the last stage between composites, in the order of the model.
fn paths_of_composites(shape: &Shape, last: &Solution) -> Vec<f64> {
    let (plan, estimates) = (last.plan(), last.estimates());
    let positions = shape.last().model().path_positions();
    let mut paths: Vec<f64> = positions
        .iter()
        .map(|&path| estimates.paths[path])
        .collect();
    if !plan.consistent() {
        return paths;
    }
    let correlations = &estimates.correlations;
    for &t in shape.targets() {
        let predecessors = plan.predecessors(t);
        // Their composites are not singular, or there would be no solution.
        let Some(inverse) = inverse(correlations, predecessors) else {
            continue;
        };
        for (a, &s) in predecessors.iter().enumerate() {
            let products = predecessors.iter().enumerate();
            let products = products.map(|(b, &i)| inverse[(a, b)] * correlations[(i, t)]);
            if let Some(at) = positions.iter().position(|&path| path == (s, t)) {
                paths[at] = products.sum();
            }
        }
    }
    paths
}

/// Whether an indicator of a stage is a product.
pub(super) fn is_product(plan: &Plan, k: usize) -> bool {
    let source = plan.made().map(|made| &made.sources[k]);
    matches!(source, Some(Source::Product(_)))
}
