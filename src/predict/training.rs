//! What every fold is predicted from: the numbers of all other rows, as a statistic of the resampling engine.

use pulp::{Arch, Simd, WithSimd};

use super::linear::{Linear, LinearLanes};
use super::repetition::PredictedBy;
use super::shape::{Regression, Shape};
use super::trained::{Of, Trained, is_product};
use crate::assess::model_fit::implied_correlation;
use crate::estimate::{Plan, implied_lanes};
use crate::moments::{MomentLanes, Sample};
use crate::numeric::lanes::{self, Room, Vector};
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
    /// Those that are asked for beside the model, and what they are.
    pub(super) benchmarks: Vec<(PredictedBy, Regression)>,
    /// By the correlations that the model implies, where indicators are predicted by these.
    pub(super) implied: Option<Regression>,
}

/// The training side of a fold.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OfFold {
    pub(super) trained: Trained,
    /// One for each benchmark.
    pub(super) benchmarks: Vec<Linear>,
    pub(super) implied: Option<Linear>,
    settled: f64,
}

impl OfFold {
    pub(super) fn room(shape: &Shape, regressions: &Regressions) -> Self {
        let benchmarks = regressions.benchmarks.iter();
        Self {
            trained: Trained::room(shape),
            benchmarks: benchmarks.map(|(_, of)| Linear::room(of)).collect(),
            implied: regressions.implied.as_ref().map(Linear::room),
            settled: 1.0,
        }
    }

    /// All numbers, in the order in which they are written.
    pub(super) fn each(&mut self, mut visit: impl FnMut(&mut f64)) {
        self.trained.each(|_, x| visit(x));
        for linear in self.benchmarks.iter_mut().chain(&mut self.implied) {
            linear.numbers().for_each(&mut visit);
        }
        visit(&mut self.settled);
    }

    /// Whether the weights settled.
    pub(super) fn is_settled(&self) -> bool {
        self.settled > 0.5
    }
}

/// What one thread works with.
pub(super) struct Scratch<'s> {
    estimator: Estimator<'s>,
    /// The numbers that are written, in their order.
    trained: Trained,
    benchmarks: Vec<LinearLanes<'s>>,
    /// With the correlations of the constructs that the model implies.
    implied: Option<(LinearLanes<'s>, Room)>,
}

impl<'s> Statistic for Training<'s> {
    type Scratch = Scratch<'s>;

    fn width(&self) -> usize {
        let mut width = 0;
        OfFold::room(self.shape, self.regressions).each(|_| width += 1);
        width
    }

    fn scratch(&self) -> Scratch<'s> {
        let benchmarks = self.regressions.benchmarks.iter();
        let constructs = self.plan.constructs();
        let implied = |of| (LinearLanes::room(of), Room::new(constructs * constructs));
        Scratch {
            estimator: Estimator::new(self.plan, self.sample, None),
            trained: Trained::room(self.shape),
            benchmarks: benchmarks.map(|(_, of)| LinearLanes::room(of)).collect(),
            implied: self.regressions.implied.as_ref().map(implied),
        }
    }

    fn write(
        &self,
        scratch: &mut Scratch<'s>,
        sides: &mut [Side<'_>],
        lanes: usize,
        values: Block<'_>,
    ) {
        let side = &mut sides[0];
        scratch.estimator.each(side, lanes);
        let mut settled = [1.0; lanes::MOST];
        for (end, settled) in side.ends[..lanes].iter_mut().zip(&mut settled) {
            // Weights that did not settle are used all the same, and counted.
            if *end == Err(Dropped::NotConverged) {
                (*end, *settled) = (Ok(Solved::default()), 0.0);
            }
        }
        Arch::new().dispatch(Write {
            training: self,
            scratch,
            moments: &side.moments,
            settled: &settled[..lanes],
            values,
        });
    }
}

/// Writes the numbers of the replicates in the first lanes, compiled for the vectors of the machine.
struct Write<'a, 's> {
    training: &'a Training<'s>,
    scratch: &'a mut Scratch<'s>,
    moments: &'a MomentLanes,
    settled: &'a [f64],
    values: Block<'a>,
}

impl WithSimd for Write<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let Scratch {
            estimator,
            trained,
            benchmarks,
            implied,
        } = self.scratch;
        let (shape, lanes) = (self.training.shape, self.settled.len());
        let mut at = 0;
        let mut put = |x: S::f64s| {
            let numbers = &lanes::numbers::<S>(std::slice::from_ref(&x))[..lanes];
            self.values.put_all(at, numbers);
            at += 1;
        };
        let (all, paths) = (
            estimator.stages.all(),
            shape.last().model().path_positions(),
        );
        let (means, sds) = (self.moments.means.get::<S>(), self.moments.sds.get::<S>());
        let product = |stage: usize, k: usize| is_product(&shape.stages()[stage], k);
        let moments = |stage: usize| all[stage].moments(self.moments);
        trained.each(|of, _| {
            put(match of {
                Of::Mean(c) => means[c],
                Of::Sd(c) => sds[c],
                Of::Weight(stage, k) => all[stage].estimates.weight(simd, k).lanes,
                Of::Loading(stage, k) => {
                    let own = all[stage].plan.owner(k);
                    all[stage].estimates.cross_loading(simd, k, own).lanes
                }
                Of::Centre(stage, k) if product(stage, k) => moments(stage).means.get::<S>()[k],
                Of::Scale(stage, k) if product(stage, k) => moments(stage).sds.get::<S>()[k],
                Of::Centre(..) => simd.splat_f64s(0.0),
                Of::Scale(..) => simd.splat_f64s(1.0),
                Of::Regression(stage, i) => {
                    let room = estimator.stages.regressions(stage);
                    room.map_or(simd.splat_f64s(0.0), |room| room.get::<S>()[i])
                }
                Of::Path(i) => {
                    let (from, to) = paths[i];
                    let estimates = &all[all.len() - 1].estimates;
                    estimates.standardised_path(simd, from, to).lanes
                }
            });
        });
        let observed = |k: usize, m: usize| self.moments.row::<S>(k.max(m))[k.min(m)];
        for linear in benchmarks {
            linear.solve(simd, observed);
            linear.each::<S>(&mut put);
        }
        if let (Some((linear, pi)), Some(last)) = (implied, all.last()) {
            let (plan, count, estimates) = (last.plan, last.plan.constructs(), &last.estimates);
            let pi = pi.get_mut::<S>();
            estimates.copy_factor_correlations::<S>(pi);
            implied_lanes(simd, plan, estimates, pi);
            linear.solve(simd, |k, m| {
                let own = [k, m].map(|k| (k, plan.owner(k)));
                let (observed, between) = (observed(k, m), pi[own[1].1 * count + own[0].1]);
                let [observed, between] = [observed, between].map(|x| Vector::new(simd, x));
                let loading = |k| estimates.loading(simd, k);
                implied_correlation(plan, own, observed, loading, between).lanes
            });
            linear.each::<S>(&mut put);
        }
        self.values.put_all(at, self.settled);
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
                benchmarks: [shape.on_earliest()]
                    .into_iter()
                    .chain(shape.on_direct())
                    .map(|of| (PredictedBy::Linear, of))
                    .collect(),
                implied: None,
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
