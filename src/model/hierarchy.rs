//! Higher-order constructs: constructs that are measured by constructs, their dimensions.

use super::draft::{Block, Draft};
use super::{Fault, ModelError};

/// The construct whose dimension a name is.
pub(super) fn above<'d>(draft: &'d Draft, name: &str) -> Option<&'d str> {
    let higher = draft.blocks.iter().map(|b| &b.construct);
    let mut higher = higher.filter(|c| c.is_higher_order() && c.name != name);
    let found = higher.find(|c| c.indicators.iter().any(|i| i == name));
    found.map(|c| c.name.as_str())
}

/// Checks that higher-order constructs do not form a circle, and that dimensions have no paths of
/// their own.
pub(super) fn check(draft: &Draft) -> Result<(), ModelError> {
    for block in &draft.blocks {
        check_order(draft, block)?;
    }
    for (from, to) in &draft.paths {
        for word in [from, to] {
            if let Some(higher) = above(draft, &word.name) {
                let fault = Fault::DimensionOnPath {
                    dimension: word.name.clone(),
                    higher: higher.to_owned(),
                };
                return Err(draft.located(fault, word.span.as_ref()));
            }
        }
    }
    let products = draft.blocks.iter().filter(|b| b.construct.is_product());
    for block in products {
        let mut factors = block.construct.indicators.iter();
        let found = factors.find_map(|factor| Some((factor, above(draft, factor)?)));
        if let Some((dimension, higher)) = found {
            let fault = Fault::DimensionOnPath {
                dimension: dimension.clone(),
                higher: higher.to_owned(),
            };
            return Err(draft.located(fault, block.span.as_ref()));
        }
    }
    Ok(())
}

/// Walks upwards from a construct, which ends unless it leads in a circle.
fn check_order(draft: &Draft, block: &Block) -> Result<(), ModelError> {
    let mut walk = vec![block.construct.name.as_str()];
    while let Some(higher) = above(draft, walk[walk.len() - 1]) {
        walk.push(higher);
        if higher == walk[0] {
            walk.reverse();
            let round = walk.into_iter().map(str::to_owned).collect();
            return Err(draft.located(Fault::OrderCycle { round }, block.span.as_ref()));
        }
        if walk.len() > draft.blocks.len() {
            // The circle does not include this construct, and is found from one of its members.
            break;
        }
    }
    Ok(())
}
