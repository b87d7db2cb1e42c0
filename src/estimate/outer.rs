//! Outer weights: how a block's weights follow from its inner proxy.

use super::{Failure, Plan};
use crate::model::Mode;
use crate::moments::Moments;
use crate::numeric::{cholesky, eigen};

/// A composite with less variance than this share of its weights' sum of squares has none.
const NO_VARIANCE: f64 = 1e-12;

/// Room for the outer estimation.
#[derive(Debug)]
pub(super) struct Outer {
    /// Cholesky factors of the Mode B blocks, one after the other.
    factors: Vec<f64>,
    /// Room for one block's matrix and its eigenvectors.
    matrix: Vec<f64>,
    vectors: Vec<f64>,
    /// Room for one block's new weights.
    renewed: Vec<f64>,
    iterates: bool,
}

impl Outer {
    pub(super) fn new(plan: &Plan) -> Self {
        let squares = |mode: Mode| {
            plan.blocks().iter().filter(move |b| b.mode == Some(mode)).map(|b| b.len() * b.len())
        };
        let largest = squares(Mode::Pca).max().unwrap_or(0);
        let iterated = |mode: &Mode| matches!(mode, Mode::A | Mode::B);
        Self {
            factors: vec![0.0; squares(Mode::B).sum()],
            matrix: vec![0.0; largest],
            vectors: vec![0.0; largest],
            renewed: vec![0.0; plan.blocks().iter().map(super::plan::Block::len).max().unwrap_or(0)],
            iterates: plan.blocks().iter().any(|b| b.mode.as_ref().is_some_and(iterated)),
        }
    }

    /// Whether any weight depends on the inner proxies.
    pub(super) fn iterates(&self) -> bool {
        self.iterates
    }

    /// Factors the Mode B blocks.
    pub(super) fn prepare(&mut self, plan: &Plan, moments: &Moments) -> Result<(), Failure> {
        let mut start = 0;
        for (j, block) in plan.blocks().iter().enumerate().filter(|(_, b)| b.mode == Some(Mode::B)) {
            let m = block.len();
            let factor = &mut self.factors[start..start + m * m];
            start += m * m;
            copy_block(plan, moments, j, factor);
            cholesky::factor(factor, m).map_err(|_| Failure::SingularBlock { construct: j })?;
        }
        Ok(())
    }

    /// First weights: 1 for every indicator, the first principal component for PCA blocks.
    pub(super) fn start(
        &mut self,
        plan: &Plan,
        moments: &Moments,
        weights: &mut [f64],
    ) -> Result<(), Failure> {
        weights.fill(1.0);
        for (j, block) in plan.blocks().iter().enumerate() {
            let own = &mut weights[block.indicators.clone()];
            if block.mode == Some(Mode::Pca) {
                let m = block.len();
                copy_block(plan, moments, j, &mut self.matrix);
                eigen::leading_vector(&mut self.matrix, &mut self.vectors, m, own);
                // Turned as the start with all ones would be.
                if own.iter().sum::<f64>() < 0.0 {
                    own.iter_mut().for_each(|w| *w = -*w);
                }
            }
            normalise(plan, moments, j, own)?;
        }
        Ok(())
    }

    /// New weights from the inner proxies; returns the largest change.
    pub(super) fn renew(
        &mut self,
        plan: &Plan,
        moments: &Moments,
        proxies: &[f64],
        weights: &mut [f64],
    ) -> Result<f64, Failure> {
        let (mut change, mut start) = (0.0_f64, 0);
        for (j, block) in plan.blocks().iter().enumerate() {
            let m = block.len();
            let renewed = &mut self.renewed[..m];
            match block.mode {
                Some(Mode::A) => renewed.copy_from_slice(&proxies[block.indicators.clone()]),
                Some(Mode::B) => {
                    renewed.copy_from_slice(&proxies[block.indicators.clone()]);
                    cholesky::solve(&self.factors[start..start + m * m], m, renewed);
                    start += m * m;
                }
                Some(Mode::Unit | Mode::Pca) | None => continue,
            }
            normalise(plan, moments, j, renewed)?;
            for (old, new) in weights[block.indicators.clone()].iter_mut().zip(&*renewed) {
                change = change.max((new - *old).abs());
                *old = *new;
            }
        }
        Ok(change)
    }
}

/// Scales weights so that their composite has variance 1.
fn normalise(plan: &Plan, moments: &Moments, j: usize, weights: &mut [f64]) -> Result<(), Failure> {
    let block = &plan.blocks()[j];
    if block.mode.is_none() {
        weights.fill(1.0);
        return Ok(());
    }
    let p = plan.indicators();
    let s = moments.correlations.as_slice();
    let (mut variance, mut squares) = (0.0, 0.0);
    for (k, &w) in block.indicators.clone().zip(&*weights) {
        let row = &s[k * p + block.indicators.start..k * p + block.indicators.end];
        variance += w * row.iter().zip(&*weights).map(|(r, w)| r * w).sum::<f64>();
        squares += w * w;
    }
    // Not `<=`: weights that are no numbers must fail as well.
    if !(variance > NO_VARIANCE * squares) {
        return Err(Failure::DegenerateComposite { construct: j });
    }
    let scale = 1.0 / variance.sqrt();
    weights.iter_mut().for_each(|w| *w *= scale);
    Ok(())
}

/// Copies the correlations of block `j`.
fn copy_block(plan: &Plan, moments: &Moments, j: usize, into: &mut [f64]) {
    let p = plan.indicators();
    let own = plan.blocks()[j].indicators.clone();
    let s = moments.correlations.as_slice();
    for (k, row) in own.clone().zip(into.chunks_exact_mut(own.len())) {
        row.copy_from_slice(&s[k * p + own.start..k * p + own.end]);
    }
}
