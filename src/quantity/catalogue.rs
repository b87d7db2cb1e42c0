//! The catalogue: which quantities a study has, and how each is taken from a set of estimates.

use nalgebra::DMatrix;

use super::Quantity;
use crate::assess::effects::{self, Reach};
use crate::assess::reliability;
use crate::estimate::{Estimates, Fit, Plan};
use crate::moments::Moments;

/// All quantities of a study, each with its place in a row of numbers.
///
/// ```
/// use pls_sem::{Catalogue, Model, Options, Plan, Quantity};
///
/// let model = Model::parse("X =~ x1-3; Y =~ y1-3; Y ~ X")?;
/// let catalogue = Catalogue::new(&Plan::new(&model, &Options::default())?);
/// assert_eq!(catalogue.quantities()[0], Quantity::Path { from: "X".into(), to: "Y".into() });
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Catalogue {
    plan: Plan,
    quantities: Vec<Quantity>,
    sources: Vec<Source>,
    routes_complete: bool,
}

/// Where a quantity is taken from, by position.
#[derive(Debug, Clone)]
enum Source {
    Path(usize, usize),
    Indirect(usize, usize),
    Total(usize, usize),
    Specific(Vec<usize>),
    Weight(usize),
    Loading(usize, usize),
    R2(usize),
    Alpha(usize),
    RhoA(usize),
    RhoC(usize),
    Ave(usize),
}

/// Room for what several quantities of one row share.
#[derive(Debug)]
pub(crate) struct Shared {
    total: DMatrix<f64>,
}

impl Catalogue {
    /// The default list: paths, indirect, total and specific indirect effects, weights, loadings, R²,
    /// and alpha, `rho_A`, `rho_C` and AVE where a block has them.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let model = plan.model();
        let mut catalogue = Self {
            plan: plan.clone(),
            quantities: Vec::new(),
            sources: Vec::new(),
            routes_complete: true,
        };
        let name = |j: usize| model.name(j).to_owned();
        for &(s, t) in model.path_positions() {
            catalogue.add(
                Quantity::Path {
                    from: name(s),
                    to: name(t),
                },
                Source::Path(s, t),
            );
        }
        let reached = effects::reached(model);
        for &Reach { from: s, to: t, .. } in reached.iter().filter(|reach| reach.indirect) {
            catalogue.add(
                Quantity::Indirect {
                    from: name(s),
                    to: name(t),
                },
                Source::Indirect(s, t),
            );
        }
        for &Reach { from: s, to: t, .. } in &reached {
            catalogue.add(
                Quantity::Total {
                    from: name(s),
                    to: name(t),
                },
                Source::Total(s, t),
            );
        }
        match effects::routes(model) {
            Ok(routes) => {
                for route in routes {
                    let names = route.iter().map(|&j| name(j)).collect();
                    catalogue.add(Quantity::Specific { route: names }, Source::Specific(route));
                }
            }
            Err(effects::TooManyRoutes) => catalogue.routes_complete = false,
        }
        catalogue.add_blocks(plan);
        catalogue
    }

    fn add_blocks(&mut self, plan: &Plan) {
        let constructs = plan.model().constructs();
        let items =
            || {
                constructs.iter().zip(plan.blocks()).enumerate().flat_map(
                    |(j, (construct, block))| {
                        let names = construct.indicators.iter().zip(block.indicators.clone());
                        names.map(move |(i, k)| (construct.name.clone(), i.clone(), j, k))
                    },
                )
            };
        for (construct, indicator, _, k) in items() {
            self.add(
                Quantity::Weight {
                    construct,
                    indicator,
                },
                Source::Weight(k),
            );
        }
        for (construct, indicator, j, k) in items() {
            self.add(
                Quantity::Loading {
                    construct,
                    indicator,
                },
                Source::Loading(k, j),
            );
        }
        let name = |j: usize| constructs[j].name.clone();
        for t in (0..constructs.len()).filter(|&t| !plan.predecessors(t).is_empty()) {
            self.add(Quantity::R2 { construct: name(t) }, Source::R2(t));
        }
        let shared: Vec<usize> = (0..constructs.len())
            .filter(|&j| reliability::shared_block(plan, j).is_some())
            .collect();
        for &j in &shared {
            self.add(Quantity::Alpha { construct: name(j) }, Source::Alpha(j));
        }
        for j in (0..constructs.len()).filter(|&j| reliability::mode_a_block(plan, j).is_some()) {
            self.add(Quantity::RhoA { construct: name(j) }, Source::RhoA(j));
        }
        for &j in &shared {
            self.add(Quantity::RhoC { construct: name(j) }, Source::RhoC(j));
        }
        for &j in &shared {
            self.add(Quantity::Ave { construct: name(j) }, Source::Ave(j));
        }
    }

    fn add(&mut self, quantity: Quantity, source: Source) {
        self.quantities.push(quantity);
        self.sources.push(source);
    }

    /// The quantities, in the order of their places.
    #[must_use]
    pub fn quantities(&self) -> &[Quantity] {
        &self.quantities
    }

    /// Values of all quantities in a fit; `None` where one is not defined.
    ///
    /// # Panics
    /// If the fit is of another model than the catalogue.
    #[must_use]
    pub fn values(&self, fit: &Fit) -> Vec<Option<f64>> {
        assert!(
            self.plan.model() == fit.plan().model(),
            "the catalogue is of another model than the fit"
        );
        let mut row = vec![0.0; self.quantities.len()];
        self.write(fit.moments(), fit.estimates(), &mut self.shared(), &mut row);
        row.into_iter()
            .map(|x| Some(x).filter(|x| x.is_finite()))
            .collect()
    }

    /// Whether every indirect route has a place of its own.
    #[must_use]
    pub fn routes_complete(&self) -> bool {
        self.routes_complete
    }

    pub(crate) fn shared(&self) -> Shared {
        let count = self.plan.constructs();
        Shared {
            total: DMatrix::zeros(count, count),
        }
    }

    /// Writes one row of numbers; not-a-number stands for "not defined" and never leaves the crate.
    pub(crate) fn write(
        &self,
        moments: &Moments,
        estimates: &Estimates,
        shared: &mut Shared,
        row: &mut [f64],
    ) {
        let plan = &self.plan;
        effects::total_effects(plan, &estimates.paths, &mut shared.total);
        let defined = |value: Option<f64>| value.unwrap_or(f64::NAN);
        for (place, source) in row.iter_mut().zip(&self.sources) {
            *place = match source {
                Source::Path(s, t) => estimates.paths[(*s, *t)],
                Source::Indirect(s, t) => shared.total[(*s, *t)] - estimates.paths[(*s, *t)],
                Source::Total(s, t) => shared.total[(*s, *t)],
                Source::Specific(route) => effects::along(route, &estimates.paths),
                Source::Weight(k) => estimates.weights[*k],
                Source::Loading(k, _) => estimates.loadings[*k],
                Source::R2(t) => estimates.r2[*t],
                Source::Alpha(j) => defined(reliability::alpha_of(plan, moments, *j)),
                Source::RhoA(j) => defined(reliability::rho_a_of(plan, moments, estimates, *j)),
                Source::RhoC(j) => defined(reliability::rho_c_of(plan, estimates, *j)),
                Source::Ave(j) => defined(reliability::ave_of(plan, estimates, *j)),
            };
        }
    }
}
