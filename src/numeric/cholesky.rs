//! Cholesky factors of small correlation matrices, in place and without allocation.
//!
//! Matrices are row-major slices of `m x m` numbers; only the upper triangle is used. A factor is built row by row from
//! the top, so that no step waits for a long sum, and its diagonal holds the reciprocals of its own, because a
//! division takes as long as ten products.

/// A pivot below this makes a matrix of unit diagonal singular for us.
pub(crate) const SMALLEST_PIVOT: f64 = 1e-10;

/// The matrix has no stable factor: its rows depend on each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Singular;

/// Replaces the upper triangle of `a` by its factor `U`, where `U' U = a`, with the reciprocals on its diagonal.
#[inline(always)]
pub(crate) fn factor(a: &mut [f64], m: usize) -> Result<(), Singular> {
    for k in 0..m {
        let (top, below) = a[k * m..].split_at_mut(m);
        let row = &mut top[k..];
        if row[0].is_nan() || row[0] < SMALLEST_PIVOT {
            return Err(Singular);
        }
        let scale = 1.0 / row[0].sqrt();
        row.iter_mut().for_each(|u| *u *= scale);
        row[0] = scale;
        for (i, other) in below.chunks_exact_mut(m).enumerate() {
            let rest = &row[i + 1..];
            for (x, u) in other[k + 1 + i..].iter_mut().zip(rest) {
                *x -= rest[0] * u;
            }
        }
    }
    Ok(())
}

/// Solves `U' U x = b` in place, for `U` from [`factor`].
#[inline(always)]
pub(crate) fn solve(u: &[f64], m: usize, b: &mut [f64]) {
    for (i, row) in u.chunks_exact(m).enumerate() {
        b[i] *= row[i];
        let solved = b[i];
        for (x, u) in b[i + 1..].iter_mut().zip(&row[i + 1..]) {
            *x -= solved * u;
        }
    }
    for (i, row) in u.chunks_exact(m).enumerate().rev() {
        let dot: f64 = b[i + 1..]
            .iter()
            .zip(&row[i + 1..])
            .map(|(x, u)| x * u)
            .sum();
        b[i] = (b[i] - dot) * row[i];
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
        solve(&a, 3, &mut b);
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
