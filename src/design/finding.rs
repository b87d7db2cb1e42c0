//! Findings of the ratings of experts.

use serde::{Deserialize, Serialize};

use crate::finding::Remark;
use crate::text::{counted, few};

/// What makes the ratings of experts incomplete or doubtful.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum DesignFinding {
    /// Experts did not rate every item.
    MissingRatings {
        /// Ratings that are missing.
        missing: usize,
        /// The items that lack them.
        items: Vec<String>,
    },
    /// Items rated by so few experts that even full agreement may be chance.
    FewExperts {
        /// The items.
        items: Vec<String>,
    },
    /// Items with good agreement by one rule that another rule does not retain.
    RulesDiffer {
        /// The items.
        items: Vec<String>,
    },
    /// Indicators of the model that no expert was asked about.
    NotRated {
        /// The indicators.
        indicators: Vec<String>,
    },
    /// Items that experts rated but that the model does not have.
    ItemsOutsideModel {
        /// The items.
        items: Vec<String>,
    },
    /// So many experts for so few items that the table may be transposed.
    RatingsMayBeTurned {
        /// Lines, which are taken for experts.
        experts: usize,
        /// Columns, which are taken for items.
        items: usize,
    },
}

impl Remark for DesignFinding {
    fn message(&self) -> String {
        match self {
            Self::MissingRatings { missing, items } => format!(
                "{} missing ({}): each item is judged by the experts who rated it",
                if *missing == 1 {
                    "1 rating is".to_owned()
                } else {
                    format!("{missing} ratings are")
                },
                few(items)
            ),
            Self::FewExperts { items } => format!(
                "fewer than five experts rated {}: even full agreement may then be chance, so that no agreement is enough for Lawshe's ratio",
                few(items)
            ),
            Self::RulesDiffer { items } => format!(
                "kappa is good or excellent, but CVR does not retain {}: the rules measure different things. CVR asks whether the agreement could be chance, and kappa how large the agreement is beyond chance; a small panel can agree well and still prove little",
                few(items)
            ),
            Self::NotRated { indicators } => format!(
                "the experts were not asked about {} of the model",
                few(indicators)
            ),
            Self::ItemsOutsideModel { items } => format!(
                "rated, but not an indicator of the model: {}; such an item counts in the whole questionnaire, but in no construct",
                few(items)
            ),
            Self::RatingsMayBeTurned { experts, items } => format!(
                "{} and {}: a line should be an expert and a column an item; if it is the other way round, transpose the table",
                counted(*experts, "expert"),
                counted(*items, "item")
            ),
        }
    }
}
