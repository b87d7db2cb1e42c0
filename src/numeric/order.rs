//! Order statistics.

use pulp::bytemuck;

use super::normal;

/// Numbers whose quantiles are needed: both tails are sorted, and the middle only where it is read. A bootstrap
/// sorts thousands of numbers for a few of them.
#[derive(Debug)]
pub(crate) struct Sorting<'x> {
    x: &'x mut [f64],
    /// The smallest and the largest numbers, in order.
    low: Vec<f64>,
    high: Vec<f64>,
}

impl<'x> Sorting<'x> {
    /// Sorts what [`Sorting::quantile`] and [`Sorting::quantile_error`] read for the quantiles `tail` and `1 - tail`.
    /// Mean and standard deviation give a guess of where the tails begin; a wrong guess only costs time.
    pub(crate) fn new(x: &'x mut [f64], tail: f64, mean: f64, sd: f64) -> Self {
        let r = x.len();
        let reach = r as f64 * tail + (r as f64 * tail * (1.0 - tail)).sqrt() + 2.0;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        // positive and at most the length
        let reach = reach.ceil().min(r as f64) as usize;
        if 2 * reach + 1 >= r {
            sort(x);
            let (low, high) = (x.to_vec(), Vec::new());
            return Self { x, low, high };
        }
        // A few more than requested, because the distribution is not exactly normal.
        let share = 1.2 * (reach as f64 + 2.0 * (reach as f64).sqrt() + 3.0) / r as f64;
        let distance = sd * normal::quantile(share.min(0.45)).abs();
        let [low, high] = beyond(x, [mean - distance, mean + distance]);
        let ends = |mut tail: Vec<f64>, smallest: bool| {
            if tail.len() < reach {
                tail.clear();
                tail.extend_from_slice(x);
            }
            sort(&mut tail);
            let from = if smallest { 0 } else { tail.len() - reach };
            tail.drain(..from);
            tail.truncate(reach);
            tail
        };
        let (low, high) = (ends(low, true), ends(high, false));
        Self { x, low, high }
    }

    pub(crate) fn len(&self) -> usize {
        self.x.len()
    }

    /// [`quantile`] of the numbers.
    pub(crate) fn quantile(&mut self, q: f64) -> f64 {
        quantile_of(self.len(), q, |index| self.at(index))
    }

    /// Monte Carlo standard error of the quantile `q`, if R times the share of the numbers that lie below it has the
    /// variance `R variance`: half the distance between the order statistics at the ranks `R q -+ sqrt(R variance)`;
    /// `None` where there are no such ranks, or the quantile lies beyond the outermost numbers. The variance of a share that is fixed is `q (1 - q)`.
    pub(crate) fn quantile_error(&mut self, q: f64, variance: f64) -> Option<f64> {
        let r = self.len() as f64;
        let spread = (r * variance.max(0.0)).sqrt();
        let [low, high] = [r * q - spread, r * q + spread].map(f64::round);
        let outermost = 1.0 / (r + 1.0);
        if low < 1.0 || high > r || q < outermost || q > 1.0 - outermost {
            return None;
        }
        let mut rank = |rank: f64| self.at(held(rank - 1.0, r));
        Some((rank(high) - rank(low)) / 2.0)
    }

    /// The number at an index of the sorted numbers.
    fn at(&mut self, index: usize) -> f64 {
        let from = self.x.len() - self.high.len();
        if index < self.low.len() {
            self.low[index]
        } else if index >= from {
            self.high[index - from]
        } else {
            *self.x.select_nth_unstable_by(index, f64::total_cmp).1
        }
    }
}

/// Sorts in the order of [`f64::total_cmp`], as whole numbers of the same order, which takes half the time.
fn sort(x: &mut [f64]) {
    let keys: &mut [i64] = bytemuck::cast_slice_mut(x);
    // The bits of negative numbers, except for the sign, have the opposite order; applied twice,
    // the change is undone.
    let turn = |keys: &mut [i64]| {
        let turned = |key: i64| key ^ ((key >> 63) & i64::MAX);
        keys.iter_mut().for_each(|key| *key = turned(*key));
    };
    turn(keys);
    keys.sort_unstable();
    turn(keys);
}

/// The numbers below the first bound, and those above the second.
fn beyond(x: &[f64], [low, high]: [f64; 2]) -> [Vec<f64>; 2] {
    const TOGETHER: usize = 128;
    let (mut below, mut above) = ([0.0; TOGETHER], [0.0; TOGETHER]);
    let room = || Vec::with_capacity(x.len() / 2);
    let (mut all_below, mut all_above) = (room(), room());
    for x in x.chunks(TOGETHER) {
        let mut counts = [0, 0];
        // Every number is written and only those beyond the bounds are kept, because a branch
        // cannot be predicted here.
        for &x in x {
            below[counts[0]] = x;
            above[counts[1]] = x;
            counts[0] += usize::from(x < low);
            counts[1] += usize::from(x > high);
        }
        all_below.extend_from_slice(&below[..counts[0]]);
        all_above.extend_from_slice(&above[..counts[1]]);
    }
    [all_below, all_above]
}

/// The quantile of type 7 (R's and numpy's default) of sorted numbers.
///
/// ```text
/// h = (R - 1) q,   x_floor(h) + (h - floor(h)) (x_floor(h)+1 - x_floor(h))     counted from 0
/// ```
///
/// Source: Hyndman & Fan (1996), The American Statistician 50(4), 361-365.
pub(crate) fn quantile(sorted: &[f64], q: f64) -> f64 {
    quantile_of(sorted.len(), q, |index| sorted[index])
}

/// [`quantile`] of numbers in ascending order, each with how often it occurs.
pub(crate) fn quantile_of_counts(counted: &[(f64, usize)], q: f64) -> f64 {
    let len = counted.iter().map(|(_, count)| count).sum();
    quantile_of(len, q, |index| {
        let mut up_to = 0;
        let holds = |(_, count): &&(f64, usize)| {
            up_to += count;
            index < up_to
        };
        counted.iter().find(holds).map_or(f64::NAN, |(x, _)| *x)
    })
}

fn quantile_of(len: usize, q: f64, mut at: impl FnMut(usize) -> f64) -> f64 {
    let h = (len - 1) as f64 * q;
    let below = h.floor();
    let low = at(held(below, len as f64));
    low + (h - below) * (at(held(below + 1.0, len as f64)) - low)
}

/// A whole-number index (from 0), limited to the sample.
fn held(index: f64, len: f64) -> usize {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped to 0..len
    let index = index.clamp(0.0, len - 1.0) as usize;
    index
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
                let mut whole = Sorting {
                    low: sorted.clone(),
                    high: Vec::new(),
                    x: &mut sorted.clone(),
                };
                // With a good and with a bad guess of where the tails begin.
                let (mean, sd) = [(504.0, 291.0), (0.0, 1e-3)][usize::from(r % 7 == 0)];
                let mut part = Sorting::new(&mut numbers, tail, mean, sd);
                for q in [tail, 1.0 - tail] {
                    let variance = q * (1.0 - q);
                    let errors = [
                        part.quantile_error(q, variance),
                        whole.quantile_error(q, variance),
                    ];
                    assert_eq!(errors[0].map(f64::to_bits), errors[1].map(f64::to_bits));
                }
                for q in [tail, 0.0, 0.31, 0.5, 0.77, 0.31, 1.0 - tail, 1.0] {
                    let want = quantile(&sorted, q);
                    assert_eq!(part.quantile(q).to_bits(), want.to_bits(), "{r} {q}");
                }
            }
        }
    }

    #[test]
    fn whole_numbers_sort_as_the_numbers_do() {
        let mut x: Vec<f64> = (0..50).map(|i| f64::from(i * 37 % 50 - 25) / 8.0).collect();
        x.extend([
            f64::INFINITY,
            -0.0,
            f64::MIN_POSITIVE,
            f64::NEG_INFINITY,
            -1e300,
        ]);
        let mut want = x.clone();
        want.sort_by(f64::total_cmp);
        sort(&mut x);
        let bits = |x: &[f64]| x.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&x), bits(&want));
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

    #[test]
    fn numbers_that_are_counted_have_the_quantiles_of_all() {
        let counted = [(-1.0, 2), (2.0, 1), (3.5, 4)];
        let all = [-1.0, -1.0, 2.0, 3.5, 3.5, 3.5, 3.5];
        for q in [0.0, 0.1, 0.3, 0.4, 0.5, 0.95, 1.0] {
            assert_abs_diff_eq!(quantile_of_counts(&counted, q), quantile(&all, q));
        }
    }
}
