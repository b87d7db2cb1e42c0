//! A model joined with its data.

use super::{EstimateError, Fit, Options, Plan};
use crate::data::Table;
use crate::model::Model;
use crate::moments::{Missing, Sample};

/// A model, its settings and the rows from which it is estimated. Functions that need rows take a problem; functions
/// that need only moments take a [`Fit`], which can also come from a matrix.
///
/// ```
/// use pls_sem::{Missing, Model, Options, Problem, Table};
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let fit = Problem::new(&model, &table, Missing::Error, &Options::default())?.fit()?;
/// assert!(fit.path("Resources", "Success").unwrap() > 0.4);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Problem {
    pub(crate) plan: Plan,
    pub(crate) sample: Sample,
}

impl Problem {
    /// Joins a model with a table.
    ///
    /// # Errors
    /// [`EstimateError`]: the data do not fit the model, or a setting is not valid.
    pub fn new(
        model: &Model,
        table: &Table,
        missing: Missing,
        options: &Options,
    ) -> Result<Self, EstimateError> {
        Ok(Self {
            plan: Plan::new(model, options)?,
            sample: Sample::new(model, table, missing)?,
        })
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The rows.
    #[must_use]
    pub fn sample(&self) -> &Sample {
        &self.sample
    }

    /// Estimates the model from all rows.
    ///
    /// An iteration that does not converge is not an error: [`Fit::termination`] and [`Fit::findings`] say
    /// so.
    ///
    /// # Errors
    /// [`EstimateError`]: a Mode B block or the predictors of a construct depend linearly on each other, or a
    /// composite has no variance.
    pub fn fit(&self) -> Result<Fit, EstimateError> {
        self.fit_towards(None)
    }

    /// The same, with the signs of composites that some weights give, one set of weights for each stage.
    pub(crate) fn fit_towards(&self, weights: Option<&[Vec<f64>]>) -> Result<Fit, EstimateError> {
        Fit::of_rows(&self.plan, &self.sample, weights)
    }
}
