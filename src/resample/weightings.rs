//! Weightings: the weights of the rows of a sample in every replicate.
//!
//! A replicate has one weighting, or several side by side, for example two groups. The engine computes the moments
//! of each; a procedure gives the weights, and uses the moments.

use rand::rngs::ChaCha8Rng;

use super::bootstrap::Replicate;
use super::engine::Side;
use super::{Bootstrap, Units};
use crate::numeric::stream::{self, Purpose};

/// The weights of the rows in every replicate.
pub(crate) trait Weightings: Sync {
    /// The draws of one replicate, one after the other; most replicates have only one.
    type Draws<'d>
    where
        Self: 'd;

    /// Weightings in each replicate.
    fn count(&self) -> usize {
        1
    }

    /// Keeps the weighting from which others are subtracted, once for every thread.
    fn prepare(&self, _sides: &mut [Side<'_>]) {}

    /// The draws of a replicate, on which alone its weights depend.
    fn draws(&self, replicate: usize) -> Self::Draws<'_>;

    /// Makes the next draw of a replicate; `weights` has room for one number for each row, weighting after
    /// weighting.
    fn draw(&self, draws: &mut Self::Draws<'_>, weights: &mut [f64]);

    /// Adds the weightings of the last draw, each to its side.
    fn add(&self, _draws: &Self::Draws<'_>, weights: &[f64], sides: &mut [Side<'_>]) {
        let n = weights.len() / sides.len();
        for (side, weights) in sides.iter_mut().zip(weights.chunks_exact(n)) {
            side.weigher.add(weights);
        }
    }
}

/// How often each row occurs in the resamples of a bootstrap.
pub(super) struct Resamples<'b> {
    pub(super) bootstrap: &'b Bootstrap,
    pub(super) units: &'b Units,
}

impl Weightings for Resamples<'_> {
    type Draws<'d>
        = Replicate<'d>
    where
        Self: 'd;

    fn draws(&self, replicate: usize) -> Replicate<'_> {
        self.bootstrap.replicate(self.units, replicate)
    }

    fn draw(&self, draws: &mut Replicate<'_>, weights: &mut [f64]) {
        draws.count(weights);
    }
}

/// All rows except those of one unit: there is one replicate for each unit.
pub(super) struct LeaveOut<'u> {
    pub(super) units: &'u Units,
    pub(super) rows: usize,
}

impl Weightings for LeaveOut<'_> {
    type Draws<'d>
        = usize
    where
        Self: 'd;

    fn prepare(&self, sides: &mut [Side<'_>]) {
        for side in sides {
            side.weigher.keep(&vec![1.0; self.rows]);
        }
    }

    fn draws(&self, replicate: usize) -> usize {
        replicate
    }

    fn draw(&self, _: &mut usize, _: &mut [f64]) {}

    fn add(&self, &unit: &usize, _: &[f64], sides: &mut [Side<'_>]) {
        for side in sides {
            side.weigher.add_without(self.units.rows_of(unit));
        }
    }
}

/// The rows of each of some groups, with the labels shuffled in every replicate; the sizes of the groups do not
/// change.
pub(crate) struct ShuffledGroups<'l> {
    /// The group of every row.
    pub(crate) labels: &'l [usize],
    /// The groups that are weightings, in their order.
    pub(crate) groups: &'l [usize],
    /// The seed for shuffling the labels; `None` for the observed labels.
    pub(crate) seed: Option<u64>,
}

impl Weightings for ShuffledGroups<'_> {
    type Draws<'d>
        = Option<ChaCha8Rng>
    where
        Self: 'd;

    fn count(&self) -> usize {
        self.groups.len()
    }

    fn draws(&self, replicate: usize) -> Option<ChaCha8Rng> {
        let stream = |seed| stream::stream(seed, Purpose::Permutation, replicate as u64);
        self.seed.map(stream)
    }

    fn draw(&self, draws: &mut Option<ChaCha8Rng>, weights: &mut [f64]) {
        let n = self.labels.len();
        // The labels are stored in the place of the weights of the first group, which is therefore
        // written last.
        let (labels, others) = weights.split_at_mut(n);
        for (into, &label) in labels.iter_mut().zip(self.labels) {
            *into = label as f64;
        }
        if let Some(rng) = draws {
            stream::shuffle(rng, labels);
        }
        let is = |label: f64, group: usize| f64::from(u8::from((label - group as f64).abs() < 0.5));
        let (&first, rest) = self.groups.split_first().unwrap_or((&0, &[]));
        for (weights, &group) in others.chunks_exact_mut(n).zip(rest) {
            for (weight, &label) in weights.iter_mut().zip(&*labels) {
                *weight = is(label, group);
            }
        }
        labels.iter_mut().for_each(|x| *x = is(*x, first));
    }
}
