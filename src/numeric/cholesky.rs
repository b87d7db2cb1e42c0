//! Cholesky factors of small correlation matrices, in place and without allocation.
//!
//! Matrices are row-major slices of `m x m` numbers; only the lower triangle is used. The diagonal of a factor holds
//! the reciprocals of its own, because a division takes as long as ten products.

/// A pivot below this makes a matrix of unit diagonal singular for us.
const SMALLEST_PIVOT: f64 = 1e-10;

/// The matrix has no stable factor: its rows depend on each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Singular;

/// Replaces the lower triangle of `a` by its factor `L`, where `L L' = a`, with the reciprocals on its diagonal.
#[inline(always)]
pub(crate) fn factor(a: &mut [f64], m: usize) -> Result<(), Singular> {
    for i in 0..m {
        let (above, from_i) = a.split_at_mut(i * m);
        let row = &mut from_i[..m];
        for j in 0..i {
            let other = &above[j * m..=j * m + j];
            let dot: f64 = row[..j].iter().zip(other).map(|(x, y)| x * y).sum();
            row[j] = (row[j] - dot) * other[j];
        }
        let pivot = row[i] - row[..i].iter().map(|x| x * x).sum::<f64>();
        if pivot.is_nan() || pivot < SMALLEST_PIVOT {
            return Err(Singular);
        }
        row[i] = 1.0 / pivot.sqrt();
    }
    Ok(())
}

/// Solves `L L' x = b` in place, for `L` from [`factor`].
#[inline(always)]
pub(crate) fn solve(l: &[f64], m: usize, b: &mut [f64]) {
    for i in 0..m {
        let row = &l[i * m..i * m + i];
        let dot: f64 = row.iter().zip(&b[..i]).map(|(x, y)| x * y).sum();
        b[i] = (b[i] - dot) * l[i * m + i];
    }
    for i in (0..m).rev() {
        b[i] *= l[i * m + i];
        let solved = b[i];
        for (j, x) in b[..i].iter_mut().enumerate() {
            *x -= l[i * m + j] * solved;
        }
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
