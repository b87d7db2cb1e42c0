//! Models compared by their losses on the same folds.

use std::ops::ControlFlow;

use super::cvpat::{self, Alternative, Cvpat, OVERALL, Pair};
use super::held_out::Task;
use super::losses::RowLosses;
use super::partition::Partitions;
use super::plspredict::plan_of;
use super::repetition::PredictedBy;
use super::shape::Shape;
use super::{PlsPredict, PredictError};
use crate::estimate::Problem;
use crate::numeric::pairs::each_two;
use crate::resample::{Progress, Stage, Units};

/// A model by its name, with the losses of every row, or with the reason why they cannot be compared.
pub(super) type Compared<'n> = (&'n str, Result<Vec<f64>, String>);

/// Compares the losses of models on the folds of the first, every two of them in their order. `None` if it was stopped
/// before the first repetition was done.
///
/// # Errors
/// [`PredictError`]: the first model explains nothing, its rows cannot be dealt into these folds, or it cannot be estimated
/// from the rows that remain without one. A model that cannot be compared is in the table, with the reason.
pub(crate) fn compare_models(
    (name, problem): (&str, &Problem),
    others: &[(&str, &Problem)],
    options: &PlsPredict,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Option<Vec<Cvpat>>, PredictError> {
    options.check()?;
    let plan = plan_of(problem, &options.asked)?;
    let (shape, sample) = (Shape::of(&plan)?, problem.sample());
    let partitions = Partitions::of(options, plan.model(), sample)?;
    let task = Task::of_model((&plan, &shape), sample, &partitions, &options.asked);
    let models = 1 + others.len();
    let mut watch = |done, of| progress(Progress::of(Stage::Folds, done, models * of));
    let Some(own) = losses(&task, options, &mut watch)? else {
        return Ok(None);
    };
    let mut all = vec![(name, Ok(own))];
    all.extend(of_others(&task, others, options, progress));
    let (pairs, undefined) = every_two(&all);
    let units = Units::grouped(sample, None, options.cluster.as_ref())?;
    let compared = cvpat::compare(pairs, sample, &units, options);
    let mut compared = cvpat::adjusted(compared);
    compared.extend(undefined);
    Ok(Some(compared))
}

/// Predicts the rows of a task by other models, on the same folds; one that was stopped is not there.
pub(super) fn of_others<'n>(
    own: &Task,
    others: &[(&'n str, &Problem)],
    options: &PlsPredict,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Vec<Compared<'n>> {
    let models = 1 + others.len();
    let each = others.iter().enumerate();
    let found = each.filter_map(|(i, &(name, problem))| {
        let mut watch = |done, of: usize| {
            progress(Progress::of(Stage::Folds, (i + 1) * of + done, models * of))
        };
        match of_other(own, problem, options, &mut watch) {
            Ok(found) => Some((name, Ok(found?))),
            Err(why) => Some((name, Err(why))),
        }
    });
    found.collect()
}

/// The losses of another model, `None` if it was stopped, or why they cannot be compared.
fn of_other(
    own: &Task,
    problem: &Problem,
    options: &PlsPredict,
    watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<Option<Vec<f64>>, String> {
    let said = |error: PredictError| error.to_string();
    let plan = plan_of(problem, &options.asked).map_err(said)?;
    let (shape, sample) = (Shape::of(&plan).map_err(said)?, problem.sample());
    let names = |shape: &Shape| {
        let columns = shape.predicted().iter();
        let mut names: Vec<String> = columns.map(|&c| shape.column(c).to_owned()).collect();
        names.sort_unstable();
        names
    };
    if sample.rows_used() != own.sample.rows_used() {
        return Err("the models use other rows, because other answers are missing".to_owned());
    }
    if names(&shape) != names(own.shape) {
        return Err("the models do not predict the same indicators".to_owned());
    }
    let task = Task::of_model((&plan, &shape), sample, own.partitions, &options.asked);
    losses(&task, options, watch).map_err(said)
}

/// The losses of the model of a task; `None` if it was stopped.
fn losses(
    task: &Task,
    options: &PlsPredict,
    watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<Option<Vec<f64>>, PredictError> {
    let mut losses = RowLosses::new(task.shape, task.sample, &options.asked, &task.asked);
    let sides = task.each(watch, |repetition| losses.add(repetition))?;
    Ok((sides.repetitions > 0).then(|| losses.of(PredictedBy::ModelOfCvpat, None)))
}

/// Every two of some models, and those that cannot be compared.
pub(super) fn every_two(models: &[Compared]) -> (Vec<Pair>, Vec<Cvpat>) {
    let (mut pairs, mut undefined) = (Vec::new(), Vec::new());
    for [(model, own), (against, other)] in each_two(models) {
        match (own, other) {
            (Ok(own), Ok(other)) => pairs.push(Pair {
                model: (*model).to_owned(),
                against: (*against).to_owned(),
                target: OVERALL.to_owned(),
                losses: [own.clone(), other.clone()],
                alternative: Alternative::Less,
            }),
            (Err(why), _) | (_, Err(why)) => {
                undefined.push(Cvpat::undefined(model, against, OVERALL, why));
            }
        }
    }
    (pairs, undefined)
}
