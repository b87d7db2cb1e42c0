//! The obstacles to estimation, and the part of the model that can still be screened.

use std::borrow::Cow;

use crate::data::Table;
use crate::model::{Draft, Model};
use crate::moments::{Missing, Sample, SampleError, fault};

/// The faults of single indicators, in which a fault that several of them have stands once; if there are none, the fault of
/// all of them together.
pub(super) fn of(model: &Model, table: &Table, missing: Missing) -> Vec<String> {
    let indicators = model.measured().flat_map(|construct| {
        let own = construct.indicators.iter();
        own.filter_map(|indicator| fault(&construct.name, indicator, table))
    });
    let faults = SampleError::together(indicators).into_iter();
    let faults: Vec<String> = faults.map(|fault| fault.to_string()).collect();
    if !faults.is_empty() {
        return faults;
    }
    let together = Sample::new(model, table, missing).err();
    together.iter().map(ToString::to_string).collect()
}

/// The model with the indicators that can be screened. If some cannot, its paths lead from each remaining block to the
/// next, because the screening uses only blocks and a path may have lost an end. `None` if fewer than two blocks remain.
pub(super) fn fit<'m>(model: &'m Model, table: &Table) -> Option<Cow<'m, Model>> {
    let mut draft = Draft::new();
    let mut left: Vec<&str> = Vec::new();
    let mut dropped = false;
    for construct in model.measured() {
        let mut construct_left = construct.clone();
        construct_left
            .indicators
            .retain(|indicator| fault(&construct.name, indicator, table).is_none());
        dropped |= construct_left.indicators.len() < construct.indicators.len();
        if construct_left.indicators.is_empty() {
            continue;
        }
        draft = draft.construct(construct_left);
        if let Some(before) = left.last() {
            draft = draft.path(*before, &construct.name);
        }
        left.push(&construct.name);
    }
    if !dropped && model.is_plain() {
        return Some(Cow::Borrowed(model));
    }
    draft.check().ok().map(Cow::Owned)
}
