//! Slopes: the effect of a construct at values of the constructs that moderate it, and the region in which it differs from 0.

use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use crate::estimate::{Fit, Plan, SlopesOf};
use crate::numeric::lanes::Number;

/// A value of a moderator, in its standard deviations.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(transparent)]
pub struct At(pub f64);

impl PartialEq for At {
    fn eq(&self, other: &Self) -> bool {
        self.0.total_cmp(&other.0).is_eq()
    }
}

impl Eq for At {}

impl Hash for At {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

/// The second of two moderators, and its value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SecondModerator {
    /// The moderator.
    #[serde(rename = "second_moderator")]
    pub moderator: String,
    /// Its value.
    #[serde(rename = "second_at")]
    pub at: At,
}

impl SecondModerator {
    pub(crate) fn new(moderator: &str, at: f64) -> Self {
        Self {
            moderator: moderator.to_owned(),
            at: At(at),
        }
    }
}

/// An effect that depends on one or two moderators, by position.
///
/// ```text
/// slope = Σ_terms times b Π_others m        the derivative of the equation of `to` by the score of `from`
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moderated {
    pub(crate) from: usize,
    /// One or two; of a square the construct itself.
    pub(crate) moderators: Vec<usize>,
    pub(crate) to: usize,
    terms: Vec<Term>,
}

/// A path that is part of a slope.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    /// The construct itself, or a product in which it stands.
    source: usize,
    /// How often it stands there.
    times: u32,
    /// What it is multiplied by there, as places among the moderators.
    others: Vec<usize>,
}

impl Term {
    /// What its path is multiplied by.
    fn factor(&self, at: &[f64]) -> f64 {
        let values = self.others.iter().map(|&i| at[i]);
        f64::from(self.times) * values.product::<f64>()
    }
}

impl Moderated {
    /// The effect of a construct on another at values of some moderators, all others at their means; `None` if the model
    /// does not have it, or if one of these does not moderate it.
    pub(crate) fn new(plan: &Plan, from: usize, moderators: Vec<usize>, to: usize) -> Option<Self> {
        let term = |&source: &usize| {
            let factors = match plan.product(source) {
                Some(product) => product.factors.as_slice(),
                None => std::slice::from_ref(&source),
            };
            let times = factors.iter().filter(|&&factor| factor == from).count();
            let place = |factor: usize| moderators.iter().position(|&m| m == factor);
            Some(Term {
                source,
                times: u32::try_from(times).ok().filter(|&times| times > 0)?,
                others: without(factors, from).map(place).collect::<Option<_>>()?,
            })
        };
        let terms: Vec<Term> = plan.predecessors(to).iter().filter_map(term).collect();
        let moderates = |place: usize| terms.iter().any(|term| term.others.contains(&place));
        let complete =
            terms.iter().any(|term| term.source == from) && (0..moderators.len()).all(moderates);
        complete.then_some(Self {
            from,
            moderators,
            to,
            terms,
        })
    }

    /// The slope at a value of each moderator.
    #[inline(always)]
    pub(crate) fn slope<T: Number>(&self, at: &[f64], path: impl Fn(usize, usize) -> T) -> T {
        let mut slope = path(self.from, self.to).like(0.0);
        for term in &self.terms {
            slope = slope + slope.like(term.factor(at)) * path(term.source, self.to);
        }
        slope
    }

    /// Intercept and steepness of the slope as a line over the first moderator, a second one at a value; `None` if it is a
    /// curve, or a path is not defined.
    pub(crate) fn line(
        &self,
        second: f64,
        path: impl Fn(usize) -> Option<f64>,
    ) -> Option<[f64; 2]> {
        let mut line = [0.0; 2];
        for term in &self.terms {
            let degree = term.others.iter().filter(|&&i| i == 0).count();
            *line.get_mut(degree)? += term.factor(&[1.0, second]) * path(term.source)?;
        }
        Some(line)
    }

    /// Whether it is a line over its one moderator.
    pub(crate) fn is_linear(&self) -> bool {
        self.terms.iter().all(|term| term.others.len() <= 1)
    }

    /// Its change for one unit of its one moderator, if it is a line.
    #[inline(always)]
    pub(crate) fn change<T: Number>(&self, path: impl Fn(usize, usize) -> T) -> T {
        let mut change = path(self.from, self.to).like(0.0);
        for term in self.terms.iter().filter(|term| !term.others.is_empty()) {
            change = change + change.like(term.factor(&[1.0])) * path(term.source, self.to);
        }
        change
    }

    /// The constructs whose paths it consists of.
    pub(crate) fn sources(&self) -> impl Iterator<Item = usize> {
        self.terms.iter().map(|term| term.source)
    }

    /// Every choice of values of the moderators, in the order of tables: of two, the second changes last.
    pub(crate) fn grid(&self, values: &[f64]) -> Vec<Vec<f64>> {
        let mut grid = vec![Vec::new()];
        for _ in &self.moderators {
            let before = grid;
            let with = |at: f64| {
                let before = before.iter();
                before.map(move |first: &Vec<f64>| [first.as_slice(), &[at]].concat())
            };
            grid = values.iter().flat_map(|&at| with(at)).collect();
        }
        grid
    }
}

/// The factors of a product without a factor, once.
fn without(factors: &[usize], from: usize) -> impl Iterator<Item = usize> {
    let first = factors.iter().position(|&factor| factor == from);
    let factors = factors.iter().copied().enumerate();
    factors.filter_map(move |(i, factor)| (Some(i) != first).then_some(factor))
}

/// Every moderated path: of each product the first construct, or every one, is the predictor, and the others are its
/// moderators; in a square, the construct is its own moderator.
pub(crate) fn moderated(plan: &Plan) -> Vec<Moderated> {
    let mut found: Vec<Moderated> = Vec::new();
    for &(product, to) in plan.model().path_positions() {
        let factors = plan.product(product).map(|p| p.factors.as_slice());
        let factors = factors.unwrap_or_default();
        let predictors = match plan.options().slopes_of {
            SlopesOf::First => factors.len().min(1),
            SlopesOf::Every => factors.len(),
        };
        for &from in &factors[..predictors] {
            let mut moderators: Vec<usize> = without(factors, from).collect();
            moderators.dedup();
            // A curve is drawn over the construct itself.
            moderators.sort_by_key(|&moderator| moderator != from);
            let known = |m: &&Moderated| (m.from, &m.moderators, m.to) == (from, &moderators, to);
            if found.iter().find(known).is_none() {
                found.extend(Moderated::new(plan, from, moderators, to));
            }
        }
    }
    found
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
    /// Of a product of three constructs, the second moderator with its value.
    #[serde(flatten)]
    pub second: Option<SecondModerator>,
    /// The slope, other moderators at their means.
    pub estimate: f64,
}

/// The slopes of every moderated path at the values of [`Options::slopes`](crate::Options::slopes), of the constructs of
/// [`Options::slopes_of`](crate::Options::slopes_of).
///
/// ```text
/// dy/dx = b_x + b_xm m                             of a square  b_x + 2 b_xx x
/// dy/dx = b_x + b_xm m + b_xz z + b_xmz m z        of a product of three
/// ```
///
/// ```
/// # use pls_sem::{Missing, Model, Options, Problem, Table};
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("R =~ KR1-5; V =~ VP1-5; S =~ INT1-4; S ~ R + V + R:V")?;
/// let fit = Problem::new(&model, &table, Missing::Error, &Options::default())?.fit()?;
/// let slopes = pls_sem::assess::slopes::slopes(&fit);
/// let path = |from: &str| fit.path(from, "S").unwrap();
/// assert!((slopes[2].estimate - (path("R") + path("R:V"))).abs() < 1e-12);
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Aiken & West (1991), Multiple Regression: Testing and Interpreting Interactions; Dawson & Richter (2006), Journal
/// of Applied Psychology 91(4), 917-926, on products of three.
#[must_use]
pub fn slopes(fit: &Fit) -> Vec<Slope> {
    let (plan, estimates) = (fit.plan(), fit.estimates());
    let name = |j: usize| plan.model().name(j).to_owned();
    let of = |moderated: Moderated| {
        let grid = moderated.grid(&plan.options().slopes).into_iter();
        grid.map(move |at| Slope {
            from: name(moderated.from),
            moderator: name(moderated.moderators[0]),
            to: name(moderated.to),
            at: at[0],
            second: second(plan, &moderated, &at),
            estimate: moderated.slope(&at, |s, t| estimates.path(s, t)),
        })
    };
    moderated(plan).into_iter().flat_map(of).collect()
}

/// The second moderator at its value, if there are two.
pub(crate) fn second(plan: &Plan, of: &Moderated, at: &[f64]) -> Option<SecondModerator> {
    let (&moderator, &at) = of.moderators.get(1).zip(at.get(1))?;
    Some(SecondModerator::new(plan.model().name(moderator), at))
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
    /// Of a product of three constructs, the second moderator with the value at which the region is.
    #[serde(flatten)]
    pub second: Option<SecondModerator>,
    /// Values of the moderator at which the interval of the slope ends at 0, in standard deviations of the moderator,
    /// the smaller one first; `None` if there are none.
    pub low: Option<f64>,
    /// The larger one.
    pub high: Option<f64>,
    /// Whether the slope differs from 0 between these values; if not, it differs from 0 outside them. If there are no
    /// such values: whether it differs from 0 everywhere.
    pub between: bool,
    /// The lowest observed value of the moderator, in its standard deviations: the bounds say something of answers only
    /// above it.
    #[serde(default)]
    pub lowest: Option<f64>,
    /// The highest observed value of the moderator.
    #[serde(default)]
    pub highest: Option<f64>,
}

/// The roots of `(b + s m)² = t² Var(b + s m)`, and whether a slope `b + s m` differs from 0 between them: its intercept and
/// steepness, and the variances and covariance of both in the order `b b`, `b s`, `s s`.
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
