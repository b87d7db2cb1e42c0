//! Indicator deletion: the quality of a block without one of its indicators.

use nalgebra::DMatrix;
#[cfg(feature = "parallel")]
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::discriminant;
use super::reliability::{self, shared_block};
use crate::estimate::{Estimates, Fit, Kernel, Plan};
use crate::model::{Draft, Model};
use crate::moments::Moments;

/// From so many indicators on, a model is estimated in one lane.
const MANY: usize = 100;

/// A block without one of its indicators, after the whole model is estimated again. Values that are not defined
/// are `None`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Pruned {
    /// The construct.
    pub construct: String,
    /// The indicator that is left out.
    pub indicator: String,
    /// Standardised alpha without it.
    pub alpha: Option<f64>,
    /// Composite reliability without it.
    pub rho_c: Option<f64>,
    /// Average variance extracted without it.
    pub ave: Option<f64>,
    /// Largest heterotrait-monotrait ratio of the construct without it.
    pub largest_htmt: Option<f64>,
    /// With which construct.
    pub htmt_with: Option<String>,
    /// Alpha without it, less alpha with it.
    pub alpha_change: Option<f64>,
    /// Change of composite reliability.
    pub rho_c_change: Option<f64>,
    /// Change of average variance extracted.
    pub ave_change: Option<f64>,
    /// Change of the largest ratio.
    pub largest_htmt_change: Option<f64>,
}

/// For every indicator of a block of three or more that share variance: the block's quality without it.
///
/// The model is estimated again from the moments of the other indicators, with the same settings, so that every number
/// equals that of a study without the question. If this model cannot be estimated, composite reliability and AVE are `None`.
/// Models with interactions or higher-order constructs have no rows, because their other stages would change. Numbers alone
/// do not decide about the deletion of a question: its content matters, too.
///
/// ```
/// # use pls_sem::{Missing, Model, Options, Problem, Table};
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let rows = pls_sem::assess::pruning::pruning(&problem.fit()?);
/// assert_eq!(rows.len(), 9);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[must_use]
pub fn pruning(fit: &Fit) -> Vec<Pruned> {
    let (plan, moments) = (fit.plan(), fit.moments());
    if !plan.written().is_plain() {
        return Vec::new();
    }
    let whole: Vec<Quality> = (0..plan.constructs())
        .map(|j| Quality::of(plan, moments, Some(fit.estimates()), j))
        .collect();
    let shared = |k: &usize| shared_block(plan, plan.owner(*k)).is_some_and(|own| own.len() > 2);
    let without = |k: usize| {
        let j = plan.owner(k);
        let with = &whole[j];
        let without = quality_without(plan, moments, k, j);
        let quality = without.unwrap_or_default();
        let change = |without: Option<f64>, with: Option<f64>| Some(without? - with?);
        Pruned {
            construct: plan.model().name(j).to_owned(),
            indicator: plan
                .model()
                .indicators()
                .nth(k)
                .unwrap_or_default()
                .to_owned(),
            alpha_change: change(quality.alpha, with.alpha),
            rho_c_change: change(quality.rho_c, with.rho_c),
            ave_change: change(quality.ave, with.ave),
            largest_htmt_change: change(quality.largest_htmt, with.largest_htmt),
            alpha: quality.alpha,
            rho_c: quality.rho_c,
            ave: quality.ave,
            largest_htmt: quality.largest_htmt,
            htmt_with: quality.htmt_with,
        }
    };
    let all: Vec<usize> = (0..plan.indicators()).filter(shared).collect();
    #[cfg(feature = "parallel")]
    let pruned = all.into_par_iter().map(without).collect();
    #[cfg(not(feature = "parallel"))]
    let pruned = all.into_iter().map(without).collect();
    pruned
}

#[derive(Debug, Clone, Default)]
struct Quality {
    alpha: Option<f64>,
    rho_c: Option<f64>,
    ave: Option<f64>,
    largest_htmt: Option<f64>,
    htmt_with: Option<String>,
}

impl Quality {
    fn of(plan: &Plan, moments: &Moments, estimates: Option<&Estimates>, j: usize) -> Self {
        let own = discriminant::pairs(plan)
            .into_iter()
            .filter(|&(a, b)| a == j || b == j);
        let largest = own
            .filter_map(|(a, b)| {
                Some((
                    discriminant::htmt_of(plan, moments, a, b)?,
                    if a == j { b } else { a },
                ))
            })
            .max_by(|x, y| x.0.total_cmp(&y.0));
        Self {
            alpha: reliability::alpha_of(plan, moments, j),
            rho_c: estimates.and_then(|e| reliability::rho_c_of(plan, e, j)),
            ave: estimates.and_then(|e| reliability::ave_of(plan, e, j)),
            largest_htmt: largest.map(|(htmt, _)| htmt),
            htmt_with: largest.map(|(_, other)| plan.model().name(other).to_owned()),
        }
    }
}

/// Quality of construct `j` in the model without indicator `k`.
fn quality_without(plan: &Plan, moments: &Moments, k: usize, j: usize) -> Option<Quality> {
    let model = model_without(plan.model(), k)?;
    let options = plan.options().restricted_to(&model);
    let plan = Plan::new(&model, &options).ok()?;
    let moments = moments_without(moments, k);
    let mut estimates = Estimates::room(&plan);
    let mut kernel = Kernel::new(&plan);
    let done = if plan.indicators() < MANY {
        kernel.estimate(&moments, &mut estimates)
    } else {
        kernel.estimate_alone(&moments, &mut estimates)
    };
    let done = done.is_ok();
    Some(Quality::of(&plan, &moments, done.then_some(&estimates), j))
}

fn model_without(model: &Model, k: usize) -> Option<Model> {
    let indicator = model.indicators().nth(k)?;
    let mut draft = Draft::new();
    for construct in model.constructs() {
        let mut construct = construct.clone();
        construct.indicators.retain(|i| i != indicator);
        draft = draft.construct(construct);
    }
    for (from, to) in model.paths() {
        draft = draft.path(from, to);
    }
    draft.check().ok()
}

fn moments_without(moments: &Moments, k: usize) -> Moments {
    let without = |x: &[f64]| [&x[..k], &x[k + 1..]].concat();
    let side = moments.sds.len();
    let columns = moments.correlations.as_slice().chunks_exact(side);
    let others = columns.enumerate().filter(|(column, _)| *column != k);
    let mut cells = Vec::with_capacity((side - 1) * (side - 1));
    for (_, column) in others {
        cells.extend_from_slice(&column[..k]);
        cells.extend_from_slice(&column[k + 1..]);
    }
    Moments {
        n: moments.n,
        means: without(&moments.means),
        sds: without(&moments.sds),
        correlations: DMatrix::from_vec(side - 1, side - 1, cells),
    }
}
