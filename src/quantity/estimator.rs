//! A catalogue as a function of moments: what the resampling engine evaluates.

use super::Catalogue;
use super::measure::Shared;
use crate::estimate::{Admissibility, Estimates, Inadmissible, Kernel, Plan};
use crate::infer::{Dropped, Statistic};
use crate::moments::Moments;

/// Estimates a plan from moments and writes the catalogue's row.
pub(super) struct Estimator<'c> {
    pub(super) plan: &'c Plan,
    pub(super) catalogue: &'c Catalogue,
}

/// What one thread works with.
pub(super) struct Scratch<'c> {
    kernel: Kernel<'c>,
    estimates: Estimates,
    admissibility: Admissibility,
    shared: Shared,
}

impl<'c> Statistic for Estimator<'c> {
    type Scratch = Scratch<'c>;

    fn width(&self) -> usize {
        self.catalogue.quantities().len()
    }

    fn scratch(&self) -> Scratch<'c> {
        Scratch {
            kernel: Kernel::new(self.plan),
            estimates: Estimates::room(self.plan),
            admissibility: Admissibility::new(self.plan),
            shared: self.catalogue.shared(),
        }
    }

    fn write(
        &self,
        scratch: &mut Scratch<'c>,
        moments: &Moments,
        row: &mut [f64],
    ) -> Result<Option<Inadmissible>, Dropped> {
        let Scratch {
            kernel,
            estimates,
            admissibility,
            shared,
        } = scratch;
        let fault = estimate(self.plan, kernel, admissibility, moments, estimates)?;
        self.catalogue.write(moments, estimates, shared, row);
        Ok(fault)
    }
}

/// Estimates from the moments of a resample, and looks at the solution.
pub(super) fn estimate(
    plan: &Plan,
    kernel: &mut Kernel,
    admissibility: &mut Admissibility,
    moments: &Moments,
    estimates: &mut Estimates,
) -> Result<Option<Inadmissible>, Dropped> {
    kernel
        .estimate(moments, estimates)
        .map_err(Dropped::NoEstimates)?;
    if !estimates.termination.converged {
        return Err(Dropped::NotConverged);
    }
    Ok(admissibility.first(plan, estimates))
}
