//! The errors of every row, predicted from the rows of all other folds.

use std::ops::ControlFlow;

use super::linear::Linear;
use super::partition::Partitions;
use super::row::Row;
use super::shape::Shape;
use super::trained::Trained;
use super::training::{OfFold, Regressions, Training};
use super::{Antecedents, PredictError};
use crate::estimate::Plan;
use crate::moments::Sample;
use crate::resample::{Progress, Statistic, without_each};

/// The maximum number of values of training sides in memory at a time: 32 MB.
const MOST_NUMBERS: usize = 1 << 22;

/// A model whose rows are predicted.
pub(super) struct Task<'t> {
    pub(super) plan: &'t Plan,
    pub(super) sample: &'t Sample,
    pub(super) shape: &'t Shape,
    pub(super) partitions: &'t Partitions,
    pub(super) antecedents: Antecedents,
    pub(super) antecedents_of_cvpat: Antecedents,
    pub(super) regressions: Regressions,
}

/// What one repetition found: a number for every predicted column (or construct) and row, column after column.
#[derive(Debug, Clone)]
pub(super) struct Repetition {
    rows: usize,
    /// Answer less prediction; not-a-number where there is no answer.
    model: Vec<f64>,
    /// The same with the antecedents of CVPAT.
    model_of_cvpat: Vec<f64>,
    linear: Vec<f64>,
    /// Of the linear model on direct antecedents; not-a-number unless it is asked for.
    linear_direct: Vec<f64>,
    mean: Vec<f64>,
    /// Standard deviations of the rows that train.
    sds: Vec<f64>,
    /// Of every target, score less prediction, and score.
    constructs: Vec<f64>,
    scores: Vec<f64>,
}

impl Repetition {
    fn room(rows: usize, predicted: usize, targets: usize) -> Self {
        let columns = || vec![f64::NAN; rows * predicted];
        Self {
            rows,
            model: columns(),
            model_of_cvpat: columns(),
            linear: columns(),
            linear_direct: columns(),
            mean: columns(),
            sds: columns(),
            constructs: vec![f64::NAN; rows * targets],
            scores: vec![f64::NAN; rows * targets],
        }
    }

    fn column<'x>(&self, of: &'x [f64], place: usize) -> &'x [f64] {
        &of[place * self.rows..(place + 1) * self.rows]
    }

    /// Errors of a predicted column, by its place among them.
    pub(super) fn model(&self, place: usize) -> &[f64] {
        self.column(&self.model, place)
    }

    pub(super) fn model_of_cvpat(&self, place: usize) -> &[f64] {
        self.column(&self.model_of_cvpat, place)
    }

    pub(super) fn linear(&self, place: usize) -> &[f64] {
        self.column(&self.linear, place)
    }

    pub(super) fn linear_direct(&self, place: usize) -> &[f64] {
        self.column(&self.linear_direct, place)
    }

    pub(super) fn mean(&self, place: usize) -> &[f64] {
        self.column(&self.mean, place)
    }

    pub(super) fn sds(&self, place: usize) -> &[f64] {
        self.column(&self.sds, place)
    }

    /// Errors of a target's score, by its place among them.
    pub(super) fn construct(&self, place: usize) -> &[f64] {
        self.column(&self.constructs, place)
    }

    pub(super) fn score(&self, place: usize) -> &[f64] {
        self.column(&self.scores, place)
    }
}

/// What is reported about the training sides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sides {
    /// Repetitions done: fewer only if the run was stopped.
    pub(super) repetitions: usize,
    /// Folds whose weights did not settle.
    pub(super) unsettled: usize,
    /// Predictors that the linear model left out in some fold, by column.
    pub(super) left_out: Vec<usize>,
}

impl Task<'_> {
    /// Predicts every row in every repetition, and passes each repetition on when it is completed.
    ///
    /// # Errors
    /// [`PredictError`]: the model cannot be estimated from the rows without some fold, or there is not enough memory.
    pub(super) fn each(
        &self,
        progress: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
        mut found: impl FnMut(&Repetition),
    ) -> Result<Sides, PredictError> {
        let training = Training {
            plan: self.plan,
            sample: self.sample,
            shape: self.shape,
            regressions: &self.regressions,
        };
        let all = self.partitions.each * self.partitions.repetitions;
        let together = (MOST_NUMBERS / training.width()).max(1);
        let (predicted, targets) = (self.shape.predicted(), self.shape.targets());
        let mut repetition = Repetition::room(self.sample.n(), predicted.len(), targets.len());
        let mut row = Row::new(self.shape);
        let mut fold = OfFold::room(self.shape, &self.regressions);
        let mut sides = Sides::default();
        let mut left_out = vec![false; self.sample.indicators().len()];
        for first in (0..all).step_by(together) {
            let range = first..all.min(first + together);
            let count = range.len();
            let mut watch = |p: Progress| progress(first + p.done, all);
            let units = self.partitions.units();
            let made = without_each(self.sample, units, range, &training, &mut watch)?;
            if let Some(event) = made.events.first() {
                return Err(PredictError::Fold {
                    place: self.partitions.place(event.replicate),
                    reason: event.reason.named(self.plan).to_string(),
                });
            }
            for i in 0..made.done() {
                let mut at = 0;
                fold.each(|x| {
                    *x = made.values.get(i, at);
                    at += 1;
                });
                sides.unsettled += usize::from(fold.settled < 0.5);
                let Regressions {
                    earliest, direct, ..
                } = &self.regressions;
                let linear = [&fold.linear].into_iter().chain(&fold.direct);
                for (of, linear) in [earliest].into_iter().chain(direct).zip(linear) {
                    for (&c, own) in of.predictors.iter().zip(&linear.left_out) {
                        left_out[c] |= *own > 0.5;
                    }
                }
                let number = first + i;
                for &r in self.partitions.rows_of(number) {
                    self.predict(r, &fold, &mut row, &mut repetition);
                }
                if (number + 1).is_multiple_of(self.partitions.each) {
                    found(&repetition);
                    sides.repetitions += 1;
                }
            }
            if made.done() < count {
                break;
            }
        }
        let columns = left_out.into_iter().enumerate();
        sides.left_out = columns.filter_map(|(c, out)| out.then_some(c)).collect();
        Ok(sides)
    }

    /// Predicts one row from the training side of its fold.
    fn predict(&self, r: usize, fold: &OfFold, row: &mut Row, into: &mut Repetition) {
        let (shape, trained, n) = (self.shape, &fold.trained, into.rows);
        let answer = |c: usize| self.sample.answer(r, c);
        row.set(trained, answer);
        for (place, &t) in shape.targets().iter().enumerate() {
            into.scores[place * n + r] = row.scores()[t];
        }
        for (place, &c) in shape.predicted().iter().enumerate() {
            let Some(x) = answer(c) else { continue };
            let at = place * n + r;
            let z = shape.predictors().iter().map(|&k| row.standardised()[k]);
            let (mean, sd) = (trained.means[c], trained.sds[c]);
            into.linear[at] = x - (mean + sd * fold.linear.predict(place, z));
            into.mean[at] = x - mean;
            into.sds[at] = sd;
        }
        for (of, linear) in self.regressions.direct.iter().zip(&fold.direct) {
            for (own, (&c, &place)) in of.predicted.iter().zip(&of.places).enumerate() {
                let Some(x) = answer(c) else { continue };
                let z = of.predictors.iter().map(|&k| row.standardised()[k]);
                let expected = trained.means[c] + trained.sds[c] * linear.predict(own, z);
                into.linear_direct[place * n + r] = x - expected;
            }
        }
        if let Some(implied) = &fold.implied {
            self.expected(r, implied, trained, row, into);
            return;
        }
        let predicted = row.predict(trained, self.antecedents);
        for (place, &t) in shape.targets().iter().enumerate() {
            into.constructs[place * n + r] = into.scores[place * n + r] - predicted[t];
        }
        self.errors(r, trained, row, &mut into.model);
        row.predict(trained, self.antecedents_of_cvpat);
        self.errors(r, trained, row, &mut into.model_of_cvpat);
    }

    /// Predicts one row by the correlations that the model implies.
    fn expected(
        &self,
        r: usize,
        implied: &Linear,
        trained: &Trained,
        row: &Row,
        into: &mut Repetition,
    ) {
        let (shape, n) = (self.shape, into.rows);
        let (plan, weights) = (shape.last(), trained.stages.last().map(|s| &s.weights));
        let z = || shape.predictors().iter().map(|&k| row.standardised()[k]);
        let mut scores = vec![0.0; plan.constructs()];
        for (place, &c) in shape.predicted().iter().enumerate() {
            let expected = implied.predict(place, z());
            // A model of one stage has the columns for indicators.
            scores[plan.owner(c)] += weights.map_or(0.0, |weights| weights[c]) * expected;
            if let Some(x) = self.sample.answer(r, c) {
                let at = place * n + r;
                into.model[at] = x - (trained.means[c] + trained.sds[c] * expected);
                into.model_of_cvpat[at] = into.model[at];
            }
        }
        for (place, &t) in shape.targets().iter().enumerate() {
            into.constructs[place * n + r] = into.scores[place * n + r] - scores[t];
        }
    }

    /// Writes the errors of what was predicted last.
    fn errors(&self, r: usize, trained: &Trained, row: &Row, into: &mut [f64]) {
        for (place, &c) in self.shape.predicted().iter().enumerate() {
            if let Some(x) = self.sample.answer(r, c) {
                into[place * self.sample.n() + r] = x - row.answer(trained, c);
            }
        }
    }
}
