//! Several whole numbers as the digits of one.
//!
//! ```text
//! z_a + 2^b z_b + 2^2b z_c + ...       |Σ_i w_i z_ik z_il| < 2^(b - 1),   b times the digits <= 52
//! ```
//!
//! A product with such a number is that with each of its digits, and sums of such products are exact while every digit has
//! room.

use pulp::{Simd, WithSimd};

use super::tiles::WIDTH;
use crate::numeric::lanes::row;

/// Bits for the digits of a packed number; with the sign they make the 53 of a 64-bit number.
const BITS: u32 = 52;

/// The largest sum of weights of rows whose sums of products have room in numbers of so many digits, if no square of a
/// number is larger than `largest_square`: no sum of products is larger than that of the largest square.
pub(super) fn most_weight(digits: u32, largest_square: f64) -> f64 {
    let bound = unit(digits, 1) / 2.0;
    ((bound - 1.0) / largest_square).floor()
}

/// Some numbers as the digits of one.
pub(super) fn pack(digits: u32, numbers: &[f64]) -> f64 {
    let places = (0..).zip(numbers);
    places.map(|(place, z)| unit(digits, place) * z).sum()
}

/// The value of a 1 at this place.
#[inline(always)]
fn unit(digits: u32, place: u32) -> f64 {
    (1_u64 << (BITS / digits * place)) as f64
}

/// Takes the highest digit that remains, the one at this place, away from numbers.
#[inline(always)]
fn highest<S: Simd>(simd: S, digits: u32, place: u32, rest: &mut S::f64s) -> S::f64s {
    // A number of this size has no fractions of the unit.
    let unit = unit(digits, place);
    let round = simd.splat_f64s(unit * 1.5 * (1_u64 << 52) as f64);
    let digit = simd.sub_f64s(simd.add_f64s(*rest, round), round);
    *rest = simd.sub_f64s(*rest, digit);
    simd.mul_f64s(digit, simd.splat_f64s(1.0 / unit))
}

/// Takes sums of several weightings, one in each lane, apart to the lower triangle of cross products of so many columns;
/// rows of sums begin every `stride`. It is faster than to put the sums side by side after they are taken apart, which are
/// several times as many numbers.
#[inline(always)]
pub(super) fn unpack<S: Simd>(
    simd: S,
    digits: u32,
    [columns, stride]: [usize; 2],
    packed: &[S::f64s],
    cells: &mut [S::f64s],
) {
    let group = digits as usize;
    for (packed, first) in packed.chunks_exact(stride).zip((0..columns).step_by(group)) {
        // There is nothing to the right of the diagonal.
        let end = (first + group).min(columns);
        for (column, &(mut rest)) in packed[..end].iter().enumerate() {
            for place in (0..digits).rev() {
                let digit = highest(simd, digits, place, &mut rest);
                let at = first + place as usize;
                if column <= at && at < end {
                    cells[row(at) + column] = digit;
                }
            }
        }
    }
}

/// Takes packed sums of one weighting apart, and adds them to plain ones, of which the lower triangle is filled.
pub(super) struct TakeApart<'s> {
    pub(super) digits: u32,
    /// Columns, and numbers from the start of a row of sums to the next.
    pub(super) shape: [usize; 2],
    pub(super) packed: &'s [f64],
    pub(super) sums: &'s mut [f64],
    /// Whether sums begin with these; what was in their place belongs to another weighting.
    pub(super) from_zero: bool,
}

impl WithSimd for TakeApart<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let ([columns, stride], group) = (self.shape, self.digits as usize);
        for (packed, first) in self
            .packed
            .chunks_exact(stride)
            .zip((0..columns).step_by(group))
        {
            let end = (first + group).min(columns);
            // There is nothing to the right of the diagonal.
            let used = end.next_multiple_of(WIDTH);
            for (v, &(mut rest)) in S::as_simd_f64s(&packed[..used]).0.iter().enumerate() {
                for place in (0..self.digits).rev() {
                    let digit = highest(simd, self.digits, place, &mut rest);
                    let at = first + place as usize;
                    if at < end {
                        let sums = &mut self.sums[at * stride..][..used];
                        let sum = &mut S::as_mut_simd_f64s(sums).0[v];
                        *sum = if self.from_zero {
                            digit
                        } else {
                            simd.add_f64s(*sum, digit)
                        };
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulp::{Arch, Scalar};

    /// Packed sums of the products of `n` rows of some numbers, row after row.
    fn packed(digits: u32, z: &[f64], n: f64) -> Vec<f64> {
        let stride = z.len().next_multiple_of(WIDTH);
        let row = |own: &[f64]| {
            let own = pack(digits, own);
            let sums = (0..stride).map(move |k| n * own * z.get(k).copied().unwrap_or(0.0));
            sums.collect::<Vec<f64>>()
        };
        z.chunks(digits as usize).flat_map(row).collect()
    }

    #[test]
    fn sums_up_to_the_room_of_a_digit_are_taken_apart_exactly_with_vectors_and_without() {
        for (digits, largest) in [(4, 5.0), (3, 22.0), (2, 511.0)] {
            let z: Vec<f64> = (0..21)
                .map(|k| if k % 3 == 0 { -largest } else { largest })
                .collect();
            let (columns, stride) = (z.len(), z.len().next_multiple_of(WIDTH));
            let n = most_weight(digits, largest * largest);
            let packed = packed(digits, &z, n);
            for from_zero in [true, false] {
                let mut vectors = vec![1.0; columns * stride];
                let mut scalars = vectors.clone();
                let apart = |sums| TakeApart {
                    digits,
                    shape: [columns, stride],
                    packed: &packed,
                    sums,
                    from_zero,
                };
                Arch::new().dispatch(apart(&mut vectors));
                apart(&mut scalars).with_simd(Scalar::new());
                assert_eq!(vectors, scalars);
                for (a, b) in (0..columns).flat_map(|a| (0..=a).map(move |b| (a, b))) {
                    let want = n * z[a] * z[b] + if from_zero { 0.0 } else { 1.0 };
                    assert!(
                        (vectors[a * stride + b] - want).abs() == 0.0,
                        "{digits} {a} {b}"
                    );
                }
            }
        }
    }
}
