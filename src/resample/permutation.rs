//! Permutation of labels: the distribution of a statistic if the labels have no effect.

use std::ops::ControlFlow;

use super::engine::{ROUND, Run, rows_of_numbers, threads};
use super::values::Values;
use super::weightings::ShuffledGroups;
use super::{FEWEST, Policy, Progress, ResampleError, Stage, Statistic, as_stage};
use crate::moments::Sample;
use crate::numeric::stream::{self, Purpose};

/// A labelling whose statistic differs from the observed one by this share of it, which is rounding, is as extreme.
const ROUNDING: f64 = 1e-12;

/// Settings of a permutation test.
///
/// ```
/// use pls_sem::resample::Permutation;
///
/// let options = Permutation::new(1000).seed(20_241_122);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Permutation {
    pub(crate) permutations: usize,
    pub(crate) seed: u64,
}

impl Permutation {
    /// This many permutations; at least 3, customarily 1,000 or more. Seed 1.
    pub fn new(permutations: usize) -> Self {
        Self {
            permutations,
            seed: 1,
        }
    }

    /// The seed. Default: 1.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }
}

/// Statistics of labels, and of their permutations.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Permuted {
    /// The statistics of the observed labels; `None` where one is not defined.
    pub observed: Vec<Option<f64>>,
    /// Two-sided p-values: `(1 + #{|T*| >= |T|}) / (R + 1)`, R the permutations in which the statistic is defined.
    pub p: Vec<Option<f64>>,
    /// One-sided p-values of the alternative that the statistic is larger: `(1 + #{T* >= T}) / (R + 1)`.
    pub p_greater: Vec<Option<f64>>,
    /// Monte Carlo standard errors of the p-values: `sqrt(p (1 - p) / R)`.
    pub mc_se: Vec<Option<f64>>,
    /// Permutations in which each statistic is not defined.
    pub undefined: Vec<usize>,
    /// Permutations done.
    pub done: usize,
}

/// Compares statistics of labelled rows with those of permuted labels; the sizes of the groups do not
/// change.
///
/// `statistics` writes `width` numbers for a labelling of the rows, not-a-number where one is not defined; `scratch` makes
/// its memory once for each thread. Permutation r is drawn from stream r of the seed, so that results do not depend on
/// threads.
///
/// ```
/// use std::ops::ControlFlow;
/// use pls_sem::resample::{Permutation, permute};
///
/// let heights = [1.62, 1.70, 1.68, 1.81, 1.79, 1.85, 1.66, 1.83];
/// let groups = [0, 0, 0, 1, 1, 1, 0, 1];
/// let difference = |_: &mut (), labels: &[usize], out: &mut [f64]| {
///     let mean = |group| {
///         let of: Vec<f64> = heights.iter().zip(labels).filter(|(_, l)| **l == group).map(|(h, _)| *h).collect();
///         of.iter().sum::<f64>() / of.len() as f64
///     };
///     out[0] = mean(1) - mean(0);
/// };
/// let test = permute(&groups, 1, || (), difference, &Permutation::new(999), &mut |_| ControlFlow::Continue(()))?;
/// assert!(test.p[0].unwrap() < 0.05);
/// # Ok::<(), pls_sem::resample::ResampleError>(())
/// ```
///
/// # Errors
/// [`ResampleError`]: fewer than three permutations, no statistic, or not enough memory for all.
///
/// Source: Pitman (1937); Phipson & Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9(1), 39, on
/// the 1 that is added.
pub fn permute<S: Send>(
    labels: &[usize],
    width: usize,
    scratch: impl Fn() -> S + Sync,
    statistics: impl Fn(&mut S, &[usize], &mut [f64]) + Sync,
    options: &Permutation,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Permuted, ResampleError> {
    options.check()?;
    let mut observed = vec![f64::NAN; width];
    statistics(&mut scratch(), labels, &mut observed);
    let shuffled = |(room, scratch): &mut (Vec<usize>, S),
                    start: usize,
                    rows: &mut [f64],
                    _: &mut Vec<(usize, ())>| {
        for (i, row) in rows.chunks_exact_mut(width).enumerate() {
            room.copy_from_slice(labels);
            let mut rng = stream::stream(options.seed, Purpose::Permutation, (start + i) as u64);
            stream::shuffle(&mut rng, room);
            statistics(scratch, room, row);
        }
    };
    let worker = || (labels.to_vec(), scratch());
    let (values, ..) = rows_of_numbers(
        threads(),
        options.permutations,
        width,
        ROUND,
        worker,
        shuffled,
        &mut as_stage(progress, Stage::Permutations, 1, 1),
    )?;
    let column = |i: usize| values.chunks_exact(width).map(move |row| row[i]);
    Ok(Permuted::of(&observed, values.len() / width, column))
}

impl Permutation {
    /// Checks that there are enough of them.
    pub(crate) fn check(&self) -> Result<(), ResampleError> {
        let permutations = self.permutations;
        if permutations < FEWEST {
            return Err(ResampleError::FewPermutations { permutations });
        }
        Ok(())
    }

    /// Evaluates a statistic of groups, as their rows are and then with the labels permuted: the values of the observed
    /// labels, and those of every permutation. `labels` holds the group of every row, from 0; every group is a weighting.
    /// A permutation keeps its place whatever becomes of its solutions: the statistic says which of its values are defined.
    ///
    /// # Errors
    /// [`ResampleError`]: fewer than three permutations, no statistic, or not enough memory for all.
    pub(crate) fn relabel<S: Statistic>(
        &self,
        sample: &Sample,
        (labels, groups): (&[usize], usize),
        threads: usize,
        statistic: &S,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<(Vec<f64>, Values), ResampleError> {
        self.check()?;
        let run = Run {
            threads,
            policy: Policy::Keep,
            studentized: false,
            round: None,
        };
        let groups: Vec<usize> = (0..groups).collect();
        let mut shuffled = ShuffledGroups {
            labels,
            groups: &groups,
            seed: None,
        };
        let go_on = &mut |_| ControlFlow::Continue(());
        let observed = run.replicates(sample, &shuffled, 0..1, statistic, go_on)?;
        shuffled.seed = Some(self.seed);
        let all = 0..self.permutations;
        let permuted = run.replicates(sample, &shuffled, all, statistic, progress)?;
        Ok((observed.values.rows().collect(), permuted.values))
    }
}

impl Permuted {
    /// The results of the permutations for the observed statistics; `column` gives one statistic in
    /// all completed permutations.
    pub(crate) fn of<I: Iterator<Item = f64>>(
        observed: &[f64],
        done: usize,
        column: impl Fn(usize) -> I,
    ) -> Self {
        let column = |i: usize| column(i).filter(|x| x.is_finite());
        let p = |(i, observed): (usize, &f64)| {
            if !observed.is_finite() {
                return (None, None);
            }
            let extreme = observed.abs() * (1.0 - ROUNDING);
            let as_extreme = column(i).filter(|x| x.abs() >= extreme).count();
            let r = column(i).count() as f64;
            let p = (1.0 + as_extreme as f64) / (1.0 + r);
            (Some(p), (r > 0.0).then(|| (p * (1.0 - p) / r).sqrt()))
        };
        let (p, mc_se) = observed.iter().enumerate().map(p).unzip();
        let p_greater = |(i, observed): (usize, &f64)| {
            let as_large = observed - observed.abs() * ROUNDING;
            let larger = column(i).filter(|x| *x >= as_large).count();
            let p = (1.0 + larger as f64) / (1.0 + column(i).count() as f64);
            observed.is_finite().then_some(p)
        };
        Self {
            p,
            p_greater: observed.iter().enumerate().map(p_greater).collect(),
            mc_se,
            undefined: (0..observed.len())
                .map(|i| done - column(i).count())
                .collect(),
            observed: observed
                .iter()
                .map(|x| Some(*x).filter(|x| x.is_finite()))
                .collect(),
            done,
        }
    }
}
