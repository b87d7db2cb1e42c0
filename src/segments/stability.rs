//! How often two rows fall together when the rows are drawn again.

use serde::{Deserialize, Serialize};

use super::partition::Pairs;
use crate::numeric::order;
use crate::numeric::stream::{self, Purpose};

/// The segments in resamples: rows are drawn with replacement, the model is estimated from them, and
/// segments are looked for again, of as many rows and by as many steps.
///
/// Source: after Hennig (2007), Computational Statistics & Data Analysis 52, 258-271.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Stability {
    /// Requested resamples.
    pub requested: usize,
    /// Resamples with a solution.
    pub used: usize,
    /// Starts in each.
    pub starts: usize,
    /// Of two rows of one segment, how often they fall together in a resample that holds both.
    pub together: Option<f64>,
    /// Of two rows of different segments, how often they fall apart.
    pub apart: Option<f64>,
    /// The first of these of each segment.
    pub by_segment: Vec<Option<f64>>,
    /// The median adjusted Rand index of a resample's partition with that of the sample, of the rows that it holds.
    pub agreement: Option<f64>,
    /// Its lowest tenth ends here.
    pub agreement_low: Option<f64>,
}

/// The rows of a resample, in the order in which they are drawn.
pub(crate) fn draw(seed: u64, resample: usize, rows: usize) -> Vec<usize> {
    let mut rng = stream::stream(seed, Purpose::SegmentResamples, resample as u64);
    // No computer holds 2^32 rows.
    let n = u32::try_from(rows).unwrap_or(u32::MAX);
    (0..rows)
        .map(|_| stream::below(&mut rng, n) as usize)
        .collect()
}

/// Sums over resamples.
#[derive(Debug)]
pub(crate) struct Tally {
    requested: usize,
    starts: usize,
    of_segments: Vec<[f64; 2]>,
    apart: [f64; 2],
    agreements: Vec<f64>,
    used: usize,
}

impl Tally {
    pub(crate) fn new(requested: usize, starts: usize, segments: usize) -> Self {
        Self {
            requested,
            starts,
            of_segments: vec![[0.0; 2]; segments],
            apart: [0.0; 2],
            agreements: Vec::new(),
            used: 0,
        }
    }

    /// Adds a resample: its rows, and the segment of each; `labels` are those of the sample.
    pub(crate) fn add(&mut self, labels: &[usize], rows: &[usize], found: &[usize]) {
        let mut seen = vec![false; labels.len()];
        let (mut own, mut again) = (Vec::new(), Vec::new());
        for (&row, &segment) in rows.iter().zip(found) {
            if !std::mem::replace(&mut seen[row], true) {
                own.push(labels[row]);
                again.push(segment);
            }
        }
        let pairs = Pairs::of(&own, &again);
        for (sums, of) in self.of_segments.iter_mut().zip(&pairs.of_segments) {
            sums.iter_mut().zip(of).for_each(|(sum, x)| *sum += x);
        }
        self.apart[0] += pairs.apart[0];
        self.apart[1] += pairs.apart[1];
        self.agreements.extend(pairs.adjusted_rand());
        self.used += 1;
    }

    pub(crate) fn stability(mut self) -> Stability {
        let share = |[all, some]: [f64; 2]| Some(some / all).filter(|x| x.is_finite());
        let sum = |at: usize| self.of_segments.iter().map(|of| of[at]).sum::<f64>();
        self.agreements.sort_by(f64::total_cmp);
        let quantile = |q: f64| {
            let some = !self.agreements.is_empty();
            some.then(|| order::quantile(&self.agreements, q))
        };
        Stability {
            requested: self.requested,
            used: self.used,
            starts: self.starts,
            together: share([sum(0), sum(1)]),
            apart: share(self.apart).map(|together| 1.0 - together),
            by_segment: self.of_segments.iter().map(|&of| share(of)).collect(),
            agreement: quantile(0.5),
            agreement_low: quantile(0.1),
        }
    }
}
