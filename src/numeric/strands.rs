//! Sums in several strands, because a plain sum must wait for every addition.

use pulp::{Arch, Simd, WithSimd};

/// The number of strands, the same on every machine, so that the sums are the same.
const STRANDS: usize = 8;

/// Sums of some functions of each number.
#[inline]
pub(crate) fn sums<const F: usize>(x: &[f64], of: impl Fn(f64) -> [f64; F]) -> [f64; F] {
    Arch::new().dispatch(Sums { x, of })
}

/// The sum of the products of two columns of one length.
#[inline]
pub(crate) fn dot(x: &[f64], y: &[f64]) -> f64 {
    Arch::new().dispatch(Dot { x, y })
}

/// Compiled for the vectors of the machine.
struct Dot<'x> {
    x: &'x [f64],
    y: &'x [f64],
}

impl WithSimd for Dot<'_> {
    type Output = f64;

    #[allow(clippy::needless_range_loop)] // constants: the loops are written out by the compiler
    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> f64 {
        let (x, x_rest) = self.x.as_chunks::<STRANDS>();
        let (y, y_rest) = self.y.as_chunks::<STRANDS>();
        let mut strands = [0.0; STRANDS];
        for (x, y) in x.iter().zip(y) {
            for i in 0..STRANDS {
                strands[i] += x[i] * y[i];
            }
        }
        for (strand, (x, y)) in strands.iter_mut().zip(x_rest.iter().zip(y_rest)) {
            *strand += x * y;
        }
        strands.iter().sum()
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
        }
    }
}
