//! Findings of a population.

use serde::{Deserialize, Serialize};

use crate::finding::Remark;

/// What was changed in the values of a population.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum SimulateFinding {
    /// Weights of a population's composite, rescaled so that it has variance 1.
    WeightsRescaled {
        /// The composite.
        construct: String,
        /// Its weights as they were given.
        given: Vec<f64>,
        /// Those in force.
        weights: Vec<f64>,
    },
}

impl Remark for SimulateFinding {
    fn message(&self) -> String {
        match self {
            Self::WeightsRescaled {
                construct,
                given,
                weights,
            } => format!(
                "composite `{construct}`: its weights {} were rescaled to {}, with which it has variance 1; only their proportions count",
                joined(given.iter().map(f64::to_string)),
                joined(weights.iter().map(|x| format!("{x:.3}")))
            ),
        }
    }

    fn subject(&self) -> Option<String> {
        let Self::WeightsRescaled { construct, .. } = self;
        Some(format!("`{construct}`"))
    }
}

fn joined(numbers: impl Iterator<Item = String>) -> String {
    numbers.collect::<Vec<_>>().join(", ")
}
