//! Records of interactions: terms, slopes, regions, and effects that depend on a moderator.

use serde::{Deserialize, Serialize};

use super::Inferred;
use crate::assess::interactions::{self, JohnsonNeyman};
use crate::estimate::{Fit, Problem};
use crate::guidance::interaction_size;
use crate::numeric::student;
use crate::procedure::Inference;
use crate::quantity::{At, Measure, Names, Quantity};

/// One interaction in one equation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InteractionRecord {
    /// The interaction, such as `Image:Trust`.
    pub term: String,
    /// The constructs whose product it is; of a square the same twice.
    #[serde(default)]
    pub factors: Vec<String>,
    /// The construct that it explains.
    pub to: String,
    /// Coefficient of the unstandardised product.
    pub estimate: f64,
    /// Its inference from the bootstrap.
    #[serde(flatten)]
    pub inference: Inferred,
    /// Coefficient of the product rescaled to variance 1.
    pub standardised: f64,
    /// Effect size of the term.
    pub f2: Option<f64>,
    /// Its category: `small` from 0.005, `medium` from 0.01, `large` from 0.025 (Kenny 2018).
    #[serde(default)]
    pub size: Option<String>,
}

/// A path at a value of its moderator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SlopeRecord {
    /// The construct whose effect depends on the moderator.
    pub from: String,
    /// The moderator; of a square the construct itself.
    pub moderator: String,
    /// The construct that is explained.
    pub to: String,
    /// Value of the moderator, in its standard deviations.
    pub at: f64,
    /// The slope, other moderators at their means.
    pub estimate: f64,
    /// Its inference from the bootstrap.
    #[serde(flatten)]
    pub inference: Inferred,
}

/// An indirect effect at a value of a moderator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ConditionalRecord {
    /// The constructs along it.
    pub route: Vec<String>,
    /// The moderator.
    pub moderator: String,
    /// Its value, in its standard deviations.
    pub at: f64,
    /// The indirect effect there.
    pub estimate: f64,
    /// Its inference from the bootstrap.
    #[serde(flatten)]
    pub inference: Inferred,
    /// Index of moderated mediation: the change for one standard deviation of the moderator; `None` if the effect is
    /// not linear in it.
    pub index: Option<f64>,
}

/// How an indirect effect depends on a moderator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ModeratedRecord {
    /// The constructs along it.
    pub route: Vec<String>,
    /// The moderator.
    pub moderator: String,
    /// Index of moderated mediation.
    pub estimate: f64,
    /// Its inference from the bootstrap.
    #[serde(flatten)]
    pub inference: Inferred,
}

impl InteractionRecord {
    pub(crate) fn all(fit: &Fit, inference: Option<&Inference>) -> Vec<Self> {
        let terms = interactions::interaction_terms(fit).into_iter();
        let record = |term: interactions::InteractionTerm| Self {
            inference: Inferred::of(inference, &Quantity::path(&term.term, &term.to)),
            term: term.term,
            factors: term.factors,
            to: term.to,
            estimate: term.estimate,
            standardised: term.standardised,
            size: term.f2.and_then(interaction_size).map(str::to_owned),
            f2: term.f2,
        };
        terms.map(record).collect()
    }
}

impl SlopeRecord {
    pub(crate) fn all(fit: &Fit, inference: Option<&Inference>) -> Vec<Self> {
        let record = |slope: interactions::Slope| {
            let of = Names::Slope {
                from: slope.from.clone(),
                moderator: slope.moderator.clone(),
                to: slope.to.clone(),
                at: At(slope.at),
            };
            Self {
                inference: Inferred::of(inference, &Quantity::new(Measure::Slope, of)),
                from: slope.from,
                moderator: slope.moderator,
                to: slope.to,
                at: slope.at,
                estimate: slope.estimate,
            }
        };
        interactions::slopes(fit).into_iter().map(record).collect()
    }
}

impl ConditionalRecord {
    pub(crate) fn all(fit: &Fit, inference: Option<&Inference>) -> Vec<Self> {
        let (effects, indices) = interactions::conditional_effects(fit);
        let record = |effect: interactions::ConditionalEffect| {
            let of = Names::Conditional {
                route: effect.route.clone(),
                moderator: effect.moderator.clone(),
                at: At(effect.at),
            };
            let index = indices
                .iter()
                .find(|index| index.route == effect.route && index.moderator == effect.moderator);
            Self {
                inference: Inferred::of(inference, &Quantity::new(Measure::Conditional, of)),
                index: index.map(|index| index.estimate),
                route: effect.route,
                moderator: effect.moderator,
                at: effect.at,
                estimate: effect.estimate,
            }
        };
        effects.into_iter().map(record).collect()
    }
}

impl ModeratedRecord {
    pub(crate) fn all(fit: &Fit, inference: Option<&Inference>) -> Vec<Self> {
        let (_, indices) = interactions::conditional_effects(fit);
        let record = |index: interactions::ModeratedMediation| {
            let of = Names::Moderated {
                route: index.route.clone(),
                moderator: index.moderator.clone(),
            };
            Self {
                inference: Inferred::of(inference, &Quantity::new(Measure::Moderated, of)),
                route: index.route,
                moderator: index.moderator,
                estimate: index.estimate,
            }
        };
        indices.into_iter().map(record).collect()
    }
}

/// Regions of every moderated path, from the covariances of its coefficients in the resamples; Student's t with n - 1
/// degrees of freedom. Empty without a bootstrap.
pub(crate) fn regions(
    fit: &Fit,
    problem: Option<&Problem>,
    inference: Option<&Inference>,
) -> Vec<JohnsonNeyman> {
    let Some((problem, inference)) = problem.zip(inference) else {
        return Vec::new();
    };
    let (plan, estimates) = (fit.plan(), fit.estimates());
    let name = |j: usize| plan.model().name(j);
    let df = problem.sample().n() as f64 - 1.0;
    let upper = f64::midpoint(1.0, inference.level());
    let of = |moderated: interactions::Moderated| {
        // The slope of a square changes twice as fast.
        let times = if moderated.from == moderated.moderator {
            2.0
        } else {
            1.0
        };
        let values = |from: usize| {
            let path = Quantity::path(name(from), name(moderated.to));
            inference.replicates(&path)
        };
        let (own, product) = (values(moderated.from)?, values(moderated.product)?);
        let pairs: Vec<(f64, f64)> = own
            .into_iter()
            .zip(product)
            .filter_map(|(a, b)| Some((a?, times * b?)))
            .collect();
        let count = pairs.len() as f64;
        let mean = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / count;
        let means = (mean(|p| p.0), mean(|p| p.1));
        let covariance = |of: fn(f64, f64) -> f64| {
            let products = pairs.iter().map(|p| of(p.0 - means.0, p.1 - means.1));
            products.sum::<f64>() / (count - 1.0)
        };
        let covariances = [
            covariance(|a, _| a * a),
            covariance(|a, b| a * b),
            covariance(|_, b| b * b),
        ];
        let paths = [
            estimates.path(moderated.from, moderated.to),
            times * estimates.path(moderated.product, moderated.to),
        ];
        let t = student::quantile(upper, df)?;
        let (bounds, between) = interactions::johnson_neyman(paths, covariances, t);
        let finite = |i: usize| bounds.map(|bounds| bounds[i]).filter(|x| x.is_finite());
        Some(JohnsonNeyman {
            from: name(moderated.from).to_owned(),
            moderator: name(moderated.moderator).to_owned(),
            to: name(moderated.to).to_owned(),
            low: finite(0),
            high: finite(1),
            between,
        })
    };
    interactions::moderated(plan)
        .into_iter()
        .filter_map(of)
        .collect()
}
