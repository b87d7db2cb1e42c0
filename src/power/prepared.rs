//! A power study whose settings are checked: its replications, and their results.

use std::ops::{ControlFlow, Range};

#[cfg(feature = "parallel")]
use rayon::prelude::*;

use super::comparison::Comparison;
use super::replication::{Outcome, Replication};
use super::{Power, PowerError, PowerResult, group_tally, tally, truth};
use crate::estimate::Plan;
use crate::finding::Findings;
use crate::moments::Missing;
use crate::procedure::{Identity, Span};
use crate::quantity::{Catalogue, Measure, Quantity};
use crate::resample::{Bootstrap, Progress, ReplicateSigns, Stage, threads};
use crate::simulate::Simulation;

/// Surveys of each thread between two calls of the progress callback.
const ROUND: usize = 8;

/// A study whose settings are checked.
pub(super) struct Prepared<'s> {
    pub(super) power: &'s Power,
    pub(super) simulation: &'s Simulation,
    pub(super) plan: Plan,
    pub(super) catalogue: Catalogue,
    pub(super) missing: Missing,
    /// How groups are compared, if they are.
    pub(super) comparison: Option<Comparison>,
}

/// What became of the replications of every size, in their order; as many of each.
pub(super) type Outcomes = Vec<Vec<Outcome>>;

impl Prepared<'_> {
    pub(super) fn room(&self) -> Outcomes {
        self.power.rows.iter().map(|_| Vec::new()).collect()
    }

    /// How many quantities a replication is summarised by, and how many of their differences between groups.
    pub(super) fn width(&self) -> [usize; 2] {
        let quantities = self.catalogue.quantities().len();
        let pairs = self.comparison.as_ref().map_or(0, |of| of.pairs.len());
        [quantities, pairs * quantities]
    }

    /// The part that a range of replications is.
    pub(super) fn span(&self, range: Range<usize>) -> Result<Span, PowerError> {
        let of = self.power.replications;
        if range.is_empty() || range.end > of {
            return Err(PowerError::Range {
                from: range.start,
                to: range.end,
                replications: of,
            });
        }
        Ok(Span {
            identity: self.identity(),
            of,
            range,
        })
    }

    /// A checksum of everything that replications follow from; of closures, only names and inputs are known.
    fn identity(&self) -> String {
        let (power, plan) = (self.power, &self.plan);
        let mut identity = Identity::new();
        identity.add(&format!("{:?} {:?}", self.simulation, self.missing));
        identity.add(&format!(
            "{:?} {:?}",
            plan.written().modes().collect::<Vec<_>>(),
            plan.options()
        ));
        identity.add(&format!(
            "{:?} {:?} {:?} {:?}",
            power.rows, power.resamples, power.seed, power.level
        ));
        if self.comparison.is_some() {
            identity.add(&format!("{:?} {:?}", power.group_tests, power.permutations));
        }
        self.catalogue.names().for_each(|name| identity.add(&name));
        identity.finish()
    }

    /// The weights that every survey, and every resample of it, is turned towards: those in the population.
    fn towards(&self) -> Option<Vec<Vec<f64>>> {
        if ReplicateSigns::of(&self.plan) != ReplicateSigns::Construct {
            return None;
        }
        truth::weights(self.simulation, &self.plan)
    }

    /// The replications of a range at every size. Results do not depend on how they are divided into rounds.
    pub(super) fn outcomes(
        &self,
        range: Range<usize>,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Outcomes {
        let power = self.power;
        let replication = Replication {
            simulation: self.simulation,
            plan: &self.plan,
            missing: self.missing,
            catalogue: &self.catalogue,
            bootstrap: Bootstrap::new(power.resamples)
                .level(power.level)
                .towards(self.towards())
                .alone(),
            comparison: self.comparison.as_ref(),
        };
        let run = |&(r, rows): &(usize, usize)| replication.run(rows, power.seed_of(r));
        let sizes = power.rows.len();
        let round = ROUND.div_ceil(sizes) * threads();
        let of = range.len().saturating_mul(sizes);
        let (mut outcomes, mut next) = (self.room(), range.start);
        while next < range.end {
            let to = range.end.min(next.saturating_add(round));
            let surveys = (next..to).flat_map(|r| power.rows.iter().map(move |&rows| (r, rows)));
            let surveys: Vec<(usize, usize)> = surveys.collect();
            #[cfg(feature = "parallel")]
            let made: Vec<Outcome> = surveys.par_iter().map(run).collect();
            #[cfg(not(feature = "parallel"))]
            let made: Vec<Outcome> = surveys.iter().map(run).collect();
            for (i, outcome) in made.into_iter().enumerate() {
                outcomes[i % sizes].push(outcome);
            }
            next = to;
            let done = (next - range.start) * sizes;
            if progress(Progress::of(Stage::Surveys, done, of)).is_break() {
                break;
            }
        }
        outcomes
    }

    pub(super) fn summarise(&self, outcomes: &Outcomes) -> Result<PowerResult, PowerError> {
        let power = self.power;
        let limit = truth::limit(self.simulation, &self.plan);
        let truths = truth::truths(
            self.simulation,
            &self.plan,
            limit.as_deref(),
            &self.catalogue,
        );
        // The parts of the user's own quantities join the catalogue, but were not requested.
        let asked = |(_, quantity): &(usize, &Quantity)| {
            let measure = quantity.measure;
            measure == Measure::Defined || power.measures().any(|studied| studied == measure)
        };
        let places = self.catalogue.quantities().iter().enumerate();
        let asked: Vec<(usize, &Quantity)> = places.filter(asked).collect();
        let hypotheses = tally::hypotheses(&asked, &truths);
        let (mut solutions, mut estimates, mut joint) = (Vec::new(), Vec::new(), Vec::new());
        let compared = self.comparison.as_ref();
        let compared = compared.map(|of| group_tally::Differences::new(self, of, &asked));
        let mut groups = Vec::new();
        for (&rows, outcomes) in power.rows.iter().zip(outcomes) {
            estimates.extend(asked.iter().map(|&(place, quantity)| {
                tally::record(rows, quantity, place, &truths[place], outcomes)
            }));
            joint.extend(tally::joint(rows, &hypotheses, outcomes));
            groups.extend(compared.iter().flat_map(|of| of.records(rows, outcomes)));
            solutions.push(tally::solutions(rows, power.replications, outcomes));
        }
        if solutions.iter().all(|of_size| of_size.used == 0) {
            let reasons = solutions.iter().flat_map(|of_size| &of_size.reasons);
            let commonest = reasons.max_by_key(|(_, count)| **count);
            return Err(PowerError::NoneUsed {
                done: solutions.iter().map(|of_size| of_size.done).sum(),
                reason: commonest.map(|(reason, _)| reason.clone()),
            });
        }
        let mut beforehand: Findings = self.simulation.findings().into_iter().collect();
        beforehand.extend(power.few_resamples());
        Ok(PowerResult {
            required: power.required(&asked, &estimates),
            progress: Progress::of(
                Stage::Surveys,
                solutions.iter().map(|of_size| of_size.done).sum(),
                power.rows.len().saturating_mul(power.replications),
            ),
            solutions,
            estimates,
            joint,
            required_of_groups: compared.map_or_else(Vec::new, |of| of.required(&groups)),
            of_groups: groups,
            beforehand: beforehand.0,
            groups: self.simulation.groups().len(),
        })
    }
}
