//! Eigenvalues of symmetric matrices, one matrix in each lane of the machine's vectors.
//!
//! ```text
//! reduce   A -> three diagonals with the same eigenvalues, by reflections (Householder 1958)
//! find     from these by the rational QL method, which takes no square roots (Reinsch 1971)
//! ```
//!
//! All lanes continue until the last has converged; a lane that has converged is transformed without a shift,
//! which does not change its eigenvalues.

use pulp::Simd;

use super::lanes::{Number as _, Room, Vector, numbers, row};

/// Steps for one eigenvalue, of which two are the rule.
const MOST_STEPS: usize = 60;

/// Room for one matrix in each lane, and what it becomes.
#[derive(Debug, Clone)]
pub(crate) struct Eigenvalues {
    side: usize,
    /// The lower triangle of the matrix, row after row.
    pub(crate) triangle: Room,
    diagonal: Room,
    /// Squares of the elements next to the diagonal: of rows `i` and `i + 1`.
    beside: Room,
    reflector: Room,
    update: Room,
}

impl Eigenvalues {
    pub(crate) fn room(side: usize) -> Self {
        Self {
            side,
            triangle: Room::new(row(side)),
            diagonal: Room::new(side),
            beside: Room::new(side),
            reflector: Room::new(side),
            update: Room::new(side),
        }
    }

    /// The eigenvalues of the matrices, in no order; not-a-number in a lane where they cannot be found. The triangle is
    /// destroyed.
    #[inline(always)]
    pub(crate) fn find<S: Simd>(&mut self, simd: S) -> &[S::f64s] {
        self.reduce(simd);
        self.diagonalise(simd);
        self.diagonal.get::<S>()
    }

    /// Reflects one row after the other, the last first, so that only the element next to the diagonal
    /// remains.
    #[inline(always)]
    fn reduce<S: Simd>(&mut self, simd: S) {
        let a = self.triangle.get_mut::<S>();
        let (d, e) = (self.diagonal.get_mut::<S>(), self.beside.get_mut::<S>());
        let (v, w) = (self.reflector.get_mut::<S>(), self.update.get_mut::<S>());
        let (zero, one) = (Vector::splat(simd, 0.0), Vector::splat(simd, 1.0));
        for i in (1..self.side).rev() {
            let (above, own) = a.split_at_mut(row(i));
            d[i] = own[i];
            let v = &mut v[..i];
            v.copy_from_slice(&own[..i]);
            let square = super::lanes::dot(simd, v, v);
            e[i - 1] = square;
            if i == 1 {
                break;
            }
            let square = Vector::new(simd, square);
            let neighbour = Vector::new(simd, v[i - 1]);
            let length = square.sqrt();
            // With the sign that avoids cancellation.
            v[i - 1] = (neighbour + with_sign_of(simd, length, neighbour)).lanes;
            let norm = square + length * neighbour.abs();
            let is_some = simd.greater_than_f64s(norm.lanes, zero.lanes);
            let beta = simd.select_f64s(is_some, (one / norm).lanes, zero.lanes);
            let w = &mut w[..i];
            times(simd, above, v, w);
            for x in w.iter_mut() {
                *x = simd.mul_f64s(*x, beta);
            }
            let half = simd.mul_f64s(simd.splat_f64s(0.5), beta);
            let along = simd.mul_f64s(half, super::lanes::dot(simd, v, w));
            let along = simd.neg_f64s(along);
            super::lanes::add(simd, along, v, w);
            for r in 0..i {
                let (of_v, of_w) = (simd.neg_f64s(v[r]), simd.neg_f64s(w[r]));
                let cells = &mut above[row(r)..=row(r) + r];
                for ((cell, &v), &w) in cells.iter_mut().zip(&*v).zip(&*w) {
                    let less = simd.mul_add_e_f64s(of_v, w, *cell);
                    *cell = simd.mul_add_e_f64s(of_w, v, less);
                }
            }
        }
        d[0] = a[0];
        e[self.side - 1] = zero.lanes;
    }

    #[inline(always)]
    fn diagonalise<S: Simd>(&mut self, simd: S) {
        let n = self.side;
        let (d, e) = (self.diagonal.get_mut::<S>(), self.beside.get_mut::<S>());
        let of = |x: f64| Vector::splat(simd, x);
        let (zero, one, two, least) = (of(0.0), of(1.0), of(2.0), of(f64::MIN_POSITIVE));
        let (mut shifted, mut largest) = (zero, zero);
        for l in 0..n {
            let here = Vector::new(simd, d[l]).abs() + Vector::new(simd, e[l]).sqrt();
            let larger = simd.greater_than_f64s(here.lanes, largest.lanes);
            largest = Vector::new(simd, simd.select_f64s(larger, here.lanes, largest.lanes));
            let small = largest * of(f64::EPSILON);
            let smaller = small * small + least;
            // A zero would be divided by.
            let away_from_zero = |x: Vector<S>| {
                let is_some = simd.greater_than_f64s(x.abs().lanes, zero.lanes);
                let instead = (small + least).lanes;
                Vector::new(simd, simd.select_f64s(is_some, x.lanes, instead))
            };
            let mut steps = 0;
            loop {
                let open = simd.greater_than_f64s(e[l], smaller.lanes);
                let any = simd.select_f64s(open, one.lanes, zero.lanes);
                if l + 1 == n || numbers::<S>(&[any]).iter().all(|x| *x == 0.0) {
                    break;
                }
                steps += 1;
                if steps > MOST_STEPS {
                    let undefined = simd.splat_f64s(f64::NAN);
                    d[l] = simd.select_f64s(open, undefined, d[l]);
                    break;
                }
                let g = Vector::new(simd, d[l]);
                let s = Vector::new(simd, e[l]).sqrt();
                let p = (Vector::new(simd, d[l + 1]) - g) / (two * s);
                let next = s / (p + with_sign_of(simd, (p * p + one).sqrt(), p));
                let next = Vector::new(simd, simd.select_f64s(open, next.lanes, g.lanes));
                d[l] = next.lanes;
                let shift = g - next;
                for x in &mut d[l + 1..n] {
                    *x = simd.sub_f64s(*x, shift.lanes);
                }
                shifted = shifted + shift;
                let mut g = away_from_zero(Vector::new(simd, d[n - 1]));
                let (mut h, mut s) = (g, zero);
                for i in (l..n - 1).rev() {
                    let beside = Vector::new(simd, e[i]);
                    let p = g * h;
                    let r = away_from_zero(p + beside);
                    e[i + 1] = (s * r).lanes;
                    s = beside / r;
                    let own = Vector::new(simd, d[i]);
                    d[i + 1] = (h + s * (h + own)).lanes;
                    g = away_from_zero(own - beside / g);
                    h = g * p / r;
                }
                e[n - 1] = zero.lanes;
                e[l] = (s * g * h).lanes;
                d[l] = h.lanes;
            }
            d[l] = simd.add_f64s(d[l], shifted.lanes);
        }
    }
}

/// A positive number with the sign of another.
#[inline(always)]
fn with_sign_of<S: Simd>(simd: S, x: Vector<S>, of: Vector<S>) -> Vector<S> {
    let is_negative = simd.greater_than_f64s(simd.splat_f64s(0.0), of.lanes);
    Vector::new(simd, simd.select_f64s(is_negative, (-x).lanes, x.lanes))
}

/// The product of a symmetric matrix, whose lower triangle stands row after row, with a vector.
#[inline(always)]
fn times<S: Simd>(simd: S, triangle: &[S::f64s], v: &[S::f64s], into: &mut [S::f64s]) {
    for r in 0..v.len() {
        let cells = &triangle[row(r)..row(r) + r];
        let mut sum = simd.mul_f64s(triangle[row(r) + r], v[r]);
        for ((&cell, &x), into) in cells.iter().zip(v).zip(&mut *into) {
            sum = simd.mul_add_e_f64s(cell, x, sum);
            *into = simd.mul_add_e_f64s(cell, v[r], *into);
        }
        into[r] = sum;
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;
    use pulp::{Arch, WithSimd};

    use super::*;
    use crate::numeric::lanes;

    struct Find<'e>(&'e mut Eigenvalues);

    impl WithSimd for Find<'_> {
        type Output = Vec<f64>;

        fn with_simd<S: Simd>(self, simd: S) -> Vec<f64> {
            numbers::<S>(self.0.find(simd)).to_vec()
        }
    }

    #[test]
    fn every_lane_has_the_eigenvalues_of_its_own_matrix() {
        let width = lanes::count();
        for side in [1, 2, 3, 7, 20, 49] {
            let mut found = Eigenvalues::room(side);
            // A diagonal, a repeated eigenvalue, and matrices of every other kind.
            let matrix = |lane: usize| match lane {
                0 => DMatrix::from_diagonal_element(side, side, 2.0),
                1 => DMatrix::from_fn(side, side, |k, l| if k == l { 1.0 } else { 0.5 }),
                _ => {
                    let x = DMatrix::from_fn(side + 9, side, |r, c| {
                        ((r * 7 + c * 13 + lane * 31) as f64 * 0.7).sin()
                    });
                    x.tr_mul(&x) / (side + 9) as f64
                }
            };
            for lane in 0..width {
                let m = matrix(lane);
                let cells: Vec<f64> = (0..side)
                    .flat_map(|k| (0..=k).map(move |l| (k, l)))
                    .map(|c| m[c])
                    .collect();
                found.triangle.fill_lane(lane, width, &cells);
            }
            let all = Arch::new().dispatch(Find(&mut found));
            for lane in 0..width {
                let mut own: Vec<f64> = all
                    .iter()
                    .skip(lane)
                    .step_by(width)
                    .take(side)
                    .copied()
                    .collect();
                own.sort_by(f64::total_cmp);
                let mut known: Vec<f64> = matrix(lane)
                    .symmetric_eigenvalues()
                    .iter()
                    .copied()
                    .collect();
                known.sort_by(f64::total_cmp);
                for (a, b) in own.iter().zip(&known) {
                    assert!(
                        (a - b).abs() < 1e-11 * known[side - 1].max(1.0),
                        "{side} {lane}: {a} {b}"
                    );
                }
            }
        }
    }
}
