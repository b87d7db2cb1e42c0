//! Cholesky factors of small correlation matrices, in place and without allocation.
//!
//! Matrices are row-major slices of `m x m` numbers; only the upper triangle is used. A factor is built row by row from
//! the top, so that no step waits for a long sum, and its diagonal holds the reciprocals of its own, because a
//! division takes as long as ten products.

use pulp::{Scalar, Simd};

use super::lanes::{self, Number as _, Vector};

/// A matrix of unit diagonal with a pivot below this value is treated as singular.
pub(crate) const SMALLEST_PIVOT: f64 = 1e-10;

/// The matrix has no stable factor: its rows depend on each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Singular;

/// Replaces the upper triangle of `a` by its factor `U`, where `U' U = a`, with the reciprocals on its diagonal.
pub(crate) fn factor(a: &mut [f64], m: usize) -> Result<(), Singular> {
    let stable = factor_lanes(Scalar::new(), a, m);
    (stable > 0.0).then_some(()).ok_or(Singular)
}

/// Factors a matrix in every lane, as [`factor`] does; gives 1 where the factor is stable and 0 where there is none.
#[inline(always)]
pub(crate) fn factor_lanes<S: Simd>(simd: S, a: &mut [S::f64s], m: usize) -> S::f64s {
    let (zero, one) = (Vector::splat(simd, 0.0), Vector::splat(simd, 1.0));
    let smallest = simd.splat_f64s(SMALLEST_PIVOT);
    let mut stable = one;
    for k in 0..m {
        let (top, below) = a[k * m..].split_at_mut(m);
        let row = &mut top[k..];
        // If a pivot is not a number, the comparison is false.
        let valid = simd.greater_than_or_equal_f64s(row[0], smallest);
        stable = stable.only(valid, zero);
        let scale = one / Vector::new(simd, row[0]).sqrt();
        for u in row.iter_mut() {
            *u = (Vector::new(simd, *u) * scale).lanes;
        }
        row[0] = scale.lanes;
        for (i, other) in below.chunks_exact_mut(m).enumerate() {
            let rest = &row[i + 1..];
            let factor = -Vector::new(simd, rest[0]);
            lanes::add(simd, factor.lanes, rest, &mut other[k + 1 + i..]);
        }
    }
    stable.lanes
}

/// Solves `U' U x = b` in place and in every lane, for `U` from [`factor_lanes`].
#[inline(always)]
pub(crate) fn solve_lanes<S: Simd>(simd: S, u: &[S::f64s], m: usize, b: &mut [S::f64s]) {
    let of = |x: S::f64s| Vector::new(simd, x);
    solve_half(simd, u, m, b);
    for (i, row) in u.chunks_exact(m).enumerate().rev() {
        let dot = lanes::dot(simd, &b[i + 1..], &row[i + 1..]);
        b[i] = ((of(b[i]) - of(dot)) * of(row[i])).lanes;
    }
}

/// Solves `U' x = b` in place and in every lane, for `U` from [`factor_lanes`].
#[inline(always)]
pub(crate) fn solve_half<S: Simd>(simd: S, u: &[S::f64s], m: usize, b: &mut [S::f64s]) {
    let of = |x: S::f64s| Vector::new(simd, x);
    for (i, row) in u.chunks_exact(m).enumerate() {
        let solved = of(b[i]) * of(row[i]);
        b[i] = solved.lanes;
        lanes::add(simd, (-solved).lanes, &row[i + 1..], &mut b[i + 1..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn solves_a_system_of_three() {
        let mut a = [1.0, 0.5, 0.2, 0.5, 1.0, 0.3, 0.2, 0.3, 1.0];
        let x = [0.3, -0.7, 1.1];
        let mut b = [0.0; 3];
        for i in 0..3 {
            b[i] = (0..3).map(|j| a[i * 3 + j] * x[j]).sum();
        }
        factor(&mut a, 3).unwrap();
        solve_lanes(Scalar::new(), &a, 3, &mut b);
        for (got, want) in b.iter().zip(x) {
            assert_abs_diff_eq!(*got, want, epsilon = 1e-15);
        }
    }

    #[test]
    fn a_row_written_twice_is_singular() {
        let mut a = [1.0, 1.0, 1.0, 1.0];
        assert_eq!(factor(&mut a, 2), Err(Singular));
        let mut no_number = [f64::NAN];
        assert_eq!(factor(&mut no_number, 1), Err(Singular));
    }
}
