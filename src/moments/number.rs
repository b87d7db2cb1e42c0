//! The numbers that cross products are summed in, 64 or 32 bits wide, and their vectors.

use pulp::Simd;

/// A number type with vectors on every machine.
pub(super) trait Number: Copy + Default + Into<f64> {
    /// A vector of the machine.
    type Vector<S: Simd>: Copy;

    /// Numbers in a vector.
    fn lanes<S: Simd>() -> usize;
    /// The nearest number of this type.
    fn of(x: f64) -> Self;
    fn splat<S: Simd>(simd: S, x: Self) -> Self::Vector<S>;
    fn mul<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;
    /// `a b + c`, in whichever of its two roundings is the faster.
    fn mul_add<S: Simd>(
        simd: S,
        a: Self::Vector<S>,
        b: Self::Vector<S>,
        c: Self::Vector<S>,
    ) -> Self::Vector<S>;
    /// Numbers as vectors; their count is a multiple of the lanes.
    fn vectors<S: Simd>(numbers: &[Self]) -> &[Self::Vector<S>];
    /// Vectors as numbers.
    fn numbers<S: Simd>(vectors: &[Self::Vector<S>]) -> &[Self];
}

macro_rules! number {
    ($number:ty, $vector:ident, $lanes:ident, $of:expr, $splat:ident, $mul:ident, $mul_add:ident, $vectors:ident) => {
        impl Number for $number {
            type Vector<S: Simd> = S::$vector;

            #[inline(always)]
            fn lanes<S: Simd>() -> usize {
                S::$lanes
            }

            #[inline(always)]
            fn of(x: f64) -> Self {
                $of(x)
            }

            #[inline(always)]
            fn splat<S: Simd>(simd: S, x: Self) -> Self::Vector<S> {
                simd.$splat(x)
            }

            #[inline(always)]
            fn mul<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S> {
                simd.$mul(a, b)
            }

            #[inline(always)]
            fn mul_add<S: Simd>(
                simd: S,
                a: Self::Vector<S>,
                b: Self::Vector<S>,
                c: Self::Vector<S>,
            ) -> Self::Vector<S> {
                simd.$mul_add(a, b, c)
            }

            #[inline(always)]
            fn vectors<S: Simd>(numbers: &[Self]) -> &[Self::Vector<S>] {
                S::$vectors(numbers).0
            }

            #[inline(always)]
            fn numbers<S: Simd>(vectors: &[Self::Vector<S>]) -> &[Self] {
                pulp::bytemuck::cast_slice(vectors)
            }
        }
    };
}

#[allow(clippy::cast_possible_truncation)] // whole numbers below 2^24 are exact
fn narrow(x: f64) -> f32 {
    x as f32
}

number!(
    f64,
    f64s,
    F64_LANES,
    std::convert::identity,
    splat_f64s,
    mul_f64s,
    mul_add_e_f64s,
    as_simd_f64s
);
number!(
    f32,
    f32s,
    F32_LANES,
    narrow,
    splat_f32s,
    mul_f32s,
    mul_add_e_f32s,
    as_simd_f32s
);
