//! The linear models that predictions are held against.

use nalgebra::DMatrix;

use super::shape::Regression;
use crate::numeric::cholesky::SMALLEST_PIVOT;

/// Least squares of predicted indicators on others, with an intercept: of all of them on the indicators of the constructs
/// without predecessors, or of those of one construct on the indicators of its own predecessors.
///
/// ```text
/// b = S_xx^-1 S_xy        correlations of the training sample; x̂ = mean + sd Σ b z
/// ```
///
/// A predictor that depends linearly on those before it is left out, as R's `lm` does: with more predictors than rows all but
/// the first ones are.
///
/// Source: Shmueli, Ray, Velasquez Estrada & Chatla (2016), Journal of Business Research 69(10), 4552-4564; Danks (2021), The
/// Data Base for Advances in Information Systems 52(SI), 24-42 (direct antecedents).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Linear {
    /// A coefficient for each predictor, predicted column after predicted column; 0 for one that is left out.
    pub(super) coefficients: Vec<f64>,
    /// 1 for a predictor that is left out, 0 for others.
    pub(super) left_out: Vec<f64>,
}

impl Linear {
    pub(super) fn room(of: &Regression) -> Self {
        Self {
            coefficients: vec![0.0; of.predicted.len() * of.predictors.len()],
            left_out: vec![0.0; of.predictors.len()],
        }
    }

    /// Solves from the correlations of all columns.
    pub(super) fn set(
        &mut self,
        correlations: &DMatrix<f64>,
        Regression {
            predicted,
            predictors,
            ..
        }: &Regression,
    ) {
        // Gaussian elimination of the rows of predictors, each followed by its correlations with what is predicted.
        let (m, width) = (predictors.len(), predictors.len() + predicted.len());
        let columns = || predictors.iter().chain(predicted);
        let row = |&k: &usize| columns().map(move |&c| correlations[(k, c)]);
        let mut rows: Vec<f64> = predictors.iter().flat_map(row).collect();
        for a in 0..m {
            let (above, below) = rows.split_at_mut((a + 1) * width);
            let own = &above[a * width..];
            // What those before it do not explain of it.
            let left = own[a];
            let is_left_out = left < SMALLEST_PIVOT;
            self.left_out[a] = f64::from(u8::from(is_left_out));
            if is_left_out {
                continue;
            }
            for (b, row) in (a + 1..).zip(below.chunks_exact_mut(width)) {
                let factor = own[b] / left;
                for (x, pivot) in row[b..].iter_mut().zip(&own[b..]) {
                    *x -= factor * pivot;
                }
            }
        }
        let all = self.coefficients.chunks_exact_mut(m.max(1));
        for (place, coefficients) in all.enumerate() {
            coefficients.fill(0.0);
            for a in (0..m).rev().filter(|&a| self.left_out[a] < 0.5) {
                let row = &rows[a * width..(a + 1) * width];
                let later = row[a + 1..m].iter().zip(&coefficients[a + 1..]);
                let later: f64 = later.map(|(x, b)| x * b).sum();
                coefficients[a] = (row[m + place] - later) / row[a];
            }
        }
    }

    /// The standardised prediction of a predicted column, by its place among them.
    pub(super) fn predict(&self, place: usize, predictors: impl Iterator<Item = f64>) -> f64 {
        let m = self.left_out.len();
        let own = &self.coefficients[place * m..(place + 1) * m];
        own.iter().zip(predictors).map(|(b, z)| b * z).sum()
    }
}
