//! The resampling engine: weights of rows in, one row of numbers out for every replicate.

use std::ops::{ControlFlow, Range};
use std::sync::Mutex;

#[cfg(feature = "parallel")]
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::bootstrap::Replicate;
use super::{Bootstrap, Dropped, InferError, IntervalKind, Policy, Units};
use crate::estimate::Inadmissible;
use crate::moments::{Moments, NoVariance, Sample, Weigher};

/// Replicates between two calls of the progress callback.
const ROUND: usize = 1024;
/// Replicates that one thread does before it asks for more.
const BATCH: usize = 16;
/// Replicates whose moments are made before any is estimated: as many as are estimated together.
pub(crate) const TOGETHER: usize = 8;
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

/// What became of the moments of a replicate: values, which may be inadmissible, or none.
pub(crate) type End = Result<Option<Inadmissible>, Dropped>;

/// The end of moments that are not looked at yet.
pub(super) fn end(made: Result<(), NoVariance>) -> End {
    made.map(|()| None)
        .map_err(|NoVariance { indicator }| Dropped::ZeroVariance { indicator })
}

/// A function of moments with several values.
pub(crate) trait Statistic: Sync {
    /// What one thread works with; nothing is allocated after it is made.
    type Scratch: Send;

    /// Number of values.
    fn width(&self) -> usize;

    fn scratch(&self) -> Self::Scratch;

    /// Writes a row of values for each of at most [`TOGETHER`] moments, not-a-number where one is not defined, and tells
    /// what became of it. Moments whose end is an error already are passed over.
    fn write(
        &self,
        scratch: &mut Self::Scratch,
        moments: &[Moments],
        rows: &mut [f64],
        ends: &mut [End],
    );
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

/// What one thread works with; nothing is allocated after the first replicates.
struct Worker<'s, S> {
    counts: Vec<f64>,
    weigher: Weigher<'s>,
    moments: Vec<Moments>,
    ends: Vec<End>,
    scratch: S,
    inner: Option<Inner>,
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
    // A row with standard errors is filled by itself: its own leave-outs are estimated together.
    let (width, together) = if studentized {
        (2 * values, 1)
    } else {
        (values, TOGETHER)
    };
    let room = Moments::room(sample.indicators().len());
    let worker = || Worker {
        counts: vec![0.0; sample.n()],
        weigher: Weigher::new(sample),
        moments: vec![room.clone(); together],
        ends: vec![Ok(None); together],
        scratch: statistic.scratch(),
        inner: studentized.then(|| Inner::new(&room, values)),
    };
    let first = range.start;
    let batch = |worker: &mut Worker<'_, S::Scratch>,
                 start: usize,
                 rows: &mut [f64],
                 events: &mut Vec<(usize, Event)>| {
        for (group, rows) in rows.chunks_mut(together * width).enumerate() {
            let start = start + group * together;
            let count = rows.len() / width;
            for slot in 0..count {
                worker.draw(&mut bootstrap.replicate(units, first + start + slot), slot);
            }
            let values = &mut rows[..count * values];
            statistic.write(
                &mut worker.scratch,
                &worker.moments[..count],
                values,
                &mut worker.ends[..count],
            );
            for slot in 0..count {
                if worker.ends[slot] != Ok(None) {
                    let row = &mut rows[slot * width..][..statistic.width()];
                    let mut replicate = bootstrap.replicate(units, first + start + slot);
                    let policy = bootstrap.inadmissible;
                    worker.settle(
                        &mut replicate,
                        policy,
                        statistic,
                        slot,
                        row,
                        |reason, then| {
                            let replicate = first + start + slot;
                            let event = Event {
                                replicate,
                                reason,
                                then,
                            };
                            events.push((start + slot, event));
                        },
                    );
                }
            }
            if let Some(inner) = &mut worker.inner
                && worker.ends[0].is_ok()
            {
                let (row, errors) = rows.split_at_mut(width / 2);
                inner.errors(
                    statistic,
                    &mut worker.scratch,
                    &mut worker.weigher,
                    &worker.counts,
                    row,
                    errors,
                );
            }
        }
    };
    let (values, events) = rows_of_numbers(range.len(), width, worker, batch, progress)?;
    Ok(Replicates {
        width,
        first,
        done: values.len() / width,
        values,
        events,
    })
}

impl<S> Worker<'_, S> {
    /// Draws once, and makes the moments of the draw.
    fn draw(&mut self, replicate: &mut Replicate, slot: usize) {
        replicate.count(&mut self.counts);
        let moments = &mut self.moments[slot];
        self.ends[slot] = end(self.weigher.moments(&self.counts, moments));
    }

    /// Decides what becomes of a draw that failed or is inadmissible, and draws anew where that is the policy.
    fn settle<T: Statistic<Scratch = S>>(
        &mut self,
        replicate: &mut Replicate,
        policy: Policy,
        statistic: &T,
        slot: usize,
        row: &mut [f64],
        mut tell: impl FnMut(Dropped, Then),
    ) {
        // The stream goes on where the first draw leaves it.
        replicate.count(&mut self.counts);
        for draw in 1..=MOST_DRAWS {
            let again = policy == Policy::Redraw && draw < MOST_DRAWS;
            let (reason, then) = match self.ends[slot] {
                Ok(None) => break,
                Ok(Some(fault)) if policy == Policy::Keep => {
                    (Dropped::Inadmissible(fault), Then::Kept)
                }
                Ok(Some(fault)) if again => (Dropped::Inadmissible(fault), Then::Redrawn),
                Ok(Some(fault)) => (Dropped::Inadmissible(fault), Then::LeftOut),
                Err(reason) if again => (reason, Then::Redrawn),
                Err(reason) => (reason, Then::LeftOut),
            };
            tell(reason, then);
            if then != Then::Redrawn {
                // What is left out has no values.
                if then == Then::LeftOut {
                    self.ends[slot] = Err(reason);
                }
                break;
            }
            self.draw(replicate, slot);
            statistic.write(
                &mut self.scratch,
                &self.moments[slot..=slot],
                row,
                &mut self.ends[slot..=slot],
            );
        }
    }
}

/// The jackknife within a replicate: for each value the standard error of this resample.
struct Inner {
    moments: Vec<Moments>,
    /// How often the row that is left out stands in the resample.
    counts: Vec<f64>,
    ends: Vec<End>,
    rows: Vec<f64>,
    /// Sums of differences and of their squares.
    sums: Vec<[f64; 2]>,
}

impl Inner {
    fn new(room: &Moments, values: usize) -> Self {
        Self {
            moments: vec![room.clone(); TOGETHER],
            counts: vec![0.0; TOGETHER],
            ends: vec![Ok(None); TOGETHER],
            rows: vec![0.0; TOGETHER * values],
            sums: vec![[0.0; 2]; values],
        }
    }

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
        let mut present = counts.iter().enumerate().filter(|(_, count)| **count > 0.0);
        loop {
            let mut together = 0;
            for (i, &count) in present.by_ref().take(TOGETHER) {
                let moments = &mut self.moments[together];
                self.ends[together] = end(weigher.without(&[i], moments));
                self.counts[together] = count;
                together += 1;
            }
            if together == 0 {
                break;
            }
            let rows = &mut self.rows[..together * row.len()];
            let ends = &mut self.ends[..together];
            statistic.write(scratch, &self.moments[..together], rows, ends);
            if ends.iter().any(Result::is_err) {
                errors.fill(f64::NAN);
                return;
            }
            for (left, &count) in rows.chunks_exact(row.len()).zip(&self.counts) {
                for ((sums, left), whole) in self.sums.iter_mut().zip(left).zip(row) {
                    let difference = left - whole;
                    sums[0] += count * difference;
                    sums[1] += count * difference * difference;
                }
            }
        }
        for (error, [sum, squares]) in errors.iter_mut().zip(&self.sums) {
            *error = ((n - 1.0) / n * (squares - sum * sum / n).max(0.0)).sqrt();
        }
    }
}

/// Fills rows of numbers, on all threads; `batch` fills some rows, from a number on, and may tell of each. Threads take
/// batches as they come, and what is told is brought into the order of the rows.
///
/// # Errors
/// [`InferError`]: rows are empty, or there is not memory enough for all of them.
pub(super) fn rows_of_numbers<W: Send, E: Send>(
    of: usize,
    width: usize,
    worker: impl Fn() -> W,
    batch: impl Fn(&mut W, usize, &mut [f64], &mut Vec<(usize, E)>) + Sync,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<(Vec<f64>, Vec<E>), InferError> {
    if width == 0 {
        return Err(InferError::Nothing);
    }
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
                batch(worker, done + b * BATCH, rows, &mut told);
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
