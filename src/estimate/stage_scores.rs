//! Standardised scores of the composites, stage by stage.

use nalgebra::{DMatrix, DVector};

use super::stage::{Made, Part, Source};
use super::{Divisor, Solution};
use crate::moments::{Moments, Sample};

/// Scores of the last of some stages: rows used x constructs.
pub(super) fn scores(sample: &Sample, stages: &[Solution]) -> DMatrix<f64> {
    let of_sample = sample.moments();
    let mut indicators = Indicators::Answers(sample, &of_sample);
    let mut scores = DMatrix::zeros(sample.n(), 0);
    for Solution {
        plan, estimates, ..
    } in stages
    {
        if plan.is_seen_again() {
            continue;
        }
        if let Some(made) = plan.made() {
            indicators = Indicators::Made(next(made, &indicators, &scores));
        }
        scores = DMatrix::zeros(sample.n(), plan.constructs());
        for (j, mut of_construct) in scores.column_iter_mut().enumerate() {
            for k in plan.blocks()[j].indicators.clone() {
                of_construct.axpy(estimates.weights[k], &indicators.column(k), 1.0);
            }
        }
        let scale = match plan.options().divisor {
            Divisor::Sample => continue,
            Divisor::Population => (of_sample.n / (of_sample.n - 1.0)).sqrt(),
        };
        scores *= scale;
    }
    scores
}

/// The standardised indicators of a stage.
enum Indicators<'s> {
    /// Columns of the data, which are made one at a time: all of them take as much memory as the data.
    Answers(&'s Sample, &'s Moments),
    Made(DMatrix<f64>),
}

impl Indicators<'_> {
    /// An indicator, row by row.
    fn column(&self, k: usize) -> DVector<f64> {
        match self {
            Self::Answers(sample, moments) => DVector::from_fn(sample.n(), |i, _| {
                let answer = sample.answer(i, k);
                // A missing answer stands at the mean.
                answer.map_or(0.0, |x| (x - moments.means[k]) / moments.sds[k])
            }),
            Self::Made(columns) => columns.column(k).into_owned(),
        }
    }
}

/// The standardised indicators of a stage, from indicators and scores of the stage before.
fn next(made: &Made, indicators: &Indicators, scores: &DMatrix<f64>) -> DMatrix<f64> {
    let part = |part: Part| match part {
        Part::Indicator(k) => indicators.column(k),
        Part::Composite(j) => standardised(scores.column(j).into_owned()),
    };
    let mut columns: Vec<DVector<f64>> = Vec::new();
    for source in &made.sources {
        columns.push(match source {
            Source::Part(of) => part(*of),
            Source::Product(of) => {
                let mut product = DVector::from_element(scores.nrows(), 1.0);
                of.iter()
                    .for_each(|&of| product.component_mul_assign(&part(of)));
                product
            }
        });
    }
    for residual in &made.residuals {
        let on: Vec<DVector<f64>> = residual.on.iter().map(|&k| columns[k].clone()).collect();
        let on = DMatrix::from_columns(&on);
        let inverse = on.tr_mul(&on).cholesky();
        for k in residual.products.clone() {
            let coefficients = inverse.as_ref().map(|of| of.solve(&on.tr_mul(&columns[k])));
            if let Some(coefficients) = coefficients {
                columns[k] -= &on * coefficients;
            }
        }
    }
    let is_product = |source: &Source| matches!(source, Source::Product(_));
    for (column, _) in columns
        .iter_mut()
        .zip(&made.sources)
        .filter(|(_, s)| is_product(s))
    {
        *column = standardised(std::mem::take(column));
    }
    DMatrix::from_columns(&columns)
}

/// Numbers with mean 0 and variance 1, divisor n - 1.
fn standardised(mut x: DVector<f64>) -> DVector<f64> {
    x.add_scalar_mut(-x.mean());
    let sd = (x.norm_squared() / (x.len() as f64 - 1.0)).sqrt();
    x / sd
}
