//! All stages of a plan, estimated one after the other, several replicates at a time.

use pulp::{Arch, Simd, WithSimd};

use super::carry::Carrier;
use super::forms::StageForms;
use super::iterate::fail;
use super::seen_again;
use super::{EstimateLanes, Failure, Kernel, Plan};
use crate::moments::{MomentLanes, Sample, WeightedRows};
use crate::numeric::lanes::{self, Room};

/// Estimates all stages of a plan, repeatedly; allocates only when it is created.
#[derive(Debug)]
pub(crate) struct Stages<'p> {
    #[allow(clippy::struct_field_names)] // the field's own word
    stages: Vec<StageLanes<'p>>,
    /// Makes the moments of each stage.
    carriers: Vec<Option<Carrier<'p>>>,
    failures: [Result<(), Failure>; lanes::MOST],
}

/// One stage, with the replicates that are estimated side by side.
#[derive(Debug)]
pub(crate) struct StageLanes<'p> {
    pub(crate) plan: &'p Plan,
    /// `None` if the stage is the one before, seen again.
    kernel: Option<Kernel<'p>>,
    /// `None` if they are those of the sample.
    moments: Option<MomentLanes>,
    /// The indicators as forms of the sample's, where a later stage has products.
    pub(super) forms: Option<StageForms>,
    pub(crate) estimates: EstimateLanes,
}

/// Why there are no estimates, and in which stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Failed {
    pub(crate) stage: usize,
    pub(crate) failure: Failure,
}

impl<'p> Stages<'p> {
    /// The stages of a plan. Products need the sample whose rows are weighted. If weights of the sample are given, one
    /// set for every stage, composites get the signs that these weights give.
    pub(crate) fn new(
        plan: &'p Plan,
        sample: Option<&Sample>,
        towards: Option<&'p [Vec<f64>]>,
    ) -> Self {
        let plans = plan.stages();
        let of_forms = |i: usize| plan.has_products() && i + 1 < plans.len();
        let stages = plans.iter().enumerate().map(|(i, &plan)| StageLanes {
            plan,
            kernel: (!plan.is_seen_again()).then(|| match towards {
                Some(weights) => Kernel::new(plan).towards(&weights[i]),
                None => Kernel::new(plan),
            }),
            moments: plan.made().map(|_| MomentLanes::room(plan.indicators())),
            forms: of_forms(i).then(|| StageForms::of_indicators(plan)),
            estimates: EstimateLanes::room(plan),
        });
        Self {
            stages: stages.collect(),
            carriers: plans
                .iter()
                .map(|plan| Carrier::new(plan, sample))
                .collect(),
            failures: [Ok(()); lanes::MOST],
        }
    }

    /// Leaves out what resamples do not need: the cross-loadings of a stage from which the next takes products of composites
    /// only, because it has the same constructs.
    pub(crate) fn of_resamples(mut self) -> Self {
        let next: Vec<_> = self.stages.iter().skip(1).map(|next| next.plan).collect();
        for (stage, next) in self.stages.iter_mut().zip(next) {
            if next.made().is_some_and(|made| !made.has_composites()) {
                stage.kernel = stage.kernel.take().map(Kernel::without_cross_loadings);
            }
        }
        self
    }

    /// Estimates from the moments of the sample in the first lanes, one for each of the ends, and from the rows behind
    /// these moments. An iteration that does not converge is not a failure.
    pub(crate) fn estimate(
        &mut self,
        moments: &MomentLanes,
        rows: Option<WeightedRows<'_>>,
        ends: &mut [Result<(), Failed>],
    ) {
        ends.fill(Ok(()));
        let failures = &mut self.failures[..ends.len()];
        for stage in 0..self.stages.len() {
            let (before, rest) = self.stages.split_at_mut(stage);
            let own = &mut rest[0];
            failures.fill(Ok(()));
            if own.forms.is_some() || own.moments.is_some() {
                Arch::new().dispatch(Carry {
                    stage: own,
                    carrier: self.carriers[stage].as_mut(),
                    moments,
                    before,
                    rows,
                    failures,
                });
            }
            note(stage, failures, ends);
            let StageLanes {
                kernel,
                moments: of_stage,
                estimates,
                ..
            } = own;
            if let Some(kernel) = kernel {
                kernel.estimate_each(of_stage.as_ref().unwrap_or(moments), estimates, failures);
                note(stage, failures, ends);
            }
        }
    }

    /// What products of a stage were freed of: coefficients of the products on indicators of the same stage, residual after
    /// residual and product after product.
    pub(crate) fn regressions(&self, stage: usize) -> Option<&Room> {
        self.carriers[stage].as_ref()?.regressions()
    }

    /// All stages, the first of them first.
    pub(crate) fn all(&self) -> &[StageLanes<'p>] {
        &self.stages
    }
}

impl StageLanes<'_> {
    /// Its moments, where `of_sample` are those of the sample.
    pub(crate) fn moments<'m>(&'m self, of_sample: &'m MomentLanes) -> &'m MomentLanes {
        self.moments.as_ref().unwrap_or(of_sample)
    }
}

/// The first failure of a replicate is kept.
fn note(stage: usize, failures: &[Result<(), Failure>], ends: &mut [Result<(), Failed>]) {
    for (end, failure) in ends.iter_mut().zip(failures) {
        if let (Ok(()), Err(failure)) = (*end, *failure) {
            *end = Err(Failed { stage, failure });
        }
    }
}

/// From one stage to the next, compiled for the vectors of the machine.
struct Carry<'a, 'p, 'w> {
    stage: &'a mut StageLanes<'p>,
    carrier: Option<&'a mut Carrier<'p>>,
    moments: &'a MomentLanes,
    before: &'a [StageLanes<'p>],
    rows: Option<WeightedRows<'w>>,
    failures: &'a mut [Result<(), Failure>],
}

impl WithSimd for Carry<'_, '_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let StageLanes {
            plan,
            moments,
            forms,
            estimates,
            ..
        } = self.stage;
        if let Some(forms) = forms {
            forms.write(simd, self.before.last());
        }
        let Some((carrier, into)) = self.carrier.zip(moments.as_mut()) else {
            return;
        };
        let faults = carrier.carry(simd, self.moments, self.before, self.rows, into);
        let constant = |construct| Failure::ConstantProduct { construct };
        let singular = |construct| Failure::SingularFactors { construct };
        fail::<S>(faults.singular, self.failures, singular);
        fail::<S>(faults.constant, self.failures, constant);
        if let Some(before) = self.before.last().filter(|_| plan.is_seen_again()) {
            seen_again::write(simd, plan, &before.estimates, estimates);
        }
    }
}
