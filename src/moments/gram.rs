//! The weighted cross product of rows.
//!
//! ```text
//! G = Σ_i w_i z_i z_i'      w_i >= 0  weight of row i,  z_i  row i
//! ```
//!
//! With whole-number rows and weights every sum is a whole number. Columns are then packed as the digits of one number, so
//! that one product computes all of them (`digits.rs`). Sums of many rows have no room in these digits: the rows are summed in
//! spans that have. All sums are exact, packed or not. Sums of other numbers are added in the order of rows, on any number of
//! threads.

use std::slice::{from_mut, from_ref};

use pulp::Arch;

use super::digits::TakeApart;
use super::picks::{self, Picks};
use super::rows::{Packed, Rows};
use super::tiles::{NEAR, Number, Shape, Tiles};
use crate::numeric::aligned::Aligned;
use crate::numeric::lanes;

/// Rows of many that are summed before the next weighting takes its turn.
const TURN: usize = 128;

/// Room for sums on their way, kept between calls.
#[derive(Debug, Default)]
pub(super) struct SumRoom {
    /// A few rows times their weights.
    weighted: Aligned,
    /// Packed sums of a span.
    packed: Aligned,
}

impl Rows {
    /// The number of digits that can hold the sums under each of these weights; 1 if one has no room. They may still be
    /// summed in spans that have.
    pub(super) fn digits(&self, picks: &[Picks]) -> u32 {
        let hold = |of: &&Packed| picks.iter().all(|p| p.are_counts_within(of.most_weight));
        self.packed.as_ref().filter(hold).map_or(1, |of| of.digits)
    }

    /// Sums of products under each of some weights, `digits` of them in each number: row after row of [`Rows::shape`], of
    /// which the lower triangle is filled. Of many rows, weightings take turns, so that a row that one has read is at hand
    /// for the others.
    pub(super) fn sum(
        &self,
        digits: u32,
        picks: &[Picks],
        room: &mut SumRoom,
        sums: &mut [Aligned],
    ) {
        let [columns, stride] = self.shape();
        room.weighted.fit(NEAR.max(stride));
        for (sums, picks) in sums.iter_mut().zip(picks) {
            sums.fit(columns * stride);
            if picks.get().is_empty() {
                sums.fill(0.0);
            }
        }
        match &self.packed {
            Some(of) if digits == of.digits => {
                for (picks, sums) in picks.iter().zip(sums) {
                    self.sum_packed(of, picks.get(), &mut room.weighted, sums);
                }
            }
            Some(of) if picks.iter().all(|p| p.are_counts_up_to(of.most_weight)) => {
                self.sum_spans(of, picks, room, sums);
            }
            _ => self.sum_plain(picks, &mut room.weighted, sums),
        }
    }

    /// Packed sums of some rows.
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
        match &of.small {
            Some(small) => Arch::new().dispatch(Tiles::<_, false> {
                shape,
                right: small,
                left: &of.rows,
                sums,
                picks,
                weighted,
                from_zero: true,
            }),
            None => Arch::new().dispatch(Tiles::<_, true> {
                shape,
                right: self.plain(),
                left: &of.rows,
                sums,
                picks,
                weighted,
                from_zero: true,
            }),
        }
    }

    /// Packed sums of spans of rows, taken apart and added.
    fn sum_spans(&self, of: &Packed, picks: &[Picks], room: &mut SumRoom, sums: &mut [Aligned]) {
        let shape = self.shape();
        room.packed.fit(sums.first().map_or(0, |sums| sums.len()));
        in_turn(picks, |lane, is_first, rest| {
            let span = picks::span(rest, of.most_weight);
            self.sum_packed(of, span, &mut room.weighted, &mut room.packed);
            Arch::new().dispatch(TakeApart {
                digits: of.digits,
                shape,
                packed: &room.packed,
                sums: &mut sums[lane],
                from_zero: is_first,
            });
        });
    }

    /// Sums that are not packed.
    fn sum_plain(&self, picks: &[Picks], weighted: &mut Aligned, sums: &mut [Aligned]) {
        let [columns, stride] = self.shape();
        let turn = if self.are_many() { TURN } else { usize::MAX };
        in_turn(picks, |lane, is_first, rest| {
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
                picks: picks::first(rest, turn),
                weighted,
                from_zero: is_first,
            });
        });
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

/// Calls a function for each weighting in turn, which takes rows away and knows whether they are the first, until none has
/// rows left.
fn in_turn(picks: &[Picks], mut next: impl FnMut(usize, bool, &mut &[(usize, f64)])) {
    let mut rest: [&[(usize, f64)]; lanes::MOST] = [&[]; lanes::MOST];
    for (rest, picks) in rest.iter_mut().zip(picks) {
        *rest = picks.get();
    }
    while rest.iter().any(|rest| !rest.is_empty()) {
        let left = rest.iter_mut().enumerate();
        for (lane, rest) in left.filter(|(_, rest)| !rest.is_empty()) {
            next(lane, rest.len() == picks[lane].get().len(), rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moments::digits;
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

    /// Compares sums with their definition; whole numbers have no error.
    fn compare(
        rows: &Rows,
        sums: &[f64],
        cell: impl Fn(usize, usize) -> f64,
        weights: &[f64],
        tolerance: f64,
    ) {
        let [columns, stride] = rows.shape();
        for (a, b) in (0..columns).flat_map(|a| (0..=a).map(move |b| (a, b))) {
            let want = plain_sum(&cell, weights, a, b);
            let error = (sums[a * stride + b] - want).abs();
            assert!(error <= tolerance, "{columns} columns: {a}, {b}: {error}");
        }
    }

    /// How often each of some rows counts.
    fn counts(n: usize) -> Vec<f64> {
        (0..n).map(|i| ((i * i) % 4) as f64).collect()
    }

    fn sums(rows: &Rows, weights: &[f64]) -> Aligned {
        let (mut picks, mut sums) = (Picks::default(), Aligned::default());
        picks.set(weights);
        let (room, digits) = (&mut SumRoom::default(), rows.digits(from_ref(&picks)));
        rows.sum(digits, from_ref(&picks), room, from_mut(&mut sums));
        if digits > 1 {
            let packed = std::mem::replace(&mut sums, rows.no_sums());
            let (mut lanes, shape) = (vec![0.0; row(rows.shape()[0])], rows.shape());
            digits::unpack(pulp::Scalar::new(), digits, shape, &packed, &mut lanes);
            for a in 0..shape[0] {
                sums[a * shape[1]..][..=a].copy_from_slice(&lanes[row(a)..=row(a) + a]);
            }
        }
        sums
    }

    /// Whole numbers up to a size.
    fn up_to(largest: f64) -> impl Fn(usize, usize) -> f64 + Copy {
        move |i, k| {
            if (i + k).is_multiple_of(11) {
                return largest;
            }
            (((i * 5 + k) as f64 * 0.7).sin() * largest).trunc()
        }
    }

    #[test]
    fn whole_numbers_give_the_plain_sums_exactly_packed_and_not() {
        for (largest, digits) in [(5.0, 4), (22.0, 3), (511.0, 2)] {
            for (n, columns) in SIZES
                .map(|columns| (37, columns))
                .into_iter()
                .chain([(900, 9), (900, 50)])
            {
                let cell = up_to(largest);
                let rows = rows(n, columns, cell);
                assert!(
                    rows.packed
                        .as_ref()
                        .is_some_and(|of| n < 128 || of.digits == digits)
                );
                compare(&rows, &sums(&rows, &counts(n)), cell, &counts(n), 0.0);
                let plain = rows.without_digits();
                compare(&plain, &sums(&plain, &counts(n)), cell, &counts(n), 0.0);
            }
        }
    }

    #[test]
    fn many_rows_are_kept_in_bytes_while_they_fit() {
        for (largest, are_small) in [(2.0, true), (127.0, true), (128.0, false)] {
            let cell = up_to(largest);
            let rows = rows(5000, 9, cell);
            assert_eq!(rows.small().is_some(), are_small);
            assert!(rows.packed.is_some());
            compare(&rows, &sums(&rows, &counts(5000)), cell, &counts(5000), 0.0);
            let mut room = Aligned::default();
            for (first, count) in [(0, 8), (4992, 8), (4997, 3)] {
                let some = rows.some(first, count, &mut room);
                assert_eq!(some.len(), count * rows.shape()[1]);
                for (i, row) in some.chunks_exact(rows.shape()[1]).enumerate() {
                    let want: Vec<f64> = (0..9).map(|k| cell(first + i, k)).collect();
                    assert_eq!(row[..9], want);
                }
            }
        }
    }

    #[test]
    fn weightings_that_are_summed_in_turn_have_the_sums_of_each() {
        let mut room = SumRoom::default();
        // Few rows and many, whole answers and others, counts and weights that are none.
        for (n, cell) in [
            (37, whole as fn(usize, usize) -> f64),
            (5000, whole),
            (37, real),
            (5000, real),
        ] {
            let tolerance = if cell(1, 1).fract() == 0.0 { 0.0 } else { 1e-9 };
            let made = rows(n, 9, cell);
            let weight = |lane: usize, i: usize| match lane {
                0 => ((i * i) % 3) as f64,
                1 => ((i * i) % 7) as f64,
                2 if i == 3 => 1e6,
                2 => ((i * 5) % 4) as f64,
                3 => 0.0,
                _ => 0.25 * (i % 5) as f64,
            };
            // What is there of earlier weightings is not counted.
            let mut sums = vec![Aligned::default(); 5];
            for lanes in [0..2, 0..3, 3..5, 0..5] {
                let weights: Vec<Vec<f64>> = lanes
                    .map(|lane| (0..n).map(|i| weight(lane, i)).collect())
                    .collect();
                let mut picks = vec![Picks::default(); weights.len()];
                let set = picks.iter_mut().zip(&weights);
                set.for_each(|(picks, weights)| picks.set(weights));
                made.sum(1, &picks, &mut room, &mut sums[..weights.len()]);
                for (weights, sums) in weights.iter().zip(&sums) {
                    compare(&made, sums, cell, weights, tolerance);
                }
            }
        }
    }

    #[test]
    fn rows_are_taken_away_one_or_several_whether_they_are_many_or_not() {
        for (n, cell) in [(37, whole as fn(usize, usize) -> f64), (5000, whole)] {
            let made = rows(n, 9, cell);
            let all = sums(&made, &vec![2.0; n]);
            let (mut removed, mut left) = (Picks::default(), Aligned::default());
            for some in [&[][..], &[4], &[0, 7, n - 1]] {
                removed.list(some.iter().map(|&i| (i, 1.0)));
                made.take_away(&removed, &all, &mut SumRoom::default(), &mut left);
                let weight = |i: usize| if some.contains(&i) { 1.0 } else { 2.0 };
                let weights: Vec<f64> = (0..n).map(weight).collect();
                compare(&made, &left, cell, &weights, 0.0);
            }
        }
    }

    #[test]
    fn numbers_and_weights_without_room_in_a_digit_are_not_packed() {
        assert!(rows(7, 20, up_to(1e5)).packed.is_none());
        let cell = up_to(60.0);
        let few = rows(7, 20, cell);
        for weights in [[1.0, 40.0, 0.0, 1.0, 1.0, 0.0, 2.0], [1e9; 7], [0.5; 7]] {
            compare(&few, &sums(&few, &weights), cell, &weights, 0.0);
        }
    }

    #[test]
    fn real_numbers_give_the_plain_sums_with_vectors_and_without() {
        for columns in SIZES {
            let rows = rows(37, columns, real);
            assert!(rows.packed.is_none());
            let weights = counts(37);
            let mut picks = Picks::default();
            picks.set(&weights);
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
            compare(&rows, &scalars, real, &weights, 1e-13);
            compare(&rows, &sums(&rows, &weights), real, &weights, 1e-13);
        }
    }
}
