//! Reliability of a block: Cronbach's alpha, rho_A, rho_C, AVE.
//!
//! None of them is defined for a single item or for a Mode B block, whose indicators need not share variance; rho_A
//! needs the weights of Mode A.

use std::ops::Range;

use crate::estimate::{Estimates, Fit, Plan, Solution, rho_a};
use crate::model::Mode;
use crate::moments::Moments;
use crate::numeric::lanes::Number;

/// Reliability of one construct.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Reliability {
    /// The construct.
    pub construct: String,
    /// Cronbach's alpha of the standardised indicators.
    pub alpha: Option<f64>,
    /// Cronbach's alpha of the unstandardised indicators; not defined for a matrix of correlations.
    pub alpha_raw: Option<f64>,
    /// Dijkstra and Henseler's reliability of the composite; Mode A only.
    pub rho_a: Option<f64>,
    /// Composite reliability after Jöreskog.
    pub rho_c: Option<f64>,
    /// Average variance extracted.
    pub ave: Option<f64>,
}

/// Reliability of every construct, in model order.
///
/// ```text
/// alpha      k / (k - 1) (1 - Σ_k S_kk / Σ_kl S_kl)            raw: covariances V in place of S
/// rho_A      (w'w)² w'(S - diag S) w / w'(ww' - diag ww') w
/// rho_C      (Σ l)² / ((Σ l)² + Σ (1 - l²))
/// AVE        Σ l² / k
///
/// S  correlations of the block's k indicators,  w  weights,  l  loadings
/// ```
///
/// By convention alpha, rho_A and rho_C should be at least 0.70, and AVE at least 0.50. Alpha may be
/// negative, and rho_A may lie outside (0, 1]: both are returned unchanged.
///
/// ```
/// # use pls_sem::{Missing, Model, Options, Problem, Table};
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let reliability = pls_sem::assess::reliability::reliability(&problem.fit()?);
/// assert_eq!(reliability[0].construct, "Resources");
/// assert!(reliability[0].alpha.unwrap() > 0.85);
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Cronbach (1951), Psychometrika 16, 297-334; Dijkstra & Henseler (2015), MIS Quarterly 39(2), 297-316;
/// Jöreskog (1971), Psychometrika 36, 109-133; Fornell & Larcker (1981), Journal of Marketing Research 18(1), 39-50.
#[must_use]
pub fn reliability(fit: &Fit) -> Vec<Reliability> {
    let of = |(solution, j): (&Solution, usize)| {
        let (plan, moments) = (solution.plan(), solution.moments());
        let estimates = solution.estimates();
        Reliability {
            construct: plan.model().name(j).to_owned(),
            alpha: alpha_of(plan, moments, j),
            alpha_raw: alpha_raw_of(plan, moments, j),
            rho_a: rho_a_of(plan, moments, estimates, j),
            rho_c: rho_c_of(plan, estimates, j),
            ave: ave_of(plan, estimates, j),
        }
    };
    fit.constructs().map(of).collect()
}

/// Cronbach's alpha of all indicators of the model as one scale: standardised and raw.
///
/// It assumes that the whole questionnaire measures one dimension, which contradicts a model of several
/// constructs; it is included because theses are often required to report it.
#[must_use]
pub fn questionnaire_alpha(moments: &Moments) -> (Option<f64>, Option<f64>) {
    let all = moments.correlations.nrows();
    (
        defined(alpha(all, |a, b| moments.correlations[(a, b)])),
        covariances(moments).and_then(|covariance| defined(alpha(all, covariance))),
    )
}

/// The indicators of construct `j`, if they share variance: several, not Mode B, and not products.
pub(crate) fn shared_block(plan: &Plan, j: usize) -> Option<Range<usize>> {
    let block = &plan.blocks()[j];
    block
        .mode
        .filter(|&mode| mode != Mode::B && plan.product(j).is_none())
        .map(|_| block.indicators.clone())
}

/// The indicators of construct `j`, if `rho_A` is defined for it: several, and Mode A.
pub(crate) fn mode_a_block(plan: &Plan, j: usize) -> Option<Range<usize>> {
    let block = &plan.blocks()[j];
    let shared = shared_block(plan, j);
    shared.filter(|_| block.mode == Some(Mode::A))
}

pub(crate) fn alpha_of(plan: &Plan, moments: &Moments, j: usize) -> Option<f64> {
    let own = shared_block(plan, j)?;
    defined(alpha(own.len(), |a, b| {
        moments.correlations[(own.start + a, own.start + b)]
    }))
}

pub(crate) fn alpha_raw_of(plan: &Plan, moments: &Moments, j: usize) -> Option<f64> {
    let (own, covariance) = (shared_block(plan, j)?, covariances(moments)?);
    defined(alpha(own.len(), |a, b| {
        covariance(own.start + a, own.start + b)
    }))
}

pub(crate) fn rho_a_of(
    plan: &Plan,
    moments: &Moments,
    estimates: &Estimates,
    j: usize,
) -> Option<f64> {
    let own = mode_a_block(plan, j)?;
    defined(rho_a(
        own.len(),
        |a| estimates.weights[own.start + a],
        |a, b| moments.correlations[(own.start + a, own.start + b)],
    ))
}

pub(crate) fn rho_c_of(plan: &Plan, estimates: &Estimates, j: usize) -> Option<f64> {
    let loadings = loadings(plan, estimates, j)?;
    defined(rho_c(loadings.len(), |a| loadings[a]))
}

pub(crate) fn ave_of(plan: &Plan, estimates: &Estimates, j: usize) -> Option<f64> {
    let loadings = loadings(plan, estimates, j)?;
    Some(ave(loadings.len(), |a| loadings[a]))
}

/// A formula's value, unless it is not defined.
pub(super) fn defined(x: f64) -> Option<f64> {
    Some(x).filter(|x| x.is_finite())
}

fn loadings<'e>(plan: &Plan, estimates: &'e Estimates, j: usize) -> Option<&'e [f64]> {
    shared_block(plan, j).map(|own| &estimates.loadings[own])
}

/// Covariances of the indicators; `None` if nothing but their correlations is known.
pub(super) fn covariances(moments: &Moments) -> Option<impl Fn(usize, usize) -> f64> {
    let sds = moments.sds()?;
    Some(move |a, b| moments.correlations[(a, b)] * sds[a] * sds[b])
}

/// Alpha of `k` items with the given covariances, a function that is called for earlier items of a row; not-a-number
/// for fewer than two items, or if their sum does not vary.
#[inline(always)]
pub(crate) fn alpha<T: Number>(k: usize, covariance: impl Fn(usize, usize) -> T) -> T {
    let zero = covariance(0, 0).like(0.0);
    let (mut trace, mut twice) = (zero, zero);
    for a in 0..k {
        trace = trace + covariance(a, a);
        for b in 0..a {
            twice = twice + covariance(a, b);
        }
    }
    let total = trace + twice + twice;
    let items = k as f64;
    // A sum of items whose variances cancel out except for rounding does not vary; a single item
    // gives 0 / 0.
    let alpha = zero.like(items / (items - 1.0)) * (zero.like(1.0) - trace / total);
    alpha.where_above(total, zero.like(1e-12) * trace)
}

/// Composite reliability of `k` loadings; not-a-number if they cancel out and no residual variance is left, as for an
/// item and its exact reversal.
#[inline(always)]
pub(crate) fn rho_c<T: Number>(k: usize, loading: impl Fn(usize) -> T) -> T {
    let zero = loading(0).like(0.0);
    let (mut sum, mut errors) = (zero, zero);
    for a in 0..k {
        let l = loading(a);
        sum = sum + l;
        errors = errors + (zero.like(1.0) - l * l);
    }
    let variance = sum * sum + errors;
    (sum * sum / variance).where_above(variance, zero.like(1e-12))
}

/// Mean square of `k` loadings.
#[inline(always)]
pub(crate) fn ave<T: Number>(k: usize, loading: impl Fn(usize) -> T) -> T {
    let mut sum = loading(0).like(0.0);
    for a in 0..k {
        sum = sum + loading(a) * loading(a);
    }
    sum / sum.like(k as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn alpha_of_two_items_is_spearman_brown() {
        let r = |a, b| if a == b { 1.0 } else { 0.4 };
        assert_abs_diff_eq!(alpha(2, r), 2.0 * 0.4 / 1.4, epsilon = 1e-15);
        assert_eq!(defined(alpha(1, r)), None);
    }

    #[test]
    fn alpha_may_be_negative_and_is_none_for_a_constant_sum() {
        let against = |a: usize, b: usize| if a == b { 1.0 } else { -0.5 };
        assert_abs_diff_eq!(alpha(2, against), -2.0, epsilon = 1e-15);
        assert_eq!(defined(alpha(3, against)), None);
    }

    #[test]
    fn equal_loadings_give_their_square_as_ave_and_alpha_as_rho_c() {
        let l = [0.8; 4];
        let implied = |a, b| if a == b { 1.0 } else { 0.64 };
        assert_abs_diff_eq!(ave(4, |a| l[a]), 0.64, epsilon = 1e-15);
        assert_abs_diff_eq!(rho_c(4, |a| l[a]), alpha(4, implied), epsilon = 1e-15);
    }
}
