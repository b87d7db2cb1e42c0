//! Descriptives of the answers given.

use serde::{Deserialize, Serialize};

use super::AssessFinding;
use crate::data::{Outside, Table, as_key};
use crate::estimate::{Fit, Problem};
use crate::finding::Finding;
use crate::model::Model;
use crate::moments::Moments;

/// The answers to one indicator, in the rows used and by their case weights. Missing answers are left out. Only the
/// standard deviation is that of the data that are analysed: with mean replacement it is smaller, like the variances in
/// raw alpha. Values that need rows are `None` for a matrix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Descriptives {
    /// The indicator.
    pub indicator: String,
    /// Its construct.
    pub construct: String,
    /// Mean.
    pub mean: Option<f64>,
    /// Standard deviation of the data that are analysed, divisor n - 1.
    pub sd: Option<f64>,
    /// Smallest answer.
    pub min: Option<f64>,
    /// Largest answer.
    pub max: Option<f64>,
    /// Skewness, 0 for a symmetric distribution.
    pub skewness: Option<f64>,
    /// Excess kurtosis, 0 for a normal distribution.
    pub kurtosis: Option<f64>,
    /// Missing answers, among all rows read.
    pub missing: Option<usize>,
}

/// Descriptives of every indicator, block by block.
///
/// ```text
/// skewness   m3 / m2^1.5        excess kurtosis   m4 / m2² - 3        m_r = Σ w (x - mean)^r / Σ w, over the answers given
/// sd         square root of n / (n - 1) Σ w (x - mean)² / Σ w, over the rows used; a replaced answer adds 0
///
/// w  case weight, 1 without
/// ```
///
/// ```
/// # use pls_sem::{Missing, Model, Options, Problem, Table};
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let answers = pls_sem::assess::descriptives::descriptives(&problem);
/// assert_eq!((answers[0].min, answers[0].max), (Some(1.0), Some(5.0)));
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[must_use]
pub fn descriptives(problem: &Problem) -> Vec<Descriptives> {
    let sample = problem.sample();
    let n = sample.n() as f64;
    let all = sample.weights().map_or(n, |w| w.iter().sum());
    indicators(problem.plan().written())
        .enumerate()
        .map(|(k, (construct, indicator))| {
            let total: f64 = sample.weighted(k).map(|(_, w)| w).sum();
            let average = |of: &dyn Fn(f64) -> f64| {
                let weighted = sample.weighted(k).map(|(x, w)| w * of(x));
                weighted.sum::<f64>() / total
            };
            let [min, max] = sample.range(k);
            let mean = average(&|x| x);
            let m2 = average(&|x| (x - mean).powi(2));
            // Powers of the ratio to the standard deviation stay in range for any unit.
            let standard = |r: i32| average(&|x| ((x - mean) / m2.sqrt()).powi(r));
            Descriptives {
                indicator: indicator.to_owned(),
                construct: construct.to_owned(),
                mean: Some(mean),
                sd: Some((m2 * total / all * n / (n - 1.0)).sqrt()),
                min: Some(min),
                max: Some(max),
                skewness: Some(standard(3)),
                kurtosis: Some(standard(4) - 3.0),
                missing: Some(sample.missing()[k]),
            }
        })
        .collect()
}

/// The descriptives of every indicator of a matrix, block by block: its standard deviation, if covariances
/// were given.
#[must_use]
pub fn of_matrix(fit: &Fit) -> Vec<Descriptives> {
    of_moments(fit.plan().written(), fit.of_sample())
}

pub(crate) fn of_moments(model: &Model, moments: &Moments) -> Vec<Descriptives> {
    let sds = moments.sds();
    indicators(model)
        .enumerate()
        .map(|(k, (construct, indicator))| Descriptives {
            indicator: indicator.to_owned(),
            construct: construct.to_owned(),
            mean: None,
            sd: sds.map(|sds| sds[k]),
            min: None,
            max: None,
            skewness: None,
            kurtosis: None,
            missing: None,
        })
        .collect()
}

/// Findings about a matrix: it is not positive definite, or its diagonal does not hold variances.
///
/// Correlations that are computed from rows are never indefinite; rounded correlations, or correlations from
/// different rows for each pair, may be.
#[must_use]
pub fn suspicions_of_matrix(model: &Model, moments: &Moments) -> Vec<Finding> {
    let eigenvalue = moments.correlations.symmetric_eigenvalues().min();
    let indefinite =
        (eigenvalue < LEAST_EIGENVALUE).then_some(AssessFinding::MatrixNotPositiveDefinite {
            indicators: model.indicators().count(),
            // The rounding error of 0 differs between machines.
            eigenvalue: if eigenvalue > -LEAST_EIGENVALUE {
                0.0
            } else {
                eigenvalue
            },
        });
    let largest = moments
        .sds()
        .and_then(|sds| sds.iter().copied().reduce(f64::max));
    let reliabilities = largest
        .filter(|&sd| sd <= 1.0)
        .map(|sd| AssessFinding::SuspectedDiagonal { largest: sd * sd });
    let findings = indefinite.into_iter().chain(reliabilities);
    findings.map(Finding::from).collect()
}

/// Construct and name of every indicator.
fn indicators(model: &Model) -> impl Iterator<Item = (&str, &str)> {
    let constructs = model.measured();
    constructs.flat_map(|c| c.indicators.iter().map(|i| (c.name.as_str(), i.as_str())))
}

/// A matrix with a smaller eigenvalue is not positive definite except for rounding.
const LEAST_EIGENVALUE: f64 = 1e-10;

/// Numbers that questionnaires often use for "no answer".
const MISSING_CODES: [f64; 25] = [
    9.0, 66.0, 77.0, 88.0, 97.0, 98.0, 99.0, 777.0, 888.0, 997.0, 998.0, 999.0, 9999.0, -7.0, -8.0,
    -9.0, -77.0, -88.0, -97.0, -98.0, -99.0, -997.0, -998.0, -999.0, -9999.0,
];

/// Indicators with many missing answers, many rows dropped for them, and answers that look like missing codes.
#[must_use]
pub fn suspicions(problem: &Problem) -> Vec<Finding> {
    suspected(problem).into_iter().map(Finding::from).collect()
}

/// The same, with the names and numbers of their kinds.
pub(crate) fn suspected(problem: &Problem) -> Vec<AssessFinding> {
    let sample = problem.sample();
    let mut findings = Vec::new();
    let (rows, dropped) = (sample.rows_read(), sample.dropped());
    if dropped * 20 > rows {
        findings.push(AssessFinding::ManyDropped { dropped, rows });
    }
    for (k, indicator) in sample.indicators().iter().enumerate() {
        let (missing, rows) = (sample.missing()[k], sample.rows_read());
        if missing * 20 > rows {
            findings.push(AssessFinding::ManyMissing {
                indicator: indicator.clone(),
                missing,
                rows,
            });
        }
    }
    let indicators = sample.indicators().iter().enumerate();
    findings.extend(missing_codes(
        indicators.map(|(k, indicator)| (indicator.as_str(), sample.given(k).collect())),
    ));
    let indicators = sample.indicators().iter().enumerate();
    let grouped = indicators.filter(|(k, _)| look_like_thousands(sample.given(*k)));
    let indicators: Vec<String> = grouped.map(|(_, indicator)| indicator.clone()).collect();
    findings.extend(
        (!indicators.is_empty()).then_some(AssessFinding::SuspectedThousands { indicators }),
    );
    findings
}

/// Answers to a model's indicators that lie outside the declared scales.
#[must_use]
pub fn outside_scales(model: &Model, table: &Table) -> Option<Finding> {
    let outside = model
        .indicators()
        .filter_map(|indicator| Some((indicator.to_owned(), table.outside_scale(indicator)?)));
    let (indicators, outside): (Vec<String>, Vec<Outside>) = outside.unzip();
    let first = outside.first()?;
    Some(Finding::from(AssessFinding::OutsideScale {
        count: outside.iter().map(|of| of.count).sum(),
        answer: first.answer,
        place: format!("column `{}`, {}", indicators[0], first.place),
        low: first.scale.low(),
        high: first.scale.high(),
        indicators,
    }))
}

/// Whether the point seems to separate thousands: 1.051 and 12.500 together with 950.
fn look_like_thousands(answers: impl Iterator<Item = (f64, usize)>) -> bool {
    let whole = |x: f64| (x - x.round()).abs() < 1e-9 * x.abs().max(1.0);
    let (whole_ones, marked): (Vec<f64>, Vec<f64>) =
        answers.map(|(x, _)| x).partition(|x| whole(*x));
    // Numbers with thousands separators have no zero before the point, and always three digits
    // after it.
    let grouped = |x: &f64| (1.0..1000.0).contains(&x.abs()) && whole(x * 1000.0);
    let hundreds = whole_ones.iter().any(|x| x.abs() >= 100.0);
    let below_a_thousand = whole_ones.iter().all(|x| x.abs() < 1000.0);
    marked.len() > 1
        && marked.iter().all(grouped)
        && marked.iter().any(|x| !whole(x * 100.0))
        && hundreds
        && below_a_thousand
}

/// Numbers among the answers to some indicators, each with how often it was given, that look like codes of missing ones: a
/// finding for each code.
pub(crate) fn missing_codes<'i>(
    indicators: impl Iterator<Item = (&'i str, Vec<(f64, usize)>)>,
) -> Vec<AssessFinding> {
    let mut suspected = MISSING_CODES.map(Suspected::code);
    for (indicator, answers) in indicators {
        for code in &mut suspected {
            code.look_at(indicator, &answers);
        }
    }
    suspected
        .into_iter()
        .filter_map(Suspected::finding)
        .collect()
}

/// A code, and where it was found.
struct Suspected {
    code: f64,
    indicators: Vec<String>,
    count: usize,
    low: f64,
    high: f64,
}

impl Suspected {
    fn code(code: f64) -> Self {
        Self {
            code,
            indicators: Vec::new(),
            count: 0,
            low: f64::INFINITY,
            high: f64::NEG_INFINITY,
        }
    }

    /// A code is suspected if it is farther from every other answer than these are from each other. Among the codes, only a
    /// number such as 9 may also be an answer.
    fn look_at(&mut self, indicator: &str, answers: &[(f64, usize)]) {
        let code = self.code;
        #[allow(clippy::float_cmp)] // a code is that very number
        let coded = answers.iter().filter(|(x, _)| *x == code);
        let count: usize = coded.map(|(_, count)| count).sum();
        if count == 0 {
            return;
        }
        #[allow(clippy::float_cmp)]
        let is_answer =
            |&x: &f64| x != code && (!MISSING_CODES.contains(&x) || (0.0..10.0).contains(&x));
        let others = || answers.iter().map(|(x, _)| *x).filter(is_answer);
        let low = others().fold(f64::INFINITY, f64::min);
        let high = others().fold(f64::NEG_INFINITY, f64::max);
        let gap = (low - code).max(code - high);
        if low < high && gap >= high - low {
            self.indicators.push(indicator.to_owned());
            self.count += count;
            self.low = self.low.min(low);
            self.high = self.high.max(high);
        }
    }

    fn finding(self) -> Option<AssessFinding> {
        (!self.indicators.is_empty()).then_some(AssessFinding::SuspectedMissingCode {
            indicators: self.indicators,
            value: self.code,
            count: self.count,
            low: self.low,
            high: self.high,
            declare: as_key(&[self.code.into()]),
        })
    }
}
