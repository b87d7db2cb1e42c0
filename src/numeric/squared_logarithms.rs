//! Half the sum of the squared logarithms of the eigenvalues of symmetric positive definite matrices, one matrix in each
//! lane of the machine's vectors. No eigenvalue is computed.
//!
//! ```text
//! Σ (ln phi)² / 2 = ∫ g(u) du     g(u) = ln det((1 - sigma) I + sigma T) - sigma ln det T,   sigma = 1 / (1 + e^-u)
//! g(u) + g(-u) = ln det(T + s I) + ln det(I + s T) - 2 p ln(1 + s) - ln det T,   s = e^-|u|
//! ```
//!
//! An eigenvalue `phi` contributes `ln(1 + phi e^u) - ln(1 + e^u) - sigma ln phi` to `g(u)`. The derivative of this in
//! `ln phi` is `sigma(u + ln phi) - sigma(u)`, whose integral over u is `ln phi`. `g` has no singularity closer to the real
//! line than pi, so that the trapezoidal rule of step h has an error of about `e^(-2 pi² / h)`: with h = 1/2 that of
//! rounding (Trefethen & Weideman 2014, SIAM Review 56(3), 385-458). Beyond the last point g falls like `e^-u`, and the sum
//! over the points that are left out is a geometric series.
//!
//! The points of a rule whose weights are equal need the logarithm of the product of their determinants only. A
//! determinant of a tridiagonal matrix is a recurrence of three terms, which waits for no division.

use std::ops::Range;

use pulp::Simd;

use super::lanes::{self, Number as _, Vector, numbers_mut};
use super::tridiagonal::Tridiagonal;

/// The step of the rule.
const STEP: f64 = 0.5;
/// The points on either side of the centre.
const POINTS: usize = 64;
/// Points that are worked on together: each recurrence waits for its own last step only.
const TOGETHER: usize = 4;
/// Rows after which the power of two is taken out of a determinant: fewer than can leave the range of numbers.
const ROWS: usize = 16;

/// Room for one matrix in each lane.
#[derive(Debug, Clone)]
pub(crate) struct SquaredLogarithms {
    pub(crate) matrix: Tridiagonal,
    /// The values of `s`, from the centre outwards: the centre, the last, and those between them.
    centre: Points,
    between: Points,
    last: Points,
}

/// Some values of `s`, and the sum of `ln(1 + s)` of these.
#[derive(Debug, Clone)]
struct Points {
    values: Vec<f64>,
    logs: f64,
}

impl Points {
    fn of(places: Range<usize>) -> Self {
        let values: Vec<f64> = places.map(|k| (-STEP * k as f64).exp()).collect();
        let logs = values.iter().map(|s| s.ln_1p()).sum();
        Self { values, logs }
    }
}

impl SquaredLogarithms {
    pub(crate) fn room(side: usize) -> Self {
        Self {
            matrix: Tridiagonal::room(side),
            centre: Points::of(0..1),
            between: Points::of(1..POINTS),
            last: Points::of(POINTS..POINTS + 1),
        }
    }

    /// The triangle of the matrices, row after row.
    #[inline(always)]
    pub(crate) fn triangle<S: Simd>(&mut self) -> &mut [S::f64s] {
        self.matrix.triangle.get_mut::<S>()
    }

    /// Half the sum of the squared logarithms of the eigenvalues of the matrices in the triangle, which is destroyed;
    /// not-a-number in a lane whose matrix is not positive definite.
    #[inline(always)]
    pub(crate) fn half_sum<S: Simd>(&mut self, simd: S) -> Vector<S> {
        self.matrix.reduce(simd);
        let tridiagonal = (
            self.matrix.diagonal.get::<S>(),
            self.matrix.beside.get::<S>(),
        );
        let of = |x: f64| Vector::splat(simd, x);
        let (whole, least) = determinant(simd, tridiagonal);
        let whole = whole.ln(simd);
        let centre = sum(simd, tridiagonal, whole, &self.centre);
        let between = sum(simd, tridiagonal, whole, &self.between);
        let last = sum(simd, tridiagonal, whole, &self.last);
        let series = of(1.0 / (1.0 - (-STEP).exp()));
        let integral = of(STEP) * (of(0.5) * centre + between + series * last);
        integral.where_above(Vector::new(simd, least), of(0.0))
    }
}

/// The diagonal of a tridiagonal matrix, and the squares of the elements beside it.
type Diagonals<'d, S> = (&'d [<S as Simd>::f64s], &'d [<S as Simd>::f64s]);

/// The sum of `g(u) + g(-u)` over some points, where `whole` is `ln det T`.
#[inline(always)]
fn sum<S: Simd>(
    simd: S,
    tridiagonal: Diagonals<'_, S>,
    whole: Vector<S>,
    points: &Points,
) -> Vector<S> {
    let mut product = Scaled::one(simd);
    let (groups, rest) = points.values.as_chunks::<TOGETHER>();
    for &group in groups {
        determinants(simd, tridiagonal, group, &mut product);
    }
    for &s in rest {
        determinants(simd, tridiagonal, [s], &mut product);
    }
    let of_ones = Vector::splat(simd, 2.0 * tridiagonal.0.len() as f64 * points.logs);
    let of_whole = Vector::splat(simd, points.values.len() as f64) * whole;
    product.ln(simd) - (of_ones + of_whole)
}

/// The determinant of `T`, and the least of its leading minors, each scaled by a power of two.
#[inline(always)]
fn determinant<S: Simd>(simd: S, (d, e): Diagonals<'_, S>) -> (Scaled<S>, S::f64s) {
    let mut product = Scaled::one(simd);
    let mut minors = Minors::start(simd);
    let (mut beside, mut least) = (minors.before, minors.last);
    for (i, (&d, &e)) in d.iter().zip(e).enumerate() {
        minors.next(simd, d, beside);
        least = simd.min_f64s(least, minors.last);
        beside = e;
        if (i + 1) % ROWS == 0 {
            product.take_from(simd, &mut minors);
        }
    }
    product.times(simd, minors.last);
    (product, least)
}

/// Multiplies a product by `det(T + s I) det(I + s T)` of some points.
#[inline(always)]
fn determinants<S: Simd, const N: usize>(
    simd: S,
    (d, e): Diagonals<'_, S>,
    points: [f64; N],
    product: &mut Scaled<S>,
) {
    let one = simd.splat_f64s(1.0);
    let s = points.map(|s| simd.splat_f64s(s));
    let squares = points.map(|s| simd.splat_f64s(s * s));
    let mut shifted = [Minors::start(simd); N];
    let mut scaled = [Minors::start(simd); N];
    let mut beside = simd.splat_f64s(0.0);
    for (i, (&d, &e)) in d.iter().zip(e).enumerate() {
        for point in 0..N {
            shifted[point].next(simd, simd.add_f64s(d, s[point]), beside);
            let diagonal = simd.mul_add_e_f64s(s[point], d, one);
            scaled[point].next(simd, diagonal, simd.mul_f64s(squares[point], beside));
        }
        beside = e;
        if (i + 1) % ROWS == 0 {
            for point in 0..N {
                product.take_from(simd, &mut shifted[point]);
                product.take_from(simd, &mut scaled[point]);
            }
        }
    }
    for point in 0..N {
        product.times(simd, shifted[point].last);
        product.times(simd, scaled[point].last);
    }
}

/// The last two leading minors of a tridiagonal matrix.
#[derive(Clone, Copy)]
struct Minors<V> {
    before: V,
    last: V,
}

impl<V: Copy> Minors<V> {
    /// Of a matrix without rows.
    #[inline(always)]
    fn start<S: Simd<f64s = V>>(simd: S) -> Self {
        Self {
            before: simd.splat_f64s(0.0),
            last: simd.splat_f64s(1.0),
        }
    }

    /// With one row more, by its diagonal element and the square of the one beside it.
    #[inline(always)]
    fn next<S: Simd<f64s = V>>(&mut self, simd: S, diagonal: V, beside: V) {
        let less = simd.neg_f64s(simd.mul_f64s(beside, self.before));
        self.before = self.last;
        self.last = simd.mul_add_e_f64s(diagonal, self.last, less);
    }
}

/// A product in every lane, which may leave the range of numbers: a number times a power of two.
struct Scaled<S: Simd> {
    number: S::f64s,
    exponents: [i64; lanes::MOST],
}

impl<S: Simd> Scaled<S> {
    #[inline(always)]
    fn one(simd: S) -> Self {
        Self {
            number: simd.splat_f64s(1.0),
            exponents: [0; lanes::MOST],
        }
    }

    #[inline(always)]
    fn times(&mut self, simd: S, factor: S::f64s) {
        self.number = simd.mul_f64s(self.number, factor);
        let scale = self.take(self.number);
        self.number = simd.mul_f64s(self.number, scale);
    }

    /// Takes the power of two of the last minor out of the last two.
    #[inline(always)]
    fn take_from(&mut self, simd: S, minors: &mut Minors<S::f64s>) {
        let scale = self.take(minors.last);
        minors.before = simd.mul_f64s(minors.before, scale);
        minors.last = simd.mul_f64s(minors.last, scale);
    }

    /// Notes the powers of two in some numbers, and gives their reciprocals.
    #[inline(always)]
    fn take(&mut self, mut of: S::f64s) -> S::f64s {
        let lanes = numbers_mut::<S>(std::slice::from_mut(&mut of));
        for (x, sum) in lanes.iter_mut().zip(&mut self.exponents) {
            let biased = x.to_bits() >> MANTISSA & EXPONENTS;
            *sum += biased.cast_signed() - BIAS.cast_signed();
            *x = f64::from_bits((2 * BIAS).saturating_sub(biased) << MANTISSA);
        }
        of
    }

    #[inline(always)]
    fn ln(&self, simd: S) -> Vector<S> {
        let mut logs = self.number;
        let lanes = numbers_mut::<S>(std::slice::from_mut(&mut logs));
        for (x, &exponent) in lanes.iter_mut().zip(&self.exponents) {
            *x = x.ln() + exponent as f64 * std::f64::consts::LN_2;
        }
        Vector::new(simd, logs)
    }
}

/// A number's bits below its exponent, the bits of its exponent, and the exponent of 1.
const MANTISSA: u32 = f64::MANTISSA_DIGITS - 1;
const EXPONENTS: u64 = 0x7ff;
const BIAS: u64 = 1023;

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;
    use pulp::{Arch, WithSimd};

    use super::*;
    use crate::numeric::lanes;

    struct HalfSum<'l>(&'l mut SquaredLogarithms);

    impl WithSimd for HalfSum<'_> {
        type Output = Vec<f64>;

        fn with_simd<S: Simd>(self, simd: S) -> Vec<f64> {
            lanes::numbers::<S>(&[self.0.half_sum(simd).lanes]).to_vec()
        }
    }

    fn half_sums(matrices: &[DMatrix<f64>]) -> Vec<f64> {
        let side = matrices[0].nrows();
        let mut logs = SquaredLogarithms::room(side);
        for (lane, m) in matrices.iter().enumerate() {
            let cells = (0..side).flat_map(|k| (0..=k).map(move |l| (k, l)));
            let cells: Vec<f64> = cells.map(|c| m[c]).collect();
            let triangle = &mut logs.matrix.triangle;
            triangle.fill_lane(lane, lanes::count(), &cells);
        }
        Arch::new().dispatch(HalfSum(&mut logs))
    }

    fn by_eigenvalues(matrix: &DMatrix<f64>) -> f64 {
        let phi = matrix.symmetric_eigenvalues();
        phi.iter().map(|phi| phi.ln().powi(2)).sum::<f64>() / 2.0
    }

    #[test]
    fn every_lane_has_the_sum_of_its_own_matrix() {
        for side in [1, 2, 3, 7, 16, 17, 20, 49, 130] {
            // A diagonal, a repeated eigenvalue, and matrices of every other kind.
            let matrix = |lane: usize| match lane {
                0 => DMatrix::from_diagonal_element(side, side, 2.0),
                1 => DMatrix::from_fn(side, side, |k, l| if k == l { 1.0 } else { 0.5 }),
                _ => {
                    let x = DMatrix::from_fn(side + 9, side, |r, c| {
                        let scale = if c % 3 == 0 { 0.2 } else { 1.0 };
                        scale * ((r * r * 5 + c * c * 3 + r * c * 7 + lane) as f64 * 0.7).sin()
                    });
                    x.tr_mul(&x) / (side + 9) as f64
                }
            };
            let matrices: Vec<_> = (0..lanes::count()).map(matrix).collect();
            for (lane, (found, matrix)) in half_sums(&matrices).iter().zip(&matrices).enumerate() {
                let known = by_eigenvalues(matrix);
                let phi = matrix.symmetric_eigenvalues();
                // An eigenvalue is known up to the rounding of the largest.
                let tolerance = 1e-14 * (side as f64).max(known) * phi.max() / phi.min();
                assert!(
                    (found - known).abs() < tolerance.max(1e-13),
                    "{side} {lane}: {found} {known}"
                );
            }
        }
    }

    #[test]
    fn eigenvalues_may_lie_far_apart_and_determinants_beyond_the_range_of_numbers() {
        for (smallest, largest) in [
            (1e-6, 1.0),
            (1.0, 1e6),
            (1e-9, 1e-9),
            (1e9, 1e9),
            (1e-4, 1e5),
        ] {
            for side in [1, 40, 90] {
                let at = |k: usize| [smallest, largest][k % 2];
                let matrix = DMatrix::from_fn(side, side, |k, l| if k == l { at(k) } else { 0.0 });
                let known: f64 = (0..side).map(|k| f64::ln(at(k)).powi(2) / 2.0).sum();
                for found in half_sums(&vec![matrix; lanes::count()]) {
                    assert!(
                        (found - known).abs() < 1e-9 * known.max(1e-3),
                        "{smallest} {largest} {side}: {found} {known}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_matrix_that_is_not_positive_definite_has_no_sum() {
        let indefinite = DMatrix::from_fn(3, 3, |k, l| if k == l { 1.0 } else { -0.6 });
        let singular = DMatrix::from_element(3, 3, 1.0);
        let unknown = DMatrix::from_element(3, 3, f64::NAN);
        for matrix in [indefinite, singular, unknown] {
            let found = half_sums(&vec![matrix; lanes::count()]);
            assert!(found.iter().all(|x| x.is_nan()), "{found:?}");
        }
    }
}
