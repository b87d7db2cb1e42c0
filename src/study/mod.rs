//! The study: a whole run, from a table to the result document.

mod ahead;
mod error;
mod exact_fit;
mod power;
mod run;
mod running;
mod settings;
mod start;

use std::ops::{ControlFlow, Range};

pub use error::RunError;
use run::Run;
pub use running::Running;
use start::{Rows, Start};

use crate::assess::structural::EffectSize;
use crate::data::{Data, Matrix, Table};
use crate::document::{Document, Settings};
use crate::estimate::{EstimateError, Fit, Options, Problem, Scores};
use crate::groups::Grouping;
use crate::model::Model;
use crate::moments::{Missing, Moments};
use crate::predict::PlsPredict;
use crate::procedure::{
    ExactFit, Inference, Like, Part, Span, bootstrap, bootstrap_part, merge, part_span, stages,
};
use crate::quantity::{Definition, Measure};
use crate::resample::{Bootstrap, Progress, Stage, Watcher, after_others, as_stage, before_others};
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
        // Settings without a convention of the other program are not changed. All are named, so that a new one is placed.
        let Options {
            scheme: _,
            tolerance: _,
            max_iterations: _,
            stopping: _,
            divisor: _,
            signs: _,
            dominant,
            consistent,
            reliability,
            interaction,
            higher_order,
            slopes,
            slopes_of,
        } = self.options;
        self.options = Options {
            dominant,
            consistent,
            reliability,
            interaction,
            higher_order,
            slopes,
            slopes_of,
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

    /// Settings of the estimation.
    pub fn get_options(&self) -> &Options {
        &self.options
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
}
