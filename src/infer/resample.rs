//! The resampling engine: weights of rows in, one row of numbers out for every replicate.

use std::ops::ControlFlow;

#[cfg(feature = "parallel")]
use rayon::prelude::*;

use super::{Bootstrap, Dropped, InferError};
use crate::moments::{Moments, NoVariance, Sample, Weigher};

/// Replicates between two calls of the progress callback.
const ROUND: usize = 1024;
/// Replicates that one thread does before it asks for more.
const BATCH: usize = 16;

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Replicates done.
    pub done: usize,
    /// Replicates asked for.
    pub of: usize,
}

/// One row of numbers for every replicate.
#[derive(Debug)]
pub(crate) struct Replicates {
    pub(crate) width: usize,
    /// Row after row; the rows of failed replicates hold nothing of use.
    pub(crate) values: Vec<f64>,
    /// Failed replicates and why, in order.
    pub(crate) failed: Vec<(usize, Dropped)>,
    /// Replicates done.
    pub(crate) done: usize,
}

impl Replicates {
    /// One column of the replicates used, in their order.
    pub(crate) fn used(&self, column: usize) -> impl Iterator<Item = f64> {
        let failed = |r: usize| self.failed.binary_search_by_key(&r, |&(r, _)| r).is_ok();
        let rows = self.values.chunks_exact(self.width).enumerate();
        rows.filter(move |&(r, _)| !failed(r))
            .map(move |(_, row)| row[column])
    }
}

/// What one thread works with; nothing is allocated after the first replicate.
struct Worker<'s, S> {
    counts: Vec<f64>,
    weigher: Weigher<'s>,
    moments: Moments,
    scratch: S,
}

/// Evaluates a statistic in every resample.
///
/// `statistic` writes `width` numbers from the moments of a resample, or says why it cannot. Replicate r depends on
/// the draws of r only, so results are the same for any number of threads. After every round `progress` may stop
/// the run: what is done by then is returned.
///
/// # Errors
/// [`InferError::Memory`], if there is not enough for all replicates.
pub(crate) fn replicate<S>(
    sample: &Sample,
    bootstrap: &Bootstrap,
    width: usize,
    scratch: impl Fn() -> S + Sync,
    statistic: impl Fn(&mut S, &Moments, &mut [f64]) -> Result<(), Dropped> + Sync,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Replicates, InferError> {
    let of = bootstrap.resamples();
    let worker = || Worker {
        counts: vec![0.0; sample.n()],
        weigher: Weigher::new(sample),
        moments: Moments::room(sample.indicators().len()),
        scratch: scratch(),
    };
    let batch =
        |worker: &mut Worker<'_, S>, first: usize, rows: &mut [f64]| -> Vec<(usize, Dropped)> {
            let one = |(i, row): (usize, &mut [f64])| {
                bootstrap.count(first + i, &mut worker.counts);
                worker
                    .weigher
                    .moments(&worker.counts, &mut worker.moments)
                    .map_err(|NoVariance { indicator }| Dropped::ZeroVariance { indicator })
                    .and_then(|()| statistic(&mut worker.scratch, &worker.moments, row))
                    .err()
                    .map(|reason| (first + i, reason))
            };
            rows.chunks_exact_mut(width)
                .enumerate()
                .filter_map(one)
                .collect()
        };

    let mut values = Vec::new();
    let enough = of
        .checked_mul(width)
        .is_some_and(|all| values.try_reserve_exact(all).is_ok());
    if !enough {
        return Err(InferError::Memory {
            resamples: of,
            quantities: width,
        });
    }
    let (mut failed, mut done) = (Vec::new(), 0);
    while done < of {
        values.resize((done + ROUND.min(of - done)) * width, 0.0);
        let round = &mut values[done * width..];
        let first = |i: usize| done + i * BATCH;
        #[cfg(feature = "parallel")]
        let of_batches: Vec<Vec<(usize, Dropped)>> = round
            .par_chunks_mut(BATCH * width)
            .enumerate()
            .map_init(worker, |worker, (i, rows)| batch(worker, first(i), rows))
            .collect();
        #[cfg(not(feature = "parallel"))]
        let of_batches: Vec<Vec<(usize, Dropped)>> = {
            let mut worker = worker();
            let batches = round.chunks_mut(BATCH * width).enumerate();
            batches
                .map(|(i, rows)| batch(&mut worker, first(i), rows))
                .collect()
        };
        failed.extend(of_batches.into_iter().flatten());
        done += round.len() / width;
        if progress(Progress { done, of }).is_break() {
            break;
        }
    }
    Ok(Replicates {
        width,
        values,
        failed,
        done,
    })
}
