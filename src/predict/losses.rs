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

use super::held_out::Repetition;
use super::shape::Shape;
use super::{AskedOfPredictions, Losses, Weighting};

/// What predicts: the model, or a benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PredictedBy {
    Model,
    Linear,
    LinearDirect,
    Mean,
}

impl PredictedBy {
    const ALL: [Self; 4] = [Self::Model, Self::Linear, Self::LinearDirect, Self::Mean];
}

/// The losses of every row, overall and of each explained construct, summed over repetitions.
#[derive(Debug, Clone)]
pub(super) struct RowLosses {
    asked: AskedOfPredictions,
    /// For each target the places of its columns among those that are predicted.
    targets: Vec<Vec<usize>>,
    /// Of everything that predicts: overall, then target after target, each of every row.
    sums: [Vec<Vec<f64>>; PredictedBy::ALL.len()],
    repetitions: f64,
}

impl RowLosses {
    pub(super) fn new(shape: &Shape, rows: usize, asked: &AskedOfPredictions) -> Self {
        let places = |&t: &usize| {
            let columns = shape.predicted().iter().enumerate();
            let own = columns.filter(|(_, c)| shape.construct_of(**c) == t);
            own.map(|(place, _)| place).collect()
        };
        let targets: Vec<Vec<usize>> = shape.targets().iter().map(places).collect();
        let room = vec![vec![0.0; rows]; 1 + targets.len()];
        Self {
            asked: asked.clone(),
            targets,
            sums: PredictedBy::ALL.map(|_| room.clone()),
            repetitions: 0.0,
        }
    }

    pub(super) fn add(&mut self, repetition: &Repetition) {
        self.repetitions += 1.0;
        for (predictor, sums) in PredictedBy::ALL.into_iter().zip(&mut self.sums) {
            let errors = |place: usize| match predictor {
                PredictedBy::Model => repetition.model_of_cvpat(place),
                PredictedBy::Linear => repetition.linear(place),
                PredictedBy::LinearDirect => repetition.linear_direct(place),
                PredictedBy::Mean => repetition.mean(place),
            };
            for i in 0..sums[0].len() {
                let loss = |place: usize| {
                    let unit = match self.asked.losses {
                        Losses::Standardised => repetition.sds(place)[i],
                        Losses::Raw => 1.0,
                    };
                    (errors(place)[i] / unit).powi(2)
                };
                let mut of_targets = Vec::with_capacity(self.targets.len());
                for (target, own) in self.targets.iter().enumerate() {
                    let of_target = mean(own.iter().map(|&place| loss(place)));
                    sums[1 + target][i] += of_target;
                    of_targets.push(of_target);
                }
                sums[0][i] += match self.asked.weighting {
                    Weighting::Indicators => mean(self.targets.iter().flatten().map(|&p| loss(p))),
                    Weighting::Constructs => mean(of_targets.into_iter()),
                };
            }
        }
    }

    /// Losses of every row; not-a-number where it answered nothing. Overall, or of a target by its place.
    pub(super) fn of(&self, predictor: PredictedBy, target: Option<usize>) -> Vec<f64> {
        let sums = &self.sums[predictor as usize][target.map_or(0, |t| 1 + t)];
        sums.iter().map(|sum| sum / self.repetitions).collect()
    }
}

/// The mean of the numbers among some; not-a-number if there is none.
fn mean(of: impl Iterator<Item = f64>) -> f64 {
    let there = of.filter(|x| !x.is_nan());
    let (sum, count) = there.fold((0.0, 0.0), |(sum, count), x| (sum + x, count + 1.0));
    sum / count
}
