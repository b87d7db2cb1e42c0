//! Numbers of several replicates side by side, one replicate in each lane of a vector.
//!
//! What is done to a vector is done to every lane by itself, so that no replicate depends on its neighbours.

use pulp::Simd;

use super::aligned::Aligned;

/// Lanes of the widest vectors: the most replicates that are worked on together.
pub(crate) const MOST: usize = 8;

/// Room for vectors, allocated once.
#[derive(Debug)]
pub(crate) struct Room {
    numbers: Aligned,
    vectors: usize,
}

impl Room {
    /// Room for so many vectors of zeros.
    pub(crate) fn new(vectors: usize) -> Self {
        Self {
            numbers: Aligned::zeros(vectors * MOST),
            vectors,
        }
    }

    #[inline(always)]
    pub(crate) fn get<S: Simd>(&self) -> &[S::f64s] {
        S::as_simd_f64s(&self.numbers[..self.vectors * S::F64_LANES]).0
    }

    #[inline(always)]
    pub(crate) fn get_mut<S: Simd>(&mut self) -> &mut [S::f64s] {
        S::as_mut_simd_f64s(&mut self.numbers[..self.vectors * S::F64_LANES]).0
    }
}

/// The lanes of vectors as numbers, vector after vector.
#[inline(always)]
pub(crate) fn numbers<S: Simd>(vectors: &[S::f64s]) -> &[f64] {
    pulp::bytemuck::cast_slice(vectors)
}

/// The lanes of vectors as numbers to write to.
#[inline(always)]
pub(crate) fn numbers_mut<S: Simd>(vectors: &mut [S::f64s]) -> &mut [f64] {
    pulp::bytemuck::cast_slice_mut(vectors)
}

/// The sum of products of two rows of vectors.
#[inline(always)]
pub(crate) fn dot<S: Simd>(simd: S, a: &[S::f64s], b: &[S::f64s]) -> S::f64s {
    a.iter().zip(b).fold(simd.splat_f64s(0.0), |sum, (&a, &b)| {
        simd.mul_add_e_f64s(a, b, sum)
    })
}

/// Adds `factor` times a row of vectors to another.
#[inline(always)]
pub(crate) fn add<S: Simd>(simd: S, factor: S::f64s, row: &[S::f64s], sums: &mut [S::f64s]) {
    for (sum, &x) in sums.iter_mut().zip(row) {
        *sum = simd.mul_add_e_f64s(factor, x, *sum);
    }
}
