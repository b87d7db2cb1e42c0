//! The measures: where a study has each of them, and how each is computed from a set of estimates.

use std::fmt;

use pulp::Simd;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use crate::assess::collinearity;
use crate::assess::criteria;
use crate::assess::discriminant;
use crate::assess::effects::{self, Reach};
use crate::assess::interactions::{self, ConditionalRoute};
use crate::assess::items;
use crate::assess::model_fit::{Distances, FitModel};
use crate::assess::reliability;
use crate::assess::slopes::{self, Moderated};
use crate::assess::structural;
use crate::estimate::{EstimateLanes, Estimates, Plan, rho_a};
use crate::moments::{MomentLanes, Moments};
use crate::numeric::lanes::{Number, Room, Vector, row};
use crate::text::named;

/// A measure that can be computed for every resample like for the sample.
///
/// The measures of [`Measure::DEFAULT`] are part of every bootstrap; the others are bootstrapped
/// only on request ([`Catalogue::with`](crate::Catalogue::with), `quantities` in a study file).
///
/// ```
/// use pls_sem::{Bootstrap, Measure, Missing, Model, Options, Problem, Quantity, Table};
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let run = problem.resampling()?.quantities([Measure::F2]);
/// let inference = run.bootstrap(&Bootstrap::new(500))?;
/// let f2 = Quantity::along(Measure::F2, "Resources", "Success");
/// assert!(inference.summary(&f2).unwrap().se.unwrap() > 0.0);
/// # Ok::<(), pls_sem::Error>(())
/// ```
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
    /// Path at a value of its moderator.
    Slope,
    /// Indirect effect along one route at a value of a moderator.
    Conditional,
    /// Index of moderated mediation: the change of an indirect effect for one standard deviation of the
    /// moderator.
    Moderated,
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

/// What is concluded from a measure, and so how it is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Conclusion {
    /// Whether there is an effect that is linear in the coefficients.
    Coefficient,
    /// Whether there is an effect that is a product of coefficients, and so not normal.
    Product,
    /// Whether there is an effect that is a coefficient, a product, or the sum of both.
    Total,
    /// Whether a quantity of the user's own differs from 0.
    Defined,
    /// How strong a relation is, which is seldom in doubt.
    Strength,
    /// Whether it is below a customary bound.
    Ratio,
    /// How large it is, without a test.
    Size,
}

/// The constructs or indicators of a quantity, by position.
#[derive(Debug, Clone)]
pub(super) enum At {
    /// A moderated path, at a value of each moderator.
    Slope(Moderated, Vec<f64>),
    /// A route that depends on a moderator, at a value.
    Conditional(ConditionalRoute, f64),
    Moderated(ConditionalRoute),
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

/// The numbers from which a measure is computed.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) plan: &'a Plan,
    pub(super) moments: &'a Moments,
    pub(super) estimates: &'a Estimates,
    /// Distances of the saturated and of the estimated model, if a measure needs them.
    pub(super) distances: Option<&'a [Distances; 2]>,
}

/// The numbers from which a measure is computed, side by side.
#[derive(Debug, Clone, Copy)]
pub(super) struct InLanes<'a> {
    pub(super) plan: &'a Plan,
    pub(super) moments: &'a MomentLanes,
    pub(super) estimates: &'a EstimateLanes,
    /// Total effects.
    pub(super) total: &'a Room,
    /// Mean absolute correlation within each block.
    pub(super) within: &'a Room,
}

impl Measure {
    /// The measures of every bootstrap.
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
        Self::Slope,
        Self::Conditional,
        Self::Moderated,
    ];

    /// Measures that are bootstrapped only on request.
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

    /// Reads one of some measures; another word is answered with theirs.
    pub(crate) fn one_of<'de, 'm, D: Deserializer<'de>>(
        from: D,
        valid: impl IntoIterator<Item = &'m Self> + Clone,
    ) -> Result<Self, D::Error> {
        named(&String::deserialize(from)?, valid).map_err(D::Error::custom)
    }

    /// Whether it is tested against 0. A ratio or a distance is judged by its upper bound instead.
    #[must_use]
    pub fn is_tested_against_zero(self) -> bool {
        !matches!(self.conclusion(), Conclusion::Ratio | Conclusion::Size)
    }

    /// What is concluded from it. The measures are listed one by one, so that a new one has to be placed.
    pub(crate) fn conclusion(self) -> Conclusion {
        match self {
            Self::Path | Self::Slope => Conclusion::Coefficient,
            Self::Indirect
            | Self::Specific
            | Self::Contrast
            | Self::Conditional
            | Self::Moderated => Conclusion::Product,
            Self::Total => Conclusion::Total,
            Self::Defined => Conclusion::Defined,
            Self::Weight
            | Self::Loading
            | Self::R2
            | Self::Alpha
            | Self::RhoA
            | Self::RhoC
            | Self::Ave
            | Self::R2Adj
            | Self::AlphaRaw
            | Self::Correlation
            | Self::FactorCorrelation
            | Self::CrossLoading
            | Self::ItemTotal
            | Self::AlphaIfDeleted
            | Self::AlphaRawIfDeleted => Conclusion::Strength,
            Self::Htmt | Self::HtmtSigned | Self::Htmt2 => Conclusion::Ratio,
            Self::Vaf
            | Self::F2
            | Self::Vif
            | Self::IndicatorVif
            | Self::FullVif
            | Self::Harman
            | Self::Aic
            | Self::Aicc
            | Self::Aicu
            | Self::Bic
            | Self::Hq
            | Self::Hqc
            | Self::Fpe
            | Self::Cp
            | Self::Gm
            | Self::Srmr
            | Self::DUls
            | Self::DG
            | Self::FMl => Conclusion::Size,
        }
    }

    /// Whether it is a measure of one or two blocks and their indicators, which does not depend on
    /// the paths.
    pub(super) fn is_of_measurement(self) -> bool {
        matches!(
            self,
            Self::Weight
                | Self::Loading
                | Self::IndicatorVif
                | Self::ItemTotal
                | Self::AlphaIfDeleted
                | Self::AlphaRawIfDeleted
                | Self::Alpha
                | Self::AlphaRaw
                | Self::RhoA
                | Self::RhoC
                | Self::Ave
                | Self::Htmt
                | Self::HtmtSigned
                | Self::Htmt2
        )
    }

    /// Whether it is of the saturated or the estimated model.
    pub(super) fn is_of_models(self) -> bool {
        matches!(self, Self::Srmr | Self::DUls | Self::DG | Self::FMl)
    }

    /// Where a study has it.
    #[allow(clippy::too_many_lines)] // one line a measure
    pub(super) fn places(self, plan: &Plan) -> Vec<At> {
        let model = plan.model();
        let constructs = 0..plan.constructs();
        let reached = |valid: fn(&Reach) -> bool| {
            let reached = effects::reached(model).into_iter().filter(valid);
            reached
                .map(|reach| At::Path(reach.from, reach.to))
                .collect()
        };
        let of_blocks = |valid: &dyn Fn(usize) -> bool| -> Vec<At> {
            let of = |j: usize| {
                plan.blocks()[j]
                    .indicators
                    .clone()
                    .map(move |k| At::Indicator(k, j))
            };
            constructs
                .clone()
                .filter(|&j| valid(j))
                .flat_map(of)
                .collect()
        };
        let of_constructs = |valid: &dyn Fn(usize) -> bool| -> Vec<At> {
            constructs
                .clone()
                .filter(|&j| valid(j))
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
            // If there are too many routes to list, only their sum is given.
            Self::Specific => effects::routes(model).map_or_else(
                |_| Vec::new(),
                |routes| routes.into_iter().map(At::Route).collect(),
            ),
            Self::Slope => {
                let of = |moderated: Moderated| {
                    let grid = moderated.grid(&plan.options().slopes).into_iter();
                    grid.map(move |at| At::Slope(moderated.clone(), at))
                };
                slopes::moderated(plan).into_iter().flat_map(of).collect()
            }
            Self::Conditional => {
                let routes = interactions::conditional_routes(plan);
                let values = plan.options().slopes.iter();
                let of = |route: ConditionalRoute| {
                    values
                        .clone()
                        .map(move |&at| At::Conditional(route.clone(), at))
                };
                routes.into_iter().flat_map(of).collect()
            }
            Self::Moderated => {
                let routes = interactions::conditional_routes(plan).into_iter();
                routes
                    .filter(ConditionalRoute::is_linear)
                    .map(At::Moderated)
                    .collect()
            }
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
            Self::FullVif => of_constructs(&|j| collinearity::measured(plan).contains(&j)),
            Self::Htmt | Self::HtmtSigned | Self::Htmt2 => {
                let pairs = discriminant::pairs(plan).into_iter();
                pairs.map(|(a, b)| At::Pair(a, b)).collect()
            }
            Self::Correlation => pairs(),
            Self::FactorCorrelation if plan.consistent() => pairs(),
            // A quantity that the user defines gets its place when it is defined.
            Self::FactorCorrelation | Self::Defined => Vec::new(),
            Self::Harman => vec![At::Whole],
            Self::Srmr | Self::DUls | Self::DG | Self::FMl if !plan.has_fit() => Vec::new(),
            Self::Srmr | Self::DUls | Self::DG | Self::FMl => {
                vec![
                    At::Model(FitModel::Saturated),
                    At::Model(FitModel::Estimated),
                ]
            }
            Self::Aic
            | Self::Aicc
            | Self::Aicu
            | Self::Bic
            | Self::Hq
            | Self::Hqc
            | Self::Fpe
            | Self::Cp
            | Self::Gm => of_constructs(&|t| !plan.predecessors(t).is_empty()),
        }
    }

    /// Whether it is computed for all replicates side by side, by [`Measure::beside`], or for one at a
    /// time, by [`Measure::value`].
    pub(super) fn is_beside(self) -> bool {
        Self::DEFAULT.contains(&self)
            || matches!(self, Self::Contrast | Self::Vaf | Self::CrossLoading)
    }

    /// Its values at one of its places, not-a-number where it is not defined.
    #[inline(always)]
    pub(super) fn beside<S: Simd>(self, simd: S, at: &At, sides: InLanes) -> Vector<S> {
        let InLanes {
            plan,
            moments,
            estimates,
            total,
            within,
        } = sides;
        let count = plan.constructs();
        let path = |s: usize, t: usize| estimates.path(simd, s, t);
        let total = |s: usize, t: usize| Vector::new(simd, total.get::<S>()[t * count + s]);
        let block = |j: usize| plan.blocks()[j].indicators.clone();
        let in_block = |j: usize| {
            let (own, cells) = (block(j), moments.cells::<S>());
            move |a: usize, b: usize| Vector::new(simd, cells[row(own.start + a) + own.start + b])
        };
        let loading = |j: usize| move |a: usize| estimates.loading(simd, block(j).start + a);
        // The measures are listed one by one, so that a new measure cannot be mistaken for another.
        match (self, at) {
            (Self::Path, &At::Path(s, t)) => path(s, t),
            (Self::Total, &At::Path(s, t)) => total(s, t),
            (Self::Indirect, &At::Path(s, t)) => total(s, t) - path(s, t),
            (Self::Vaf, &At::Path(s, t)) => effects::vaf(path(s, t), total(s, t)),
            (Self::Slope, At::Slope(of, at)) => of.slope(at, path),
            (Self::Conditional, At::Conditional(route, at)) => route.effect(*at, path),
            (Self::Moderated, At::Moderated(route)) => route.index(path),
            (Self::Specific, At::Route(route)) => effects::along(route, path),
            (Self::Contrast, At::Routes(route, other)) => {
                effects::along(route, path) - effects::along(other, path)
            }
            (Self::Weight, &At::Indicator(k, _)) => estimates.weight(simd, k),
            (Self::Loading, &At::Indicator(k, _)) => estimates.loading(simd, k),
            (Self::CrossLoading, &At::Indicator(k, j)) => estimates.cross_loading(simd, k, j),
            (Self::R2, &At::Construct(j)) => estimates.r2(simd, j),
            (Self::Alpha, &At::Construct(j)) => reliability::alpha(block(j).len(), in_block(j)),
            (Self::RhoA, &At::Construct(j)) => {
                let weight = |a: usize| estimates.weight(simd, block(j).start + a);
                rho_a(block(j).len(), weight, in_block(j))
            }
            (Self::RhoC, &At::Construct(j)) => reliability::rho_c(block(j).len(), loading(j)),
            (Self::Ave, &At::Construct(j)) => reliability::ave(block(j).len(), loading(j)),
            (Self::Htmt, &At::Pair(a, b)) => {
                let cells = moments.cells::<S>();
                let r = |k: usize, l: usize| Vector::new(simd, cells[row(k) + l]).abs();
                let within = |j: usize| Vector::new(simd, within.get::<S>()[j]);
                let between = discriminant::mean_between(plan, a, b, r);
                discriminant::ratio(between, within(a), within(b))
            }
            // Other kinds of places do not occur, and others are not computed side by side.
            (
                Self::Path
                | Self::Total
                | Self::Indirect
                | Self::Vaf
                | Self::Specific
                | Self::Slope
                | Self::Conditional
                | Self::Moderated
                | Self::Contrast
                | Self::Weight
                | Self::Loading
                | Self::CrossLoading
                | Self::R2
                | Self::Alpha
                | Self::RhoA
                | Self::RhoC
                | Self::Ave
                | Self::Htmt
                | Self::R2Adj
                | Self::AlphaRaw
                | Self::HtmtSigned
                | Self::Htmt2
                | Self::Correlation
                | Self::FactorCorrelation
                | Self::ItemTotal
                | Self::AlphaIfDeleted
                | Self::AlphaRawIfDeleted
                | Self::F2
                | Self::Vif
                | Self::IndicatorVif
                | Self::FullVif
                | Self::Harman
                | Self::Aic
                | Self::Aicc
                | Self::Aicu
                | Self::Bic
                | Self::Hq
                | Self::Hqc
                | Self::Fpe
                | Self::Cp
                | Self::Gm
                | Self::Srmr
                | Self::DUls
                | Self::DG
                | Self::FMl
                | Self::Defined,
                _,
            ) => Vector::splat(simd, f64::NAN),
        }
    }

    /// Its value at one of its places, if it is not computed side by side; `None` if it is not defined.
    #[allow(clippy::too_many_lines)] // one line a measure
    pub(super) fn value(self, at: &At, view: View) -> Option<f64> {
        let View {
            plan,
            moments,
            estimates,
            distances,
        } = view;
        let criterion = |j: usize, place: usize| criteria::of(plan, moments, estimates, j)[place];
        let of_model = |model: FitModel| {
            let distances = distances?;
            Some(&distances[usize::from(model == FitModel::Estimated)])
        };
        match (self, at) {
            (Self::F2, &At::Path(s, t)) => structural::f2(plan, estimates, s, t),
            (Self::Vif, &At::Path(s, t)) => collinearity::predictor_vif(plan, estimates, s, t),
            (Self::ItemTotal, &At::Indicator(k, _)) => items::item_total_of(plan, moments, k),
            (Self::AlphaIfDeleted, &At::Indicator(k, _)) => {
                items::alpha_if_deleted_of(plan, moments, k)
            }
            (Self::AlphaRawIfDeleted, &At::Indicator(k, _)) => {
                items::alpha_raw_if_deleted_of(plan, moments, k)
            }
            (Self::IndicatorVif, &At::Indicator(k, _)) => {
                collinearity::indicator_vif(plan, moments, k)
            }
            (Self::HtmtSigned, &At::Pair(a, b)) => {
                discriminant::htmt_signed_of(plan, moments, a, b)
            }
            (Self::Htmt2, &At::Pair(a, b)) => discriminant::htmt2(plan, moments, a, b).ok(),
            (Self::Correlation, &At::Pair(a, b)) => Some(estimates.correlations[(a, b)]),
            (Self::FactorCorrelation, &At::Pair(a, b)) => {
                Some(estimates.factor_correlations[(a, b)])
            }
            (Self::R2Adj, &At::Construct(j)) => {
                structural::r2_adjusted(plan, moments, estimates, j)
            }
            (Self::AlphaRaw, &At::Construct(j)) => reliability::alpha_raw_of(plan, moments, j),
            (Self::FullVif, &At::Construct(j)) => collinearity::full_vif(plan, estimates, j),
            (Self::Aic, &At::Construct(j)) => criterion(j, 0),
            (Self::Aicc, &At::Construct(j)) => criterion(j, 1),
            (Self::Aicu, &At::Construct(j)) => criterion(j, 2),
            (Self::Bic, &At::Construct(j)) => criterion(j, 3),
            (Self::Hq, &At::Construct(j)) => criterion(j, 4),
            (Self::Hqc, &At::Construct(j)) => criterion(j, 5),
            (Self::Fpe, &At::Construct(j)) => criterion(j, 6),
            (Self::Cp, &At::Construct(j)) => criterion(j, 7),
            (Self::Gm, &At::Construct(j)) => criterion(j, 8),
            (Self::Srmr, &At::Model(model)) => Some(of_model(model)?.srmr),
            (Self::DUls, &At::Model(model)) => Some(of_model(model)?.d_uls),
            (Self::DG, &At::Model(model)) => of_model(model)?.d_g,
            (Self::FMl, &At::Model(model)) => of_model(model)?.f_ml,
            (Self::Harman, At::Whole) => Some(collinearity::harman(moments)),
            // Other kinds of places do not occur; others are computed side by side, or from the row
            // itself.
            (
                Self::F2
                | Self::Vif
                | Self::ItemTotal
                | Self::AlphaIfDeleted
                | Self::AlphaRawIfDeleted
                | Self::IndicatorVif
                | Self::HtmtSigned
                | Self::Htmt2
                | Self::Correlation
                | Self::FactorCorrelation
                | Self::R2Adj
                | Self::AlphaRaw
                | Self::FullVif
                | Self::Aic
                | Self::Aicc
                | Self::Aicu
                | Self::Bic
                | Self::Hq
                | Self::Hqc
                | Self::Fpe
                | Self::Cp
                | Self::Gm
                | Self::Srmr
                | Self::DUls
                | Self::DG
                | Self::FMl
                | Self::Harman
                | Self::Path
                | Self::Total
                | Self::Indirect
                | Self::Vaf
                | Self::Specific
                | Self::Slope
                | Self::Conditional
                | Self::Moderated
                | Self::Contrast
                | Self::Weight
                | Self::Loading
                | Self::CrossLoading
                | Self::R2
                | Self::Alpha
                | Self::RhoA
                | Self::RhoC
                | Self::Ave
                | Self::Htmt
                | Self::Defined,
                _,
            ) => None,
        }
    }
}

/// All pairs of routes between the same constructs; empty if there are too many to list.
fn contrasts(routes: &[Vec<usize>]) -> Vec<At> {
    let between = |a: &[usize], b: &[usize]| a.first() == b.first() && a.last() == b.last();
    let pairs = routes.iter().enumerate().flat_map(|(i, route)| {
        let others = routes[i + 1..].iter();
        let others = others.filter(move |other| between(route, other));
        others.map(move |other| (route, other))
    });
    let pairs: Vec<_> = pairs.take(effects::MOST_ROUTES + 1).collect();
    if pairs.len() > effects::MOST_ROUTES {
        return Vec::new();
    }
    let place = |(a, b): (&Vec<usize>, &Vec<usize>)| At::Routes(a.clone(), b.clone());
    pairs.into_iter().map(place).collect()
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The name of the result document.
        self.serialize(f)
    }
}
