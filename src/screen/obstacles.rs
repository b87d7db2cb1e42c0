//! The obstacles to estimation, and the part of the model that can still be screened.

use std::borrow::Cow;

use crate::data::Table;
use crate::model::{Construct, Draft, Model};
use crate::moments::{Missing, Sample, SampleError, fault};

/// The faults of the indicators of a model by themselves.
pub(super) struct Obstacles<'m> {
    model: &'m Model,
    /// Construct by construct, indicator by indicator.
    of_indicators: Vec<Vec<Option<SampleError>>>,
}

impl<'m> Obstacles<'m> {
    pub(super) fn of(model: &'m Model, table: &Table) -> Self {
        let of_construct = |construct: &Construct| {
            let own = construct.indicators.iter();
            own.map(|indicator| fault(&construct.name, indicator, table))
                .collect()
        };
        Self {
            model,
            of_indicators: model.measured().map(of_construct).collect(),
        }
    }

    /// The sentences, in which a fault that several indicators have stands once; if there are none, the fault of all
    /// indicators together.
    pub(super) fn sentences(&self, table: &Table, missing: Missing) -> Vec<String> {
        let faults = self.of_indicators.iter().flatten().flatten().cloned();
        let faults = SampleError::together(faults).into_iter();
        let faults: Vec<String> = faults.map(|fault| fault.to_string()).collect();
        if !faults.is_empty() {
            return faults;
        }
        let together = Sample::new(self.model, table, missing).err();
        together.iter().map(ToString::to_string).collect()
    }

    /// The model with the indicators that can be screened. If some cannot, its paths lead from each remaining block to the
    /// next, because the screening uses only blocks and a path may have lost an end. `None` if fewer than two blocks
    /// remain.
    pub(super) fn left(&self) -> Option<Cow<'m, Model>> {
        let mut draft = Draft::new();
        let mut left: Vec<&str> = Vec::new();
        for (construct, faults) in self.model.measured().zip(&self.of_indicators) {
            let mut construct_left = construct.clone();
            let mut faults = faults.iter();
            let is_left = |_: &String| faults.next().is_some_and(Option::is_none);
            construct_left.indicators.retain(is_left);
            if construct_left.indicators.is_empty() {
                continue;
            }
            draft = draft.construct(construct_left);
            if let Some(before) = left.last() {
                draft = draft.path(*before, &construct.name);
            }
            left.push(&construct.name);
        }
        let is_whole = self.of_indicators.iter().flatten().all(Option::is_none);
        if is_whole && self.model.is_plain() {
            return Some(Cow::Borrowed(self.model));
        }
        draft.check().ok().map(Cow::Owned)
    }
}
