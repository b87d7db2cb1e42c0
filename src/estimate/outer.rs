//! Outer weights: how a block's weights follow from its inner proxy.

use pulp::Simd;

use super::Plan;
use super::iterate::Products;
use super::plan::Block;
use super::structural::note;
use crate::model::Mode;
use crate::moments::Moments;
use crate::numeric::lanes::{self, Room};
use crate::numeric::{cholesky, eigen};

/// Room for the outer estimation.
#[derive(Debug)]
pub(super) struct Outer {
    /// Cholesky factors of the Mode B blocks, one after the other.
    factors: Room,
    /// Room for one block's matrix and its eigenvectors.
    matrix: Vec<f64>,
    vectors: Vec<f64>,
    vector: Vec<f64>,
    iterates: bool,
}

impl Outer {
    pub(super) fn new(plan: &Plan) -> Self {
        let lengths = |mode: Mode| {
            let of_mode = move |b: &&Block| b.mode == Some(mode);
            plan.blocks().iter().filter(of_mode).map(Block::len)
        };
        let largest = lengths(Mode::Pca).max().unwrap_or(0);
        Self {
            factors: Room::new(lengths(Mode::B).map(|m| m * m).sum()),
            matrix: vec![0.0; largest * largest],
            vectors: vec![0.0; largest * largest],
            vector: vec![0.0; largest],
            iterates: plan.blocks().iter().any(Block::iterates),
        }
    }

    /// Whether any weight depends on the inner proxies.
    pub(super) fn iterates(&self) -> bool {
        self.iterates
    }

    /// Factors the Mode B blocks; gives the first that is singular.
    #[inline(always)]
    pub(super) fn prepare<S: Simd>(
        &mut self,
        simd: S,
        plan: &Plan,
        products: &Products<'_, S>,
    ) -> S::f64s {
        let mut singular = simd.splat_f64s(f64::INFINITY);
        let mut factors = self.factors.get_mut::<S>();
        for (j, block) in plan.blocks().iter().enumerate() {
            if block.mode == Some(Mode::B) {
                let own = products.own(block, j);
                let (factor, rest) = factors.split_at_mut(own.len());
                factors = rest;
                factor.copy_from_slice(own);
                let stable = cholesky::factor_lanes(simd, factor, block.len());
                note(simd, stable, j, &mut singular);
            }
        }
        singular
    }

    /// Proposes the first weights: 1 for every indicator, the first principal component for PCA blocks.
    #[inline(always)]
    pub(super) fn start<S: Simd>(
        &mut self,
        simd: S,
        plan: &Plan,
        moments: &[Moments],
        proposed: &mut [S::f64s],
    ) {
        proposed.fill(simd.splat_f64s(1.0));
        let of_pca = |(_, b): &(usize, &Block)| b.mode == Some(Mode::Pca);
        for (j, block) in plan.blocks().iter().enumerate().filter(of_pca) {
            for (lane, moments) in moments.iter().enumerate() {
                self.leading_vector(plan, moments, j);
                let own = lanes::numbers_mut::<S>(&mut proposed[block.indicators.clone()]);
                let own = own[lane..].iter_mut().step_by(S::F64_LANES);
                own.zip(&self.vector).for_each(|(w, x)| *w = *x);
            }
        }
    }

    fn leading_vector(&mut self, plan: &Plan, moments: &Moments, j: usize) {
        let m = plan.blocks()[j].len();
        let vector = &mut self.vector[..m];
        copy_block(plan, moments, j, &mut self.matrix);
        eigen::leading_vector(&mut self.matrix, &mut self.vectors, m, vector);
        // Turned as the start with all ones would be.
        if vector.iter().sum::<f64>() < 0.0 {
            vector.iter_mut().for_each(|w| *w = -*w);
        }
    }

    /// Proposes new weights from the inner proxies, for the blocks whose weights depend on them.
    #[inline(always)]
    pub(super) fn renew<S: Simd>(
        &self,
        simd: S,
        plan: &Plan,
        proxies: &[S::f64s],
        proposed: &mut [S::f64s],
    ) {
        let mut factors = self.factors.get::<S>();
        for block in plan.blocks().iter().filter(|b| b.iterates()) {
            let own = &mut proposed[block.indicators.clone()];
            own.copy_from_slice(&proxies[block.indicators.clone()]);
            if block.mode == Some(Mode::B) {
                let (factor, rest) = factors.split_at(own.len() * own.len());
                factors = rest;
                cholesky::solve_lanes(simd, factor, own.len(), own);
            }
        }
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
