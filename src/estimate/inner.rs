//! Inner weights: how the proxy of a construct is computed from its neighbours.

use pulp::Simd;

use super::composites::Composites;
use super::structural::Regression;
use super::{Plan, Scheme};
use crate::numeric::lanes::{self, Vector};

/// Covariance of every indicator with the inner proxy of its own construct; gives the first construct whose
/// predecessors are singular.
///
/// ```text
/// centroid   e_ij = sign(C_ij)     for every neighbour i of j
/// factorial  e_ij = C_ij
/// path       e_ij = regression coefficient of j on all its predecessors, for a predecessor i;
///                   C_ij for a successor i
/// ```
#[inline(always)]
pub(super) fn proxies<S: Simd>(
    simd: S,
    plan: &Plan,
    composites: &Composites<'_, S>,
    regression: &mut Regression,
    proxies: &mut [S::f64s],
) -> S::f64s {
    let (p, count) = (plan.indicators(), plan.constructs());
    let mut singular = simd.splat_f64s(f64::INFINITY);
    for (j, block) in plan.blocks().iter().enumerate() {
        let own = block.indicators.clone();
        let sums = &mut proxies[own.clone()];
        sums.fill(simd.splat_f64s(0.0));
        let mut add = |i: usize, e: S::f64s| {
            let covariances = &composites.covariances[i * p..][own.clone()];
            lanes::add(simd, e, covariances, sums);
        };
        for &i in plan.correlated(j) {
            let r = composites.correlations[i * count + j];
            match plan.options().scheme {
                Scheme::Centroid => add(i, sign(simd, r)),
                _ => add(i, r),
            }
        }
        if plan.options().scheme == Scheme::Path && !plan.predecessors(j).is_empty() {
            let coefficients =
                regression.coefficients(simd, plan, composites.correlations, j, &mut singular);
            for (&i, &e) in plan.predecessors(j).iter().zip(coefficients) {
                add(i, e);
            }
        }
    }
    singular
}

/// The sign of a correlation; of 0 it is 0.
#[inline(always)]
fn sign<S: Simd>(simd: S, r: S::f64s) -> S::f64s {
    let (r, zero, one) = (
        Vector::new(simd, r),
        Vector::splat(simd, 0.0),
        Vector::splat(simd, 1.0),
    );
    let negative = (-one).only(r.below(zero), zero);
    one.only(r.above(zero), negative).lanes
}
