//! The measures: where a study has each, and how each is taken from a set of estimates.

use std::fmt;

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use crate::assess::collinearity;
use crate::assess::criteria;
use crate::assess::discriminant::{self, BlockMeans};
use crate::assess::effects::{self, Reach};
use crate::assess::items;
use crate::assess::model_fit::{self, Distances, FitModel};
use crate::assess::reliability;
use crate::assess::structural;
use crate::estimate::{Estimates, Plan};
use crate::moments::Moments;

/// What can be measured of every resample as it is of the sample.
///
/// Those of [`Measure::DEFAULT`] are part of every bootstrap; the others join on request
/// ([`Catalogue::with`](crate::Catalogue::with), `quantities` in a study file).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Measure {
    /// Path coefficient.
    Path,
    /// Indirect effect, over all routes.
    Indirect,
    /// Total effect.
    Total,
    /// Indirect effect along one route.
    Specific,
    /// Difference of the indirect effects along two routes between the same constructs.
    Contrast,
    /// Variance accounted for: indirect over total effect.
    Vaf,
    /// Weight of an indicator.
    Weight,
    /// Loading of an indicator.
    Loading,
    /// Explained variance.
    R2,
    /// Standardised Cronbach's alpha.
    Alpha,
    /// Reliability of the composite after Dijkstra and Henseler.
    RhoA,
    /// Composite reliability.
    RhoC,
    /// Average variance extracted.
    Ave,
    /// Heterotrait-monotrait ratio of absolute correlations.
    Htmt,
    /// Explained variance, adjusted for the number of predictors.
    R2Adj,
    /// Raw Cronbach's alpha.
    AlphaRaw,
    /// Heterotrait-monotrait ratio of signed correlations.
    HtmtSigned,
    /// Heterotrait-monotrait ratio of geometric means.
    Htmt2,
    /// Correlation of two composites.
    Correlation,
    /// Correlation of two constructs, corrected by consistent PLS.
    FactorCorrelation,
    /// Correlation of an indicator with a composite.
    CrossLoading,
    /// Correlation of an indicator with the sum of the others of its block.
    ItemTotal,
    /// Standardised alpha of a block without an indicator.
    AlphaIfDeleted,
    /// Raw alpha of a block without an indicator.
    AlphaRawIfDeleted,
    /// Effect size of a path.
    F2,
    /// Variance inflation of a predictor.
    Vif,
    /// Variance inflation of an indicator in its block.
    IndicatorVif,
    /// Variance inflation of a construct among all others.
    FullVif,
    /// Share of the first component of all indicators, after Harman.
    Harman,
    /// Akaike's criterion.
    Aic,
    /// Akaike's criterion, corrected for small samples.
    Aicc,
    /// Akaike's criterion, unbiased.
    Aicu,
    /// Bayesian criterion.
    Bic,
    /// Criterion of Hannan and Quinn.
    Hq,
    /// Criterion of Hannan and Quinn, corrected.
    Hqc,
    /// Final prediction error.
    Fpe,
    /// Mallows' criterion.
    Cp,
    /// Criterion of Geweke and Meese.
    Gm,
    /// Standardised root mean square residual.
    Srmr,
    /// Unweighted least squares discrepancy.
    DUls,
    /// Geodesic discrepancy.
    DG,
    /// Maximum likelihood discrepancy.
    FMl,
    /// A quantity of the user's own.
    Defined,
}

/// What a quantity is of, by position.
#[derive(Debug, Clone)]
pub(super) enum At {
    Route(Vec<usize>),
    Routes(Vec<usize>, Vec<usize>),
    Path(usize, usize),
    /// Indicator and construct.
    Indicator(usize, usize),
    Pair(usize, usize),
    Construct(usize),
    Model(FitModel),
    Whole,
    /// A definition, by its number.
    Defined(usize),
}

/// What a measure is taken from.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) plan: &'a Plan,
    pub(super) moments: &'a Moments,
    pub(super) estimates: &'a Estimates,
    pub(super) shared: &'a Shared,
}

/// What several quantities of one row share; each part is made only where a measure asks for it.
#[derive(Debug)]
pub(crate) struct Shared {
    total: DMatrix<f64>,
    block_means: BlockMeans,
    /// Distances of the saturated and of the estimated model.
    distances: Option<[Distances; 2]>,
    /// What a definition is made of.
    pub(super) inputs: Vec<f64>,
}

impl Shared {
    pub(super) fn new(plan: &Plan) -> Self {
        let count = plan.constructs();
        Self {
            total: DMatrix::zeros(count, count),
            block_means: BlockMeans::new(plan),
            distances: None,
            inputs: Vec::new(),
        }
    }

    pub(super) fn fill(
        &mut self,
        measures: &[Measure],
        plan: &Plan,
        moments: &Moments,
        estimates: &Estimates,
    ) {
        let asked = |of: &[Measure]| measures.iter().any(|measure| of.contains(measure));
        effects::total_effects(plan, &estimates.paths, &mut self.total);
        if asked(&[Measure::Htmt, Measure::HtmtSigned]) {
            self.block_means.fill(plan, moments);
        }
        self.distances =
            asked(&[Measure::Srmr, Measure::DUls, Measure::DG, Measure::FMl]).then(|| {
                [FitModel::Saturated, FitModel::Estimated].map(|model| {
                    let implied = model_fit::implied_indicators(plan, moments, estimates, model);
                    model_fit::distances(&moments.correlations, &implied)
                })
            });
    }
}

impl Measure {
    /// What every bootstrap holds.
    pub const DEFAULT: &[Self] = &[
        Self::Path,
        Self::Indirect,
        Self::Total,
        Self::Specific,
        Self::Weight,
        Self::Loading,
        Self::R2,
        Self::Alpha,
        Self::RhoA,
        Self::RhoC,
        Self::Ave,
        Self::Htmt,
    ];

    /// What joins a bootstrap on request.
    pub const ON_REQUEST: &[Self] = &[
        Self::Contrast,
        Self::Vaf,
        Self::R2Adj,
        Self::AlphaRaw,
        Self::HtmtSigned,
        Self::Htmt2,
        Self::Correlation,
        Self::FactorCorrelation,
        Self::CrossLoading,
        Self::ItemTotal,
        Self::AlphaIfDeleted,
        Self::AlphaRawIfDeleted,
        Self::F2,
        Self::Vif,
        Self::IndicatorVif,
        Self::FullVif,
        Self::Harman,
        Self::Aic,
        Self::Aicc,
        Self::Aicu,
        Self::Bic,
        Self::Hq,
        Self::Hqc,
        Self::Fpe,
        Self::Cp,
        Self::Gm,
        Self::Srmr,
        Self::DUls,
        Self::DG,
        Self::FMl,
    ];

    /// Whether 0 is a value to test it against. A ratio or a distance is judged by its upper bound instead.
    #[must_use]
    pub fn is_tested_against_zero(self) -> bool {
        !matches!(
            self,
            Self::Htmt
                | Self::HtmtSigned
                | Self::Htmt2
                | Self::Vaf
                | Self::F2
                | Self::Vif
                | Self::IndicatorVif
                | Self::FullVif
                | Self::Harman
                | Self::Srmr
                | Self::DUls
                | Self::DG
                | Self::FMl
        ) && self.criterion().is_none()
    }

    /// Whether it is of the saturated or the estimated model.
    pub(super) fn is_of_models(self) -> bool {
        matches!(self, Self::Srmr | Self::DUls | Self::DG | Self::FMl)
    }

    /// Its place among the information criteria, if it is one.
    fn criterion(self) -> Option<usize> {
        const CRITERIA: [Measure; 9] = [
            Measure::Aic,
            Measure::Aicc,
            Measure::Aicu,
            Measure::Bic,
            Measure::Hq,
            Measure::Hqc,
            Measure::Fpe,
            Measure::Cp,
            Measure::Gm,
        ];
        CRITERIA.iter().position(|&criterion| criterion == self)
    }

    /// Where a study has it.
    pub(super) fn places(self, plan: &Plan) -> Vec<At> {
        let model = plan.model();
        let constructs = 0..plan.constructs();
        let reached = |lawful: fn(&Reach) -> bool| {
            let reached = effects::reached(model).into_iter().filter(lawful);
            reached
                .map(|reach| At::Path(reach.from, reach.to))
                .collect()
        };
        let of_blocks = |lawful: &dyn Fn(usize) -> bool| -> Vec<At> {
            let of = |j: usize| {
                plan.blocks()[j]
                    .indicators
                    .clone()
                    .map(move |k| At::Indicator(k, j))
            };
            constructs
                .clone()
                .filter(|&j| lawful(j))
                .flat_map(of)
                .collect()
        };
        let of_constructs = |lawful: &dyn Fn(usize) -> bool| -> Vec<At> {
            constructs
                .clone()
                .filter(|&j| lawful(j))
                .map(At::Construct)
                .collect()
        };
        let pairs = || {
            let pairs = constructs
                .clone()
                .flat_map(|a| (a + 1..plan.constructs()).map(move |b| (a, b)));
            pairs.map(|(a, b)| At::Pair(a, b)).collect()
        };
        let shared = |j: usize| reliability::shared_block(plan, j).is_some();
        match self {
            Self::Path | Self::F2 | Self::Vif => model
                .path_positions()
                .iter()
                .map(|&(s, t)| At::Path(s, t))
                .collect(),
            Self::Indirect => reached(|reach| reach.indirect),
            Self::Total => reached(|_| true),
            // More routes than can be listed are left to their sum.
            Self::Specific => effects::routes(model).map_or_else(
                |_| Vec::new(),
                |routes| routes.into_iter().map(At::Route).collect(),
            ),
            Self::Contrast => {
                effects::routes(model).map_or_else(|_| Vec::new(), |routes| contrasts(&routes))
            }
            Self::Vaf => reached(|reach| reach.indirect && reach.direct),
            Self::Weight | Self::Loading | Self::IndicatorVif => of_blocks(&|_| true),
            Self::ItemTotal => of_blocks(&shared),
            Self::AlphaIfDeleted | Self::AlphaRawIfDeleted => {
                of_blocks(&|j| shared(j) && plan.blocks()[j].len() > 2)
            }
            Self::CrossLoading => {
                let of = |k: usize| (0..plan.constructs()).map(move |j| At::Indicator(k, j));
                (0..plan.indicators()).flat_map(of).collect()
            }
            Self::R2 | Self::R2Adj => of_constructs(&|t| !plan.predecessors(t).is_empty()),
            Self::Alpha | Self::AlphaRaw | Self::RhoC | Self::Ave => of_constructs(&shared),
            Self::RhoA => of_constructs(&|j| reliability::mode_a_block(plan, j).is_some()),
            Self::FullVif => of_constructs(&|_| true),
            Self::Htmt | Self::HtmtSigned | Self::Htmt2 => {
                let pairs = discriminant::pairs(plan).into_iter();
                pairs.map(|(a, b)| At::Pair(a, b)).collect()
            }
            Self::Correlation => pairs(),
            Self::FactorCorrelation if plan.consistent() => pairs(),
            Self::FactorCorrelation => Vec::new(),
            Self::Harman => vec![At::Whole],
            Self::Srmr | Self::DUls | Self::DG | Self::FMl => {
                vec![
                    At::Model(FitModel::Saturated),
                    At::Model(FitModel::Estimated),
                ]
            }
            _ => of_constructs(&|t| self.criterion().is_some() && !plan.predecessors(t).is_empty()),
        }
    }

    /// Its value at one of its places; `None` where it is not defined.
    #[inline]
    pub(super) fn value(self, at: &At, view: View) -> Option<f64> {
        let View {
            plan,
            moments,
            estimates,
            shared,
        } = view;
        match *at {
            At::Route(ref route) => Some(effects::along(route, &estimates.paths)),
            At::Routes(ref route, ref other) => Some(
                effects::along(route, &estimates.paths) - effects::along(other, &estimates.paths),
            ),
            At::Path(s, t) => match self {
                Self::Vaf => effects::vaf(estimates.paths[(s, t)], shared.total[(s, t)]),
                Self::Path => Some(estimates.paths[(s, t)]),
                Self::Indirect => Some(shared.total[(s, t)] - estimates.paths[(s, t)]),
                Self::Total => Some(shared.total[(s, t)]),
                Self::F2 => structural::f2(plan, estimates, s, t),
                _ => collinearity::predictor_vif(plan, estimates, s, t),
            },
            At::Indicator(k, j) => match self {
                Self::Weight => Some(estimates.weights[k]),
                Self::Loading => Some(estimates.loadings[k]),
                Self::CrossLoading => Some(estimates.cross_loadings[(k, j)]),
                Self::ItemTotal => items::item_total_of(plan, moments, k),
                Self::AlphaIfDeleted => items::alpha_if_deleted_of(plan, moments, k),
                Self::AlphaRawIfDeleted => items::alpha_raw_if_deleted_of(plan, moments, k),
                _ => collinearity::indicator_vif(plan, moments, k),
            },
            At::Pair(a, b) => match self {
                Self::Htmt => shared.block_means.htmt(a, b),
                Self::HtmtSigned => shared.block_means.htmt_signed(a, b),
                Self::Htmt2 => discriminant::htmt2(plan, moments, a, b).ok(),
                Self::Correlation => Some(estimates.correlations[(a, b)]),
                _ => Some(estimates.factor_correlations[(a, b)]),
            },
            At::Construct(j) => match self {
                Self::R2 => Some(estimates.r2[j]),
                Self::R2Adj => structural::r2_adjusted(plan, moments, estimates, j),
                Self::Alpha => reliability::alpha_of(plan, moments, j),
                Self::AlphaRaw => reliability::alpha_raw_of(plan, moments, j),
                Self::RhoA => reliability::rho_a_of(plan, moments, estimates, j),
                Self::RhoC => reliability::rho_c_of(plan, estimates, j),
                Self::Ave => reliability::ave_of(plan, estimates, j),
                Self::FullVif => collinearity::full_vif(estimates, j),
                _ => self
                    .criterion()
                    .and_then(|i| criteria::of(plan, moments, estimates, j)[i]),
            },
            At::Model(model) => {
                let distances =
                    &shared.distances.as_ref()?[usize::from(model == FitModel::Estimated)];
                match self {
                    Self::Srmr => Some(distances.srmr),
                    Self::DUls => Some(distances.d_uls),
                    Self::DG => distances.d_g,
                    _ => distances.f_ml,
                }
            }
            At::Whole => Some(collinearity::harman(moments)),
            // What the user defines is made of the row itself.
            At::Defined(_) => None,
        }
    }
}

/// Every two routes between the same constructs.
fn contrasts(routes: &[Vec<usize>]) -> Vec<At> {
    let between = |a: &[usize], b: &[usize]| a.first() == b.first() && a.last() == b.last();
    let others = |(i, route): (usize, &Vec<usize>)| {
        let route = route.clone();
        let others = routes[i + 1..]
            .iter()
            .filter(|other| between(&route, other));
        let pairs = others.map(|other| At::Routes(route.clone(), other.clone()));
        pairs.collect::<Vec<_>>()
    };
    routes.iter().enumerate().flat_map(others).collect()
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The name of the result document.
        self.serialize(f)
    }
}
