//! The sign of each composite.

use super::{Estimates, Plan, Signs};

/// Turns composites as the options say: dominant indicator first, then the sign rule.
///
/// Source: Wold (1985): the majority of a block's loadings is positive.
pub(super) fn turn(plan: &Plan, estimates: &mut Estimates) {
    for (j, block) in plan.blocks().iter().enumerate() {
        let column = estimates.cross_loadings.column(j);
        let own = &column.as_slice()[block.indicators.clone()];
        let negative = match (plan.dominant(j), plan.options().signs) {
            (Some(k), _) => own[k] < 0.0,
            (None, Signs::Majority) => mostly_negative(own),
            (None, Signs::None) => false,
        };
        if negative {
            estimates.weights[block.indicators.clone()]
                .iter_mut()
                .for_each(|w| *w = -*w);
            estimates.cross_loadings.column_mut(j).neg_mut();
            // The diagonal is turned twice and keeps its sign.
            estimates.correlations.column_mut(j).neg_mut();
            estimates.correlations.row_mut(j).neg_mut();
        }
    }
}

fn mostly_negative(loadings: &[f64]) -> bool {
    let positive = loadings.iter().filter(|l| **l > 0.0).count();
    let negative = loadings.iter().filter(|l| **l < 0.0).count();
    let sum: f64 = loadings.iter().sum();
    match negative.cmp(&positive) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal if sum == 0.0 => loadings[0] < 0.0,
        std::cmp::Ordering::Equal => sum < 0.0,
    }
}
