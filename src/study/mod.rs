//! The study: a whole run, from a table to the result document.

mod exact_fit;
mod power;
mod run;
mod running;
mod settings;

use std::ops::{ControlFlow, Range};

use run::Run;
pub use running::Running;

use crate::assess::criteria::{self, CompareError, Compared};
use crate::assess::redundancy::{self, Redundancy, RedundancyError};
use crate::assess::structural::EffectSize;
use crate::data::{Data, DataError, Groups, Matrix, Table};
use crate::document::{Document, Settings};
use crate::estimate::{EstimateError, Fit, Options, Plan, Problem, Scores};
use crate::groups::{Comparison, Grouping, GroupsError, Multigroup};
use crate::model::Model;
use crate::moments::{Missing, Moments};
use crate::predict::{
    self, Cvpat, Expectation, OWN, PlsPredict, PredictError, Predictions, Predictor, plspredict,
    plspredict_beside,
};
use crate::procedure::{
    self, ExactFit, Inference, Like, MergeError, Part, Span, bootstrap, bootstrap_part, merge,
    part_span, stages,
};
use crate::quantity::{Catalogue, DefineError, Definition, Measure};
use crate::resample::{
    Bootstrap, Progress, ReplicateSigns, ResampleError, Stage, Watcher, after_others, as_stage,
    before_others,
};
use crate::screen::Screening;
use crate::segments::{SegmentError, Segmentation, Segments};

/// Everything that a run needs except the data.
///
/// ```
/// use pls_sem::{Bootstrap, Model, Study, Table};
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let document = Study::new(model).bootstrap(Bootstrap::new(500)).run(&table)?;
/// assert_eq!(document.bootstrap.as_ref().unwrap().used, 500);
/// println!("{document}"); // the report
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Study {
    pub(crate) model: Model,
    pub(crate) like: Option<Like>,
    pub(crate) missing: Missing,
    pub(crate) options: Options,
    pub(crate) bootstrap: Option<Bootstrap>,
    /// Columns of strata and of clusters for the bootstrap.
    pub(crate) strata: Option<String>,
    pub(crate) cluster: Option<String>,
    pub(crate) definitions: Vec<Definition>,
    pub(crate) effect_size: EffectSize,
    pub(crate) linearity: bool,
    pub(crate) quantities: Vec<Measure>,
    /// As requested; `None` if nothing was said about it.
    pub(crate) exact_fit: Option<ExactFit>,
    pub(crate) segments: Option<Segments>,
    pub(crate) predict: Option<PlsPredict>,
    /// Columns that folds are dealt within, and as a whole.
    pub(crate) predict_strata: Option<String>,
    pub(crate) predict_cluster: Option<String>,
    /// The groups that are compared.
    pub(crate) grouping: Option<Grouping>,
    /// Construct and the indicators of its alternative measure.
    pub(crate) redundancy: Vec<(String, Vec<String>)>,
    /// Name and paths of every model that is compared with this one.
    pub(crate) rivals: Vec<(String, Model)>,
}

/// Why a study could not be run.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The model could not be estimated.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
    /// The bootstrap could not be done.
    #[error(transparent)]
    Infer(#[from] ResampleError),
    /// The columns of strata or clusters cannot be used.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A quantity that the study defines is not valid.
    #[error("[define] {0}")]
    Define(#[from] DefineError),
    /// Parts of a run cannot be joined.
    #[error(transparent)]
    Merge(MergeError),
    /// A part of a bootstrap is requested, but the study has no bootstrap.
    #[error(
        "the study has no bootstrap, so that no part of it can be run: write [bootstrap] and `resamples = 10000`"
    )]
    NoBootstrap,
    /// Segments cannot be looked for.
    #[error(transparent)]
    Segments(#[from] SegmentError),
    /// Groups could not be compared.
    #[error(transparent)]
    Groups(#[from] GroupsError),
    /// A redundancy analysis could not be done.
    #[error(transparent)]
    Redundancy(#[from] RedundancyError),
    /// A model to compare with could not be estimated.
    #[error("model `{name}` of the comparison: {error}")]
    Rival {
        /// Its name.
        name: String,
        /// Why.
        error: EstimateError,
    },
    /// The models could not be compared.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// Rows could not be predicted.
    #[error(transparent)]
    Predict(#[from] PredictError),
    /// The data are a matrix, but the study requests results that need rows.
    #[error("{what}, which a matrix does not have: give the answers themselves, or leave it out")]
    NeedsRows {
        /// The request, and what it needs.
        what: &'static str,
    },
}

crate::text::debug_as_sentence!(RunError);

impl Study {
    /// A study of this model: default settings, missing answers refused, no bootstrap.
    pub fn new(model: Model) -> Self {
        Self {
            model,
            like: None,
            missing: Missing::default(),
            options: Options::default(),
            bootstrap: None,
            strata: None,
            cluster: None,
            definitions: Vec::new(),
            effect_size: EffectSize::default(),
            linearity: false,
            quantities: Vec::new(),
            exact_fit: None,
            segments: None,
            predict: None,
            predict_strata: None,
            predict_cluster: None,
            grouping: None,
            redundancy: Vec::new(),
            rivals: Vec::new(),
        }
    }

    /// Uses the settings of another program: those of the estimation, of effect sizes, and of the bootstrap if the study
    /// already has one.
    pub fn like(mut self, like: Like) -> Self {
        self.like = Some(like);
        let Options {
            dominant,
            consistent,
            reliability,
            ..
        } = self.options;
        // Settings without a convention of the other program are not changed.
        self.options = Options {
            dominant,
            consistent,
            reliability,
            ..like.options()
        };
        self.effect_size = like.effect_size();
        self.bootstrap = self.bootstrap.map(|bootstrap| like.bootstrap(bootstrap));
        self
    }

    /// How missing answers are treated. Default: they are an error.
    pub fn missing(mut self, missing: Missing) -> Self {
        self.missing = missing;
        self
    }

    /// Settings of the estimation.
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Adds a bootstrap.
    pub fn bootstrap(mut self, bootstrap: Bootstrap) -> Self {
        self.bootstrap = Some(bootstrap);
        self
    }

    /// Strata: the bootstrap draws within the groups of this column.
    pub fn strata(mut self, column: impl Into<String>) -> Self {
        self.strata = Some(column.into());
        self
    }

    /// Clusters: the bootstrap draws the groups of this column as a whole.
    pub fn cluster(mut self, column: impl Into<String>) -> Self {
        self.cluster = Some(column.into());
        self
    }

    /// Adds a quantity of your own.
    pub fn define(mut self, definition: Definition) -> Self {
        self.definitions.push(definition);
        self
    }

    /// Whether the square of every predictor is added, one at a time. Default: no.
    pub fn linearity(mut self, linearity: bool) -> Self {
        self.linearity = linearity;
        self
    }

    /// How effect sizes of the paths are computed. Default: in closed form.
    pub fn effect_size(mut self, effect_size: EffectSize) -> Self {
        self.effect_size = effect_size;
        self
    }

    /// Adds measures to the default measures of the bootstrap.
    pub fn quantities(mut self, measures: impl IntoIterator<Item = Measure>) -> Self {
        self.quantities.extend(measures);
        self
    }

    /// Settings of the bootstrap-based test of exact fit. Default: a study with a bootstrap is tested with as many
    /// resamples, of seed 1; a test with 0 resamples is turned off.
    pub fn exact_fit(mut self, exact_fit: ExactFit) -> Self {
        self.exact_fit = Some(exact_fit);
        self
    }

    /// Looks for segments of the rows in which the paths differ.
    ///
    /// ```
    /// use pls_sem::{Model, Segments, Study, Table};
    ///
    /// # let survey = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
    /// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
    /// let search = Segments::new().most(2).starts(5).resamples(5);
    /// let document = Study::new(model).segments(search).run(&survey)?;
    /// let segments = document.segments.unwrap();
    /// println!("{}", segments.conclusion); // AIC3 and CAIC agree on one segment
    /// # assert_eq!(segments.rule.unwrap().number, Some(1));
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    pub fn segments(mut self, segments: Segments) -> Self {
        self.segments = Some(segments);
        self
    }

    /// Adds predictions of rows that are held out.
    pub fn predict(mut self, options: PlsPredict) -> Self {
        self.predict = Some(options);
        self
    }

    /// Folds are dealt within the groups of this column.
    pub fn predict_strata(mut self, column: impl Into<String>) -> Self {
        self.predict_strata = Some(column.into());
        self
    }

    /// Folds are made of the groups of this column, each as a whole.
    pub fn predict_cluster(mut self, column: impl Into<String>) -> Self {
        self.predict_cluster = Some(column.into());
        self
    }

    /// Adds a comparison of groups: the study in each, measurement invariance, and the differences of all quantities.
    pub fn groups(mut self, grouping: Grouping) -> Self {
        self.grouping = Some(grouping);
        self
    }

    /// Adds a redundancy analysis: the block of a construct explains another measure of the same concept, whose
    /// indicators are columns of the data.
    pub fn redundancy<I: Into<String>>(
        mut self,
        construct: impl Into<String>,
        measure: impl IntoIterator<Item = I>,
    ) -> Self {
        let measure = measure.into_iter().map(Into::into).collect();
        self.redundancy.push((construct.into(), measure));
        self
    }

    /// Compares the model with another model of the same data by information criteria.
    pub fn compare(mut self, name: impl Into<String>, model: Model) -> Self {
        self.rivals.push((name.into(), model));
        self
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The number of bootstrap resamples; `None` without a bootstrap.
    #[must_use]
    pub fn resamples(&self) -> Option<usize> {
        self.bootstrap.as_ref().map(Bootstrap::resamples)
    }

    /// All settings, including those of the data.
    #[must_use]
    pub fn settings<'d>(&self, data: impl Into<Data<'d>>) -> Settings {
        Settings::of(self, data.into())
    }

    /// Joins the study with its rows and checks that they fit each other; nothing is estimated yet.
    ///
    /// # Errors
    /// [`RunError`]: the data do not fit the model, or a setting is not valid.
    pub fn problem(&self, table: &Table) -> Result<Problem, RunError> {
        Ok(self.prepared(table)?.0.problem)
    }

    /// Screens the answers to the model's indicators; nothing is estimated.
    ///
    /// # Errors
    /// [`RunError`]: the data do not fit the model.
    pub fn screen<'d>(&self, data: impl Into<Data<'d>>) -> Result<Screening, RunError> {
        Ok(Screening::of(&self.model, data, self.missing)?)
    }

    /// Joins the study with a matrix in place of rows and checks that they fit each other; nothing is estimated yet.
    ///
    /// # Errors
    /// [`RunError`]: the matrix does not fit the model, or the study asks for what needs rows.
    pub fn moments(&self, matrix: &Matrix) -> Result<Moments, RunError> {
        self.refuse_without_rows()?;
        Ok(Moments::of_matrix(&self.model, matrix).map_err(EstimateError::from)?)
    }

    /// Refuses everything that needs rows. All other results are functions of moments, or not
    /// defined without rows.
    fn refuse_without_rows(&self) -> Result<(), RunError> {
        let needs = [
            (self.bootstrap.is_some(), "the bootstrap draws rows"),
            (
                self.exact_fit_in_force().is_some(),
                "the test of exact fit draws rows",
            ),
            (self.segments.is_some(), "segments are made of rows"),
            (self.predict.is_some(), "prediction leaves out rows"),
            (self.grouping.is_some(), "groups are made of rows"),
            (self.linearity, "squares of predictors are made of rows"),
            (
                self.missing != Missing::Error,
                "missing answers are treated in rows",
            ),
        ];
        match needs.into_iter().find(|(asked, _)| *asked) {
            Some((_, what)) => Err(RunError::NeedsRows { what }),
            None => Ok(()),
        }
    }

    /// Rows and catalogue, after the check that they fit each other.
    fn prepared(&self, table: &Table) -> Result<(Rows, Catalogue), RunError> {
        let problem = Problem::new(&self.model, table, self.missing, &self.options)?;
        let bootstrap = self.bootstrap_of(table)?;
        if let Some(bootstrap) = &bootstrap {
            bootstrap.check(problem.sample())?;
        }
        let catalogue = self.catalogue(problem.plan())?;
        Ok((Rows { problem, bootstrap }, catalogue))
    }

    /// Estimates the model with the settings of the study, without its further analyses.
    ///
    /// # Errors
    /// [`RunError`]: the model cannot be estimated from these data.
    pub fn fit<'d>(&self, data: impl Into<Data<'d>>) -> Result<Fit, RunError> {
        Ok(Fit::of(
            &self.model,
            data.into(),
            self.missing,
            &self.options,
        )?)
    }

    /// Estimates the model and returns the scores of its composites.
    ///
    /// # Errors
    /// [`RunError`]: the model cannot be estimated from these rows.
    pub fn scores(&self, table: &Table) -> Result<Scores, RunError> {
        let problem = Problem::new(&self.model, table, self.missing, &self.options)?;
        Ok(problem.scores()?)
    }

    /// What predicts new rows by this study: estimated from all its rows, with intervals from the errors of held-out rows, by the
    /// settings of its predictions, or by their defaults. Without intervals, if `progress` breaks before a repetition is done.
    ///
    /// # Errors
    /// [`RunError`]: the model cannot be estimated from these rows, or has nothing to predict.
    pub fn predictor(
        &self,
        table: &Table,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Predictor, RunError> {
        let problem = Problem::new(&self.model, table, self.missing, &self.options)?;
        let predictor = problem.fit()?.predictor()?;
        let options = self.predict.clone().unwrap_or_default();
        let options = options.expectation(Expectation::Composites);
        let options = self.with_groups(options, table)?;
        match plspredict(&problem, &options, progress)? {
            Some(predictions) => Ok(predictor.with_intervals(&predictions)?),
            None => Ok(predictor),
        }
    }

    /// Compares the losses of the models of several studies out of sample, on the folds of this one: every two of them, in
    /// this order and with this one first. `None`, if this study asks for no predictions, or `progress` breaks before a
    /// repetition is done.
    ///
    /// # Errors
    /// [`RunError`]: a model cannot be estimated from its rows, or rows cannot be predicted.
    pub fn compare_losses(
        &self,
        (name, table): (&str, &Table),
        others: &[(&str, &Self, &Table)],
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Option<Vec<Cvpat>>, RunError> {
        let Some(options) = &self.predict else {
            return Ok(None);
        };
        let options = self.with_groups(options.clone(), table)?;
        let of =
            |study: &Self, table| Problem::new(&study.model, table, study.missing, &study.options);
        let own = of(self, table)?;
        // By their numbers, because a study may be called as a benchmark is.
        let rivals = others
            .iter()
            .enumerate()
            .map(|(i, &(_, study, table))| Ok((i.to_string(), of(study, table)?)))
            .collect::<Result<Vec<_>, EstimateError>>()?;
        let rivals: Vec<(&str, &Problem)> = rivals.iter().map(|(i, p)| (i.as_str(), p)).collect();
        let found = plspredict_beside(&own, &rivals, &options, progress)?;
        Ok(found.map(|found| {
            let called = |of: &str| match of {
                OWN => Some(name.to_owned()),
                number => Some(others.get(number.parse::<usize>().ok()?)?.0.to_owned()),
            };
            let between_models = |c: Cvpat| {
                Some(Cvpat {
                    model: called(&c.model)?,
                    against: called(&c.against)?,
                    ..c
                })
            };
            found.cvpat.into_iter().filter_map(between_models).collect()
        }))
    }

    /// The predictions, with the groups of rows that their folds are made of.
    fn with_groups(&self, mut options: PlsPredict, table: &Table) -> Result<PlsPredict, DataError> {
        if let Some(column) = &self.predict_strata {
            options = options.strata(Groups::of(table, column)?);
        }
        if let Some(column) = &self.predict_cluster {
            options = options.cluster(Groups::of(table, column)?);
        }
        Ok(options)
    }

    /// Runs the study: estimation, assessment, bootstrap. The data are a table, or a matrix of correlations or
    /// covariances, from which everything is computed that needs no rows.
    ///
    /// # Errors
    /// [`RunError`]: the model cannot be estimated from these data, or the bootstrap cannot be done.
    pub fn run<'d>(&self, data: impl Into<Data<'d>>) -> Result<Document, RunError> {
        self.run_with(data, &mut |_| ControlFlow::Continue(()))
    }

    /// Runs the study and reports the progress of the bootstrap; if `progress` returns `Break`, the run
    /// stops.
    ///
    /// # Errors
    /// As [`Study::run`].
    pub fn run_with<'d>(
        &self,
        data: impl Into<Data<'d>>,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Document, RunError> {
        self.run_by(data.into(), progress, |start, progress| {
            let inference = start.bootstrap().map(|(problem, options)| {
                bootstrap(problem, &start.fit, &start.catalogue, options, progress)
            });
            Ok(inference.transpose()?)
        })
    }

    /// Runs the resamples of a range, counted from 0, and nothing else. [`Study::merge`] merges the parts.
    ///
    /// # Errors
    /// [`RunError`]: as [`Study::run`], or the study has no bootstrap with such resamples.
    pub fn run_part<'d>(
        &self,
        data: impl Into<Data<'d>>,
        range: Range<usize>,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Part, RunError> {
        let (Rows { problem, .. }, catalogue, options) = self.for_a_part(data.into())?;
        Ok(bootstrap_part(
            &problem, &catalogue, &options, range, progress,
        )?)
    }

    /// Which resamples of which run [`Study::run_part`] will make for a range; it is known before the work, so that a
    /// file with other resamples can be kept.
    ///
    /// # Errors
    /// As [`Study::run_part`].
    pub fn part_span<'d>(
        &self,
        data: impl Into<Data<'d>>,
        range: Range<usize>,
    ) -> Result<Span, RunError> {
        let (Rows { problem, .. }, catalogue, options) = self.for_a_part(data.into())?;
        Ok(part_span(&problem, &catalogue, &options, range)?)
    }

    fn for_a_part(&self, data: Data) -> Result<(Rows, Catalogue, Bootstrap), RunError> {
        let Data::Rows(table) = data else {
            self.refuse_without_rows()?;
            return Err(RunError::NoBootstrap);
        };
        let (mut rows, catalogue) = self.prepared(table)?;
        let options = rows.bootstrap.take().ok_or(RunError::NoBootstrap)?;
        Ok((rows, catalogue, options))
    }

    /// Runs the study with the resamples of parts that were run before: the document is that of [`Study::run`], bit for
    /// bit.
    ///
    /// # Errors
    /// [`RunError`]: as [`Study::run`], or the parts are not those of this study, or not all of them.
    pub fn merge<'d>(
        &self,
        data: impl Into<Data<'d>>,
        parts: impl IntoIterator<Item = Part>,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Document, RunError> {
        self.run_by(data.into(), progress, |start, progress| {
            let (problem, options) = start.bootstrap().ok_or(RunError::NoBootstrap)?;
            let (fit, catalogue) = (&start.fit, &start.catalogue);
            let inference = merge(problem, fit, catalogue, options, parts, progress);
            Ok(Some(inference?))
        })
    }

    /// Runs the study with a given function for the bootstrap.
    fn run_by(
        &self,
        data: Data,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
        infer: impl FnOnce(
            &Start<'_>,
            &mut dyn FnMut(Progress) -> ControlFlow<()>,
        ) -> Result<Option<Inference>, RunError>,
    ) -> Result<Document, RunError> {
        let start = self.start(data)?;
        let (of_groups, of_segments) = (
            start.stages_of_groups(),
            usize::from(self.segments.is_some()),
        );
        let rows = start
            .rows
            .as_ref()
            .filter(|rows| self.exact_fit_left_out(rows).is_none());
        let is_tested = rows.is_some() && self.exact_fit_in_force().is_some();
        let last = usize::from(is_tested) + of_groups + of_segments;
        let resampled = start.bootstrap().map_or(0, |(_, options)| stages(options));
        let predicted = usize::from(self.predict.is_some());
        let (before, all) = (predicted + resampled, predicted + resampled + last);
        let predictions =
            self.predictions(data, &start, &mut as_stage(progress, Stage::Folds, 1, all))?;
        let inference = {
            let others = &mut before_others(progress, last);
            infer(&start, &mut after_others(others, predicted))?
        };
        let exact_fit = self.test_exact_fit(
            &start,
            &mut as_stage(progress, Stage::ExactFit, before + 1, all),
        );
        let problem = start.rows.as_ref().map(|rows| &rows.problem);
        let groups = start.compare_groups(all - of_segments, all, progress)?;
        let segmentation =
            self.segmentation(data, &mut as_stage(progress, Stage::Segments, all, all))?;
        let clusters = start.bootstrap().and_then(|(_, b)| b.cluster.as_ref());
        Ok(Run {
            study: self,
            data,
            problem,
            fit: &start.fit,
            catalogue: &start.catalogue,
            clusters,
            inference: inference.as_ref(),
            predictions,
            exact_fit,
            segmentation: segmentation.as_ref(),
            groups: groups.as_ref(),
            redundancy: &start.redundancy,
            comparison: &start.comparison,
        }
        .document())
    }

    /// The rows that are held out, predicted.
    fn predictions(
        &self,
        data: Data,
        start: &Start<'_>,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Option<Predictions>, RunError> {
        let (Some(rows), Some(options), Data::Rows(table)) = (&start.rows, &self.predict, data)
        else {
            return Ok(None);
        };
        let options = self.with_groups(options.clone(), table)?;
        let rivals = self.rivals.iter().map(|(name, model)| {
            let options = self.options.restricted_to(model);
            let problem = Problem::new(model, table, self.missing, &options);
            let problem = problem.map_err(|error| RunError::Rival {
                name: name.clone(),
                error,
            })?;
            Ok((name.as_str(), problem))
        });
        let rivals: Vec<(&str, Problem)> = rivals.collect::<Result<_, RunError>>()?;
        let rivals: Vec<(&str, &Problem)> = rivals.iter().map(|(name, p)| (*name, p)).collect();
        Ok(plspredict_beside(
            &rows.problem,
            &rivals,
            &options,
            progress,
        )?)
    }

    /// Checks everything that a run checks before it resamples: the data, the settings, and whether the model, the models that
    /// it is compared with and the groups can be estimated.
    ///
    /// ```
    /// use pls_sem::{Model, Study, Table};
    ///
    /// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
    /// let model = Model::parse("Resources <~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
    /// Study::new(model).check(&table)?;
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Study::run`], except for what becomes known only by resampling.
    pub fn check<'d>(&self, data: impl Into<Data<'d>>) -> Result<(), RunError> {
        self.start(data.into()).map(drop)
    }

    /// Checks that may fail come before the long computations.
    fn start<'s>(&'s self, data: Data<'s>) -> Result<Start<'s>, RunError> {
        let (rows, catalogue, fit) = match data {
            Data::Rows(table) => {
                let (rows, catalogue) = self.prepared(table)?;
                let fit = rows.problem.fit()?;
                if let Some(segments) = &self.segments {
                    segments.prove(&rows.problem, &fit, table)?;
                }
                (Some(rows), catalogue, fit)
            }
            Data::Matrix(matrix) => {
                self.refuse_without_rows()?;
                let fit = Fit::of_matrix(&self.model, matrix, &self.options)?;
                (None, self.catalogue(fit.plan())?, fit)
            }
        };
        let redundancy = self
            .redundancy
            .iter()
            .map(|(construct, measure)| {
                redundancy::redundancy(
                    data,
                    &self.model,
                    self.missing,
                    &self.options,
                    construct,
                    measure,
                )
            })
            .collect::<Result<Vec<_>, _>>()?;
        let start = Start {
            comparison: self.comparison(data, &fit)?,
            groups: self.multigroup(data)?,
            rows,
            catalogue,
            fit,
            redundancy,
        };
        start.prove()?;
        if let (Some(rows), Some(options), Data::Rows(table)) = (&start.rows, &self.predict, data) {
            predict::prove(&rows.problem, &self.with_groups(options.clone(), table)?)?;
        }
        Ok(start)
    }

    /// The segments, if the study looks for them.
    fn segmentation(
        &self,
        data: Data,
        progress: &mut Watcher<'_>,
    ) -> Result<Option<Segmentation>, SegmentError> {
        let (Some(segments), Data::Rows(table)) = (&self.segments, data) else {
            return Ok(None);
        };
        let found = segments.run(&self.model, table, self.missing, &self.options, progress);
        found.map(Some)
    }

    fn multigroup<'s>(&'s self, data: Data<'s>) -> Result<Option<Multigroup<'s>>, GroupsError> {
        let (Some(grouping), Data::Rows(table)) = (&self.grouping, data) else {
            return Ok(None);
        };
        let signs = self.bootstrap.as_ref().and_then(|b| b.signs);
        let signs = signs.unwrap_or(ReplicateSigns::after(self.options.signs));
        let (model, options) = (&self.model, &self.options);
        let groups = Multigroup::with_signs(model, table, self.missing, options, grouping, signs)?;
        Ok(Some(groups.mirrored(self.like == Some(Like::Seminr))))
    }

    fn catalogue(&self, plan: &Plan) -> Result<Catalogue, DefineError> {
        let catalogue = Catalogue::new(plan).with(self.quantities.iter().copied());
        let mut definitions = self.definitions.iter().cloned();
        definitions.try_fold(catalogue, Catalogue::define)
    }

    /// The bootstrap, with its strata and clusters.
    fn bootstrap_of(&self, table: &Table) -> Result<Option<Bootstrap>, DataError> {
        let Some(mut bootstrap) = self.bootstrap.clone() else {
            return Ok(None);
        };
        if let Some(column) = &self.strata {
            bootstrap = bootstrap.strata(Groups::of(table, column)?);
        }
        if let Some(column) = &self.cluster {
            bootstrap = bootstrap.cluster(Groups::of(table, column)?);
        }
        Ok(Some(bootstrap))
    }

    fn comparison(&self, data: Data, fit: &Fit) -> Result<Vec<Compared>, RunError> {
        if self.rivals.is_empty() {
            return Ok(Vec::new());
        }
        let rivals = self
            .rivals
            .iter()
            .map(|(name, model)| {
                let options = self.options.restricted_to(model);
                let fit = Fit::of(model, data, self.missing, &options);
                let fit = fit.map_err(|error| RunError::Rival {
                    name: name.clone(),
                    error,
                })?;
                Ok((name.as_str(), fit))
            })
            .collect::<Result<Vec<_>, RunError>>()?;
        let all: Vec<(&str, &Fit)> = [("model", fit)]
            .into_iter()
            .chain(rivals.iter().map(|(name, fit)| (*name, fit)))
            .collect();
        Ok(criteria::compare(&all)?)
    }
}

/// A study joined with its rows.
struct Rows {
    problem: Problem,
    bootstrap: Option<Bootstrap>,
}

/// A study before its bootstrap.
struct Start<'s> {
    /// `None` if a matrix was given.
    rows: Option<Rows>,
    catalogue: Catalogue,
    fit: Fit,
    groups: Option<Multigroup<'s>>,
    redundancy: Vec<Redundancy>,
    comparison: Vec<Compared>,
}

impl Start<'_> {
    /// Whether everything can be resampled that will be.
    fn prove(&self) -> Result<(), RunError> {
        let bootstrap = self.bootstrap();
        if let Some((problem, options)) = bootstrap {
            procedure::prove(problem, &self.catalogue, options)?;
        }
        if let Some(groups) = &self.groups {
            groups.prove(&self.catalogue, bootstrap.map(|(_, options)| options))?;
        }
        Ok(())
    }

    fn bootstrap(&self) -> Option<(&Problem, &Bootstrap)> {
        let rows = self.rows.as_ref()?;
        Some((&rows.problem, rows.bootstrap.as_ref()?))
    }

    /// Stages of a comparison of groups: permutations, after the bootstraps of all groups if there are such.
    fn stages_of_groups(&self) -> usize {
        let bootstraps = usize::from(self.bootstrap().is_some());
        self.groups.as_ref().map_or(0, |_| 1 + bootstraps)
    }

    /// Compares the groups; of so many stages `number` is that of the permutations.
    fn compare_groups(
        &self,
        number: usize,
        stages: usize,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Option<Comparison>, GroupsError> {
        let Some(groups) = &self.groups else {
            return Ok(None);
        };
        let options = self.bootstrap().map(|(_, options)| options);
        let watch = &mut |told: Progress| {
            let number = number - usize::from(told.stage == Stage::Groups);
            progress(Progress {
                number,
                stages,
                ..told
            })
        };
        groups.compare(&self.catalogue, options, watch).map(Some)
    }
}

impl From<MergeError> for RunError {
    fn from(error: MergeError) -> Self {
        match error {
            MergeError::Infer(error) => Self::Infer(error),
            other => Self::Merge(other),
        }
    }
}
