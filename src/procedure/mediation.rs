//! Mediation: its type, from the intervals of direct and indirect effects.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Inference;
use crate::assess::effects;
use crate::infer::IntervalKind;
use crate::quantity::{Measure, Names, Quantity};

/// The kind of mediation between two constructs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MediationType {
    /// Indirect and direct effect, of the same sign.
    Complementary,
    /// Indirect and direct effect, of opposite signs.
    Competitive,
    /// An indirect effect only; formerly called full mediation.
    IndirectOnly,
    /// An indirect effect, if the model has no direct path to compare with it.
    IndirectWithoutPath,
    /// A direct effect only.
    DirectOnly,
    /// Neither.
    NoEffect,
    /// One route of several whose indirect effect may be 0, whatever the direct effect is.
    NotAlongThisRoute,
}

impl fmt::Display for MediationType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Complementary => "complementary",
            Self::Competitive => "competitive",
            Self::IndirectOnly => "indirect only",
            Self::IndirectWithoutPath => "indirect; the model has no direct path",
            Self::DirectOnly => "direct only",
            Self::NoEffect => "no effect",
            Self::NotAlongThisRoute => "no mediation along this route",
        })
    }
}

/// An indirect effect together with the direct effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Mediation {
    /// The source.
    pub from: String,
    /// The target.
    pub to: String,
    /// The constructs along the route; `None` for all routes together.
    pub route: Option<Vec<String>>,
    /// The indirect effect.
    pub indirect: Option<f64>,
    /// Lower bound of its interval.
    pub indirect_low: Option<f64>,
    /// Upper bound of its interval.
    pub indirect_high: Option<f64>,
    /// The direct effect; `None` where there is no path.
    pub direct: Option<f64>,
    /// Lower bound of its interval.
    pub direct_low: Option<f64>,
    /// Upper bound of its interval.
    pub direct_high: Option<f64>,
    /// Variance accounted for: indirect over total effect; `None` where their signs differ (suppression) or there is no
    /// path.
    pub vaf: Option<f64>,
    /// The type; `None` if an interval that it needs is not defined.
    #[serde(rename = "type")]
    pub kind: Option<MediationType>,
}

/// The type of mediation of every indirect effect: over all routes together and, where there are several, over each.
///
/// ```text
///                     direct: interval without 0                      with 0          no path
/// indirect without 0  complementary (same sign), competitive (not)   indirect only   indirect without path
/// indirect with 0     direct only                                    no effect       no effect
///   along one route   no mediation along this route, whatever the direct effect is
/// ```
///
/// ```
/// use std::ops::ControlFlow;
/// # use pls_sem::{Bootstrap, Catalogue, IntervalKind, Missing, Model, Options, Problem, Table, bootstrap};
/// use pls_sem::procedure::{MediationType, mediation};
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("R =~ KR1-5; V =~ VP1-5; S =~ INT1-4; V ~ R; S ~ V + R")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let (fit, catalogue) = (problem.fit()?, Catalogue::new(problem.plan()));
/// let inference = bootstrap(&problem, &fit, &catalogue, &Bootstrap::new(500), &mut |_| ControlFlow::Continue(()))?;
/// let found = mediation(&inference, IntervalKind::Percentile);
/// assert_eq!(found[0].kind, Some(MediationType::Complementary));
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Zhao, Lynch & Chen (2010), Journal of Consumer Research 37, 197-206; Hair et al. (2022), ch. 7.
#[must_use]
pub fn mediation(inference: &Inference, kind: IntervalKind) -> Vec<Mediation> {
    let effect = |quantity: &Quantity| {
        let summary = inference.summary(quantity);
        (
            summary.and_then(|s| s.estimate),
            summary.and_then(|s| s.interval(kind)),
        )
    };
    let record = |from: &str, to: &str, route: Option<&Vec<String>>| {
        let path = Quantity::path(from, to);
        let has_path = inference.summary(&path).is_some();
        let (direct, direct_interval) = effect(&path);
        let (indirect, indirect_interval) = effect(&match route {
            Some(route) => Quantity::specific(route),
            None => Quantity::along(Measure::Indirect, from, to),
        });
        let total = effect(&Quantity::along(Measure::Total, from, to)).0;
        let vaf = match (route, direct, total) {
            (None, Some(direct), Some(total)) => {
                Some(effects::vaf(direct, total)).filter(|vaf| vaf.is_finite())
            }
            _ => None,
        };
        let about = |effect: Option<f64>, interval: Option<[f64; 2]>| {
            let [low, high] = interval?;
            Some(if low > 0.0 || high < 0.0 {
                effect?.signum()
            } else {
                0.0
            })
        };
        let direct_sign = if has_path {
            about(direct, direct_interval).map(Some)
        } else {
            Some(None)
        };
        Mediation {
            from: from.to_owned(),
            to: to.to_owned(),
            route: route.cloned(),
            indirect,
            indirect_low: indirect_interval.map(|[low, _]| low),
            indirect_high: indirect_interval.map(|[_, high]| high),
            direct,
            direct_low: direct_interval.map(|[low, _]| low),
            direct_high: direct_interval.map(|[_, high]| high),
            vaf,
            kind: about(indirect, indirect_interval)
                .zip(direct_sign)
                .map(|(a, b)| of_signs(a, b, route.is_some())),
        }
    };
    let quantities = || inference.iter().map(|(quantity, _)| quantity);
    let mut found = Vec::new();
    for quantity in quantities().filter(|q| q.measure == Measure::Indirect) {
        let Names::Path { from, to } = &quantity.of else {
            continue;
        };
        found.push(record(from, to, None));
        let routes: Vec<&Vec<String>> = quantities()
            .filter_map(|q| match &q.of {
                Names::Route { route }
                    if route.first() == Some(from) && route.last() == Some(to) =>
                {
                    Some(route)
                }
                _ => None,
            })
            .collect();
        if routes.len() > 1 {
            found.extend(
                routes
                    .into_iter()
                    .map(|route| record(from, to, Some(route))),
            );
        }
    }
    found
}

/// The type, from the signs of the effects whose interval excludes 0; the direct effect is `None` if there is no path.
#[allow(clippy::float_cmp)] // signs: exactly -1, 0 or 1
fn of_signs(indirect: f64, direct: Option<f64>, along_route: bool) -> MediationType {
    match (indirect != 0.0, direct) {
        (false, _) if along_route => MediationType::NotAlongThisRoute,
        (false, Some(direct)) if direct != 0.0 => MediationType::DirectOnly,
        (false, _) => MediationType::NoEffect,
        (true, None) => MediationType::IndirectWithoutPath,
        (true, Some(0.0)) => MediationType::IndirectOnly,
        (true, Some(direct)) if indirect == direct => MediationType::Complementary,
        (true, Some(_)) => MediationType::Competitive,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_those_of_zhao_lynch_and_chen() {
        use MediationType::*;
        let of_all = |indirect, direct| of_signs(indirect, Some(direct), false);
        assert_eq!(of_all(1.0, 1.0), Complementary);
        assert_eq!(of_all(-1.0, -1.0), Complementary);
        assert_eq!(of_all(-1.0, 1.0), Competitive);
        assert_eq!(of_all(1.0, 0.0), IndirectOnly);
        assert_eq!(of_all(0.0, -1.0), DirectOnly);
        assert_eq!(of_all(0.0, 0.0), NoEffect);
    }

    #[test]
    fn without_a_direct_path_there_is_none_to_compare_with() {
        assert_eq!(
            of_signs(1.0, None, false),
            MediationType::IndirectWithoutPath
        );
        assert_eq!(
            of_signs(-1.0, None, true),
            MediationType::IndirectWithoutPath
        );
        assert_eq!(of_signs(0.0, None, false), MediationType::NoEffect);
    }

    #[test]
    fn a_route_whose_interval_holds_0_mediates_nothing_whatever_the_direct_effect_is() {
        for direct in [None, Some(0.0), Some(1.0), Some(-1.0)] {
            let found = of_signs(0.0, direct, true);
            assert_eq!(found, MediationType::NotAlongThisRoute);
        }
        assert_eq!(of_signs(1.0, Some(-1.0), true), MediationType::Competitive);
    }
}
