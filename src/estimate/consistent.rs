//! Consistent PLS (PLSc): loadings and correlations of constructs, corrected for the unreliability of their indicators.
//!
//! ```text
//! rho_A = (w'w)² w'(S_jj - diag S_jj) w / w'(ww' - diag ww') w
//! lambda = sqrt(rho_A) w / (w'w)                        consistent loadings of a block
//! P_ij = C_ij / sqrt(rho_i rho_j)                       correlations of the constructs; rho = 1 for a composite
//! ```
//!
//! Source: Dijkstra & Henseler (2015), MIS Quarterly 39(2), 297-316.

use pulp::Simd;

use super::Plan;
use super::estimate_lanes::EstimateLanes;
use super::plan::Correction;
use crate::moments::MomentLanes;
use crate::numeric::lanes::{Number, Vector, row};

/// Writes loadings, reliabilities and the correlations of the constructs.
#[inline(always)]
pub(super) fn correct<S: Simd>(
    simd: S,
    plan: &Plan,
    moments: &MomentLanes,
    estimates: &mut EstimateLanes,
) {
    let (p, count) = (plan.indicators(), plan.constructs());
    let cross_loadings = estimates.cross_loadings.get::<S>();
    let (weights, cells) = (estimates.weights.get::<S>(), moments.cells::<S>());
    let loadings = estimates.loadings.get_mut::<S>();
    let reliabilities = estimates.reliabilities.get_mut::<S>();
    let of = |x: S::f64s| Vector::new(simd, x);
    let (zero, one) = (Vector::splat(simd, 0.0), Vector::splat(simd, 1.0));
    for (j, block) in plan.blocks().iter().enumerate() {
        let own = block.indicators.clone();
        let (w, l) = (&weights[own.clone()], &mut loadings[own.clone()]);
        l.copy_from_slice(&cross_loadings[j * p..][own.clone()]);
        reliabilities[j] = match plan.correction(j) {
            Correction::None => {
                reliabilities[j] = one.lanes;
                continue;
            }
            Correction::Given(reliability) => simd.splat_f64s(reliability),
            Correction::RhoA => {
                let rho = rho_a(
                    w.len(),
                    |a| of(w[a]),
                    |a, b| of(cells[row(own.start + a) + own.start + b]),
                );
                // Without a second weight there is no shared variance, and the reliability is not
                // defined.
                rho.only(rho.equals(rho), zero).lanes
            }
            Correction::OfIndicators => {
                let of_indicators = &moments.reliabilities.get::<S>()[own];
                reliabilities[j] = of_composites(simd, w, of_indicators);
                if w.len() > 1 {
                    // The indicators of a composite have uncorrected correlations with it.
                    continue;
                }
                reliabilities[j]
            }
        };
        let rho = of(reliabilities[j]);
        let squares = w.iter().fold(zero, |sum, &w| sum + of(w) * of(w));
        let scale = rho.sqrt() / squares;
        for (l, &w) in l.iter_mut().zip(w) {
            *l = (scale * of(w)).only(rho.above(zero), of(*l)).lanes;
        }
    }
    let correlations = estimates.correlations.get::<S>();
    let corrected = estimates.factor_correlations.get_mut::<S>();
    corrected.copy_from_slice(correlations);
    if !plan.consistent() {
        return;
    }
    for j in 0..count {
        for i in (0..count).filter(|&i| i != j) {
            let roots = root_of_reliability(of(reliabilities[i]))
                * root_of_reliability(of(reliabilities[j]));
            let r = &mut corrected[j * count + i];
            *r = (of(*r) / roots).lanes;
        }
    }
}

/// What a latent variable contributes to its composite: the root of a reliability; 1 where there is none above 0.
#[inline(always)]
pub(super) fn root_of_reliability<S: Simd>(rho: Vector<S>) -> Vector<S> {
    rho.sqrt().only(rho.above(rho.like(0.0)), rho.like(1.0))
}

/// Reliability of a composite of composites, each of which has a reliability of its own.
///
/// ```text
/// rho = w' S* w = 1 - Σ_k w_k² (1 - rho_k)        S*  correlations, with reliabilities on the diagonal
/// ```
///
/// Source: van Riel, Henseler, Kemény & Sasovova (2017), Industrial Management & Data Systems 117(3), 459-477.
#[inline(always)]
fn of_composites<S: Simd>(simd: S, weights: &[S::f64s], reliabilities: &[S::f64s]) -> S::f64s {
    let one = Vector::splat(simd, 1.0);
    let mut rho = one;
    for (&w, &of) in weights.iter().zip(reliabilities) {
        let w = Vector::new(simd, w);
        rho = rho - w * w * (one - Vector::new(simd, of));
    }
    rho.lanes
}

/// Reliability of a composite with `m` weights and unit variance; `correlation` is called for earlier indicators of
/// a block. Not-a-number if only one weight differs from 0.
#[inline(always)]
pub(crate) fn rho_a<T: Number>(
    m: usize,
    weight: impl Fn(usize) -> T,
    correlation: impl Fn(usize, usize) -> T,
) -> T {
    let zero = weight(0).like(0.0);
    let (mut squares, mut observed, mut of_weights) = (zero, zero, zero);
    for a in 0..m {
        let w = weight(a);
        squares = squares + w * w;
        for b in 0..a {
            let product = w * weight(b);
            observed = observed + product * correlation(a, b);
            of_weights = of_weights + product * product;
        }
    }
    (squares * squares * observed / of_weights).where_above(of_weights, zero)
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn rho_a_of_two_items_is_the_closed_form() {
        let (w, r): ([f64; 2], f64) = ([0.5, 0.6], 0.4);
        let squares = w[0] * w[0] + w[1] * w[1];
        let got = rho_a(2, |a| w[a], |_, _| r);
        assert_abs_diff_eq!(got, squares * squares * r / (w[0] * w[1]), epsilon = 1e-15);
        assert!(rho_a(2, |a| [1.0, 0.0][a], |_, _| 0.5_f64).is_nan());
    }
}
