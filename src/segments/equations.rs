//! The structural model as regressions of scores.

use nalgebra::DMatrix;

use super::SegmentError;
use crate::estimate::Fit;
use crate::moments::Sample;
use crate::numeric::cholesky;

/// An equation whose errors have a smaller variance, in units of the construct's own, has none.
pub(crate) const NO_ERROR: f64 = 1e-8;

/// Every construct that others explain with an error, as a regression of scores.
#[derive(Debug, Clone)]
pub(crate) struct Equations {
    /// Scores of each construct, row by row.
    pub(crate) scores: Vec<Vec<f64>>,
    /// The case weight of every row, with mean 1.
    pub(crate) cases: Option<Vec<f64>>,
    pub(crate) all: Vec<Equation>,
}

/// A construct and what explains it, by position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Equation {
    pub(crate) target: usize,
    pub(crate) predictors: Vec<usize>,
}

impl Equations {
    /// The equations of a fit's last stage. A construct that its predictors explain without error, such as a higher-order
    /// construct of repeated indicators, has no density and is left out.
    pub(crate) fn of(fit: &Fit, sample: &Sample) -> Result<Self, SegmentError> {
        let (plan, estimates) = (fit.plan(), fit.estimates());
        let equation = |target: usize| Equation {
            target,
            predictors: plan.predecessors(target).to_vec(),
        };
        let all = (0..plan.constructs()).map(equation);
        let all: Vec<Equation> = all
            .filter(|e| !e.predictors.is_empty() && !is_exact(e, &estimates.correlations))
            .collect();
        if all.is_empty() {
            return Err(SegmentError::NoEndogenous);
        }
        let columns = fit.scores().into_iter().flat_map(|scores| {
            let column = |j: usize| scores.column(j).iter().copied().collect();
            (0..scores.ncols()).map(column).collect::<Vec<_>>()
        });
        let cases = sample.weights().map(|weights| {
            let mean = weights.iter().sum::<f64>() / weights.len() as f64;
            weights.iter().map(|weight| weight / mean).collect()
        });
        Ok(Self {
            scores: columns.collect(),
            cases,
            all,
        })
    }

    /// Number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.scores.first().map_or(0, Vec::len)
    }

    /// What a row counts for.
    pub(crate) fn case(&self, row: usize) -> f64 {
        self.cases.as_ref().map_or(1.0, |cases| cases[row])
    }

    /// Coefficients of all equations.
    pub(crate) fn paths(&self) -> usize {
        self.all.iter().map(|e| e.predictors.len()).sum()
    }

    /// The fewest rows that every equation can be estimated from: two more than its predictors.
    pub(crate) fn needed(&self) -> usize {
        let most = self.all.iter().map(|e| e.predictors.len()).max();
        most.unwrap_or(0) + 2
    }

    /// Errors of an equation with these coefficients, row by row.
    pub(crate) fn errors(&self, equation: &Equation, coefficients: &[f64], errors: &mut [f64]) {
        errors.copy_from_slice(&self.scores[equation.target]);
        for (&predictor, b) in equation.predictors.iter().zip(coefficients) {
            let scores = &self.scores[predictor];
            errors.iter_mut().zip(scores).for_each(|(e, y)| *e -= b * y);
        }
    }
}

/// Whether predictors explain a construct without error, by the correlations of the composites.
fn is_exact(equation: &Equation, correlations: &DMatrix<f64>) -> bool {
    let own = &equation.predictors;
    let m = own.len();
    let mut among: Vec<f64> = own
        .iter()
        .flat_map(|&a| own.iter().map(move |&b| correlations[(a, b)]))
        .collect();
    let with: Vec<f64> = own
        .iter()
        .map(|&a| correlations[(a, equation.target)])
        .collect();
    let mut b = with.clone();
    if cholesky::factor(&mut among, m).is_err() {
        return false;
    }
    cholesky::solve_lanes(pulp::Scalar::new(), &among, m, &mut b);
    let explained: f64 = b.iter().zip(&with).map(|(b, r)| b * r).sum();
    explained > 1.0 - NO_ERROR
}
