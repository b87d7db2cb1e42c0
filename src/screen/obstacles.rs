//! The obstacles to estimation, and the part of the model that can still be screened.

use std::borrow::Cow;

use crate::data::Table;
use crate::model::{Construct, Draft, Model};
use crate::moments::{Missing, Sample, SampleError, fault};

/// The fault of each indicator of a model, looked at alone.
pub(super) struct IndicatorFaults<'m> {
    model: &'m Model,
    /// Construct by construct, indicator by indicator.
    of_indicators: Vec<Vec<Option<SampleError>>>,
}

impl<'m> IndicatorFaults<'m> {
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

    /// The model without indicators that cannot be screened. If some cannot, its paths lead from each remaining block to the
    /// next, because the screening uses only blocks and a path may have lost an end. `None` if fewer than two blocks
    /// remain.
    pub(super) fn model_without(&self) -> Option<Cow<'m, Model>> {
        let mut draft = Draft::new();
        let mut blocks: Vec<&str> = Vec::new();
        for (construct, faults) in self.model.measured().zip(&self.of_indicators) {
            let indicators = construct.indicators.iter().zip(faults);
            let sound = indicators.filter(|(_, fault)| fault.is_none());
            let kept = Construct {
                indicators: sound.map(|(name, _)| name.clone()).collect(),
                ..construct.clone()
            };
            if kept.indicators.is_empty() {
                continue;
            }
            draft = draft.construct(kept);
            if let Some(before) = blocks.last() {
                draft = draft.path(*before, &construct.name);
            }
            blocks.push(&construct.name);
        }
        let is_whole = self.of_indicators.iter().flatten().all(Option::is_none);
        if is_whole && self.model.is_plain() {
            return Some(Cow::Borrowed(self.model));
        }
        draft.check().ok().map(Cow::Owned)
    }
}
