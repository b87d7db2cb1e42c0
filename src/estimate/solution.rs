//! A solution: the input and the estimates of one stage of a model.

use nalgebra::DMatrix;

use super::dependence::{Answers, Dependence};
use super::stages::Failed;
use super::{EstimateError, Estimates, Failure, Plan, Stages};
use crate::moments::{MomentLanes, Moments, Sample, Weigher};
use crate::numeric::eigen;

/// A plan, the moments that it was estimated from, and the estimates: one stage of a [`Fit`](super::Fit), which usually
/// has only one.
#[derive(Debug, Clone)]
pub struct Solution {
    pub(super) plan: Plan,
    pub(super) moments: Moments,
    pub(super) estimates: Estimates,
    /// Coefficients of products on the indicators that they are freed of; most often there are none.
    pub(super) regressions: Vec<f64>,
}

impl Solution {
    /// Estimates that were made elsewhere.
    pub(crate) fn new(plan: &Plan, moments: Moments, estimates: Estimates) -> Self {
        Self {
            plan: plan.clone(),
            moments,
            estimates,
            regressions: Vec::new(),
        }
    }

    /// What products were freed of, see [`Stages::regressions`].
    pub(crate) fn regressions(&self) -> &[f64] {
        &self.regressions
    }

    /// The model of this stage with its settings. Every construct names its indicators, which are columns of the data
    /// or scores of the stage before.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Moments of the indicators of this stage.
    #[must_use]
    pub fn moments(&self) -> &Moments {
        &self.moments
    }

    /// All estimates by position.
    #[must_use]
    pub fn estimates(&self) -> &Estimates {
        &self.estimates
    }

    /// Estimates all stages of a plan from the moments of its indicators; interactions need the rows, too.
    pub(crate) fn all(
        plan: &Plan,
        moments: &Moments,
        sample: Option<&Sample>,
        towards: Option<&[Vec<f64>]>,
    ) -> Result<Vec<Self>, EstimateError> {
        let products = plan.has_products().then_some(sample).flatten();
        if let Some(interaction) = plan.first_product().filter(|_| products.is_none()) {
            let interaction = interaction.to_owned();
            return Err(EstimateError::ProductOfMatrix { interaction });
        }
        let mut alone = MomentLanes::room(moments.sds.len());
        let mut weigher = products.map(Weigher::new);
        if let Some((weigher, sample)) = weigher.as_mut().zip(sample) {
            weigher.add(&vec![1.0; sample.n()]);
            // Every indicator varies in the sample.
            weigher.take(&mut alone, &mut [Ok(())]);
        } else {
            alone.spread(moments, None);
        }
        let mut stages = Stages::new(plan, products, towards);
        let mut end = [Ok(())];
        let rows = weigher.as_mut().map(Weigher::weighted_rows);
        stages.estimate(&alone, rows, &mut end);
        let solution = |stage: usize| {
            let of_stage = &stages.all()[stage];
            let plan = of_stage.plan;
            let mut solution = Self {
                moments: Moments::room(plan.indicators()),
                estimates: Estimates::room(plan),
                regressions: stages
                    .regressions(stage)
                    .map_or_else(Vec::new, |room| room.lane(0).copied().collect()),
                plan: plan.clone(),
            };
            of_stage.moments(&alone).get(0, &mut solution.moments);
            of_stage.estimates.get(0, &mut solution.estimates);
            solution.estimates.bound(plan);
            solution
        };
        match end[0] {
            Ok(()) => Ok((0..stages.all().len()).map(solution).collect()),
            Err(Failed { stage, failure }) => Err(solution(stage).explain(failure)),
        }
    }

    /// Which of all indicators depend on each other.
    pub(crate) fn dependence(&self) -> Option<Dependence> {
        let names: Vec<&str> = self.plan.model().indicators().collect();
        let answers = Answers {
            means: &self.moments.means,
            sds: &self.moments.sds,
        };
        Dependence::of(&self.moments.correlations, &names, self.moments.n, answers)
    }

    /// Which indicators of a block depend on each other.
    pub(super) fn dependent_indicators(&self, construct: usize) -> Option<Dependence> {
        let own = self.plan.blocks()[construct].indicators.clone();
        let names = self.plan.model().constructs()[construct].indicators();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let correlations = self
            .moments
            .correlations
            .view_range(own.clone(), own.clone());
        let answers = Answers {
            means: &self.moments.means[own.clone()],
            sds: &self.moments.sds[own],
        };
        Dependence::of(&correlations.into_owned(), &names, self.moments.n, answers)
    }

    /// Which predictors of a construct depend on each other, by their correlations.
    fn dependent_predictors(
        &self,
        construct: usize,
        correlations: &DMatrix<f64>,
    ) -> Option<Dependence> {
        let predecessors = self.plan.predecessors(construct);
        let name = |&j: &usize| self.plan.model().name(j);
        let names: Vec<&str> = predecessors.iter().map(name).collect();
        // A single item has the unit of its answers; a composite of several indicators has no unit.
        let of_item = |all: &[f64]| -> Vec<f64> {
            let own = predecessors
                .iter()
                .map(|&j| self.plan.blocks()[j].indicators.clone());
            own.map(|own| {
                if own.len() == 1 {
                    all[own.start]
                } else {
                    f64::NAN
                }
            })
            .collect()
        };
        let (means, sds) = (of_item(&self.moments.means), of_item(&self.moments.sds));
        let answers = Answers {
            means: &means,
            sds: &sds,
        };
        Dependence::of(correlations, &names, self.moments.n, answers)
    }

    /// Adds to a failure the names and the condition number of the matrix at fault.
    fn explain(&self, failure: Failure) -> EstimateError {
        let (plan, estimates) = (&self.plan, &self.estimates);
        let name = |j: usize| plan.model().name(j).to_owned();
        match failure {
            Failure::SingularBlock { construct } => {
                let own = plan.blocks()[construct].indicators.clone();
                let correlations = self.moments.correlations();
                let block = correlations.view_range(own.clone(), own).into_owned();
                EstimateError::SingularBlock {
                    construct: name(construct),
                    rcond: eigen::reciprocal_condition(&block),
                    dependence: self.dependent_indicators(construct),
                }
            }
            Failure::SingularPredictors { construct } => {
                let predecessors = plan.predecessors(construct);
                let of_predictors = |matrix: &DMatrix<f64>| {
                    let block = matrix
                        .select_rows(predecessors)
                        .select_columns(predecessors);
                    (eigen::reciprocal_condition(&block), block)
                };
                // Those of the composites are at fault, or the corrected ones.
                let composites = of_predictors(&estimates.correlations);
                let corrected = of_predictors(&estimates.factor_correlations);
                let (rcond, correlations) = if corrected.0 < composites.0 {
                    corrected
                } else {
                    composites
                };
                EstimateError::SingularPredictors {
                    construct: name(construct),
                    rcond,
                    dependence: self.dependent_predictors(construct, &correlations),
                }
            }
            Failure::DegenerateComposite { construct } => EstimateError::DegenerateComposite {
                construct: name(construct),
            },
            Failure::ConstantProduct { construct } => EstimateError::ConstantProduct {
                interaction: name(construct),
            },
            Failure::SingularFactors { construct } => EstimateError::SingularFactors {
                interaction: name(construct),
            },
            Failure::LatentProduct { construct } => EstimateError::LatentProduct {
                interaction: name(construct),
            },
        }
    }
}
