//! Moments of answers that were transformed, from those of the answers themselves, several weightings side by side.

use nalgebra::DMatrix;
use pulp::{Arch, Simd, WithSimd};

use super::MomentLanes;
use crate::numeric::lanes::{Number as _, Room, Vector, row};

/// Columns of a map that are worked on together: as many sums as hide the time of each step, and as the registers of the
/// narrower vectors hold.
const TOGETHER: usize = 7;

/// Linear maps of standardised answers, `Z~ = Z M`, with memory for the transformed moments.
///
/// ```text
/// V~ = M' V M,   V  covariances of the answers in units of the standard deviations that they were standardised by
/// ```
#[derive(Debug, Clone)]
pub(crate) struct Transformed {
    side: usize,
    /// Each map, column after column, in groups of columns whose numbers alternate; the last group is filled with zeros.
    maps: Vec<Vec<f64>>,
    /// The divisor of the answers.
    units: Vec<f64>,
    /// Covariances, which all maps share, and their product with a map.
    covariances: Room,
    product: Room,
    /// Reciprocals of the standard deviations of the transformed answers.
    scales: Room,
}

impl Transformed {
    pub(crate) fn new(maps: &[DMatrix<f64>], units: &[f64]) -> Self {
        let p = units.len();
        let groups = p.div_ceil(TOGETHER);
        let in_groups = |map: &DMatrix<f64>| {
            let mut columns = vec![0.0; groups * TOGETHER * p];
            for c in 0..p {
                for k in 0..p {
                    columns[(c / TOGETHER * p + k) * TOGETHER + c % TOGETHER] = map[(k, c)];
                }
            }
            columns
        };
        Self {
            side: p,
            maps: maps.iter().map(in_groups).collect(),
            units: units.to_vec(),
            covariances: Room::new(p * p),
            product: Room::new(groups * TOGETHER * p),
            scales: Room::new(p),
        }
    }

    /// Takes the moments of answers under some weights, which are then transformed.
    pub(crate) fn take(&mut self, of: &MomentLanes) {
        Arch::new().dispatch(Take { own: self, of });
    }

    /// The moments of the answers that one of the maps makes of those whose moments `of` were taken.
    pub(crate) fn make(&mut self, map: usize, of: &MomentLanes, into: &mut MomentLanes) {
        Arch::new().dispatch(Make {
            own: self,
            map,
            of,
            into,
        });
    }
}

struct Take<'a> {
    own: &'a mut Transformed,
    of: &'a MomentLanes,
}

impl WithSimd for Take<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { own, of } = self;
        let p = own.side;
        let v = own.covariances.get_mut::<S>();
        let unit = |k: usize| {
            let sd = Vector::new(simd, of.sds.get::<S>()[k]);
            sd / sd.like(own.units[k])
        };
        for k in 0..p {
            let scale = unit(k);
            for (l, &r) in of.row::<S>(k).iter().enumerate() {
                let covariance = (Vector::new(simd, r) * scale * unit(l)).lanes;
                v[k * p + l] = covariance;
                v[l * p + k] = covariance;
            }
        }
    }
}

struct Make<'a> {
    own: &'a mut Transformed,
    map: usize,
    of: &'a MomentLanes,
    into: &'a mut MomentLanes,
}

impl WithSimd for Make<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { own, map, of, into } = self;
        let p = own.side;
        let map = &own.maps[map];
        into.n.get_mut::<S>().copy_from_slice(of.n.get::<S>());
        let v = own.covariances.get::<S>();
        // Column c of V M stands in row c.
        let product = own.product.get_mut::<S>();
        for (group, columns) in map.chunks_exact(TOGETHER * p).enumerate() {
            for k in 0..p {
                let sums = dots(simd, &v[k * p..(k + 1) * p], columns);
                for (i, sum) in sums.into_iter().enumerate() {
                    product[(group * TOGETHER + i) * p + k] = sum;
                }
            }
        }
        let cells = into.correlations.get_mut::<S>();
        for (group, columns) in map.chunks_exact(TOGETHER * p).enumerate() {
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
        let scales = own.scales.get_mut::<S>();
        for k in 0..p {
            let sd = Vector::new(simd, cells[row(k) + k]).sqrt();
            let scale = sd.like(1.0) / sd;
            (sds[k], scales[k]) = (sd.lanes, scale.lanes);
            for (cell, &other) in cells[row(k)..row(k) + k].iter_mut().zip(&*scales) {
                *cell = (Vector::new(simd, *cell) * scale * Vector::new(simd, other)).lanes;
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
