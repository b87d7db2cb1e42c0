//! The rows of a model's indicators, checked for estimation.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::answers::Answers;
use super::rows::Rows;
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
    /// The indicators with missing answers in the rows used.
    incomplete: Vec<usize>,
    rows: OnceLock<Rows>,
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
        let own = |column: &&[f64]| Answers::of(used.iter().map(|&i| column[i]).collect());
        let answers: Vec<Answers> = columns.iter().map(own).collect();
        let shifts = all_of(names.iter().zip(&answers).map(|(name, answers)| {
            let given = || answers.weighted(weights.as_deref());
            shift(name, answers.count() as f64, given)
        }))?;
        let incomplete = (0..p).filter(|&k| answers[k].count() < used.len());
        let incomplete: Vec<usize> = incomplete.collect();
        let mut answered = vec![p; p];
        for (i, &k) in incomplete.iter().enumerate() {
            answered[k] = p + 1 + i;
        }
        Ok(Self {
            names,
            used,
            rows_read: table.rows(),
            missing: missing_cells,
            answers,
            shifts,
            incomplete,
            rows: OnceLock::new(),
            answered,
            weights,
            weightless,
            treatment: missing,
        })
    }

    /// For each row: the shifted answers (0 where missing), a 1, then for each incomplete indicator whether it was
    /// answered. They are laid out when moments are first computed: describing answers does not need them.
    pub(super) fn rows(&self) -> &Rows {
        let p = self.names.len();
        let cells = |column: usize, first: usize, into: &mut [f64]| match column {
            k if k < p => self.answers[k].copy_shifted(first, self.shifts[k], into),
            k if k == p => into.fill(1.0),
            k => {
                let answers = &self.answers[self.incomplete[k - p - 1]];
                for (x, i) in into.iter_mut().zip(first..) {
                    *x = f64::from(u8::from(answers.get(i).is_some()));
                }
            }
        };
        let columns = p + 1 + self.incomplete.len();
        self.rows
            .get_or_init(|| Rows::new(self.n(), columns, cells))
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

    /// The answers to indicator `k` that were given, with how often: small whole numbers once each, others as they come.
    pub(crate) fn given(&self, k: usize) -> impl Iterator<Item = (f64, usize)> {
        self.answers[k].given()
    }

    /// The answers to indicator `k` that were given, each with its weight: how often it was given, or the case weight.
    pub(crate) fn weighted(&self, k: usize) -> impl Iterator<Item = (f64, f64)> {
        self.answers[k].weighted(self.weights())
    }

    /// The indicators with a missing answer in the rows used.
    pub(crate) fn incomplete(&self) -> &[usize] {
        &self.incomplete
    }

    /// The different answers to indicator `k` in ascending order, and how often each was given.
    pub(crate) fn different(&self, k: usize) -> Vec<(f64, usize)> {
        let mut given: Vec<(f64, usize)> = self.given(k).collect();
        given.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        given.dedup_by(|next, kept| {
            #[allow(clippy::float_cmp)] // the same answer is the same number
            let is_same = next.0 == kept.0;
            if is_same {
                kept.1 += next.1;
            }
            is_same
        });
        given
    }

    /// The lowest and the highest answer to indicator `k`.
    pub(crate) fn range(&self, k: usize) -> [f64; 2] {
        let given = self.given(k);
        given.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], (x, _)| {
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
    let weights = table.weights();
    let given = || {
        let counted = answers.iter().enumerate().filter(|(_, x)| !x.is_nan());
        let weighted = counted.map(|(i, &x)| (x, weights.map_or(1.0, |w| w[i])));
        weighted.filter(|(_, weight)| *weight > 0.0)
    };
    shift(indicator, given().count() as f64, given).err()
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
    // Most columns have no gap, and need not be looked through row by row.
    let gappy = columns.iter().filter(|x| x.iter().any(|x| x.is_nan()));
    let gappy: Vec<&[f64]> = gappy.copied().collect();
    if gappy.is_empty() {
        return Ok(());
    }
    let incomplete = |&&i: &&usize| gappy.iter().any(|x| x[i].is_nan());
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
/// all are, so that sums of products of whole numbers stay whole and exact. `given` are the answers with their weights, of
/// `count` rows.
fn shift<I: Iterator<Item = (f64, f64)>>(
    name: &str,
    count: f64,
    given: impl Fn() -> I,
) -> Result<f64, SampleError> {
    let Some((first, _)) = given().next() else {
        return Err(SampleError::AllMissing {
            indicator: name.to_owned(),
        });
    };
    #[allow(clippy::float_cmp)] // constant means: the same number
    if given().all(|(x, _)| x == first) {
        return Err(SampleError::Constant {
            indicator: name.to_owned(),
            value: first,
        });
    }
    let total: f64 = given().map(|(_, w)| w).sum();
    let mean = first + given().map(|(x, w)| w * (x - first)).sum::<f64>() / total;
    let squares: f64 = given().map(|(x, w)| w * (x - mean).powi(2)).sum();
    let sd = (squares / total * count / (count - 1.0)).sqrt();
    if sd < SMALLEST_SD {
        return Err(SampleError::TooSmall {
            indicator: name.to_owned(),
            sd,
        });
    }
    #[allow(clippy::float_cmp)] // whole means: nothing is cut off
    let whole = given().all(|(x, _)| x == x.trunc());
    Ok(if whole { mean.round() } else { mean })
}
