//! The prediction of one row from the numbers of a training sample.

use std::ops::Range;

use super::Antecedents;
use super::shape::Shape;
use super::trained::{Trained, TrainedStage, is_product};
use crate::estimate::{Made, Part, Plan, Source};
use crate::numeric::lanes::Number;

/// One row at a time, or one in each lane of a vector: its scores, and what is predicted for it.
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
pub(super) struct Row<'s, N> {
    shape: &'s Shape,
    zero: N,
    columns: Vec<N>,
    /// Indicators and scores of every stage.
    stages: Vec<[Vec<N>; 2]>,
    /// What stands for each construct among the predictors.
    values: Vec<N>,
    predicted: Vec<N>,
    /// Indicators of the last stage as far as they are known or predicted.
    known: Vec<N>,
}

impl<'s, N: Number> Row<'s, N> {
    /// Room for a row of numbers such as this 0.
    pub(super) fn new(shape: &'s Shape, zero: N) -> Self {
        let stage = |plan: &Plan| [vec![zero; plan.indicators()], vec![zero; plan.constructs()]];
        let last = shape.last();
        Self {
            shape,
            zero,
            columns: vec![zero; shape.predicted().len() + shape.predictors().len()],
            stages: shape.stages().iter().map(stage).collect(),
            values: vec![zero; last.constructs()],
            predicted: vec![zero; last.constructs()],
            known: vec![zero; last.indicators()],
        }
    }

    /// Takes a row and makes its scores. Where an answer is missing, `answer` gives the mean of the column.
    #[inline(always)]
    pub(super) fn set(&mut self, trained: &Trained, answer: impl Fn(usize) -> N) {
        let (zero, numbers) = (self.zero, trained.means.iter().zip(&trained.sds));
        for (c, (z, (&mean, &sd))) in self.columns.iter_mut().zip(numbers).enumerate() {
            *z = (answer(c) - zero.like(mean)) / zero.like(sd);
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
                        (Part::Composite(_), None) => zero,
                    };
                    for (x, source) in indicators.iter_mut().zip(&made.sources) {
                        *x = match source {
                            Source::Part(of) => part(of),
                            Source::Product(of) => product(zero, of.iter().map(part)),
                        };
                    }
                    standardise(plan, made, numbers, 0..plan.indicators(), indicators);
                }
            }
            for (j, score) in scores.iter_mut().enumerate() {
                *score = composite(plan, numbers, j, indicators, zero);
            }
        }
    }

    /// The composites of the last stage, made of the row's own answers.
    pub(super) fn scores(&self) -> &[N] {
        &self.stages[self.stages.len() - 1][1]
    }

    /// The standardised answers.
    pub(super) fn standardised(&self) -> &[N] {
        &self.columns
    }

    /// Predicts the constructs of the last stage; those without predecessors keep their scores.
    #[inline(always)]
    pub(super) fn predict(&mut self, trained: &Trained, antecedents: Antecedents) {
        let (shape, plan, zero) = (self.shape, self.shape.last(), self.zero);
        let paths = || plan.model().path_positions().iter().zip(&trained.paths);
        let explained = |t: usize, values: &[N]| {
            let own = paths().filter(|((_, target), _)| *target == t);
            own.fold(zero, |sum, (&(s, _), &b)| zero.like(b) * values[s] + sum)
        };
        let [indicators, scores] = &self.stages[self.stages.len() - 1];
        self.values.copy_from_slice(scores);
        self.predicted.copy_from_slice(scores);
        if antecedents == Antecedents::Direct {
            for &t in shape.targets() {
                self.predicted[t] = explained(t, &self.values);
            }
            return;
        }
        self.known.copy_from_slice(indicators);
        let Some(numbers) = trained.stages.last() else {
            return;
        };
        for &j in shape.order() {
            let own = plan.blocks()[j].indicators.clone();
            if plan.product(j).is_some() {
                self.multiply(j, numbers);
                self.values[j] = composite(plan, numbers, j, &self.known, zero);
            } else {
                self.values[j] = explained(j, &self.values);
                for k in own {
                    self.known[k] = zero.like(numbers.loadings[k]) * self.values[j];
                }
            }
            self.predicted[j] = self.values[j];
        }
    }

    /// What was predicted last, of every construct.
    pub(super) fn predicted(&self) -> &[N] {
        &self.predicted
    }

    /// Makes the indicators of an interaction of what is known or predicted of its constructs.
    #[inline(always)]
    fn multiply(&mut self, j: usize, numbers: &TrainedStage) {
        let (shape, plan, zero) = (self.shape, self.shape.last(), self.zero);
        let (Some(of), Some(made)) = (plan.product(j), plan.made()) else {
            return;
        };
        let own = plan.blocks()[j].indicators.clone();
        for (i, k) in own.clone().enumerate() {
            self.known[k] = if let Some(indicators) = of.combinations.get(i) {
                product(zero, indicators.iter().map(|&of| self.known[of]))
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
                product(zero, of.factors.iter().map(factor))
            };
        }
        standardise(plan, made, numbers, own, &mut self.known);
    }

    /// The prediction of a column from those of the constructs, on the scale of the answers.
    #[inline(always)]
    pub(super) fn answer(&self, trained: &Trained, column: usize) -> N {
        let loading = |&(stage, k): &(usize, usize)| trained.stages[stage].loadings[k];
        let loadings = self.shape.loadings_to(column).iter().map(loading);
        let of = self.predicted[self.shape.construct_of(column)];
        let z = of * of.like(loadings.product());
        of.like(trained.means[column]) + of.like(trained.sds[column]) * z
    }
}

#[inline(always)]
fn product<N: Number>(zero: N, of: impl Iterator<Item = N>) -> N {
    of.fold(zero.like(1.0), |product, x| product * x)
}

#[inline(always)]
fn composite<N: Number>(
    plan: &Plan,
    numbers: &TrainedStage,
    j: usize,
    indicators: &[N],
    zero: N,
) -> N {
    let own = plan.blocks()[j].indicators.clone();
    own.fold(zero, |sum, k| {
        zero.like(numbers.weights[k]) * indicators[k] + sum
    })
}

/// Removes from the products in a range what indicators explain of them, and standardises them, with the numbers of the
/// training sample.
#[inline(always)]
fn standardise<N: Number>(
    plan: &Plan,
    made: &Made,
    numbers: &TrainedStage,
    of: Range<usize>,
    indicators: &mut [N],
) {
    let mut regressions = numbers.regressions.as_slice();
    for residual in &made.residuals {
        let (own, rest) = regressions.split_at(residual.coefficients());
        regressions = rest;
        let products = residual.products.clone().zip(own.chunks(residual.on.len()));
        for (q, coefficients) in products.filter(|(q, _)| of.contains(q)) {
            let zero = indicators[q].like(0.0);
            let explained = coefficients.iter().zip(&residual.on);
            let explained =
                explained.fold(zero, |sum, (&b, &k)| zero.like(b) * indicators[k] + sum);
            indicators[q] = indicators[q] - explained;
        }
    }
    for k in of.filter(|&k| is_product(plan, k)) {
        let x = indicators[k];
        indicators[k] = (x - x.like(numbers.centres[k])) / x.like(numbers.scales[k]);
    }
}
