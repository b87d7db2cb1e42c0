//! `PLSpredict`: errors of rows that are held out, beside those of two benchmarks.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::PredictFinding;
use super::accuracy::Gauge;
use super::cvpat::{self, Alternative, Cvpat, OVERALL, Pair};
use super::held_out::Task;
use super::losses::RowLosses;
use super::models::{self, Compared};
use super::partition::Partitions;
use super::repetition::PredictedBy;
use super::shape::Shape;
use super::{
    Antecedents, AskedOfPredictions, Calibration, ConstructAccuracy, Expectation,
    IndicatorAccuracy, PlsPredict, PredictError,
};
use crate::estimate::{Plan, Problem};
use crate::finding::Finding;
use crate::numeric::stream::GENERATOR;
use crate::resample::{Progress, Stage, Units};

/// What the study's own model is called among others.
const OWN: &str = "model";
/// What the benchmarks are called: the mean, and the linear models on the indicators of earliest and of direct antecedents.
const MEAN: &str = "mean";
const LM: &str = "lm";
const LM_DIRECT: &str = "lm_direct";
/// Names that no other model may have, because a record of losses names what is compared.
pub(super) const NAMES_TAKEN: [&str; 4] = [OWN, MEAN, LM, LM_DIRECT];

/// Errors of prediction out of sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Predictions {
    /// Which scores predictions rest on.
    pub antecedents: Antecedents,
    /// What predictions of consistent PLS rest on.
    pub expectation: Expectation,
    /// The level of prediction intervals.
    pub level: f64,
    /// Folds of each repetition.
    pub folds: usize,
    /// Repetitions done: fewer than asked for only if the run was stopped.
    pub repetitions: usize,
    /// The seed; `None` where nothing was drawn.
    pub seed: Option<u64>,
    /// The random number generator; `None` where nothing was drawn.
    pub generator: Option<String>,
    /// Folds of all repetitions in which the weights of the rows that train did not settle; they are used all the same.
    pub unsettled: usize,
    /// Indicators that the linear model left out in some fold, because they depend linearly on others, or there are more of
    /// them than rows.
    pub left_out_of_lm: Vec<String>,
    /// Every indicator of the explained constructs.
    pub indicators: Vec<IndicatorAccuracy>,
    /// Every explained construct.
    pub constructs: Vec<ConstructAccuracy>,
    /// Rows that are held out, grouped by their predictions: observed against predicted.
    #[serde(default)]
    pub calibration: Vec<Calibration>,
    /// Comparisons of losses: with both benchmarks, overall and for each construct, then of every two models.
    #[serde(default)]
    pub cvpat: Vec<Cvpat>,
}

impl Predictions {
    /// The findings about the predictions.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let unsettled = (self.unsettled > 0).then(|| PredictFinding::FoldsNotSettled {
            folds: self.unsettled,
            of: self.folds * self.repetitions,
        });
        let left_out =
            (!self.left_out_of_lm.is_empty()).then(|| PredictFinding::LinearModelIncomplete {
                indicators: self.left_out_of_lm.clone(),
            });
        let findings = unsettled.into_iter().chain(left_out);
        findings.map(Finding::from).collect()
    }
}

/// Predicts every row from the rows of other folds, in several repetitions.
///
/// Predictions are made of composites, with the estimates of PLS, also where the model is reported by consistent PLS: its
/// coefficients relate factors, which have no scores. Everything is taken from the rows that train: means that stand for
/// missing answers, standardisation, weights, products of interactions, and both benchmarks, the mean and a linear model of
/// every indicator on all indicators of the constructs without predecessors.
///
/// `None`, if it was stopped before the first repetition was done.
///
/// ```
/// use std::ops::ControlFlow;
/// use pls_sem::{Missing, Model, Options, PlsPredict, Problem, Table};
/// use pls_sem::predict::plspredict;
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let predicted = plspredict(&problem, &PlsPredict::new(), &mut |_| ControlFlow::Continue(()))?.unwrap();
/// assert!(predicted.indicators.iter().all(|i| i.q2_predict.unwrap() > 0.0));
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// # Errors
/// [`PredictError`]: the model explains nothing, rows cannot be dealt into these folds, or the model cannot be estimated from
/// the rows that remain without one.
///
/// Source: Shmueli, Ray, Velasquez Estrada & Chatla (2016), Journal of Business Research 69(10), 4552-4564.
pub fn plspredict(
    problem: &Problem,
    options: &PlsPredict,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Option<Predictions>, PredictError> {
    plspredict_beside(problem, &[], options, progress)
}

/// Whether the rows can be predicted by these settings, beside models of these names; no fold is estimated yet.
pub(crate) fn prove<'n>(
    problem: &Problem,
    rivals: impl Iterator<Item = &'n str>,
    options: &PlsPredict,
) -> Result<(), PredictError> {
    options.check()?;
    refuse_taken(rivals)?;
    let (plan, sample) = (plan_of(problem, &options.asked)?, problem.sample());
    Shape::of(&plan)?;
    Partitions::of(options, plan.model(), sample)?;
    Units::grouped(sample, None, options.cluster.as_ref())?;
    Ok(())
}

/// Refuses the name of a benchmark for a model.
fn refuse_taken<'n>(mut names: impl Iterator<Item = &'n str>) -> Result<(), PredictError> {
    match names.find(|name| NAMES_TAKEN.contains(name)) {
        Some(name) => Err(PredictError::NameTaken {
            name: name.to_owned(),
        }),
        None => Ok(()),
    }
}

/// The same with the losses of other models on the same folds, each of which is compared with every other.
///
/// # Errors
/// As of [`plspredict`], or a model is called as a benchmark is. A model that cannot be compared is in the table, with the
/// reason.
pub fn plspredict_beside(
    problem: &Problem,
    rivals: &[(&str, &Problem)],
    options: &PlsPredict,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Option<Predictions>, PredictError> {
    options.check()?;
    refuse_taken(rivals.iter().map(|(name, _)| *name))?;
    let asked = &options.asked;
    let plan = plan_of(problem, asked)?;
    let (shape, sample) = (Shape::of(&plan)?, problem.sample());
    let partitions = Partitions::of(options, plan.model(), sample)?;
    let task = Task::of_model((&plan, &shape), sample, &partitions, asked);
    let task = task.beside_benchmarks(asked);
    let mut gauge = Gauge::new(&shape, sample);
    // CVPAT has antecedents of its own.
    let compared = task.asked.iter().filter(|by| **by != PredictedBy::Model);
    let compared: Vec<PredictedBy> = compared.copied().collect();
    let mut losses = RowLosses::new(&shape, sample, asked, &compared);
    let models = 1 + rivals.len();
    let mut watch = |done, of| progress(Progress::of(Stage::Folds, done, models * of));
    let sides = task.each(&mut watch, |repetition| {
        gauge.add(repetition);
        losses.add(repetition);
    })?;
    if sides.repetitions == 0 {
        return Ok(None);
    }
    let rivals = models::of_others(&task, rivals, options, progress);
    let cvpat = comparisons(&task, &losses, rivals, options)?;
    let indicators = gauge.indicators(asked.level);
    let columns = sides.left_out.iter().enumerate();
    let left_out = columns.filter(|(_, out)| **out);
    Ok(Some(Predictions {
        antecedents: task.antecedents,
        expectation: asked.expectation,
        level: asked.level,
        folds: partitions.each,
        repetitions: sides.repetitions,
        seed: options.get_seed(),
        generator: options.get_seed().map(|_| GENERATOR.to_owned()),
        unsettled: sides.unsettled,
        left_out_of_lm: left_out.map(|(c, _)| shape.column(c).to_owned()).collect(),
        constructs: gauge.constructs(&indicators),
        calibration: gauge.calibration(),
        indicators,
        cvpat,
    }))
}

/// Losses of the model against its benchmarks, and of every two models.
fn comparisons(
    task: &Task,
    losses: &RowLosses,
    rivals: Vec<Compared>,
    options: &PlsPredict,
) -> Result<Vec<Cvpat>, PredictError> {
    let (shape, sample) = (task.shape, task.sample);
    let units = Units::grouped(sample, None, options.cluster.as_ref())?;
    let benchmarks = [
        (MEAN, PredictedBy::Mean),
        (LM, PredictedBy::Linear),
        (LM_DIRECT, PredictedBy::LinearDirect),
    ];
    let against = |target: Option<usize>| {
        let asked = benchmarks.iter().filter(|(_, by)| task.asks_for(*by));
        let pair = |&(against, by): &(&str, PredictedBy)| Pair {
            model: OWN.to_owned(),
            against: against.to_owned(),
            target: target
                .map_or(OVERALL, |t| shape.name(shape.targets()[t]))
                .to_owned(),
            losses: [PredictedBy::ModelOfCvpat, by].map(|by| losses.of(by, target)),
            alternative: Alternative::TwoSided,
        };
        asked.map(pair).collect::<Vec<Pair>>()
    };
    let mut all = vec![(OWN, Ok(losses.of(PredictedBy::ModelOfCvpat, None)))];
    all.extend(rivals);
    let (between_models, undefined) = models::every_two(&all);
    let of_targets = 0..shape.targets().len();
    let of_targets: Vec<Pair> = of_targets.flat_map(|t| against(Some(t))).collect();
    // Resamples are drawn once for all.
    let families = [against(None), of_targets, between_models];
    let sizes = families.each_ref().map(Vec::len);
    let pairs = families.into_iter().flatten().collect();
    let mut compared = cvpat::compare(pairs, sample, &units, options).into_iter();
    let mut all = Vec::new();
    for size in sizes {
        all.extend(cvpat::adjusted(compared.by_ref().take(size).collect()));
    }
    all.extend(undefined);
    Ok(all)
}

/// The plan that the rows of all but a fold are estimated by.
pub(super) fn plan_of(problem: &Problem, asked: &AskedOfPredictions) -> Result<Plan, PredictError> {
    let plan = problem.plan();
    if asked.expectation == Expectation::Composites {
        return composites(plan);
    }
    let not = |of| Err(PredictError::NotImplied { of });
    if !plan.consistent() {
        return not("PLS, which is not consistent");
    }
    if plan.stages().len() > 1 || plan.has_products() || plan.made().is_some() {
        return not("interactions and higher-order constructs");
    }
    if asked.antecedents == Some(Antecedents::Direct) {
        return not("direct antecedents");
    }
    if !problem.fit()?.inadmissible().is_empty() {
        return Err(PredictError::Inadmissible);
    }
    Ok(plan.clone())
}

/// The plan by which composites are estimated, and nothing is corrected.
pub(super) fn composites(plan: &Plan) -> Result<Plan, PredictError> {
    let options = plan.options().of_composites();
    Ok(Plan::new(plan.written(), &options)?)
}
