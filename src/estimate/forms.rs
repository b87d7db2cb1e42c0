//! The composites of a stage as linear forms of the standardised indicators of the sample: weights times weights of the
//! stages before.

use pulp::Simd;

use super::Plan;
use super::stage::{Part, Source};
use super::stages::StageLanes;
use crate::moments::Forms;

/// Some parts of a stage as forms.
#[derive(Debug)]
pub(super) struct StageForms {
    parts: Vec<Part>,
    forms: Forms,
    /// Where the coefficients of each form begin.
    starts: Vec<usize>,
}

impl StageForms {
    /// Room for these parts of a plan, or of the sample.
    pub(super) fn new(plan: Option<&Plan>, parts: Vec<Part>) -> Self {
        let mut of = Vec::new();
        for &part in &parts {
            let mut indicators = Vec::new();
            indicators_of(plan, part, &mut indicators);
            of.push(indicators);
        }
        let mut start = 0;
        let starts = of.iter().map(|indicators| {
            start += indicators.len();
            start - indicators.len()
        });
        Self {
            parts,
            starts: starts.collect(),
            forms: Forms::new(of),
        }
    }

    /// Room for the indicators of a plan, none of which is a product.
    pub(super) fn of_indicators(plan: &Plan) -> Self {
        let Some(made) = plan.made() else {
            return Self::new(None, (0..plan.indicators()).map(Part::Indicator).collect());
        };
        let parts = made.sources.iter().filter_map(|source| match source {
            Source::Part(part) => Some(*part),
            Source::Product(_) => None,
        });
        Self::new(made.from.as_ref(), parts.collect())
    }

    pub(super) fn forms(&self) -> &Forms {
        &self.forms
    }

    /// The indicators of the sample that a form is made of, and their coefficients.
    #[inline(always)]
    pub(super) fn form<S: Simd>(&self, form: usize) -> (&[usize], &[S::f64s]) {
        let of = &self.forms.of[form];
        let coefficients = self.forms.coefficients.get::<S>();
        (of, &coefficients[self.starts[form]..][..of.len()])
    }

    /// Writes the coefficients from those that the indicators of the parts' stage have; without a stage, the parts are
    /// indicators of the sample.
    #[inline(always)]
    pub(super) fn write<S: Simd>(&mut self, simd: S, stage: Option<&StageLanes>) {
        let of_stage = stage.and_then(|stage| Some((stage, stage.forms.as_ref()?)));
        let mut into = self.forms.coefficients.get_mut::<S>().iter_mut();
        for &part in &self.parts {
            match (part, of_stage) {
                (Part::Indicator(k), Some((_, forms))) => {
                    let (_, coefficients) = forms.form::<S>(k);
                    let pairs = coefficients.iter().zip(into.by_ref());
                    pairs.for_each(|(&a, x)| *x = a);
                }
                (Part::Composite(j), Some((stage, forms))) => {
                    let weights = stage.estimates.weights.get::<S>();
                    for k in stage.plan.blocks()[j].indicators.clone() {
                        let (_, coefficients) = forms.form::<S>(k);
                        for (&a, x) in coefficients.iter().zip(into.by_ref()) {
                            *x = simd.mul_f64s(weights[k], a);
                        }
                    }
                }
                _ => into
                    .next()
                    .into_iter()
                    .for_each(|x| *x = simd.splat_f64s(1.0)),
            }
        }
    }
}

/// The indicators of the sample that a part of a stage is made of.
fn indicators_of(plan: Option<&Plan>, part: Part, into: &mut Vec<usize>) {
    match (part, plan) {
        (Part::Indicator(k), Some(plan)) => match plan.made() {
            Some(made) => {
                if let Source::Part(part) = made.sources[k] {
                    indicators_of(made.from.as_ref(), part, into);
                }
            }
            None => into.push(k),
        },
        (Part::Composite(j), Some(plan)) => {
            for k in plan.blocks()[j].indicators.clone() {
                indicators_of(Some(plan), Part::Indicator(k), into);
            }
        }
        (Part::Indicator(k), None) => into.push(k),
        (Part::Composite(_), None) => {}
    }
}
