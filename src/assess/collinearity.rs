//! Collinearity: of indicators in their block, of predictors, and of all constructs as a sign of common method bias.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use crate::estimate::{Estimates, Fit, Plan, Solution, inverse};
use crate::moments::Moments;

/// Variance inflation of an indicator in its block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IndicatorVif {
    /// The construct.
    pub construct: String,
    /// The indicator.
    pub indicator: String,
    /// The variance inflation; `None` where the indicators depend linearly on each other.
    pub vif: Option<f64>,
}

/// Variance inflation of a construct among all others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FullVif {
    /// The construct.
    pub construct: String,
    /// The variance inflation; `None` where the constructs depend linearly on each other.
    pub vif: Option<f64>,
    /// The variance inflation that its own predictors alone produce: `1 / (1 - R²)`. `None` without predictors, or if no
    /// residual variance is left.
    #[serde(default)]
    pub floor: Option<f64>,
}

/// Signs of common method bias.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CommonMethod {
    /// Share of the first principal component in the variance of all indicators (Harman's single factor).
    pub harman: f64,
    /// Full collinearity of every construct.
    pub full_vif: Vec<FullVif>,
}

/// Variance inflation of every indicator among those of its block: 1 for a single item.
///
/// ```text
/// VIF_k = [S_jj^-1]_kk = 1 / (1 - R²_k)        R²_k  of indicator k on the others of block j
/// ```
///
/// Not defined where the indicators of a block depend linearly on each other.
///
/// ```
/// # use pls_sem::{Missing, Model, Options, Problem, Table};
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let rows = pls_sem::assess::collinearity::indicator_vifs(&problem.fit()?);
/// assert!(rows[0].vif.unwrap() > 1.0);
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Diamantopoulos & Siguaw (2006), British Journal of Management 17, 263-282.
#[must_use]
pub fn indicator_vifs(fit: &Fit) -> Vec<IndicatorVif> {
    let of_block = |(solution, j): (&Solution, usize)| {
        let (plan, s) = (solution.plan(), &solution.moments().correlations);
        let construct = plan.model().constructs()[j].clone();
        let own: Vec<usize> = plan.blocks()[j].indicators.clone().collect();
        let inverse = inverse(s, &own);
        let indicators = construct.indicators.into_iter().enumerate();
        indicators.map(move |(i, indicator)| IndicatorVif {
            construct: construct.name.clone(),
            indicator,
            vif: inverse.as_ref().map(|inverse| inverse[(i, i)]),
        })
    };
    fit.constructs().flat_map(of_block).collect()
}

/// Full collinearity of the constructs, and Harman's share: two indicators of common method bias.
///
/// ```text
/// full VIF_j = [P^-1]_jj           P  correlations of all constructs;  at least 1 / (1 - R²_j)
/// Harman     largest eigenvalue of S / K
/// ```
///
/// ```
/// # use pls_sem::{Missing, Model, Options, Problem, Table};
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let common = pls_sem::assess::collinearity::common_method(&problem.fit()?);
/// assert!(common.harman > 0.0 && common.harman < 1.0);
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Kock (2015), International Journal of e-Collaboration 11(4), 1-10; Podsakoff et al. (2003), Journal of
/// Applied Psychology 88(5), 879-903, on Harman's test and its limits.
#[must_use]
pub fn common_method(fit: &Fit) -> CommonMethod {
    let all = measured(fit.plan());
    let inverse = inverse(&fit.estimates().factor_correlations, &all);
    CommonMethod {
        harman: harman(fit.of_sample()),
        full_vif: all
            .iter()
            .enumerate()
            .map(|(i, &j)| FullVif {
                construct: fit.plan().model().name(j).to_owned(),
                vif: inverse.as_ref().map(|inverse| inverse[(i, i)]),
                floor: floor(fit, j),
            })
            .collect(),
    }
}

/// The constructs that are not products of others, nor dimensions of another, which nearly is their sum.
pub(crate) fn measured(plan: &Plan) -> Vec<usize> {
    let constructs = 0..plan.constructs();
    let is_dimension = |j: usize| {
        let name = |i: usize| plan.model().name(i);
        let mut others = 0..plan.constructs();
        others.any(|i| plan.written().is_below(name(j), name(i)))
    };
    let measured = constructs.filter(|&j| plan.product(j).is_none() && !is_dimension(j));
    measured.collect()
}

/// The smallest variance inflation that a construct can have among all others: the one from its own predictors.
fn floor(fit: &Fit, j: usize) -> Option<f64> {
    let unexplained = 1.0 - fit.estimates().r2[j];
    let predicted = !fit.plan().predecessors(j).is_empty();
    (predicted && unexplained > 1e-12).then(|| 1.0 / unexplained)
}

/// Variance inflation of indicator `k` in its block.
pub(crate) fn indicator_vif(plan: &Plan, moments: &Moments, k: usize) -> Option<f64> {
    let own: Vec<usize> = plan.blocks()[plan.owner(k)].indicators.clone().collect();
    of(&moments.correlations, &own, k)
}

/// Variance inflation of predictor `s` of construct `t`.
pub(crate) fn predictor_vif(plan: &Plan, estimates: &Estimates, s: usize, t: usize) -> Option<f64> {
    of(&estimates.factor_correlations, plan.predecessors(t), s)
}

/// Variance inflation of construct `j` among all others.
pub(crate) fn full_vif(plan: &Plan, estimates: &Estimates, j: usize) -> Option<f64> {
    let all = measured(plan);
    of(&estimates.factor_correlations, &all, j)
}

/// Share of the first principal component of all indicators.
pub(crate) fn harman(moments: &Moments) -> f64 {
    let values = moments.correlations.symmetric_eigenvalues();
    values.max() / values.len() as f64
}

fn of(correlations: &DMatrix<f64>, among: &[usize], one: usize) -> Option<f64> {
    let place = among.iter().position(|&i| i == one)?;
    inverse(correlations, among).map(|inverse| inverse[(place, place)])
}
