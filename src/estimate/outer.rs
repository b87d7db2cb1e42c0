//! Outer weights: how a block's weights follow from its inner proxy.

use super::plan::Block;
use super::{Failure, Plan};
use crate::model::Mode;
use crate::moments::Moments;
use crate::numeric::{cholesky, eigen};

/// Room for the outer estimation.
#[derive(Debug)]
pub(super) struct Outer {
    /// Cholesky factors of the Mode B blocks, one after the other.
    factors: Vec<f64>,
    /// Room for one block's matrix and its eigenvectors.
    matrix: Vec<f64>,
    vectors: Vec<f64>,
    /// Weights as the modes propose them; composing them scales them.
    proposed: Vec<f64>,
    iterates: bool,
}

impl Outer {
    pub(super) fn new(plan: &Plan) -> Self {
        let squares = |mode: Mode| {
            plan.blocks()
                .iter()
                .filter(move |b| b.mode == Some(mode))
                .map(|b| b.len() * b.len())
        };
        let largest = squares(Mode::Pca).max().unwrap_or(0);
        Self {
            factors: vec![0.0; squares(Mode::B).sum()],
            matrix: vec![0.0; largest],
            vectors: vec![0.0; largest],
            proposed: vec![1.0; plan.indicators()],
            iterates: plan.blocks().iter().any(Block::iterates),
        }
    }

    /// Whether any weight depends on the inner proxies.
    pub(super) fn iterates(&self) -> bool {
        self.iterates
    }

    /// Factors the Mode B blocks.
    pub(super) fn prepare(&mut self, plan: &Plan, moments: &Moments) -> Result<(), Failure> {
        let mut start = 0;
        for (j, block) in plan
            .blocks()
            .iter()
            .enumerate()
            .filter(|(_, b)| b.mode == Some(Mode::B))
        {
            let m = block.len();
            let factor = &mut self.factors[start..start + m * m];
            start += m * m;
            copy_block(plan, moments, j, factor);
            cholesky::factor(factor, m).map_err(|_| Failure::SingularBlock { construct: j })?;
        }
        Ok(())
    }

    /// Proposes the first weights: 1 for every indicator, the first principal component for PCA blocks.
    pub(super) fn start(&mut self, plan: &Plan, moments: &Moments) {
        self.proposed.fill(1.0);
        for (j, block) in plan
            .blocks()
            .iter()
            .enumerate()
            .filter(|(_, b)| b.mode == Some(Mode::Pca))
        {
            let own = &mut self.proposed[block.indicators.clone()];
            copy_block(plan, moments, j, &mut self.matrix);
            eigen::leading_vector(&mut self.matrix, &mut self.vectors, block.len(), own);
            // Turned as the start with all ones would be.
            if own.iter().sum::<f64>() < 0.0 {
                own.iter_mut().for_each(|w| *w = -*w);
            }
        }
    }

    /// Proposes new weights from the inner proxies, for the blocks whose weights depend on them.
    #[inline(always)]
    pub(super) fn renew(&mut self, plan: &Plan, proxies: &[f64]) {
        let mut start = 0;
        for block in plan.blocks().iter().filter(|b| b.iterates()) {
            let own = &mut self.proposed[block.indicators.clone()];
            own.copy_from_slice(&proxies[block.indicators.clone()]);
            if block.mode == Some(Mode::B) {
                let m = block.len();
                cholesky::solve(&self.factors[start..start + m * m], m, own);
                start += m * m;
            }
        }
    }

    /// The proposed weights, not yet scaled.
    pub(super) fn proposed(&self) -> &[f64] {
        &self.proposed
    }
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
