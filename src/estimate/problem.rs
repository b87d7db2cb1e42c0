//! A model joined with its data.

use nalgebra::DMatrix;

use super::{EstimateError, Estimates, Failure, Fit, Kernel, Options, Plan};
use crate::data::Table;
use crate::model::Model;
use crate::moments::{Missing, Moments, Sample};
use crate::numeric::eigen;

/// A model, its settings and the rows it is estimated from.
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
    /// [`EstimateError`]: the data do not fit the model, or a setting is not lawful.
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
    /// An iteration that does not settle is no error: [`Fit::termination`] and [`Fit::findings`] tell.
    ///
    /// # Errors
    /// [`EstimateError`]: a Mode B block or the predictors of a construct depend linearly on each other, or a
    /// composite has no variance.
    pub fn fit(&self) -> Result<Fit, EstimateError> {
        let moments = self.sample.moments();
        let mut estimates = Estimates::room(&self.plan);
        Kernel::new(&self.plan)
            .estimate(&moments, &mut estimates)
            .map_err(|failure| explain(failure, &self.plan, &moments, &estimates))?;
        Ok(Fit::new(self, moments, estimates))
    }
}

/// Gives a failure its names and the condition of the matrix at fault.
fn explain(
    failure: Failure,
    plan: &Plan,
    moments: &Moments,
    estimates: &Estimates,
) -> EstimateError {
    let name = |j: usize| plan.model().name(j).to_owned();
    match failure {
        Failure::SingularBlock { construct } => {
            let own = plan.blocks()[construct].indicators.clone();
            let block = moments
                .correlations
                .view_range(own.clone(), own)
                .into_owned();
            EstimateError::SingularBlock {
                construct: name(construct),
                rcond: eigen::reciprocal_condition(&block),
            }
        }
        Failure::SingularPredictors { construct } => {
            let predecessors = plan.predecessors(construct);
            let condition = |matrix: &DMatrix<f64>| {
                let block = matrix
                    .select_rows(predecessors)
                    .select_columns(predecessors);
                eigen::reciprocal_condition(&block)
            };
            // Those of the composites are at fault, or the corrected ones.
            EstimateError::SingularPredictors {
                construct: name(construct),
                rcond: condition(&estimates.correlations)
                    .min(condition(&estimates.factor_correlations)),
            }
        }
        Failure::DegenerateComposite { construct } => EstimateError::DegenerateComposite {
            construct: name(construct),
        },
    }
}
