//! The bootstrap of a whole catalogue.

use std::ops::ControlFlow;

use super::measure::Shared;
use super::{Catalogue, Quantity};
use crate::estimate::{Admissibility, Estimates, Fit, Kernel, Problem};
use crate::finding::Finding;
use crate::infer::{self, Bootstrap, Dropped, InferError, Ledger, Progress, Replicates, Summary};

/// What the bootstrap says of every quantity of a catalogue.
#[derive(Debug)]
pub struct Inference {
    quantities: Vec<Quantity>,
    summaries: Vec<Summary>,
    ledger: Ledger,
    replicates: Replicates,
}

/// Estimates the model anew in every resample, and summarises every quantity.
///
/// What the original goes through, every resample goes through: treatment of missing answers, standardisation,
/// weights from the same start, sign rule, correction, effects, reliability. Resamples that cannot be estimated, do not
/// converge or have an inadmissible solution are counted in the [`Ledger`] and left out.
///
/// `progress` is called from time to time on the calling thread; if it breaks, the run stops and what is done
/// is summarised.
///
/// ```
/// use std::ops::ControlFlow;
/// use pls_sem::{Bootstrap, Catalogue, Missing, Model, Options, Problem, Quantity, Table, bootstrap};
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let fit = problem.fit()?;
/// let catalogue = Catalogue::new(problem.plan());
/// let inference =
///     bootstrap(&problem, &fit, &catalogue, &Bootstrap::new(500), &mut |_| ControlFlow::Continue(()))?;
/// let path = Quantity::path("Resources", "Success");
/// assert!(inference.summary(&path).unwrap().p.unwrap() < 0.001);
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// # Errors
/// [`InferError`]: a setting is not lawful, a given resample does not fit the sample, or fewer than three resamples
/// could be used.
///
/// # Panics
/// If problem, fit and catalogue are not of one model.
pub fn bootstrap(
    problem: &Problem,
    fit: &Fit,
    catalogue: &Catalogue,
    options: &Bootstrap,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Inference, InferError> {
    let (plan, sample) = (problem.plan(), problem.sample());
    assert!(
        plan.model() == fit.plan().model(),
        "the fit is of another model than the problem"
    );
    options.check(sample.n())?;
    let estimates = catalogue.values(fit);
    let replicates = infer::replicate(
        sample,
        options,
        catalogue.quantities().len(),
        || Scratch {
            kernel: Kernel::new(plan),
            estimates: Estimates::room(plan),
            admissibility: Admissibility::new(plan),
            shared: catalogue.shared(),
        },
        |scratch, moments, row| {
            let Scratch {
                kernel,
                estimates,
                admissibility,
                shared,
            } = scratch;
            kernel
                .estimate(moments, estimates)
                .map_err(Dropped::NoEstimates)?;
            if !estimates.termination.converged {
                return Err(Dropped::NotConverged);
            }
            if let Some(fault) = admissibility.first(plan, estimates) {
                return Err(Dropped::Inadmissible(fault));
            }
            catalogue.write(moments, estimates, shared, row);
            Ok(())
        },
        progress,
    )?;
    let ledger = Ledger::new(
        options.resamples(),
        replicates.done,
        &replicates.failed,
        plan.model(),
    );
    ledger.enough()?;
    let bounded: Vec<bool> = catalogue
        .quantities()
        .iter()
        .map(|q| !q.measure.is_tested_against_zero())
        .collect();
    let summaries = infer::summarise(&replicates, &estimates, &bounded, sample.n(), options.level);
    Ok(Inference {
        quantities: catalogue.quantities().to_vec(),
        summaries,
        ledger,
        replicates,
    })
}

/// What one thread works with.
struct Scratch<'p> {
    kernel: Kernel<'p>,
    estimates: Estimates,
    admissibility: Admissibility,
    shared: Shared,
}

impl Inference {
    /// Every quantity with its summary.
    pub fn iter(&self) -> impl Iterator<Item = (&Quantity, &Summary)> {
        self.quantities.iter().zip(&self.summaries)
    }

    /// The summary of one quantity.
    #[must_use]
    pub fn summary(&self, quantity: &Quantity) -> Option<&Summary> {
        self.iter()
            .find(|(q, _)| *q == quantity)
            .map(|(_, summary)| summary)
    }

    /// What became of every resample.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Values of one quantity in the resamples used, in their order; `None` where it was not defined in one.
    #[must_use]
    pub fn replicates(&self, quantity: &Quantity) -> Option<Vec<Option<f64>>> {
        let column = self.quantities.iter().position(|q| q == quantity)?;
        let used = self.replicates.used(column);
        Some(used.map(|x| Some(x).filter(|x| x.is_finite())).collect())
    }

    /// What the run says about itself.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        self.ledger.findings()
    }
}
