//! The rows of a model's indicators, checked for estimation.

use serde::{Deserialize, Serialize};

use super::answers::Answers;
use super::gram::Rows;
use super::{MomentLanes, Moments, SampleError, Weigher};
use crate::data::{Cells, DataError, Table};
use crate::model::Model;

/// Answers beyond this cannot be squared and summed safely.
const LARGEST: f64 = 1e50;
/// Standard deviations below this cannot be squared safely.
const SMALLEST_SD: f64 = 1e-50;

/// How missing answers are treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Missing {
    /// Missing answers are an error. The default: no treatment is chosen silently.
    #[default]
    Error,
    /// Rows with a missing answer to one of the model's indicators are dropped.
    Casewise,
    /// Missing answers are replaced by the mean of the answers given; in a resample, by the mean of that
    /// resample.
    Mean,
}

/// The answers to a model's indicators, as rows that can be weighted.
///
/// Made by [`Sample::new`], which checks that every indicator is a numeric column that varies, and that
/// there are enough rows for the model.
#[derive(Debug, Clone)]
pub struct Sample {
    names: Vec<String>,
    /// Rows of the table that are used.
    used: Vec<usize>,
    rows_read: usize,
    /// Missing cells of the indicators, in all rows read.
    missing: Vec<usize>,
    /// The answers to each indicator in the rows used.
    answers: Vec<Answers>,
    /// What is subtracted from each indicator in `rows`.
    pub(super) shifts: Vec<f64>,
    /// For each row: the shifted answers (0 where missing), a 1, then for each incomplete indicator whether
    /// it was answered.
    pub(super) rows: Rows,
    /// For each indicator the column of `rows` that says whether it was answered.
    pub(super) answered: Vec<usize>,
    /// The case weight of every row used, as it was given; `None` if each counts once.
    pub(super) weights: Option<Vec<f64>>,
    /// Rows of weight 0.
    weightless: usize,
    treatment: Missing,
}

impl Sample {
    /// Takes the rows of a model's indicators from a table and treats missing answers; rows of case weight 0 are
    /// excluded.
    ///
    /// # Errors
    /// [`SampleError`]: an indicator is absent, text, infinite, without answers or constant; answers are
    /// missing with no treatment named; too few rows remain.
    pub fn new(model: &Model, table: &Table, missing: Missing) -> Result<Self, SampleError> {
        let names: Vec<String> = model.indicators().map(str::to_owned).collect();
        if let Some(column) = table
            .weight_column()
            .filter(|c| names.iter().any(|n| n == c))
        {
            return Err(SampleError::WeightOfIndicator {
                column: column.to_owned(),
            });
        }
        let columns = columns(model, table)?;
        let missing_cells: Vec<usize> = columns
            .iter()
            .map(|x| x.iter().filter(|x| x.is_nan()).count())
            .collect();
        let empty = names.iter().zip(&missing_cells);
        let empty = empty.filter(|&(_, &count)| count == table.rows());
        none_of(empty.map(|(name, _)| SampleError::AllMissing {
            indicator: name.clone(),
        }))?;
        let weights = table.weights();
        let mut used: Vec<usize> = (0..table.rows())
            .filter(|&i| weights.is_none_or(|w| w[i] > 0.0))
            .collect();
        let counted = used.len();
        let complete = |&i: &usize| columns.iter().all(|x| !x[i].is_nan());
        match missing {
            Missing::Error => refuse_missing(&names, &columns, &used, table)?,
            Missing::Casewise => used.retain(complete),
            Missing::Mean => {}
        }
        let weightless = table.rows() - counted;
        enough_rows(model, used.len(), counted - used.len(), weightless)?;
        let weights: Option<Vec<f64>> = weights.map(|w| used.iter().map(|&i| w[i]).collect());
        let p = names.len();
        let (mut answers, mut shifts, mut incomplete) = (Vec::new(), Vec::new(), Vec::new());
        let mut faults = Vec::new();
        for (k, (name, column)) in names.iter().zip(&columns).enumerate() {
            let own: Vec<f64> = used.iter().map(|&i| column[i]).collect();
            match shift(name, &own, weights.as_deref()) {
                Ok(shift) => shifts.push(shift),
                Err(fault) => faults.push(fault),
            }
            if own.iter().any(|x| x.is_nan()) {
                incomplete.push(k);
            }
            answers.push(Answers::of(own));
        }
        none_of(faults.into_iter())?;
        let mut answered = vec![p; p];
        for (i, &k) in incomplete.iter().enumerate() {
            answered[k] = p + 1 + i;
        }
        let rows = Rows::new(
            used.len(),
            p + 1 + incomplete.len(),
            |i, column| match column {
                k if k < p => answers[k].get(i).map_or(0.0, |x| x - shifts[k]),
                k if k == p => 1.0,
                k => f64::from(u8::from(answers[incomplete[k - p - 1]].get(i).is_some())),
            },
        );
        Ok(Self {
            names,
            used,
            rows_read: table.rows(),
            missing: missing_cells,
            answers,
            shifts,
            rows,
            answered,
            weights,
            weightless,
            treatment: missing,
        })
    }

    /// Names of the indicators, block by block.
    #[must_use]
    pub fn indicators(&self) -> &[String] {
        &self.names
    }

    /// Number of rows used.
    #[must_use]
    pub fn n(&self) -> usize {
        self.used.len()
    }

    /// Rows of the table that are used, from 0.
    #[must_use]
    pub fn rows_used(&self) -> &[usize] {
        &self.used
    }

    /// Number of rows of the table.
    #[must_use]
    pub fn rows_read(&self) -> usize {
        self.rows_read
    }

    /// Number of rows excluded because their case weight is 0.
    #[must_use]
    pub fn weightless(&self) -> usize {
        self.weightless
    }

    /// Number of rows dropped for missing answers.
    #[must_use]
    pub fn dropped(&self) -> usize {
        self.rows_read - self.weightless - self.n()
    }

    /// The case weight of every row used, as it was given; `None` if each counts once.
    #[must_use]
    pub fn weights(&self) -> Option<&[f64]> {
        self.weights.as_deref()
    }

    /// The number of rows of equal weight that would hold as much information about a mean; `None` without case weights.
    ///
    /// ```text
    /// n_eff = (Σ w_i)² / Σ w_i²
    /// ```
    ///
    /// Source: Kish (1965), Survey Sampling.
    #[must_use]
    pub fn effective_n(&self) -> Option<f64> {
        let weights = self.weights()?;
        let sum: f64 = weights.iter().sum();
        let squares: f64 = weights.iter().map(|w| w * w).sum();
        Some(sum * sum / squares)
    }

    /// Missing answers to each indicator, among all rows read.
    #[must_use]
    pub fn missing(&self) -> &[usize] {
        &self.missing
    }

    /// The answer of row `i` (from 0, among the rows used) to indicator `k`; `None` if it is missing.
    #[must_use]
    pub fn answer(&self, i: usize, k: usize) -> Option<f64> {
        self.answers[k].get(i)
    }

    /// The answers of some rows to indicator `k`; not-a-number where missing.
    pub(crate) fn copy_answers(&self, k: usize, rows: &[usize], into: &mut [f64]) {
        self.answers[k].copy(rows, into);
    }

    /// How missing answers are treated.
    #[must_use]
    pub fn treatment(&self) -> Missing {
        self.treatment
    }

    /// The lowest and the highest answer to indicator `k`.
    pub(crate) fn range(&self, k: usize) -> [f64; 2] {
        let given = self.answers[k].given();
        given.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], x| {
            [low.min(x), high.max(x)]
        })
    }

    /// Moments of the sample itself: every row counts once, or with its case weight.
    #[must_use]
    pub fn moments(&self) -> Moments {
        let (mut lanes, mut end) = (MomentLanes::room(self.names.len()), [Ok(())]);
        let mut weigher = Weigher::new(self);
        weigher.add(&vec![1.0; self.n()]);
        // Every indicator varies: `new` has checked it.
        weigher.take(&mut lanes, &mut end);
        let mut moments = Moments::room(self.names.len());
        lanes.get(0, &mut moments);
        moments
    }
}

/// The model's indicators as columns of finite numbers, NaN where missing.
fn columns<'t>(model: &Model, table: &'t Table) -> Result<Vec<&'t [f64]>, SampleError> {
    let constructs = model.measured();
    let indicators = constructs.flat_map(|c| c.indicators.iter().map(|i| (c.name.as_str(), i)));
    all_of(indicators.map(|(construct, indicator)| numbers_of(construct, indicator, table)))
}

/// What is found for every indicator, or the first fault, with the other indicators that have it.
pub(super) fn all_of<T>(
    found: impl Iterator<Item = Result<T, SampleError>>,
) -> Result<Vec<T>, SampleError> {
    let (mut all, mut faults) = (Vec::new(), Vec::new());
    for one in found {
        match one {
            Ok(one) => all.push(one),
            Err(fault) if faults.is_empty() && !fault.may_be_shared() => return Err(fault),
            Err(fault) => faults.push(fault),
        }
    }
    none_of(faults.into_iter())?;
    Ok(all)
}

/// The first of some faults, with the other indicators that have it.
fn none_of(faults: impl Iterator<Item = SampleError>) -> Result<(), SampleError> {
    match SampleError::together(faults).into_iter().next() {
        Some(first) => Err(first),
        None => Ok(()),
    }
}

/// The answers to an indicator of a construct, as a column of finite numbers, NaN where missing.
pub(crate) fn numbers_of<'t>(
    construct: &str,
    indicator: &str,
    table: &'t Table,
) -> Result<&'t [f64], SampleError> {
    let at = table.position_of(indicator).map_err(|error| {
        if let DataError::DuplicateColumn { first, second, .. } = error {
            return SampleError::TwoColumns {
                indicator: indicator.to_owned(),
                first,
                second,
            };
        }
        let names = || table.columns().iter().map(|c| c.name.as_str());
        SampleError::unknown_indicator(indicator, construct, names, table.doubt(Some(indicator)))
    })?;
    let column = &table.columns()[at];
    numbers(indicator, &column.cells, table)
}

/// The fault of an indicator by itself, whatever the others are and however missing answers are treated: it is not a
/// column of numbers, or the numbers do not vary in the rows with weights above 0.
pub(crate) fn fault(construct: &str, indicator: &str, table: &Table) -> Option<SampleError> {
    let answers = match numbers_of(construct, indicator, table) {
        Ok(answers) => answers,
        Err(error) => return Some(error),
    };
    let Some(weights) = table.weights() else {
        return shift(indicator, answers, None).err();
    };
    let counted = answers.iter().zip(weights).filter(|(_, w)| **w > 0.0);
    let (answers, weights): (Vec<f64>, Vec<f64>) = counted.unzip();
    shift(indicator, &answers, Some(&weights)).err()
}

fn numbers<'t>(indicator: &str, cells: &'t Cells, table: &Table) -> Result<&'t [f64], SampleError> {
    match cells {
        Cells::Text {
            cells,
            first,
            header_rows,
        } => Err(SampleError::not_a_number(
            table,
            indicator,
            cells,
            *first,
            *header_rows,
        )),
        Cells::Numbers(x) => match x.iter().position(|x| x.abs() > LARGEST) {
            Some(row) => Err(SampleError::TooLarge {
                indicator: indicator.to_owned(),
                place: table.place_of(indicator, row),
                value: x[row],
            }),
            None => Ok(x),
        },
    }
}

/// Refuses the first missing answer among some rows.
pub(crate) fn refuse_missing(
    names: &[String],
    columns: &[&[f64]],
    rows: &[usize],
    table: &Table,
) -> Result<(), SampleError> {
    let incomplete = |&&i: &&usize| columns.iter().any(|x| x[i].is_nan());
    let Some(&row) = rows.iter().find(incomplete) else {
        return Ok(());
    };
    let column = columns.iter().position(|x| x[row].is_nan()).unwrap_or(0);
    let missing = |x: &&[f64]| rows.iter().filter(|&&i| x[i].is_nan()).count();
    Err(SampleError::MissingAnswers {
        cells: columns.iter().map(missing).sum(),
        rows: rows.iter().filter(incomplete).count(),
        indicator: names[column].clone(),
        place: table.place_of(&names[column], row),
    })
}

/// Checks that every equation of a model has degrees of freedom.
pub(super) fn enough_rows(
    model: &Model,
    rows: usize,
    dropped: usize,
    weightless: usize,
) -> Result<(), SampleError> {
    let predictors = |j: usize| {
        model
            .path_positions()
            .iter()
            .filter(|&&(_, t)| t == j)
            .count()
    };
    let most = (0..model.constructs().len())
        .max_by_key(|&j| predictors(j))
        .unwrap_or(0);
    let needed = predictors(most) + 2;
    if rows < needed {
        return Err(SampleError::TooFewRows {
            rows,
            construct: model.name(most).to_owned(),
            predictors: predictors(most),
            needed,
            dropped,
            weightless,
        });
    }
    Ok(())
}

/// The constant that is subtracted from an indicator's answers: near their mean, and a whole number when they
/// all are, so that sums of products of whole numbers stay whole and exact.
fn shift(name: &str, answers: &[f64], weights: Option<&[f64]>) -> Result<f64, SampleError> {
    let weighted = || {
        let rows = answers.iter().enumerate().filter(|(_, x)| !x.is_nan());
        rows.map(|(i, &x)| (x, weights.map_or(1.0, |w| w[i])))
    };
    let given = || weighted().map(|(x, _)| x);
    let Some(first) = given().next() else {
        return Err(SampleError::AllMissing {
            indicator: name.to_owned(),
        });
    };
    #[allow(clippy::float_cmp)] // constant means: the same number
    if given().all(|x| x == first) {
        return Err(SampleError::Constant {
            indicator: name.to_owned(),
            value: first,
        });
    }
    let (count, total) = weighted().fold((0.0, 0.0), |(n, total), (_, w)| (n + 1.0, total + w));
    let mean = first + weighted().map(|(x, w)| w * (x - first)).sum::<f64>() / total;
    let squares: f64 = weighted().map(|(x, w)| w * (x - mean).powi(2)).sum();
    let sd = (squares / total * count / (count - 1.0)).sqrt();
    if sd < SMALLEST_SD {
        return Err(SampleError::TooSmall {
            indicator: name.to_owned(),
            sd,
        });
    }
    #[allow(clippy::float_cmp)] // whole means: nothing is cut off
    let whole = given().all(|x| x == x.trunc());
    Ok(if whole { mean.round() } else { mean })
}
