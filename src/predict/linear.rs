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
        // Rows of a lower triangular factor of the correlations of those that are kept.
        let (mut kept, mut factor): (Vec<usize>, Vec<Vec<f64>>) = (Vec::new(), Vec::new());
        let forward = |factor: &[Vec<f64>], kept: &[usize], column: usize| -> Vec<f64> {
            let mut solved: Vec<f64> = Vec::with_capacity(kept.len() + 1);
            for (row, &a) in factor.iter().zip(kept) {
                let done: f64 = row.iter().zip(&solved).map(|(l, v)| l * v).sum();
                let x = correlations[(predictors[a], column)] - done;
                solved.push(x / row[solved.len()]);
            }
            solved
        };
        for (a, &column) in predictors.iter().enumerate() {
            let mut row = forward(&factor, &kept, column);
            let pivot = 1.0 - row.iter().map(|v| v * v).sum::<f64>();
            self.left_out[a] = f64::from(u8::from(pivot < SMALLEST_PIVOT));
            if pivot >= SMALLEST_PIVOT {
                row.push(pivot.sqrt());
                factor.push(row);
                kept.push(a);
            }
        }
        let all = self.coefficients.chunks_exact_mut(predictors.len().max(1));
        for (coefficients, &column) in all.zip(predicted) {
            coefficients.fill(0.0);
            let mut b = forward(&factor, &kept, column);
            for i in (0..b.len()).rev() {
                let later: f64 = (i + 1..b.len()).map(|h| factor[h][i] * b[h]).sum();
                b[i] = (b[i] - later) / factor[i][i];
                coefficients[kept[i]] = b[i];
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
