//! The weighted cross product of rows: the hottest loop of the library.
//!
//! ```text
//! G = Σ_i w_i z_i z_i'      w_i >= 0  weight of row i,  z_i  row i
//! ```
//!
//! Rows lie in panels of 8 columns, each panel contiguous over all rows. Every tile of the lower
//! triangle, 8 columns wide, is summed over the rows that count within the registers. With whole-number rows and weights every sum is a whole
//! number and exact; otherwise the order of summation is the order of rows, on any number of threads.

use pulp::{Arch, Scalar, Simd, WithSimd};

/// Columns of a panel: 8 numbers are one vector of AVX-512, two of AVX2, four of NEON.
const PANEL: usize = 8;

/// One row of a panel.
type Part = [f64; PANEL];

/// Rows of numbers, packed for the cross product.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    n: usize,
    columns: usize,
    /// Panel after panel; in a panel, row after row.
    panels: Vec<Part>,
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
}

impl Picks {
    fn set(&mut self, weights: &[f64]) {
        self.room.resize(weights.len(), (0, 0.0));
        self.count = 0;
        // Every row is written and only those that count are kept: whether one does cannot be foreseen, and a
        // processor that guesses wrong waits longer than it writes.
        for (row, &weight) in weights.iter().enumerate() {
            self.room[self.count] = (row, weight);
            self.count += usize::from(weight > 0.0);
        }
    }

    fn get(&self) -> &[(usize, f64)] {
        &self.room[..self.count]
    }
}

impl Rows {
    pub(super) fn new(n: usize, columns: usize, cell: impl Fn(usize, usize) -> f64) -> Self {
        let mut panels = vec![[0.0; PANEL]; columns.div_ceil(PANEL) * n];
        for k in 0..columns {
            for i in 0..n {
                panels[k / PANEL * n + i][k % PANEL] = cell(i, k);
            }
        }
        Self { n, columns, panels }
    }

    pub(super) fn gram(&self, weights: &[f64], picks: &mut Picks, gram: &mut Gram) {
        picks.set(weights);
        gram.stride = self.columns.next_multiple_of(PANEL);
        gram.cells.resize(gram.stride * gram.stride, 0.0);
        Arch::new().dispatch(Tiles {
            rows: self,
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
struct Tiles<'a> {
    rows: &'a Rows,
    picks: &'a [(usize, f64)],
    gram: &'a mut Gram,
}

impl WithSimd for Tiles<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        // As many sums at once as the registers hold.
        match PANEL / S::F64_LANES {
            1 => self.sum::<S, 1, 2, 8>(simd),
            2 => self.sum::<S, 2, 1, 4>(simd),
            4 => self.sum::<S, 4, 1, 4>(simd),
            _ => self.sum::<Scalar, PANEL, 1, 2>(Scalar),
        }
    }
}

impl Tiles<'_> {
    /// `V` vectors make a panel; tiles of `R` columns by `P` panels are summed at a time.
    #[inline(always)]
    fn sum<S: Simd, const V: usize, const P: usize, const R: usize>(mut self, simd: S) {
        let Rows { n, columns, panels } = self.rows;
        for (j, left) in panels.chunks_exact(*n).enumerate() {
            let used = PANEL.min(columns - j * PANEL);
            for (i, right) in panels[..(j + 1) * n].chunks(P * n).enumerate() {
                for first in (0..used).step_by(R) {
                    let corner = (j * PANEL + first, i * P * PANEL);
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
        left: &[Part],
        right: &[Part],
        first: usize,
        (row, column): (usize, usize),
    ) {
        let mut tile = [[[simd.splat_f64s(0.0); V]; P]; R];
        let right: [&[Part]; P] =
            std::array::from_fn(|p| &right[p * left.len()..(p + 1) * left.len()]);
        for &(i, weight) in self.picks {
            let weight = simd.splat_f64s(weight);
            let right: [[S::f64s; V]; P] = right.map(|panel| {
                let (vectors, _) = S::as_simd_f64s(panel[i].as_slice());
                std::array::from_fn(|v| simd.mul_f64s(weight, vectors[v]))
            });
            let left = &left[i][first..first + R];
            for r in 0..R {
                let left = simd.splat_f64s(left[r]);
                for p in 0..P {
                    for v in 0..V {
                        tile[r][p][v] = simd.mul_add_e_f64s(left, right[p][v], tile[r][p][v]);
                    }
                }
            }
        }
        for (r, sums) in tile.iter().enumerate() {
            let start = (row + r) * self.gram.stride + column;
            let (cells, _) = S::as_mut_simd_f64s(&mut self.gram.cells[start..start + P * PANEL]);
            cells.copy_from_slice(sums.as_flattened());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(rows: &Rows, row: usize, column: usize) -> f64 {
        rows.panels[column / PANEL * rows.n + row][column % PANEL]
    }

    fn rows(n: usize, columns: usize) -> Rows {
        Rows::new(n, columns, |i, k| ((i * 7 + k * 3) % 5) as f64 - 2.0)
    }

    #[test]
    fn tiles_equal_the_plain_sums_exactly_for_whole_numbers() {
        for columns in [1, 3, 4, 11, 12, 13, 25, 50] {
            let rows = rows(37, columns);
            let counts: Vec<f64> = (0..37_u32).map(|i| f64::from((i * i) % 4)).collect();
            let (mut picks, mut gram) = (Picks::default(), Gram::default());
            rows.gram(&counts, &mut picks, &mut gram);
            for a in 0..columns {
                for b in a..columns {
                    let want: f64 = (0..37)
                        .map(|i| counts[i] * cell(&rows, i, a) * cell(&rows, i, b))
                        .sum();
                    assert_eq!(
                        gram.get(a, b).to_bits(),
                        (want + 0.0).to_bits(),
                        "{columns}: {a}, {b}"
                    );
                }
            }
        }
    }

    #[test]
    fn vectors_and_scalars_give_the_same_sums() {
        let rows = Rows::new(41, 17, |i, k| ((i * 31 + k * 17) as f64).sin());
        let counts: Vec<f64> = (0..41_u32).map(|i| f64::from(i % 3)).collect();
        let (mut picks, mut vectors, mut scalars) =
            (Picks::default(), Gram::default(), Gram::default());
        rows.gram(&counts, &mut picks, &mut vectors);
        scalars.clone_from(&vectors);
        scalars.cells.fill(0.0);
        Tiles {
            rows: &rows,
            picks: picks.get(),
            gram: &mut scalars,
        }
        .sum::<Scalar, PANEL, 1, 2>(Scalar);
        for a in 0..17 {
            for b in a..17 {
                assert!((vectors.get(a, b) - scalars.get(a, b)).abs() < 1e-13);
            }
        }
    }

    #[test]
    fn no_row_that_counts_gives_zero() {
        let rows = rows(5, 6);
        let (mut picks, mut gram) = (Picks::default(), Gram::default());
        rows.gram(&[1.0; 5], &mut picks, &mut gram);
        rows.gram(&[0.0; 5], &mut picks, &mut gram);
        assert!(gram.get(2, 3).abs() < f64::EPSILON);
    }
}
