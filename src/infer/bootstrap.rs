//! Settings of the bootstrap.

use rand::rngs::ChaCha8Rng;

use super::{GivenRows, InferError};
use crate::numeric::stream::{self, Purpose};

/// Fewer resamples than this say nothing.
pub(crate) const FEWEST: usize = 3;

/// The bootstrap: resamples of all rows with replacement, each estimated as the original is.
///
/// Results depend on the seed alone: not on threads, and the first 1,000 of 10,000 resamples are those of a run of
/// 1,000. Resample r draws from stream r of `ChaCha8` keyed by the seed.
///
/// ```
/// use pls_sem::Bootstrap;
///
/// let bootstrap = Bootstrap::new(10_000).seed(20_241_122).level(0.95);
/// ```
///
/// Source: Efron (1979), Annals of Statistics 7(1), 1-26.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Bootstrap {
    pub(crate) draws: Draws,
    pub(crate) level: f64,
}

/// Where the resamples come from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Draws {
    /// Drawn from the streams of a seed.
    Seeded {
        resamples: usize,
        seed: u64,
        purpose: Purpose,
    },
    /// Given row by row.
    Given(GivenRows),
}

impl Bootstrap {
    /// This many resamples; at least 3, 500 to explore and 10,000 to publish. Seed 1, level 0.95.
    pub fn new(resamples: usize) -> Self {
        Self {
            draws: Draws::Seeded {
                resamples,
                seed: 1,
                purpose: Purpose::Bootstrap,
            },
            level: 0.95,
        }
    }

    /// Resamples given row by row, in place of drawn ones.
    pub fn of_rows(rows: GivenRows) -> Self {
        Self {
            draws: Draws::Given(rows),
            level: 0.95,
        }
    }

    /// The seed. Default: 1. Resamples that are given have none.
    pub fn seed(mut self, new: u64) -> Self {
        if let Draws::Seeded { seed, .. } = &mut self.draws {
            *seed = new;
        }
        self
    }

    /// Draws from the streams of another purpose.
    pub(crate) fn purpose(mut self, new: Purpose) -> Self {
        if let Draws::Seeded { purpose, .. } = &mut self.draws {
            *purpose = new;
        }
        self
    }

    /// The level of the intervals, between 0 and 1. Default: 0.95.
    pub fn level(mut self, level: f64) -> Self {
        self.level = level;
        self
    }

    /// Number of resamples.
    #[must_use]
    pub fn resamples(&self) -> usize {
        match &self.draws {
            Draws::Seeded { resamples, .. } => *resamples,
            Draws::Given(rows) => rows.len(),
        }
    }

    /// Proves the settings lawful for a sample of `n` rows.
    pub(crate) fn check(&self, n: usize) -> Result<(), InferError> {
        if self.resamples() < FEWEST {
            return Err(InferError::FewResamples {
                resamples: self.resamples(),
            });
        }
        if self.level.is_nan() || self.level <= 0.0 || self.level >= 1.0 {
            return Err(InferError::Level { value: self.level });
        }
        match &self.draws {
            Draws::Seeded { .. } => Ok(()),
            Draws::Given(rows) => rows.check(n),
        }
    }

    /// How often each row stands in resample `r`.
    pub(crate) fn count(&self, r: usize, counts: &mut [f64]) {
        counts.fill(0.0);
        match &self.draws {
            Draws::Seeded { seed, purpose, .. } => {
                draw(&mut stream::stream(*seed, *purpose, r as u64), counts);
            }
            Draws::Given(rows) => rows.row_numbers(r).for_each(|row| counts[row] += 1.0),
        }
    }
}

/// Draws as many rows as there are, with replacement, and counts them.
fn draw(rng: &mut ChaCha8Rng, counts: &mut [f64]) {
    // No computer holds a table of 2^32 rows with a column of numbers.
    let n = u32::try_from(counts.len()).unwrap_or(u32::MAX);
    for _ in 0..n {
        counts[stream::below(rng, n) as usize] += 1.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_resample_has_as_many_rows_as_the_sample_and_each_is_another() {
        let bootstrap = Bootstrap::new(3);
        let mut counts = vec![vec![0.0; 50]; 3];
        for (r, counts) in counts.iter_mut().enumerate() {
            bootstrap.count(r, counts);
            assert!((counts.iter().sum::<f64>() - 50.0).abs() < f64::EPSILON);
        }
        assert_ne!(counts[0], counts[1]);
        assert_ne!(counts[1], counts[2]);
    }
}
