//! A catalogue as a function of moments: what the resampling engine evaluates.

use super::Catalogue;
use super::measure::Shared;
use crate::estimate::{Admissibility, Estimates, Failure, Kernel, Plan};
use crate::infer::{Dropped, End, Statistic, TOGETHER};
use crate::moments::Moments;

/// What one thread estimates resamples with, a few at a time.
#[derive(Debug)]
pub(super) struct Estimator<'p> {
    plan: &'p Plan,
    kernel: Kernel<'p>,
    estimates: Vec<Estimates>,
    failures: Vec<Result<(), Failure>>,
    admissibility: Admissibility,
}

impl<'p> Estimator<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        Self {
            plan,
            kernel: Kernel::new(plan),
            estimates: vec![Estimates::room(plan); TOGETHER],
            failures: vec![Ok(()); TOGETHER],
            admissibility: Admissibility::new(plan),
        }
    }

    /// Estimates from all moments, and takes the estimates of each that has not failed, by its place.
    pub(super) fn each(
        &mut self,
        moments: &[Moments],
        ends: &mut [End],
        mut take: impl FnMut(usize, &Estimates),
    ) {
        let estimates = &mut self.estimates[..moments.len()];
        let failures = &mut self.failures[..moments.len()];
        self.kernel.estimate_each(moments, estimates, failures);
        let each = ends.iter_mut().zip(estimates).zip(failures).enumerate();
        for (i, ((end, estimates), failure)) in each.filter(|(_, ((end, _), _))| end.is_ok()) {
            *end = match *failure {
                Err(failure) => Err(Dropped::NoEstimates(failure)),
                Ok(()) if !estimates.termination.converged => Err(Dropped::NotConverged),
                Ok(()) => {
                    take(i, estimates);
                    Ok(self.admissibility.first(self.plan, estimates))
                }
            };
        }
    }
}

/// A catalogue's row, from the estimates of its plan.
pub(super) struct Row<'c> {
    pub(super) plan: &'c Plan,
    pub(super) catalogue: &'c Catalogue,
}

impl<'c> Statistic for Row<'c> {
    type Scratch = (Estimator<'c>, Shared);

    fn width(&self) -> usize {
        self.catalogue.quantities().len()
    }

    fn scratch(&self) -> Self::Scratch {
        (Estimator::new(self.plan), self.catalogue.shared())
    }

    fn write(
        &self,
        (estimator, shared): &mut Self::Scratch,
        moments: &[Moments],
        rows: &mut [f64],
        ends: &mut [End],
    ) {
        let width = self.width();
        estimator.each(moments, ends, |i, estimates| {
            let row = &mut rows[i * width..][..width];
            self.catalogue.write(&moments[i], estimates, shared, row);
        });
    }
}
