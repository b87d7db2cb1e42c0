//! The ledger: counts of what happened to the replicates.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ResampleFinding;
use crate::estimate::{Failure, Inadmissible, Plan};

use super::engine::{End, Replicates, Then, count_turned};
use super::{FEWEST, ResampleError};

/// A larger share of failed resamples is reported as a finding.
const MANY_FAILED: f64 = 0.05;
/// A larger share of inadmissible solutions is reported as a finding, because leaving them out
/// truncates a distribution.
const MANY_INADMISSIBLE: f64 = 0.01;

/// A composite whose sign is changed in a larger share is reported as a finding: its indicators pull in
/// opposite directions.
const MANY_TURNED: f64 = 0.01;

/// Why a replicate is left out, by position, because resamples use no names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Dropped {
    /// An indicator does not vary in the resample.
    ZeroVariance { indicator: usize },
    /// The moments of the resample have no estimates, in some stage.
    NoEstimates { stage: usize, failure: Failure },
    /// The weights did not converge.
    NotConverged,
    /// The solution of some stage is inadmissible.
    Inadmissible { stage: usize, fault: Inadmissible },
}

/// Why a replicate is left out: it failed and has no numbers, or its solution is inadmissible.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// An indicator does not vary in the resample.
    #[error("indicator `{indicator}` does not vary")]
    ZeroVariance {
        /// The indicator.
        indicator: String,
    },
    /// The indicators of a Mode B block depend on each other.
    #[error("block of `{construct}` is singular")]
    SingularBlock {
        /// The construct.
        construct: String,
    },
    /// The predictors of a construct depend on each other.
    #[error("predictors of `{construct}` are singular")]
    SingularPredictors {
        /// The construct.
        construct: String,
    },
    /// A composite does not vary.
    #[error("composite of `{construct}` has no variance")]
    DegenerateComposite {
        /// The construct.
        construct: String,
    },
    /// The product of constructs does not vary.
    #[error("interaction `{interaction}` does not vary")]
    ConstantProduct {
        /// The interaction.
        interaction: String,
    },
    /// The indicators for the orthogonalisation of the products of an interaction depend linearly
    /// on each other.
    #[error("indicators of the constructs of `{interaction}` are singular")]
    SingularFactors {
        /// The interaction.
        interaction: String,
    },
    /// The corrected variance of an interaction is 0 or negative.
    #[error("corrected variance of interaction `{interaction}` is 0 or negative")]
    LatentProduct {
        /// The interaction.
        interaction: String,
    },
    /// The weights did not converge.
    #[error("weights did not converge")]
    NotConverged,
    /// The reliability that a construct is corrected for is not in (0, 1].
    #[error("reliability of `{construct}` is not in (0, 1]")]
    Reliability {
        /// The construct.
        construct: String,
    },
    /// A loading is beyond 1.
    #[error("loading of `{indicator}` is beyond 1")]
    Loading {
        /// The indicator.
        indicator: String,
    },
    /// The corrected correlations of the constructs are not positive definite.
    #[error("corrected correlations of the constructs are not positive definite")]
    Correlations,
    /// The correlations that the paths imply are not positive definite.
    #[error("correlations implied by the paths are not positive definite")]
    Implied,
}

crate::text::debug_as_sentence!(Reason);

impl Dropped {
    pub(crate) fn named(self, plan: &Plan) -> Reason {
        let stages = plan.stages();
        let model = |stage: usize| stages.get(stage).map(|plan| plan.model());
        let name = |stage: usize, j: usize| {
            let construct = model(stage).and_then(|model| model.constructs().get(j));
            construct.map_or_else(String::new, |c| c.name.clone())
        };
        let indicator = |stage: usize, k: usize| {
            let indicator = model(stage).and_then(|model| model.indicators().nth(k));
            indicator.unwrap_or_default().to_owned()
        };
        match self {
            Self::ZeroVariance { indicator: k } => Reason::ZeroVariance {
                indicator: plan
                    .written()
                    .indicators()
                    .nth(k)
                    .unwrap_or_default()
                    .to_owned(),
            },
            Self::NoEstimates { stage, failure } => match failure {
                Failure::SingularBlock { construct: j } => Reason::SingularBlock {
                    construct: name(stage, j),
                },
                Failure::SingularPredictors { construct: j } => Reason::SingularPredictors {
                    construct: name(stage, j),
                },
                Failure::DegenerateComposite { construct: j } => Reason::DegenerateComposite {
                    construct: name(stage, j),
                },
                Failure::ConstantProduct { construct: j } => Reason::ConstantProduct {
                    interaction: name(stage, j),
                },
                Failure::SingularFactors { construct: j } => Reason::SingularFactors {
                    interaction: name(stage, j),
                },
                Failure::LatentProduct { construct: j } => Reason::LatentProduct {
                    interaction: name(stage, j),
                },
            },
            Self::NotConverged => Reason::NotConverged,
            Self::Inadmissible { stage, fault } => match fault {
                Inadmissible::Reliability { construct: j } => Reason::Reliability {
                    construct: name(stage, j),
                },
                Inadmissible::Loading { indicator: k } => Reason::Loading {
                    indicator: indicator(stage, k),
                },
                Inadmissible::Correlations => Reason::Correlations,
                Inadmissible::Implied => Reason::Implied,
            },
        }
    }
}

/// How many replicates were requested and used, and why draws were left out.
///
/// ```text
/// drop     used = done - failed - inadmissible
/// keep     used = done - failed
/// redraw   used = done + redrawn - failed - inadmissible
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ledger {
    /// Number of requested replicates.
    pub requested: usize,
    /// Completed replicates: fewer than requested only if the run was stopped.
    pub done: usize,
    /// Replicates that every summary describes.
    pub used: usize,
    /// Draws without numbers, by reason.
    pub failed: Vec<(Reason, usize)>,
    /// Draws with an inadmissible solution, by the first reason for each.
    pub inadmissible: Vec<(Reason, usize)>,
    /// Draws of either kind whose replicate was drawn again.
    pub redrawn: usize,
    /// Inadmissible solutions that are used.
    pub kept: usize,
    /// Constructs whose composites changed their sign to that in the sample, against the sign rule, and the number of
    /// replicates used in which this happened.
    pub turned: Vec<(String, usize)>,
    /// Draws with an inadmissible solution whose replicate was drawn again.
    redrawn_inadmissible: usize,
}

/// What happened to replicates, counted by reason. Each that is noted is left out, except for signs that were changed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    dropped: BTreeMap<Dropped, usize>,
    turned: Vec<usize>,
}

impl Tally {
    /// Notes what happened to one replicate.
    pub(crate) fn note(&mut self, end: End) {
        let turned = match end.map(|solved| (solved.inadmissible, solved.turned)) {
            Err(reason) => return self.drop_for(reason),
            Ok((Some((stage, fault)), _)) => {
                return self.drop_for(Dropped::Inadmissible { stage, fault });
            }
            Ok((None, turned)) => turned,
        };
        count_turned(&mut self.turned, turned);
    }

    fn drop_for(&mut self, reason: Dropped) {
        *self.dropped.entry(reason).or_default() += 1;
    }

    /// The ledger, if so many replicates were requested and so many are done.
    pub(crate) fn ledger(self, requested: usize, done: usize, plan: &Plan) -> Ledger {
        let left_out: usize = self.dropped.values().sum();
        self.ledger_of_used(requested, done, done - left_out, plan)
    }

    /// The ledger of so many replicates that were requested, done and used; none was drawn again or kept.
    fn ledger_of_used(self, requested: usize, done: usize, used: usize, plan: &Plan) -> Ledger {
        Ledger {
            requested,
            done,
            used,
            failed: named(&self.dropped, false, plan),
            inadmissible: named(&self.dropped, true, plan),
            redrawn: 0,
            kept: 0,
            turned: turned(&self.turned, plan),
            redrawn_inadmissible: 0,
        }
    }
}

/// The reasons that are those of inadmissible solutions, or the others, with their counts.
fn named(
    counts: &BTreeMap<Dropped, usize>,
    inadmissible: bool,
    plan: &Plan,
) -> Vec<(Reason, usize)> {
    let of_kind = |(reason, _): &(&Dropped, &usize)| {
        matches!(reason, Dropped::Inadmissible { .. }) == inadmissible
    };
    let counts = counts.iter().filter(of_kind);
    counts
        .map(|(reason, count)| (reason.named(plan), *count))
        .collect()
}

/// The constructs that were turned, with their counts.
fn turned(counts: &[usize], plan: &Plan) -> Vec<(String, usize)> {
    let all = plan.written().constructs().iter().zip(counts);
    let turned = all.filter(|(_, turned)| **turned > 0);
    turned
        .map(|(construct, turned)| (construct.name.clone(), *turned))
        .collect()
}

impl Ledger {
    pub(crate) fn new(requested: usize, replicates: &Replicates, plan: &Plan) -> Self {
        let mut tally = Tally {
            turned: replicates.turned.clone(),
            ..Tally::default()
        };
        for event in &replicates.events {
            tally.drop_for(event.reason);
        }
        let redrawn = replicates.events.iter();
        let redrawn = redrawn.filter(|e| e.then == Then::Redrawn);
        let that = |then: Then| replicates.events.iter().filter(|e| e.then == then).count();
        let done = replicates.done();
        let used = done - that(Then::LeftOut);
        Self {
            redrawn: that(Then::Redrawn),
            kept: that(Then::Kept),
            redrawn_inadmissible: redrawn.filter(|e| e.is_inadmissible()).count(),
            ..tally.ledger_of_used(requested, done, used, plan)
        }
    }

    /// Checks that enough replicates could be used for results.
    pub(crate) fn enough(&self) -> Result<(), ResampleError> {
        if self.used >= FEWEST {
            return Ok(());
        }
        let reasons = self.failed.iter().chain(&self.inadmissible);
        Err(ResampleError::TooFewUsed {
            used: self.used,
            requested: self.requested,
            reasons: reasons
                .map(|(reason, count)| format!("{reason}: {count}"))
                .collect(),
        })
    }

    /// Its findings about the run.
    pub(crate) fn findings(&self) -> Vec<ResampleFinding> {
        let (failed, inadmissible) = (self.failures(), self.inadmissibles());
        let (requested, done) = (self.requested, self.done);
        let draws = done + self.redrawn;
        let many = |count: usize, share: f64| count as f64 > share * draws as f64;
        let stopped = (done < requested).then_some(ResampleFinding::Stopped { done, requested });
        let most = self.failed.iter().max_by_key(|(_, count)| *count);
        let most = most.filter(|_| many(failed, MANY_FAILED));
        let failures = most.map(|(reason, of_it)| ResampleFinding::ManyFailed {
            failed,
            requested: draws,
            reason: reason.to_string(),
            of_it: *of_it,
        });
        // Drawing again truncates a distribution as much as leaving out.
        let dropped = inadmissible - self.kept;
        let truncated =
            many(dropped, MANY_INADMISSIBLE).then_some(ResampleFinding::ManyInadmissible {
                inadmissible: dropped,
                redrawn: self.redrawn_inadmissible,
                requested: draws,
            });
        let kept =
            many(self.kept, MANY_INADMISSIBLE).then_some(ResampleFinding::InadmissibleKept {
                inadmissible: self.kept,
                requested: draws,
            });
        let turned = self
            .turned
            .iter()
            .filter(|(_, turned)| *turned as f64 > MANY_TURNED * self.used as f64);
        let turned = turned.map(|(construct, turned)| ResampleFinding::OftenTurned {
            construct: construct.clone(),
            turned: *turned,
            used: self.used,
        });
        let findings = [stopped, failures, truncated, kept];
        findings.into_iter().flatten().chain(turned).collect()
    }

    /// Draws that failed.
    #[must_use]
    pub fn failures(&self) -> usize {
        self.failed.iter().map(|(_, count)| count).sum()
    }

    /// Draws with an inadmissible solution.
    #[must_use]
    pub fn inadmissibles(&self) -> usize {
        self.inadmissible.iter().map(|(_, count)| count).sum()
    }
}
