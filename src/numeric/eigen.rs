//! Eigenvalues of small symmetric matrices.

use nalgebra::DMatrix;

/// The leading eigenvector of the symmetric row-major `m x m` matrix `a`, by cyclic Jacobi rotations.
///
/// `a` is destroyed; `v` is room for `m x m` numbers; `out` receives the vector, of length 1.
/// Nothing is allocated, and equal or close eigenvalues do no harm: any vector of their span is leading.
pub(crate) fn leading_vector(a: &mut [f64], v: &mut [f64], m: usize, out: &mut [f64]) {
    v.fill(0.0);
    for i in 0..m {
        v[i * m + i] = 1.0;
    }
    // Convergence is quadratic; a correlation matrix of 50 rows needs about 8 sweeps.
    for _sweep in 0..60 {
        let off: f64 = (0..m)
            .flat_map(|i| (0..i).map(move |j| (i, j)))
            .map(|(i, j)| a[i * m + j].powi(2))
            .sum();
        if off < 1e-32 {
            break;
        }
        for p in 0..m {
            for q in p + 1..m {
                rotate(a, v, m, p, q);
            }
        }
    }
    let leading = (0..m).fold(0, |best, i| {
        if a[i * m + i] > a[best * m + best] {
            i
        } else {
            best
        }
    });
    for (k, x) in out.iter_mut().enumerate().take(m) {
        *x = v[k * m + leading];
    }
}

/// One Jacobi rotation that makes `a[p, q]` zero.
fn rotate(a: &mut [f64], v: &mut [f64], m: usize, p: usize, q: usize) {
    let apq = a[p * m + q];
    if apq == 0.0 {
        return;
    }
    let theta = (a[q * m + q] - a[p * m + p]) / (2.0 * apq);
    let t = theta.signum() / (theta.abs() + theta.hypot(1.0));
    let c = 1.0 / t.hypot(1.0);
    let s = t * c;
    for k in 0..m {
        let (x, y) = (a[k * m + p], a[k * m + q]);
        a[k * m + p] = c * x - s * y;
        a[k * m + q] = s * x + c * y;
    }
    for k in 0..m {
        let (x, y) = (a[p * m + k], a[q * m + k]);
        a[p * m + k] = c * x - s * y;
        a[q * m + k] = s * x + c * y;
    }
    for k in 0..m {
        let (x, y) = (v[k * m + p], v[k * m + q]);
        v[k * m + p] = c * x - s * y;
        v[k * m + q] = s * x + c * y;
    }
}

/// Smallest over largest eigenvalue: the reciprocal condition number of a correlation matrix.
pub(crate) fn reciprocal_condition(matrix: &DMatrix<f64>) -> f64 {
    let values = matrix.symmetric_eigenvalues();
    (values.min() / values.max()).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn the_leading_vector_is_an_eigenvector_of_the_largest_value() {
        let a = [1.0, 0.6, 0.3, 0.6, 1.0, 0.5, 0.3, 0.5, 1.0];
        let mut v = [0.0; 9];
        let mut x = [0.0; 3];
        leading_vector(&mut a.clone(), &mut v, 3, &mut x);
        let largest = DMatrix::from_row_slice(3, 3, &a)
            .symmetric_eigenvalues()
            .max();
        for i in 0..3 {
            let ax: f64 = (0..3).map(|j| a[i * 3 + j] * x[j]).sum();
            assert_abs_diff_eq!(ax, largest * x[i], epsilon = 1e-14);
        }
        assert_abs_diff_eq!(x.iter().map(|x| x * x).sum::<f64>(), 1.0, epsilon = 1e-14);
    }
}
