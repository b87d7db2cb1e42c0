//! Interactions: their coefficients, and indirect effects that depend on a moderator.

use serde::{Deserialize, Serialize};

use super::AssessFinding;
use super::collinearity;
use super::effects;
use super::slopes::Moderated;
use crate::estimate::{Fit, Plan, Product};
use crate::finding::Finding;
use crate::guidance::{Judged, upper_bounds};
use crate::numeric::lanes::Number;

/// One interaction in one equation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InteractionTerm {
    /// The interaction, as `Image:Trust`.
    pub term: String,
    /// The constructs whose product it is; of a square the same twice.
    pub factors: Vec<String>,
    /// The construct that it explains.
    pub to: String,
    /// Coefficient of the unstandardised product.
    pub estimate: f64,
    /// Coefficient of the product rescaled to variance 1.
    pub standardised: f64,
    /// Effect size of the term; 0.005, 0.01 and 0.025 count as small, medium and large.
    pub f2: Option<f64>,
}

/// Every interaction in every equation.
///
/// ```text
/// y = b_x x + b_m m + b_xm x m        x, m  standardised scores, whose product has another variance than 1
/// standardised = b_xm sd(x m)
/// ```
///
/// If the moderator increases by one standard deviation, the effect of `x` changes by `b_xm`, not by the
/// standardised coefficient.
///
/// ```
/// # use pls_sem::{Missing, Model, Options, Problem, Table};
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("R =~ KR1-5; V =~ VP1-5; S =~ INT1-4; S ~ R + V + R:V")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let terms = pls_sem::assess::interactions::interaction_terms(&problem.fit()?);
/// assert_eq!((terms[0].term.as_str(), terms[0].to.as_str()), ("R:V", "S"));
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Henseler & Fassott (2010), Handbook of Partial Least Squares, 713-735; Kenny (2018), Moderator variables, on
/// effect sizes.
#[must_use]
pub fn interaction_terms(fit: &Fit) -> Vec<InteractionTerm> {
    let (plan, estimates) = (fit.plan(), fit.estimates());
    let name = |j: usize| plan.model().name(j).to_owned();
    let term = |&(s, t): &(usize, usize)| {
        let product = plan.product(s)?;
        Some(InteractionTerm {
            term: name(s),
            factors: product.factors.iter().map(|&j| name(j)).collect(),
            to: name(t),
            estimate: estimates.path(s, t),
            standardised: estimates.paths[(s, t)],
            f2: super::structural::f2(plan, estimates, s, t),
        })
    };
    let paths = plan.model().path_positions().iter();
    paths.filter_map(term).collect()
}

/// Interactions of two constructs of which one leads to the other.
///
/// What a construct causes goes with it, so that their product holds a part of the construct's square: a curved effect may
/// look as if it were moderated.
#[must_use]
pub fn caused_moderators(fit: &Fit) -> Vec<Finding> {
    let plan = fit.plan();
    let reached = effects::reached(plan.model());
    let leads = |a: usize, b: usize| reached.iter().any(|r| (r.from, r.to) == (a, b));
    let products = (0..plan.constructs()).filter_map(|j| Some((j, plan.product(j)?)));
    let name = |j: usize| plan.model().name(j).to_owned();
    let of = |(interaction, product): (usize, &Product)| {
        let factors = product.factors.iter();
        let mut pairs = factors.flat_map(|&a| product.factors.iter().map(move |&b| (a, b)));
        let (cause, caused) = pairs.find(|&(a, b)| leads(a, b))?;
        Some(Finding::from(AssessFinding::CausedModerator {
            interaction: name(interaction),
            cause: name(cause),
            caused: name(caused),
        }))
    };
    products.filter_map(of).collect()
}

/// Products that the other predictors of their construct nearly explain: their coefficient rests on the little that is left,
/// for example on the few rows that have a rare value of the moderator.
///
/// ```text
/// VIF = 1 / (1 - R²)        R²  of the product on the other predictors; above the largest customary bound of a predictor
/// ```
#[must_use]
pub fn explained_products(fit: &Fit) -> Vec<Finding> {
    let (plan, estimates) = (fit.plan(), fit.estimates());
    let name = |j: usize| plan.model().name(j).to_owned();
    let Some(limit) = upper_bounds(Judged::Vif).last() else {
        return Vec::new();
    };
    let of = |&(s, t): &(usize, usize)| {
        plan.product(s)?;
        let vif = collinearity::predictor_vif(plan, estimates, s, t)?;
        let correlation = |other: usize| estimates.factor_correlations[(s, other)];
        let others = plan.predecessors(t).iter().filter(|&&other| other != s);
        let closest = others
            .copied()
            .max_by(|&a, &b| correlation(a).abs().total_cmp(&correlation(b).abs()))?;
        (vif > limit).then(|| {
            Finding::from(AssessFinding::ExplainedProduct {
                interaction: name(s),
                to: name(t),
                vif,
                closest: name(closest),
                correlation: correlation(closest),
                parts_of: holders(plan, s, t).into_iter().map(name).collect(),
            })
        })
    };
    let paths = plan.model().path_positions().iter();
    paths.filter_map(of).collect()
}

/// The products that explain a construct and have all factors of a product, and more.
fn holders(plan: &Plan, product: usize, to: usize) -> Vec<usize> {
    let factors = |j: usize| plan.product(j).map_or(&[][..], |of| of.factors.as_slice());
    let count = |of: &[usize], factor: usize| of.iter().filter(|&&own| own == factor).count();
    let own = factors(product);
    let holds = |&j: &usize| {
        let others = factors(j);
        others.len() > own.len() && own.iter().all(|&f| count(others, f) >= count(own, f))
    };
    let predecessors = plan.predecessors(to).iter().copied();
    predecessors.filter(holds).collect()
}

/// A route of which some steps depend on a moderator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConditionalRoute {
    pub(crate) route: Vec<usize>,
    pub(crate) moderator: usize,
    /// The slope of each step over the moderator, if it moderates the step.
    steps: Vec<Option<Moderated>>,
}

/// Every indirect route between constructs with every construct that moderates some of its steps and is not on the route;
/// empty if there are more routes than are listed. What leads from a product is no route of its own: the product is how a
/// route depends on the moderator.
pub(crate) fn conditional_routes(plan: &Plan) -> Vec<ConditionalRoute> {
    if !plan.has_products() {
        return Vec::new();
    }
    let (model, mut found) = (plan.model(), Vec::new());
    let routes = effects::routes(model).unwrap_or_default().into_iter();
    for route in routes.filter(|route| plan.product(route[0]).is_none()) {
        for moderator in (0..plan.constructs()).filter(|m| !route.contains(m)) {
            let steps = route.windows(2);
            let slope = |step: &[usize]| Moderated::new(plan, step[0], vec![moderator], step[1]);
            let steps: Vec<Option<Moderated>> = steps.map(slope).collect();
            if steps.iter().any(Option::is_some) {
                found.push(ConditionalRoute {
                    route: route.clone(),
                    moderator,
                    steps,
                });
            }
        }
    }
    found
}

impl ConditionalRoute {
    /// The indirect effect at a value of the moderator: the product of the slopes, each at that value.
    #[inline(always)]
    pub(crate) fn effect<T: Number>(&self, at: f64, path: impl Fn(usize, usize) -> T) -> T {
        let mut effect = path(self.route[0], self.route[0]).like(1.0);
        for (step, moderated) in self.route.windows(2).zip(&self.steps) {
            effect = effect
                * match moderated {
                    Some(moderated) => moderated.slope(&[at], &path),
                    None => path(step[0], step[1]),
                };
        }
        effect
    }

    /// Whether the effect is linear in the moderator, so that one number describes the dependence.
    pub(crate) fn is_linear(&self) -> bool {
        let mut moderated = self.steps.iter().flatten();
        let (first, second) = (moderated.next(), moderated.next());
        second.is_none() && first.is_some_and(Moderated::is_linear)
    }

    /// The index of moderated mediation: the change of the indirect effect for one unit of the
    /// moderator.
    #[inline(always)]
    pub(crate) fn index<T: Number>(&self, path: impl Fn(usize, usize) -> T) -> T {
        let mut index = path(self.route[0], self.route[0]).like(1.0);
        for (step, moderated) in self.route.windows(2).zip(&self.steps) {
            index = index
                * match moderated {
                    Some(moderated) => moderated.change(&path),
                    None => path(step[0], step[1]),
                };
        }
        index
    }
}

/// An indirect effect at a value of a moderator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ConditionalEffect {
    /// The constructs along it.
    pub route: Vec<String>,
    /// The moderator.
    pub moderator: String,
    /// Its value, in its standard deviations.
    pub at: f64,
    /// The indirect effect there.
    pub estimate: f64,
}

/// How an indirect effect depends on a moderator of one of its paths.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ModeratedMediation {
    /// The constructs along it.
    pub route: Vec<String>,
    /// The moderator.
    pub moderator: String,
    /// The change of the indirect effect for one standard deviation of the moderator.
    pub estimate: f64,
}

/// Indirect effects at the values of [`Options::slopes`](crate::Options::slopes), and their change for one unit of the
/// moderator where they are linear in it.
///
/// ```text
/// effect at m   Π_steps slope at m                 of a step without products with m, its coefficient
/// index         b_product Π_other steps b        of one moderated step, whose slope is a line
/// ```
///
/// Source: Preacher, Rucker & Hayes (2007), Multivariate Behavioral Research 42(1), 185-227; Hayes (2015), Multivariate
/// Behavioral Research 50(1), 1-22.
#[must_use]
pub fn conditional_effects(fit: &Fit) -> (Vec<ConditionalEffect>, Vec<ModeratedMediation>) {
    let (plan, estimates) = (fit.plan(), fit.estimates());
    let name = |j: usize| plan.model().name(j).to_owned();
    let path = |s: usize, t: usize| estimates.path(s, t);
    let (mut effects, mut indices) = (Vec::new(), Vec::new());
    for conditional in conditional_routes(plan) {
        let route: Vec<String> = conditional.route.iter().map(|&j| name(j)).collect();
        for &at in &plan.options().slopes {
            effects.push(ConditionalEffect {
                route: route.clone(),
                moderator: name(conditional.moderator),
                at,
                estimate: conditional.effect(at, path),
            });
        }
        if conditional.is_linear() {
            indices.push(ModeratedMediation {
                route,
                moderator: name(conditional.moderator),
                estimate: conditional.index(path),
            });
        }
    }
    (effects, indices)
}
