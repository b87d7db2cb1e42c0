//! The bootstrap-based test of exact fit.

use std::ops::ControlFlow;
use std::sync::Mutex;

use nalgebra::DMatrix;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use super::ProcedureFinding;
use super::bootstrap::of_one_problem;
use crate::assess::distances::DistanceLanes;
use crate::assess::model_fit::{self, FitModel};
use crate::estimate::{Fit, Plan, Problem};
use crate::finding::Finding;
use crate::moments::{MomentLanes, Sample, Transformed};
use crate::numeric::order;
use crate::numeric::stream::Purpose;
use crate::numeric::whole::seed;
use crate::quantity::Estimator;
use crate::resample::{
    self, Block, Bootstrap, End, FEWEST, Ledger, Progress, ReplicateSigns, Replicates,
    ResampleError, Side, Solved, Stage, Statistic, Tally,
};

/// Settings of the test of exact fit.
///
/// ```
/// use pls_sem::ExactFit;
///
/// let options = ExactFit::new(1000).seed(20_241_122);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[must_use]
pub struct ExactFit {
    #[serde(deserialize_with = "resamples")]
    pub(crate) resamples: usize,
    #[serde(deserialize_with = "seed")]
    pub(crate) seed: u64,
}

impl ExactFit {
    /// This many resamples for each of the two models; at least 3, customarily 1,000 or more. Seed 1. A study with 0
    /// resamples is not tested.
    pub fn new(resamples: usize) -> Self {
        Self { resamples, seed: 1 }
    }

    /// The seed. Default: 1.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Number of resamples for each model.
    #[must_use]
    pub fn resamples(self) -> usize {
        self.resamples
    }

    /// The seed.
    #[must_use]
    pub fn get_seed(self) -> u64 {
        self.seed
    }
}

fn resamples<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    let number = usize::deserialize(from).ok();
    let valid = number.filter(|&x| x == 0 || x >= FEWEST);
    valid.ok_or_else(|| {
        D::Error::custom(format!(
            "it must be 0, which turns the test off, or a whole number of at least {FEWEST}"
        ))
    })
}

/// One statistic of one model, and its distribution if the model fits exactly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ExactFitRecord {
    /// The model.
    pub model: FitModel,
    /// `srmr`, `d_uls` or `d_g`.
    pub statistic: String,
    /// Its value in the sample.
    pub estimate: Option<f64>,
    /// 95 % quantile under exact fit.
    pub q95: Option<f64>,
    /// 99 % quantile under exact fit.
    pub q99: Option<f64>,
    /// Share of the resamples whose statistic is as large: `(1 + #{T* >= T}) / (R + 1)`.
    pub p: Option<f64>,
}

/// The test of both models.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ExactFitTest {
    /// Every statistic, saturated model first.
    pub records: Vec<ExactFitRecord>,
    /// What happened to the resamples of each model.
    pub ledgers: [(FitModel, Ledger); 2],
}

/// Why exact fit cannot be tested.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ExactFitError {
    /// The weights did not converge.
    #[error("the weights of the sample itself did not converge")]
    NotConverged,
    /// The solution is inadmissible.
    #[error("the solution of the sample itself is inadmissible")]
    Inadmissible,
    /// The model is estimated in stages, or has interactions.
    #[error(
        "it is not defined for interactions and for higher-order constructs that are estimated in stages"
    )]
    Stages,
    /// The resamples of the bootstrap are given, and nothing is said about the test.
    #[error(
        "the resamples are given, and the test draws its own: `[fit] resamples = 1000` requests it"
    )]
    GivenRows,
    /// The model is large, and nothing is said about the test.
    #[error(
        "with {indicators} indicators it takes longer than the bootstrap: `[fit] resamples = 1000` requests it"
    )]
    Large {
        /// Indicators of the model.
        indicators: usize,
    },
    /// A matrix has no root.
    #[error(
        "{what} are not positive definite (smallest eigenvalue {}), so that the answers cannot be transformed to fit the model", rounded(*eigenvalue)
    )]
    NotPositiveDefinite {
        /// Which.
        what: &'static str,
        /// Its smallest eigenvalue.
        eigenvalue: f64,
    },
    /// The resampling could not be done.
    #[error(transparent)]
    Infer(#[from] ResampleError),
}

crate::text::debug_as_sentence!(ExactFitError);

/// A matrix with a smaller eigenvalue has no root.
const SMALLEST_EIGENVALUE: f64 = 1e-10;
/// If a test rests on a smaller share of its resamples, a finding says so.
const COMPLETE: f64 = 0.99;

const STATISTICS: [&str; 3] = ["srmr", "d_uls", "d_g"];

/// Tests whether the model fits exactly: resamples are drawn from answers that are transformed so
/// that the model fits.
///
/// ```text
/// Z~ = Z S^-1/2 Sigma^1/2          has the correlations Sigma that the model implies
/// ```
///
/// In every resample of `Z~` the model is estimated again and its distance measured; a distance of the sample above the
/// 95 % (99 %) quantile of these is evidence against the model. The test is done for the saturated and for the
/// estimated model, with the same draws, from random streams of its own; if every construct is explained by all before it,
/// the two are one model. The moments of a resample are transformed, not the rows, and both models share them.
///
/// ```
/// use std::ops::ControlFlow;
/// # use pls_sem::{ExactFit, Missing, Model, Options, Problem, Table};
/// use pls_sem::procedure::exact_fit;
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let fit = problem.fit()?;
/// let test = exact_fit(&problem, &fit, &ExactFit::new(100), &mut |_| ControlFlow::Continue(()))?;
/// assert!(test.records[0].p.unwrap() >= 1.0 / 101.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`ExactFitError`]: the sample itself did not converge, is inadmissible, or has a matrix that is not positive
/// definite; the fit is of another problem; or the resampling could not be done.
///
/// Source: Beran & Srivastava (1985), Annals of Statistics 13(1), 95-115; Bollen & Stine (1992), Sociological Methods &
/// Research 21(2), 205-229; Dijkstra & Henseler (2015), Computational Statistics & Data Analysis 81, 10-23.
pub fn exact_fit(
    problem: &Problem,
    fit: &Fit,
    options: &ExactFit,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<ExactFitTest, ExactFitError> {
    exact_fit_by_units(problem, fit, options, None, progress)
}

/// The same with resamples of the units that a bootstrap draws, if there is one.
pub(crate) fn exact_fit_by_units(
    problem: &Problem,
    fit: &Fit,
    options: &ExactFit,
    bootstrap: Option<&Bootstrap>,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<ExactFitTest, ExactFitError> {
    of_one_problem(problem.plan(), fit.plan(), "fit")?;
    if problem.plan().stages().len() > 1 || problem.plan().has_products() {
        return Err(ExactFitError::Stages);
    }
    if !fit.termination().converged {
        return Err(ExactFitError::NotConverged);
    }
    if !fit.inadmissible().is_empty() {
        return Err(ExactFitError::Inadmissible);
    }
    let both = [FitModel::Saturated, FitModel::Estimated];
    let tested = if model_fit::is_structure_saturated(problem.plan()) {
        &both[..1]
    } else {
        &both[..]
    };
    let (plan, sample) = (problem.plan(), problem.sample());
    let mut draws = Bootstrap::new(options.resamples)
        .seed(options.seed)
        .purpose(Purpose::ExactFit);
    if let Some(bootstrap) = bootstrap {
        draws = draws.units_of(bootstrap);
    }
    let units = draws.check(sample)?;
    let root = inverse_root(fit)?;
    let maps = tested.iter().map(|model| map(fit, &root, *model));
    let maps: Vec<DMatrix<f64>> = maps.collect::<Result<_, _>>()?;
    let weights = fit.stage_weights();
    let turn = ReplicateSigns::of(plan) == ReplicateSigns::Construct;
    let distances = Distances {
        plan,
        sample,
        models: tested,
        transform: Transformed::new(&maps, &fit.moments().sds),
        towards: Some(&weights[..]).filter(|_| turn),
        tallies: Mutex::new(vec![Tally::default(); tested.len()]),
    };
    let all = 0..options.resamples;
    let watch = &mut |Progress { done, of, .. }| progress(Progress::of(Stage::ExactFit, done, of));
    let replicates = resample::replicate(sample, &draws, &units, all, &distances, watch)?;
    let tallies = distances.tallies.into_inner().unwrap_or_default();
    let done = replicates.done();
    let ledger = |tally: Tally| tally.ledger(options.resamples, done, plan);
    let ledgers: Vec<Ledger> = tallies.into_iter().map(ledger).collect();
    ledgers.iter().try_for_each(Ledger::enough)?;
    // The place of a model among those that are tested.
    let place = |model: FitModel| tested.iter().position(|m| *m == model).unwrap_or(0);
    let of = |model: FitModel| records(fit, model, &replicates, place(model) * STATISTICS.len());
    Ok(ExactFitTest {
        records: both.into_iter().flat_map(of).collect(),
        ledgers: both.map(|model| (model, ledgers[place(model)].clone())),
    })
}

impl ExactFitTest {
    /// The findings of the test.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let ledgers = self.ledgers.iter();
        let incomplete = ledgers.filter(|(_, l)| (l.used as f64) < COMPLETE * l.requested as f64);
        incomplete
            .map(|(model, ledger)| ProcedureFinding::ExactFitIncomplete {
                model: model.to_string(),
                used: ledger.used,
                requested: ledger.requested,
            })
            .map(Finding::from)
            .collect()
    }
}

/// The statistics of a model, whose values in the replicates begin at `from`.
fn records(
    fit: &Fit,
    model: FitModel,
    replicates: &Replicates,
    from: usize,
) -> Vec<ExactFitRecord> {
    let (moments, plan) = (fit.moments(), fit.plan());
    let implied = model_fit::implied_indicators(plan, moments, fit.estimates(), model);
    let observed = model_fit::distances(&moments.correlations, &implied);
    let observed = [Some(observed.srmr), Some(observed.d_uls), observed.d_g];
    let all = STATISTICS.iter().zip(observed).enumerate();
    let record = |(i, (statistic, estimate)): (usize, (&&str, Option<f64>))| {
        let used = replicates.used(from + i);
        let mut values: Vec<f64> = used.filter(|x| x.is_finite()).collect();
        values.sort_unstable_by(f64::total_cmp);
        let estimate = estimate.filter(|x| x.is_finite());
        let quantile = |q: f64| (!values.is_empty()).then(|| order::quantile(&values, q));
        let p = estimate.filter(|_| !values.is_empty()).map(|estimate| {
            let as_large = values.iter().filter(|x| **x >= estimate).count();
            (1 + as_large) as f64 / (values.len() + 1) as f64
        });
        ExactFitRecord {
            model,
            statistic: (*statistic).to_owned(),
            estimate,
            q95: quantile(0.95),
            q99: quantile(0.99),
            p,
        }
    };
    all.map(record).collect()
}

/// The distances of models from answers that are transformed to fit them.
struct Distances<'p> {
    plan: &'p Plan,
    sample: &'p Sample,
    models: &'p [FitModel],
    /// One map for each model.
    transform: Transformed,
    /// Weights of the sample, which decide the signs of composites.
    towards: Option<&'p [Vec<f64>]>,
    /// What happened to the resamples, of which each model has a solution of its own.
    tallies: Mutex<Vec<Tally>>,
}

impl<'p> Statistic for Distances<'p> {
    type Scratch = MadeToFit<'p>;

    fn width(&self) -> usize {
        STATISTICS.len() * self.models.len()
    }

    fn scratch(&self) -> Self::Scratch {
        MadeToFit {
            estimator: Estimator::new(self.plan, self.sample, self.towards),
            transformed: self.transform.clone(),
            moments: MomentLanes::room(self.plan.indicators()),
            distances: DistanceLanes::room(self.plan),
            ends: Vec::new(),
        }
    }

    fn write(
        &self,
        scratch: &mut Self::Scratch,
        sides: &mut [Side<'_>],
        lanes: usize,
        mut values: Block<'_>,
    ) {
        let MadeToFit {
            estimator,
            transformed,
            moments,
            distances,
            ends,
        } = scratch;
        let side = &mut sides[0];
        transformed.take(&side.moments);
        for (i, &model) in self.models.iter().enumerate() {
            transformed.make(i, &side.moments, moments);
            ends.clear();
            ends.extend_from_slice(&side.ends[..lanes]);
            estimator.from(moments, None, ends);
            self.note(i, ends);
            let Some(stage) = estimator.stages.all().last() else {
                continue;
            };
            distances.measure(moments, &stage.estimates, model);
            for (lane, end) in ends.iter().enumerate() {
                let is_used = end.is_ok_and(Solved::is_admissible);
                let undefined = [f64::NAN; STATISTICS.len()];
                let found = if is_used {
                    distances.get(lane)
                } else {
                    undefined
                };
                for (value, x) in found.into_iter().enumerate() {
                    values.put(i * STATISTICS.len() + value, lane, x);
                }
            }
        }
    }
}

impl Distances<'_> {
    /// Notes what happened to some resamples of a model. Most have a solution without a word.
    fn note(&self, model: usize, ends: &[End]) {
        let mut noteworthy = ends.iter().filter(|end| !end.is_ok_and(Solved::is_plain));
        let Some(first) = noteworthy.next() else {
            return;
        };
        if let Ok(mut tallies) = self.tallies.lock() {
            for &end in std::iter::once(first).chain(noteworthy) {
                tallies[model].note(end);
            }
        }
    }
}

/// The memory of one thread.
struct MadeToFit<'p> {
    estimator: Estimator<'p>,
    transformed: Transformed,
    /// Moments that are made to fit a model, and what happened to each.
    moments: MomentLanes,
    distances: DistanceLanes<'p>,
    ends: Vec<End>,
}

/// `S^-1/2`, which the maps of all models share.
fn inverse_root(fit: &Fit) -> Result<DMatrix<f64>, ExactFitError> {
    let s = &fit.moments().correlations;
    power(s, -0.5, "the correlations of the indicators")
}

/// The map that makes the model fit the answers: `M = S^-1/2 Sigma^1/2`, with symmetric roots, because another root has
/// another bootstrap distribution.
fn map(fit: &Fit, root: &DMatrix<f64>, model: FitModel) -> Result<DMatrix<f64>, ExactFitError> {
    let sigma = model_fit::implied_indicators(fit.plan(), fit.moments(), fit.estimates(), model);
    let of_sigma = power(&sigma, 0.5, "the implied correlations of the indicators")?;
    Ok(root * of_sigma)
}

/// An eigenvalue in words; the digits of one that is 0 but for rounding differ between machines.
fn rounded(eigenvalue: f64) -> String {
    if eigenvalue.abs() < SMALLEST_EIGENVALUE {
        return "0 except for rounding".to_owned();
    }
    format!("{eigenvalue:.1e}")
}

/// A power of a symmetric positive definite matrix.
fn power(
    matrix: &DMatrix<f64>,
    exponent: f64,
    what: &'static str,
) -> Result<DMatrix<f64>, ExactFitError> {
    let eigen = matrix.clone().symmetric_eigen();
    let least = eigen.eigenvalues.min();
    if least < SMALLEST_EIGENVALUE {
        return Err(ExactFitError::NotPositiveDefinite {
            what,
            eigenvalue: least,
        });
    }
    let scaled = DMatrix::from_diagonal(&eigen.eigenvalues.map(|x| x.powf(exponent)));
    Ok(&eigen.eigenvectors * scaled * eigen.eigenvectors.transpose())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Table;
    use crate::estimate::Options;
    use crate::model::Model;
    use crate::moments::{Missing, Moments};

    #[test]
    fn transformed_answers_have_the_correlations_that_the_model_implies() {
        let survey = concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv");
        let table = Table::read(survey).unwrap();
        let text = "R =~ KR1-5; P =~ KP1-5; S =~ INT1-4; P ~ R; S ~ P";
        let model = Model::parse(text).unwrap();
        for consistent in [false, true] {
            let options = Options::default().consistent(consistent);
            let problem = Problem::new(&model, &table, Missing::Error, &options).unwrap();
            let fit = problem.fit().unwrap();
            for which in [FitModel::Saturated, FitModel::Estimated] {
                let (plan, moments) = (fit.plan(), fit.moments());
                let sigma = model_fit::implied_indicators(plan, moments, fit.estimates(), which);
                let mut lanes = MomentLanes::room(plan.indicators());
                lanes.spread(moments, None);
                let mut of_lanes = lanes.clone();
                let root = inverse_root(&fit).unwrap();
                let maps = [map(&fit, &root, which).unwrap()];
                let mut transformed = Transformed::new(&maps, &moments.sds);
                transformed.take(&lanes);
                transformed.make(0, &lanes, &mut of_lanes);
                let mut made = Moments::room(plan.indicators());
                of_lanes.get(0, &mut made);
                assert!((made.correlations() - &sigma).amax() < 1e-12);
                assert!((moments.correlations() - &sigma).amax() > 1e-3);
            }
        }
    }
}
