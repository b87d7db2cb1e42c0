//! The bootstrap of a whole catalogue.

use std::ops::ControlFlow;

use super::{Catalogue, Quantity};
use crate::estimate::{Estimates, Fit, Kernel, Problem};
use crate::finding::Finding;
use crate::infer::{self, Bootstrap, Dropped, InferError, Ledger, Progress, Replicates, Summary};

/// Failures above this share of the resamples are a finding.
const MANY: f64 = 0.05;

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
/// weights from the same start, sign rule, effects, reliability. Resamples that cannot be estimated or do not
/// converge are counted in the [`Ledger`] and left out.
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
/// let path = Quantity::Path { from: "Resources".into(), to: "Success".into() };
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
        || (Kernel::new(plan), Estimates::room(plan), catalogue.shared()),
        |(kernel, estimates, shared), moments, row| {
            kernel
                .estimate(moments, estimates)
                .map_err(Dropped::NoEstimates)?;
            if !estimates.termination.converged {
                return Err(Dropped::NotConverged);
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
    if ledger.used < infer::FEWEST {
        let reasons = ledger
            .failed
            .iter()
            .map(|(reason, count)| format!("{reason}: {count}"))
            .collect();
        return Err(InferError::TooFewUsed {
            used: ledger.used,
            requested: ledger.requested,
            reasons,
        });
    }
    let summaries = infer::summarise(&replicates, &estimates, sample.n(), options.level);
    Ok(Inference {
        quantities: catalogue.quantities().to_vec(),
        summaries,
        ledger,
        replicates,
    })
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
        let failed = |r: usize| {
            self.replicates
                .failed
                .binary_search_by_key(&r, |&(r, _)| r)
                .is_ok()
        };
        let rows = self
            .replicates
            .values
            .chunks_exact(self.replicates.width)
            .enumerate();
        let used = rows
            .filter(|&(r, _)| !failed(r))
            .map(|(_, row)| row[column]);
        Some(used.map(|x| Some(x).filter(|x| x.is_finite())).collect())
    }

    /// What the run says about itself.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let Ledger {
            requested, done, ..
        } = self.ledger;
        let failed = self.ledger.failures();
        let stopped = (done < requested).then_some(Finding::Stopped { done, requested });
        let many = (failed as f64 > MANY * done as f64).then_some(Finding::ManyFailed {
            failed,
            requested: done,
        });
        stopped.into_iter().chain(many).collect()
    }
}
