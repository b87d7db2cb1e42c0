//! The weighted cross product of rows.
//!
//! ```text
//! G = Σ_i w_i z_i z_i'      w_i >= 0  weight of row i,  z_i  row i
//! ```
//!
//! With whole-number rows and weights every sum is a whole number, and while sums are small, a 64-bit number can hold
//! several of them: columns are packed as the digits of one number, and one product computes all of them.
//!
//! ```text
//! z_a + 2^b z_b + 2^2b z_c + ...       |Σ_i w_i z_ik z_il| < 2^(b - 1),   b times the digits <= 52
//! ```
//!
//! These sums are exact, packed or not. Otherwise the order of summation is the order of rows, on any number of threads.

use std::sync::OnceLock;

use pulp::{Arch, Simd};

use super::tiles::{NEAR, Shape, Tiles, WIDTH};
use crate::numeric::aligned::Aligned;
use crate::numeric::lanes::row;
use crate::numeric::strands;

/// Bits for the digits of a packed number; with the sign they make the 53 of a 64-bit number.
const BITS: u32 = 52;
/// Numbers that are at hand in the caches next to a core.
const AT_HAND: usize = 32768;

/// Rows of numbers, laid out for the cross product.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    columns: usize,
    /// Row after row, filled up to whole panels. Of many rows of small numbers they are made when they are first needed:
    /// most work needs the packed rows only.
    plain: OnceLock<Aligned>,
    /// The same rows, several columns in each number, if all numbers are whole.
    packed: Option<Packed>,
}

#[derive(Debug, Clone)]
struct Packed {
    /// Row after row, filled up to whole vectors.
    rows: Aligned,
    step: usize,
    /// The numbers as they are, in less room, if they are many: where there are digits at all, every number is below
    /// 2^13.
    small: Option<Vec<i16>>,
    digits: u32,
    /// The largest square of a number.
    largest: f64,
}

/// The rows with weights above 0, and their weights. They are kept between calls, so that only the
/// first call allocates.
#[derive(Debug, Clone, Default)]
pub(super) struct Picks {
    room: Vec<(usize, f64)>,
    count: usize,
    /// Sum of the weights, if all are whole.
    whole: Option<f64>,
}

impl Picks {
    pub(super) fn set(&mut self, weights: &[f64]) {
        let [sum, broken] = strands::sums(weights, |weight| [weight, broken_part(weight)]);
        #[allow(clippy::float_cmp)] // whole means: nothing is cut off
        let whole = broken == 0.0;
        self.whole = whole.then_some(sum);
        self.room.resize(weights.len(), (0, 0.0));
        // Every row is written and only rows with weights above 0 are kept: a branch cannot be predicted
        // here, and a wrong prediction costs more than the write.
        let mut count = 0;
        for (row, &weight) in weights.iter().enumerate() {
            self.room[count] = (row, weight);
            count += usize::from(weight > 0.0);
        }
        self.count = count;
    }

    /// Takes some rows, each with its weight.
    pub(super) fn list(&mut self, rows: impl Iterator<Item = (usize, f64)>) {
        self.room.clear();
        self.room.extend(rows);
        (self.count, self.whole) = (self.room.len(), None);
    }

    pub(super) fn get(&self) -> &[(usize, f64)] {
        &self.room[..self.count]
    }
}

/// The distance of a number that is not negative from the nearest whole number; numbers from 2^52 on have no
/// fractions.
#[inline(always)]
fn broken_part(weight: f64) -> f64 {
    const LARGE: f64 = (1_u64 << 52) as f64;
    ((weight + LARGE) - LARGE - weight).abs()
}

impl Rows {
    pub(super) fn new(n: usize, columns: usize, cell: impl Fn(usize, usize) -> f64) -> Self {
        let stride = columns.next_multiple_of(WIDTH);
        let fill = |i: usize, row: &mut [f64]| {
            let cells = row[..columns].iter_mut().enumerate();
            cells.for_each(|(k, z)| *z = cell(i, k));
        };
        let mut row = vec![0.0; stride];
        let (mut largest, mut whole) = (0.0_f64, true);
        for i in 0..n {
            fill(i, &mut row);
            for z in &row {
                largest = largest.max(z * z);
                whole &= broken_part(z.abs()) == 0.0;
            }
        }
        // The number of digits that can hold the sums of a resample, which has as many rows as the
        // sample.
        let digits = [4, 3, 2]
            .into_iter()
            .find(|&digits| n as f64 * largest < bound(digits));
        let is_many = n * stride > AT_HAND;
        let pack = |digits: u32| {
            let step = columns.div_ceil(digits as usize).next_multiple_of(WIDTH);
            let mut packed = Aligned::zeros(n * step);
            let mut small = is_many.then(|| Vec::with_capacity(n * stride));
            for (i, packed) in packed.chunks_exact_mut(step).enumerate() {
                fill(i, &mut row);
                for (z, packed) in row[..columns].chunks(digits as usize).zip(packed) {
                    *packed = (0..).zip(z).map(|(place, z)| unit(digits, place) * z).sum();
                }
                #[allow(clippy::cast_possible_truncation)] // whole and below 2^13
                if let Some(small) = &mut small {
                    small.extend(row.iter().map(|z| *z as i16));
                }
            }
            Packed {
                rows: packed,
                step,
                small,
                digits,
                largest,
            }
        };
        let packed = digits.filter(|_| whole).map(pack);
        let plain = if packed.as_ref().is_none_or(|packed| packed.small.is_none()) {
            let mut rows = Aligned::zeros(n * stride);
            let all = rows.chunks_exact_mut(stride).enumerate();
            all.for_each(|(i, row)| fill(i, row));
            OnceLock::from(rows)
        } else {
            OnceLock::new()
        };
        Self {
            columns,
            plain,
            packed,
        }
    }

    /// Columns, and numbers from the start of a row of sums to the next.
    pub(super) fn shape(&self) -> [usize; 2] {
        [self.columns, self.columns.next_multiple_of(WIDTH)]
    }

    /// The rows as they are, each of [`Rows::shape`]'s second number.
    pub(super) fn plain(&self) -> &[f64] {
        self.plain.get_or_init(|| {
            let small = self
                .packed
                .as_ref()
                .and_then(|packed| packed.small.as_ref());
            let small = small.map_or(&[][..], |small| &small[..]);
            let mut plain = Aligned::zeros(small.len());
            let cells = plain.iter_mut().zip(small);
            cells.for_each(|(z, small)| *z = f64::from(*small));
            plain
        })
    }

    /// The number of digits that can hold the sums under each of these weights; 1 if they must not
    /// be packed.
    pub(super) fn digits(&self, picks: &[Picks]) -> u32 {
        let holds = |of: &&Packed| {
            let bound = bound(of.digits);
            // No sum of products is larger than that of the largest square.
            let fits = |picks: &Picks| picks.whole.is_some_and(|w| w * of.largest < bound);
            picks.iter().all(fits)
        };
        self.packed.as_ref().filter(holds).map_or(1, |of| of.digits)
    }

    /// Sums of products under some weights, `digits` of them in each number: row after row of [`Rows::shape`], of which
    /// the lower triangle is filled. `weighted` is room for a few rows.
    pub(super) fn sum(
        &self,
        digits: u32,
        picks: &Picks,
        weighted: &mut Aligned,
        sums: &mut Aligned,
    ) {
        let [columns, stride] = self.shape();
        weighted.fit(NEAR.max(stride));
        let lefts = columns.div_ceil(digits as usize);
        sums.fit(columns * stride);
        let (sums, picks) = (&mut sums[..lefts * stride], picks.get());
        let shape = Shape {
            columns,
            stride,
            step: stride,
            digits: digits as usize,
        };
        match &self.packed {
            Some(of) if of.digits == digits => {
                let shape = Shape {
                    step: of.step,
                    ..shape
                };
                match &of.small {
                    Some(small) => Arch::new().dispatch(Tiles::<_, false> {
                        shape,
                        right: small,
                        left: &of.rows,
                        sums,
                        picks,
                        weighted,
                    }),
                    None => Arch::new().dispatch(Tiles::<_, true> {
                        shape,
                        right: self.plain(),
                        left: &of.rows,
                        sums,
                        picks,
                        weighted,
                    }),
                }
            }
            _ => Arch::new().dispatch(Tiles::<_, false> {
                shape,
                right: self.plain(),
                left: self.plain(),
                sums,
                picks,
                weighted,
            }),
        }
    }

    /// Takes sums of several weightings, one in each lane, apart to the lower triangle of cross products, from the last
    /// digit to the first.
    #[inline(always)]
    pub(super) fn unpack<S: Simd>(
        &self,
        simd: S,
        digits: u32,
        packed: &[S::f64s],
        cells: &mut [S::f64s],
    ) {
        let [columns, stride] = self.shape();
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
                    // A number of this size has no fractions of the unit.
                    let unit = unit(digits, place);
                    let round = simd.splat_f64s(unit * 1.5 * (1_u64 << 52) as f64);
                    let digit = simd.sub_f64s(simd.add_f64s(rest, round), round);
                    rest = simd.sub_f64s(rest, digit);
                    let at = first + place as usize;
                    if column <= at && at < columns {
                        cells[row(at) + column] = simd.mul_f64s(digit, simd.splat_f64s(1.0 / unit));
                    }
                }
            }
        }
    }

    /// Sums that are not packed, without some rows. Several rows are summed by themselves, and then subtracted together.
    pub(super) fn take_away(
        &self,
        rows: &Picks,
        from: &Aligned,
        weighted: &mut Aligned,
        left: &mut Aligned,
    ) {
        if let [(row, weight)] = *rows.get() {
            left.fit(from.len());
            left.copy_from_slice(from);
            self.count(row, -weight, left);
            return;
        }
        self.sum(1, rows, weighted, left);
        let [columns, stride] = self.shape();
        for (a, start) in (0..columns).zip((0..).step_by(stride)) {
            let own = start..=start + a;
            for (left, from) in left[own.clone()].iter_mut().zip(&from[own]) {
                *left = from - *left;
            }
        }
    }

    /// Room for sums that are not packed, of no row yet.
    pub(super) fn no_sums(&self) -> Aligned {
        let [columns, stride] = self.shape();
        Aligned::zeros(columns * stride)
    }

    /// Counts a row for so much more in sums that are not packed.
    pub(super) fn count(&self, i: usize, more: f64, sums: &mut Aligned) {
        let [columns, stride] = self.shape();
        let row = &self.plain()[i * stride..][..columns];
        for (a, z) in row.iter().enumerate() {
            let z = more * z;
            let cells = &mut sums[a * stride..=a * stride + a];
            for (cell, other) in cells.iter_mut().zip(row) {
                *cell += z * other;
            }
        }
    }
}

/// Sums below this have room in a number that holds so many.
fn bound(digits: u32) -> f64 {
    unit(digits, 1) / 2.0
}

/// What the digit at a place counts.
#[inline(always)]
fn unit(digits: u32, place: u32) -> f64 {
    (1_u64 << (BITS / digits * place)) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulp::WithSimd;

    const SIZES: [usize; 10] = [1, 2, 3, 7, 8, 9, 16, 17, 25, 50];

    fn plain_sum(cell: impl Fn(usize, usize) -> f64, weights: &[f64], a: usize, b: usize) -> f64 {
        weights
            .iter()
            .enumerate()
            .map(|(i, w)| w * cell(i, a) * cell(i, b))
            .sum()
    }

    /// The lower triangle of cross products, row after row.
    fn gram(rows: &Rows, weights: &[f64]) -> Vec<f64> {
        let (mut picks, mut sums) = ([Picks::default()], Aligned::default());
        picks[0].set(weights);
        let digits = rows.digits(&picks);
        rows.sum(digits, &picks[0], &mut Aligned::default(), &mut sums);
        let [columns, stride] = rows.shape();
        let mut cells = vec![0.0; row(columns)];
        if digits > 1 {
            rows.unpack(pulp::Scalar::new(), digits, &sums, &mut cells);
        } else {
            for a in 0..columns {
                cells[row(a)..=row(a) + a].copy_from_slice(&sums[a * stride..][..=a]);
            }
        }
        cells
    }

    fn get(cells: &[f64], a: usize, b: usize) -> f64 {
        cells[row(a) + b]
    }

    fn whole(i: usize, k: usize) -> f64 {
        ((i * 7 + k * 3) % 5) as f64 - 2.0
    }

    fn real(i: usize, k: usize) -> f64 {
        ((i * 31 + k * 17) as f64).sin()
    }

    fn weights() -> Vec<f64> {
        (0..37_u32).map(|i| f64::from((i * i) % 4)).collect()
    }

    #[test]
    fn whole_numbers_give_the_plain_sums_exactly_packed_and_not() {
        for columns in SIZES {
            let rows = Rows::new(37, columns, whole);
            assert!(rows.packed.is_some());
            let packed = gram(&rows, &weights());
            let plain = gram(
                &Rows {
                    packed: None,
                    ..rows
                },
                &weights(),
            );
            for (a, b) in (0..columns).flat_map(|a| (0..=a).map(move |b| (a, b))) {
                let want = plain_sum(whole, &weights(), a, b);
                assert!(
                    (get(&packed, a, b) - want).abs() == 0.0,
                    "{columns}: {a}, {b}"
                );
                assert!(
                    (get(&plain, a, b) - want).abs() == 0.0,
                    "{columns}: {a}, {b}"
                );
            }
        }
    }

    #[test]
    fn many_rows_give_the_plain_sums_exactly() {
        // More numbers than are at hand, so that small ones are read.
        let rows = Rows::new(5000, 9, whole);
        assert!(rows.packed.as_ref().is_some_and(|of| of.small.is_some()));
        let weights: Vec<f64> = (0..5000_u32).map(|i| f64::from((i * i) % 3)).collect();
        let got = gram(&rows, &weights);
        for (a, b) in (0..9).flat_map(|a| (0..=a).map(move |b| (a, b))) {
            let want = plain_sum(whole, &weights, a, b);
            assert!((get(&got, a, b) - want).abs() == 0.0, "{a}, {b}");
        }
    }

    #[test]
    fn larger_numbers_are_packed_less_and_sums_that_have_no_room_are_not_packed() {
        for (scale, digits) in [
            (8.0, Some(4)),
            (60.0, Some(3)),
            (900.0, Some(2)),
            (1e5, None),
        ] {
            let rows = Rows::new(7, 20, |i, k| {
                ((i * 5 + k) as f64 * 0.7).sin().mul_add(scale, 0.5).trunc()
            });
            let cell = |i: usize, k: usize| rows.plain()[i * 24 + k];
            assert_eq!(
                rows.packed.as_ref().map(|packed| packed.digits),
                digits,
                "{scale}"
            );
            // Twice and more the rows of the sample.
            for weights in [
                [1.0, 2.0, 0.0, 1.0, 1.0, 0.0, 2.0],
                [2.0, 40.0, 0.0, 2.0, 2.0, 3.0, 5.0],
            ] {
                let got = gram(&rows, &weights);
                for (a, b) in (0..20).flat_map(|a| (0..=a).map(move |b| (a, b))) {
                    assert!((get(&got, a, b) - plain_sum(cell, &weights, a, b)).abs() == 0.0);
                }
            }
        }
        // Weights that are not counts also use the other path.
        let half = get(&gram(&Rows::new(3, 2, whole), &[0.5; 3]), 1, 1);
        assert!((half - plain_sum(whole, &[0.5; 3], 1, 1)).abs() < 1e-15);
    }

    #[test]
    fn real_numbers_give_the_plain_sums_with_vectors_and_without() {
        for columns in SIZES {
            let rows = Rows::new(37, columns, real);
            assert!(rows.packed.is_none());
            let vectors = gram(&rows, &weights());
            let mut picks = Picks::default();
            picks.set(&weights());
            let [_, stride] = rows.shape();
            let mut scalars = vec![0.0; columns * stride];
            let mut weighted = Aligned::zeros(NEAR);
            let tiles = Tiles::<_, false> {
                shape: Shape {
                    columns,
                    stride,
                    step: stride,
                    digits: 1,
                },
                right: rows.plain(),
                left: rows.plain(),
                picks: picks.get(),
                weighted: &mut weighted,
                sums: &mut scalars,
            };
            tiles.with_simd(pulp::Scalar::new());
            for (a, b) in (0..columns).flat_map(|a| (0..=a).map(move |b| (a, b))) {
                let want = plain_sum(real, &weights(), a, b);
                assert!(
                    (get(&vectors, a, b) - want).abs() < 1e-13,
                    "{columns}: {a}, {b}"
                );
                assert!(
                    (scalars[a * stride + b] - want).abs() < 1e-13,
                    "{columns}: {a}, {b}"
                );
            }
        }
    }

    #[test]
    fn no_row_that_counts_gives_zero() {
        let rows = Rows::new(5, 6, whole);
        let (mut picks, mut sums) = (Picks::default(), Aligned::default());
        for weights in [[1.0; 5], [0.0; 5]] {
            picks.set(&weights);
            rows.sum(1, &picks, &mut Aligned::default(), &mut sums);
        }
        assert!(sums[3 * rows.shape()[1] + 2].abs() < f64::EPSILON);
    }
}
