//! A fitted model that predicts rows it has not seen.

use serde::{Deserialize, Serialize};

use super::plspredict::composites;
use super::shape::Shape;
use super::trained::Trained;
use super::{Antecedents, Expectation, NewRows, PredictError, Predictions};
use crate::data::Table;
use crate::estimate::{Fit, Options, Plan};
use crate::model::Model;
use crate::moments::Missing;

/// Everything by which a fit predicts new rows. It is serialisable, and a predictor that is read back predicts the same
/// numbers, bit for bit.
///
/// ```
/// use pls_sem::{Missing, Model, Options, Problem, Table};
/// use pls_sem::predict::Predictor;
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let fit = Problem::new(&model, &table, Missing::Error, &Options::default())?.fit()?;
/// let predictor = fit.predictor()?;
/// let saved = serde_json::to_string(&predictor).unwrap();
/// let again: Predictor = serde_json::from_str(&saved).unwrap();
/// assert_eq!(again.predict(&table)?, fit.predict(&table)?);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "Plain", into = "Plain")]
pub struct Predictor {
    pub(super) shape: Shape,
    pub(super) trained: Trained,
    /// The lowest and the highest answer to every column among the rows that trained.
    pub(super) ranges: Vec<[f64; 2]>,
    pub(super) missing: Missing,
    pub(super) antecedents: Antecedents,
    pub(super) intervals: Option<Intervals>,
}

/// What is added to a prediction for its interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Intervals {
    pub(super) level: f64,
    /// Quantiles of the errors of held-out rows, of every predicted column.
    pub(super) errors: Vec<[f64; 2]>,
}

impl Fit {
    /// The predictor of new rows by this fit, from earliest antecedents. Predictions are made of composites, also where the fit
    /// is corrected by consistent PLS.
    ///
    /// # Errors
    /// [`PredictError`]: the fit is of a matrix, which has no means; or there is nothing to predict.
    pub fn predictor(&self) -> Result<Predictor, PredictError> {
        let answers = self.answers().ok_or(PredictError::OfMatrix)?;
        let shape = Shape::of(&composites(self.plan())?)?;
        Ok(Predictor {
            trained: Trained::of_solutions(&shape, self.of_sample(), self.stages()),
            shape,
            ranges: answers.ranges.clone(),
            missing: answers.missing,
            antecedents: Antecedents::Earliest,
            intervals: None,
        })
    }

    /// Predicts new rows: scores of all constructs, and the indicators of those that are explained, in their own units. Columns
    /// are found by their names; those of explained indicators need not be there.
    ///
    /// # Errors
    /// [`PredictError`]: as of [`Fit::predictor`], or of [`Predictor::predict`].
    pub fn predict(&self, table: &Table) -> Result<NewRows, PredictError> {
        self.predictor()?.predict(table)
    }
}

impl Predictor {
    /// From which scores explained constructs are predicted. Default: earliest antecedents.
    #[must_use]
    pub fn antecedents(mut self, antecedents: Antecedents) -> Self {
        self.antecedents = antecedents;
        self.intervals = None;
        self
    }

    /// With the intervals, and by the antecedents, of predictions of held-out rows of the same model.
    ///
    /// # Errors
    /// [`PredictError::OtherModel`], if they are of other indicators, or were not made of composites.
    pub fn with_intervals(mut self, predictions: &Predictions) -> Result<Self, PredictError> {
        let columns = self.shape.predicted().iter();
        let names: Vec<&str> = columns.map(|&c| self.shape.column(c)).collect();
        let own = predictions.indicators.iter().map(|i| i.indicator.as_str());
        if !own.eq(names) || predictions.expectation != Expectation::Composites {
            return Err(PredictError::OtherModel);
        }
        let errors = predictions.indicators.iter();
        let errors = errors.map(|i| [i.error_low, i.error_high]);
        self.antecedents = predictions.antecedents;
        self.intervals = Some(Intervals {
            level: predictions.level,
            errors: errors.collect(),
        });
        Ok(self)
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &Model {
        self.shape.last().written()
    }

    /// The columns that new rows must have.
    pub(super) fn needed(&self) -> Vec<usize> {
        match self.antecedents {
            Antecedents::Earliest => self.shape.predictors().to_vec(),
            Antecedents::Direct => self.shape.of_predecessors(),
        }
    }
}

impl PartialEq for Predictor {
    fn eq(&self, other: &Self) -> bool {
        Plain::from(self.clone()) == Plain::from(other.clone())
    }
}

/// A predictor as it is serialised.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Plain {
    model: Model,
    options: Options,
    missing: Missing,
    antecedents: Antecedents,
    /// Of every column.
    ranges: Vec<[f64; 2]>,
    #[serde(flatten)]
    trained: Trained,
    #[serde(default)]
    intervals: Option<Intervals>,
}

impl From<Predictor> for Plain {
    fn from(of: Predictor) -> Self {
        Self {
            model: of.model().clone(),
            options: of.shape.last().options().clone(),
            missing: of.missing,
            antecedents: of.antecedents,
            ranges: of.ranges,
            trained: of.trained,
            intervals: of.intervals,
        }
    }
}

impl TryFrom<Plain> for Predictor {
    type Error = PredictError;

    fn try_from(plain: Plain) -> Result<Self, PredictError> {
        let plan = Plan::new(&plain.model, &plain.options.of_composites())?;
        let shape = Shape::of(&plan)?;
        let finite = |of: &[[f64; 2]]| of.iter().flatten().all(|x| x.is_finite());
        let columns = shape.predicted().len() + shape.predictors().len();
        let ranges = plain.ranges.len() == columns && finite(&plain.ranges);
        let intervals = plain.intervals.as_ref().is_none_or(|of| {
            of.errors.len() == shape.predicted().len() && finite(&of.errors) && of.level < 1.0
        });
        if !(ranges && intervals && plain.trained.is_of(&shape)) {
            return Err(PredictError::OtherModel);
        }
        Ok(Self {
            shape,
            trained: plain.trained,
            ranges: plain.ranges,
            missing: plain.missing,
            antecedents: plain.antecedents,
            intervals: plain.intervals,
        })
    }
}
