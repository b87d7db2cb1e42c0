//! Scores of the composites, row by row.

use nalgebra::DMatrix;

use super::plan::Block;
use super::stage_scores::scores;
use super::{Estimates, Fit, Plan, Problem};
use crate::data::{DataError, Table};
use crate::moments::Sample;

/// Scores of every composite in every row used: standardised, and on the scale of the answers.
///
/// ```text
/// standardised  y_ij = Σ_k w_k (x_ik - mean_k) / sd_k                 mean 0, variance 1
/// original      Σ_k u_k x_ik,   u_k = (w_k / sd_k) / Σ_l (w_l / sd_l)   a weighted mean of the answers
/// ```
///
/// A missing answer stands at the mean.
///
/// ```
/// use pls_sem::{Missing, Model, Options, Problem, Table};
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let scores = problem.scores()?.table(&table, Some("firm"))?;
/// assert_eq!(scores.text("firm", 0), Some("F001"));
/// let resources = scores.number("Resources_original", 0).unwrap();
/// assert!((1.0..=5.0).contains(&resources), "on the scale of the questions: {resources}");
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    constructs: Vec<String>,
    rows: Vec<usize>,
    standardised: DMatrix<f64>,
    /// Not-a-number for a composite whose weights have no sum to divide by.
    original: DMatrix<f64>,
}

impl Scores {
    pub(super) fn of(problem: &Problem, fit: &Fit) -> Self {
        let (plan, sample) = (problem.plan(), problem.sample());
        let names = plan.model().constructs().iter();
        Self {
            constructs: names.map(|c| c.name().to_owned()).collect(),
            rows: sample.rows_used().to_vec(),
            standardised: scores(sample, fit.stages()),
            original: original(plan, sample, fit.estimates()),
        }
    }

    /// The constructs, in model order: the columns of the matrices.
    #[must_use]
    pub fn constructs(&self) -> &[String] {
        &self.constructs
    }

    /// The rows of the table that were used, from 0: the rows of the matrices.
    #[must_use]
    pub fn rows(&self) -> &[usize] {
        &self.rows
    }

    /// Standardised scores.
    #[must_use]
    pub fn standardised(&self) -> &DMatrix<f64> {
        &self.standardised
    }

    /// Scores of a construct on the scale of its answers: their weighted mean. `None` if the model does not have it, or
    /// its weights have opposite signs and sum to 0.
    #[must_use]
    pub fn original(&self, construct: &str) -> Option<Vec<f64>> {
        let j = self.constructs.iter().position(|name| name == construct)?;
        let column: Vec<f64> = self.original.column(j).iter().copied().collect();
        column.iter().all(|x| x.is_finite()).then_some(column)
    }

    /// The scores as a table with a row for every row used. For each construct, the column with its name holds the
    /// standardised scores, and `NAME_original` holds those on the scale of its answers.
    ///
    /// The first column identifies the rows: the column `id` of the table, or `row`, the number of the row from 1.
    ///
    /// # Errors
    /// [`DataError`]: the table has no column of that name, fewer rows than were used, or one that is called as a
    /// construct.
    pub fn table(&self, table: &Table, id: Option<&str>) -> Result<Table, DataError> {
        let chosen = table.select_rows(self.rows.iter().copied())?;
        let numbers = |matrix: &DMatrix<f64>, j: usize| matrix.column(j).iter().copied().collect();
        let whose = match id {
            None => {
                let rows: Vec<f64> = self.rows.iter().map(|row| (row + 1) as f64).collect();
                Table::from_columns([("row", rows)])?
            }
            Some(id) => chosen.only(id)?,
        };
        let columns = self.constructs.iter().enumerate();
        let mut columns = columns.flat_map(|(j, name)| {
            let standardised: Vec<f64> = numbers(&self.standardised, j);
            let original: Vec<f64> = numbers(&self.original, j);
            [
                (name.clone(), standardised),
                (format!("{name}_original"), original),
            ]
        });
        columns.try_fold(whose, |table, (name, cells)| table.with_column(name, cells))
    }
}

impl Problem {
    /// Estimates the model, and gives the scores of its composites.
    ///
    /// # Errors
    /// [`EstimateError`](super::EstimateError): as of [`Problem::fit`].
    pub fn scores(&self) -> Result<Scores, super::EstimateError> {
        Ok(Scores::of(self, &self.fit()?))
    }
}

/// Scores on the scale of the answers; not-a-number for constructs that are not measured by columns
/// of the data.
fn original(plan: &Plan, sample: &Sample, estimates: &Estimates) -> DMatrix<f64> {
    let (blocks, moments) = (plan.blocks(), sample.moments());
    // For every construct the columns of the sample that measure it, and their unstandardised weights.
    let of_block = |block: &Block| -> Option<Vec<(usize, f64)>> {
        let own = block.indicators.clone();
        own.map(|k| {
            let column = plan.column(k)?;
            Some((column, estimates.weights[k] / moments.sds[column]))
        })
        .collect()
    };
    let weights: Vec<Option<Vec<(usize, f64)>>> = blocks.iter().map(of_block).collect();
    DMatrix::from_fn(sample.n(), blocks.len(), |i, j| {
        let Some(weights) = &weights[j] else {
            return f64::NAN;
        };
        let answer = |k: usize| sample.answer(i, k).unwrap_or(moments.means[k]);
        let sum: f64 = weights.iter().map(|(_, weight)| weight).sum();
        let sizes: f64 = weights.iter().map(|(_, weight)| weight.abs()).sum();
        let weighted = weights.iter().map(|&(k, weight)| weight * answer(k));
        // A sum that cancels out except for rounding is not used as a divisor.
        if sum.abs() > 1e-10 * sizes {
            weighted.sum::<f64>() / sum
        } else {
            f64::NAN
        }
    })
}
