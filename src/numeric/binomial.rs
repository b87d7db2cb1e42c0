//! Tosses of a fair coin: the binomial distribution with probability 1/2.

use statrs::distribution::{Binomial, Discrete, DiscreteCDF};

use super::normal;

/// Up to this number of tosses the sums are accurate to 1e-8; above it, the normal distribution is.
const MOST_SUMMED: usize = 100_000;

/// The probability of exactly `heads` heads in `tosses`.
pub(crate) fn exactly(heads: usize, tosses: usize) -> f64 {
    match fair(tosses) {
        Some(coin) => coin.pmf(heads as u64),
        None => normal::density(standard(heads as f64, tosses)) * 2.0 / (tosses as f64).sqrt(),
    }
}

/// The probability of `heads` heads or more in `tosses`.
pub(crate) fn at_least(heads: usize, tosses: usize) -> f64 {
    match (fair(tosses), heads.checked_sub(1)) {
        (_, None) => 1.0,
        (Some(coin), Some(fewer)) => coin.sf(fewer as u64),
        (None, _) => normal::below(-standard(heads as f64 - 0.5, tosses)),
    }
}

fn fair(tosses: usize) -> Option<Binomial> {
    let few = Some(tosses).filter(|tosses| *tosses <= MOST_SUMMED);
    few.and_then(|tosses| Binomial::new(0.5, tosses as u64).ok())
}

/// Heads minus their mean, in standard deviations.
fn standard(heads: f64, tosses: usize) -> f64 {
    let tosses = tosses as f64;
    (2.0 * heads - tosses) / tosses.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn probabilities_are_those_of_whole_numbers() {
        // Pascal's triangle, whose rows sum to powers of 2.
        let mut row = vec![1_u128];
        for tosses in 1..=100 {
            let inner = row.windows(2).map(|pair| pair[0] + pair[1]);
            row = [1].into_iter().chain(inner).chain([1]).collect();
            let of_all = |ways: u128| ways as f64 / (1_u128 << tosses) as f64;
            for heads in 0..=tosses {
                let (one, tail) = (row[heads], row[heads..].iter().sum());
                assert_relative_eq!(exactly(heads, tosses), of_all(one), max_relative = 1e-11);
                assert_relative_eq!(at_least(heads, tosses), of_all(tail), max_relative = 1e-11);
            }
        }
        assert_relative_eq!(at_least(6, 5), 0.0);
        assert_relative_eq!(exactly(6, 5), 0.0);
    }

    #[test]
    fn many_tosses_are_those_of_scipy() {
        // scipy 1.17: scipy.stats.binom.pmf(heads, tosses, 0.5), binom.sf(heads - 1, tosses, 0.5)
        for (heads, tosses, one, tail) in [
            (
                50_300,
                100_000,
                4.170_729_609_841_715e-4,
                2.909_867_655_509_518e-2,
            ),
            (
                500_030_000,
                1_000_000_000,
                4.170_710_009_211_203e-6,
                2.889_187_095_237_678e-2,
            ),
        ] {
            assert_relative_eq!(exactly(heads, tosses), one, max_relative = 1e-6);
            assert_relative_eq!(at_least(heads, tosses), tail, max_relative = 1e-7);
        }
    }

    #[test]
    fn any_number_of_tosses_gives_a_probability() {
        for tosses in [0, 1, 1_000_000_007, usize::MAX / 2, usize::MAX] {
            for heads in [0, 1, tosses / 2, tosses - tosses / 3, tosses] {
                for p in [exactly(heads, tosses), at_least(heads, tosses)] {
                    assert!((0.0..=1.0).contains(&p), "{heads} of {tosses}: {p}");
                }
            }
        }
    }
}
