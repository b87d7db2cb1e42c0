//! Records of interactions: terms, and indirect effects that depend on a moderator.

use serde::{Deserialize, Serialize};

use super::Inferred;
use crate::assess::interactions;
use crate::estimate::Fit;
use crate::guidance::interaction_size;
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
