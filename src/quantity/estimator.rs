//! A catalogue as a function of moments: what the resampling engine evaluates.

use super::Catalogue;
use super::catalogue::Scratch;
use crate::estimate::{Admissibility, EstimateLanes, Estimates, Failure, Kernel, Plan};
use crate::moments::MomentLanes;
use crate::numeric::lanes;
use crate::resample::{Block, Dropped, End, Statistic};

/// What one thread estimates resamples with, a few at a time.
#[derive(Debug)]
pub(crate) struct Estimator<'p> {
    plan: &'p Plan,
    kernel: Kernel<'p>,
    pub(crate) estimates: EstimateLanes,
    failures: [Result<(), Failure>; lanes::MOST],
    admissibility: Admissibility,
    /// Those of one lane.
    alone: Estimates,
}

impl<'p> Estimator<'p> {
    pub(crate) fn new(plan: &'p Plan) -> Self {
        Self {
            plan,
            kernel: Kernel::new(plan),
            estimates: EstimateLanes::room(plan),
            failures: [Ok(()); lanes::MOST],
            admissibility: Admissibility::new(plan),
            alone: Estimates::room(plan),
        }
    }

    /// Estimates from the moments that have no error, and tells what became of each.
    pub(crate) fn each(&mut self, moments: &MomentLanes, ends: &mut [End]) {
        let failures = &mut self.failures[..ends.len()];
        self.kernel
            .estimate_each(moments, &mut self.estimates, failures);
        for (lane, (end, failure)) in ends.iter_mut().zip(failures).enumerate() {
            if end.is_err() {
                continue;
            }
            *end = match *failure {
                Err(failure) => Err(Dropped::NoEstimates(failure)),
                Ok(()) if !self.estimates.terminations[lane].converged => {
                    Err(Dropped::NotConverged)
                }
                Ok(()) if self.plan.consistent() => {
                    self.estimates.get(lane, &mut self.alone);
                    Ok(self.admissibility.first(self.plan, &self.alone))
                }
                Ok(()) => Ok(None),
            };
        }
    }
}

/// A catalogue's values, from the estimates of its plan.
pub(crate) struct Row<'c> {
    pub(crate) plan: &'c Plan,
    pub(crate) catalogue: &'c Catalogue,
}

impl<'c> Statistic for Row<'c> {
    type Scratch = (Estimator<'c>, Scratch);

    fn width(&self) -> usize {
        self.catalogue.quantities().len()
    }

    fn scratch(&self) -> Self::Scratch {
        (Estimator::new(self.plan), self.catalogue.scratch())
    }

    fn write(
        &self,
        (estimator, scratch): &mut Self::Scratch,
        moments: &MomentLanes,
        values: Block<'_>,
        ends: &mut [End],
    ) {
        estimator.each(moments, ends);
        let estimated: [bool; lanes::MOST] =
            std::array::from_fn(|lane| ends.get(lane).is_some_and(Result::is_ok));
        let estimated = &estimated[..ends.len()];
        self.catalogue
            .write(moments, &estimator.estimates, scratch, values, estimated);
    }
}
