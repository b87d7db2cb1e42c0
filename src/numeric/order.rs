//! Order statistics.

use std::ops::Range;

/// Numbers of which quantiles are asked for: sorted in both tails, and in between only where one is read. A bootstrap
/// sorts thousands of numbers for a few of them.
#[derive(Debug)]
pub(crate) struct Sorting<'x> {
    x: &'x mut [f64],
    /// What lies between is not sorted.
    middle: Range<usize>,
}

impl<'x> Sorting<'x> {
    /// Sorts what [`Sorting::quantile`] and [`Sorting::quantile_error`] read for the quantiles `tail` and `1 - tail`.
    pub(crate) fn new(x: &'x mut [f64], tail: f64) -> Self {
        let r = x.len();
        let reach = r as f64 * tail + (r as f64 * tail * (1.0 - tail)).sqrt() + 2.0;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        // positive and at most the length
        let reach = reach.ceil().min(r as f64) as usize;
        if 2 * reach + 1 >= r {
            x.sort_unstable_by(f64::total_cmp);
            return Self { x, middle: r..r };
        }
        let (low, _, rest) = x.select_nth_unstable_by(reach, f64::total_cmp);
        low.sort_unstable_by(f64::total_cmp);
        let from = rest.len() - reach;
        let (_, _, high) = rest.select_nth_unstable_by(from - 1, f64::total_cmp);
        high.sort_unstable_by(f64::total_cmp);
        let middle = reach + 1..r - reach - 1;
        Self { x, middle }
    }

    pub(crate) fn len(&self) -> usize {
        self.x.len()
    }

    pub(crate) fn quantiles(&mut self, shares: [f64; 2]) -> [f64; 2] {
        shares.map(|q| self.quantile(q))
    }

    /// [`quantile`] of the numbers.
    pub(crate) fn quantile(&mut self, q: f64) -> f64 {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at most the length
        let below = ((self.x.len() - 1) as f64 * q).floor() as usize;
        // What is next above lies to the right of what has been brought to its place.
        let mut middle = &mut self.x[self.middle.clone()];
        let mut start = self.middle.start;
        for index in [below, below + 1] {
            if (start..self.middle.end).contains(&index) {
                let (_, _, rest) = middle.select_nth_unstable_by(index - start, f64::total_cmp);
                middle = rest;
                start = index + 1;
            }
        }
        quantile(self.x, q)
    }

    /// Monte Carlo standard error of the quantile `q`, which lies in a tail: half the distance between the order
    /// statistics at the ranks `R q -+ sqrt(R q (1 - q))`.
    pub(crate) fn quantile_error(&self, q: f64) -> f64 {
        let r = self.x.len() as f64;
        let spread = (r * q * (1.0 - q)).sqrt();
        let rank = |rank: f64| at(self.x, rank.round() - 1.0);
        (rank(r * q + spread) - rank(r * q - spread)) / 2.0
    }
}

/// The quantile of type 7 (R's and numpy's default) of sorted numbers.
///
/// ```text
/// h = (R - 1) q,   x_floor(h) + (h - floor(h)) (x_floor(h)+1 - x_floor(h))     counted from 0
/// ```
///
/// Source: Hyndman & Fan (1996), The American Statistician 50(4), 361-365.
pub(crate) fn quantile(sorted: &[f64], q: f64) -> f64 {
    let h = (sorted.len() - 1) as f64 * q;
    let below = h.floor();
    let low = at(sorted, below);
    low + (h - below) * (at(sorted, below + 1.0) - low)
}

/// The element at a whole-number index (from 0), held inside the sample.
fn at(sorted: &[f64], index: f64) -> f64 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped to 0..len
    let index = index.clamp(0.0, (sorted.len() - 1) as f64) as usize;
    sorted[index]
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn numbers_sorted_in_part_give_the_quantiles_of_the_whole() {
        for r in (2..200).chain([999, 1000]) {
            for tail in [0.4, 0.1, 0.05, 0.025, 0.005, 0.001] {
                let mut numbers: Vec<f64> = (0..r).map(|i| f64::from(i * 7919 % 1009)).collect();
                let mut sorted = numbers.clone();
                sorted.sort_by(f64::total_cmp);
                let whole = Sorting {
                    middle: sorted.len()..sorted.len(),
                    x: &mut sorted.clone(),
                };
                let mut part = Sorting::new(&mut numbers, tail);
                for q in [tail, 1.0 - tail] {
                    let errors = [part.quantile_error(q), whole.quantile_error(q)];
                    assert_eq!(errors[0].to_bits(), errors[1].to_bits(), "{r} {q}");
                }
                for q in [tail, 0.0, 0.31, 0.5, 0.77, 0.31, 1.0 - tail, 1.0] {
                    let want = quantile(&sorted, q);
                    assert_eq!(part.quantile(q).to_bits(), want.to_bits(), "{r} {q}");
                }
            }
        }
    }

    #[test]
    fn quantiles_are_those_of_r() {
        // R 4.2.2: quantile(c(1, 2, 4, 8), c(0, .025, .3, .5, .9, 1))
        let x = [1.0, 2.0, 4.0, 8.0];
        for (q, want) in [
            (0.0, 1.0),
            (0.025, 1.075),
            (0.3, 1.9),
            (0.5, 3.0),
            (0.9, 6.8),
            (1.0, 8.0),
        ] {
            assert_abs_diff_eq!(quantile(&x, q), want, epsilon = 1e-14);
        }
        assert_abs_diff_eq!(quantile(&[3.0], 0.7), 3.0);
    }
}
