//! `PLSpredict`: errors of rows that are held out, beside those of two benchmarks.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::PredictFinding;
use super::accuracy::Gauge;
use super::cvpat::{self, Alternative, Cvpat, Pair};
use super::held_out::Task;
use super::losses::{PredictedBy, RowLosses};
use super::partition::Partitions;
use super::shape::Shape;
use super::training::Regressions;
use super::{
    Antecedents, AskedOfPredictions, Calibration, ConstructAccuracy, Expectation,
    IndicatorAccuracy, PlsPredict, PredictError,
};
use crate::estimate::{Plan, Problem};
use crate::finding::Finding;
use crate::numeric::pairs::each_two;
use crate::numeric::stream::GENERATOR;
use crate::resample::{Progress, Stage, Units};

/// What the study's own model is called among others, and losses of all its indicators.
pub(crate) const OWN: &str = "model";
const OVERALL: &str = "overall";
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

/// Whether the rows can be predicted by these settings; no fold is estimated yet.
pub(crate) fn prove(problem: &Problem, options: &PlsPredict) -> Result<(), PredictError> {
    options.check()?;
    let (plan, sample) = (plan_of(problem, &options.asked)?, problem.sample());
    Shape::of(&plan)?;
    Partitions::of(options, plan.model(), sample)?;
    Units::grouped(sample, None, options.cluster.as_ref())?;
    Ok(())
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
    let mut names = rivals.iter().map(|(name, _)| *name);
    if let Some(name) = names.find(|name| NAMES_TAKEN.contains(name)) {
        let name = name.to_owned();
        return Err(PredictError::NameTaken { name });
    }
    let asked = &options.asked;
    let plan = plan_of(problem, asked)?;
    let (shape, sample) = (Shape::of(&plan)?, problem.sample());
    let partitions = Partitions::of(options, plan.model(), sample)?;
    // The benchmark of direct antecedents stands beside predictions that were asked for by them.
    let direct = asked.antecedents == Some(Antecedents::Direct);
    let task = Task {
        plan: &plan,
        sample,
        shape: &shape,
        partitions: &partitions,
        antecedents: asked.antecedents(),
        antecedents_of_cvpat: asked.antecedents_of_cvpat(),
        regressions: Regressions {
            earliest: shape.on_earliest(),
            direct: if direct {
                shape.on_direct()
            } else {
                Vec::new()
            },
            implied: asked.expectation == Expectation::Implied,
        },
    };
    let mut gauge = Gauge::new(&shape, sample);
    let mut losses = RowLosses::new(&shape, sample.n(), asked);
    let models = 1 + rivals.len();
    let mut watch = |done, of| progress(Progress::of(Stage::Folds, done, models * of));
    let sides = task.each(&mut watch, |repetition| {
        gauge.add(repetition);
        losses.add(repetition);
    })?;
    if sides.repetitions == 0 {
        return Ok(None);
    }
    let mut others = Vec::new();
    for (i, (name, rival)) in rivals.iter().enumerate() {
        let mut watch = |done, of: usize| {
            progress(Progress::of(Stage::Folds, (i + 1) * of + done, models * of))
        };
        let rival = match Rival::of(rival, &task, options, &mut watch) {
            Ok(rival) => rival,
            Err(error) => Some(Rival {
                losses: Err(error.to_string()),
            }),
        };
        others.push((*name, rival));
    }
    let cvpat = comparisons(&task, &losses, &others, options)?;
    let indicators = gauge.indicators(asked.level);
    Ok(Some(Predictions {
        antecedents: task.antecedents,
        expectation: asked.expectation,
        level: asked.level,
        folds: partitions.each,
        repetitions: sides.repetitions,
        seed: options.get_seed(),
        generator: options.get_seed().map(|_| GENERATOR.to_owned()),
        unsettled: sides.unsettled,
        left_out_of_lm: sides
            .left_out
            .iter()
            .map(|&c| shape.column(c).to_owned())
            .collect(),
        constructs: gauge.constructs(&indicators),
        calibration: gauge.calibration(),
        indicators,
        cvpat,
    }))
}

/// Losses of the model against both benchmarks, and of every two models.
fn comparisons(
    task: &Task,
    losses: &RowLosses,
    rivals: &[(&str, Option<Rival>)],
    options: &PlsPredict,
) -> Result<Vec<Cvpat>, PredictError> {
    let (shape, sample) = (task.shape, task.sample);
    let units = Units::grouped(sample, None, options.cluster.as_ref())?;
    let mut benchmarks = vec![(MEAN, PredictedBy::Mean), (LM, PredictedBy::Linear)];
    if !task.regressions.direct.is_empty() {
        benchmarks.push((LM_DIRECT, PredictedBy::LinearDirect));
    }
    let against = |target: Option<usize>| {
        let pair = |&(against, predictor): &(&str, PredictedBy)| Pair {
            model: OWN.to_owned(),
            against: against.to_owned(),
            target: target
                .map_or(OVERALL, |t| shape.name(shape.targets()[t]))
                .to_owned(),
            losses: [
                losses.of(PredictedBy::Model, target),
                losses.of(predictor, target),
            ],
            alternative: Alternative::TwoSided,
        };
        benchmarks.iter().map(pair).collect::<Vec<Pair>>()
    };
    let own = losses.of(PredictedBy::Model, None);
    let models: Vec<(&str, Result<&Vec<f64>, &str>)> = [(OWN, Ok(&own))]
        .into_iter()
        .chain(rivals.iter().filter_map(|(name, rival)| {
            Some((
                *name,
                rival.as_ref()?.losses.as_ref().map_err(String::as_str),
            ))
        }))
        .collect();
    let (mut pairs, mut undefined) = (Vec::new(), Vec::new());
    for [(model, own), (against, other)] in each_two(&models) {
        match (own, other) {
            (Ok(own), Ok(other)) => pairs.push(Pair {
                model: (*model).to_owned(),
                against: (*against).to_owned(),
                target: OVERALL.to_owned(),
                losses: [(*own).clone(), (*other).clone()],
                alternative: Alternative::Less,
            }),
            (Err(why), _) | (_, Err(why)) => {
                undefined.push(Cvpat::undefined(model, against, OVERALL, why));
            }
        }
    }
    let of_targets = 0..shape.targets().len();
    let of_targets: Vec<Pair> = of_targets.flat_map(|t| against(Some(t))).collect();
    // Resamples are drawn once for all.
    let families = [against(None), of_targets, pairs];
    let sizes = families.each_ref().map(Vec::len);
    let pairs = families.into_iter().flatten().collect();
    let resamples = options.asked.resamples;
    let compared = cvpat::compare(pairs, sample, &units, resamples, options.seed);
    let mut compared = compared.into_iter();
    let mut all = Vec::new();
    for size in sizes {
        all.extend(cvpat::adjusted(compared.by_ref().take(size).collect()));
    }
    all.extend(undefined);
    Ok(all)
}

/// Another model: the losses of every row, or why they cannot be compared.
struct Rival {
    losses: Result<Vec<f64>, String>,
}

impl Rival {
    /// Predicts the same rows on the same folds; `None` if it was stopped.
    fn of(
        problem: &Problem,
        own: &Task,
        options: &PlsPredict,
        watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<Option<Self>, PredictError> {
        let plan = plan_of(problem, &options.asked)?;
        let (shape, sample) = (Shape::of(&plan)?, problem.sample());
        let names = |shape: &Shape| {
            let columns = shape.predicted().iter();
            let mut names: Vec<String> = columns.map(|&c| shape.column(c).to_owned()).collect();
            names.sort_unstable();
            names
        };
        let why = if sample.rows_used() != own.sample.rows_used() {
            Some("the models use other rows, because other answers are missing")
        } else if names(&shape) != names(own.shape) {
            Some("the models do not predict the same indicators")
        } else {
            None
        };
        if let Some(why) = why {
            return Ok(Some(Self {
                losses: Err(why.to_owned()),
            }));
        }
        let task = Task {
            plan: &plan,
            sample,
            shape: &shape,
            partitions: own.partitions,
            antecedents: own.antecedents_of_cvpat,
            antecedents_of_cvpat: own.antecedents_of_cvpat,
            regressions: Regressions {
                earliest: shape.on_earliest(),
                direct: Vec::new(),
                implied: own.regressions.implied,
            },
        };
        let mut losses = RowLosses::new(&shape, sample.n(), &options.asked);
        let sides = task.each(watch, |repetition| losses.add(repetition))?;
        Ok((sides.repetitions > 0).then(|| Self {
            losses: Ok(losses.of(PredictedBy::Model, None)),
        }))
    }
}

/// The plan that the rows of all but a fold are estimated by.
fn plan_of(problem: &Problem, asked: &AskedOfPredictions) -> Result<Plan, PredictError> {
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
