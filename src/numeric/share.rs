//! A share that was counted, and its interval.

use super::normal;

/// The 95 % Wilson score interval of a share; `None` if the total is 0.
///
/// ```text
/// (p + z² / 2n -+ z sqrt(p (1 - p) / n + z² / 4n²)) / (1 + z² / n)        p = hits / n
/// ```
///
/// It has a width even if all cases are hits, or none, for which the standard error is 0.
///
/// Source: Wilson (1927), Journal of the American Statistical Association 22, 209-212.
pub(crate) fn wilson(hits: usize, of: usize) -> Option<[f64; 2]> {
    if of == 0 {
        return None;
    }
    let (n, p) = (of as f64, hits as f64 / of as f64);
    let z2 = normal::quantile(0.975).powi(2);
    let center = p + z2 / (2.0 * n);
    let half = (z2 * (p * (1.0 - p) / n + z2 / (4.0 * n * n))).sqrt();
    let bound = |x: f64| (x / (1.0 + z2 / n)).clamp(0.0, 1.0);
    // Exactly 0 and 1 at the ends, where rounding would leave a trace.
    let low = if hits == 0 { 0.0 } else { bound(center - half) };
    let high = if hits == of {
        1.0
    } else {
        bound(center + half)
    };
    Some([low, high])
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn the_interval_is_that_of_published_examples_and_of_a_share_of_all_by_hand() {
        // Newcombe (1998), Statistics in Medicine 17, 857-872, table I.
        for (hits, of, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let [a, b] = wilson(hits, of).unwrap();
            assert_abs_diff_eq!(a, low, epsilon = 5e-5);
            assert_abs_diff_eq!(b, high, epsilon = 5e-5);
        }
        // All of n: n / (n + z²).
        let [low, high] = wilson(1000, 1000).unwrap();
        assert_abs_diff_eq!(low, 1_000.0 / 1_003.841_458_820_694, epsilon = 1e-12);
        assert_eq!((high.to_bits(), wilson(0, 0)), (1.0_f64.to_bits(), None));
    }
}
