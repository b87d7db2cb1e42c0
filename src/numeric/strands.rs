//! Sums in several strands, because a plain sum must wait for every addition.

use pulp::{Arch, Simd, WithSimd};

/// The number of strands, the same on every machine, so that the sums are the same.
const STRANDS: usize = 8;

/// Sums of some functions of each number.
#[inline]
pub(crate) fn sums<const F: usize>(x: &[f64], of: impl Fn(f64) -> [f64; F]) -> [f64; F] {
    Arch::new().dispatch(Sums { x, of })
}

/// Sums of some functions of each number, times its weight.
#[inline]
pub(crate) fn weighted_sums<const F: usize>(
    x: &[f64],
    weights: &[f64],
    of: impl Fn(f64) -> [f64; F],
) -> [f64; F] {
    Arch::new().dispatch(Pairs {
        x,
        y: weights,
        of: |x, weight| of(x).map(|x| weight * x),
    })
}

/// The sums of the products of a column with each of some others, which lie one after the other.
#[inline]
pub(crate) fn dots(x: &[f64], others: &[f64], into: &mut [f64]) {
    Arch::new().dispatch(Dots { x, others, into });
}

/// The sum of the products of two columns of one length.
#[inline]
pub(crate) fn dot(x: &[f64], y: &[f64]) -> f64 {
    Arch::new().dispatch(Pairs {
        x,
        y,
        of: |x, y| [x * y],
    })[0]
}

/// Compiled for the vectors of the machine.
struct Dots<'x> {
    x: &'x [f64],
    others: &'x [f64],
    into: &'x mut [f64],
}

impl WithSimd for Dots<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let others = self.others.chunks_exact(self.x.len().max(1));
        for (sum, y) in self.into.iter_mut().zip(others) {
            let product = |x: f64, y: f64| [x * y];
            let pairs = Pairs {
                x: self.x,
                y,
                of: product,
            };
            [*sum] = pairs.with_simd(simd);
        }
    }
}

/// Sums of some functions of pairs of numbers, compiled for the vectors of the machine.
struct Pairs<'x, Of> {
    x: &'x [f64],
    y: &'x [f64],
    of: Of,
}

impl<const F: usize, Of: Fn(f64, f64) -> [f64; F]> WithSimd for Pairs<'_, Of> {
    type Output = [f64; F];

    #[allow(clippy::needless_range_loop)] // constants: the loops are written out by the compiler
    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> [f64; F] {
        let (x, x_rest) = self.x.as_chunks::<STRANDS>();
        let (y, y_rest) = self.y.as_chunks::<STRANDS>();
        let mut strands = [[0.0; STRANDS]; F];
        for (x, y) in x.iter().zip(y) {
            for i in 0..STRANDS {
                let of = (self.of)(x[i], y[i]);
                for f in 0..F {
                    strands[f][i] += of[f];
                }
            }
        }
        for (i, (&x, &y)) in x_rest.iter().zip(y_rest).enumerate() {
            let of = (self.of)(x, y);
            for (strands, of) in strands.iter_mut().zip(of) {
                strands[i] += of;
            }
        }
        strands.map(|strands| strands.iter().sum())
    }
}

/// Compiled for the vectors of the machine.
struct Sums<'x, Of> {
    x: &'x [f64],
    of: Of,
}

impl<const F: usize, Of: Fn(f64) -> [f64; F]> WithSimd for Sums<'_, Of> {
    type Output = [f64; F];

    #[allow(clippy::needless_range_loop)] // constants: the loops are written out by the compiler
    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> [f64; F] {
        let (whole, rest) = self.x.as_chunks::<STRANDS>();
        let mut strands = [[0.0; STRANDS]; F];
        for x in whole {
            for i in 0..STRANDS {
                let of = (self.of)(x[i]);
                for f in 0..F {
                    strands[f][i] += of[f];
                }
            }
        }
        for (i, &x) in rest.iter().enumerate() {
            let of = (self.of)(x);
            for (strands, of) in strands.iter_mut().zip(of) {
                strands[i] += of;
            }
        }
        strands.map(|strands| strands.iter().sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_any_length_are_those_of_one_strand() {
        for n in [0, 1, 7, 8, 9, 40, 41] {
            let x: Vec<f64> = (0..n).map(f64::from).collect();
            let [sum, squares] = sums(&x, |x| [x, x * x]);
            // Whole numbers, so that the order does not matter.
            let expected: f64 = x.iter().sum();
            assert!((sum - expected).abs() == 0.0, "{n}");
            let expected: f64 = x.iter().map(|x| x * x).sum();
            assert!((squares - expected).abs() == 0.0, "{n}");
            assert!((dot(&x, &x) - expected).abs() == 0.0, "{n}");
            let (mut dots_of, both) = ([0.0; 2], [&x[..], &x[..]].concat());
            dots(&x, &both, &mut dots_of);
            assert!(
                dots_of.iter().all(|sum| (sum - expected).abs() == 0.0),
                "{n}"
            );
            let [cubes, weights] = weighted_sums(&x, &x, |x| [x * x, 1.0]);
            let expected: f64 = x.iter().map(|x| x * x * x).sum();
            assert!((cubes - expected).abs() == 0.0, "{n}");
            assert!((weights - sum).abs() == 0.0, "{n}");
        }
    }
}
