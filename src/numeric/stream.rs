//! Random streams: every replicate of every purpose has its own, fixed by the seed alone.

use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

/// The purpose of a stream; each purpose has a key of its own, so that no two share numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Row numbers of bootstrap resamples.
    Bootstrap,
    /// Row numbers of resamples under the hypothesis that the model fits exactly.
    ExactFit,
    /// Labels in permutation tests.
    Permutation,
    /// Rows of the folds of a cross-validation.
    Folds,
    /// Row numbers of resamples of losses of prediction.
    Losses,
    /// Groups of replicates in the omnibus test.
    Omnibus,
    /// Surveys drawn from a population.
    Simulation,
    /// Other random numbers of a simulated survey, such as which answers are missing.
    SimulationExtra,
    /// Seeds of the replications of a power study.
    Power,
    /// Starts of the search for segments.
    Segments,
    /// Rows of the resamples in which segments are looked for again.
    SegmentResamples,
}

impl Purpose {
    const fn key(self) -> [u8; 8] {
        match self {
            Self::Bootstrap => *b"bootstrp",
            Self::ExactFit => *b"exactfit",
            Self::Permutation => *b"permutat",
            Self::Folds => *b"predfold",
            Self::Losses => *b"predloss",
            Self::Omnibus => *b"omnibusF",
            Self::Simulation => *b"simulate",
            Self::SimulationExtra => *b"simextra",
            Self::Power => *b"powerrep",
            Self::Segments => *b"segments",
            Self::SegmentResamples => *b"segmrows",
        }
    }
}

/// The generator's name, written into every result.
pub(crate) const GENERATOR: &str = "ChaCha8/1";

/// The stream of replicate `replicate`: `ChaCha8` with the key (seed, purpose, zeros).
pub(crate) fn stream(seed: u64, purpose: Purpose, replicate: u64) -> ChaCha8Rng {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&purpose.key());
    let mut rng = ChaCha8Rng::from_seed(key);
    rng.set_stream(replicate);
    rng
}

/// The seed of a replication, for streams of its own.
pub(crate) fn seed(seed: u64, purpose: Purpose, replication: u64) -> u64 {
    stream(seed, purpose, replication).next_u64()
}

/// A whole number in `0..n`, each equally likely.
///
/// Written out here because `rand` may change the algorithm of its ranges between versions.
///
/// Source: Lemire (2019), ACM TOMACS 29(1), article 3.
pub(crate) fn below(rng: &mut ChaCha8Rng, n: u32) -> u32 {
    let mut product = u64::from(rng.next_u32()) * u64::from(n);
    if low_half(product) < n {
        let reject_below = n.wrapping_neg() % n;
        while low_half(product) < reject_below {
            product = u64::from(rng.next_u32()) * u64::from(n);
        }
    }
    (product >> 32) as u32
}

#[allow(clippy::cast_possible_truncation)] // the low half is what is wanted
fn low_half(product: u64) -> u32 {
    product as u32
}

/// Shuffles labels; every order is equally likely.
///
/// Source: Durstenfeld (1964), Communications of the ACM 7(7), 420.
pub(crate) fn shuffle<T>(rng: &mut ChaCha8Rng, x: &mut [T]) {
    for last in (1..x.len()).rev() {
        // No computer holds 2^32 labels.
        let among = u32::try_from(last + 1).unwrap_or(u32::MAX);
        x.swap(last, below(rng, among) as usize);
    }
}

/// A number in (0, 1), never 0 or 1: 53 random bits, moved half a step up.
pub(crate) fn open_unit(rng: &mut ChaCha8Rng) -> f64 {
    ((rng.next_u64() >> 11) as f64 + 0.5) * (1.0 / (1_u64 << 53) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rows_of_a_known_stream_stay_what_they_are() {
        let mut rng = stream(20_241_122, Purpose::Bootstrap, 3);
        let rows: Vec<u32> = (0..8).map(|_| below(&mut rng, 273)).collect();
        // An implementation of ChaCha8 in Python gives the same.
        assert_eq!(rows, [238, 171, 161, 247, 234, 69, 7, 204]);
    }

    #[test]
    fn streams_of_other_replicates_purposes_and_seeds_differ() {
        let first = |seed, purpose, r| stream(seed, purpose, r).next_u64();
        let base = first(1, Purpose::Bootstrap, 0);
        assert_ne!(base, first(2, Purpose::Bootstrap, 0));
        assert_ne!(base, first(1, Purpose::Simulation, 0));
        assert_ne!(base, first(1, Purpose::Bootstrap, 1));
    }

    #[test]
    fn every_row_is_equally_likely() {
        let mut rng = stream(7, Purpose::Bootstrap, 0);
        let mut counts = [0_u32; 5];
        for _ in 0..50_000 {
            counts[below(&mut rng, 5) as usize] += 1;
        }
        // Five binomial standard deviations of 89.
        assert!(
            counts.iter().all(|&c| c.abs_diff(10_000) < 450),
            "{counts:?}"
        );
    }
}
