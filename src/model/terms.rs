//! Interactions: products of constructs among the predictors of a construct.

use super::draft::Draft;
use super::syntax::quoted;
use super::{Construct, Fault, ModelError};

/// The maximum number of constructs in a product: higher products are not used in the field, and can hardly be
/// estimated.
pub(super) const MOST_FACTORS: usize = 3;

/// Whether two products are of the same constructs, whatever their order.
pub(super) fn are_same(a: &[String], b: &[String]) -> bool {
    let (mut a, mut b) = (a.to_vec(), b.to_vec());
    a.sort_unstable();
    b.sort_unstable();
    a == b
}

/// Checks that products are of known constructs, and that every path from a product comes with the paths of its
/// lower-order terms: without them its coefficient cannot be interpreted.
pub(super) fn check(draft: &Draft) -> Result<(), ModelError> {
    let products = draft.blocks.iter().filter(|b| b.construct.is_product());
    for block in products.clone() {
        let product = &block.construct;
        let at = |fault| draft.located(fault, block.span.as_ref());
        let factors = product.indicators.len();
        if !(2..=MOST_FACTORS).contains(&factors) {
            let term = product.name.clone();
            let most = MOST_FACTORS;
            return Err(at(Fault::Factors {
                term,
                factors,
                most,
            }));
        }
        let is_known = |name: &&String| {
            let mut constructs = draft.blocks.iter().map(|b| &b.construct);
            constructs.any(|c| c.name == **name && !c.is_product())
        };
        if let Some(missing) = product.indicators.iter().find(|name| !is_known(name)) {
            return Err(at(Fault::UnknownFactor {
                term: product.name.clone(),
                missing: missing.clone(),
                nearest: draft.nearest_construct(missing),
            }));
        }
    }
    for (from, to) in &draft.paths {
        let Some(block) = products.clone().find(|b| b.construct.name == from.name) else {
            continue;
        };
        let product = &block.construct;
        if product.indicators.contains(&to.name) {
            let fault = Fault::OwnModerator {
                term: product.name.clone(),
                to: to.name.clone(),
            };
            return Err(draft.located(fault, from.span.as_ref()));
        }
        if let Some(missing) = missing_term(draft, product, &to.name) {
            let sources = draft.paths.iter().filter(|(_, t)| t.name == to.name);
            let mut sources: Vec<String> = sources.map(|(s, _)| written(draft, &s.name)).collect();
            sources.insert(0, missing.clone());
            let fault = Fault::NoLowerOrder {
                term: product.name.clone(),
                to: to.name.clone(),
                missing,
                line: format!("{} ~ {}", quoted(&to.name), sources.join(" + ")),
            };
            return Err(draft.located(fault, from.span.as_ref()));
        }
    }
    let idle = products
        .clone()
        .find(|b| draft.paths.iter().all(|(s, _)| s.name != b.construct.name));
    idle.map_or(Ok(()), |block| {
        let construct = block.construct.name.clone();
        Err(draft.located(Fault::Isolated { construct }, block.span.as_ref()))
    })
}

/// A lower-order term of a product without a path to the product's target, in the notation of the
/// model text.
fn missing_term(draft: &Draft, product: &Construct, to: &str) -> Option<String> {
    let factors = &product.indicators;
    let sources = || {
        let paths = draft.paths.iter().filter(|(_, t)| t.name == to);
        paths.map(|(s, _)| s.name.as_str())
    };
    let is_there = |term: &[String]| match term {
        [name] => sources().any(|source| source == name),
        _ => draft.blocks.iter().map(|b| &b.construct).any(|c| {
            let same = c.is_product() && are_same(&c.indicators, term);
            same && sources().any(|source| source == c.name)
        }),
    };
    // Every subset of the factors, the smallest first.
    let mut choices: Vec<Vec<String>> = (1..(1_usize << factors.len()) - 1)
        .map(|choice| {
            let chosen = factors.iter().enumerate();
            let chosen = chosen.filter(|(i, _)| choice >> i & 1 == 1);
            chosen.map(|(_, factor)| factor.clone()).collect()
        })
        .collect();
    choices.sort_by_key(Vec::len);
    let missing = choices.into_iter().find(|term| !is_there(term))?;
    Some(joined(&missing))
}

/// A predictor as it stands in a model text.
fn written(draft: &Draft, name: &str) -> String {
    let constructs = draft.blocks.iter().map(|b| &b.construct);
    let mut products = constructs.filter(|c| c.is_product());
    let product = products.find(|c| c.name == name);
    product.map_or_else(|| quoted(name), |c| joined(&c.indicators))
}

/// A product as it stands in a model text.
pub(super) fn joined(factors: &[String]) -> String {
    let factors: Vec<String> = factors.iter().map(|name| quoted(name)).collect();
    factors.join(":")
}
