//! Moments of answers that were transformed, from those of the answers themselves, several weightings side by side.

use nalgebra::DMatrix;
use pulp::{Arch, Simd, WithSimd};

use super::MomentLanes;
use crate::numeric::lanes::{Number as _, Room, Vector, row};

/// Columns of a map that are worked on together: as many sums as registers hold beside them.
const TOGETHER: usize = 4;

/// A linear map of standardised answers, `Z~ = Z M`, with memory for the transformed moments.
///
/// ```text
/// V~ = M' V M,   V  covariances of the answers in units of the standard deviations that they were standardised by
/// ```
#[derive(Debug, Clone)]
pub(crate) struct Transformed {
    side: usize,
    /// The map, column after column, in groups of columns whose numbers alternate; the last group is filled with zeros.
    map: Vec<f64>,
    /// The divisor of the answers.
    units: Vec<f64>,
    /// Covariances, and their product with the map.
    covariances: Room,
    product: Room,
}

impl Transformed {
    pub(crate) fn new(map: &DMatrix<f64>, units: &[f64]) -> Self {
        let p = units.len();
        let groups = p.div_ceil(TOGETHER);
        let mut columns = vec![0.0; groups * TOGETHER * p];
        for c in 0..p {
            for k in 0..p {
                columns[(c / TOGETHER * p + k) * TOGETHER + c % TOGETHER] = map[(k, c)];
            }
        }
        Self {
            side: p,
            map: columns,
            units: units.to_vec(),
            covariances: Room::new(p * p),
            product: Room::new(groups * TOGETHER * p),
        }
    }

    /// The moments of the transformed answers under the weights that gave `of`.
    pub(crate) fn make(&mut self, of: &MomentLanes, into: &mut MomentLanes) {
        Arch::new().dispatch(Make {
            map: self,
            of,
            into,
        });
    }
}

struct Make<'a> {
    map: &'a mut Transformed,
    of: &'a MomentLanes,
    into: &'a mut MomentLanes,
}

impl WithSimd for Make<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { map, of, into } = self;
        let p = map.side;
        into.n.get_mut::<S>().copy_from_slice(of.n.get::<S>());
        let v = map.covariances.get_mut::<S>();
        let unit = |k: usize| {
            let sd = Vector::new(simd, of.sds.get::<S>()[k]);
            sd / sd.like(map.units[k])
        };
        for k in 0..p {
            let own = unit(k);
            for (l, &r) in of.row::<S>(k).iter().enumerate() {
                let covariance = (Vector::new(simd, r) * own * unit(l)).lanes;
                v[k * p + l] = covariance;
                v[l * p + k] = covariance;
            }
        }
        // Column c of V M stands in row c.
        let product = map.product.get_mut::<S>();
        for (group, columns) in map.map.chunks_exact(TOGETHER * p).enumerate() {
            for k in 0..p {
                let sums = dots(simd, &v[k * p..(k + 1) * p], columns);
                for (i, sum) in sums.into_iter().enumerate() {
                    product[(group * TOGETHER + i) * p + k] = sum;
                }
            }
        }
        let cells = into.correlations.get_mut::<S>();
        for (group, columns) in map.map.chunks_exact(TOGETHER * p).enumerate() {
            for c in group * TOGETHER..p {
                let sums = dots(simd, &product[c * p..(c + 1) * p], columns);
                for (i, sum) in sums.into_iter().enumerate() {
                    let a = group * TOGETHER + i;
                    if a <= c {
                        cells[row(c) + a] = sum;
                    }
                }
            }
        }
        let sds = into.sds.get_mut::<S>();
        for k in 0..p {
            let variance = Vector::new(simd, cells[row(k) + k]);
            sds[k] = variance.sqrt().lanes;
            for l in 0..k {
                let together = Vector::new(simd, sds[k]) * Vector::new(simd, sds[l]);
                let cell = Vector::new(simd, cells[row(k) + l]);
                cells[row(k) + l] = (cell / together).lanes;
            }
            cells[row(k) + k] = simd.splat_f64s(1.0);
        }
    }
}

/// The sums of products of a row of vectors with a few columns of numbers.
#[inline(always)]
fn dots<S: Simd>(simd: S, row: &[S::f64s], columns: &[f64]) -> [S::f64s; TOGETHER] {
    let mut sums = [simd.splat_f64s(0.0); TOGETHER];
    for (&x, factors) in row.iter().zip(columns.chunks_exact(TOGETHER)) {
        for (sum, &factor) in sums.iter_mut().zip(factors) {
            *sum = simd.mul_add_e_f64s(x, simd.splat_f64s(factor), *sum);
        }
    }
    sums
}
