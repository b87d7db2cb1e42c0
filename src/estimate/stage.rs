//! Stages: how the indicators of one estimation are computed from another.
//!
//! ```text
//! S_next = T' S T,  T = [W, I]      composites of the stage before, and its indicators: no row is needed
//! ```
//!
//! Products of composites, or of indicators, need a pass over the rows.

use std::ops::Range;

use super::Plan;

/// How the indicators of a plan are made.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    /// The plan of the stage before; `None` if they are computed from the indicators of the sample.
    pub(crate) from: Option<Plan>,
    /// How each indicator is computed.
    pub(crate) sources: Vec<Source>,
    /// Products of which only the part is used that some indicators do not explain.
    pub(crate) residuals: Vec<Residual>,
    /// Whether composites and paths are those of the stage before, and only what measures them is another.
    pub(crate) seen_again: bool,
}

/// How an indicator of a stage is computed from the stage before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    Part(Part),
    Product(Vec<Part>),
}

/// The parts of the stage before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Indicator(usize),
    Composite(usize),
}

/// Some indicators that are products, without the part that a regression on other indicators
/// explains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Residual {
    pub(crate) products: Range<usize>,
    /// Indicators of the same stage.
    pub(crate) on: Vec<usize>,
}

impl Residual {
    /// How many coefficients its regressions have: one for every product and indicator.
    pub(crate) fn coefficients(&self) -> usize {
        self.products.len() * self.on.len()
    }
}

/// A construct that is a product of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Product {
    /// The constructs, by their positions in the same plan.
    pub(crate) factors: Vec<usize>,
    /// For each indicator, the indicators whose product it is; empty if it is the product of scores.
    pub(crate) combinations: Vec<Vec<usize>>,
}

impl Made {
    /// Whether all these indicators are composites of the stage before.
    pub(super) fn are_composites(&self, indicators: &Range<usize>) -> bool {
        let is_composite = |k: usize| {
            let before = || self.from.as_ref().and_then(Plan::made);
            match self.sources[k] {
                Source::Part(Part::Composite(_)) => true,
                // Composites of the stage before are still composites.
                Source::Part(Part::Indicator(i)) => {
                    before().is_some_and(|m| m.are_composites(&(i..i + 1)))
                }
                Source::Product(_) => false,
            }
        };
        indicators.clone().all(is_composite)
    }

    /// Whether any indicator is a composite of the stage before as it stands, and not a factor of a product.
    pub(super) fn has_composites(&self) -> bool {
        let is_composite = |source: &Source| matches!(source, Source::Part(Part::Composite(_)));
        self.sources.iter().any(is_composite)
    }

    /// Whether rows are needed.
    pub(crate) fn has_products(&self) -> bool {
        let is_product = |source: &Source| matches!(source, Source::Product(_));
        self.sources.iter().any(is_product)
    }
}
