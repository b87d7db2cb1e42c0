//! Consistent PLS (PLSc): loadings and correlations of constructs, corrected for the unreliability of their indicators.
//!
//! ```text
//! rho_A = (w'w)² w'(S_jj - diag S_jj) w / w'(ww' - diag ww') w
//! lambda = sqrt(rho_A) w / (w'w)                        consistent loadings of a block
//! P_ij = C_ij / sqrt(rho_i rho_j)                       correlations of the constructs; rho = 1 for a composite
//! ```
//!
//! Source: Dijkstra & Henseler (2015), MIS Quarterly 39(2), 297-316.

use super::plan::Correction;
use super::{Estimates, Plan};
use crate::moments::Moments;

/// Writes loadings, reliabilities and the correlations of the constructs.
#[inline(always)]
pub(super) fn correct(plan: &Plan, moments: &Moments, estimates: &mut Estimates) {
    let (p, count) = (plan.indicators(), plan.constructs());
    let Estimates {
        weights,
        cross_loadings,
        correlations,
        loadings,
        reliabilities,
        factor_correlations,
        ..
    } = estimates;
    for (j, block) in plan.blocks().iter().enumerate() {
        let own = block.indicators.clone();
        let (w, l) = (&weights[own.clone()], &mut loadings[own.clone()]);
        l.copy_from_slice(&cross_loadings.as_slice()[j * p + own.start..j * p + own.end]);
        reliabilities[j] = match plan.correction(j) {
            Correction::None => 1.0,
            Correction::Given(reliability) => reliability,
            // Without a second weight nothing is shared, and nothing can be relied on.
            Correction::RhoA => rho_a(w, |a, b| {
                moments.correlations[(own.start + a, own.start + b)]
            })
            .unwrap_or(0.0),
        };
        if plan.correction(j) != Correction::None && reliabilities[j] > 0.0 {
            let scale = reliabilities[j].sqrt() / w.iter().map(|w| w * w).sum::<f64>();
            for (l, w) in l.iter_mut().zip(w) {
                *l = scale * w;
            }
        }
    }
    factor_correlations.copy_from(correlations);
    if !plan.consistent() {
        return;
    }
    let root = |j: usize| match reliabilities[j] {
        rho if rho > 0.0 => rho.sqrt(),
        _ => 1.0,
    };
    for j in 0..count {
        for i in (0..count).filter(|&i| i != j) {
            factor_correlations[(i, j)] /= root(i) * root(j);
        }
    }
}

/// Reliability of a composite with these weights of unit variance; `None` if only one weight differs from 0.
pub(crate) fn rho_a(w: &[f64], correlation: impl Fn(usize, usize) -> f64) -> Option<f64> {
    let squares: f64 = w.iter().map(|w| w * w).sum();
    let (mut observed, mut of_weights) = (0.0, 0.0);
    for a in 0..w.len() {
        for b in 0..a {
            let product = w[a] * w[b];
            observed += product * correlation(a, b);
            of_weights += product * product;
        }
    }
    (of_weights > 0.0).then(|| squares * squares * observed / of_weights)
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn rho_a_of_two_items_is_the_closed_form() {
        let (w, r): ([f64; 2], f64) = ([0.5, 0.6], 0.4);
        let squares = w[0] * w[0] + w[1] * w[1];
        let got = rho_a(&w, |a, b| if a == b { 1.0 } else { r }).unwrap();
        assert_abs_diff_eq!(got, squares * squares * r / (w[0] * w[1]), epsilon = 1e-15);
        assert_eq!(rho_a(&[1.0, 0.0], |_, _| 0.5), None);
    }
}
