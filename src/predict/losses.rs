//! Losses of every row: what CVPAT compares.
//!
//! ```text
//! loss of row i, construct t    mean of e_ik² over the indicators k of t that the row answered
//! overall                       mean of e_ik² over all of them, or of the losses of the constructs
//! ```
//!
//! Errors are in standard deviations of the rows that train, or as they are. With several repetitions a row's loss is the mean
//! of theirs.
//!
//! Source: Liengaard, Sharma, Hult, Jensen, Sarstedt, Hair & Ringle (2021), Decision Sciences 52(2), 362-392.

use super::repetition::{PredictedBy, Repetition};
use super::shape::Shape;
use super::{AskedOfPredictions, Losses, Weighting};
use crate::moments::Sample;

/// The losses of every row, overall and of each explained construct, summed over repetitions.
#[derive(Debug, Clone)]
pub(super) struct RowLosses {
    asked: AskedOfPredictions,
    targets: Vec<Target>,
    /// How many losses the overall loss of each row is the mean of.
    averaged: Vec<f64>,
    /// Of everything that predicts: overall, then target after target, each of every row.
    sums: Vec<(PredictedBy, Vec<Vec<f64>>)>,
    /// The loss of every row in one repetition: of a target, and overall.
    own: Vec<f64>,
    all: Vec<f64>,
    repetitions: f64,
}

#[derive(Debug, Clone)]
struct Target {
    /// The places of its columns among those that are predicted.
    places: Vec<usize>,
    /// How many of them each row answered.
    answered: Vec<f64>,
}

impl RowLosses {
    /// Room for the losses of some that predict.
    pub(super) fn new(
        shape: &Shape,
        sample: &Sample,
        asked: &AskedOfPredictions,
        predictors: &[PredictedBy],
    ) -> Self {
        let rows = 0..sample.n();
        let target = |&t: &usize| {
            let places: Vec<usize> = shape.places_of(t).collect();
            let given =
                |i: usize, place: usize| sample.answer(i, shape.predicted()[place]).is_some();
            let of_row = |i| places.iter().filter(|&&place| given(i, place)).count() as f64;
            Target {
                answered: rows.clone().map(of_row).collect(),
                places,
            }
        };
        let targets: Vec<Target> = shape.targets().iter().map(target).collect();
        let of_row = |i: usize| {
            let answered = targets.iter().map(|of| of.answered[i]);
            match asked.weighting {
                Weighting::Indicators => answered.sum(),
                Weighting::Constructs => answered.filter(|answered| *answered > 0.0).count() as f64,
            }
        };
        let room = || vec![0.0; sample.n()];
        let sums = |&by: &PredictedBy| (by, vec![room(); 1 + targets.len()]);
        Self {
            asked: asked.clone(),
            averaged: rows.map(of_row).collect(),
            sums: predictors.iter().map(sums).collect(),
            own: room(),
            all: room(),
            targets,
            repetitions: 0.0,
        }
    }

    pub(super) fn add(&mut self, repetition: &Repetition) {
        self.repetitions += 1.0;
        let (own, all) = (&mut self.own, &mut self.all);
        for (by, sums) in &mut self.sums {
            all.fill(0.0);
            for (target, sums) in self.targets.iter().zip(&mut sums[1..]) {
                own.fill(0.0);
                for &place in &target.places {
                    let errors = repetition.errors(*by, place).unwrap_or_default();
                    match self.asked.losses {
                        Losses::Raw => {
                            let cells = own.iter_mut().zip(errors);
                            cells.for_each(|(own, e)| *own += e * e);
                        }
                        Losses::Standardised => {
                            let cells = own.iter_mut().zip(errors).zip(repetition.sds(place));
                            cells.for_each(|((own, e), sd)| *own += (e / sd).powi(2));
                        }
                    }
                }
                let rows = own.iter().zip(&target.answered).zip(sums).zip(&mut *all);
                for (((own, answered), sum), all) in rows {
                    let loss = own / answered;
                    *sum += loss;
                    *all += match self.asked.weighting {
                        Weighting::Indicators => *own,
                        Weighting::Constructs if *answered > 0.0 => loss,
                        Weighting::Constructs => 0.0,
                    };
                }
            }
            let rows = sums[0].iter_mut().zip(&*all).zip(&self.averaged);
            rows.for_each(|((sum, all), averaged)| *sum += all / averaged);
        }
    }

    /// Losses of every row; not-a-number where it answered nothing. Overall, or of a target by its place.
    pub(super) fn of(&self, predictor: PredictedBy, target: Option<usize>) -> Vec<f64> {
        let own = self.sums.iter().filter(|(by, _)| *by == predictor);
        let sums = own.flat_map(|(_, sums)| &sums[target.map_or(0, |t| 1 + t)]);
        sums.map(|sum| sum / self.repetitions).collect()
    }
}
