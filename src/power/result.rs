//! The result of a power study, and its findings.

use super::finding::{Miss, PowerFinding};
use super::{
    GroupPowerRecord, GroupRequiredRecord, JointRecord, PowerRecord, RequiredRecord, SolutionRecord,
};
use crate::finding::{Finding, Findings};
use crate::resample::Progress;

/// Replications that are left out above this share of those done are a finding.
const MANY_LEFT_OUT: f64 = 0.05;
/// An estimator that tends to a value this far from the population's does so by more than the rounding of its iteration.
const INCONSISTENT: f64 = 1e-4;

/// The result of a power study.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PowerResult {
    /// What became of the replications of each size.
    pub solutions: Vec<SolutionRecord>,
    /// Every quantity at every size, one size after the other.
    pub estimates: Vec<PowerRecord>,
    /// How many rows each quantity needs.
    pub required: Vec<RequiredRecord>,
    /// How often all hypotheses are shown by one survey, at every size; none for fewer than two.
    pub joint: Vec<JointRecord>,
    /// The difference of every quantity between each two groups at every size by every test that was asked for.
    pub of_groups: Vec<GroupPowerRecord>,
    /// How many rows each of these needs.
    pub required_of_groups: Vec<GroupRequiredRecord>,
    /// Completed and requested replications, over all sizes.
    pub(super) progress: Progress,
    /// The findings that are known before any survey is drawn: about the population, and about the number of resamples.
    pub(super) beforehand: Vec<Finding>,
    /// Groups of the population.
    pub(super) groups: usize,
}

impl PowerResult {
    /// The findings of the study.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let Progress { done, of, .. } = self.progress;
        let stopped = (done < of).then_some(PowerFinding::StudyStopped { done, of });
        let left_out = self.solutions.iter().filter_map(|s| {
            let left_out = s.done - s.used;
            (left_out as f64 > MANY_LEFT_OUT * s.done as f64).then_some(
                PowerFinding::ManyReplicationsLeftOut {
                    rows: s.rows,
                    left_out,
                    done: s.done,
                },
            )
        });
        let mut findings: Findings = stopped.into_iter().collect();
        findings.extend(self.beforehand.iter().cloned());
        findings.extend(left_out);
        findings.extend(self.inconsistent());
        findings.0
    }

    /// The estimators whose error remains however many rows there are; this does not depend on the size.
    fn inconsistent(&self) -> Option<PowerFinding> {
        let first = self.solutions.first()?.rows;
        let all = self.estimates.iter().filter(|r| r.rows == first);
        let known = all.filter_map(|r| {
            Some(Miss {
                quantity: r.quantity.to_string(),
                population: r.population?,
                limit: r.limit?,
            })
        });
        let mut misses: Vec<Miss> = known.collect();
        let of = misses.len();
        let off = |miss: &Miss| (miss.population - miss.limit).abs();
        misses.retain(|miss| off(miss) > INCONSISTENT);
        misses.sort_by(|a, b| off(b).total_cmp(&off(a)));
        (!misses.is_empty()).then_some(PowerFinding::Inconsistent {
            misses,
            of,
            groups: self.groups,
        })
    }
}
