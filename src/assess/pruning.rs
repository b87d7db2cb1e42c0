//! Indicator deletion: the quality of a block without one of its indicators.

use pulp::Scalar;
#[cfg(feature = "parallel")]
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::discriminant;
use super::reliability::{self, ave, rho_c, shared_block};
use crate::estimate::{EstimateLanes, Fit, Kernel, Plan};
use crate::model::Model;
use crate::moments::{MomentLanes, Moments};

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
        .map(|j| {
            let loading = |k: usize| fit.estimates().loadings[k];
            Quality::of(plan, |a, b| moments.correlations[(a, b)], Some(loading), j)
        })
        .collect();
    let shared = |k: &usize| shared_block(plan, plan.owner(*k)).is_some_and(|own| own.len() > 2);
    let without = |room: &mut Room, k: usize| {
        let j = plan.owner(k);
        let with = &whole[j];
        let without = room.quality_without(plan, moments, k, j);
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
    let pruned = all
        .into_par_iter()
        .map_init(Room::default, without)
        .collect();
    #[cfg(not(feature = "parallel"))]
    let pruned = {
        let mut room = Room::default();
        all.into_iter().map(|k| without(&mut room, k)).collect()
    };
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
    /// Of construct `j`, from the correlations of the plan's indicators and their loadings.
    fn of(
        plan: &Plan,
        correlation: impl Fn(usize, usize) -> f64,
        loading: Option<impl Fn(usize) -> f64>,
        j: usize,
    ) -> Self {
        let others = (0..plan.constructs()).filter(|&other| other != j);
        let ratio = |other: usize| {
            let (a, b) = (j.min(other), j.max(other));
            let htmt = discriminant::have_ratio(plan, a, b)
                .then(|| discriminant::htmt_by(plan, &correlation, a, b))??;
            Some((htmt, other))
        };
        let largest = others.filter_map(ratio).max_by(|x, y| x.0.total_cmp(&y.0));
        let own = shared_block(plan, j);
        let alpha = own.clone().and_then(|own| {
            let within = |a, b| correlation(own.start + a, own.start + b);
            reliability::defined(reliability::alpha(own.len(), within))
        });
        let loadings = own.zip(loading);
        let loadings = loadings.map(|(own, of)| own.map(of).collect::<Vec<f64>>());
        Self {
            alpha,
            rho_c: loadings
                .as_ref()
                .and_then(|l| reliability::defined(rho_c(l.len(), |a| l[a]))),
            ave: loadings.map(|l| ave(l.len(), |a| l[a])),
            largest_htmt: largest.map(|(htmt, _)| htmt),
            htmt_with: largest.map(|(_, other)| plan.model().name(other).to_owned()),
        }
    }
}

/// What one thread works with. The model is estimated in a vector of one lane: of many indicators the moments would fill the
/// memory of a machine's vectors, of which one lane would be read.
#[derive(Default)]
struct Room {
    /// Of a plan with one indicator less, whichever that is.
    lanes: Option<(MomentLanes, EstimateLanes)>,
}

impl Room {
    /// Quality of construct `j` in the model without indicator `k`.
    fn quality_without(
        &mut self,
        plan: &Plan,
        moments: &Moments,
        k: usize,
        j: usize,
    ) -> Option<Quality> {
        let model = model_without(plan.model(), k)?;
        let options = plan.options().restricted_to(&model);
        let plan = Plan::new(&model, &options).ok()?;
        let (without, estimates) = self.lanes.get_or_insert_with(|| {
            let moments = MomentLanes::of_width(plan.indicators(), 1);
            (moments, EstimateLanes::of_width(&plan, 1))
        });
        without.spread(moments, Some(k));
        let mut kernel = Kernel::new(&plan).without_cross_loadings();
        let done = kernel.estimate_alone(without, estimates);
        let simd = Scalar::new();
        let loading = |k: usize| estimates.loading(simd, k).lanes;
        let place = |of: usize| if of < k { of } else { of + 1 };
        let correlation = |a, b| moments.correlations[(place(a), place(b))];
        Some(Quality::of(
            &plan,
            correlation,
            done.is_ok().then_some(loading),
            j,
        ))
    }
}

/// The model without an indicator of a block of several.
fn model_without(model: &Model, k: usize) -> Option<Model> {
    let indicator = model.indicators().nth(k)?;
    let mut constructs = model.constructs().to_vec();
    for construct in &mut constructs {
        construct.indicators.retain(|i| i != indicator);
    }
    Some(Model::of_stage(constructs, model.path_positions().to_vec()))
}
