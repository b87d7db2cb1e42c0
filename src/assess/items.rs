//! Item analysis: how each indicator stands to the rest of its block.

use serde::{Deserialize, Serialize};

use super::reliability::{alpha, covariance, shared_block};
use crate::estimate::Fit;

/// One indicator within its block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Item {
    /// The construct.
    pub construct: String,
    /// The indicator.
    pub indicator: String,
    /// Correlation of the answers with the sum of the block's other answers; `None` if that sum does not vary.
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
    let (plan, moments) = (fit.plan(), fit.moments());
    let mut items = Vec::new();
    for (j, construct) in plan.model().constructs().iter().enumerate() {
        let Some(own) = shared_block(plan, j) else {
            continue;
        };
        for (k, indicator) in own.clone().zip(&construct.indicators) {
            let rest: Vec<usize> = own.clone().filter(|&l| l != k).collect();
            items.push(Item {
                construct: construct.name.clone(),
                indicator: indicator.clone(),
                item_total: item_total(k, &rest, |a, b| covariance(moments, a, b)),
                alpha_if_deleted: alpha(rest.len(), |a, b| {
                    moments.correlations[(rest[a], rest[b])]
                }),
                alpha_raw_if_deleted: alpha(rest.len(), |a, b| {
                    covariance(moments, rest[a], rest[b])
                }),
            });
        }
    }
    items
}

fn item_total(k: usize, rest: &[usize], covariance: impl Fn(usize, usize) -> f64) -> Option<f64> {
    let with_rest: f64 = rest.iter().map(|&l| covariance(k, l)).sum();
    let variance: f64 = rest
        .iter()
        .flat_map(|&a| rest.iter().map(move |&b| (a, b)))
        .map(|(a, b)| covariance(a, b))
        .sum();
    let trace: f64 = rest.iter().map(|&a| covariance(a, a)).sum();
    (variance > 1e-12 * trace).then(|| with_rest / (covariance(k, k) * variance).sqrt())
}
