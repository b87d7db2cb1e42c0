//! What a power study found, and what it says about itself.

use super::{PowerRecord, RequiredRecord, SolutionRecord};
use crate::finding::Finding;
use crate::resample::Progress;

/// Replications that are left out above this share of those done are a finding.
const MANY_LEFT_OUT: f64 = 0.05;
/// An estimator that tends to a value this far from the population's is a finding.
const INCONSISTENT: f64 = 0.01;

/// What a power study found.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PowerResult {
    /// What became of the replications of each size.
    pub solutions: Vec<SolutionRecord>,
    /// Every quantity at every size, one size after the other.
    pub estimates: Vec<PowerRecord>,
    /// How many rows each quantity needs.
    pub required: Vec<RequiredRecord>,
    /// Replications done and asked for, over all sizes.
    pub(super) progress: Progress,
    /// What is to be said before any survey is drawn: of the population, and of the number of resamples.
    pub(super) beforehand: Vec<Finding>,
    /// Groups of the population.
    pub(super) groups: usize,
}

impl PowerResult {
    /// What the study says about itself.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let Progress { done, of, .. } = self.progress;
        let stopped = (done < of).then_some(Finding::StudyStopped { done, of });
        let left_out = self.solutions.iter().filter_map(|s| {
            let left_out = s.done - s.used;
            (left_out as f64 > MANY_LEFT_OUT * s.done as f64).then_some(
                Finding::ManyReplicationsLeftOut {
                    rows: s.rows,
                    left_out,
                    done: s.done,
                },
            )
        });
        stopped
            .into_iter()
            .chain(self.beforehand.iter().cloned())
            .chain(left_out)
            .chain(self.inconsistent())
            .collect()
    }

    /// Which estimators stay off however many rows there are; that does not depend on the size.
    fn inconsistent(&self) -> Option<Finding> {
        let first = self.solutions.first()?.rows;
        let off = |r: &PowerRecord| {
            let (population, limit) = r.population.zip(r.limit)?;
            Some((population - limit).abs()).filter(|off| *off > INCONSISTENT && r.rows == first)
        };
        let all: Vec<_> = self
            .estimates
            .iter()
            .filter_map(|r| Some((off(r)?, r)))
            .collect();
        let (_, farthest) = all.iter().max_by(|a, b| a.0.total_cmp(&b.0))?;
        Some(Finding::Inconsistent {
            quantities: all.len(),
            quantity: farthest.quantity.to_string(),
            population: farthest.population?,
            limit: farthest.limit?,
            groups: self.groups,
        })
    }
}
