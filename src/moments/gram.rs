//! The weighted cross product of rows.
//!
//! ```text
//! G = Σ_i w_i z_i z_i'      w_i >= 0  weight of row i,  z_i  row i
//! ```
//!
//! With whole-number rows and weights every sum is a whole number. Columns are then packed as the digits of one number, so
//! that one product computes all of them (`digits.rs`). Many rows are summed in spans, each of which has room in these
//! digits. All sums are exact, packed or not. Otherwise the order of summation is the order of rows, on any number of
//! threads.

use std::slice::{from_mut, from_ref};
use std::sync::OnceLock;

use pulp::Arch;

use super::digits::{self, Add};
use super::picks::{self, Picks, broken_part};
use super::tiles::{NEAR, Number, Shape, Tiles, WIDTH};
use crate::numeric::aligned::Aligned;
use crate::numeric::{lanes, strands};

/// Weight of the rows that are summed before their digits are taken apart, at least: sums of shorter spans would be faster
/// with fewer digits.
const SPAN: usize = 128;
/// Rows that are laid out together.
const TOGETHER: usize = 64;
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
    /// The numbers as they are, in less room, if they are many and small.
    small: Option<Vec<i8>>,
    digits: u32,
    /// The largest sum of weights for whose sums there is room.
    most_weight: f64,
}

/// Room for sums on their way, kept between calls.
#[derive(Debug, Default)]
pub(super) struct SumRoom {
    /// A few rows times their weights.
    weighted: Aligned,
    /// Packed sums of a span.
    packed: Aligned,
}

impl Rows {
    /// Rows of so many columns; `cells` writes those of a column into some rows, from a first row on.
    pub(super) fn new(n: usize, columns: usize, cells: impl Fn(usize, usize, &mut [f64])) -> Self {
        let stride = columns.next_multiple_of(WIDTH);
        let (mut largest, mut whole) = (0.0_f64, true);
        let mut column = [0.0; TOGETHER];
        for k in 0..columns {
            for first in (0..n).step_by(TOGETHER) {
                let column = &mut column[..TOGETHER.min(n - first)];
                cells(k, first, column);
                let [broken] = strands::sums(column, |z| [broken_part(z.abs())]);
                largest = column.iter().fold(largest, |largest, z| largest.max(z * z));
                whole &= broken == 0.0;
            }
        }
        // Columns are written into a few rows at a time, which stay in the nearest cache.
        let write = |row: &mut dyn FnMut(usize, &[f64])| {
            let (mut column, mut few) = ([0.0; TOGETHER], vec![0.0; TOGETHER * stride]);
            for first in (0..n).step_by(TOGETHER) {
                let together = TOGETHER.min(n - first);
                for k in 0..columns {
                    cells(k, first, &mut column[..together]);
                    let places = few[k..].iter_mut().step_by(stride);
                    places.zip(&column[..together]).for_each(|(z, x)| *z = *x);
                }
                let rows = few.chunks_exact(stride).take(together).enumerate();
                rows.for_each(|(i, cells)| row(first + i, cells));
            }
        };
        let most_weight = |digits: u32| digits::most_weight(digits, largest);
        let digits = [4, 3, 2]
            .into_iter()
            .find(|&digits| most_weight(digits) >= n.min(SPAN) as f64);
        let is_small = n * stride > AT_HAND && largest <= f64::from(i8::MAX).powi(2);
        let pack = |digits: u32| {
            let step = columns.div_ceil(digits as usize).next_multiple_of(WIDTH);
            let mut packed = Aligned::zeros(n * step);
            let mut small = is_small.then(|| Vec::with_capacity(n * stride));
            write(&mut |i, row| {
                let packed = packed[i * step..].iter_mut();
                for (z, packed) in row[..columns].chunks(digits as usize).zip(packed) {
                    *packed = digits::pack(digits, z);
                }
                #[allow(clippy::cast_possible_truncation)] // whole and small
                if let Some(small) = &mut small {
                    small.extend(row.iter().map(|z| *z as i8));
                }
            });
            Packed {
                rows: packed,
                step,
                small,
                digits,
                most_weight: most_weight(digits),
            }
        };
        let packed = digits.filter(|_| whole).map(pack);
        let plain = if packed.as_ref().is_none_or(|packed| packed.small.is_none()) {
            let mut rows = Aligned::zeros(n * stride);
            write(&mut |i, row| rows[i * stride..][..stride].copy_from_slice(row));
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
    fn plain(&self) -> &[f64] {
        self.plain.get_or_init(|| {
            let small = self.small().unwrap_or_default();
            let mut plain = Aligned::zeros(small.len());
            let cells = plain.iter_mut().zip(small);
            cells.for_each(|(z, small)| *z = f64::from(*small));
            plain
        })
    }

    fn small(&self) -> Option<&[i8]> {
        self.packed.as_ref()?.small.as_deref()
    }

    /// Some rows from a first one on, each of [`Rows::shape`]'s second number; `room` may be needed for them.
    pub(super) fn some<'r>(
        &'r self,
        first: usize,
        count: usize,
        room: &'r mut Aligned,
    ) -> &'r [f64] {
        let [_, stride] = self.shape();
        let cells = first * stride..(first + count) * stride;
        let Some(small) = self.small() else {
            return &self.plain()[cells];
        };
        room.fit(cells.len());
        let numbers = room.iter_mut().zip(&small[cells]);
        numbers.for_each(|(z, small)| *z = f64::from(*small));
        room
    }

    /// The number of digits that can hold the sums under each of these weights; 1 if they must not
    /// be packed.
    pub(super) fn digits(&self, picks: &[Picks]) -> u32 {
        let holds = |of: &&Packed| {
            let fits = |picks: &Picks| picks.whole().is_some_and(|w| w <= of.most_weight);
            picks.iter().all(fits)
        };
        self.packed.as_ref().filter(holds).map_or(1, |of| of.digits)
    }

    /// Sums of products under each of some weights, `digits` of them in each number: row after row of [`Rows::shape`], of
    /// which the lower triangle is filled.
    pub(super) fn sum(
        &self,
        digits: u32,
        picks: &[Picks],
        room: &mut SumRoom,
        sums: &mut [Aligned],
    ) {
        let [columns, stride] = self.shape();
        room.weighted.fit(NEAR.max(stride));
        sums.iter_mut().for_each(|sums| sums.fit(columns * stride));
        let counts = |of: &&Packed| picks.iter().all(|p| p.are_counts_up_to(of.most_weight));
        match &self.packed {
            Some(of) if digits == of.digits => {
                for (picks, sums) in picks.iter().zip(sums) {
                    self.sum_packed(of, picks.get(), &mut room.weighted, sums);
                }
            }
            packed => match packed.as_ref().filter(counts) {
                Some(of) => self.sum_spans(of, picks, room, sums),
                None => self.sum_plain(picks, &mut room.weighted, sums),
            },
        }
    }

    /// Packed sums of spans of rows, added to plain sums. Weightings take turns, so that a row that one has read is at hand
    /// for the others.
    fn sum_spans(&self, of: &Packed, picks: &[Picks], room: &mut SumRoom, sums: &mut [Aligned]) {
        let shape = self.shape();
        room.packed.fit(sums[0].len());
        sums.iter_mut().for_each(|sums| sums.fill(0.0));
        in_turn(picks, |lane, rest| {
            let span = picks::take_weight(rest, of.most_weight);
            self.sum_packed(of, span, &mut room.weighted, &mut room.packed);
            Arch::new().dispatch(Add {
                digits: of.digits,
                shape,
                packed: &room.packed,
                sums: &mut sums[lane],
            });
        });
    }

    /// Sums that are not packed, of many rows in parts.
    fn sum_plain(&self, picks: &[Picks], weighted: &mut Aligned, sums: &mut [Aligned]) {
        let [columns, stride] = self.shape();
        let is_many = self.plain().len() > AT_HAND;
        let part = if is_many { SPAN } else { usize::MAX };
        sums.iter_mut().for_each(|sums| sums.fill(0.0));
        in_turn(picks, |lane, rest| {
            Arch::new().dispatch(Tiles::<_, false> {
                shape: Shape {
                    columns,
                    stride,
                    step: stride,
                    digits: 1,
                },
                right: self.plain(),
                left: self.plain(),
                sums: &mut sums[lane],
                picks: picks::take(rest, part),
                weighted,
                from_zero: false,
            });
        });
    }

    fn sum_packed(
        &self,
        of: &Packed,
        picks: &[(usize, f64)],
        weighted: &mut Aligned,
        sums: &mut Aligned,
    ) {
        let [columns, stride] = self.shape();
        let shape = Shape {
            columns,
            stride,
            step: of.step,
            digits: of.digits as usize,
        };
        let lefts = columns.div_ceil(shape.digits);
        let (left, sums) = (&of.rows[..], &mut sums[..lefts * stride]);
        match &of.small {
            Some(small) => Arch::new().dispatch(Tiles::<_, false> {
                shape,
                right: small,
                left,
                sums,
                picks,
                weighted,
                from_zero: true,
            }),
            None => Arch::new().dispatch(Tiles::<_, true> {
                shape,
                right: self.plain(),
                left,
                sums,
                picks,
                weighted,
                from_zero: true,
            }),
        }
    }

    /// Sums that are not packed, without some rows. Several rows are summed by themselves, and then subtracted together.
    pub(super) fn take_away(
        &self,
        rows: &Picks,
        from: &Aligned,
        room: &mut SumRoom,
        left: &mut Aligned,
    ) {
        if let [(row, weight)] = *rows.get() {
            left.fit(from.len());
            left.copy_from_slice(from);
            self.count(row, -weight, left);
            return;
        }
        self.sum(1, from_ref(rows), room, from_mut(left));
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
        let cells = i * stride..i * stride + columns;
        match self.small() {
            Some(small) => count(&small[cells], more, stride, sums),
            None => count(&self.plain()[cells], more, stride, sums),
        }
    }
}

/// Adds the products of a row, so many times.
fn count<T: Number>(row: &[T], times: f64, stride: usize, sums: &mut [f64]) {
    for (a, &z) in row.iter().enumerate() {
        let z = times * z.into();
        let cells = &mut sums[a * stride..=a * stride + a];
        for (cell, &other) in cells.iter_mut().zip(row) {
            *cell += z * other.into();
        }
    }
}

/// Calls a function for each weighting in turn, which takes rows away, until none has rows left.
fn in_turn(picks: &[Picks], mut next: impl FnMut(usize, &mut &[(usize, f64)])) {
    let mut rest: [&[(usize, f64)]; lanes::MOST] = [&[]; lanes::MOST];
    for (rest, picks) in rest.iter_mut().zip(picks) {
        *rest = picks.get();
    }
    while rest.iter().any(|rest| !rest.is_empty()) {
        let left = rest.iter_mut().enumerate();
        for (lane, rest) in left.filter(|(_, rest)| !rest.is_empty()) {
            next(lane, rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::lanes::row;
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
        rows.sum(digits, &picks, &mut SumRoom::default(), from_mut(&mut sums));
        let [columns, stride] = rows.shape();
        let mut cells = vec![0.0; row(columns)];
        if digits > 1 {
            digits::unpack(pulp::Scalar::new(), digits, rows.shape(), &sums, &mut cells);
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

    /// Rows of these cells.
    fn rows(n: usize, columns: usize, cell: impl Fn(usize, usize) -> f64) -> Rows {
        Rows::new(n, columns, |k, first, into| {
            let places = into.iter_mut().zip(first..);
            places.for_each(|(z, i)| *z = cell(i, k));
        })
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
            let rows = rows(37, columns, whole);
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
        let rows = rows(5000, 9, whole);
        assert!(rows.packed.as_ref().is_some_and(|of| of.small.is_some()));
        let weights: Vec<f64> = (0..5000_u32).map(|i| f64::from((i * i) % 3)).collect();
        let got = gram(&rows, &weights);
        for (a, b) in (0..9).flat_map(|a| (0..=a).map(move |b| (a, b))) {
            let want = plain_sum(whole, &weights, a, b);
            assert!((get(&got, a, b) - want).abs() == 0.0, "{a}, {b}");
        }
    }

    #[test]
    fn weightings_that_are_summed_in_turn_have_the_sums_of_each() {
        // Few rows and many, whole answers and others, counts and weights that are none.
        for (n, cell) in [
            (37, whole as fn(usize, usize) -> f64),
            (5000, whole),
            (37, real),
            (5000, real),
        ] {
            let made = rows(n, 9, cell);
            let weight = |lane: usize, i: usize| match lane {
                0 => ((i * i) % 3) as f64,
                1 => ((i * i) % 7) as f64,
                2 if i == 3 => 1e6,
                2 => ((i * 5) % 4) as f64,
                _ => 0.25 * (i % 5) as f64,
            };
            for lanes in [0..2, 0..3, 0..4] {
                let weights: Vec<Vec<f64>> = lanes
                    .map(|lane| (0..n).map(|i| weight(lane, i)).collect())
                    .collect();
                let mut picks = vec![Picks::default(); weights.len()];
                let set = picks.iter_mut().zip(&weights);
                set.for_each(|(picks, weights)| picks.set(weights));
                let mut sums = vec![Aligned::default(); weights.len()];
                made.sum(1, &picks, &mut SumRoom::default(), &mut sums);
                for (weights, sums) in weights.iter().zip(&sums) {
                    for (a, b) in (0..9).flat_map(|a| (0..=a).map(move |b| (a, b))) {
                        let want = plain_sum(cell, weights, a, b);
                        let error = (sums[a * made.shape()[1] + b] - want).abs();
                        let tolerance = if cell(1, 1).fract() == 0.0 { 0.0 } else { 1e-9 };
                        assert!(error <= tolerance, "{n} {a} {b}: {error}");
                    }
                }
            }
        }
    }

    #[test]
    fn some_rows_are_the_same_whether_they_are_kept_small_or_not() {
        for (n, cell) in [
            (5, whole as fn(usize, usize) -> f64),
            (5000, whole),
            (5, real),
        ] {
            let made = rows(n, 9, cell);
            let mut room = Aligned::default();
            let some = made.some(2, 3, &mut room);
            for (i, row) in some.chunks_exact(made.shape()[1]).enumerate() {
                let want: Vec<f64> = (0..9).map(|k| cell(i + 2, k)).collect();
                assert_eq!(row[..9], want);
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
            let rows = rows(7, 20, |i, k| {
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
        let half = get(&gram(&rows(3, 2, whole), &[0.5; 3]), 1, 1);
        assert!((half - plain_sum(whole, &[0.5; 3], 1, 1)).abs() < 1e-15);
    }

    #[test]
    fn real_numbers_give_the_plain_sums_with_vectors_and_without() {
        for columns in SIZES {
            let rows = rows(37, columns, real);
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
                from_zero: true,
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
        let rows = rows(5, 6, whole);
        let (mut picks, mut sums) = (Picks::default(), Aligned::default());
        for weights in [[1.0; 5], [0.0; 5]] {
            picks.set(&weights);
            rows.sum(
                1,
                from_ref(&picks),
                &mut SumRoom::default(),
                from_mut(&mut sums),
            );
        }
        assert!(sums[3 * rows.shape()[1] + 2].abs() < f64::EPSILON);
    }
}
