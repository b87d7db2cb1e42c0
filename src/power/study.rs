//! The study: its settings, and the run over all sizes and replications.

use std::ops::ControlFlow;

#[cfg(feature = "parallel")]
use rayon::prelude::*;

use super::replication::{Outcome, Replication};
use super::{PowerError, PowerRecord, RequiredRecord, SolutionRecord, tally, truth};
use crate::estimate::{Options, Plan};
use crate::finding::Finding;
use crate::model::Mode;
use crate::moments::Missing;
use crate::numeric::stream::{self, Purpose};
use crate::quantity::{Catalogue, Definition, Measure, Quantity};
use crate::resample::{Bootstrap, FEWEST, Progress, ReplicateSigns, ResampleError, Stage, threads};
use crate::simulate::Simulation;
use crate::text::counted;

/// Replications of each thread between two calls of the progress callback.
const ROUND: usize = 8;
/// Replications that are left out above this share of those done are a finding.
const MANY_LEFT_OUT: f64 = 0.05;
/// An estimator that tends to a value this far from the population's is a finding.
const INCONSISTENT: f64 = 0.01;
/// Measures that have a power.
const EFFECTS: [Measure; 5] = [
    Measure::Path,
    Measure::Indirect,
    Measure::Total,
    Measure::Specific,
    Measure::Contrast,
];

/// A power study: how often surveys of so many rows would show each effect of a population.
///
/// Replication r has a seed of its own, [`Power::seed_of`], from which its survey and its resamples follow, at every
/// number of rows: results do not depend on threads, the first 100 of 1,000 replications are those of a run of 100, and
/// a smaller survey is the beginning of a larger one.
///
/// ```
/// use pls_sem::simulate::{Population, Simulation};
/// use pls_sem::{Missing, Model, Options, Power, Quantity};
///
/// let model = Model::parse("X =~ x1-3; Y =~ y1-3; Y ~ X")?;
/// let population = Population::of_factors(&model, |_, _| 0.0, |_, _| 0.4, |_| 0.8)?;
/// let result = Power::new([60, 120]).replications(40).resamples(100).run(
///     &Simulation::new(population),
///     &Options::default(),
///     Missing::Error,
///     &mut |_| std::ops::ControlFlow::Continue(()),
/// )?;
/// let power = result.estimates[1].power.unwrap();
/// assert!(result.estimates[1].quantity == Quantity::path("X", "Y") && power > 0.8);
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Muthén & Muthén (2002), Structural Equation Modeling 9(4), 599-620; Morris, White & Crowther (2019), Statistics
/// in Medicine 38, 2074-2102.
#[derive(Debug, Clone)]
#[must_use]
pub struct Power {
    pub(crate) rows: Vec<usize>,
    pub(crate) replications: usize,
    pub(crate) resamples: usize,
    pub(crate) seed: u64,
    pub(crate) level: f64,
    pub(crate) target: f64,
    pub(crate) measures: Vec<Measure>,
    pub(crate) definitions: Vec<Definition>,
}

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
    progress: Progress,
    /// What is to be said before any survey is drawn: of the population, and of the number of resamples.
    beforehand: Vec<Finding>,
    /// Groups of the population.
    groups: usize,
}

impl Power {
    /// Surveys of these numbers of rows; 1,000 replications of 500 resamples, seed 1, level 0.95, target 0.8; of every path
    /// and indirect effect.
    pub fn new(rows: impl IntoIterator<Item = usize>) -> Self {
        let mut rows: Vec<usize> = rows.into_iter().collect();
        rows.sort_unstable();
        rows.dedup();
        Self {
            rows,
            replications: 1000,
            resamples: 500,
            seed: 1,
            level: 0.95,
            target: 0.8,
            measures: vec![Measure::Path, Measure::Indirect],
            definitions: Vec::new(),
        }
    }

    /// Surveys of each size; at least 2, default 1,000. With 1,000 a power of 0.8 has a Monte Carlo error of 0.013.
    pub fn replications(mut self, replications: usize) -> Self {
        self.replications = replications;
        self
    }

    /// Resamples of each survey; at least 3, default 500.
    pub fn resamples(mut self, resamples: usize) -> Self {
        self.resamples = resamples;
        self
    }

    /// The seed. Default: 1.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The level of the percentile intervals, between 0 and 1. Default: 0.95.
    pub fn level(mut self, level: f64) -> Self {
        self.level = level;
        self
    }

    /// The power that the number of rows is looked for, between 0 and 1. Default: 0.8.
    pub fn target(mut self, target: f64) -> Self {
        self.target = target;
        self
    }

    /// Adds measures of effects: [`Measure::Total`], [`Measure::Specific`], [`Measure::Contrast`].
    pub fn measures(mut self, measures: impl IntoIterator<Item = Measure>) -> Self {
        self.measures.extend(measures);
        self
    }

    /// Adds a quantity of your own.
    pub fn define(mut self, definition: Definition) -> Self {
        self.definitions.push(definition);
        self
    }

    /// The seed of a replication, counted from 0: its survey is `simulation.draw(rows, seed)`.
    #[must_use]
    pub fn seed_of(&self, replication: usize) -> u64 {
        stream::seed(self.seed, Purpose::Power, replication as u64)
    }

    /// Draws, estimates and bootstraps all surveys, on all threads. `progress` is called from time to time on the calling
    /// thread with the replications done over all sizes; if it breaks, the study stops and what is done is summarised.
    ///
    /// Replications without estimates, and those whose solution is inadmissible, are counted and left out.
    ///
    /// # Errors
    /// [`PowerError`]: a setting is not valid, or a survey is too small for the model.
    pub fn run(
        &self,
        simulation: &Simulation,
        options: &Options,
        missing: Missing,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<PowerResult, PowerError> {
        let plan = Plan::new(simulation.model(), options)?;
        let catalogue = self.check(simulation, &plan, missing)?;
        let limit = truth::limit(simulation, &plan);
        // Every survey, and every resample of it, is turned towards the population.
        let turn = ReplicateSigns::of(&plan) == ReplicateSigns::Construct;
        let weights = limit.as_ref().filter(|_| turn).map(|stages| {
            let weights = stages.iter().map(|stage| stage.estimates().weights.clone());
            weights.collect()
        });
        let replication = Replication {
            simulation,
            plan: &plan,
            missing,
            catalogue: &catalogue,
            bootstrap: Bootstrap::new(self.resamples)
                .level(self.level)
                .towards(weights)
                .alone(),
        };
        let truths = truth::truths(simulation, &plan, limit.as_deref(), &catalogue);
        // What quantities of the user's own are made of joins the catalogue, but was not asked for.
        let asked = |(_, quantity): &(usize, &Quantity)| {
            let measure = quantity.measure;
            measure == Measure::Defined || self.measures.contains(&measure)
        };
        let places = catalogue.quantities().iter().enumerate();
        let asked: Vec<(usize, &Quantity)> = places.filter(asked).collect();
        let (mut solutions, mut estimates) = (Vec::new(), Vec::new());
        let of = self.rows.len().saturating_mul(self.replications);
        let mut done = 0;
        for &rows in &self.rows {
            let outcomes = self.outcomes(&replication, rows, &mut |more| {
                done += more;
                progress(Progress::of(Stage::Surveys, done, of))
            });
            estimates.extend(asked.iter().map(|&(place, quantity)| {
                tally::record(rows, quantity, place, &truths[place], &outcomes)
            }));
            let complete = outcomes.len() == self.replications;
            solutions.push(tally::solutions(rows, self.replications, &outcomes));
            if !complete {
                break;
            }
        }
        Ok(PowerResult {
            required: self.required(&asked, &estimates),
            solutions,
            estimates,
            progress: Progress::of(Stage::Surveys, done, of),
            beforehand: simulation
                .findings()
                .into_iter()
                .chain(self.few_resamples())
                .collect(),
            groups: simulation.groups().len(),
        })
    }

    /// Resamples so few that the bounds of their intervals lie beyond the outermost.
    fn few_resamples(&self) -> Option<Finding> {
        // A level of 0.9 leaves a little less than 0.1.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // positive
        let needed = (2.0 / (1.0 - self.level) - 1e-9).ceil() as usize - 1;
        (self.resamples < needed).then_some(Finding::FewPowerResamples {
            resamples: self.resamples,
            level: self.level,
            needed,
        })
    }

    /// Checks that the settings are valid, and says what is looked at.
    fn check(
        &self,
        simulation: &Simulation,
        plan: &Plan,
        missing: Missing,
    ) -> Result<Catalogue, PowerError> {
        let &Self {
            replications,
            resamples,
            level,
            target,
            ..
        } = self;
        if replications < 2 {
            return Err(PowerError::FewReplications { replications });
        }
        if resamples < FEWEST {
            return Err(ResampleError::FewResamples { resamples }.into());
        }
        if !(level > 0.0 && level < 1.0) {
            return Err(ResampleError::Level { value: level }.into());
        }
        if !(target > 0.0 && target < 1.0) {
            return Err(PowerError::Target { target });
        }
        if let Some(&measure) = self.measures.iter().find(|m| !EFFECTS.contains(m)) {
            return Err(PowerError::NotAnEffect { measure });
        }
        if simulation.missingness().is_some() && missing == Missing::Error {
            return Err(PowerError::NoTreatment);
        }
        let &rows = self.rows.first().ok_or(PowerError::NoRows)?;
        enough_rows(plan, rows)?;
        let catalogue = Catalogue::of(plan, self.measures.iter().copied());
        let mut definitions = self.definitions.iter().cloned();
        Ok(definitions.try_fold(catalogue, Catalogue::define)?)
    }

    /// The replications of one size, in their order.
    fn outcomes(
        &self,
        replication: &Replication,
        rows: usize,
        done: &mut dyn FnMut(usize) -> ControlFlow<()>,
    ) -> Vec<Outcome> {
        let run = |r: usize| replication.run(rows, self.seed_of(r));
        let mut outcomes = Vec::new();
        while outcomes.len() < self.replications {
            let from = outcomes.len();
            let to = self.replications.min(from + ROUND * threads());
            #[cfg(feature = "parallel")]
            outcomes.par_extend((from..to).into_par_iter().map(run));
            #[cfg(not(feature = "parallel"))]
            outcomes.extend((from..to).map(run));
            if done(to - from).is_break() {
                break;
            }
        }
        outcomes
    }

    fn required(
        &self,
        asked: &[(usize, &Quantity)],
        records: &[PowerRecord],
    ) -> Vec<RequiredRecord> {
        let of = |(i, (_, quantity)): (usize, &(usize, &Quantity))| {
            // One size after the other, each with all quantities.
            let of_quantity = records.iter().skip(i).step_by(asked.len());
            let reached = of_quantity
                .rev()
                .take_while(|r| r.power.is_some_and(|power| power >= self.target));
            let rows = reached.last().map(|r| r.rows);
            RequiredRecord {
                quantity: (*quantity).clone(),
                target: self.target,
                rows,
                at_most: rows.is_some() && rows == self.rows.first().copied(),
            }
        };
        asked.iter().enumerate().map(of).collect()
    }
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

/// The model can be estimated from so many rows.
fn enough_rows(plan: &Plan, rows: usize) -> Result<(), PowerError> {
    let needs = (0..plan.constructs()).flat_map(|j| {
        let predictors = plan.predecessors(j).len();
        let block = &plan.blocks()[j];
        let regressed = (block.mode == Some(Mode::B)).then(|| {
            let what = format!("{} in Mode B", counted(block.len(), "indicator"));
            (block.len() + 1, j, what)
        });
        let explained = (predictors + 2, j, counted(predictors, "predictor"));
        [Some(explained), regressed]
    });
    match needs.flatten().max_by_key(|(needed, ..)| *needed) {
        Some((needed, j, what)) if rows < needed => Err(PowerError::TooFewRows {
            rows,
            construct: plan.model().name(j).to_owned(),
            what,
            needed,
        }),
        _ => Ok(()),
    }
}
