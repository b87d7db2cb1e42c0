//! Tiles: the hottest loop of the library.
//!
//! A tile of sums of products stays in the registers while it is summed over the rows with weights above 0, a few rows at
//! a time, which stay in the nearest cache for all tiles.

use pulp::{Simd, WithSimd};

use crate::numeric::aligned::Aligned;

/// Columns of a panel: one vector of AVX-512, two of AVX2, four of NEON.
pub(super) const WIDTH: usize = 8;
/// Numbers that the nearest cache holds for sure.
pub(super) const NEAR: usize = 4096;

/// A number on the right.
pub(super) trait Number: Copy + Into<f64> {
    /// Numbers that are read as they are, without a weight.
    fn plain(numbers: &[Self]) -> &[f64];
}

impl Number for f64 {
    #[inline(always)]
    fn plain(numbers: &[Self]) -> &[f64] {
        numbers
    }
}

impl Number for i8 {
    /// Small numbers are read where they are weighted only.
    fn plain(_: &[Self]) -> &[f64] {
        &[]
    }
}

/// How the rows of a cross product lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) columns: usize,
    /// Numbers in a row on the right, one for each column.
    pub(super) stride: usize,
    /// Numbers in a row on the left, each of `digits` columns.
    pub(super) step: usize,
    pub(super) digits: usize,
}

/// All tiles of one cross product: numbers on the left, each of one column or of several, times panels of columns on the
/// right. Weights are put to those on the left if `LEFT`, which are fewer, but then all rows on the right are read.
pub(super) struct Tiles<'a, T, const LEFT: bool> {
    pub(super) shape: Shape,
    pub(super) right: &'a [T],
    pub(super) left: &'a [f64],
    pub(super) picks: &'a [(usize, f64)],
    pub(super) weighted: &'a mut Aligned,
    pub(super) sums: &'a mut [f64],
    /// Whether sums begin with these rows; what was in their place belongs to another weighting. Without any row nothing is
    /// written.
    pub(super) from_zero: bool,
}

/// A few of the rows that count, and whether sums begin with them.
#[derive(Debug, Clone, Copy)]
struct Few<'p> {
    picks: &'p [(usize, f64)],
    first: bool,
}

/// A tile: its first number on the left and its first panel.
type Corner = (usize, usize);

impl<T: Number, const LEFT: bool> WithSimd for Tiles<'_, T, LEFT> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        // As many sums at once as fit into the registers: of two rows, and of four.
        match WIDTH / S::F64_LANES {
            1 => self.sum::<S, 1>(simd, [8, 4]),
            2 => self.sum::<S, 2>(simd, [2, 1]),
            4 => self.sum::<S, 4>(simd, [2, 1]),
            _ => self.sum::<S, 8>(simd, [1, 1]),
        }
    }
}

impl<T: Number, const LEFT: bool> Tiles<'_, T, LEFT> {
    /// `V` vectors make a panel; a tile is of at most `wide` panels.
    #[inline(always)]
    fn sum<S: Simd, const V: usize>(mut self, simd: S, wide: [usize; 2]) {
        let Shape {
            columns,
            stride,
            step,
            digits,
        } = self.shape;
        let lefts = columns.div_ceil(digits);
        // Tiles end where panels do, so that little is summed beyond the diagonal.
        let (high, wide) = match digits {
            1 | 2 => (4, wide[1]),
            _ => (2, wide[0]),
        };
        let few = (NEAR / (stride + step)).max(1);
        for (i, picks) in self.picks.chunks(few).enumerate() {
            let few = Few {
                picks,
                first: i == 0 && self.from_zero,
            };
            if LEFT {
                weigh(simd, self.left, step, picks, self.weighted);
            } else {
                weigh(simd, self.right, stride, picks, self.weighted);
            }
            for row in (0..lefts).step_by(high) {
                let height = high.min(lefts - row);
                let last = ((row + height) * digits).min(columns);
                for (panel, width) in parts(last.div_ceil(WIDTH), wide) {
                    let corner = (row, panel);
                    match height {
                        1 => self.tiles::<S, V, 1>(simd, few, corner, width),
                        2 => self.tiles::<S, V, 2>(simd, few, corner, width),
                        3 => self.narrow_tiles::<S, V, 3>(simd, few, corner, width),
                        _ => self.narrow_tiles::<S, V, 4>(simd, few, corner, width),
                    }
                }
            }
        }
    }

    #[inline(always)]
    fn tiles<S: Simd, const V: usize, const R: usize>(
        &mut self,
        simd: S,
        few: Few,
        corner: Corner,
        width: usize,
    ) {
        match width {
            5 => self.tile::<S, V, 5, R>(simd, few, corner),
            6 => self.tile::<S, V, 6, R>(simd, few, corner),
            7 => self.tile::<S, V, 7, R>(simd, few, corner),
            8 => self.tile::<S, V, 8, R>(simd, few, corner),
            _ => self.narrow_tiles::<S, V, R>(simd, few, corner, width),
        }
    }

    #[inline(always)]
    fn narrow_tiles<S: Simd, const V: usize, const R: usize>(
        &mut self,
        simd: S,
        few: Few,
        corner: Corner,
        width: usize,
    ) {
        match width {
            1 => self.tile::<S, V, 1, R>(simd, few, corner),
            2 => self.tile::<S, V, 2, R>(simd, few, corner),
            3 => self.tile::<S, V, 3, R>(simd, few, corner),
            _ => self.tile::<S, V, 4, R>(simd, few, corner),
        }
    }

    /// Adds products of `R` numbers on the left with `P` panels to their sums.
    #[allow(clippy::needless_range_loop)] // R, P and V are constants, and the loops are written out by the compiler
    #[inline(always)]
    fn tile<S: Simd, const V: usize, const P: usize, const R: usize>(
        &mut self,
        simd: S,
        Few { picks, first }: Few,
        (row, panel): Corner,
    ) {
        let Shape { stride, step, .. } = self.shape;
        let corner = row * stride + panel * WIDTH;
        let mut tile = [[[simd.splat_f64s(0.0); V]; P]; R];
        for r in 0..if first { 0 } else { R } {
            let cells = &self.sums[corner + r * stride..][..P * WIDTH];
            let cells = S::as_simd_f64s(cells).0;
            for p in 0..P {
                for v in 0..V {
                    tile[r][p][v] = cells[p * V + v];
                }
            }
        }
        let weighted = self.weighted.chunks_exact(if LEFT { step } else { stride });
        for (&(i, _), weighted) in picks.iter().zip(weighted) {
            let (left, right) = if LEFT {
                (weighted, T::plain(&self.right[i * stride..]))
            } else {
                (&self.left[i * step..], weighted)
            };
            let left = &left[row..][..R];
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

/// Rows times their weights, side by side.
#[inline(always)]
fn weigh<S: Simd, T: Number>(
    simd: S,
    rows: &[T],
    stride: usize,
    picks: &[(usize, f64)],
    weighted: &mut [f64],
) {
    for (&(i, weight), weighted) in picks.iter().zip(weighted.chunks_exact_mut(stride)) {
        let weight = simd.splat_f64s(weight);
        let (panels, _) = rows[i * stride..][..stride].as_chunks();
        for (panel, weighted) in panels.iter().zip(weighted.chunks_exact_mut(WIDTH)) {
            // Each by itself: a panel of bytes that is moved as a whole would be a number, which is then cut.
            let (panel, mut numbers): (&[T; WIDTH], _) = (panel, [0.0; WIDTH]);
            for (number, &z) in numbers.iter_mut().zip(panel) {
                *number = z.into();
            }
            let weighted = S::as_mut_simd_f64s(weighted).0.iter_mut();
            for (weighted, &z) in weighted.zip(S::as_simd_f64s(&numbers).0) {
                *weighted = simd.mul_f64s(weight, z);
            }
        }
    }
}

/// Divides a length into the smallest number of parts of at most `most`, nearly equal, the longer parts
/// last.
#[inline(always)]
fn parts(length: usize, most: usize) -> impl Iterator<Item = (usize, usize)> {
    let count = length.div_ceil(most);
    (0..count).map(move |i| {
        let start = length * i / count;
        (start, length * (i + 1) / count - start)
    })
}
