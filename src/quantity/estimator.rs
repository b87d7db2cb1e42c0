//! A catalogue as a function of moments, which the resampling engine evaluates.

use super::Catalogue;
use super::catalogue::Scratch;
use crate::estimate::{Admissibility, Estimates, Failed, Plan, StageLanes, Stages, Turned};
use crate::moments::{MomentLanes, Sample, WeightedRows};
use crate::numeric::lanes;
use crate::resample::{Block, Dropped, End, Side, Solved, Statistic};

/// The memory with which one thread estimates replicates, a few at a time.
#[derive(Debug)]
pub(crate) struct Estimator<'p> {
    plan: &'p Plan,
    pub(crate) stages: Stages<'p>,
    failures: [Result<(), Failed>; lanes::MOST],
    /// For every stage, the check of its solutions, and the estimates of one lane.
    admissibility: Vec<(Admissibility, Estimates)>,
}

impl<'p> Estimator<'p> {
    /// An estimator of a plan and of the sample whose rows are weighted. Composites get the signs that the given
    /// weights give them, one set of weights for every stage.
    pub(crate) fn new(plan: &'p Plan, sample: &Sample, towards: Option<&'p [Vec<f64>]>) -> Self {
        let room = |plan: &&Plan| (Admissibility::new(plan), Estimates::room(plan));
        Self {
            plan,
            stages: Stages::new(plan, Some(sample), towards).of_resamples(),
            failures: [Ok(()); lanes::MOST],
            admissibility: plan.stages().iter().map(room).collect(),
        }
    }

    /// Estimates from the moments of a side, and says what happened to each replicate in the first lanes.
    pub(crate) fn each(&mut self, side: &mut Side<'_>, lanes: usize) {
        let rows = self
            .plan
            .has_products()
            .then(|| side.weigher.weighted_rows());
        self.from(&side.moments, rows, &mut side.ends[..lanes]);
    }

    /// The same from moments, and from the rows behind them if the plan has products.
    pub(crate) fn from(
        &mut self,
        moments: &MomentLanes,
        rows: Option<WeightedRows<'_>>,
        ends: &mut [End],
    ) {
        let failures = &mut self.failures[..ends.len()];
        self.stages.estimate(moments, rows, failures);
        for (lane, (end, failure)) in ends.iter_mut().zip(failures).enumerate() {
            if end.is_err() {
                continue;
            }
            let stages = self.stages.all();
            let settled = |stage: &StageLanes| stage.estimates.terminations[lane].converged;
            *end = match *failure {
                Err(Failed { stage, failure }) => Err(Dropped::NoEstimates { stage, failure }),
                Ok(()) if !stages.iter().all(settled) => Err(Dropped::NotConverged),
                Ok(()) => {
                    let turned = stages.iter().map(|stage| stage.estimates.turned[lane]);
                    let mut solved = Solved {
                        inadmissible: None,
                        turned: turned.fold(Turned::default(), Turned::and),
                    };
                    if self.plan.consistent() {
                        let looks = stages.iter().zip(&mut self.admissibility).enumerate();
                        solved.inadmissible =
                            looks
                                .into_iter()
                                .find_map(|(i, (stage, (admissibility, alone)))| {
                                    stage.estimates.get(lane, alone);
                                    Some((i, admissibility.first(stage.plan, alone)?))
                                });
                    }
                    Ok(solved)
                }
            };
        }
    }
}

/// A catalogue's values, from the estimates of its plan.
pub(crate) struct Row<'c> {
    pub(crate) plan: &'c Plan,
    pub(crate) sample: &'c Sample,
    pub(crate) catalogue: &'c Catalogue,
    /// Weights that decide the signs of composites, one set for every stage.
    pub(crate) towards: Option<&'c [Vec<f64>]>,
}

impl<'c> Row<'c> {
    /// Writes the values from one weighting of every replicate in the first lanes.
    pub(crate) fn write_side(
        &self,
        (estimator, scratch): &mut (Estimator<'c>, Scratch),
        side: &mut Side<'_>,
        lanes: usize,
        values: Block<'_>,
    ) {
        estimator.each(side, lanes);
        let estimated: [bool; lanes::MOST] =
            std::array::from_fn(|lane| side.ends.get(lane).is_some_and(Result::is_ok));
        let estimated = &estimated[..lanes];
        let stages = estimator.stages.all();
        self.catalogue
            .write(&side.moments, stages, scratch, values, estimated);
    }
}

impl<'c> Statistic for Row<'c> {
    type Scratch = (Estimator<'c>, Scratch);

    fn width(&self) -> usize {
        self.catalogue.quantities().len()
    }

    fn scratch(&self) -> Self::Scratch {
        let estimator = Estimator::new(self.plan, self.sample, self.towards);
        (estimator, self.catalogue.scratch())
    }

    fn write(
        &self,
        scratch: &mut Self::Scratch,
        sides: &mut [Side<'_>],
        lanes: usize,
        values: Block<'_>,
    ) {
        self.write_side(scratch, &mut sides[0], lanes, values);
    }
}
