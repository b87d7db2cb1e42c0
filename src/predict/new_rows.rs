//! Predictions of new rows.

use super::row::Row;
use super::{PredictError, Predictor};
use crate::data::{DataError, Table};
use crate::moments::{Missing, SampleError, numbers_of, refuse_missing};

/// Predictions of the rows of a table, in its order.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct NewRows {
    /// The constructs, and the standardised score of each in every row: made of the row's answers where it has no predecessors,
    /// and predicted where it has.
    pub constructs: Vec<(String, Vec<Option<f64>>)>,
    /// The indicators that are predicted.
    pub indicators: Vec<PredictedIndicator>,
    /// For every row the indicators whose answer lies outside of the answers that the model was estimated from: there the
    /// prediction is an extrapolation.
    pub outside: Vec<Vec<String>>,
    /// The level of intervals; `None` where there are none.
    pub level: Option<f64>,
}

/// An indicator in every row, in its own unit; `None` in a row that is not predicted, because answers are missing and
/// `casewise` leaves such rows out.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PredictedIndicator {
    /// Its name.
    pub indicator: String,
    /// The predictions.
    pub predicted: Vec<Option<f64>>,
    /// Interval of each prediction, from the errors of rows that were held out; `None` where there are none.
    pub intervals: Option<Vec<Option<[f64; 2]>>>,
}

impl Predictor {
    /// Predicts the rows of a table, whose columns stand in any order.
    ///
    /// Answers are treated as those of the sample: with `error` a missing one is refused, with `casewise` its row is not
    /// predicted, and with `mean` it stands at the mean of the sample.
    ///
    /// # Errors
    /// [`PredictError`]: a column that is needed is not there, is text, or misses an answer that must be there.
    pub fn predict(&self, table: &Table) -> Result<NewRows, PredictError> {
        let (shape, trained) = (&self.shape, &self.trained);
        let needed = self.needed();
        let names: Vec<String> = needed.iter().map(|&c| shape.column(c).to_owned()).collect();
        let answers = needed
            .iter()
            .zip(&names)
            .map(|(&c, name)| numbers_of(shape.name(shape.construct_of(c)), name, table))
            .collect::<Result<Vec<&[f64]>, SampleError>>()
            .map_err(|error| PredictError::Estimate(error.into()))?;
        let rows: Vec<usize> = (0..table.rows()).collect();
        if self.missing == Missing::Error {
            refuse_missing(&names, &answers, &rows, table)
                .map_err(|error| PredictError::Estimate(error.into()))?;
        }
        let column_of = |c: usize| needed.iter().position(|&own| own == c);
        let columns = shape.predicted().len() + shape.predictors().len();
        let places: Vec<Option<usize>> = (0..columns).map(column_of).collect();

        let mut row = Row::new(shape, 0.0_f64);
        let mut scores = vec![Vec::new(); shape.last().constructs()];
        let mut predicted = vec![Vec::new(); shape.predicted().len()];
        let mut outside = Vec::new();
        for &i in &rows {
            let answer = |c: usize| {
                let x = answers[places[c]?][i];
                Some(x).filter(|x| !x.is_nan())
            };
            let incomplete = needed.iter().any(|&c| answer(c).is_none());
            let is_left_out = incomplete && self.missing == Missing::Casewise;
            let kept = |x: f64| Some(x).filter(|x| x.is_finite() && !is_left_out);
            row.set(trained, |c| answer(c).unwrap_or(trained.means[c]));
            row.predict(trained, self.antecedents);
            for (into, &score) in scores.iter_mut().zip(row.predicted()) {
                into.push(kept(score));
            }
            for (into, &c) in predicted.iter_mut().zip(shape.predicted()) {
                into.push(kept(row.answer(trained, c)));
            }
            let beyond = needed.iter().zip(&names).filter(|(c, _)| {
                let [low, high] = self.ranges[**c];
                answer(**c).is_some_and(|x| x < low || x > high)
            });
            outside.push(beyond.map(|(_, name)| name.clone()).collect());
        }
        let names = (0..scores.len()).map(|j| shape.name(j).to_owned());
        let indicators = shape.predicted().iter().zip(predicted).enumerate();
        Ok(NewRows {
            constructs: names.zip(scores).collect(),
            indicators: indicators
                .map(|(place, (&c, predicted))| PredictedIndicator {
                    indicator: shape.column(c).to_owned(),
                    intervals: self.intervals.as_ref().map(|of| {
                        let [low, high] = of.errors[place];
                        let around = |x: &Option<f64>| x.map(|x| [x + low, x + high]);
                        predicted.iter().map(around).collect()
                    }),
                    predicted,
                })
                .collect(),
            outside,
            level: self.intervals.as_ref().map(|of| of.level),
        })
    }
}

impl NewRows {
    /// The predictions as a table: a row number (or the column that names the rows), every predicted indicator with `NAME_low`
    /// and `NAME_high`, the scores by the names of their constructs (`NAME_score`, if an indicator has this name), and in
    /// `outside` the indicators whose answers lie outside of the range that the model was estimated from.
    ///
    /// # Errors
    /// [`DataError`]: the table has no column of that name, or a column with the name of a prediction.
    pub fn table(&self, table: &Table, id: Option<&str>) -> Result<Table, DataError> {
        let whose = match id {
            Some(id) => table.only(id)?,
            None => Table::from_columns([(
                "row",
                (1..=table.rows()).map(|row| row as f64).collect::<Vec<_>>(),
            )])?,
        };
        let numbers = |of: &mut dyn Iterator<Item = Option<f64>>| -> Vec<f64> {
            of.map(|x| x.unwrap_or(f64::NAN)).collect()
        };
        let mut columns: Vec<(String, Vec<f64>)> = Vec::new();
        for of in &self.indicators {
            let name = &of.indicator;
            columns.push((name.clone(), numbers(&mut of.predicted.iter().copied())));
            if let Some(intervals) = &of.intervals {
                for (end, suffix) in ["low", "high"].into_iter().enumerate() {
                    let bounds = &mut intervals.iter().map(|of| of.map(|of| of[end]));
                    columns.push((format!("{name}_{suffix}"), numbers(bounds)));
                }
            }
        }
        for (construct, scores) in &self.constructs {
            let taken = columns.iter().any(|(name, _)| name == construct);
            let name = if taken {
                format!("{construct}_score")
            } else {
                construct.clone()
            };
            columns.push((name, numbers(&mut scores.iter().copied())));
        }
        let mut columns = columns.into_iter();
        let joined =
            columns.try_fold(whose, |table, (name, cells)| table.with_column(name, cells))?;
        joined.with_text(
            "outside",
            self.outside.iter().map(|names| names.join("; ")).collect(),
        )
    }
}
