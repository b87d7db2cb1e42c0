//! The distribution of the replicates of a quantity, in a few numbers.

use serde::{Deserialize, Serialize};

/// Bins of a histogram: enough to see a shape, few enough for a document.
const BINS: usize = 40;

/// Counts of replicates in bins of equal width, from the smallest replicate to the largest. A bin includes its lower end,
/// and the last bin both ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Histogram {
    /// Where the first bin begins.
    pub start: f64,
    /// The width of each bin.
    pub width: f64,
    /// Replicates in each bin.
    pub counts: Vec<usize>,
}

impl Histogram {
    /// The histogram of replicates; `None` if they do not vary, or if one of them is not finite.
    #[must_use]
    pub fn of(replicates: &[f64]) -> Option<Self> {
        let low = replicates.iter().copied().fold(f64::INFINITY, f64::min);
        let high = replicates.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let width = (high - low) / BINS as f64;
        if !replicates.iter().all(|x| x.is_finite()) || !width.is_finite() || low + width <= low {
            return None;
        }
        let mut counts = vec![0; BINS];
        for x in replicates {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // within the bins
            let bin = ((x - low) / width) as usize;
            counts[bin.min(BINS - 1)] += 1;
        }
        Some(Self {
            start: low,
            width,
            counts,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_replicate_is_counted_once_where_it_lies() {
        let replicates: Vec<f64> = (0..=400).map(f64::from).collect();
        let histogram = Histogram::of(&replicates).unwrap();
        assert_eq!(histogram.counts.iter().sum::<usize>(), 401);
        assert!((histogram.start, histogram.width) == (0.0, 10.0));
        assert_eq!((histogram.counts[0], histogram.counts[39]), (10, 11));
    }

    #[test]
    fn what_does_not_vary_has_none() {
        assert_eq!(Histogram::of(&[0.5; 9]), None);
        assert_eq!(Histogram::of(&[]), None);
        assert_eq!(Histogram::of(&[0.0, f64::NAN, 1.0]), None);
    }
}
