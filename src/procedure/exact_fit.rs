//! The bootstrap-based test of exact fit.

use std::ops::ControlFlow;

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::ProcedureFinding;
use super::bootstrap::of_one_problem;
use crate::assess::distances::DistanceLanes;
use crate::assess::model_fit::{self, FitModel};
use crate::estimate::{Estimates, Fit, Plan, Problem};
use crate::finding::Finding;
use crate::moments::{MomentLanes, Moments, Sample, Transformed};
use crate::numeric::order;
use crate::numeric::stream::Purpose;
use crate::quantity::Estimator;
use crate::resample::{
    self, Block, Bootstrap, Ledger, Progress, ReplicateSigns, ResampleError, Side, Stage, Statistic,
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
    pub(crate) resamples: usize,
    pub(crate) seed: u64,
}

impl ExactFit {
    /// This many resamples for each of the two models; at least 3, customarily 1,000. Seed 1.
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
    /// A matrix has no root.
    #[error(
        "{what} are not positive definite (smallest eigenvalue {eigenvalue:.1e}), so that the answers cannot be transformed to fit the model"
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
/// estimated model, with the same draws, from random streams of its own. The moments of a resample are transformed, not
/// the rows.
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
    // The two models, one after the other, form one stage.
    let mut half = |model: FitModel, before: usize| {
        test(
            problem,
            fit,
            options,
            model,
            &mut |Progress { done, of, .. }| {
                progress(Progress::of(Stage::ExactFit, before * of + done, 2 * of))
            },
        )
    };
    let (saturated, of_saturated) = half(FitModel::Saturated, 0)?;
    let (estimated, of_estimated) = half(FitModel::Estimated, 1)?;
    Ok(ExactFitTest {
        records: [saturated, estimated].concat(),
        ledgers: [
            (FitModel::Saturated, of_saturated),
            (FitModel::Estimated, of_estimated),
        ],
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

fn test(
    problem: &Problem,
    fit: &Fit,
    options: &ExactFit,
    model: FitModel,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<(Vec<ExactFitRecord>, Ledger), ExactFitError> {
    let (plan, sample) = (problem.plan(), problem.sample());
    let transform = transform(fit, model)?;
    let draws = Bootstrap::new(options.resamples)
        .seed(options.seed)
        .purpose(Purpose::ExactFit);
    let units = draws.check(sample)?;
    let all = 0..options.resamples;
    let weights = fit.stage_weights();
    let turn = ReplicateSigns::of(plan) == ReplicateSigns::Construct;
    let distances = Distances {
        plan,
        sample,
        transform,
        model,
        towards: Some(&weights[..]).filter(|_| turn),
    };
    let replicates = resample::replicate(sample, &draws, &units, all, &distances, progress)?;
    let ledger = Ledger::new(options.resamples, &replicates, plan);
    ledger.enough()?;
    let observed = statistics(plan, fit.moments(), fit.estimates(), model);
    let records = STATISTICS.iter().enumerate().map(|(i, statistic)| {
        let mut values: Vec<f64> = replicates.used(i).filter(|x| x.is_finite()).collect();
        values.sort_unstable_by(f64::total_cmp);
        let estimate = Some(observed[i]).filter(|x| x.is_finite());
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
    });
    Ok((records.collect(), ledger))
}

/// The distances of a model from answers that are transformed to fit it.
struct Distances<'p> {
    plan: &'p Plan,
    sample: &'p Sample,
    transform: Transformed,
    model: FitModel,
    /// Weights of the sample, which decide the signs of composites.
    towards: Option<&'p [Vec<f64>]>,
}

impl<'p> Statistic for Distances<'p> {
    type Scratch = MadeToFit<'p>;

    fn width(&self) -> usize {
        STATISTICS.len()
    }

    fn scratch(&self) -> Self::Scratch {
        MadeToFit {
            estimator: Estimator::new(self.plan, self.sample, self.towards),
            transformed: self.transform.clone(),
            moments: MomentLanes::room(self.plan.indicators()),
            distances: DistanceLanes::room(self.plan),
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
        } = scratch;
        let side = &mut sides[0];
        transformed.make(&side.moments, moments);
        let ends = &mut side.ends[..lanes];
        estimator.from(moments, None, ends);
        let Some(stage) = estimator.stages.all().last() else {
            return;
        };
        distances.measure(moments, &stage.estimates, self.model);
        for (lane, _) in ends.iter().enumerate().filter(|(_, end)| end.is_ok()) {
            for (value, x) in distances.get(lane).into_iter().enumerate() {
                values.put(value, lane, x);
            }
        }
    }
}

/// The memory of one thread.
struct MadeToFit<'p> {
    estimator: Estimator<'p>,
    transformed: Transformed,
    /// Moments that are made to fit.
    moments: MomentLanes,
    distances: DistanceLanes<'p>,
}

fn statistics(plan: &Plan, moments: &Moments, estimates: &Estimates, model: FitModel) -> [f64; 3] {
    let implied = model_fit::implied_indicators(plan, moments, estimates, model);
    let distances = model_fit::distances(&moments.correlations, &implied);
    [
        distances.srmr,
        distances.d_uls,
        distances.d_g.unwrap_or(f64::NAN),
    ]
}

/// The transformation that makes the model fit the answers: `M = S^-1/2 Sigma^1/2`, with symmetric roots, because
/// another root has another bootstrap distribution.
fn transform(fit: &Fit, model: FitModel) -> Result<Transformed, ExactFitError> {
    let moments = fit.moments();
    let s = &moments.correlations;
    let sigma = model_fit::implied_indicators(fit.plan(), moments, fit.estimates(), model);
    let of_s = power(s, -0.5, "the correlations of the indicators")?;
    let of_sigma = power(&sigma, 0.5, "the implied correlations of the indicators")?;
    Ok(Transformed::new(&(of_s * of_sigma), &moments.sds))
}

/// A power of a symmetric positive definite matrix.
fn power(
    matrix: &DMatrix<f64>,
    exponent: f64,
    what: &'static str,
) -> Result<DMatrix<f64>, ExactFitError> {
    let eigen = matrix.clone().symmetric_eigen();
    let least = eigen.eigenvalues.min();
    if least < 1e-10 {
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
    use crate::moments::Missing;

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
                lanes.set(0, moments);
                let mut of_lanes = lanes.clone();
                let mut transformed = transform(&fit, which).unwrap();
                transformed.make(&lanes, &mut of_lanes);
                let mut made = Moments::room(plan.indicators());
                of_lanes.get(0, &mut made);
                assert!((made.correlations() - &sigma).amax() < 1e-12);
                assert!((moments.correlations() - &sigma).amax() > 1e-3);
            }
        }
    }
}
