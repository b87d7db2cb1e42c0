//! Findings of a prediction.

use serde::{Deserialize, Serialize};

use crate::finding::Remark;
use crate::text::listed;

/// What makes a prediction of rows that are held out doubtful or incomplete.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum PredictFinding {
    /// Rows were predicted from weights that did not settle.
    FoldsNotSettled {
        /// Folds of all repetitions in which they did not.
        folds: usize,
        /// Folds of all repetitions.
        of: usize,
    },
    /// The linear model with which predictions are compared left out indicators.
    LinearModelIncomplete {
        /// The indicators.
        indicators: Vec<String>,
    },
}

impl Remark for PredictFinding {
    fn message(&self) -> String {
        match self {
            Self::FoldsNotSettled { folds, of } => format!(
                "in {folds} of {of} folds the weights of the rows that train did not converge; predictions use them all the same"
            ),
            Self::LinearModelIncomplete { indicators } => format!(
                "the linear model with which predictions are compared leaves out {}, because they depend linearly on other indicators, or there are more indicators than rows (pivoted solve, as of R's `lm`)",
                listed(indicators)
            ),
        }
    }

    fn is_note(&self) -> bool {
        matches!(self, Self::LinearModelIncomplete { .. })
    }
}
