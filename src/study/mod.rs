//! The study: a whole run, from a table to the result document.

mod document;
mod error;
mod file;
mod judgements;
mod parts;
mod section;

use std::ops::ControlFlow;

pub use document::{
    AssessSettings, BootstrapRecord, BootstrapSettings, CompareSettings, ConstructRecord, Count,
    CrossLoadingRecord, DataRecord, DataSettings, Document, EstimateRecord, EstimateSettings,
    ExactFitDocument, FindingRecord, FitSettings, IndicatorValue, LedgerRecord, ModelSettings,
    PairValue, QuestionnaireRecord, Settings, Software, WeightRecord,
};
pub use error::StudyError;
pub use file::StudyFile;

use parts::Parts;

use crate::assess::criteria::{self, CompareError, Compared};
use crate::assess::redundancy::{self, RedundancyError};
use crate::data::Table;
use crate::estimate::{EstimateError, Fit, Options, Problem};
use crate::infer::{Bootstrap, InferError, Progress};
use crate::model::Model;
use crate::moments::Missing;
use crate::quantity::{Catalogue, ExactFit, Measure, bootstrap, exact_fit};

/// Everything that a run needs besides the data.
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
    pub(crate) missing: Missing,
    pub(crate) options: Options,
    pub(crate) bootstrap: Option<Bootstrap>,
    pub(crate) measures: Vec<Measure>,
    pub(crate) exact_fit: Option<ExactFit>,
    /// Construct and the indicators of its alternative measure.
    pub(crate) redundancy: Vec<(String, Vec<String>)>,
    /// Name and paths of every model that is compared with this one.
    pub(crate) rivals: Vec<(String, Model)>,
}

/// Why a study could not be run.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The model could not be estimated.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
    /// The bootstrap could not be done.
    #[error(transparent)]
    Infer(#[from] InferError),
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
}

impl Study {
    /// A study of this model: default settings, missing answers refused, no bootstrap.
    pub fn new(model: Model) -> Self {
        Self {
            model,
            missing: Missing::default(),
            options: Options::default(),
            bootstrap: None,
            measures: Vec::new(),
            exact_fit: None,
            redundancy: Vec::new(),
            rivals: Vec::new(),
        }
    }

    /// What becomes of missing answers. Default: they are an error.
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

    /// Adds measures to those that every bootstrap holds.
    pub fn measures(mut self, measures: impl IntoIterator<Item = Measure>) -> Self {
        self.measures.extend(measures);
        self
    }

    /// Adds the bootstrap-based test of exact fit.
    pub fn exact_fit(mut self, exact_fit: ExactFit) -> Self {
        self.exact_fit = Some(exact_fit);
        self
    }

    /// Adds a redundancy analysis: a construct's block explains another measure of the same idea, whose indicators are
    /// columns of the data.
    pub fn redundancy<I: Into<String>>(
        mut self,
        construct: impl Into<String>,
        measure: impl IntoIterator<Item = I>,
    ) -> Self {
        let measure = measure.into_iter().map(Into::into).collect();
        self.redundancy.push((construct.into(), measure));
        self
    }

    /// Compares the model with another of the same data, by information criteria.
    pub fn compare(mut self, name: impl Into<String>, model: Model) -> Self {
        self.rivals.push((name.into(), model));
        self
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Every setting in force, with the table's own.
    #[must_use]
    pub fn settings(&self, table: &Table) -> Settings {
        Settings::of(self, table)
    }

    /// Joins the study with its data and proves them fit for each other; nothing is estimated yet.
    ///
    /// # Errors
    /// [`RunError`]: the data do not fit the model, or a setting is not lawful.
    pub fn problem(&self, table: &Table) -> Result<Problem, RunError> {
        let problem = Problem::new(&self.model, table, self.missing, &self.options)?;
        if let Some(bootstrap) = &self.bootstrap {
            bootstrap.check(problem.sample().n())?;
        }
        Ok(problem)
    }

    /// Runs the study: estimation, assessment, bootstrap.
    ///
    /// # Errors
    /// [`RunError`]: the model cannot be estimated from these data, or the bootstrap cannot be done.
    pub fn run(&self, table: &Table) -> Result<Document, RunError> {
        self.run_with(table, &mut |_| ControlFlow::Continue(()))
    }

    /// Runs the study and tells how far the bootstrap has come; if `progress` breaks, it stops there.
    ///
    /// # Errors
    /// As [`Study::run`].
    pub fn run_with(
        &self,
        table: &Table,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Document, RunError> {
        let problem = self.problem(table)?;
        let fit = problem.fit()?;
        // What may be refused comes before what takes long.
        let redundancy = self
            .redundancy
            .iter()
            .map(|(construct, measure)| {
                redundancy::redundancy(
                    table,
                    &self.model,
                    self.missing,
                    &self.options,
                    construct,
                    measure,
                )
            })
            .collect::<Result<Vec<_>, _>>()?;
        let comparison = self.comparison(table, &fit)?;
        let catalogue = Catalogue::new(problem.plan()).with(self.measures.iter().copied());
        let inference = self
            .bootstrap
            .as_ref()
            .map(|options| bootstrap(&problem, &fit, &catalogue, options, progress))
            .transpose()?;
        let exact_fit = self
            .exact_fit
            .as_ref()
            .map(|options| exact_fit(&problem, &fit, options, progress));
        Ok(Parts {
            study: self,
            table,
            problem: &problem,
            fit: &fit,
            inference: inference.as_ref(),
            exact_fit,
            redundancy,
            comparison,
        }
        .document())
    }

    fn comparison(&self, table: &Table, fit: &Fit) -> Result<Vec<Compared>, RunError> {
        if self.rivals.is_empty() {
            return Ok(Vec::new());
        }
        let rivals = self
            .rivals
            .iter()
            .map(|(name, model)| {
                let options = self.options.restricted_to(model);
                let fit = Problem::new(model, table, self.missing, &options)
                    .and_then(|problem| problem.fit());
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
