//! Interactions: slopes at values of the moderator, and indirect effects that depend on it.

use serde::{Deserialize, Serialize};

use super::AssessFinding;
use super::effects;
use crate::estimate::{Fit, Plan, Product};
use crate::finding::Finding;
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

/// A path whose coefficient depends on a moderator, by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moderated {
    pub(crate) from: usize,
    pub(crate) moderator: usize,
    pub(crate) to: usize,
    /// The construct that is the product of both.
    pub(crate) product: usize,
}

/// Every moderated path. Of two constructs, the first that is named is treated as the predictor and the other as the
/// moderator; in a square, the construct is its own moderator. Products of three constructs have no slope for a single
/// moderator.
pub(crate) fn moderated(plan: &Plan) -> Vec<Moderated> {
    let paths = plan.model().path_positions().iter();
    let of = |&(product, to): &(usize, usize)| {
        let [from, moderator] = plan.product(product)?.factors[..] else {
            return None;
        };
        Some(Moderated {
            from,
            moderator,
            to,
            product,
        })
    };
    paths.filter_map(of).collect()
}

/// The slope of a moderated path at a value of the moderator: `b + b_product m`, or `b + 2 b_square x`.
#[inline(always)]
pub(crate) fn slope<T: Number>(of: Moderated, at: f64, path: impl Fn(usize, usize) -> T) -> T {
    let own = path(of.from, of.to);
    let times = if of.from == of.moderator { 2.0 } else { 1.0 };
    own + own.like(at * times) * path(of.product, of.to)
}

/// A route of which some steps depend on a moderator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConditionalRoute {
    pub(crate) route: Vec<usize>,
    pub(crate) moderator: usize,
    /// For each step the product with the moderator, if it has a path to where the step leads.
    pub(crate) products: Vec<Option<usize>>,
}

/// Every indirect route between constructs with every construct that moderates some of its steps and is not on the route;
/// empty if there are more routes than are listed. What leads from a product is no route of its own: the product is how a
/// route depends on the moderator.
pub(crate) fn conditional_routes(plan: &Plan) -> Vec<ConditionalRoute> {
    if !plan.has_products() {
        return Vec::new();
    }
    let (model, mut found) = (plan.model(), Vec::new());
    let product = |a: usize, b: usize, to: usize| {
        let mut predecessors = plan.predecessors(to).iter().copied();
        predecessors.find(|&s| {
            let factors = plan.product(s).map(|product| product.factors.as_slice());
            factors == Some(&[a, b][..]) || factors == Some(&[b, a][..])
        })
    };
    let routes = effects::routes(model).unwrap_or_default().into_iter();
    for route in routes.filter(|route| plan.product(route[0]).is_none()) {
        for moderator in (0..plan.constructs()).filter(|m| !route.contains(m)) {
            let steps = route.windows(2);
            let products: Vec<Option<usize>> = steps
                .map(|step| product(step[0], moderator, step[1]))
                .collect();
            if products.iter().any(Option::is_some) {
                found.push(ConditionalRoute {
                    route: route.clone(),
                    moderator,
                    products,
                });
            }
        }
    }
    found
}

impl ConditionalRoute {
    /// The indirect effect at a value of the moderator: the product of the coefficients, each at that value.
    #[inline(always)]
    pub(crate) fn effect<T: Number>(&self, at: f64, path: impl Fn(usize, usize) -> T) -> T {
        let mut effect = path(self.route[0], self.route[0]).like(1.0);
        for (step, product) in self.route.windows(2).zip(&self.products) {
            let own = path(step[0], step[1]);
            let at_value = match product {
                Some(product) => own + own.like(at) * path(*product, step[1]),
                None => own,
            };
            effect = effect * at_value;
        }
        effect
    }

    /// Whether the effect is linear in the moderator, so that one number describes the dependence.
    pub(crate) fn is_linear(&self) -> bool {
        self.products.iter().flatten().count() == 1
    }

    /// The index of moderated mediation: the change of the indirect effect for one unit of the
    /// moderator.
    #[inline(always)]
    pub(crate) fn index<T: Number>(&self, path: impl Fn(usize, usize) -> T) -> T {
        let mut index = path(self.route[0], self.route[0]).like(1.0);
        for (step, product) in self.route.windows(2).zip(&self.products) {
            index = index * path(product.unwrap_or(step[0]), step[1]);
        }
        index
    }
}

/// The slope of a path at a value of its moderator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Slope {
    /// The construct whose effect depends on the moderator.
    pub from: String,
    /// The moderator; for a square, the construct itself.
    pub moderator: String,
    /// The construct that is explained.
    pub to: String,
    /// Value of the moderator, in its standard deviations.
    pub at: f64,
    /// The slope, other moderators at their means.
    pub estimate: f64,
}

/// The slopes of every moderated path at the values of [`Options::slopes`](crate::Options::slopes).
///
/// ```text
/// dy/dx = b_x + b_xm m             of a square  b_x + 2 b_xx x
/// ```
///
/// Source: Aiken & West (1991), Multiple Regression: Testing and Interpreting Interactions.
#[must_use]
pub fn slopes(fit: &Fit) -> Vec<Slope> {
    let (plan, estimates) = (fit.plan(), fit.estimates());
    let name = |j: usize| plan.model().name(j).to_owned();
    let of = |moderated: Moderated| {
        let values = plan.options().slopes.iter();
        values.map(move |&at| Slope {
            from: name(moderated.from),
            moderator: name(moderated.moderator),
            to: name(moderated.to),
            at,
            estimate: slope(moderated, at, |s, t| estimates.path(s, t)),
        })
    };
    moderated(plan).into_iter().flat_map(of).collect()
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
/// effect at m   Π_steps (b + b_product m)
/// index         b_product Π_other steps b        of one moderated step
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

/// The region in which a slope differs from 0, from the covariance matrix of its coefficients in
/// the resamples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct JohnsonNeyman {
    /// The construct whose effect depends on the moderator.
    pub from: String,
    /// The moderator.
    pub moderator: String,
    /// The construct that is explained.
    pub to: String,
    /// Values of the moderator at which the interval of the slope ends at 0, in standard deviations of the moderator,
    /// the smaller one first; `None` if there are none.
    pub low: Option<f64>,
    /// The larger one.
    pub high: Option<f64>,
    /// Whether the slope differs from 0 between these values; if not, it differs from 0 outside them. If there are no
    /// such values: whether it differs from 0 everywhere.
    pub between: bool,
}

/// The roots of `(b + b_product m)² = t² Var(b + b_product m)`, and whether the slope differs from 0 between them.
///
/// Source: Johnson & Neyman (1936), Statistical Research Memoirs 1, 57-93; Bauer & Curran (2005), Multivariate
/// Behavioral Research 40(3), 373-400.
pub(crate) fn johnson_neyman(
    [own, product]: [f64; 2],
    [of_own, of_both, of_product]: [f64; 3],
    t: f64,
) -> (Option<[f64; 2]>, bool) {
    let a = product * product - t * t * of_product;
    let b = 2.0 * (own * product - t * t * of_both);
    let c = own * own - t * t * of_own;
    let discriminant = b * b - 4.0 * a * c;
    if a.abs() < 1e-300 || discriminant <= 0.0 {
        // The same sign everywhere.
        return (None, c > 0.0);
    }
    let root = discriminant.sqrt();
    // In the order of their size, and without cancellation.
    let q = -0.5 * (b + root.copysign(b));
    let (x, y) = (q / a, c / q);
    (Some([x.min(y), x.max(y)]), a < 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slope_differs_from_0_beyond_the_roots_or_between_them() {
        // Where the interval of 0.2 + 0.3 m, with independent errors of 0.1 and 0.05, excludes 0.
        let excludes = |m: f64| {
            let (slope, variance): (f64, f64) = (0.2 + 0.3 * m, 0.01 + 0.0025 * m * m);
            slope * slope > 1.96 * 1.96 * variance
        };
        let (roots, between) = johnson_neyman([0.2, 0.3], [0.01, 0.0, 0.0025], 1.96);
        let [low, high] = roots.unwrap();
        assert!(!between && low < high);
        for (m, expected) in [
            (low - 0.01, true),
            (low + 0.01, false),
            (high - 0.01, false),
            (high + 0.01, true),
        ] {
            assert_eq!(excludes(m), expected, "{m}");
        }
        let (roots, everywhere) = johnson_neyman([5.0, 0.01], [0.01, 0.0, 0.0001], 1.96);
        assert!(roots.is_none_or(|[low, high]| low < -10.0 || high > 10.0) || everywhere);
    }
}
