//! The weighted cross product of rows: the hottest loop of the library.
//!
//! ```text
//! G = Σ_i w_i z_i z_i'      w_i >= 0  weight of row i,  z_i  row i
//! ```
//!
//! Rows lie in panels of 12 columns, each panel contiguous over all rows. For given weights the rows that
//! count are copied out, once as they are and once weighted, in groups of 4 columns; then every 4 x 12 tile of
//! the upper triangle is summed over these rows within the registers. With whole-number rows and weights every sum is a whole
//! number and exact; otherwise the order of summation is the order of rows, on any number of threads.

use pulp::{Arch, Scalar, Simd, WithSimd};

/// Columns of a panel: 12 numbers are whole vectors of every instruction set (3 of AVX2, 6 of NEON).
const PANEL: usize = 12;
/// Columns of the left side of a tile.
const GROUP: usize = 4;

/// Rows of numbers, packed for the cross product.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    n: usize,
    columns: usize,
    /// Panel after panel; in a panel, row after row.
    panels: Vec<[f64; PANEL]>,
}

/// Cross products of the columns; the upper triangle is filled.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gram {
    stride: usize,
    cells: Vec<f64>,
}

/// The rows that count, copied out of [`Rows`]. Kept between calls, so that none allocates after the first.
#[derive(Debug, Default)]
pub(crate) struct Packing {
    right: Vec<[f64; PANEL]>,
    left: Vec<[f64; GROUP]>,
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

    pub(super) fn get(&self, row: usize, column: usize) -> f64 {
        self.panels[column / PANEL * self.n + row][column % PANEL]
    }

    pub(super) fn gram(&self, weights: &[f64], packing: &mut Packing, gram: &mut Gram) {
        let distinct = self.pack(weights, packing);
        gram.stride = self.columns.next_multiple_of(PANEL);
        gram.cells.resize(gram.stride * gram.stride, 0.0);
        if distinct == 0 {
            gram.cells.fill(0.0);
        }
        Arch::new().dispatch(Tiles { packing, distinct, columns: self.columns, gram });
    }

    /// Copies the rows that count; returns how many they are.
    fn pack(&self, weights: &[f64], packing: &mut Packing) -> usize {
        packing.right.clear();
        packing.left.clear();
        let counted = || weights.iter().enumerate().filter(|&(_, &w)| w > 0.0);
        let distinct = counted().count();
        for panel in self.panels.chunks_exact(self.n.max(1)) {
            packing.right.extend(counted().map(|(i, _)| panel[i]));
            for g in 0..PANEL / GROUP {
                packing.left.extend(counted().map(|(i, &w)| {
                    std::array::from_fn(|k| w * panel[i][g * GROUP + k])
                }));
            }
        }
        distinct
    }
}

impl Gram {
    /// Sum of products of two columns.
    pub(crate) fn get(&self, a: usize, b: usize) -> f64 {
        self.cells[a.min(b) * self.stride + a.max(b)]
    }

    /// Products of column `a` with every column; only those from `a` on are filled.
    pub(crate) fn row(&self, a: usize) -> &[f64] {
        &self.cells[a * self.stride..(a + 1) * self.stride]
    }
}

/// All tiles of one cross product.
struct Tiles<'a> {
    packing: &'a Packing,
    distinct: usize,
    columns: usize,
    gram: &'a mut Gram,
}

impl WithSimd for Tiles<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match PANEL / S::F64_LANES {
            3 => self.sum::<S, 3>(simd),
            6 => self.sum::<S, 6>(simd),
            _ => self.sum::<Scalar, PANEL>(Scalar),
        }
    }
}

impl Tiles<'_> {
    /// `V` vectors make a panel.
    #[inline(always)]
    fn sum<S: Simd, const V: usize>(self, simd: S) {
        let n = self.distinct.max(1);
        for (j, right) in self.packing.right.chunks_exact(n).enumerate() {
            for (i, left) in self.packing.left.chunks_exact(n).enumerate() {
                if i * GROUP >= self.columns || i * GROUP >= (j + 1) * PANEL {
                    break;
                }
                let mut tile = [[simd.splat_f64s(0.0); V]; GROUP];
                for (l, r) in left.iter().zip(right) {
                    let (r, _) = S::as_simd_f64s(r.as_slice());
                    let r: [S::f64s; V] = std::array::from_fn(|v| r[v]);
                    for (sums, &l) in tile.iter_mut().zip(l) {
                        let l = simd.splat_f64s(l);
                        for (sum, &r) in sums.iter_mut().zip(&r) {
                            *sum = simd.mul_add_e_f64s(l, r, *sum);
                        }
                    }
                }
                for (row, sums) in tile.iter().enumerate() {
                    let start = (i * GROUP + row) * self.gram.stride + j * PANEL;
                    let (cells, _) = S::as_mut_simd_f64s(&mut self.gram.cells[start..start + PANEL]);
                    cells.copy_from_slice(sums);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(n: usize, columns: usize) -> Rows {
        Rows::new(n, columns, |i, k| ((i * 7 + k * 3) % 5) as f64 - 2.0)
    }

    #[test]
    fn tiles_equal_the_plain_sums_exactly_for_whole_numbers() {
        for columns in [1, 3, 4, 11, 12, 13, 25, 50] {
            let rows = rows(37, columns);
            let counts: Vec<f64> = (0..37_u32).map(|i| f64::from((i * i) % 4)).collect();
            let (mut packing, mut gram) = (Packing::default(), Gram::default());
            rows.gram(&counts, &mut packing, &mut gram);
            for a in 0..columns {
                for b in a..columns {
                    let want: f64 = (0..37)
                        .map(|i| counts[i] * rows.get(i, a) * rows.get(i, b))
                        .sum();
                    assert_eq!(gram.get(a, b).to_bits(), (want + 0.0).to_bits(), "{columns}: {a}, {b}");
                }
            }
        }
    }

    #[test]
    fn vectors_and_scalars_give_the_same_sums() {
        let rows = Rows::new(41, 17, |i, k| ((i * 31 + k * 17) as f64).sin());
        let counts: Vec<f64> = (0..41_u32).map(|i| f64::from(i % 3)).collect();
        let (mut packing, mut vectors, mut scalars) = (Packing::default(), Gram::default(), Gram::default());
        rows.gram(&counts, &mut packing, &mut vectors);
        let distinct = rows.pack(&counts, &mut packing);
        scalars.clone_from(&vectors);
        scalars.cells.fill(0.0);
        Tiles { packing: &packing, distinct, columns: 17, gram: &mut scalars }.sum::<Scalar, PANEL>(Scalar);
        for a in 0..17 {
            for b in a..17 {
                assert!((vectors.get(a, b) - scalars.get(a, b)).abs() < 1e-13);
            }
        }
    }

    #[test]
    fn no_row_that_counts_gives_zero() {
        let rows = rows(5, 6);
        let (mut packing, mut gram) = (Packing::default(), Gram::default());
        rows.gram(&[1.0; 5], &mut packing, &mut gram);
        rows.gram(&[0.0; 5], &mut packing, &mut gram);
        assert!(gram.get(2, 3).abs() < f64::EPSILON);
    }
}
