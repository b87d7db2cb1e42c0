//! The weighted cross product of rows: the hottest loop of the library.
//!
//! ```text
//! G = Σ_i w_i z_i z_i'      w_i >= 0  weight of row i,  z_i  row i
//! ```
//!
//! Rows lie in panels of columns, each panel contiguous over all rows. Every tile of the lower triangle is summed over
//! the rows that count within the registers.
//!
//! With whole-number rows and weights every sum is a whole number and exact, and as long as it stays below 2^24 it is
//! exact in 32 bits as well, with twice as many numbers in a register. Otherwise the order of summation is the order
//! of rows, on any number of threads.

use pulp::{Arch, Simd, WithSimd};

use super::number::Number;

/// Columns of a panel of 64-bit numbers: one vector of AVX-512, two of AVX2, four of NEON.
const WIDE: usize = 8;
/// Columns of a panel of 32-bit numbers.
const NARROW: usize = 16;
/// Whole numbers below this are exact in 32 bits.
const EXACT: f64 = 16_777_216.0;

/// Rows of numbers, packed for the cross product.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    wide: Panels<f64, WIDE>,
    /// The same rows in 32 bits and the largest square among them, if all numbers are whole.
    narrow: Option<(Panels<f32, NARROW>, f64)>,
}

/// Panel after panel of `W` columns; in a panel, row after row.
#[derive(Debug, Clone)]
struct Panels<T, const W: usize> {
    n: usize,
    columns: usize,
    parts: Vec<[T; W]>,
}

/// Cross products of the columns; the lower triangle is filled.
#[derive(Debug, Clone, Default)]
pub(super) struct Gram {
    stride: usize,
    cells: Vec<f64>,
}

/// The rows that count and their weights. Kept between calls, so that none allocates after the first.
#[derive(Debug, Default)]
pub(super) struct Picks {
    room: Vec<(usize, f64)>,
    count: usize,
    /// Sum of the weights, if all are whole.
    whole: Option<f64>,
}

impl Picks {
    fn set(&mut self, weights: &[f64]) {
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
        let wide: Panels<f64, WIDE> = Panels::new(n, columns, &cell);
        let numbers = || wide.parts.iter().flatten().copied();
        let largest = numbers().fold(0.0_f64, |largest, z| largest.max(z * z));
        let whole = largest < EXACT && numbers().all(|z| z.fract() == 0.0);
        let narrow = whole.then(|| (Panels::new(n, columns, &cell), largest));
        Self { wide, narrow }
    }

    pub(super) fn gram(&self, weights: &[f64], picks: &mut Picks, gram: &mut Gram) {
        picks.set(weights);
        match (&self.narrow, picks.whole) {
            // No sum of products is larger than that of the largest square.
            (Some((narrow, largest)), Some(sum)) if sum * largest < EXACT => {
                narrow.gram(picks, gram);
            }
            _ => self.wide.gram(picks, gram),
        }
    }
}

impl Rows {
    /// Cross products without one copy of each of these rows; `row` is room for one.
    pub(super) fn take_away(
        &self,
        rows: &[usize],
        from: &Gram,
        row: &mut Vec<f64>,
        left: &mut Gram,
    ) {
        left.stride = from.stride;
        left.cells.clone_from(&from.cells);
        for &i in rows {
            row.clear();
            row.extend(
                (0..self.wide.columns)
                    .map(|k| self.wide.parts[k / WIDE * self.wide.n + i][k % WIDE]),
            );
            for (a, z) in row.iter().enumerate() {
                let cells = &mut left.cells[a * from.stride..=a * from.stride + a];
                for (cell, other) in cells.iter_mut().zip(&*row) {
                    *cell -= z * other;
                }
            }
        }
    }
}

impl<T: Number, const W: usize> Panels<T, W> {
    fn new(n: usize, columns: usize, cell: &impl Fn(usize, usize) -> f64) -> Self {
        let mut parts = vec![[T::default(); W]; columns.div_ceil(W) * n];
        for k in 0..columns {
            for i in 0..n {
                parts[k / W * n + i][k % W] = T::of(cell(i, k));
            }
        }
        Self { n, columns, parts }
    }

    fn gram(&self, picks: &Picks, gram: &mut Gram) {
        gram.stride = self.columns.next_multiple_of(W);
        gram.cells.resize(gram.stride * gram.stride, 0.0);
        Arch::new().dispatch(Tiles {
            panels: self,
            picks: picks.get(),
            gram,
        });
    }
}

impl Gram {
    /// Sum of products of two columns.
    pub(super) fn get(&self, a: usize, b: usize) -> f64 {
        self.cells[a.max(b) * self.stride + a.min(b)]
    }

    /// Products of column `a` with every column up to itself.
    pub(super) fn row(&self, a: usize) -> &[f64] {
        &self.cells[a * self.stride..=a * self.stride + a]
    }
}

/// All tiles of one cross product.
struct Tiles<'a, T, const W: usize> {
    panels: &'a Panels<T, W>,
    picks: &'a [(usize, f64)],
    gram: &'a mut Gram,
}

impl<T: Number, const W: usize> WithSimd for Tiles<'_, T, W> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        // As many sums at once as the registers hold.
        match W / T::lanes::<S>() {
            1 => self.sum::<S, 1, 2, 8>(simd),
            2 => self.sum::<S, 2, 1, 4>(simd),
            4 => self.sum::<S, 4, 1, 4>(simd),
            8 => self.sum::<S, 8, 1, 2>(simd),
            _ => self.sum::<S, 16, 1, 2>(simd),
        }
    }
}

impl<T: Number, const W: usize> Tiles<'_, T, W> {
    /// `V` vectors make a panel; tiles of `R` columns by `P` panels are summed at a time.
    #[inline(always)]
    fn sum<S: Simd, const V: usize, const P: usize, const R: usize>(mut self, simd: S) {
        let Panels { n, columns, parts } = self.panels;
        for (j, left) in parts.chunks_exact(*n).enumerate() {
            let used = W.min(columns - j * W);
            for (i, right) in parts[..(j + 1) * n].chunks(P * n).enumerate() {
                for first in (0..used).step_by(R) {
                    let corner = (j * W + first, i * P * W);
                    // The last of the panels to the right may lack its neighbour, and the last to the left is often
                    // nearly empty.
                    match (right.len() == P * n, used - first > 2) {
                        (true, true) => self.tile::<S, V, P, R>(simd, left, right, first, corner),
                        (true, false) => self.tile::<S, V, P, 2>(simd, left, right, first, corner),
                        (false, true) => self.tile::<S, V, 1, R>(simd, left, right, first, corner),
                        (false, false) => self.tile::<S, V, 1, 2>(simd, left, right, first, corner),
                    }
                }
            }
        }
    }

    /// Sums of products of `R` columns of one panel, from `first` on, with all columns of `P` others, into the cells
    /// from `corner` on.
    #[inline(always)]
    fn tile<S: Simd, const V: usize, const P: usize, const R: usize>(
        &mut self,
        simd: S,
        left: &[[T; W]],
        right: &[[T; W]],
        first: usize,
        (row, column): (usize, usize),
    ) {
        let mut tile = [[[T::splat(simd, T::default()); V]; P]; R];
        let right: [&[[T; W]]; P] =
            std::array::from_fn(|p| &right[p * left.len()..(p + 1) * left.len()]);
        for &(i, weight) in self.picks {
            let weight = T::splat(simd, T::of(weight));
            let right: [[T::Vector<S>; V]; P] = right.map(|panel| {
                let vectors = T::vectors::<S>(&panel[i]);
                std::array::from_fn(|v| T::mul(simd, weight, vectors[v]))
            });
            let left = &left[i][first..first + R];
            for r in 0..R {
                let left = T::splat(simd, left[r]);
                for p in 0..P {
                    for v in 0..V {
                        tile[r][p][v] = T::mul_add(simd, left, right[p][v], tile[r][p][v]);
                    }
                }
            }
        }
        for (r, sums) in tile.iter().enumerate() {
            let start = (row + r) * self.gram.stride + column;
            let sums = T::numbers::<S>(sums.as_flattened());
            for (cell, sum) in self.gram.cells[start..start + P * W].iter_mut().zip(sums) {
                *cell = (*sum).into();
            }
        }
    }
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

    fn gram(rows: &Rows, weights: &[f64]) -> Gram {
        let (mut picks, mut gram) = (Picks::default(), Gram::default());
        rows.gram(weights, &mut picks, &mut gram);
        gram
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
    fn whole_numbers_give_the_plain_sums_exactly_in_32_bits_and_in_64() {
        for columns in SIZES {
            let rows = Rows::new(37, columns, whole);
            let narrow = gram(&rows, &weights());
            let wide = gram(
                &Rows {
                    narrow: None,
                    ..rows
                },
                &weights(),
            );
            for (a, b) in (0..columns).flat_map(|a| (0..=a).map(move |b| (a, b))) {
                let want = plain_sum(whole, &weights(), a, b);
                assert!(
                    (narrow.get(a, b) - want).abs() == 0.0,
                    "{columns}: {a}, {b}"
                );
                assert!((wide.get(a, b) - want).abs() == 0.0, "{columns}: {a}, {b}");
            }
        }
    }

    #[test]
    fn sums_that_32_bits_cannot_hold_are_made_in_64() {
        let rows = Rows::new(3, 2, |i, _| [3000.0, 3001.0, 3002.0][i]);
        assert!(rows.narrow.is_some());
        let want = 3000.0 * 3000.0 + 3001.0 * 3001.0 + 3002.0 * 3002.0;
        assert!((gram(&rows, &[1.0; 3]).get(1, 0) - want).abs() == 0.0);
        // Weights that are no counts leave the exact path, too.
        let half = gram(&Rows::new(3, 2, whole), &[0.5; 3]).get(1, 1);
        assert!((half - plain_sum(whole, &[0.5; 3], 1, 1)).abs() < 1e-15);
    }

    #[test]
    fn real_numbers_give_the_plain_sums_with_vectors_and_without() {
        for columns in SIZES {
            let rows = Rows::new(37, columns, real);
            assert!(rows.narrow.is_none());
            let vectors = gram(&rows, &weights());
            let mut picks = Picks::default();
            picks.set(&weights());
            let mut scalars = vectors.clone();
            scalars.cells.fill(0.0);
            let tiles = Tiles {
                panels: &rows.wide,
                picks: picks.get(),
                gram: &mut scalars,
            };
            tiles.with_simd(pulp::Scalar);
            for (a, b) in (0..columns).flat_map(|a| (0..=a).map(move |b| (a, b))) {
                let want = plain_sum(real, &weights(), a, b);
                assert!(
                    (vectors.get(a, b) - want).abs() < 1e-13,
                    "{columns}: {a}, {b}"
                );
                assert!(
                    (scalars.get(a, b) - want).abs() < 1e-13,
                    "{columns}: {a}, {b}"
                );
            }
        }
    }

    #[test]
    fn no_row_that_counts_gives_zero() {
        let rows = Rows::new(5, 6, whole);
        let (mut picks, mut gram) = (Picks::default(), Gram::default());
        rows.gram(&[1.0; 5], &mut picks, &mut gram);
        rows.gram(&[0.0; 5], &mut picks, &mut gram);
        assert!(gram.get(2, 3).abs() < f64::EPSILON);
    }
}
