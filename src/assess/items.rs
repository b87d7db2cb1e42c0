//! Item analysis: how each indicator is related to the rest of its block.

use serde::{Deserialize, Serialize};

use super::reliability::{alpha, covariances, defined, shared_block};
use crate::estimate::{Fit, Plan};
use crate::moments::Moments;

/// One indicator within its block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Item {
    /// The construct.
    pub construct: String,
    /// The indicator.
    pub indicator: String,
    /// Correlation of the answers with the sum of the block's other answers; `None` if that sum does not vary, or if
    /// only correlations are known.
    pub item_total: Option<f64>,
    /// Standardised alpha of the block without it; `None` where fewer than two remain.
    pub alpha_if_deleted: Option<f64>,
    /// Raw alpha of the block without it; `None` where fewer than two remain.
    pub alpha_raw_if_deleted: Option<f64>,
}

/// Item analysis of every block whose indicators share variance (several, not Mode B), in model order.
///
/// ```text
/// corrected item-total   r_k = Σ_{l ≠ k} V_kl / sqrt(V_kk Σ_{a,b ≠ k} V_ab)
/// alpha if deleted       alpha of the block without k
/// ```
///
/// A matrix of correlations has no covariances `V`: only the standardised alpha is defined then.
///
/// ```
/// # use pls_sem::{Missing, Model, Options, Problem, Table};
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let items = pls_sem::assess::items::items(&problem.fit()?);
/// assert_eq!(items[0].indicator, "KR1");
/// assert!(items[0].item_total.unwrap() > 0.5);
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Nunnally & Bernstein (1994), Psychometric Theory, ch. 8.
#[must_use]
pub fn items(fit: &Fit) -> Vec<Item> {
    let mut items = Vec::new();
    for (solution, j) in fit.constructs() {
        let (plan, moments) = (solution.plan(), solution.moments());
        let construct = &plan.model().constructs()[j];
        let Some(own) = shared_block(plan, j) else {
            continue;
        };
        for (k, indicator) in own.zip(&construct.indicators) {
            items.push(Item {
                construct: construct.name.clone(),
                indicator: indicator.clone(),
                item_total: item_total_of(plan, moments, k),
                alpha_if_deleted: alpha_if_deleted_of(plan, moments, k),
                alpha_raw_if_deleted: alpha_raw_if_deleted_of(plan, moments, k),
            });
        }
    }
    items
}

pub(crate) fn item_total_of(plan: &Plan, moments: &Moments, k: usize) -> Option<f64> {
    let covariance = covariances(moments)?;
    let own = plan.blocks()[plan.owner(k)].indicators.clone();
    let others = || own.clone().filter(move |&l| l != k);
    let with_others: f64 = others().map(|l| covariance(k, l)).sum();
    let pairs = others().flat_map(|a| others().map(move |b| (a, b)));
    let variance: f64 = pairs.map(|(a, b)| covariance(a, b)).sum();
    let trace: f64 = others().map(|a| covariance(a, a)).sum();
    (variance > 1e-12 * trace).then(|| with_others / (covariance(k, k) * variance).sqrt())
}

pub(crate) fn alpha_if_deleted_of(plan: &Plan, moments: &Moments, k: usize) -> Option<f64> {
    alpha_without(plan, k, |a, b| moments.correlations[(a, b)])
}

pub(crate) fn alpha_raw_if_deleted_of(plan: &Plan, moments: &Moments, k: usize) -> Option<f64> {
    alpha_without(plan, k, covariances(moments)?)
}

/// Alpha of the block of indicator `k` without it.
fn alpha_without(plan: &Plan, k: usize, covariance: impl Fn(usize, usize) -> f64) -> Option<f64> {
    let own = plan.blocks()[plan.owner(k)].indicators.clone();
    // The entries after it move up by one place.
    let other = |a: usize| own.start + a + usize::from(own.start + a >= k);
    defined(alpha(own.len() - 1, |a, b| covariance(other(a), other(b))))
}
