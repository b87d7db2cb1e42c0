//! The errors of every row, predicted from the rows of all other folds.

use std::ops::ControlFlow;

use pulp::{Arch, Simd, WithSimd};

use super::linear::Linear;
use super::partition::Partitions;
use super::repetition::{PredictedBy, Repetition};
use super::row::Row;
use super::shape::Shape;
use super::trained::Trained;
use super::training::{OfFold, Regressions, Training};
use super::{Antecedents, AskedOfPredictions, Expectation, PredictError};
use crate::estimate::Plan;
use crate::moments::Sample;
use crate::numeric::lanes::{self, Number as _, Vector};
use crate::resample::{Progress, Replicates, Statistic, without_each};

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
    /// Whose errors are asked for.
    pub(super) asked: Vec<PredictedBy>,
}

/// What is reported about the training sides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sides {
    /// Repetitions done: fewer only if the run was stopped.
    pub(super) repetitions: usize,
    /// Folds whose weights did not settle.
    pub(super) unsettled: usize,
    /// Whether a linear model left out each column in some fold.
    pub(super) left_out: Vec<bool>,
}

impl<'t> Task<'t> {
    /// A model by itself, whose losses are asked for.
    pub(super) fn of_model(
        (plan, shape): (&'t Plan, &'t Shape),
        sample: &'t Sample,
        partitions: &'t Partitions,
        asked: &AskedOfPredictions,
    ) -> Self {
        let is_implied = asked.expectation == Expectation::Implied;
        Self {
            plan,
            sample,
            shape,
            partitions,
            antecedents: asked.antecedents(),
            antecedents_of_cvpat: asked.antecedents_of_cvpat(),
            regressions: Regressions {
                benchmarks: Vec::new(),
                implied: is_implied.then(|| shape.on_earliest()),
            },
            asked: vec![PredictedBy::ModelOfCvpat],
        }
    }

    /// The same with what `PLSpredict` asks for: errors of the model by its own antecedents, and of the benchmarks. That of
    /// direct antecedents stands beside predictions that were asked for by these.
    pub(super) fn beside_benchmarks(mut self, asked: &AskedOfPredictions) -> Self {
        let benchmarks = &mut self.regressions.benchmarks;
        benchmarks.push((PredictedBy::Linear, self.shape.on_earliest()));
        self.asked
            .extend([PredictedBy::Model, PredictedBy::Mean, PredictedBy::Linear]);
        if asked.antecedents == Some(Antecedents::Direct) {
            let direct = self.shape.on_direct().into_iter();
            benchmarks.extend(direct.map(|of| (PredictedBy::LinearDirect, of)));
            self.asked.push(PredictedBy::LinearDirect);
        }
        self
    }

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
        let mut repetition = Repetition::room(self.shape, self.sample.n(), &self.asked);
        let mut sides = Sides {
            left_out: vec![false; self.sample.indicators().len()],
            ..Sides::default()
        };
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
            Arch::new().dispatch(Folds {
                task: self,
                made: &made,
                sides: &mut sides,
                repetition: &mut repetition,
                found: &mut found,
            });
            if made.done() < count {
                break;
            }
        }
        Ok(sides)
    }

    pub(super) fn asks_for(&self, by: PredictedBy) -> bool {
        self.asked.contains(&by)
    }
}

/// Some folds, whose rows are predicted, compiled for the vectors of the machine.
struct Folds<'a> {
    task: &'a Task<'a>,
    made: &'a Replicates,
    sides: &'a mut Sides,
    repetition: &'a mut Repetition,
    found: &'a mut dyn FnMut(&Repetition),
}

impl WithSimd for Folds<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (task, sides) = (self.task, self.sides);
        let mut fold = OfFold::room(task.shape, &task.regressions);
        let mut rows = Rows::room(simd, task);
        for i in 0..self.made.done() {
            let mut numbers = self.made.values.row(i);
            fold.each(|x| *x = numbers.next().unwrap_or(*x));
            sides.unsettled += usize::from(!fold.is_settled());
            for ((_, of), linear) in task.regressions.benchmarks.iter().zip(&fold.benchmarks) {
                for (&c, out) in of.predictors.iter().zip(linear.left_out()) {
                    sides.left_out[c] |= out;
                }
            }
            let number = self.made.first + i;
            for of in task.partitions.rows_of(number).chunks(S::F64_LANES) {
                rows.take(of);
                rows.predict(&fold, self.repetition);
            }
            if (number + 1).is_multiple_of(task.partitions.each) {
                (self.found)(self.repetition);
                sides.repetitions += 1;
            }
        }
    }
}

/// A few rows, one in each lane.
struct Rows<'a, S: Simd> {
    simd: S,
    task: &'a Task<'a>,
    /// The row in each lane, of which the first are asked for, and their answers to every column; not-a-number where missing.
    lanes: Vec<usize>,
    asked: usize,
    answers: Vec<Vector<S>>,
    row: Row<'a, Vector<S>>,
    /// Expectations of the scores of the constructs.
    scores: Vec<Vector<S>>,
}

impl<'a, S: Simd> Rows<'a, S> {
    fn room(simd: S, task: &'a Task<'a>) -> Self {
        let (zero, shape) = (Vector::splat(simd, 0.0), task.shape);
        Self {
            simd,
            task,
            lanes: vec![0; S::F64_LANES],
            asked: 0,
            answers: vec![zero; shape.predicted().len() + shape.predictors().len()],
            row: Row::new(shape, zero),
            scores: vec![zero; shape.last().constructs()],
        }
    }

    /// Takes some rows of a fold, from the first again where there are more lanes.
    #[inline(always)]
    fn take(&mut self, of: &[usize]) {
        let lanes = self.lanes.iter_mut().zip(of.iter().cycle());
        lanes.for_each(|(lane, row)| *lane = *row);
        self.asked = of.len();
        for (c, answers) in self.answers.iter_mut().enumerate() {
            let into = lanes::numbers_mut::<S>(std::slice::from_mut(&mut answers.lanes));
            self.task.sample.copy_answers(c, &self.lanes, into);
        }
    }

    fn of(&self) -> &[usize] {
        &self.lanes[..self.asked]
    }

    /// Predicts them from the training side of their fold.
    #[inline(always)]
    fn predict(&mut self, fold: &OfFold, into: &mut Repetition) {
        let (task, trained, shape) = (self.task, &fold.trained, self.task.shape);
        let answers = &self.answers;
        self.row.set(trained, |c| {
            let x = answers[c];
            x.only(x.equals(x), x.like(trained.means[c]))
        });
        let rows = into.rows();
        for (place, &c) in shape.predicted().iter().enumerate() {
            for &r in self.of() {
                into.sds[place * rows + r] = trained.sds[c];
            }
            if task.asks_for(PredictedBy::Mean) {
                let mean = Vector::splat(self.simd, trained.means[c]);
                self.write(into.errors_mut(PredictedBy::Mean, place), c, mean);
            }
        }
        let benchmarks = task.regressions.benchmarks.iter().zip(&fold.benchmarks);
        for ((by, of), linear) in benchmarks {
            for (own, (&c, &place)) in of.predicted.iter().zip(&of.places).enumerate() {
                let z = self.by(linear, own, &of.predictors);
                let expected = in_units(trained, c, z);
                self.write(into.errors_mut(*by, place), c, expected);
            }
        }
        if let Some((of, implied)) = task.regressions.implied.as_ref().zip(fold.implied.as_ref()) {
            self.expect(trained, &of.predictors, implied, into);
            return;
        }
        if task.asks_for(PredictedBy::Model) {
            self.row.predict(trained, task.antecedents);
            self.scores.copy_from_slice(self.row.predicted());
            self.errors_of_scores(into);
            self.errors(PredictedBy::Model, trained, into);
        }
        if task.asks_for(PredictedBy::ModelOfCvpat) {
            self.row.predict(trained, task.antecedents_of_cvpat);
            self.errors(PredictedBy::ModelOfCvpat, trained, into);
        }
    }

    /// Predicts by the correlations that the model implies.
    #[inline(always)]
    fn expect(
        &mut self,
        trained: &Trained,
        predictors: &[usize],
        implied: &Linear,
        into: &mut Repetition,
    ) {
        let (task, zero) = (self.task, Vector::splat(self.simd, 0.0));
        let plan = task.shape.last();
        self.scores.fill(zero);
        for (place, &c) in task.shape.predicted().iter().enumerate() {
            let z = self.by(implied, place, predictors);
            // A model of one stage has the columns for indicators.
            let weight = trained.stages.last().map_or(0.0, |stage| stage.weights[c]);
            let score = &mut self.scores[plan.owner(c)];
            *score = *score + zero.like(weight) * z;
            let expected = in_units(trained, c, z);
            for &by in [PredictedBy::Model, PredictedBy::ModelOfCvpat]
                .iter()
                .filter(|by| task.asks_for(**by))
            {
                self.write(into.errors_mut(by, place), c, expected);
            }
        }
        self.errors_of_scores(into);
    }

    /// The standardised prediction of a linear model.
    #[inline(always)]
    fn by(&self, linear: &Linear, place: usize, predictors: &[usize]) -> Vector<S> {
        let z = predictors.iter().map(|&k| self.row.standardised()[k]);
        linear.predict(place, z, Vector::splat(self.simd, 0.0))
    }

    /// Writes the errors of the columns that the row predicted last.
    #[inline(always)]
    fn errors(&self, by: PredictedBy, trained: &Trained, into: &mut Repetition) {
        for (place, &c) in self.task.shape.predicted().iter().enumerate() {
            self.write(into.errors_mut(by, place), c, self.row.answer(trained, c));
        }
    }

    /// Writes the errors of a column.
    #[inline(always)]
    fn write(&self, into: &mut [f64], c: usize, expected: Vector<S>) {
        let x = self.answers[c];
        self.put(into, (x - expected).only(x.equals(x), x.like(0.0)));
    }

    /// Writes scores of the targets, and what is left of them where they are expected.
    #[inline(always)]
    fn errors_of_scores(&self, into: &mut Repetition) {
        let rows = into.rows();
        for (place, &t) in self.task.shape.targets().iter().enumerate() {
            let (own, score) = (place * rows..(place + 1) * rows, self.row.scores()[t]);
            self.put(&mut into.scores[own.clone()], score);
            self.put(&mut into.constructs[own], score - self.scores[t]);
        }
    }

    /// Writes a number of every row.
    #[inline(always)]
    fn put(&self, into: &mut [f64], x: Vector<S>) {
        let numbers = lanes::numbers::<S>(std::slice::from_ref(&x.lanes));
        for (&r, &x) in self.of().iter().zip(numbers) {
            into[r] = x;
        }
    }
}

/// A standardised prediction of a column, on the scale of its answers.
#[inline(always)]
fn in_units<S: Simd>(trained: &Trained, c: usize, z: Vector<S>) -> Vector<S> {
    z.like(trained.means[c]) + z.like(trained.sds[c]) * z
}
