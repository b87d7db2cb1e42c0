//! The stage in which a construct is assessed, of several.

use super::Plan;

/// The last stage that measures a construct as the model says, or else the last that has it.
pub(crate) fn measured_in(stages: &[&Plan], construct: &str) -> Option<usize> {
    let has = |stage: &usize| stages[*stage].model().position(construct);
    let measures = |stage: &usize| has(stage).is_some_and(|j| stages[*stage].measures(j));
    let mut all = (0..stages.len()).rev();
    let measured = all.clone().find(measures);
    measured.or_else(|| all.find(|stage| has(stage).is_some()))
}

/// The last stage that measures two constructs as the model says, or else the last that has both.
pub(crate) fn both_measured_in(stages: &[&Plan], a: &str, b: &str) -> Option<usize> {
    let place = |stage: usize, name: &str| stages[stage].model().position(name);
    let both = |stage: &usize| Some((place(*stage, a)?, place(*stage, b)?));
    let measures = |stage: &usize| {
        let plan = stages[*stage];
        both(stage).is_some_and(|(a, b)| plan.measures(a) && plan.measures(b))
    };
    let mut all = (0..stages.len()).rev();
    let measured = all.clone().find(measures);
    measured.or_else(|| all.find(|stage| both(stage).is_some()))
}
