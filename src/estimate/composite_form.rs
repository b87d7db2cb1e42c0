//! What measures a construct, as linear forms of the standardised indicators of the sample: weights times weights of the
//! stages before.

use super::stage::{Part, Source};
use super::{Fit, Solution};

/// A column of the sample, and its coefficient.
pub(crate) type Coefficient = (usize, f64);

impl Fit {
    /// The indicators of a construct in the stage that measures it, as forms: one for each of its dimensions. `None` if the
    /// model does not have it, or if products measure it.
    pub(crate) fn forms_of(&self, construct: &str) -> Option<Vec<Vec<Coefficient>>> {
        let stage = super::measured_in(&self.plan().stages(), construct)?;
        let plan = self.stages()[stage].plan();
        let own = plan.blocks()[plan.model().position(construct)?]
            .indicators
            .clone();
        own.map(|k| form(self.stages(), stage, Part::Indicator(k)))
            .collect()
    }
}

/// A part of a stage as a form.
fn form(stages: &[Solution], stage: usize, part: Part) -> Option<Vec<Coefficient>> {
    let solution = stages.get(stage)?;
    let made = solution.plan.made();
    match (part, made) {
        (Part::Indicator(k), None) => Some(vec![(k, 1.0)]),
        (Part::Indicator(k), Some(made)) => match (&made.sources[k], stage.checked_sub(1)) {
            (&Source::Part(of), Some(before)) => form(stages, before, of),
            (&Source::Part(Part::Indicator(column)), None) => Some(vec![(column, 1.0)]),
            _ => None,
        },
        // Its composites are those of the stage before.
        (Part::Composite(_), Some(made)) if made.seen_again => {
            form(stages, stage.checked_sub(1)?, part)
        }
        (Part::Composite(j), _) => {
            let mut sum = Vec::new();
            for k in solution.plan.blocks()[j].indicators.clone() {
                let weight = solution.estimates.weights[k];
                let of = form(stages, stage, Part::Indicator(k))?;
                sum.extend(of.into_iter().map(|(column, a)| (column, weight * a)));
            }
            Some(sum)
        }
    }
}
