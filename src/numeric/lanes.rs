//! Numbers of several replicates side by side, one replicate in each lane of a vector.
//!
//! Every operation works on each lane separately, so that no replicate depends on its neighbours.

use std::ops::{Add, Div, Mul, Neg, Sub};

use nalgebra::DMatrix;
use pulp::{Arch, Simd, WithSimd};

use super::aligned::Aligned;

/// Lanes of the widest vectors: the most replicates that are worked on together.
pub(crate) const MOST: usize = 8;

/// Lanes of this machine's vectors.
pub(crate) fn count() -> usize {
    struct Count;
    impl WithSimd for Count {
        type Output = usize;
        fn with_simd<S: Simd>(self, _: S) -> usize {
            S::F64_LANES
        }
    }
    Arch::new().dispatch(Count)
}

/// The numbers of formulas: one number, or one in each lane of a vector.
pub(crate) trait Number:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// This number of the same kind.
    fn like(self, x: f64) -> Self;
    fn sqrt(self) -> Self;
    fn abs(self) -> Self;
    /// Not-a-number where `x` is not above `least`, so that the formula is not defined there.
    fn where_above(self, x: Self, least: Self) -> Self;
}

impl Number for f64 {
    fn like(self, x: f64) -> Self {
        x
    }

    fn sqrt(self) -> Self {
        f64::sqrt(self)
    }

    fn abs(self) -> Self {
        f64::abs(self)
    }

    fn where_above(self, x: Self, least: Self) -> Self {
        if x > least { self } else { f64::NAN }
    }
}

/// A number in every lane, with the operators of arithmetic.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Vector<S: Simd> {
    simd: S,
    pub(crate) lanes: S::f64s,
}

impl<S: Simd> Vector<S> {
    #[inline(always)]
    pub(crate) fn new(simd: S, lanes: S::f64s) -> Self {
        Self { simd, lanes }
    }

    #[inline(always)]
    pub(crate) fn splat(simd: S, x: f64) -> Self {
        Self::new(simd, simd.splat_f64s(x))
    }

    /// `self * by + plus`, rounded once where the machine can.
    #[inline(always)]
    pub(crate) fn mul_add(self, by: Self, plus: Self) -> Self {
        let lanes = self.simd.mul_add_e_f64s(self.lanes, by.lanes, plus.lanes);
        Self::new(self.simd, lanes)
    }

    #[inline(always)]
    pub(crate) fn max(self, other: Self) -> Self {
        Self::new(self.simd, self.simd.max_f64s(self.lanes, other.lanes))
    }

    #[inline(always)]
    pub(crate) fn min(self, other: Self) -> Self {
        Self::new(self.simd, self.simd.min_f64s(self.lanes, other.lanes))
    }

    /// Where it is above another number.
    #[inline(always)]
    pub(crate) fn above(self, other: Self) -> S::m64s {
        self.simd.greater_than_f64s(self.lanes, other.lanes)
    }

    /// Where it is below another number.
    #[inline(always)]
    pub(crate) fn below(self, other: Self) -> S::m64s {
        self.simd.less_than_f64s(self.lanes, other.lanes)
    }

    /// Where it is another number.
    #[inline(always)]
    pub(crate) fn equals(self, other: Self) -> S::m64s {
        self.simd.equal_f64s(self.lanes, other.lanes)
    }

    /// This number in some lanes, and another elsewhere.
    #[inline(always)]
    pub(crate) fn only(self, these: S::m64s, elsewhere: Self) -> Self {
        let lanes = self.simd.select_f64s(these, self.lanes, elsewhere.lanes);
        Self::new(self.simd, lanes)
    }
}

impl<S: Simd> Add for Vector<S> {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self::new(self.simd, self.simd.add_f64s(self.lanes, other.lanes))
    }
}

impl<S: Simd> Sub for Vector<S> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self::new(self.simd, self.simd.sub_f64s(self.lanes, other.lanes))
    }
}

impl<S: Simd> Mul for Vector<S> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self::new(self.simd, self.simd.mul_f64s(self.lanes, other.lanes))
    }
}

impl<S: Simd> Div for Vector<S> {
    type Output = Self;
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        Self::new(self.simd, self.simd.div_f64s(self.lanes, other.lanes))
    }
}

impl<S: Simd> Neg for Vector<S> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self::new(self.simd, self.simd.neg_f64s(self.lanes))
    }
}

impl<S: Simd> Number for Vector<S> {
    #[inline(always)]
    fn like(self, x: f64) -> Self {
        Self::splat(self.simd, x)
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        Self::new(self.simd, self.simd.sqrt_f64s(self.lanes))
    }

    #[inline(always)]
    fn abs(self) -> Self {
        Self::new(self.simd, self.simd.abs_f64s(self.lanes))
    }

    #[inline(always)]
    fn where_above(self, x: Self, least: Self) -> Self {
        self.only(x.above(least), self.like(f64::NAN))
    }
}

/// A square of numbers, or of vectors.
pub(crate) trait Square<T> {
    fn get(&self, row: usize, column: usize) -> T;
    fn put(&mut self, row: usize, column: usize, x: T);
}

impl Square<f64> for DMatrix<f64> {
    fn get(&self, row: usize, column: usize) -> f64 {
        self[(row, column)]
    }

    fn put(&mut self, row: usize, column: usize, x: f64) {
        self[(row, column)] = x;
    }
}

/// A square of vectors, column by column.
pub(crate) struct SquareLanes<'a, S: Simd> {
    pub(crate) simd: S,
    pub(crate) side: usize,
    pub(crate) cells: &'a mut [S::f64s],
}

impl<S: Simd> Square<Vector<S>> for SquareLanes<'_, S> {
    #[inline(always)]
    fn get(&self, row: usize, column: usize) -> Vector<S> {
        Vector::new(self.simd, self.cells[column * self.side + row])
    }

    #[inline(always)]
    fn put(&mut self, row: usize, column: usize, x: Vector<S>) {
        self.cells[column * self.side + row] = x.lanes;
    }
}

/// Room for vectors, allocated once. It keeps the width of the vectors that were written first: numbers of another width
/// would be read from the wrong lanes.
#[derive(Debug, Clone)]
pub(crate) struct Room {
    numbers: Aligned,
    vectors: usize,
    /// Numbers in a vector; 0 while nothing was written.
    width: usize,
}

impl Room {
    /// Room for so many vectors of zeros.
    pub(crate) fn new(vectors: usize) -> Self {
        Self {
            numbers: Aligned::zeros(vectors * MOST),
            vectors,
            width: 0,
        }
    }

    #[inline(always)]
    pub(crate) fn get<S: Simd>(&self) -> &[S::f64s] {
        assert!(self.width == S::F64_LANES || self.width == 0, "{WIDTH}");
        S::as_simd_f64s(&self.numbers[..self.vectors * S::F64_LANES]).0
    }

    #[inline(always)]
    pub(crate) fn get_mut<S: Simd>(&mut self) -> &mut [S::f64s] {
        self.keep(S::F64_LANES);
        S::as_mut_simd_f64s(&mut self.numbers[..self.vectors * S::F64_LANES]).0
    }

    #[inline(always)]
    fn keep(&mut self, width: usize) {
        assert!(self.width == width || self.width == 0, "{WIDTH}");
        self.width = width;
    }

    /// Whether it is empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.vectors == 0
    }

    /// All numbers, vector after vector, of this machine's vectors.
    pub(crate) fn numbers_mut(&mut self) -> &mut [f64] {
        self.keep(count());
        &mut self.numbers[..self.vectors * self.width]
    }

    /// The numbers of one lane.
    pub(crate) fn lane(&self, lane: usize) -> impl Iterator<Item = &f64> {
        // What was never written is 0 at any width.
        let width = if self.width == 0 { MOST } else { self.width };
        let numbers = &self.numbers[..self.vectors * width];
        numbers.iter().skip(lane).step_by(width)
    }

    /// Copies one lane.
    pub(crate) fn copy_lane(&self, lane: usize, into: &mut [f64]) {
        let lane = self.lane(lane);
        into.iter_mut().zip(lane).for_each(|(into, x)| *into = *x);
    }

    /// Puts numbers into all lanes of vectors of so many, one vector for each from `at` on.
    pub(crate) fn spread(&mut self, at: usize, width: usize, numbers: &[f64]) {
        self.keep(width);
        let into = &mut self.numbers[at * width..(at + numbers.len()) * width];
        if width == 1 {
            into.copy_from_slice(numbers);
            return;
        }
        let vectors = into.chunks_exact_mut(width).zip(numbers);
        vectors.for_each(|(vector, x)| vector.fill(*x));
    }

    /// Fills one lane of vectors of so many numbers.
    pub(crate) fn fill_lane<'x>(
        &mut self,
        lane: usize,
        width: usize,
        from: impl IntoIterator<Item = &'x f64>,
    ) {
        self.keep(width);
        let lane = self.numbers[lane..self.vectors * width].iter_mut();
        lane.step_by(width)
            .zip(from)
            .for_each(|(into, x)| *into = *x);
    }
}

const WIDTH: &str = "vectors are read with the width that they were written with";

/// Where row `k` of a lower triangle begins, one row after the other, the diagonal included.
#[inline(always)]
pub(crate) fn row(k: usize) -> usize {
    k * (k + 1) / 2
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "the width that they were written with")]
    fn vectors_of_one_width_are_not_read_with_another() {
        let mut room = Room::new(3);
        room.fill_lane(0, MOST, &[1.0, 2.0, 3.0]);
        let _ = room.get::<pulp::Scalar>();
    }

    #[test]
    fn a_lane_is_read_with_the_width_that_it_was_written_with() {
        for width in [1, 2, MOST] {
            let mut room = Room::new(3);
            room.fill_lane(width - 1, width, &[1.0, 2.0, 3.0]);
            let numbers: Vec<f64> = room.lane(width - 1).copied().collect();
            assert_eq!(numbers, [1.0, 2.0, 3.0], "{width}");
        }
        assert_eq!(Room::new(2).lane(1).count(), 2);
    }
}
