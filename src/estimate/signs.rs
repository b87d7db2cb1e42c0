//! The sign of each composite.

use pulp::Simd;

use super::side::EstimateLanes;
use super::{Plan, Signs};

/// Turns composites as the options say: dominant indicator first, then the sign rule.
///
/// Source: Wold (1985): the majority of a block's loadings is positive.
#[inline(always)]
pub(super) fn turn<S: Simd>(simd: S, plan: &Plan, estimates: &mut EstimateLanes) {
    let (p, count) = (plan.indicators(), plan.constructs());
    let weights = estimates.weights.get_mut::<S>();
    let cross_loadings = estimates.cross_loadings.get_mut::<S>();
    let correlations = estimates.correlations.get_mut::<S>();
    for (j, block) in plan.blocks().iter().enumerate() {
        let own = block.indicators.clone();
        let loadings = &cross_loadings[j * p..][own.clone()];
        let sign = match (plan.dominant(j), plan.options().signs) {
            (Some(k), _) => below_zero(simd, loadings[k]),
            (None, Signs::Majority) => majority(simd, loadings),
            (None, Signs::None) => continue,
        };
        if simd.reduce_min_f64s(sign) > 0.0 {
            continue;
        }
        let turn = |x: &mut S::f64s| *x = simd.mul_f64s(sign, *x);
        weights[own].iter_mut().for_each(turn);
        cross_loadings[j * p..(j + 1) * p].iter_mut().for_each(turn);
        // The diagonal is turned twice and keeps its sign.
        correlations[j * count..(j + 1) * count]
            .iter_mut()
            .for_each(turn);
        correlations[j..].iter_mut().step_by(count).for_each(turn);
    }
}

/// -1 where a number is below 0, and 1 elsewhere.
#[inline(always)]
fn below_zero<S: Simd>(simd: S, x: S::f64s) -> S::f64s {
    let below = simd.less_than_f64s(x, simd.splat_f64s(0.0));
    simd.select_f64s(below, simd.splat_f64s(-1.0), simd.splat_f64s(1.0))
}

/// The sign of most loadings; where there are as many of either, that of their sum, or of the first.
#[inline(always)]
fn majority<S: Simd>(simd: S, loadings: &[S::f64s]) -> S::f64s {
    let zero = simd.splat_f64s(0.0);
    let (mut surplus, mut sum) = (zero, zero);
    for &loading in loadings {
        let sign = below_zero(simd, loading);
        let none = simd.equal_f64s(loading, zero);
        surplus = simd.add_f64s(surplus, simd.select_f64s(none, zero, sign));
        sum = simd.add_f64s(sum, loading);
    }
    let even = simd.equal_f64s(surplus, zero);
    let cancel = simd.equal_f64s(sum, zero);
    let rest = simd.select_f64s(cancel, loadings[0], sum);
    below_zero(simd, simd.select_f64s(even, rest, surplus))
}
