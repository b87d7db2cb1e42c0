//! Effects along the paths: direct, indirect, total, and every route by itself.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use crate::estimate::{Fit, Plan};
use crate::model::Model;
use crate::numeric::lanes::{Number, Square};

/// The maximum number of indirect routes that are listed one by one.
pub const MOST_ROUTES: usize = 10_000;

/// The effect of one construct on another that it reaches by paths.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Effect {
    /// The source.
    pub from: String,
    /// The target.
    pub to: String,
    /// The coefficient of the path; `None` where there is no path.
    pub direct: Option<f64>,
    /// Sum over all routes of two paths or more; `None` where there is none.
    pub indirect: Option<f64>,
    /// Direct and indirect together.
    pub total: f64,
}

/// An indirect effect along one route.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SpecificEffect {
    /// The constructs along the route, including source and target.
    pub route: Vec<String>,
    /// Product of its paths' coefficients.
    pub estimate: f64,
}

/// There are more indirect routes than [`MOST_ROUTES`].
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the model has more than {MOST_ROUTES} indirect routes: they are not listed one by one")]
pub struct TooManyRoutes;

crate::text::debug_as_sentence!(TooManyRoutes);

/// Direct, indirect and total effects of every pair of constructs that are connected by paths, in model
/// order.
///
/// ```text
/// T = (I - B)^-1 - I        B  paths,  T  total effects,  T - B  indirect effects
/// ```
///
/// ```
/// # use pls_sem::{Missing, Model, Options, Problem, Table};
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Value =~ VP1-5; Success =~ INT1-4; Value ~ Resources; Success ~ Value + Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let effects = pls_sem::assess::effects::effects(&problem.fit()?);
/// let on_success = effects.iter().find(|e| e.from == "Resources" && e.to == "Success").unwrap();
/// let sum = on_success.direct.unwrap() + on_success.indirect.unwrap();
/// assert!((on_success.total - sum).abs() < 1e-12);
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Bollen (1987), Sociological Methodology 17, 37-69.
#[must_use]
pub fn effects(fit: &Fit) -> Vec<Effect> {
    let plan = fit.plan();
    let model = plan.model();
    let path = |s: usize, t: usize| fit.estimates().path(s, t);
    let mut total = DMatrix::zeros(plan.constructs(), plan.constructs());
    total_effects(plan, path, &mut total);
    reached(model)
        .into_iter()
        .map(
            |Reach {
                 from,
                 to,
                 direct,
                 indirect,
             }| Effect {
                from: model.name(from).to_owned(),
                to: model.name(to).to_owned(),
                direct: direct.then(|| path(from, to)),
                indirect: indirect.then(|| total[(from, to)] - path(from, to)),
                total: total[(from, to)],
            },
        )
        .collect()
}

/// The indirect effect along every route by itself; their sum is the indirect effect.
///
/// ```
/// # use pls_sem::{Missing, Model, Options, Problem, Table};
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Value =~ VP1-5; Success =~ INT1-4; Value ~ Resources; Success ~ Value + Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let routes = pls_sem::assess::effects::specific_effects(&problem.fit()?).unwrap();
/// assert_eq!(routes[0].route, ["Resources", "Value", "Success"]);
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// # Errors
/// [`TooManyRoutes`], if there are more than [`MOST_ROUTES`].
pub fn specific_effects(fit: &Fit) -> Result<Vec<SpecificEffect>, TooManyRoutes> {
    let model = fit.plan().model();
    let named = |route: Vec<usize>| SpecificEffect {
        estimate: along(&route, |s, t| fit.estimates().path(s, t)),
        route: route
            .into_iter()
            .map(|j| model.name(j).to_owned())
            .collect(),
    };
    Ok(routes(model)?.into_iter().map(named).collect())
}

/// Total effects of all pairs, from row to column.
///
/// With constructs in topological order, each follows from those before it:
/// `T[s, t] = b_st + Σ_q T[s, q] b_qt` over the predecessors q of t.
#[inline(always)]
pub(crate) fn total_effects<T: Number>(
    plan: &Plan,
    path: impl Fn(usize, usize) -> T,
    total: &mut impl Square<T>,
) {
    for &t in plan.model().order() {
        for s in 0..plan.constructs() {
            let mut sum = path(s, t).like(0.0);
            for &q in plan.predecessors(t) {
                let b = path(q, t);
                sum = sum + if s == q { b } else { total.get(s, q) * b };
            }
            total.put(s, t, sum);
        }
    }
}

/// Variance accounted for: indirect over total effect, where direct and indirect effect have the same sign;
/// not-a-number otherwise.
///
/// Source: Hair et al. (2014), A Primer on PLS-SEM, ch. 7; superseded by the types of Zhao, Lynch & Chen (2010).
#[inline(always)]
pub(crate) fn vaf<T: Number>(direct: T, total: T) -> T {
    let indirect = total - direct;
    (indirect / total).where_above(direct * indirect, direct.like(0.0))
}

/// Product of the coefficients along a route.
#[inline(always)]
pub(crate) fn along<T: Number>(route: &[usize], path: impl Fn(usize, usize) -> T) -> T {
    let mut product = path(route[0], route[0]).like(1.0);
    // `reduce` would not be compiled for the vectors of the machine.
    for step in route.windows(2) {
        product = product * path(step[0], step[1]);
    }
    product
}

/// Two constructs that are connected by paths, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reach {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) direct: bool,
    pub(crate) indirect: bool,
}

/// All pairs that are connected by paths, in model order.
pub(crate) fn reached(model: &Model) -> Vec<Reach> {
    let count = model.constructs().len();
    let mut direct = vec![vec![false; count]; count];
    for &(s, t) in model.path_positions() {
        direct[s][t] = true;
    }
    // indirect[s][t]: paths lead from s to t through another construct.
    let mut indirect = vec![vec![false; count]; count];
    for &t in model.order() {
        for s in 0..count {
            indirect[s][t] = (0..count).any(|q| direct[q][t] && (direct[s][q] || indirect[s][q]));
        }
    }
    let pairs = (0..count).flat_map(|from| (0..count).map(move |to| (from, to)));
    pairs
        .map(|(from, to)| Reach {
            from,
            to,
            direct: direct[from][to],
            indirect: indirect[from][to],
        })
        .filter(|reach| reach.direct || reach.indirect)
        .collect()
}

/// Every route of two paths or more, in model order of its constructs.
pub(crate) fn routes(model: &Model) -> Result<Vec<Vec<usize>>, TooManyRoutes> {
    let count = model.constructs().len();
    let mut successors = vec![Vec::new(); count];
    for &(s, t) in model.path_positions() {
        successors[s].push(t);
    }
    let mut routes = Vec::new();
    for start in 0..count {
        let mut open = vec![vec![start]];
        while let Some(route) = open.pop() {
            let last = route[route.len() - 1];
            // The last pushed is taken first, so successors go in from the last to the first.
            for &next in successors[last].iter().rev() {
                open.push([route.as_slice(), &[next]].concat());
            }
            if route.len() > 2 {
                routes.push(route);
            }
            if routes.len() > MOST_ROUTES {
                return Err(TooManyRoutes);
            }
        }
    }
    Ok(routes)
}
