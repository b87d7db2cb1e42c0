//! Symmetric matrices made tridiagonal with the same eigenvalues, one matrix in each lane of the machine's vectors.
//!
//! ```text
//! A -> Q A Q',   Q = I - beta x x'           one reflection for each row, the last first (Householder 1958)
//! Q A Q' = A - x w' - w x'                   w = beta A x - (beta² x' A x / 2) x
//! ```
//!
//! A matrix is larger than the cache that is next to the processor. What a reflection subtracts is therefore subtracted in
//! the same pass over the matrix that multiplies it by the next reflection.

use pulp::Simd;

use super::lanes::{self, Number as _, Room, Vector, row};

/// Room for one matrix in each lane, and for what it becomes.
#[derive(Debug, Clone)]
pub(crate) struct Tridiagonal {
    side: usize,
    /// The lower triangle of the matrix, row after row.
    pub(crate) triangle: Room,
    pub(crate) diagonal: Room,
    /// Squares of the elements next to the diagonal: of rows `i` and `i + 1`; the last is 0.
    pub(crate) beside: Room,
    /// The reflection `x` whose product is taken, and `A x`, which becomes `w`.
    reflector: Room,
    product: Room,
    /// The same of the reflection before, which is not yet subtracted.
    reflector_before: Room,
    product_before: Room,
}

impl Tridiagonal {
    pub(crate) fn room(side: usize) -> Self {
        Self {
            side,
            triangle: Room::new(row(side)),
            diagonal: Room::new(side),
            beside: Room::new(side),
            reflector: Room::new(side),
            product: Room::new(side),
            reflector_before: Room::new(side),
            product_before: Room::new(side),
        }
    }

    /// Makes the matrices in the triangle tridiagonal, which destroys the triangle.
    #[inline(always)]
    pub(crate) fn reduce<S: Simd>(&mut self, simd: S) {
        let zero = simd.splat_f64s(0.0);
        let a = self.triangle.get_mut::<S>();
        let (d, e) = (self.diagonal.get_mut::<S>(), self.beside.get_mut::<S>());
        let (mut x, mut w) = (self.reflector.get_mut::<S>(), self.product.get_mut::<S>());
        let mut before = Reflection {
            x: self.reflector_before.get_mut::<S>(),
            w: self.product_before.get_mut::<S>(),
        };
        before.x.fill(zero);
        before.w.fill(zero);
        for i in (0..self.side).rev() {
            let (above, own) = a.split_at_mut(row(i));
            before.subtract(simd, i, &mut own[..=i]);
            d[i] = own[i];
            if i == 0 {
                break;
            }
            let (reflector, product) = (&mut x[..i], &mut w[..i]);
            reflector.copy_from_slice(&own[..i]);
            let (square, beta) = reflect(simd, reflector);
            e[i - 1] = square;
            before.subtract_and_multiply(simd, above, reflector, product);
            for w in product.iter_mut() {
                *w = simd.mul_f64s(*w, beta);
            }
            let half = simd.mul_f64s(simd.splat_f64s(-0.5), beta);
            let along = simd.mul_f64s(half, lanes::dot(simd, reflector, product));
            lanes::add(simd, along, reflector, product);
            std::mem::swap(&mut x, &mut before.x);
            std::mem::swap(&mut w, &mut before.w);
        }
        if let Some(last) = e.last_mut() {
            *last = zero;
        }
    }
}

/// Makes a row the reflection that leaves its last element only; gives the square of this element, and `beta`.
#[inline(always)]
fn reflect<S: Simd>(simd: S, x: &mut [S::f64s]) -> (S::f64s, S::f64s) {
    let zero = Vector::splat(simd, 0.0);
    let square = lanes::dot(simd, x, x);
    let Some(last) = x.last_mut() else {
        return (zero.lanes, zero.lanes);
    };
    let (of_row, neighbour) = (Vector::new(simd, square), Vector::new(simd, *last));
    let length = of_row.sqrt();
    // With the sign that avoids cancellation.
    let signed = (-length).only(zero.above(neighbour), length);
    *last = (neighbour + signed).lanes;
    let norm = of_row + length * neighbour.abs();
    let beta = norm.like(1.0) / norm;
    (square, beta.only(norm.above(zero), zero).lanes)
}

/// A reflection, by what it subtracts: `x w' + w x'`.
struct Reflection<'r, V> {
    x: &'r mut [V],
    w: &'r mut [V],
}

impl<V: Copy> Reflection<'_, V> {
    /// Subtracts it from the cells of row `r`.
    #[inline(always)]
    fn subtract<S: Simd<f64s = V>>(&self, simd: S, r: usize, cells: &mut [V]) {
        let own = self.negated(simd, r);
        for ((cell, &x), &w) in cells.iter_mut().zip(&*self.x).zip(&*self.w) {
            *cell = less(simd, own, (x, w), *cell);
        }
    }

    /// Subtracts it from a triangle, and multiplies what remains by a vector. Two rows at a time share what is read
    /// for both.
    #[inline(always)]
    fn subtract_and_multiply<S: Simd<f64s = V>>(
        &self,
        simd: S,
        triangle: &mut [V],
        vector: &[V],
        into: &mut [V],
    ) {
        let side = vector.len();
        for r in (0..side).step_by(2) {
            let (done, open) = into.split_at_mut(r);
            let (own, rest) = triangle[row(r)..].split_at_mut(r + 1);
            if r + 1 == side {
                self.subtract(simd, r, own);
                lanes::add(simd, vector[r], &own[..r], done);
                open[0] = lanes::dot(simd, own, vector);
                break;
            }
            let next = &mut rest[..r + 2];
            let (of_own, of_next) = (self.negated(simd, r), self.negated(simd, r + 1));
            let (by_own, by_next) = (vector[r], vector[r + 1]);
            let (mut sum, mut sum_next) = (simd.splat_f64s(0.0), simd.splat_f64s(0.0));
            let pairs = own[..r].iter_mut().zip(&mut next[..r]);
            let before = self.x[..r].iter().zip(&self.w[..r]);
            let along = vector[..r].iter().zip(done);
            for (((cell, cell_next), (&x, &w)), (&v, done)) in pairs.zip(before).zip(along) {
                *cell = less(simd, of_own, (x, w), *cell);
                *cell_next = less(simd, of_next, (x, w), *cell_next);
                sum = simd.mul_add_e_f64s(*cell, v, sum);
                sum_next = simd.mul_add_e_f64s(*cell_next, v, sum_next);
                *done = simd.mul_add_e_f64s(*cell_next, by_next, *done);
                *done = simd.mul_add_e_f64s(*cell, by_own, *done);
            }
            // The two rows with each other.
            let (first, second) = ((self.x[r], self.w[r]), (self.x[r + 1], self.w[r + 1]));
            own[r] = less(simd, of_own, first, own[r]);
            next[r] = less(simd, of_next, first, next[r]);
            next[r + 1] = less(simd, of_next, second, next[r + 1]);
            sum = simd.mul_add_e_f64s(own[r], by_own, sum);
            open[0] = simd.mul_add_e_f64s(next[r], by_next, sum);
            sum_next = simd.mul_add_e_f64s(next[r], by_own, sum_next);
            open[1] = simd.mul_add_e_f64s(next[r + 1], by_next, sum_next);
        }
    }

    /// Its elements in row `r`, negated.
    #[inline(always)]
    fn negated<S: Simd<f64s = V>>(&self, simd: S, r: usize) -> (V, V) {
        (simd.neg_f64s(self.x[r]), simd.neg_f64s(self.w[r]))
    }
}

/// A cell less a reflection, whose elements in the row of the cell are negated.
#[inline(always)]
fn less<S: Simd>(
    simd: S,
    (minus_x, minus_w): (S::f64s, S::f64s),
    (x, w): (S::f64s, S::f64s),
    cell: S::f64s,
) -> S::f64s {
    simd.mul_add_e_f64s(minus_w, x, simd.mul_add_e_f64s(minus_x, w, cell))
}
