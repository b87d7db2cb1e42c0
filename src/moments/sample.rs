//! The rows of a model's indicators, proved fit to be estimated from.

use serde::{Deserialize, Serialize};

use super::gram::{Gram, Packing, Rows};
use super::{Moments, SampleError};
use crate::data::{Cells, Table};
use crate::model::Model;

/// Answers beyond this cannot be squared and summed safely.
const LARGEST: f64 = 1e50;
/// Standard deviations below this cannot be squared safely.
const SMALLEST_SD: f64 = 1e-50;
/// A sum of squares that keeps less than this share after centring is rounding noise.
const CENTRING_NOISE: f64 = 1e-12;

/// What becomes of missing answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Missing {
    /// They are an error. The default: no treatment is chosen silently.
    #[default]
    Error,
    /// Rows with a missing answer to one of the model's indicators are dropped.
    Casewise,
    /// They are replaced by the mean of the answers given; in a resample, by the mean inside that resample.
    Mean,
}

/// The answers to a model's indicators, as rows that can be weighted.
///
/// Made by [`Sample::new`], which proves that every indicator is a numeric column that varies, and that
/// there are rows enough for the model.
#[derive(Debug, Clone)]
pub struct Sample {
    names: Vec<String>,
    /// Rows of the table that are used.
    used: Vec<usize>,
    rows_read: usize,
    /// Missing cells of the indicators, in all rows read.
    missing: Vec<usize>,
    /// What was subtracted from each indicator.
    shifts: Vec<f64>,
    /// For each row: the shifted answers (0 where missing), a 1, then for each incomplete indicator whether
    /// it was answered.
    rows: Rows,
    /// For each indicator the column of `rows` that says whether it was answered.
    answered: Vec<usize>,
}

impl Sample {
    /// Takes the rows of a model's indicators from a table and treats missing answers.
    ///
    /// # Errors
    /// [`SampleError`]: an indicator is absent, text, infinite, without answers or constant; answers are
    /// missing with no treatment named; too few rows remain.
    pub fn new(model: &Model, table: &Table, missing: Missing) -> Result<Self, SampleError> {
        let names: Vec<String> = model.indicators().map(str::to_owned).collect();
        let columns = columns(model, table)?;
        let missing_cells: Vec<usize> =
            columns.iter().map(|x| x.iter().filter(|x| x.is_nan()).count()).collect();
        if let Some(k) = missing_cells.iter().position(|&count| count == table.rows()) {
            return Err(SampleError::AllMissing { indicator: names[k].clone() });
        }
        let complete = |&i: &usize| columns.iter().all(|x| !x[i].is_nan());
        let used: Vec<usize> = match missing {
            Missing::Error => {
                refuse_missing(&names, &columns, table)?;
                (0..table.rows()).collect()
            }
            Missing::Casewise => (0..table.rows()).filter(complete).collect(),
            Missing::Mean => (0..table.rows()).collect(),
        };
        enough_rows(model, used.len())?;
        let answers: Vec<Vec<f64>> =
            columns.iter().map(|x| used.iter().map(|&i| x[i]).collect()).collect();
        let shifts = names
            .iter()
            .zip(&answers)
            .map(|(name, x)| shift(name, x))
            .collect::<Result<Vec<f64>, SampleError>>()?;

        let p = names.len();
        let incomplete: Vec<usize> =
            (0..p).filter(|&k| answers[k].iter().any(|x| x.is_nan())).collect();
        let mut answered = vec![p; p];
        for (i, &k) in incomplete.iter().enumerate() {
            answered[k] = p + 1 + i;
        }
        let rows = Rows::new(used.len(), p + 1 + incomplete.len(), |i, column| match column {
            k if k < p => Some(answers[k][i] - shifts[k]).filter(|x| !x.is_nan()).unwrap_or(0.0),
            k if k == p => 1.0,
            k => f64::from(u8::from(!answers[incomplete[k - p - 1]][i].is_nan())),
        });
        Ok(Self { names, used, rows_read: table.rows(), missing: missing_cells, shifts, rows, answered })
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

    /// Missing answers to each indicator, among all rows read.
    #[must_use]
    pub fn missing(&self) -> &[usize] {
        &self.missing
    }

    /// The answer of row `i` (from 0, among the rows used) to indicator `k`; `None` if it is missing.
    #[must_use]
    pub fn answer(&self, i: usize, k: usize) -> Option<f64> {
        let given = self.rows.get(i, self.answered[k]) > 0.0;
        given.then(|| self.rows.get(i, k) + self.shifts[k])
    }

    /// Moments of the sample as it is: every row counts once.
    #[must_use]
    pub fn moments(&self) -> Moments {
        let mut moments = Moments::room(self.names.len());
        let mut gram = Gram::default();
        self.gram(&vec![1.0; self.n()], &mut Packing::default(), &mut gram);
        // Every indicator varies: `new` has proved it.
        let _ = self.moments_of(&gram, &mut moments);
        moments
    }

    /// Cross products of the rows under weights of them (counts of a resample, or any that are not negative).
    pub(crate) fn gram(&self, weights: &[f64], packing: &mut Packing, gram: &mut Gram) {
        self.rows.gram(weights, packing, gram);
    }

    /// Moments from cross products, or the position of an indicator that does not vary in them.
    pub(crate) fn moments_of(&self, gram: &Gram, moments: &mut Moments) -> Result<(), usize> {
        let p = self.names.len();
        let n = gram.get(p, p);
        moments.n = n;
        // Means about the shift first: the cross products below need them.
        for k in 0..p {
            moments.means[k] = gram.get(k, self.answered[k]) / gram.get(self.answered[k], self.answered[k]);
        }
        for k in 0..p {
            let raw = gram.get(k, k);
            let about_mean = raw - moments.means[k] * gram.get(k, self.answered[k]);
            // Not `<=`: an indicator without answers in these rows has no number here.
            if !(about_mean > CENTRING_NOISE * raw) {
                return Err(k);
            }
            moments.sds[k] = about_mean.sqrt();
        }
        if self.answered.iter().all(|&a| a == p) {
            self.correlate_complete(gram, moments);
        } else {
            self.correlate_incomplete(gram, moments);
        }
        let divisor = (n - 1.0).sqrt();
        for k in 0..p {
            moments.sds[k] /= divisor;
            moments.means[k] += self.shifts[k];
        }
        Ok(())
    }

    /// Correlations when every answer was given; `sds` still lack their divisor, `means` their shift.
    fn correlate_complete(&self, gram: &Gram, moments: &mut Moments) {
        let p = self.names.len();
        let (means, sds) = (&moments.means, &moments.sds);
        let s = moments.correlations.as_mut_slice();
        for k in 0..p {
            let (sum, scale) = (gram.get(k, p), 1.0 / sds[k]);
            let row = &mut s[k * p..(k + 1) * p];
            row[k] = 1.0;
            let rest = row[k + 1..].iter_mut().zip(&gram.row(k)[k + 1..p]);
            for ((r, &cross), (&mean, &sd)) in rest.zip(means[k + 1..].iter().zip(&sds[k + 1..])) {
                *r = (cross - sum * mean) * scale / sd;
            }
        }
        mirror(s, p);
    }

    /// Correlations when missing answers stand at the mean of those given.
    fn correlate_incomplete(&self, gram: &Gram, moments: &mut Moments) {
        let p = self.names.len();
        let (means, sds) = (&moments.means, &moments.sds);
        let s = moments.correlations.as_mut_slice();
        for k in 0..p {
            s[k * p + k] = 1.0;
            for l in k + 1..p {
                let (ak, al) = (self.answered[k], self.answered[l]);
                let cross = gram.get(k, l) - means[l] * gram.get(k, al) - means[k] * gram.get(l, ak)
                    + means[k] * means[l] * gram.get(ak, al);
                s[k * p + l] = cross / (sds[k] * sds[l]);
            }
        }
        mirror(s, p);
    }
}

/// Copies the upper triangle of a row-major `p x p` matrix to the lower one.
fn mirror(s: &mut [f64], p: usize) {
    for k in 1..p {
        for l in 0..k {
            s[k * p + l] = s[l * p + k];
        }
    }
}

/// The model's indicators as columns of finite numbers, NaN where missing.
fn columns<'t>(model: &Model, table: &'t Table) -> Result<Vec<&'t [f64]>, SampleError> {
    let mut columns = Vec::new();
    for construct in model.constructs() {
        for indicator in &construct.indicators {
            let column = table.column(indicator).ok_or_else(|| SampleError::UnknownIndicator {
                indicator: indicator.clone(),
                construct: construct.name.clone(),
                nearest: table.nearest_column(indicator),
            })?;
            columns.push(numbers(indicator, &column.cells, table)?);
        }
    }
    Ok(columns)
}

fn numbers<'t>(indicator: &str, cells: &'t Cells, table: &Table) -> Result<&'t [f64], SampleError> {
    match cells {
        Cells::Text { cells, first } => Err(SampleError::NotANumber {
            indicator: indicator.to_owned(),
            place: table.place(*first),
            cell: cells[*first].clone(),
        }),
        Cells::Numbers(x) => match x.iter().position(|x| x.abs() > LARGEST) {
            Some(row) => Err(SampleError::TooLarge {
                indicator: indicator.to_owned(),
                place: table.place(row),
                value: x[row],
            }),
            None => Ok(x),
        },
    }
}

fn refuse_missing(names: &[String], columns: &[&[f64]], table: &Table) -> Result<(), SampleError> {
    let incomplete = |&i: &usize| columns.iter().any(|x| x[i].is_nan());
    let Some(row) = (0..table.rows()).find(incomplete) else { return Ok(()) };
    let column = columns.iter().position(|x| x[row].is_nan()).unwrap_or(0);
    Err(SampleError::MissingAnswers {
        cells: columns.iter().map(|x| x.iter().filter(|x| x.is_nan()).count()).sum(),
        rows: (0..table.rows()).filter(incomplete).count(),
        indicator: names[column].clone(),
        place: table.place(row),
    })
}

fn enough_rows(model: &Model, rows: usize) -> Result<(), SampleError> {
    let predictors = |j: usize| model.path_positions().iter().filter(|&&(_, t)| t == j).count();
    let most = (0..model.constructs().len()).max_by_key(|&j| predictors(j)).unwrap_or(0);
    let needed = predictors(most) + 2;
    if rows < needed {
        return Err(SampleError::TooFewRows {
            rows,
            construct: model.name(most).to_owned(),
            predictors: predictors(most),
            needed,
        });
    }
    Ok(())
}

/// The constant that is subtracted from an indicator's answers: near their mean, and a whole number when they
/// all are, so that sums of products of whole numbers stay whole and exact.
fn shift(name: &str, answers: &[f64]) -> Result<f64, SampleError> {
    let given = || answers.iter().copied().filter(|x| !x.is_nan());
    let count = given().count() as f64;
    let Some(first) = given().next() else {
        return Err(SampleError::AllMissing { indicator: name.to_owned() });
    };
    #[allow(clippy::float_cmp)] // constant means: the same number
    if given().all(|x| x == first) {
        return Err(SampleError::Constant { indicator: name.to_owned(), value: first });
    }
    let mean = first + given().map(|x| x - first).sum::<f64>() / count;
    let sd = (given().map(|x| (x - mean).powi(2)).sum::<f64>() / (count - 1.0)).sqrt();
    if sd < SMALLEST_SD {
        return Err(SampleError::TooSmall { indicator: name.to_owned(), sd });
    }
    #[allow(clippy::float_cmp)] // whole means: nothing is cut off
    let whole = given().all(|x| x == x.trunc());
    Ok(if whole { mean.round() } else { mean })
}
