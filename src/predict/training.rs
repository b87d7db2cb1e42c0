//! What every fold is predicted from: the numbers of all other rows, as a statistic of the resampling engine.

use super::linear::Linear;
use super::shape::{Regression, Shape};
use super::trained::Trained;
use crate::assess::model_fit::{FitModel, implied_indicators};
use crate::estimate::{Estimates, Plan};
use crate::moments::{Moments, Sample};
use crate::quantity::Estimator;
use crate::resample::{Block, Dropped, Side, Solved, Statistic};

/// The numbers of the rows that train, for each fold that is left out: [`Trained`], then every [`Linear`], then 1 if the
/// weights settled.
pub(super) struct Training<'s> {
    pub(super) plan: &'s Plan,
    pub(super) sample: &'s Sample,
    pub(super) shape: &'s Shape,
    pub(super) regressions: &'s Regressions,
}

/// The linear models of a fold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Regressions {
    /// The benchmark.
    pub(super) earliest: Regression,
    /// The benchmark of direct antecedents, one of each target; none unless it is asked for.
    pub(super) direct: Vec<Regression>,
    /// Whether indicators are predicted by the correlations that the model implies.
    pub(super) implied: bool,
}

/// The training side of a fold.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OfFold {
    pub(super) trained: Trained,
    pub(super) linear: Linear,
    /// On the indicators of direct antecedents, one for each target, where these are asked for.
    pub(super) direct: Vec<Linear>,
    /// By the correlations that the model implies, where these are asked for.
    pub(super) implied: Option<Linear>,
    pub(super) settled: f64,
}

impl OfFold {
    pub(super) fn room(shape: &Shape, regressions: &Regressions) -> Self {
        let linear = Linear::room(&regressions.earliest);
        Self {
            trained: Trained::room(shape),
            direct: regressions.direct.iter().map(Linear::room).collect(),
            implied: regressions.implied.then(|| linear.clone()),
            linear,
            settled: 1.0,
        }
    }

    /// All numbers, in a fixed order.
    pub(super) fn each(&mut self, mut visit: impl FnMut(&mut f64)) {
        self.trained.each(&mut visit);
        let others = self.direct.iter_mut().chain(&mut self.implied);
        for linear in [&mut self.linear].into_iter().chain(others) {
            let numbers = linear.coefficients.iter_mut();
            numbers.chain(&mut linear.left_out).for_each(&mut visit);
        }
        visit(&mut self.settled);
    }
}

/// What one thread works with.
pub(super) struct Scratch<'s> {
    estimator: Estimator<'s>,
    of_sample: Moments,
    stages: Vec<(Moments, Estimates, Vec<f64>)>,
    fold: OfFold,
}

impl<'s> Statistic for Training<'s> {
    type Scratch = Scratch<'s>;

    fn width(&self) -> usize {
        let mut width = 0;
        OfFold::room(self.shape, self.regressions).each(|_| width += 1);
        width
    }

    fn scratch(&self) -> Scratch<'s> {
        let room = |plan: &Plan| {
            let moments = Moments::room(plan.indicators());
            (moments, Estimates::room(plan), Vec::new())
        };
        Scratch {
            estimator: Estimator::new(self.plan, self.sample, None),
            of_sample: Moments::room(self.sample.indicators().len()),
            stages: self.shape.stages().iter().map(room).collect(),
            fold: OfFold::room(self.shape, self.regressions),
        }
    }

    fn write(
        &self,
        scratch: &mut Scratch<'s>,
        sides: &mut [Side<'_>],
        lanes: usize,
        mut values: Block<'_>,
    ) {
        let side = &mut sides[0];
        scratch.estimator.each(side, lanes);
        for lane in 0..lanes {
            // Weights that did not settle are used all the same, and counted.
            let settled = side.ends[lane] != Err(Dropped::NotConverged);
            if !settled {
                side.ends[lane] = Ok(Solved::default());
            }
            if side.ends[lane].is_err() {
                continue;
            }
            side.moments.get(lane, &mut scratch.of_sample);
            let of_lanes = scratch.estimator.stages.all().iter().enumerate();
            for ((stage, of_lanes), (moments, estimates, regressions)) in
                of_lanes.zip(&mut scratch.stages)
            {
                of_lanes.moments(&side.moments).get(lane, moments);
                of_lanes.estimates.get(lane, estimates);
                *regressions = scratch.estimator.stages.regressions(stage, lane);
            }
            let (fold, of_sample) = (&mut scratch.fold, &scratch.of_sample);
            let stages = scratch.stages.iter();
            let stages = stages.map(|(moments, estimates, of)| (moments, estimates, of.as_slice()));
            fold.trained.set(self.shape, of_sample, stages);
            let Regressions {
                earliest, direct, ..
            } = self.regressions;
            fold.linear.set(of_sample.correlations(), earliest);
            for (linear, of) in fold.direct.iter_mut().zip(direct) {
                linear.set(of_sample.correlations(), of);
            }
            if let (Some(implied), Some((moments, estimates, _))) =
                (&mut fold.implied, scratch.stages.last())
            {
                let model = FitModel::Estimated;
                let sigma = implied_indicators(self.plan, moments, estimates, model);
                implied.set(&sigma, earliest);
            }
            fold.settled = f64::from(u8::from(settled));
            let mut at = 0;
            fold.each(|x| {
                values.put(at, lane, *x);
                at += 1;
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::data::Table;
    use crate::estimate::{HigherOrder, Interaction, Options, Problem};
    use crate::model::Model;
    use crate::moments::Missing;
    use crate::predict::plspredict::composites;
    use crate::resample::{Units, without_each};

    const ROWS: usize = 60;
    /// Every fifth row.
    const FOLD: [usize; 12] = [2, 7, 12, 17, 22, 27, 32, 37, 42, 47, 52, 57];

    /// Whole answers from 1 to 7 that go together, some of them missing, and weights.
    fn columns(gaps: bool) -> Vec<(String, Vec<f64>)> {
        let level = |i: usize, of: usize| ((i * (7 + 4 * of) + of) as f64 * 0.61).sin();
        let answer = |i: usize, construct: usize, k: usize| {
            if gaps && (i * 5 + k * 3 + construct) % 23 == 4 {
                return f64::NAN;
            }
            let cause = if construct == 2 {
                0.6 * level(i, 0) + 0.4 * level(i, 1) + 0.3 * level(i, 0) * level(i, 1)
            } else {
                level(i, construct)
            };
            let noise = ((i * 31 + construct * 17 + k * 13) as f64 * 1.7).sin();
            (4.0 + 2.2 * cause + 1.1 * noise).round().clamp(1.0, 7.0)
        };
        let mut columns: Vec<(String, Vec<f64>)> = Vec::new();
        for (construct, name) in ["a", "b", "y"].into_iter().enumerate() {
            for k in 0..3 {
                let answers = (0..ROWS).map(|i| answer(i, construct, k)).collect();
                columns.push((format!("{name}{}", k + 1), answers));
            }
        }
        let weights = (0..ROWS).map(|i| 0.5 * (1 + i % 4) as f64).collect();
        columns.push(("w".to_owned(), weights));
        columns
    }

    /// Gives each answer of the fold to another of its rows, column by column: all columns keep their answers, and none of
    /// the rows that train changes.
    fn shuffled(mut columns: Vec<(String, Vec<f64>)>) -> Vec<(String, Vec<f64>)> {
        for (c, (_, answers)) in columns.iter_mut().enumerate().take(9) {
            let own: Vec<f64> = FOLD.iter().map(|&i| answers[i]).collect();
            for (place, &i) in FOLD.iter().enumerate() {
                answers[i] = own[(place * 5 + c + 1) % FOLD.len()];
            }
        }
        columns
    }

    struct Treatment {
        model: &'static str,
        missing: Missing,
        weighted: bool,
        options: Options,
    }

    impl Treatment {
        fn problem(&self, columns: Vec<(String, Vec<f64>)>) -> Problem {
            let table = Table::from_columns(columns).unwrap();
            let table = if self.weighted {
                table.weighted_by("w").unwrap()
            } else {
                table
            };
            let model = Model::parse(self.model).unwrap();
            Problem::new(&model, &table, self.missing, &self.options).unwrap()
        }
    }

    fn treatments() -> Vec<Treatment> {
        let plain = "A =~ a1-3; B <~ b1-3; Y =~ y1-3; Y ~ A + B; B ~ A";
        let product = "A =~ a1-3; B =~ b1-3; Y =~ y1-3; Y ~ A + B + A:B";
        let higher = "A =~ a1-3; B =~ b1-3; Y =~ y1-3; H =~ A + B; H ~ Y";
        let mut all = Vec::new();
        for missing in [Missing::Error, Missing::Mean] {
            for weighted in [false, true] {
                let mut add = |model, options| {
                    all.push(Treatment {
                        model,
                        missing,
                        weighted,
                        options,
                    });
                };
                add(plain, Options::default());
                add(plain, Options::default().consistent(true));
                for interaction in [
                    Interaction::TwoStage,
                    Interaction::ProductIndicator,
                    Interaction::Orthogonal,
                ] {
                    add(product, Options::default().interaction(interaction));
                }
                for order in [HigherOrder::TwoStage, HigherOrder::Embedded] {
                    add(higher, Options::default().higher_order(order));
                }
            }
        }
        all
    }

    /// The numbers of the rows that train, without each of some sets of rows.
    fn trained(problem: &Problem, sets: Vec<Vec<usize>>) -> Vec<Vec<f64>> {
        let plan = composites(problem.plan()).unwrap();
        let shape = Shape::of(&plan).unwrap();
        let sample = problem.sample();
        let training = Training {
            plan: &plan,
            sample,
            shape: &shape,
            regressions: &Regressions {
                earliest: shape.on_earliest(),
                direct: shape.on_direct(),
                implied: false,
            },
        };
        let units = Units::of_sets(sets);
        let progress = &mut |_| ControlFlow::Continue(());
        let made = without_each(sample, &units, 0..units.len(), &training, progress).unwrap();
        assert_eq!(made.events, []);
        let row = |r: usize| {
            (0..training.width())
                .map(|v| made.values.get(r, v))
                .collect()
        };
        (0..units.len()).map(row).collect()
    }

    #[test]
    fn answers_of_a_fold_reach_nothing_of_its_training_side() {
        for treatment in treatments() {
            let gaps = treatment.missing == Missing::Mean;
            let of = |columns| {
                let sets = vec![FOLD.to_vec(), vec![0, 1, 3]];
                trained(&treatment.problem(columns), sets)
            };
            let before = of(columns(gaps));
            let after = of(shuffled(columns(gaps)));
            let bits = |x: &[f64]| x.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            assert!(before[0].iter().all(|x| x.is_finite()));
            assert_eq!(bits(&before[0]), bits(&after[0]), "{}", treatment.model);
            // The other fold is trained on what was changed.
            assert_ne!(bits(&before[1]), bits(&after[1]), "{}", treatment.model);
        }
    }

    #[test]
    fn a_row_that_is_taken_away_leaves_what_a_table_without_it_gives() {
        for treatment in treatments() {
            let gaps = treatment.missing == Missing::Mean;
            let whole = treatment.problem(columns(gaps));
            let rows = [0, 5, 31, ROWS - 1];
            let sets = rows.iter().map(|&i| vec![i]).collect();
            for (left, without) in rows.into_iter().zip(trained(&whole, sets)) {
                let mut columns = columns(gaps);
                for (_, answers) in &mut columns {
                    answers.remove(left);
                }
                let again = trained(&treatment.problem(columns), vec![Vec::new()]);
                for (x, y) in without.iter().zip(&again[0]) {
                    assert!((x - y).abs() <= 1e-10 * (1.0 + y.abs()), "{x} {y}");
                }
            }
        }
    }
}
