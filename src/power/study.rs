//! The study: its settings, and what is done with them.

use std::ops::{ControlFlow, Range};

use serde::{Deserialize, Serialize};

use super::PowerFinding;
use super::comparison::Comparison;
use super::prepared::Prepared;
use super::written;
use super::{PowerError, PowerPart, PowerRecord, PowerResult, RequiredRecord};
use crate::estimate::{Options, Plan};
use crate::groups::{Attainable, DifferenceTest, fewest_replicates};
use crate::infer::level;
use crate::model::Mode;
use crate::moments::Missing;
use crate::numeric::stream::{self, Purpose};
use crate::numeric::whole::seed;
use crate::procedure::{Called, Span, in_order};
use crate::quantity::{Catalogue, Definition, Measure, Quantity};
use crate::resample::{FEWEST, Progress, ResampleError};
use crate::simulate::Simulation;
use crate::text::counted;

/// Measures that have a power.
pub(super) const EFFECTS: [Measure; 8] = [
    Measure::Path,
    Measure::Indirect,
    Measure::Total,
    Measure::Specific,
    Measure::Contrast,
    Measure::Slope,
    Measure::Conditional,
    Measure::Moderated,
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
#[derive(Debug, Clone, Serialize, Deserialize)]
#[must_use]
pub struct Power {
    #[serde(deserialize_with = "written::rows")]
    pub(crate) rows: Vec<usize>,
    #[serde(deserialize_with = "written::replications")]
    pub(crate) replications: usize,
    #[serde(deserialize_with = "written::replicates")]
    pub(crate) resamples: usize,
    #[serde(deserialize_with = "seed")]
    pub(crate) seed: u64,
    #[serde(deserialize_with = "level")]
    pub(crate) level: f64,
    #[serde(deserialize_with = "written::target")]
    pub(crate) target: f64,
    #[serde(deserialize_with = "written::quantities")]
    pub(crate) quantities: Vec<Measure>,
    /// Quantities of the user's own have a table of their own.
    #[serde(skip)]
    pub(crate) definitions: Vec<Definition>,
    #[serde(deserialize_with = "written::group_tests")]
    pub(crate) group_tests: Vec<DifferenceTest>,
    #[serde(deserialize_with = "written::replicates")]
    pub(crate) permutations: usize,
}

impl Power {
    /// Surveys of these numbers of rows; 1,000 replications of 500 resamples, seed 1, level 0.95, target 0.8; of every path
    /// and indirect effect.
    pub fn new(rows: impl IntoIterator<Item = usize>) -> Self {
        Self {
            rows: written::ascending(rows),
            replications: 1000,
            resamples: 500,
            seed: 1,
            level: 0.95,
            target: 0.8,
            quantities: Vec::new(),
            definitions: Vec::new(),
            group_tests: Vec::new(),
            permutations: 199,
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
    pub fn level(mut self, level: impl Into<f64>) -> Self {
        self.level = level.into();
        self
    }

    /// The power that the number of rows is looked for, between 0 and 1. Default: 0.8.
    pub fn target(mut self, target: f64) -> Self {
        self.target = target;
        self
    }

    /// Adds measures of effects: [`Measure::Total`], [`Measure::Specific`], [`Measure::Contrast`]; of interactions
    /// [`Measure::Slope`], [`Measure::Conditional`] and [`Measure::Moderated`].
    pub fn quantities(mut self, measures: impl IntoIterator<Item = Measure>) -> Self {
        self.quantities.extend(measures);
        self
    }

    /// Tests by which each two groups of the population are compared in every survey. Default: none, and a survey is one sample.
    ///
    /// The permutation test takes [`Power::permutations`]; the others take a bootstrap of [`Power::resamples`] in each group, and
    /// about four times as long.
    pub fn group_tests(mut self, tests: impl IntoIterator<Item = DifferenceTest>) -> Self {
        self.group_tests = DifferenceTest::in_order(&tests.into_iter().collect::<Vec<_>>());
        self
    }

    /// Permutations of each two groups in every survey. Default: 199, with which p is a multiple of 0.005; more find a difference
    /// a little more often.
    pub fn permutations(mut self, permutations: usize) -> Self {
        self.permutations = permutations;
        self
    }

    /// How many surveys of each size there are.
    #[must_use]
    pub fn surveys(&self) -> usize {
        self.replications
    }

    /// The sizes of the surveys, ascending.
    #[must_use]
    pub fn get_rows(&self) -> &[usize] {
        &self.rows
    }

    /// Resamples of each survey.
    #[must_use]
    pub fn get_resamples(&self) -> usize {
        self.resamples
    }

    /// The seed.
    #[must_use]
    pub fn get_seed(&self) -> u64 {
        self.seed
    }

    /// The level of the percentile intervals.
    #[must_use]
    pub fn get_level(&self) -> f64 {
        self.level
    }

    /// The power that the number of rows is looked for.
    #[must_use]
    pub fn get_target(&self) -> f64 {
        self.target
    }

    /// Tests by which groups are compared.
    #[must_use]
    pub fn get_group_tests(&self) -> &[DifferenceTest] {
        &self.group_tests
    }

    /// Permutations of each two groups.
    #[must_use]
    pub fn get_permutations(&self) -> usize {
        self.permutations
    }

    /// The measures that are studied.
    #[must_use]
    pub fn get_quantities(&self) -> Vec<Measure> {
        self.measures().collect()
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
    /// thread with the replications done over all sizes; if it breaks, the study stops and the completed part is summarised. A
    /// replication counts once it is done at every size.
    ///
    /// Replications without estimates, and those whose solution is inadmissible, are counted and left out.
    ///
    /// # Errors
    /// [`PowerError`]: a setting is not valid, a survey is too small for the model, or no replication at all has a result.
    pub fn run(
        &self,
        simulation: &Simulation,
        options: &Options,
        missing: Missing,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<PowerResult, PowerError> {
        let prepared = self.prepare(simulation, options, missing)?;
        let outcomes = prepared.outcomes(0..self.replications, progress);
        prepared.summarise(&outcomes)
    }

    /// Does the replications of a range, counted from 0, and nothing else; [`Power::merge`] joins such parts.
    ///
    /// # Errors
    /// As [`Power::run`], or there are no such replications.
    pub fn run_part(
        &self,
        simulation: &Simulation,
        options: &Options,
        missing: Missing,
        range: Range<usize>,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<PowerPart, PowerError> {
        let prepared = self.prepare(simulation, options, missing)?;
        let span = prepared.span(range.clone())?;
        let outcomes = prepared.outcomes(range, progress);
        Ok(PowerPart::of(span, prepared.width(), outcomes))
    }

    /// Which replications of which study [`Power::run_part`] will make.
    ///
    /// # Errors
    /// As [`Power::run_part`].
    pub fn part_span(
        &self,
        simulation: &Simulation,
        options: &Options,
        missing: Missing,
        range: Range<usize>,
    ) -> Result<Span, PowerError> {
        self.prepare(simulation, options, missing)?.span(range)
    }

    /// Summarises the replications of parts that were run before: the result is that of [`Power::run`], bit for bit.
    ///
    /// # Errors
    /// As [`Power::run`], or the parts are not those of this study, or not all of them.
    pub fn merge(
        &self,
        simulation: &Simulation,
        options: &Options,
        missing: Missing,
        parts: impl IntoIterator<Item = PowerPart>,
    ) -> Result<PowerResult, PowerError> {
        let prepared = self.prepare(simulation, options, missing)?;
        let whole = prepared.span(0..self.replications)?;
        let parts = in_order(parts, &whole, Called::Replications)?;
        let mut outcomes = prepared.room();
        for part in parts {
            part.append_to(&mut outcomes, prepared.width())?;
        }
        prepared.summarise(&outcomes)
    }

    /// Checks the settings and collects what every replication needs.
    fn prepare<'s>(
        &'s self,
        simulation: &'s Simulation,
        options: &Options,
        missing: Missing,
    ) -> Result<Prepared<'s>, PowerError> {
        let plan = Plan::new(simulation.model(), options)?;
        let catalogue = self.check(simulation, &plan, missing)?;
        Ok(Prepared {
            power: self,
            simulation,
            plan,
            catalogue,
            missing,
            comparison: Comparison::of(self, simulation),
        })
    }

    /// Resamples so few that the bounds of their intervals lie beyond the outermost.
    pub(super) fn few_resamples(&self) -> Option<PowerFinding> {
        let needed = fewest_replicates(1, (1.0 - self.level) / 2.0);
        (self.resamples < needed).then_some(PowerFinding::FewPowerResamples {
            resamples: self.resamples,
            level: self.level,
            needed,
        })
    }

    /// The measures that are studied: paths and indirect effects always.
    pub(super) fn measures(&self) -> impl Iterator<Item = Measure> {
        let further = self.quantities.iter().copied();
        [Measure::Path, Measure::Indirect]
            .into_iter()
            .chain(further)
    }

    /// Checks that the settings are valid, and returns the quantities.
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
        if let Some(&measure) = self.quantities.iter().find(|m| !EFFECTS.contains(m)) {
            return Err(PowerError::NotAnEffect { measure });
        }
        if simulation.missingness().is_some() && missing == Missing::Error {
            return Err(PowerError::NoTreatment);
        }
        self.check_groups(simulation)?;
        let &rows = self.rows.first().ok_or(PowerError::NoRows)?;
        enough_rows(plan, rows)?;
        let catalogue = Catalogue::of(plan, self.measures());
        let mut definitions = self.definitions.iter().cloned();
        Ok(definitions.try_fold(catalogue, Catalogue::define)?)
    }

    /// Checks that there are groups to compare, and permutations enough to find a difference.
    fn check_groups(&self, simulation: &Simulation) -> Result<(), PowerError> {
        let &Self {
            permutations,
            level,
            ..
        } = self;
        if self.group_tests.is_empty() {
            return Ok(());
        }
        if simulation.column().is_none() {
            return Err(PowerError::NoGroups);
        }
        let attainable = Attainable {
            permutations,
            comparisons: 1,
        };
        let needed = attainable.needed(1.0 - level);
        let permuted = self.group_tests.contains(&DifferenceTest::Permutation);
        if permuted && permutations < needed {
            return Err(PowerError::FewPermutations {
                permutations,
                level,
                needed,
            });
        }
        Ok(())
    }

    pub(super) fn required(
        &self,
        asked: &[(usize, &Quantity)],
        records: &[PowerRecord],
    ) -> Vec<RequiredRecord> {
        let of = |(i, (_, quantity)): (usize, &(usize, &Quantity))| {
            // One size after the other, each with all quantities.
            let of_quantity = records.iter().skip(i).step_by(asked.len());
            let (last, at_most) = self.reached(of_quantity, |r| (r.rows, r.power));
            RequiredRecord {
                quantity: (*quantity).clone(),
                target: self.target,
                rows: last.map(|r| r.rows),
                at_most,
            }
        };
        asked.iter().enumerate().map(of).collect()
    }

    /// Of the records of one effect by size, that of the smallest from which on every size has the target's power, and whether
    /// no size is smaller, so that fewer rows may do. `of` gives the rows and the power of a record.
    pub(super) fn reached<'r, R>(
        &self,
        records: impl DoubleEndedIterator<Item = &'r R>,
        of: impl Fn(&R) -> (usize, Option<f64>),
    ) -> (Option<&'r R>, bool) {
        let is_enough = |r: &&R| of(r).1.is_some_and(|power| power >= self.target);
        let last = records.rev().take_while(is_enough).last();
        let at_most = last.is_some_and(|r| self.rows.first() == Some(&of(r).0));
        (last, at_most)
    }
}

/// The model can be estimated from so many rows.
fn enough_rows(plan: &Plan, rows: usize) -> Result<(), PowerError> {
    let of_construct = |plan: &Plan, j: usize| {
        let predictors = plan.predecessors(j).len();
        let block = &plan.blocks()[j];
        let construct = plan.model().name(j).to_owned();
        let regressed = (block.mode == Some(Mode::B)).then(|| {
            let what = format!("{} in Mode B", counted(block.len(), "indicator"));
            (block.len() + 1, construct.clone(), what)
        });
        let explained = (predictors + 2, construct, counted(predictors, "predictor"));
        [Some(explained), regressed]
    };
    let stages = plan.stages().into_iter().rev();
    let needs =
        stages.flat_map(|plan| (0..plan.constructs()).flat_map(move |j| of_construct(plan, j)));
    match needs.flatten().max_by_key(|(needed, ..)| *needed) {
        Some((needed, construct, what)) if rows < needed => Err(PowerError::TooFewRows {
            rows,
            construct,
            what,
            needed,
        }),
        _ => Ok(()),
    }
}
