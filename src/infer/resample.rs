//! The resampling engine: weights of rows in, one row of numbers out for every replicate.

use std::ops::{ControlFlow, Range};
use std::sync::Mutex;

#[cfg(feature = "parallel")]
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Bootstrap, Dropped, InferError, IntervalKind, Policy, Units};
use crate::estimate::Inadmissible;
use crate::moments::{Moments, NoVariance, Sample, Weigher};

/// Replicates between two calls of the progress callback.
const ROUND: usize = 1024;
/// Replicates that one thread does before it asks for more.
const BATCH: usize = 16;
/// Draws of one replicate.
const MOST_DRAWS: usize = 101;

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Replicates done.
    pub done: usize,
    /// Replicates asked for.
    pub of: usize,
}

/// A function of moments with several values.
pub(crate) trait Statistic: Sync {
    /// What one thread works with; nothing is allocated after it is made.
    type Scratch: Send;

    /// Number of values.
    fn width(&self) -> usize;

    fn scratch(&self) -> Self::Scratch;

    /// Writes the values, not-a-number where one is not defined, or says why there are none. What makes them
    /// inadmissible is told beside them.
    fn write(
        &self,
        scratch: &mut Self::Scratch,
        moments: &Moments,
        row: &mut [f64],
    ) -> Result<Option<Inadmissible>, Dropped>;
}

/// One row of numbers for every replicate.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Replicates {
    pub(crate) width: usize,
    /// Number of the first replicate.
    pub(crate) first: usize,
    /// Replicates done.
    pub(crate) done: usize,
    /// Row after row; the rows of replicates left out hold nothing of use.
    pub(crate) values: Vec<f64>,
    /// Draws that failed or are inadmissible, in order.
    pub(crate) events: Vec<Event>,
}

/// A draw without numbers, or with an inadmissible solution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Event {
    /// The replicate's number.
    pub(crate) replicate: usize,
    pub(crate) reason: Dropped,
    pub(crate) then: Then,
}

/// What became of such a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Then {
    LeftOut,
    Kept,
    Redrawn,
}

impl Replicates {
    /// Whether each replicate is used.
    pub(crate) fn are_used(&self) -> Vec<bool> {
        let mut used = vec![true; self.done];
        let left_out = self.events.iter().filter(|e| e.then == Then::LeftOut);
        left_out.for_each(|event| used[event.replicate - self.first] = false);
        used
    }

    /// One column of the replicates used, in their order.
    pub(crate) fn used(&self, column: usize) -> impl Iterator<Item = f64> {
        let rows = self.values.chunks_exact(self.width).zip(self.are_used());
        rows.filter(|(_, used)| *used)
            .map(move |(row, _)| row[column])
    }
}

/// What one thread works with; nothing is allocated after the first replicate.
struct Worker<'s, S> {
    counts: Vec<f64>,
    weigher: Weigher<'s>,
    moments: Moments,
    scratch: S,
    inner: Option<Inner>,
}

/// The jackknife within a replicate: for each value the standard error of this resample.
struct Inner {
    moments: Moments,
    row: Vec<f64>,
    /// Sums of differences and of their squares.
    sums: Vec<[f64; 2]>,
}

/// Evaluates a statistic in the resamples of a range.
///
/// Replicate r depends on the draws of r only, so results are the same for any number of threads and for any
/// division into ranges. With studentized intervals a row holds the standard errors after the values. After every round
/// `progress` may stop the run: what is done by then is returned.
///
/// # Errors
/// [`InferError::Memory`], if there is not enough for all replicates.
pub(crate) fn replicate<S: Statistic>(
    sample: &Sample,
    bootstrap: &Bootstrap,
    units: &Units,
    range: Range<usize>,
    statistic: &S,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Replicates, InferError> {
    let values = statistic.width();
    let studentized = bootstrap.asks_for(IntervalKind::Studentized);
    let width = values * if studentized { 2 } else { 1 };
    let worker = || Worker {
        counts: vec![0.0; sample.n()],
        weigher: Weigher::new(sample),
        moments: Moments::room(sample.indicators().len()),
        scratch: statistic.scratch(),
        inner: studentized.then(|| Inner {
            moments: Moments::room(sample.indicators().len()),
            row: vec![0.0; values],
            sums: vec![[0.0; 2]; values],
        }),
    };
    let first = range.start;
    let one = |worker: &mut Worker<'_, S::Scratch>,
               i: usize,
               row: &mut [f64],
               events: &mut Vec<(usize, Event)>| {
        let (row, errors) = row.split_at_mut(values);
        let mut replicate = bootstrap.replicate(units, first + i);
        for draw in 1..=MOST_DRAWS {
            replicate.count(&mut worker.counts);
            let written = worker
                .weigher
                .moments(&worker.counts, &mut worker.moments)
                .map_err(|NoVariance { indicator }| Dropped::ZeroVariance { indicator })
                .and_then(|()| statistic.write(&mut worker.scratch, &worker.moments, row));
            let again = bootstrap.inadmissible == Policy::Redraw && draw < MOST_DRAWS;
            let (reason, then) = match written {
                Ok(None) => break,
                Ok(Some(fault)) if bootstrap.inadmissible == Policy::Keep => {
                    (Dropped::Inadmissible(fault), Then::Kept)
                }
                Ok(Some(fault)) if again => (Dropped::Inadmissible(fault), Then::Redrawn),
                Ok(Some(fault)) => (Dropped::Inadmissible(fault), Then::LeftOut),
                Err(reason) if again => (reason, Then::Redrawn),
                Err(reason) => (reason, Then::LeftOut),
            };
            let event = Event {
                replicate: first + i,
                reason,
                then,
            };
            events.push((i, event));
            match then {
                Then::Redrawn => {}
                Then::Kept => break,
                Then::LeftOut => return,
            }
        }
        if let Some(inner) = &mut worker.inner {
            inner.errors(
                statistic,
                &mut worker.scratch,
                &mut worker.weigher,
                &worker.counts,
                row,
                errors,
            );
        }
    };
    let (values, events) = rows_of_numbers(range.len(), width, worker, one, progress)?;
    Ok(Replicates {
        width,
        first,
        done: values.len() / width.max(1),
        values,
        events,
    })
}

impl Inner {
    /// Standard errors of a resample's values, one copy of each of its rows left out in turn.
    ///
    /// ```text
    /// SE² = (n - 1) / n Σ c_i (t_(i) - mean)²        c_i  how often row i stands in the resample
    /// ```
    fn errors<S: Statistic>(
        &mut self,
        statistic: &S,
        scratch: &mut S::Scratch,
        weigher: &mut Weigher,
        counts: &[f64],
        row: &[f64],
        errors: &mut [f64],
    ) {
        let n: f64 = counts.iter().sum();
        self.sums.fill([0.0; 2]);
        for (i, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0.0) {
            let left = weigher.without(&[i], &mut self.moments).ok();
            if left
                .and_then(|()| statistic.write(scratch, &self.moments, &mut self.row).ok())
                .is_none()
            {
                errors.fill(f64::NAN);
                return;
            }
            for ((sums, left), whole) in self.sums.iter_mut().zip(&self.row).zip(row) {
                let difference = left - whole;
                sums[0] += count * difference;
                sums[1] += count * difference * difference;
            }
        }
        for (error, [sum, squares]) in errors.iter_mut().zip(&self.sums) {
            *error = ((n - 1.0) / n * (squares - sum * sum / n).max(0.0)).sqrt();
        }
    }
}

/// Fills rows of numbers, on all threads; `one` fills the row of a number and may tell of it. Threads take batches as
/// they come, and what is told is brought into the order of the rows.
///
/// # Errors
/// [`InferError::Memory`], if there is not enough for all rows.
pub(super) fn rows_of_numbers<W: Send, E: Send>(
    of: usize,
    width: usize,
    worker: impl Fn() -> W,
    one: impl Fn(&mut W, usize, &mut [f64], &mut Vec<(usize, E)>) + Sync,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<(Vec<f64>, Vec<E>), InferError> {
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
    let mut workers: Vec<W> = (0..threads()).map(|_| worker()).collect();
    let (mut told, mut done) = (Vec::new(), 0);
    while done < of {
        values.resize((done + ROUND.min(of - done)) * width, 0.0);
        let batches = values[done * width..].chunks_mut(BATCH * width);
        let batches = Mutex::new(batches.enumerate());
        let work = |worker: &mut W| {
            let mut told = Vec::new();
            // The lock is let go before the batch is begun.
            let next = || batches.lock().ok()?.next();
            while let Some((b, rows)) = next() {
                for (i, row) in rows.chunks_exact_mut(width).enumerate() {
                    one(worker, done + b * BATCH + i, row, &mut told);
                }
            }
            told
        };
        #[cfg(feature = "parallel")]
        let of_workers: Vec<Vec<(usize, E)>> = workers.par_iter_mut().map(work).collect();
        #[cfg(not(feature = "parallel"))]
        let of_workers: Vec<Vec<(usize, E)>> = workers.iter_mut().map(work).collect();
        let before = told.len();
        told.extend(of_workers.into_iter().flatten());
        told[before..].sort_by_key(|(i, _)| *i);
        done = values.len() / width;
        if progress(Progress { done, of }).is_break() {
            break;
        }
    }
    Ok((values, told.into_iter().map(|(_, told)| told).collect()))
}

#[cfg(feature = "parallel")]
fn threads() -> usize {
    rayon::current_num_threads()
}

#[cfg(not(feature = "parallel"))]
fn threads() -> usize {
    1
}
