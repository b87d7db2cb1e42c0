//! How far predictions of held-out rows are from their answers.
//!
//! ```text
//! RMSE          sqrt(Σ w e² / Σ w)                     e  answer less prediction, in the unit of the answers
//! MAE           Σ w |e| / Σ w                          w  case weight; 1 without
//! MAPE          100 Σ w |e / x| / Σ w                  not defined where an answer x is 0
//! Q²_predict    1 - Σ w e² / Σ w (x - mean)²           mean of the rows that train
//! ```
//!
//! Sums run over all rows that gave the answer, each of which was held out once. Every repetition has its own value; what is
//! reported is their mean and standard deviation. Predictions are never averaged over repetitions, because the error of an
//! average is smaller than that of a prediction.
//!
//! Source: Shmueli, Ray, Velasquez Estrada & Chatla (2016), Journal of Business Research 69(10), 4552-4564; Shmueli et al.
//! (2019), European Journal of Marketing 53(11), 2322-2347.

use serde::{Deserialize, Serialize};

use super::repetition::{PredictedBy, Repetition};
use super::shape::Shape;
use super::verdict::{By, PredictivePower};
use crate::moments::Sample;
use crate::numeric::order::Sorting;
use crate::numeric::strands::{dot, weighted_sums};

/// Errors of prediction of one indicator, in its own unit: means over repetitions, each with its standard deviation over
/// repetitions, which is `None` if there is one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IndicatorAccuracy {
    /// The explained construct that predicts it; of an indicator of a dimension, the higher-order construct.
    pub construct: String,
    /// The indicator.
    pub indicator: String,
    /// Above 0: better than the mean of the rows that train.
    pub q2_predict: Option<f64>,
    /// Its standard deviation over repetitions.
    pub q2_predict_sd: Option<f64>,
    /// Root of the mean squared error.
    pub rmse: f64,
    /// Its standard deviation over repetitions.
    pub rmse_sd: Option<f64>,
    /// Mean absolute error.
    pub mae: f64,
    /// Its standard deviation over repetitions.
    pub mae_sd: Option<f64>,
    /// Mean absolute error in per cent of the answer; `None` where an answer is 0.
    pub mape: Option<f64>,
    /// Its standard deviation over repetitions.
    pub mape_sd: Option<f64>,
    /// Root of the mean squared error of the linear model on the indicators of the constructs without predecessors.
    pub rmse_lm: f64,
    /// Its standard deviation over repetitions.
    pub rmse_lm_sd: Option<f64>,
    /// Mean absolute error of the linear model.
    pub mae_lm: f64,
    /// Its standard deviation over repetitions.
    pub mae_lm_sd: Option<f64>,
    /// Root of the mean squared error of the linear model on the indicators of the direct antecedents; `None` unless predictions
    /// by direct antecedents are asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rmse_lm_direct: Option<f64>,
    /// Its standard deviation over repetitions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rmse_lm_direct_sd: Option<f64>,
    /// Mean absolute error of that model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mae_lm_direct: Option<f64>,
    /// Its standard deviation over repetitions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mae_lm_direct_sd: Option<f64>,
    /// Root of the mean squared error of the mean of the rows that train.
    pub rmse_mean: f64,
    /// Its standard deviation over repetitions.
    pub rmse_mean_sd: Option<f64>,
    /// Mean absolute error of the mean of the rows that train.
    pub mae_mean: f64,
    /// Its standard deviation over repetitions.
    pub mae_mean_sd: Option<f64>,
    /// Skewness of the errors (population moments); `None` if they do not vary.
    pub skewness: Option<f64>,
    /// What is added to a prediction for the lower end of its interval: the quantile (1 - level) / 2 of the errors of all
    /// repetitions together (type 7; by weight, if rows have weights).
    pub error_low: f64,
    /// The same for the upper end: the quantile (1 + level) / 2.
    pub error_high: f64,
}

/// Rows that are held out, grouped by their predictions: means of the first repetition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Calibration {
    /// The indicator.
    pub indicator: String,
    /// Rows of the group.
    pub rows: usize,
    /// Mean prediction.
    pub predicted: f64,
    /// Mean answer.
    pub observed: f64,
}

/// Groups of rows by their predictions.
const GROUPS: usize = 10;

/// Errors of prediction of the standardised score of an explained construct, and what its indicators say about its predictive
/// power. The score that is predicted is made of the row's own answers by the weights of the rows that train.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ConstructAccuracy {
    /// The construct.
    pub construct: String,
    /// Above 0: better than the mean.
    pub q2_predict: Option<f64>,
    /// Its standard deviation over repetitions.
    pub q2_predict_sd: Option<f64>,
    /// Root of the mean squared error.
    pub rmse: f64,
    /// Its standard deviation over repetitions.
    pub rmse_sd: Option<f64>,
    /// Mean absolute error.
    pub mae: f64,
    /// Its standard deviation over repetitions.
    pub mae_sd: Option<f64>,
    /// Its indicators.
    pub indicators: usize,
    /// How many of them have a `Q²_predict` above 0.
    pub above_mean: usize,
    /// How many of these have a smaller error than the linear model.
    pub below_lm: usize,
    /// The error that decides.
    pub by: By,
    /// The conclusion.
    pub power: PredictivePower,
}

/// Mean and standard deviation over repetitions; neither if a repetition has no value.
#[derive(Debug, Clone, Default)]
struct Over(Vec<f64>);

impl Over {
    fn mean(&self) -> f64 {
        self.0.iter().sum::<f64>() / self.0.len() as f64
    }

    fn mean_if_defined(&self) -> Option<f64> {
        Some(self.mean()).filter(|x| x.is_finite())
    }

    fn sd(&self) -> Option<f64> {
        let (mean, r) = (self.mean(), self.0.len() as f64);
        let squares: f64 = self.0.iter().map(|x| (x - mean).powi(2)).sum();
        Some((squares / (r - 1.0)).sqrt()).filter(|sd| sd.is_finite())
    }
}

/// A root of the mean square and a mean size of errors, in every repetition.
#[derive(Debug, Clone, Default)]
struct Sizes {
    rmse: Over,
    mae: Over,
}

impl Sizes {
    /// Takes the errors of a repetition, under weights of this sum, and gives their mean square; nothing if there are none.
    fn take(&mut self, errors: Option<&[f64]>, weights: &[f64], all: f64) -> f64 {
        let sums = errors.map(|e| weighted_sums(e, weights, |e| [e * e, e.abs()]));
        let [square, size] = sums.map_or([f64::NAN; 2], |sums| sums.map(|sum| sum / all));
        self.rmse.0.push(square.sqrt());
        self.mae.0.push(size);
        square
    }
}

/// The measures of one indicator, or of one construct, in every repetition.
#[derive(Debug, Clone, Default)]
struct Measured {
    /// The weight of every row, 0 where it has no answer, and their sum.
    weights: Vec<f64>,
    all: f64,
    /// The same divided by the size of the answers.
    shares: Vec<f64>,
    own: Sizes,
    mape: Over,
    q2: Over,
    linear: Sizes,
    linear_direct: Sizes,
    mean: Sizes,
    skewness: Over,
    /// Errors of all repetitions, row by row.
    errors: Vec<f64>,
    /// Rows, mean prediction and mean answer of groups of rows of the first repetition.
    groups: Vec<(usize, f64, f64)>,
}

impl Measured {
    fn of(weights: Vec<f64>) -> Self {
        Self {
            all: weights.iter().sum(),
            weights,
            ..Self::default()
        }
    }

    /// Quantiles of the errors of all repetitions together, which hold this share of them.
    fn interval(&self, level: f64, by_weight: bool) -> [f64; 2] {
        let tails = [0.5 - level / 2.0, 0.5 + level / 2.0];
        let of_rows = self.errors.iter().zip(self.weights.iter().cycle());
        let there = of_rows.filter(|(_, weight)| **weight > 0.0);
        if by_weight {
            let mut sorted: Vec<(f64, f64)> = there.map(|(&e, &weight)| (e, weight)).collect();
            sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
            return tails.map(|q| weighted_quantile(&sorted, q));
        }
        let mut errors: Vec<f64> = there.map(|(&e, _)| e).collect();
        let mut sorted = Sorting::new(&mut errors, tails[0], 0.0, self.own.rmse.mean());
        tails.map(|q| sorted.quantile(q))
    }
}

/// Measures repetition after repetition.
pub(super) struct Gauge<'g> {
    shape: &'g Shape,
    sample: &'g Sample,
    indicators: Vec<Measured>,
    constructs: Vec<Measured>,
}

impl<'g> Gauge<'g> {
    pub(super) fn new(shape: &'g Shape, sample: &'g Sample) -> Self {
        let rows = || 0..sample.n();
        let weight = |r: usize| sample.weights().map_or(1.0, |w| w[r]);
        let of_column = |&c: &usize| {
            let answers = || rows().map(|r| sample.answer(r, c));
            let weights = answers().zip(rows());
            let weights = weights.map(|(x, r)| x.map_or(0.0, |_| weight(r)));
            let measured = Measured::of(weights.collect());
            let shares = answers().zip(&measured.weights);
            Measured {
                shares: shares
                    .map(|(x, weight)| x.map_or(0.0, |x| weight / x.abs()))
                    .collect(),
                ..measured
            }
        };
        let of_rows = Measured::of(rows().map(weight).collect());
        Self {
            shape,
            sample,
            indicators: shape.predicted().iter().map(of_column).collect(),
            constructs: vec![of_rows; shape.targets().len()],
        }
    }

    pub(super) fn add(&mut self, repetition: &Repetition) {
        let sample = self.sample;
        let columns = self.indicators.iter_mut().zip(self.shape.predicted());
        for (place, (into, &c)) in columns.enumerate() {
            let of = |by: PredictedBy| repetition.errors(by, place);
            let (weights, all) = (&into.weights[..], into.all);
            let square = into.own.take(of(PredictedBy::Model), weights, all);
            into.linear.take(of(PredictedBy::Linear), weights, all);
            into.linear_direct
                .take(of(PredictedBy::LinearDirect), weights, all);
            let of_mean = into.mean.take(of(PredictedBy::Mean), weights, all);
            into.q2.0.push(1.0 - square / of_mean);
            let errors = of(PredictedBy::Model).unwrap_or_default();
            let [share] = weighted_sums(errors, &into.shares, |e| [e.abs()]);
            into.mape.0.push(100.0 * share / all);
            let centre = dot(errors, weights) / all;
            let powers = weighted_sums(errors, weights, |e| {
                let apart = e - centre;
                [apart * apart, apart * apart * apart]
            });
            let [second, third] = powers.map(|sum| sum / all);
            into.skewness.0.push(third / second.powf(1.5));
            into.errors.extend_from_slice(errors);
            if into.groups.is_empty() {
                into.groups = groups(errors, |r| sample.answer(r, c));
            }
        }
        for (place, into) in self.constructs.iter_mut().enumerate() {
            let (errors, scores) = (repetition.construct(place), repetition.score(place));
            let (weights, all) = (&into.weights[..], into.all);
            let square = into.own.take(Some(errors), weights, all);
            let [of_scores] = weighted_sums(scores, weights, |y| [y * y]);
            into.q2.0.push(1.0 - square / (of_scores / all));
        }
    }

    /// Every predicted indicator; `level` is that of intervals.
    pub(super) fn indicators(&self, level: f64) -> Vec<IndicatorAccuracy> {
        let columns = self.shape.predicted().iter().zip(&self.indicators);
        columns
            .map(|(&c, of)| (c, of, of.interval(level, self.sample.weights().is_some())))
            .map(|(c, of, [error_low, error_high])| IndicatorAccuracy {
                construct: self.shape.name(self.shape.construct_of(c)).to_owned(),
                indicator: self.shape.column(c).to_owned(),
                q2_predict: of.q2.mean_if_defined(),
                q2_predict_sd: of.q2.sd(),
                rmse: of.own.rmse.mean(),
                rmse_sd: of.own.rmse.sd(),
                mae: of.own.mae.mean(),
                mae_sd: of.own.mae.sd(),
                mape: of.mape.mean_if_defined(),
                mape_sd: of.mape.sd(),
                rmse_lm: of.linear.rmse.mean(),
                rmse_lm_sd: of.linear.rmse.sd(),
                mae_lm: of.linear.mae.mean(),
                mae_lm_sd: of.linear.mae.sd(),
                rmse_lm_direct: of.linear_direct.rmse.mean_if_defined(),
                rmse_lm_direct_sd: of.linear_direct.rmse.sd(),
                mae_lm_direct: of.linear_direct.mae.mean_if_defined(),
                mae_lm_direct_sd: of.linear_direct.mae.sd(),
                rmse_mean: of.mean.rmse.mean(),
                rmse_mean_sd: of.mean.rmse.sd(),
                mae_mean: of.mean.mae.mean(),
                mae_mean_sd: of.mean.mae.sd(),
                skewness: of.skewness.mean_if_defined(),
                error_low,
                error_high,
            })
            .collect()
    }

    /// Groups of rows of every predicted indicator.
    pub(super) fn calibration(&self) -> Vec<Calibration> {
        let columns = self.shape.predicted().iter().zip(&self.indicators);
        let of_column = |(&c, of): (&usize, &'_ Measured)| {
            let name = self.shape.column(c).to_owned();
            let group = move |&(rows, predicted, observed): &(usize, f64, f64)| Calibration {
                indicator: name.clone(),
                rows,
                predicted,
                observed,
            };
            of.groups.iter().map(group).collect::<Vec<_>>()
        };
        columns.flat_map(of_column).collect()
    }

    pub(super) fn constructs(&self, indicators: &[IndicatorAccuracy]) -> Vec<ConstructAccuracy> {
        let targets = self.shape.targets().iter().zip(&self.constructs);
        targets
            .map(|(&t, of)| {
                let name = self.shape.name(t);
                let own: Vec<_> = indicators.iter().filter(|i| i.construct == name).collect();
                let by = By::of(&own);
                let above: Vec<_> = own.iter().filter(|i| i.q2_predict > Some(0.0)).collect();
                let below_lm = above.iter().filter(|i| by.is_below_lm(i)).count();
                ConstructAccuracy {
                    construct: name.to_owned(),
                    q2_predict: of.q2.mean_if_defined(),
                    q2_predict_sd: of.q2.sd(),
                    rmse: of.own.rmse.mean(),
                    rmse_sd: of.own.rmse.sd(),
                    mae: of.own.mae.mean(),
                    mae_sd: of.own.mae.sd(),
                    indicators: own.len(),
                    above_mean: above.len(),
                    below_lm,
                    by,
                    power: PredictivePower::of(below_lm, own.len()),
                }
            })
            .collect()
    }
}

/// Rows in the order of their predictions, in groups of the same size.
fn groups(errors: &[f64], answer: impl Fn(usize) -> Option<f64>) -> Vec<(usize, f64, f64)> {
    let of_row = |(r, e): (usize, &f64)| answer(r).map(|x| (x - e, x));
    let mut rows: Vec<(f64, f64)> = errors.iter().enumerate().filter_map(of_row).collect();
    rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let size = rows.len().div_ceil(GROUPS).max(1);
    let group = |rows: &[(f64, f64)]| {
        let n = rows.len() as f64;
        let predicted: f64 = rows.iter().map(|(x, _)| x).sum();
        let observed: f64 = rows.iter().map(|(_, x)| x).sum();
        (rows.len(), predicted / n, observed / n)
    };
    rows.chunks(size).map(group).collect()
}

/// The quantile of sorted numbers with weights: type 7 where all weights are equal, and otherwise the line through the same
/// points.
///
/// ```text
/// number i lies at (c_i - w_i) / (Σ w - mean w)      c_i  weights up to it
/// ```
fn weighted_quantile(sorted: &[(f64, f64)], q: f64) -> f64 {
    let all: f64 = sorted.iter().map(|(_, w)| w).sum();
    let span = all - all / sorted.len() as f64;
    let mut before: Option<(f64, f64)> = None;
    let mut up_to = 0.0;
    for &(x, w) in sorted {
        let at = up_to / span;
        up_to += w;
        match before {
            Some((place, y)) if at >= q => return y + (q - place) / (at - place) * (x - y),
            None if at >= q => return x,
            _ => before = Some((at, x)),
        }
    }
    before.map_or(0.0, |(_, x)| x)
}
