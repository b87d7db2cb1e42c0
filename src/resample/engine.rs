//! The resampling engine: weights of rows in, one row of numbers out for every replicate.

use std::ops::{ControlFlow, Range};
use std::sync::Mutex;

#[cfg(feature = "parallel")]
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::bootstrap::Replicate;
use super::values::{BLOCK, Block, Values};
use super::{Bootstrap, Dropped, Policy, Progress, ResampleError, Stage, Units};
use crate::estimate::Inadmissible;
use crate::infer::IntervalKind;
use crate::moments::{MomentLanes, NoVariance, Sample, Weigher};

/// Replicates between two calls of the progress callback, at most.
pub(super) const ROUND: usize = 1024;
/// Multiplications of numbers that each thread does in a round, more or less: less than a second, so that a run can be
/// stopped at any time.
const WORK: f64 = 8e9;
/// Replicates that one thread does before it asks for more: whole blocks.
const BATCH: usize = 2 * BLOCK;
/// Draws of one replicate.
const MOST_DRAWS: usize = 101;

/// What became of the moments of a replicate: values, which may be inadmissible, or none.
pub(crate) type End = Result<Option<Inadmissible>, Dropped>;

/// A function of moments with several values.
pub(crate) trait Statistic: Sync {
    /// What one thread works with; nothing is allocated after it is made.
    type Scratch: Send;

    /// Number of values.
    fn width(&self) -> usize;

    fn scratch(&self) -> Self::Scratch;

    /// Writes the values for the moments in the first lanes, as many as there are ends, not-a-number where one is not
    /// defined, and tells what became of each. Moments whose end is an error already are passed over.
    fn write(
        &self,
        scratch: &mut Self::Scratch,
        moments: &MomentLanes,
        values: Block<'_>,
        ends: &mut [End],
    );
}

/// Moments of a few weightings and what became of them.
pub(crate) struct Side<'s> {
    pub(crate) weigher: Weigher<'s>,
    pub(crate) moments: MomentLanes,
    pub(crate) ends: Vec<End>,
    made: Vec<Result<(), NoVariance>>,
}

impl<'s> Side<'s> {
    pub(crate) fn new(sample: &'s Sample) -> Self {
        let moments = MomentLanes::room(sample.indicators().len());
        Self {
            weigher: Weigher::new(sample),
            ends: vec![Ok(None); moments.lanes()],
            made: vec![Ok(()); moments.lanes()],
            moments,
        }
    }

    /// How many weightings have room.
    pub(crate) fn lanes(&self) -> usize {
        self.ends.len()
    }

    /// Makes the moments of so many weightings that were added.
    pub(crate) fn take(&mut self, count: usize) {
        let made = &mut self.made[..count];
        self.weigher.take(&mut self.moments, made);
        for (end, made) in self.ends.iter_mut().zip(made) {
            *end = made
                .map(|()| None)
                .map_err(|NoVariance { indicator }| Dropped::ZeroVariance { indicator });
        }
    }

    /// Evaluates a statistic in these moments.
    pub(crate) fn write<S: Statistic>(
        &mut self,
        count: usize,
        statistic: &S,
        scratch: &mut S::Scratch,
        values: Block<'_>,
    ) {
        statistic.write(scratch, &self.moments, values, &mut self.ends[..count]);
    }
}

/// The values of every replicate.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Replicates {
    /// Number of the first replicate.
    pub(crate) first: usize,
    /// Those of replicates left out are of no use.
    pub(crate) values: Values,
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

impl Event {
    /// There were numbers, but no solution.
    pub(super) fn is_inadmissible(&self) -> bool {
        matches!(self.reason, Dropped::Inadmissible(_))
    }
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
    /// Replicates done.
    pub(crate) fn done(&self) -> usize {
        self.values.replicates()
    }

    /// Whether each replicate is used.
    pub(crate) fn are_used(&self) -> Vec<bool> {
        let mut used = vec![true; self.done()];
        let left_out = self.events.iter().filter(|e| e.then == Then::LeftOut);
        left_out.for_each(|event| used[event.replicate - self.first] = false);
        used
    }

    /// One value in the replicates used, in their order.
    pub(crate) fn used(&self, value: usize) -> impl Iterator<Item = f64> {
        let all = self.values.column(value).zip(self.are_used());
        all.filter_map(|(x, used)| used.then_some(x))
    }
}

/// What one thread works with; nothing is allocated after the first replicates.
struct Worker<'s, S> {
    counts: Vec<f64>,
    side: Side<'s>,
    /// Where a replicate is drawn anew, by itself.
    again: Side<'s>,
    scratch: S,
    inner: Option<Inner>,
}

/// Evaluates a statistic in the resamples of a range.
///
/// Replicate r depends on the draws of r only, so results are the same for any number of threads and for any
/// division into ranges. With studentized intervals the standard errors of all values follow them. After every round
/// `progress` may stop the run: what is done by then is returned.
///
/// # Errors
/// [`ResampleError::Memory`], if there is not enough for all replicates.
pub(crate) fn replicate<S: Statistic>(
    sample: &Sample,
    bootstrap: &Bootstrap,
    units: &Units,
    range: Range<usize>,
    statistic: &S,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Replicates, ResampleError> {
    let studentized = bootstrap.asks_for(IntervalKind::Studentized);
    let width = statistic.width() * if studentized { 2 } else { 1 };
    let worker = || Worker {
        counts: vec![0.0; sample.n()],
        side: Side::new(sample),
        again: Side::new(sample),
        scratch: statistic.scratch(),
        inner: studentized.then(|| Inner::new(statistic.width())),
    };
    let first = range.start;
    let batch = |worker: &mut Worker<'_, S::Scratch>,
                 start: usize,
                 cells: &mut [f64],
                 events: &mut Vec<(usize, Event)>| {
        for (b, cells) in cells.chunks_mut(BLOCK * width).enumerate() {
            let start = start + b * BLOCK;
            let count = cells.len() / width;
            let mut block = Block::new(cells, count);
            let mut tell = |i: usize, reason: Dropped, then: Then| {
                let replicate = first + start + i;
                let event = Event {
                    replicate,
                    reason,
                    then,
                };
                events.push((start + i, event));
            };
            let draws = |i: usize| bootstrap.replicate(units, first + start + i);
            let lanes = worker.side.lanes();
            for from in (0..count).step_by(lanes) {
                let together = lanes.min(count - from);
                for lane in 0..together {
                    draws(from + lane).count(&mut worker.counts);
                    worker.side.weigher.add(&worker.counts);
                }
                worker.side.take(together);
                let (scratch, values) = (&mut worker.scratch, block.from(from));
                worker.side.write(together, statistic, scratch, values);
                for i in 0..together {
                    let settled = worker.side.ends[i] == Ok(None);
                    if settled && worker.inner.is_none() {
                        continue;
                    }
                    let mut draws = draws(from + i);
                    draws.count(&mut worker.counts);
                    if !settled {
                        // The stream goes on where the first draw leaves it.
                        let policy = bootstrap.inadmissible;
                        let values = block.from(from + i);
                        worker.settle(&mut draws, policy, statistic, i, values, |reason, then| {
                            tell(from + i, reason, then);
                        });
                    }
                    if worker.side.ends[i].is_ok() {
                        worker.errors(statistic, block.from(from + i));
                    }
                }
            }
        }
    };
    let threads = if bootstrap.alone { 1 } else { threads() };
    let estimations = if studentized { sample.n() } else { 1 };
    let round = round(threads, sample, estimations);
    let (cells, events) =
        rows_of_numbers(threads, range.len(), width, round, worker, batch, progress)?;
    Ok(Replicates {
        first,
        values: Values::of(width, cells),
        events,
    })
}

impl<S> Worker<'_, S> {
    /// Decides what becomes of a draw that failed or is inadmissible, and draws anew where that is the policy; the counts
    /// are then those of the last draw.
    fn settle<T: Statistic<Scratch = S>>(
        &mut self,
        replicate: &mut Replicate,
        policy: Policy,
        statistic: &T,
        lane: usize,
        mut values: Block<'_>,
        mut tell: impl FnMut(Dropped, Then),
    ) {
        let end = &mut self.side.ends[lane];
        for draw in 1..=MOST_DRAWS {
            let again = policy == Policy::Redraw && draw < MOST_DRAWS;
            let (reason, then) = match *end {
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
                    *end = Err(reason);
                }
                break;
            }
            replicate.count(&mut self.counts);
            self.again.weigher.add(&self.counts);
            self.again.take(1);
            self.again
                .write(1, statistic, &mut self.scratch, values.from(0));
            *end = self.again.ends[0];
        }
    }

    /// Writes standard errors within the resample that was drawn last, if they are asked for.
    fn errors<T: Statistic<Scratch = S>>(&mut self, statistic: &T, values: Block<'_>) {
        if let Some(inner) = &mut self.inner {
            let (scratch, side) = (&mut self.scratch, &mut self.again);
            inner.errors(statistic, scratch, side, &self.counts, values);
        }
    }
}

/// The jackknife within a replicate.
struct Inner {
    /// How often the row that is left out stands in the resample.
    counts: Vec<f64>,
    cells: Vec<f64>,
    /// For each value the sums of differences and of their squares.
    sums: Vec<[f64; 2]>,
}

impl Inner {
    fn new(values: usize) -> Self {
        Self {
            counts: vec![0.0; BLOCK],
            cells: vec![0.0; BLOCK * values],
            sums: vec![[0.0; 2]; values],
        }
    }

    /// Writes the standard errors of the values of a resample, one copy of each of its rows left out in turn.
    ///
    /// ```text
    /// SE² = (n - 1) / n Σ c_i (t_(i) - mean)²        c_i  how often row i stands in the resample
    /// ```
    fn errors<S: Statistic>(
        &mut self,
        statistic: &S,
        scratch: &mut S::Scratch,
        side: &mut Side<'_>,
        counts: &[f64],
        mut values: Block<'_>,
    ) {
        let (n, width): (f64, usize) = (counts.iter().sum(), statistic.width());
        self.sums.fill([0.0; 2]);
        side.weigher.keep(counts);
        let mut present = counts.iter().enumerate().filter(|(_, count)| **count > 0.0);
        loop {
            let mut together = 0;
            for (i, &count) in present.by_ref().take(side.lanes()) {
                side.weigher.add_without(&[i]);
                self.counts[together] = count;
                together += 1;
            }
            if together == 0 {
                break;
            }
            side.take(together);
            let cells = &mut self.cells[..together * width];
            side.write(together, statistic, scratch, Block::new(cells, together));
            if side.ends[..together].iter().any(Result::is_err) {
                (0..width).for_each(|value| values.put(width + value, 0, f64::NAN));
                return;
            }
            let of_values = self.cells.chunks_exact(together).zip(&mut self.sums);
            for (value, (left, sums)) in of_values.enumerate() {
                for (left, &count) in left.iter().zip(&self.counts) {
                    let difference = left - values.get(value, 0);
                    sums[0] += count * difference;
                    sums[1] += count * difference * difference;
                }
            }
        }
        for (value, [sum, squares]) in self.sums.iter().enumerate() {
            let error = ((n - 1.0) / n * (squares - sum * sum / n).max(0.0)).sqrt();
            values.put(width + value, 0, error);
        }
    }
}

/// Replicates between two calls of the progress callback, where each is so many estimations.
fn round(threads: usize, sample: &Sample, estimations: usize) -> usize {
    let (n, p) = (sample.n() as f64, sample.indicators().len() as f64);
    // One estimation goes through the rows; what is taken away from it does not.
    let replicate = p * p * (n / 2.0 + 20.0 * estimations as f64);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped
    let fits = (WORK * threads as f64 / replicate).clamp(1.0, ROUND as f64) as usize;
    // As much for each thread.
    fits.next_multiple_of(BATCH * threads)
}

/// Fills rows of numbers, on so many threads; `batch` fills some rows, from a number on, and may tell of each. Threads take
/// batches as they come, and what is told is brought into the order of the rows.
///
/// # Errors
/// [`ResampleError`]: rows are empty, or there is not memory enough for all of them.
pub(super) fn rows_of_numbers<W: Send, E: Send>(
    threads: usize,
    of: usize,
    width: usize,
    round: usize,
    worker: impl Fn() -> W,
    batch: impl Fn(&mut W, usize, &mut [f64], &mut Vec<(usize, E)>) + Sync,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<(Vec<f64>, Vec<E>), ResampleError> {
    if width == 0 {
        return Err(ResampleError::Nothing);
    }
    let mut values = Vec::new();
    let enough = of
        .checked_mul(width)
        .is_some_and(|all| values.try_reserve_exact(all).is_ok());
    if !enough {
        return Err(ResampleError::Memory {
            resamples: of,
            quantities: width,
        });
    }
    let mut workers: Vec<W> = (0..threads).map(|_| worker()).collect();
    let (mut told, mut done) = (Vec::new(), 0);
    while done < of {
        values.resize((done + round.min(of - done)) * width, 0.0);
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
        if progress(Progress::of(Stage::Resamples, done, of)).is_break() {
            break;
        }
    }
    Ok((values, told.into_iter().map(|(_, told)| told).collect()))
}

/// As many as there are.
#[cfg(feature = "parallel")]
pub(crate) fn threads() -> usize {
    rayon::current_num_threads()
}

/// As many as there are.
#[cfg(not(feature = "parallel"))]
pub(crate) fn threads() -> usize {
    1
}
