//! The study: a whole run, from a table to the result document.

mod document;
mod error;
mod file;
mod section;

use std::ops::ControlFlow;

pub use document::{
    BootstrapRecord, BootstrapSettings, ConstructRecord, Count, CrossLoadingRecord, DataRecord,
    DataSettings, Document, EstimateRecord, EstimateSettings, FindingRecord, IndicatorValue,
    ModelSettings, PairValue, PathValue, QuestionnaireRecord, Settings, Software,
};
pub use error::StudyError;
pub use file::StudyFile;

use crate::assess::{descriptives, effects, items, reliability};
use crate::data::Table;
use crate::estimate::{EstimateError, Fit, Options, Problem};
use crate::finding::Finding;
use crate::infer::{Bootstrap, InferError, Progress};
use crate::model::Model;
use crate::moments::Missing;
use crate::quantity::{Catalogue, Inference, bootstrap};

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
}

impl Study {
    /// A study of this model: default settings, missing answers refused, no bootstrap.
    pub fn new(model: Model) -> Self {
        Self {
            model,
            missing: Missing::default(),
            options: Options::default(),
            bootstrap: None,
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
        let catalogue = Catalogue::new(problem.plan());
        let inference = self
            .bootstrap
            .as_ref()
            .map(|options| bootstrap(&problem, &fit, &catalogue, options, progress))
            .transpose()?;
        Ok(self.document(table, &problem, &fit, inference.as_ref()))
    }

    fn document(
        &self,
        table: &Table,
        problem: &Problem,
        fit: &Fit,
        inference: Option<&Inference>,
    ) -> Document {
        let model = &self.model;
        let (alpha, alpha_raw) = reliability::questionnaire_alpha(fit.moments());
        let specific_effects = effects::specific_effects(fit);
        let reliability = reliability::reliability(fit);

        let mut findings = descriptives::suspicions(problem);
        findings.extend(fit.findings());
        findings.extend(reliability.iter().filter_map(|r| {
            let alpha = r.alpha.filter(|&alpha| alpha < 0.0)?;
            Some(Finding::NegativeAlpha {
                construct: r.construct.clone(),
                alpha,
            })
        }));
        if specific_effects.is_err() {
            findings.push(Finding::TooManyRoutes {
                limit: effects::MOST_ROUTES,
            });
        }
        findings.extend(inference.map(Inference::findings).unwrap_or_default());

        Document {
            format: document::FORMAT.to_owned(),
            software: Software::this(),
            study: self.settings(table),
            data: DataRecord::of(problem, table),
            termination: fit.termination(),
            findings: findings.into_iter().map(FindingRecord::from).collect(),
            indicators: descriptives::descriptives(problem),
            constructs: reliability
                .into_iter()
                .zip(model.constructs())
                .map(|(r, construct)| ConstructRecord {
                    construct: r.construct,
                    kind: construct.kind,
                    mode: construct.mode,
                    items: construct.indicators.len(),
                    alpha: r.alpha,
                    alpha_raw: r.alpha_raw,
                    rho_a: r.rho_a,
                    rho_c: r.rho_c,
                    ave: r.ave,
                    r2: fit.r2(&construct.name),
                    r2_adj: fit.r2_adjusted(&construct.name),
                })
                .collect(),
            items: items::items(fit),
            weights: fit.weights().map(IndicatorValue::from).collect(),
            loadings: fit.loadings().map(IndicatorValue::from).collect(),
            cross_loadings: CrossLoadingRecord::all(fit),
            correlations: PairValue::all(model, &fit.estimates().correlations),
            paths: fit.paths().map(PathValue::from).collect(),
            effects: effects::effects(fit),
            specific_effects: specific_effects.unwrap_or_default(),
            questionnaire: QuestionnaireRecord {
                items: fit.moments().sds().len(),
                alpha,
                alpha_raw,
            },
            bootstrap: self
                .bootstrap
                .as_ref()
                .zip(inference)
                .map(|(options, inference)| BootstrapRecord::of(options, inference)),
        }
    }
}
