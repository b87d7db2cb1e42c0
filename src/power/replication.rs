//! One replication: a survey is drawn, and the model is estimated from it and bootstrapped.

use std::ops::ControlFlow;

use super::comparison::{Compared, Comparison};
use crate::data::Table;
use crate::estimate::{EstimateError, Plan, Problem};
use crate::infer::IntervalKind;
use crate::moments::{Missing, Sample, SampleError};
use crate::procedure::bootstrap;
use crate::quantity::Catalogue;
use crate::resample::{Bootstrap, Dropped, Reason, ResampleError};
use crate::simulate::Simulation;

/// What became of one replication.
pub(super) enum Outcome {
    Used(Found),
    Failed(String),
    Inadmissible(String),
}

/// What one survey says.
pub(super) struct Found {
    /// About every quantity.
    pub(super) seen: Vec<Option<Seen>>,
    /// The share of the resamples that were left out.
    pub(super) left_out: f64,
    /// About the difference of every quantity between each two groups, if these are compared.
    pub(super) compared: Vec<Compared>,
}

/// What one survey says about one quantity.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub(super) estimate: f64,
    pub(super) se: f64,
    pub(super) interval: [f64; 2],
}

/// What all replications share.
pub(super) struct Replication<'p> {
    pub(super) simulation: &'p Simulation,
    pub(super) plan: &'p Plan,
    pub(super) missing: Missing,
    pub(super) catalogue: &'p Catalogue,
    pub(super) bootstrap: Bootstrap,
    /// How groups are compared, if they are.
    pub(super) comparison: Option<&'p Comparison>,
}

impl Replication<'_> {
    /// The replication of a seed: survey and resamples follow from it.
    pub(super) fn run(&self, rows: usize, seed: u64) -> Outcome {
        self.table(rows, seed)
            .and_then(|table| self.outcome(&table, seed))
            .unwrap_or_else(Outcome::Failed)
    }

    fn table(&self, rows: usize, seed: u64) -> Result<Table, String> {
        let survey = self.simulation.draw(rows, seed);
        let survey = survey.map_err(|error| error.to_string())?;
        survey.table().map_err(|error| error.to_string())
    }

    fn outcome(&self, table: &Table, seed: u64) -> Result<Outcome, String> {
        let sample = Sample::new(self.simulation.model(), table, self.missing);
        let problem = &Problem {
            plan: self.plan.clone(),
            sample: sample.map_err(|error| no_sample(&error))?,
        };
        let fit = problem
            .fit_towards(self.bootstrap.towards.as_deref())
            .map_err(|error| no_estimates(&error))?;
        if !fit.termination().converged {
            return Err(Reason::NotConverged.to_string());
        }
        if let Some((stage, fault)) = fit.first_inadmissible() {
            let reason = Dropped::Inadmissible { stage, fault }.named(self.plan);
            return Ok(Outcome::Inadmissible(reason.to_string()));
        }
        let options = self.bootstrap.clone().seed(seed);
        let go_on = &mut |_| ControlFlow::Continue(());
        let inference = bootstrap(problem, &fit, self.catalogue, &options, go_on);
        let inference = inference.map_err(|error| no_inference(&error))?;
        let seen = inference.iter().map(|(_, summary)| {
            Some(Seen {
                estimate: summary.estimate?,
                se: summary.se?,
                interval: summary.interval(IntervalKind::Percentile)?,
            })
        });
        let ledger = inference.ledger();
        let left_out = 1.0 - ledger.used as f64 / ledger.done as f64;
        let compare = |of: &Comparison| of.run(self, table, &options);
        Ok(Outcome::Used(Found {
            seen: seen.collect(),
            left_out,
            compared: self.comparison.map_or_else(Vec::new, compare),
        }))
    }
}

/// Why the model cannot be estimated from a survey, without the details that differ between surveys.
fn no_sample(error: &SampleError) -> String {
    match error.first() {
        SampleError::Constant { indicator, .. } | SampleError::TooSmall { indicator, .. } => {
            let indicator = indicator.clone();
            Reason::ZeroVariance { indicator }.to_string()
        }
        SampleError::TooFewRows { .. } => "too few rows are complete".to_owned(),
        other => other.to_string(),
    }
}

/// Why there are no estimates, in the same form.
fn no_estimates(error: &EstimateError) -> String {
    let reason = match error {
        EstimateError::SingularBlock { construct, .. } => Reason::SingularBlock {
            construct: construct.clone(),
        },
        EstimateError::SingularPredictors { construct, .. } => Reason::SingularPredictors {
            construct: construct.clone(),
        },
        EstimateError::DegenerateComposite { construct } => Reason::DegenerateComposite {
            construct: construct.clone(),
        },
        EstimateError::ConstantProduct { interaction } => Reason::ConstantProduct {
            interaction: interaction.clone(),
        },
        EstimateError::SingularFactors { interaction } => Reason::SingularFactors {
            interaction: interaction.clone(),
        },
        EstimateError::LatentProduct { interaction } => Reason::LatentProduct {
            interaction: interaction.clone(),
        },
        other => return other.to_string(),
    };
    reason.to_string()
}

/// Why there is no bootstrap, in the same form.
fn no_inference(error: &ResampleError) -> String {
    match error {
        ResampleError::TooFewUsed { .. } => "too few resamples could be estimated".to_owned(),
        other => other.to_string(),
    }
}
