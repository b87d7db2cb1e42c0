//! The weighted cross product of rows: the hottest loop of the library.
//!
//! ```text
//! G = Σ_i w_i z_i z_i'      w_i >= 0  weight of row i,  z_i  row i
//! ```
//!
//! Every tile of the lower triangle is summed within the registers over the rows that count; some rows at a time, which stay
//! in the nearest cache for all tiles.
//!
//! With whole-number rows and weights every sum is a whole number, and while it is small a 64-bit number has room for
//! several of them: columns are packed as the digits of one number, and one product is that of all.
//!
//! ```text
//! z_a + 2^b z_b + 2^2b z_c + ...       |Σ_i w_i z_ik z_il| < 2^(b - 1),   b times the digits <= 52
//! ```
//!
//! These sums are exact, packed or not. Otherwise the order of summation is the order of rows, on any number of threads.

use pulp::{Arch, Simd, WithSimd};

use crate::numeric::aligned::Aligned;
use crate::numeric::lanes::row;

/// Columns of a panel: one vector of AVX-512, two of AVX2, four of NEON.
const WIDTH: usize = 8;
/// Bits for the digits of a packed number; with the sign they make the 53 of a 64-bit number.
const BITS: u32 = 52;
/// Numbers that the nearest cache holds for sure.
const NEAR: usize = 4096;

/// Rows of numbers, laid out for the cross product.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    columns: usize,
    /// Row after row, filled up to whole panels.
    plain: Aligned,
    /// The same rows, several columns in each number, if all numbers are whole.
    packed: Option<Packed>,
}

#[derive(Debug, Clone)]
struct Packed {
    rows: Vec<f64>,
    /// The numbers as they are, in less room: where there are digits at all, every number is below 2^13.
    plain: Vec<i16>,
    digits: u32,
    /// The largest square of a number.
    largest: f64,
}

/// The rows that count and their weights. Kept between calls, so that none allocates after the first.
#[derive(Debug, Clone, Default)]
pub(super) struct Picks {
    room: Vec<(usize, f64)>,
    count: usize,
    /// Sum of the weights, if all are whole.
    whole: Option<f64>,
}

impl Picks {
    pub(super) fn set(&mut self, weights: &[f64]) {
        self.room.resize(weights.len(), (0, 0.0));
        self.count = 0;
        let (mut sum, mut broken) = (0.0, 0.0);
        // Every row is written and only those that count are kept: whether one does cannot be foreseen, and a
        // processor that guesses wrong waits longer than it writes.
        for (row, &weight) in weights.iter().enumerate() {
            self.room[self.count] = (row, weight);
            self.count += usize::from(weight > 0.0);
            sum += weight;
            broken += weight - whole_part(weight);
        }
        self.whole = (broken == 0.0).then_some(sum);
    }

    fn get(&self) -> &[(usize, f64)] {
        &self.room[..self.count]
    }
}

/// The whole part of a number below 2^32, by two conversions: `trunc` is a call where the target has no instruction
/// for it.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // that is what is wanted
fn whole_part(weight: f64) -> f64 {
    f64::from(weight as u32)
}

impl Rows {
    pub(super) fn new(n: usize, columns: usize, cell: impl Fn(usize, usize) -> f64) -> Self {
        let stride = columns.next_multiple_of(WIDTH);
        let mut plain = Aligned::zeros(n * stride);
        for (i, row) in plain.chunks_exact_mut(stride).enumerate() {
            row[..columns]
                .iter_mut()
                .enumerate()
                .for_each(|(k, z)| *z = cell(i, k));
        }
        let largest = plain.iter().fold(0.0_f64, |largest, z| largest.max(z * z));
        let whole = plain.iter().all(|z| z.fract() == 0.0);
        // As many digits as hold the sums of a resample, which has as many rows as the sample.
        let digits = [4, 3, 2]
            .into_iter()
            .find(|&digits| n as f64 * largest < bound(digits));
        let pack = |digits: u32| {
            let number = |z: &[f64]| (0..).zip(z).map(|(place, z)| unit(digits, place) * z).sum();
            let rows = plain.chunks_exact(stride);
            let rows = rows.flat_map(|row| row[..columns].chunks(digits as usize).map(number));
            #[allow(clippy::cast_possible_truncation)] // whole and below 2^13
            let small = |z: &f64| *z as i16;
            Packed {
                rows: rows.collect(),
                plain: plain.iter().map(small).collect(),
                digits,
                largest,
            }
        };
        let packed = digits.filter(|_| whole).map(pack);
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

    /// As many digits as hold the sums under each of these weights: 1, if they must not be packed.
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
        match &self.packed {
            Some(of) if of.digits == digits => Arch::new().dispatch(Tiles {
                plain: &of.plain[..],
                left: &of.rows,
                digits: digits as usize,
                sums,
                columns,
                stride,
                step: lefts,
                picks,
                weighted,
            }),
            _ => Arch::new().dispatch(Tiles {
                plain: &self.plain[..],
                left: &self.plain,
                digits: 1,
                sums,
                columns,
                stride,
                step: stride,
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
            // Nothing stands to the right of the diagonal.
            let used = (first + group).min(columns);
            for (column, &(mut rest)) in packed[..used].iter().enumerate() {
                for place in (0..digits).rev() {
                    // A number this large has no room for less than the unit.
                    let unit = unit(digits, place);
                    let round = simd.splat_f64s(unit * 1.5 * (1_u64 << 52) as f64);
                    let digit = match digits {
                        1 => rest,
                        _ => simd.sub_f64s(simd.add_f64s(rest, round), round),
                    };
                    rest = simd.sub_f64s(rest, digit);
                    let at = first + place as usize;
                    if column <= at && at < columns {
                        cells[row(at) + column] = simd.mul_f64s(digit, simd.splat_f64s(1.0 / unit));
                    }
                }
            }
        }
    }

    /// Sums that are not packed, without one copy of each of these rows.
    pub(super) fn take_away(&self, rows: &[usize], from: &Aligned, left: &mut Aligned) {
        left.fit(from.len());
        left.copy_from_slice(from);
        let [columns, stride] = self.shape();
        for &i in rows {
            let row = &self.plain[i * stride..][..columns];
            for (a, z) in row.iter().enumerate() {
                let cells = &mut left[a * stride..=a * stride + a];
                for (cell, other) in cells.iter_mut().zip(row) {
                    *cell -= z * other;
                }
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

/// All tiles of one cross product: numbers on the left, each of one column or of several, times panels of columns.
struct Tiles<'a, T> {
    columns: usize,
    /// Row after row of `stride` numbers, one for each column.
    plain: &'a [T],
    stride: usize,
    /// Row after row of `step` numbers, each of `digits` columns.
    left: &'a [f64],
    step: usize,
    digits: usize,
    picks: &'a [(usize, f64)],
    weighted: &'a mut Aligned,
    sums: &'a mut [f64],
}

/// A tile: its first number on the left and its first panel.
type Corner = (usize, usize);

impl<T: Copy + Into<f64>> WithSimd for Tiles<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        // As many sums at once as the registers hold.
        match WIDTH / S::F64_LANES {
            1 => self.sum::<S, 1>(simd, 5, 4),
            2 => self.sum::<S, 2>(simd, 5, 1),
            4 => self.sum::<S, 4>(simd, 5, 1),
            _ => self.sum::<S, 8>(simd, 1, 1),
        }
    }
}

impl<T: Copy + Into<f64>> Tiles<'_, T> {
    /// `V` vectors make a panel; a tile is of at most `high` numbers by `wide` panels.
    #[inline(always)]
    fn sum<S: Simd, const V: usize>(mut self, simd: S, high: usize, wide: usize) {
        self.sums.fill(0.0);
        let lefts = self.columns.div_ceil(self.digits);
        for picks in self.picks.chunks((NEAR / (self.stride + self.step)).max(1)) {
            let weighted = self.weighted.chunks_exact_mut(self.stride);
            for (&(i, weight), weighted) in picks.iter().zip(weighted) {
                let weight = simd.splat_f64s(weight);
                let (panels, _) = self.plain[i * self.stride..][..self.stride].as_chunks();
                for (panel, weighted) in panels.iter().zip(weighted.chunks_exact_mut(WIDTH)) {
                    let panel: &[T; WIDTH] = panel;
                    let numbers: [f64; WIDTH] = panel.map(Into::into);
                    let weighted = S::as_mut_simd_f64s(weighted).0.iter_mut();
                    for (weighted, &z) in weighted.zip(S::as_simd_f64s(&numbers).0) {
                        *weighted = simd.mul_f64s(weight, z);
                    }
                }
            }
            for (row, height) in parts(lefts, high) {
                let last = ((row + height) * self.digits).min(self.columns);
                for (panel, width) in parts(last.div_ceil(WIDTH), wide) {
                    let corner = (row, panel);
                    match height {
                        1 => self.tiles::<S, V, 1>(simd, picks, corner, width),
                        2 => self.tiles::<S, V, 2>(simd, picks, corner, width),
                        3 => self.tiles::<S, V, 3>(simd, picks, corner, width),
                        4 => self.tiles::<S, V, 4>(simd, picks, corner, width),
                        _ => self.tiles::<S, V, 5>(simd, picks, corner, width),
                    }
                }
            }
        }
    }

    #[inline(always)]
    fn tiles<S: Simd, const V: usize, const R: usize>(
        &mut self,
        simd: S,
        picks: &[(usize, f64)],
        corner: Corner,
        width: usize,
    ) {
        match width {
            1 => self.tile::<S, V, 1, R>(simd, picks, corner),
            2 => self.tile::<S, V, 2, R>(simd, picks, corner),
            3 => self.tile::<S, V, 3, R>(simd, picks, corner),
            _ => self.tile::<S, V, 4, R>(simd, picks, corner),
        }
    }

    #[allow(clippy::needless_range_loop)] // R, P and V are constants, and the loops are written out by the compiler
    /// Adds products of `R` numbers on the left with `P` panels to their sums.
    #[inline(always)]
    fn tile<S: Simd, const V: usize, const P: usize, const R: usize>(
        &mut self,
        simd: S,
        picks: &[(usize, f64)],
        (row, panel): Corner,
    ) {
        let (corner, stride) = (row * self.stride + panel * WIDTH, self.stride);
        let mut tile = [[[simd.splat_f64s(0.0); V]; P]; R];
        for r in 0..R {
            let cells = &self.sums[corner + r * stride..][..P * WIDTH];
            let cells = S::as_simd_f64s(cells).0;
            for p in 0..P {
                for v in 0..V {
                    tile[r][p][v] = cells[p * V + v];
                }
            }
        }
        for (&(i, _), right) in picks.iter().zip(self.weighted.chunks_exact(stride)) {
            let left = &self.left[i * self.step + row..][..R];
            let right = S::as_simd_f64s(&right[panel * WIDTH..][..P * WIDTH]).0;
            for r in 0..R {
                let left = simd.splat_f64s(left[r]);
                for p in 0..P {
                    for v in 0..V {
                        tile[r][p][v] = simd.mul_add_e_f64s(left, right[p * V + v], tile[r][p][v]);
                    }
                }
            }
        }
        for r in 0..R {
            let cells = &mut self.sums[corner + r * stride..][..P * WIDTH];
            let cells = S::as_mut_simd_f64s(cells).0;
            for p in 0..P {
                for v in 0..V {
                    cells[p * V + v] = tile[r][p][v];
                }
            }
        }
    }
}

/// Cuts a length into as few parts of at most `most` as there can be, nearly equal, the longer ones last.
#[inline(always)]
fn parts(length: usize, most: usize) -> impl Iterator<Item = (usize, usize)> {
    let count = length.div_ceil(most);
    (0..count).map(move |i| {
        let start = length * i / count;
        (start, length * (i + 1) / count - start)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let mut cells = vec![0.0; row(rows.columns)];
        rows.unpack(pulp::Scalar::new(), digits, &sums, &mut cells);
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
            let cell = |i: usize, k: usize| rows.plain[i * 24 + k];
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
        // Weights that are no counts leave the exact path, too.
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
            let tiles = Tiles {
                columns,
                plain: &rows.plain[..],
                stride,
                left: &rows.plain,
                step: stride,
                digits: 1,
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
