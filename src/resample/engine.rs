//! The resampling engine: from weights of rows to one row of numbers for every replicate.

use std::ops::{ControlFlow, Range};
use std::sync::Mutex;

#[cfg(feature = "parallel")]
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::values::{BLOCK, Block, Values};
use super::weightings::{Resamples, Weightings};
use super::{Bootstrap, Dropped, Policy, Progress, ResampleError, Stage, Units};
use crate::estimate::{Inadmissible, Turned};
use crate::infer::IntervalKind;
use crate::moments::{MomentLanes, NoVariance, Sample, Weigher};

/// The maximum number of replicates between two calls of the progress callback.
pub(super) const ROUND: usize = 1024;
/// The approximate number of multiplications of each thread in a round: less than a second, so that a run can be
/// stopped at any time.
const WORK: f64 = 8e9;
/// The number of replicates that one thread computes before it takes more: whole blocks.
const BATCH: usize = 2 * BLOCK;
/// Draws of one replicate.
const MOST_DRAWS: usize = 101;

/// What happened to a weighting: a solution, or none.
pub(crate) type End = Result<Solved, Dropped>;

/// The findings about a solution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Solved {
    /// The reason why it is inadmissible, and the stage.
    pub(crate) inadmissible: Option<(usize, Inadmissible)>,
    /// The composites whose sign was changed to that in the sample.
    pub(crate) turned: Turned,
}

impl Solved {
    /// Whether it may be used without a word.
    pub(crate) fn is_plain(self) -> bool {
        self == Self::default()
    }

    pub(crate) fn is_admissible(self) -> bool {
        self.inadmissible.is_none()
    }
}

/// A function of the weightings of a replicate, with several values.
pub(crate) trait Statistic: Sync {
    /// The memory of one thread; nothing is allocated after it is created.
    type Scratch: Send;

    /// Number of values.
    fn width(&self) -> usize;

    fn scratch(&self) -> Self::Scratch;

    /// Writes the values of the replicates in the first lanes, not-a-number where a value is not defined, and writes
    /// into the ends of the sides what happened to each replicate. There is a side for each weighting of a replicate,
    /// with its moments and, for quantities that do not follow from moments, its weighted rows. If the end of a
    /// weighting is already an error, it has no moments.
    fn write(
        &self,
        scratch: &mut Self::Scratch,
        sides: &mut [Side<'_>],
        lanes: usize,
        values: Block<'_>,
    );
}

/// One weighting of a few replicates, which lie in lanes: its moments, its rows, and what happened to each.
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
            ends: vec![Ok(Solved::default()); moments.lanes()],
            made: vec![Ok(()); moments.lanes()],
            moments,
        }
    }

    /// Whether the weighting of a replicate has an admissible solution.
    pub(crate) fn is_solved(&self, lane: usize) -> bool {
        self.ends[lane].is_ok_and(Solved::is_admissible)
    }

    /// How many replicates have room.
    fn lanes(&self) -> usize {
        self.ends.len()
    }

    /// Computes the moments of the weightings that were added.
    fn take(&mut self, count: usize) {
        let made = &mut self.made[..count];
        self.weigher.take(&mut self.moments, made);
        for (end, made) in self.ends.iter_mut().zip(made) {
            *end = made
                .map(|()| Solved::default())
                .map_err(|NoVariance { indicator }| Dropped::ZeroVariance { indicator });
        }
    }
}

/// Computes the moments of the replicates whose weightings were added, and evaluates a statistic in them.
fn evaluate<S: Statistic>(
    sides: &mut [Side<'_>],
    lanes: usize,
    statistic: &S,
    scratch: &mut S::Scratch,
    values: Block<'_>,
) {
    sides.iter_mut().for_each(|side| side.take(lanes));
    statistic.write(scratch, sides, lanes, values);
}

/// The outcome of a replicate: the outcome of the first of its weightings that failed, is
/// inadmissible or changed signs.
fn end_of(sides: &[Side<'_>], lane: usize) -> End {
    let mut ends = sides.iter().map(|side| side.ends[lane]);
    let failed = ends.clone().find(Result::is_err);
    let settled = |end: &End| matches!(end, Ok(solved) if !solved.is_plain());
    failed
        .or_else(|| ends.find(settled))
        .unwrap_or(Ok(Solved::default()))
}

/// The values of every replicate.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Replicates {
    /// Number of the first replicate.
    pub(crate) first: usize,
    /// The rows of replicates that are left out are not used.
    pub(crate) values: Values,
    /// Draws that failed or are inadmissible, in order.
    pub(crate) events: Vec<Event>,
    /// For each construct, the number of replicates used in which the sign of its composite was changed to that in
    /// the sample; missing entries of the last constructs mean 0.
    pub(crate) turned: Vec<usize>,
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
        matches!(self.reason, Dropped::Inadmissible { .. })
    }
}

/// The treatment of such a draw.
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

/// How replicates are run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    pub(crate) threads: usize,
    /// What happens to inadmissible replicates.
    pub(crate) policy: Policy,
    /// Whether the values are followed by their standard errors, from a jackknife within each
    /// replicate.
    pub(crate) studentized: bool,
    /// The maximum number of replicates between two calls of the progress callback; without a value, about a second
    /// of work.
    pub(crate) round: Option<usize>,
}

/// The memory of one thread; nothing is allocated after the first replicates.
struct Worker<'s, S> {
    /// Weights of the rows, weighting after weighting.
    weights: Vec<f64>,
    sides: Vec<Side<'s>>,
    /// The memory for a replicate that is drawn again, by itself.
    again: Vec<Side<'s>>,
    scratch: S,
    inner: Option<Inner>,
    /// How often each construct was turned.
    turned: Vec<usize>,
}

/// Evaluates a statistic in the resamples of a range.
///
/// With studentized intervals the values are followed by their standard errors.
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
    let run = Run {
        threads: if bootstrap.alone { 1 } else { threads() },
        policy: bootstrap.failed,
        studentized: bootstrap.asks_for(IntervalKind::Studentized),
        round: None,
    };
    let weightings = Resamples { bootstrap, units };
    run.replicates(sample, &weightings, range, statistic, progress)
}

impl Run {
    /// Evaluates a statistic in the replicates of a range.
    ///
    /// Replicate r depends on the draws of r only, so results are the same for any number of threads and for any
    /// division into ranges. After every round `progress` may stop the run: the completed replicates are
    /// returned.
    ///
    /// # Errors
    /// [`ResampleError::Memory`], if there is not enough for all replicates.
    #[allow(clippy::too_many_lines)] // the one loop, read from top to bottom
    pub(crate) fn replicates<W: Weightings, S: Statistic>(
        self,
        sample: &Sample,
        weightings: &W,
        range: Range<usize>,
        statistic: &S,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Replicates, ResampleError> {
        let width = statistic.width() * if self.studentized { 2 } else { 1 };
        let sides = || -> Vec<Side<'_>> {
            let mut sides: Vec<_> = (0..weightings.count()).map(|_| Side::new(sample)).collect();
            weightings.prepare(&mut sides);
            sides
        };
        let worker = || Worker {
            weights: vec![0.0; sample.n() * weightings.count()],
            sides: sides(),
            again: sides(),
            scratch: statistic.scratch(),
            inner: self.studentized.then(|| Inner::new(statistic.width())),
            turned: Vec::new(),
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
                let draws = |i: usize| weightings.draws(first + start + i);
                let lanes = worker.sides[0].lanes();
                for from in (0..count).step_by(lanes) {
                    let together = lanes.min(count - from);
                    for lane in 0..together {
                        let mut draws = draws(from + lane);
                        weightings.draw(&mut draws, &mut worker.weights);
                        weightings.add(&draws, &worker.weights, &mut worker.sides);
                    }
                    let (scratch, values) = (&mut worker.scratch, block.from(from));
                    evaluate(&mut worker.sides, together, statistic, scratch, values);
                    for i in 0..together {
                        let mut end = end_of(&worker.sides, i);
                        let settled = end.ok().filter(|solved| solved.is_admissible());
                        if let Some(solved) = settled.filter(|_| worker.inner.is_none()) {
                            worker.count(solved);
                            continue;
                        }
                        let mut draws = draws(from + i);
                        weightings.draw(&mut draws, &mut worker.weights);
                        if settled.is_none() {
                            // The stream continues after the first draw.
                            let values = block.from(from + i);
                            let mut redraw = |worker: &mut Worker<'_, _>, mut values: Block<'_>| {
                                weightings.draw(&mut draws, &mut worker.weights);
                                weightings.add(&draws, &worker.weights, &mut worker.again);
                                let (again, scratch) = (&mut worker.again, &mut worker.scratch);
                                evaluate(again, 1, statistic, scratch, values.from(0));
                                end_of(&worker.again, 0)
                            };
                            end = worker.settle(
                                end,
                                self.policy,
                                values,
                                &mut redraw,
                                |reason, then| {
                                    tell(from + i, reason, then);
                                },
                            );
                        }
                        if let Ok(solved) = end {
                            worker.errors(statistic, block.from(from + i));
                            worker.count(solved);
                        }
                    }
                }
            }
        };
        let estimations = if self.studentized { sample.n() } else { 1 };
        let round = self
            .round
            .unwrap_or_else(|| round(self.threads, sample, estimations));
        let (cells, events, workers) = rows_of_numbers(
            self.threads,
            range.len(),
            width,
            round,
            worker,
            batch,
            progress,
        )?;
        let mut turned = Vec::new();
        for worker in workers {
            add_counts(&mut turned, &worker.turned);
        }
        Ok(Replicates {
            first,
            values: Values::of(width, cells),
            events,
            turned,
        })
    }
}

/// Adds counts to other counts, which may be fewer.
pub(crate) fn add_counts(all: &mut Vec<usize>, more: &[usize]) {
    all.resize(all.len().max(more.len()), 0);
    all.iter_mut()
        .zip(more)
        .for_each(|(all, more)| *all += more);
}

/// Counts the constructs whose composites changed their sign in a replicate.
pub(super) fn count_turned(counts: &mut Vec<usize>, turned: Turned) {
    for construct in turned.iter() {
        counts.resize(counts.len().max(construct + 1), 0);
        counts[construct] += 1;
    }
}

impl<S> Worker<'_, S> {
    /// Treats a draw that failed or is inadmissible, and draws again if this is the policy; the weights are then
    /// those of the last draw.
    fn settle(
        &mut self,
        mut end: End,
        policy: Policy,
        mut values: Block<'_>,
        redraw: &mut impl FnMut(&mut Self, Block<'_>) -> End,
        mut tell: impl FnMut(Dropped, Then),
    ) -> End {
        for draw in 1..=MOST_DRAWS {
            let again = policy == Policy::Redraw && draw < MOST_DRAWS;
            let (reason, then) = match end {
                Ok(Solved {
                    inadmissible: Some((stage, fault)),
                    ..
                }) => {
                    let reason = Dropped::Inadmissible { stage, fault };
                    match policy {
                        Policy::Keep => (reason, Then::Kept),
                        _ if again => (reason, Then::Redrawn),
                        _ => (reason, Then::LeftOut),
                    }
                }
                Ok(_) => break,
                Err(reason) if again => (reason, Then::Redrawn),
                Err(reason) => (reason, Then::LeftOut),
            };
            tell(reason, then);
            match then {
                // Replicates that are left out have no values.
                Then::LeftOut => return Err(reason),
                Then::Kept => break,
                Then::Redrawn => end = redraw(self, values.from(0)),
            }
        }
        end
    }

    /// Writes standard errors within the resample that was drawn last, if they are requested.
    fn errors<T: Statistic<Scratch = S>>(&mut self, statistic: &T, values: Block<'_>) {
        if let Some(inner) = &mut self.inner {
            let (scratch, sides) = (&mut self.scratch, &mut self.again);
            inner.errors(statistic, scratch, sides, &self.weights, values);
        }
    }

    fn count(&mut self, solved: Solved) {
        count_turned(&mut self.turned, solved.turned);
    }
}

/// The jackknife within a replicate.
struct Inner {
    /// How often the row that is left out occurs in the resample.
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

    /// Writes the standard errors of the values of a resample, from leaving out one copy of each of its rows
    /// in turn.
    ///
    /// ```text
    /// SE² = (n - 1) / n Σ c_i (t_(i) - mean)²        c_i  how often row i stands in the resample
    /// ```
    fn errors<S: Statistic>(
        &mut self,
        statistic: &S,
        scratch: &mut S::Scratch,
        sides: &mut [Side<'_>],
        counts: &[f64],
        mut values: Block<'_>,
    ) {
        let (n, width): (f64, usize) = (counts.iter().sum(), statistic.width());
        self.sums.fill([0.0; 2]);
        let lanes = sides[0].lanes();
        sides[0].weigher.keep(counts);
        let mut present = counts.iter().enumerate().filter(|(_, count)| **count > 0.0);
        loop {
            let mut together = 0;
            for (i, &count) in present.by_ref().take(lanes) {
                sides[0].weigher.add_without(&[i]);
                self.counts[together] = count;
                together += 1;
            }
            if together == 0 {
                break;
            }
            let cells = &mut self.cells[..together * width];
            let block = Block::new(cells, together);
            evaluate(sides, together, statistic, scratch, block);
            if sides[0].ends[..together].iter().any(Result::is_err) {
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

/// The number of replicates between two calls of the progress callback, if each replicate needs
/// several estimations.
fn round(threads: usize, sample: &Sample, estimations: usize) -> usize {
    let (n, p) = (sample.n() as f64, sample.indicators().len() as f64);
    // One estimation goes through the rows; the leave-one-out estimations do not.
    let replicate = p * p * (n / 2.0 + 20.0 * estimations as f64);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped
    let fits = (WORK * threads as f64 / replicate).clamp(1.0, ROUND as f64) as usize;
    // As much for each thread.
    fits.next_multiple_of(BATCH * threads)
}

/// Memory for rows of numbers.
///
/// # Errors
/// [`ResampleError`]: rows are empty, or there is not memory enough for all of them.
pub(crate) fn room(rows: usize, width: usize) -> Result<Vec<f64>, ResampleError> {
    if width == 0 {
        return Err(ResampleError::Nothing);
    }
    let mut values = Vec::new();
    let all = rows.checked_mul(width);
    match all.map(|all| values.try_reserve_exact(all)) {
        Some(Ok(())) => Ok(values),
        _ => Err(ResampleError::Memory {
            resamples: rows,
            quantities: width,
        }),
    }
}

/// Fills rows of numbers on several threads; `batch` fills some rows, from a given number on, and may report each. Threads
/// take the next free batch, and the reports are put into the order of the rows. The workers are returned at the end.
///
/// # Errors
/// [`ResampleError`]: rows are empty, or there is not memory enough for all of them.
#[allow(clippy::type_complexity)] // values, events and workers, taken apart where it is called
pub(super) fn rows_of_numbers<W: Send, E: Send>(
    threads: usize,
    of: usize,
    width: usize,
    round: usize,
    worker: impl Fn() -> W,
    batch: impl Fn(&mut W, usize, &mut [f64], &mut Vec<(usize, E)>) + Sync,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<(Vec<f64>, Vec<E>, Vec<W>), ResampleError> {
    let mut values = room(of, width)?;
    let mut workers: Vec<W> = (0..threads).map(|_| worker()).collect();
    let (mut told, mut done) = (Vec::new(), 0);
    while done < of {
        values.resize((done + round.min(of - done)) * width, 0.0);
        let batches = values[done * width..].chunks_mut(BATCH * width);
        let batches = Mutex::new(batches.enumerate());
        let work = |worker: &mut W| {
            let mut told = Vec::new();
            // The lock is released before the batch is begun.
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
    Ok((
        values,
        told.into_iter().map(|(_, told)| told).collect(),
        workers,
    ))
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
