//! The prediction of one row from the numbers of a training sample.

use std::ops::Range;

use super::Antecedents;
use super::shape::Shape;
use super::trained::{Trained, TrainedStage, is_product};
use crate::estimate::{Made, Part, Plan, Source};

/// One row at a time: its scores, and what is predicted for it.
///
/// ```text
/// z_k = (x_k - mean_k) / sd_k        mean and sd of the training sample; 0 where the answer is missing
/// y_j = Σ_k w_k z_k                  weights of the training sample
/// ŷ_t = Σ_s b_st y_s                 direct antecedents
/// ŷ_t = Σ_s b_st (y_s or ŷ_s)        earliest antecedents: y of constructs without predecessors, ŷ of all others
/// x̂_k = mean_k + sd_k l_k ŷ_t
/// ```
///
/// An interaction is the product of the row's own scores (or indicators), standardised by mean and standard deviation of
/// the product in the training sample. With earliest antecedents the scores of explained constructs are the predicted ones
/// there, too.
#[derive(Debug)]
pub(super) struct Row<'s> {
    shape: &'s Shape,
    columns: Vec<f64>,
    /// Indicators and scores of every stage.
    stages: Vec<[Vec<f64>; 2]>,
    /// What stands for each construct among the predictors.
    values: Vec<f64>,
    predicted: Vec<f64>,
    /// Indicators of the last stage as far as they are known or predicted.
    known: Vec<f64>,
}

impl<'s> Row<'s> {
    pub(super) fn new(shape: &'s Shape) -> Self {
        let stage = |plan: &Plan| [vec![0.0; plan.indicators()], vec![0.0; plan.constructs()]];
        let last = shape.last();
        Self {
            shape,
            columns: vec![0.0; shape.predicted().len() + shape.predictors().len()],
            stages: shape.stages().iter().map(stage).collect(),
            values: vec![0.0; last.constructs()],
            predicted: vec![0.0; last.constructs()],
            known: vec![0.0; last.indicators()],
        }
    }

    /// Takes a row, whose answer to a column may be missing, and makes its scores.
    pub(super) fn set(&mut self, trained: &Trained, answer: impl Fn(usize) -> Option<f64>) {
        for (c, z) in self.columns.iter_mut().enumerate() {
            *z = answer(c).map_or(0.0, |x| (x - trained.means[c]) / trained.sds[c]);
        }
        let plans = self.shape.stages().iter().zip(&trained.stages);
        for (stage, (plan, numbers)) in plans.enumerate() {
            let (before, rest) = self.stages.split_at_mut(stage);
            let [indicators, scores] = &mut rest[0];
            match plan.made() {
                None => indicators.copy_from_slice(&self.columns),
                Some(made) => {
                    let part = |part: &Part| match (part, before.last()) {
                        (Part::Indicator(k), None) => self.columns[*k],
                        (Part::Indicator(k), Some([indicators, _])) => indicators[*k],
                        (Part::Composite(j), Some([_, scores])) => scores[*j],
                        // A first stage is made of columns.
                        (Part::Composite(_), None) => 0.0,
                    };
                    for (x, source) in indicators.iter_mut().zip(&made.sources) {
                        *x = match source {
                            Source::Part(of) => part(of),
                            Source::Product(of) => of.iter().map(part).product(),
                        };
                    }
                    standardise(made, numbers, 0..plan.indicators(), indicators);
                }
            }
            for (j, score) in scores.iter_mut().enumerate() {
                *score = composite(plan, numbers, j, indicators);
            }
        }
    }

    /// The composites of the last stage, made of the row's own answers.
    pub(super) fn scores(&self) -> &[f64] {
        &self.stages[self.stages.len() - 1][1]
    }

    /// The standardised answers.
    pub(super) fn standardised(&self) -> &[f64] {
        &self.columns
    }

    /// Predicts the constructs of the last stage; those without predecessors keep their scores.
    pub(super) fn predict(&mut self, trained: &Trained, antecedents: Antecedents) -> &[f64] {
        let (shape, plan) = (self.shape, self.shape.last());
        let paths = || plan.model().path_positions().iter().zip(&trained.paths);
        let explained = |t: usize, values: &[f64]| -> f64 {
            let own = paths().filter(|((_, target), _)| *target == t);
            own.map(|((s, _), b)| b * values[*s]).sum()
        };
        let [indicators, scores] = &self.stages[self.stages.len() - 1];
        self.values.copy_from_slice(scores);
        self.predicted.copy_from_slice(scores);
        if antecedents == Antecedents::Direct {
            for &t in shape.targets() {
                self.predicted[t] = explained(t, &self.values);
            }
            return &self.predicted;
        }
        self.known.copy_from_slice(indicators);
        let Some(numbers) = trained.stages.last() else {
            return &self.predicted;
        };
        for &j in shape.order() {
            let own = plan.blocks()[j].indicators.clone();
            if plan.product(j).is_some() {
                self.multiply(j, numbers);
                self.values[j] = composite(plan, numbers, j, &self.known);
            } else {
                self.values[j] = explained(j, &self.values);
                for k in own {
                    self.known[k] = numbers.loadings[k] * self.values[j];
                }
            }
            self.predicted[j] = self.values[j];
        }
        &self.predicted
    }

    /// Makes the indicators of an interaction of what is known or predicted of its constructs.
    fn multiply(&mut self, j: usize, numbers: &TrainedStage) {
        let (shape, plan) = (self.shape, self.shape.last());
        let (Some(product), Some(made)) = (plan.product(j), plan.made()) else {
            return;
        };
        let own = plan.blocks()[j].indicators.clone();
        for (i, k) in own.clone().enumerate() {
            self.known[k] = if let Some(indicators) = product.combinations.get(i) {
                indicators.iter().map(|&of| self.known[of]).product()
            } else {
                // A product of scores is made of those of the stage before.
                let before = &self.stages[self.stages.len().saturating_sub(2)][1];
                let factor = |&f: &usize| {
                    if shape.is_given(f) {
                        before[f]
                    } else {
                        self.values[f]
                    }
                };
                product.factors.iter().map(factor).product()
            };
        }
        standardise(made, numbers, own, &mut self.known);
    }

    /// The prediction of a column from those of the constructs, on the scale of the answers.
    pub(super) fn answer(&self, trained: &Trained, column: usize) -> f64 {
        let loading = |&(stage, k): &(usize, usize)| trained.stages[stage].loadings[k];
        let loadings = self.shape.loadings_to(column).iter().map(loading);
        let z = self.predicted[self.shape.construct_of(column)] * loadings.product::<f64>();
        trained.means[column] + trained.sds[column] * z
    }
}

fn composite(plan: &Plan, numbers: &TrainedStage, j: usize, indicators: &[f64]) -> f64 {
    let own = plan.blocks()[j].indicators.clone();
    own.map(|k| numbers.weights[k] * indicators[k]).sum()
}

/// Removes from the products in a range what indicators explain of them, and standardises them, with the numbers of the
/// training sample.
fn standardise(made: &Made, numbers: &TrainedStage, of: Range<usize>, indicators: &mut [f64]) {
    let mut regressions = numbers.regressions.as_slice();
    for residual in &made.residuals {
        let (own, rest) = regressions.split_at(residual.coefficients());
        regressions = rest;
        let products = residual.products.clone().zip(own.chunks(residual.on.len()));
        for (q, coefficients) in products.filter(|(q, _)| of.contains(q)) {
            let explained = coefficients.iter().zip(&residual.on);
            let explained: f64 = explained.map(|(b, &k)| b * indicators[k]).sum();
            indicators[q] -= explained;
        }
    }
    for k in of.filter(|&k| is_product(made, k)) {
        indicators[k] = (indicators[k] - numbers.centres[k]) / numbers.scales[k];
    }
}
