//! Closed-form intervals of Cronbach's alpha.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::reliability::{self, covariances, shared_block};
use crate::estimate::{Fit, Problem};
use crate::moments::Moments;
use crate::numeric::normal;

/// The method of an interval of alpha.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AlphaMethod {
    /// Raw alpha, Feldt's F distribution.
    Feldt,
    /// Raw alpha, normal theory.
    NormalTheory,
    /// Raw alpha, without assumptions about the distribution.
    Adf,
    /// Standardised alpha, without assumptions about the distribution.
    AdfStandardised,
}

impl fmt::Display for AlphaMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// A closed-form interval of one construct's alpha.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AlphaInterval {
    /// The construct.
    pub construct: String,
    /// The method.
    pub method: AlphaMethod,
    /// Alpha: raw or standardised, according to the method.
    pub estimate: f64,
    /// Its standard error; Feldt's interval has none.
    pub se: Option<f64>,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// Closed-form intervals of alpha for every block whose indicators share variance, at a level such as 0.95.
///
/// ```text
/// feldt              (1 - a) F_{1-+g/2; n-1, (n-1)(k-1)} off 1                         g = 1 - level
/// normal_theory      SE² = 2k² / ((k-1)² G³) (G (tr V² + tr²V) - 2 t 1'V²1) / n        G = 1'V1,  t = tr V
/// adf                u_i = k / (k-1) (t (1'd_i)² / G² - d_i'd_i / G),                  SE² = Σ w_i² u_i² / (n (n-1))
/// adf_standardised   u_i = k / (1 + (k-1) r)² mean_{p<q} (z_p z_q - r_pq (z_p² + z_q²) / 2)
///
/// d  centred answers,  z  standardised ones,  r  mean correlation,  V  covariances,  w  case weights, with mean 1
/// ```
///
/// Feldt's interval assumes normal answers with equal covariances, and normal theory assumes normal answers. Both
/// assume equal weights of the rows: they take case weights into account only through the covariances. `adf` needs none
/// of these assumptions and is recommended. A block whose sum does not vary has no alpha and no interval. A missing
/// answer is replaced by the mean.
///
/// For a matrix of covariances, which has no rows, `adf` is left out. For a matrix of correlations raw alpha is not
/// defined, and there is no interval at all.
///
/// ```
/// # use pls_sem::{Missing, Model, Options, Problem, Table};
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let rows = pls_sem::assess::alpha_intervals::alpha_intervals(Some(&problem), &problem.fit()?, 0.95);
/// assert!(rows.iter().all(|row| row.low < row.estimate && row.estimate < row.high));
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Feldt (1965), Psychometrika 30, 357-370; van Zyl, Neudecker & Nel (2000), Psychometrika 65, 271-280;
/// Maydeu-Olivares, Coffman & Hartmann (2007), Psychological Methods 12(2), 157-176.
#[must_use]
pub fn alpha_intervals(problem: Option<&Problem>, fit: &Fit, level: f64) -> Vec<AlphaInterval> {
    // Answers are rows of the stage whose indicators are the columns of the data.
    let mut stages = fit.stages().iter();
    let Some(of_answers) = stages.find(|solution| solution.plan().made().is_none()) else {
        return Vec::new();
    };
    let (plan, moments) = (of_answers.plan(), of_answers.moments());
    let mut intervals = Vec::new();
    for (j, construct) in plan.model().constructs().iter().enumerate() {
        let (Some(own), Some(raw), Some(standardised)) = (
            shared_block(plan, j),
            reliability::alpha_raw_of(plan, moments, j),
            reliability::alpha_of(plan, moments, j),
        ) else {
            continue;
        };
        let indicators: Vec<usize> = own.collect();
        let Some(block) = Block::new(moments, &indicators) else {
            continue;
        };
        let rows = problem.map(|problem| Rows::new(problem, moments, &indicators));
        let named = |method, estimate, se, low: f64, high: f64| AlphaInterval {
            construct: construct.name.clone(),
            method,
            estimate,
            se,
            low,
            high,
        };
        if let Some([low, high]) = block.feldt(raw, level) {
            intervals.push(named(AlphaMethod::Feldt, raw, None, low, high));
        }
        let z = normal::quantile(f64::midpoint(1.0, level));
        let adf = |se: fn(&Block, &Rows) -> f64| rows.as_ref().map(|rows| se(&block, rows));
        for (method, alpha, se) in [
            (AlphaMethod::NormalTheory, raw, Some(block.normal_theory())),
            (AlphaMethod::Adf, raw, adf(Block::adf)),
            (
                AlphaMethod::AdfStandardised,
                standardised,
                adf(Block::adf_standardised),
            ),
        ] {
            intervals.extend(se.map(|se| {
                let (low, high) = (alpha - z * se, alpha + z * se);
                named(method, alpha, Some(se), low, high)
            }));
        }
    }
    intervals
}

/// One block's covariances.
struct Block {
    n: f64,
    k: f64,
    sds: Vec<f64>,
    covariances: Vec<Vec<f64>>,
}

/// One block's centred answers.
struct Rows {
    /// Row after row, of so many indicators.
    centred: Vec<f64>,
    indicators: usize,
    /// The case weight of every row; their mean is 1.
    weights: Vec<f64>,
}

impl Rows {
    fn new(problem: &Problem, moments: &Moments, indicators: &[usize]) -> Self {
        let sample = problem.sample();
        let centred =
            |i: usize, k: usize| sample.answer(i, k).map_or(0.0, |x| x - moments.means[k]);
        let mut rows = Vec::with_capacity(sample.n() * indicators.len());
        for i in 0..sample.n() {
            rows.extend(indicators.iter().map(|&k| centred(i, k)));
        }
        let mut weights = sample
            .weights()
            .map_or_else(|| vec![1.0; sample.n()], <[f64]>::to_vec);
        let mean = weights.iter().sum::<f64>() / moments.n;
        weights.iter_mut().for_each(|weight| *weight /= mean);
        Self {
            centred: rows,
            indicators: indicators.len(),
            weights,
        }
    }

    fn standard_error(&self, influence: impl Fn(&[f64]) -> f64) -> f64 {
        let rows = self.centred.chunks_exact(self.indicators);
        let influences = rows.map(influence).zip(&self.weights);
        let squares: f64 = influences.map(|(u, w)| (w * u).powi(2)).sum();
        let n = self.weights.len() as f64;
        (squares / (n * (n - 1.0))).sqrt()
    }
}

impl Block {
    /// `None` if only correlations are known.
    fn new(moments: &Moments, indicators: &[usize]) -> Option<Self> {
        let (sds, covariance) = (moments.sds()?, covariances(moments)?);
        let covariances = |&a: &usize| indicators.iter().map(|&b| covariance(a, b)).collect();
        Some(Self {
            n: moments.n,
            k: indicators.len() as f64,
            sds: indicators.iter().map(|&k| sds[k]).collect(),
            covariances: indicators.iter().map(covariances).collect(),
        })
    }

    fn trace(&self) -> f64 {
        self.covariances
            .iter()
            .enumerate()
            .map(|(i, row)| row[i])
            .sum()
    }

    fn total(&self) -> f64 {
        self.covariances.iter().flatten().sum()
    }

    fn feldt(&self, alpha: f64, level: f64) -> Option<[f64; 2]> {
        let (df1, df2) = (self.n - 1.0, (self.n - 1.0) * (self.k - 1.0));
        let tail = (1.0 - level) / 2.0;
        let bound = |p: f64| Some(1.0 - (1.0 - alpha) * normal::fisher_quantile(p, df1, df2)?);
        Some([bound(1.0 - tail)?, bound(tail)?])
    }

    fn normal_theory(&self) -> f64 {
        let (k, trace, total) = (self.k, self.trace(), self.total());
        // tr V² is the sum of all squares, 1'V²1 that of the squared row sums.
        let squares: f64 = self.covariances.iter().flatten().map(|v| v * v).sum();
        let row_sums: f64 = self
            .covariances
            .iter()
            .map(|row| row.iter().sum::<f64>().powi(2))
            .sum();
        let q = 2.0 * k * k / ((k - 1.0).powi(2) * total.powi(3))
            * (total * (squares + trace * trace) - 2.0 * trace * row_sums);
        (q.max(0.0) / self.n).sqrt()
    }

    fn adf(&self, rows: &Rows) -> f64 {
        let (k, trace, total) = (self.k, self.trace(), self.total());
        let influence = |row: &[f64]| {
            let sum: f64 = row.iter().sum();
            let squares: f64 = row.iter().map(|d| d * d).sum();
            k / (k - 1.0) * (trace * sum * sum / (total * total) - squares / total)
        };
        rows.standard_error(influence)
    }

    fn adf_standardised(&self, rows: &Rows) -> f64 {
        // A row of correlations sums to `of_rows`, its 1 included.
        let scaled = self.covariances.iter().zip(&self.sds);
        let of_rows: Vec<f64> = scaled
            .map(|(row, sd)| {
                row.iter()
                    .zip(&self.sds)
                    .map(|(v, other)| v / (sd * other))
                    .sum()
            })
            .collect();
        let pairs = self.k * (self.k - 1.0) / 2.0;
        let mean = (of_rows.iter().sum::<f64>() - self.k) / (2.0 * pairs);
        let scale = self.k / (1.0 + (self.k - 1.0) * mean).powi(2);
        let influence = |row: &[f64]| {
            let (mut sum, mut squares) = (0.0, 0.0);
            for ((d, sd), of_row) in row.iter().zip(&self.sds).zip(&of_rows) {
                let z = d / sd;
                sum += z;
                squares += z * z * of_row;
            }
            scale * (sum * sum - squares) / (2.0 * pairs)
        };
        rows.standard_error(influence)
    }
}
