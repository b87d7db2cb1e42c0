//! The errors of all rows in one repetition.

use super::shape::Shape;

/// What predicts rows that are held out: the model, or a benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PredictedBy {
    /// The model, by the antecedents of `PLSpredict`.
    Model,
    /// The model, by the antecedents of CVPAT.
    ModelOfCvpat,
    /// The linear model on the columns of constructs without predecessors.
    Linear,
    /// The linear models on the columns of direct antecedents.
    LinearDirect,
    /// The mean of the rows that train.
    Mean,
}

/// What one repetition found: a number for every predicted column (or target) and row, column after column.
#[derive(Debug, Clone)]
pub(super) struct Repetition {
    rows: usize,
    /// Answer less prediction, 0 where there is no answer, of everything that is asked to predict.
    errors: [Vec<f64>; 5],
    /// Standard deviations of the rows that train.
    pub(super) sds: Vec<f64>,
    /// Of every target, score less prediction, and score.
    pub(super) constructs: Vec<f64>,
    pub(super) scores: Vec<f64>,
}

impl Repetition {
    pub(super) fn room(shape: &Shape, rows: usize, asked: &[PredictedBy]) -> Self {
        let of = |columns: &[usize]| vec![0.0; rows * columns.len()];
        let mut errors = [const { Vec::new() }; 5];
        for &by in asked {
            errors[by as usize] = of(shape.predicted());
        }
        Self {
            rows,
            errors,
            sds: of(shape.predicted()),
            constructs: of(shape.targets()),
            scores: of(shape.targets()),
        }
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    fn column<'x>(&self, of: &'x [f64], place: usize) -> &'x [f64] {
        &of[place * self.rows..(place + 1) * self.rows]
    }

    /// Errors of a predicted column, by its place among them; `None` unless they are asked for.
    pub(super) fn errors(&self, by: PredictedBy, place: usize) -> Option<&[f64]> {
        let of = &self.errors[by as usize];
        (!of.is_empty()).then(|| self.column(of, place))
    }

    /// The same, to be written.
    #[inline(always)]
    pub(super) fn errors_mut(&mut self, by: PredictedBy, place: usize) -> &mut [f64] {
        &mut self.errors[by as usize][place * self.rows..(place + 1) * self.rows]
    }

    /// Standard deviations of the rows that train each row's prediction of a column.
    pub(super) fn sds(&self, place: usize) -> &[f64] {
        self.column(&self.sds, place)
    }

    /// Errors of a target's score, by its place among them.
    pub(super) fn construct(&self, place: usize) -> &[f64] {
        self.column(&self.constructs, place)
    }

    pub(super) fn score(&self, place: usize) -> &[f64] {
        self.column(&self.scores, place)
    }
}
