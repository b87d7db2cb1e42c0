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
/// number is larger than `largest`: no sum of products is larger than that of the largest square.
pub(super) fn most_weight(digits: u32, largest: f64) -> f64 {
    let bound = unit(digits, 1) / 2.0;
    ((bound - 1.0) / largest).floor()
}

/// Some numbers as the digits of one.
pub(super) fn pack(digits: u32, numbers: &[f64]) -> f64 {
    let places = (0..).zip(numbers);
    places.map(|(place, z)| unit(digits, place) * z).sum()
}

/// What the digit at a place counts.
#[inline(always)]
fn unit(digits: u32, place: u32) -> f64 {
    (1_u64 << (BITS / digits * place)) as f64
}

/// Takes the last digit, at this place, away from numbers.
#[inline(always)]
fn take<S: Simd>(simd: S, digits: u32, place: u32, rest: &mut S::f64s) -> S::f64s {
    // A number of this size has no fractions of the unit.
    let unit = unit(digits, place);
    let round = simd.splat_f64s(unit * 1.5 * (1_u64 << 52) as f64);
    let digit = simd.sub_f64s(simd.add_f64s(*rest, round), round);
    *rest = simd.sub_f64s(*rest, digit);
    simd.mul_f64s(digit, simd.splat_f64s(1.0 / unit))
}

/// Takes sums of several weightings, one in each lane, apart to the lower triangle of cross products of so many columns;
/// rows of sums begin every `stride`.
#[inline(always)]
pub(super) fn unpack<S: Simd>(
    simd: S,
    digits: u32,
    [columns, stride]: [usize; 2],
    packed: &[S::f64s],
    cells: &mut [S::f64s],
) {
    let group = digits as usize;
    for (g, packed) in packed.chunks_exact(stride).enumerate() {
        let first = g * group;
        if first >= columns {
            break;
        }
        // There is nothing to the right of the diagonal.
        let used = (first + group).min(columns);
        for (column, &(mut rest)) in packed[..used].iter().enumerate() {
            for place in (0..digits).rev() {
                let digit = take(simd, digits, place, &mut rest);
                let at = first + place as usize;
                if column <= at && at < columns {
                    cells[row(at) + column] = digit;
                }
            }
        }
    }
}

/// Adds packed sums of one weighting to plain ones, of which the lower triangle is filled.
pub(super) struct Add<'s> {
    pub(super) digits: u32,
    /// Columns, and numbers from the start of a row of sums to the next.
    pub(super) shape: [usize; 2],
    pub(super) packed: &'s [f64],
    pub(super) sums: &'s mut [f64],
}

impl WithSimd for Add<'_> {
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
            let used = end.next_multiple_of(WIDTH);
            for (v, &(mut rest)) in S::as_simd_f64s(&packed[..used]).0.iter().enumerate() {
                for place in (0..self.digits).rev() {
                    let digit = take(simd, self.digits, place, &mut rest);
                    let at = first + place as usize;
                    if at < end {
                        let sums = &mut self.sums[at * stride..][..used];
                        let sums = &mut S::as_mut_simd_f64s(sums).0[v];
                        *sums = simd.add_f64s(*sums, digit);
                    }
                }
            }
        }
    }
}
