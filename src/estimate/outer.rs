//! Outer weights: how a block's weights follow from its inner proxy.

use pulp::Simd;

use super::Plan;
use super::plan::Block;
use super::structural::note;
use crate::model::Mode;
use crate::moments::MomentLanes;
use crate::numeric::lanes::{self, Room, Vector};
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
        moments: &MomentLanes,
    ) -> S::f64s {
        let mut singular = simd.splat_f64s(f64::INFINITY);
        let mut factors = self.factors.get_mut::<S>();
        for (j, block) in plan.blocks().iter().enumerate() {
            if block.mode == Some(Mode::B) {
                let (factor, rest) = factors.split_at_mut(block.len() * block.len());
                factors = rest;
                copy_block::<S>(moments, block, factor);
                let stable = cholesky::factor_lanes(simd, factor, block.len());
                let stable = Vector::new(simd, stable).above(Vector::splat(simd, 0.0));
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
        moments: &MomentLanes,
        proposed: &mut [S::f64s],
    ) {
        proposed.fill(simd.splat_f64s(1.0));
        let of_pca = |b: &&Block| b.mode == Some(Mode::Pca);
        for block in plan.blocks().iter().filter(of_pca) {
            let (own, m) = (block.indicators.clone(), block.len());
            for lane in 0..S::F64_LANES {
                for (a, k) in own.clone().enumerate() {
                    let rows = lanes::numbers::<S>(&moments.row::<S>(k)[own.start..]);
                    let cells = rows[lane..].iter().step_by(S::F64_LANES);
                    for (b, r) in cells.enumerate() {
                        (self.matrix[a * m + b], self.matrix[b * m + a]) = (*r, *r);
                    }
                }
                let vector = &mut self.vector[..m];
                eigen::leading_vector(&mut self.matrix, &mut self.vectors, m, vector);
                // With the sign that starting weights of 1 would give.
                if vector.iter().sum::<f64>() < 0.0 {
                    vector.iter_mut().for_each(|w| *w = -*w);
                }
                let proposed = lanes::numbers_mut::<S>(&mut proposed[own.clone()]);
                let proposed = proposed[lane..].iter_mut().step_by(S::F64_LANES);
                proposed.zip(vector).for_each(|(w, x)| *w = *x);
            }
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

/// Copies the correlations of a block, the upper triangle of a matrix.
#[inline(always)]
fn copy_block<S: Simd>(moments: &MomentLanes, block: &Block, into: &mut [S::f64s]) {
    let (own, m) = (block.indicators.clone(), block.len());
    for (b, k) in own.clone().enumerate() {
        for (a, &r) in moments.row::<S>(k)[own.start..].iter().enumerate() {
            into[a * m + b] = r;
        }
    }
}
