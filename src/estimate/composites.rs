//! Composites: their covariances, from weights and the correlations of the indicators.

use std::ops::Range;

use pulp::Simd;

use super::Plan;
use super::plan::Block;
use super::structural::note;
use crate::moments::MomentLanes;
use crate::numeric::lanes::{self, Number as _, Vector};

/// A composite with less variance than this share of the sum of squared weights has no variance.
const NO_VARIANCE: f64 = 1e-12;

/// Which covariances of indicators with composites are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needed {
    /// Those that inner proxies are sums of.
    ForProxies,
    /// Those of indicators with their own composite.
    Own,
    All,
}

/// The composites of some weights.
pub(super) struct Composites<'a, S: Simd> {
    /// Covariances of every indicator with every composite, construct by construct.
    pub(super) covariances: &'a mut [S::f64s],
    pub(super) correlations: &'a mut [S::f64s],
}

impl<S: Simd> Composites<'_, S> {
    /// Computes the correlations of all composites, and the covariances that are needed.
    #[inline(always)]
    pub(super) fn make(
        &mut self,
        simd: S,
        plan: &Plan,
        moments: &MomentLanes,
        weights: &[S::f64s],
        needed: Needed,
    ) {
        if let Some(linked) = plan
            .linked
            .as_ref()
            .filter(|_| needed == Needed::ForProxies)
        {
            self.make_linked(simd, plan, linked, moments, weights);
            return;
        }
        let (p, count) = (plan.indicators(), plan.constructs());
        for (j, block) in plan.blocks().iter().enumerate() {
            let own = block.indicators.clone();
            let column = &mut self.covariances[j * p..(j + 1) * p];
            weigh_rows(simd, moments, own.clone(), 0..own.start, weights, column);
            if needed != Needed::ForProxies {
                with_own::<S>(simd, moments, block, weights, column);
            }
            for (i, other) in plan.blocks()[..j].iter().enumerate() {
                let theirs = other.indicators.clone();
                let covariances = &self.covariances[j * p..][theirs.clone()];
                let r = lanes::dot(simd, &weights[theirs.clone()], covariances);
                self.correlations[i * count + j] = r;
                self.correlations[j * count + i] = r;
                let is_needed = match needed {
                    Needed::ForProxies => plan.adjacent(i, j),
                    Needed::Own => false,
                    Needed::All => true,
                };
                if is_needed {
                    let covariances = &mut self.covariances[i * p..][own.clone()];
                    weigh_columns(simd, moments, own.clone(), theirs, weights, covariances);
                }
            }
            self.correlations[j * count + j] = simd.splat_f64s(1.0);
        }
    }

    /// The same numbers, to the last bit, of the pairs of constructs that an iteration needs: in a large model few of all.
    #[inline(always)]
    fn make_linked(
        &mut self,
        simd: S,
        plan: &Plan,
        linked: &[Vec<usize>],
        moments: &MomentLanes,
        weights: &[S::f64s],
    ) {
        let (p, count) = (plan.indicators(), plan.constructs());
        for (j, (block, earlier)) in plan.blocks().iter().zip(linked).enumerate() {
            let own = block.indicators.clone();
            for &i in earlier {
                let theirs = plan.blocks()[i].indicators.clone();
                let column = &mut self.covariances[j * p..(j + 1) * p];
                weigh_rows(simd, moments, own.clone(), theirs.clone(), weights, column);
                let r = lanes::dot(simd, &weights[theirs.clone()], &column[theirs.clone()]);
                self.correlations[i * count + j] = r;
                self.correlations[j * count + i] = r;
                if plan.adjacent(i, j) {
                    let covariances = &mut self.covariances[i * p..][own.clone()];
                    weigh_columns(simd, moments, own.clone(), theirs, weights, covariances);
                }
            }
            self.correlations[j * count + j] = simd.splat_f64s(1.0);
        }
    }
}

/// Covariances of a block's indicators with an earlier composite.
#[inline(always)]
fn weigh_columns<S: Simd>(
    simd: S,
    moments: &MomentLanes,
    own: Range<usize>,
    theirs: Range<usize>,
    weights: &[S::f64s],
    covariances: &mut [S::f64s],
) {
    for (covariance, k) in covariances.iter_mut().zip(own) {
        let row = &moments.row::<S>(k)[theirs.clone()];
        *covariance = lanes::dot(simd, row, &weights[theirs.clone()]);
    }
}

/// Sums for some indicators before a block their correlations with the block, times the weights of the block; some rows at
/// a time, so that a sum is not read and written for each.
#[inline(always)]
fn weigh_rows<S: Simd>(
    simd: S,
    moments: &MomentLanes,
    own: Range<usize>,
    before: Range<usize>,
    weights: &[S::f64s],
    column: &mut [S::f64s],
) {
    const AT_ONCE: usize = 5;
    let sums = &mut column[before.clone()];
    let mut first = true;
    for from in own.clone().step_by(AT_ONCE) {
        match (own.end - from).min(AT_ONCE) {
            1 => rows_at_once::<S, 1>(simd, moments, from, &before, weights, first, sums),
            2 => rows_at_once::<S, 2>(simd, moments, from, &before, weights, first, sums),
            3 => rows_at_once::<S, 3>(simd, moments, from, &before, weights, first, sums),
            4 => rows_at_once::<S, 4>(simd, moments, from, &before, weights, first, sums),
            _ => rows_at_once::<S, AT_ONCE>(simd, moments, from, &before, weights, first, sums),
        }
        first = false;
    }
}

#[inline(always)]
fn rows_at_once<S: Simd, const R: usize>(
    simd: S,
    moments: &MomentLanes,
    from: usize,
    before: &Range<usize>,
    weights: &[S::f64s],
    first: bool,
    sums: &mut [S::f64s],
) {
    let zero = Vector::splat(simd, 0.0);
    // `array::from_fn` would not be compiled for the vectors of the machine.
    let (mut rows, mut of_weights) = ([&[][..]; R], [zero; R]);
    for (r, (row, weight)) in rows.iter_mut().zip(&mut of_weights).enumerate() {
        *row = &moments.row::<S>(from + r)[before.clone()][..sums.len()];
        *weight = Vector::new(simd, weights[from + r]);
    }
    let of_rows = |i: usize, mut sum: Vector<S>| {
        for (row, &weight) in rows.iter().zip(&of_weights) {
            sum = Vector::new(simd, row[i]).mul_add(weight, sum);
        }
        sum.lanes
    };
    for (i, sum) in sums.iter_mut().enumerate() {
        let before = Vector::new(simd, *sum);
        *sum = of_rows(i, if first { zero } else { before });
    }
}

/// Covariances of a block's indicators with their own composite.
#[inline(always)]
fn with_own<S: Simd>(
    simd: S,
    moments: &MomentLanes,
    block: &Block,
    weights: &[S::f64s],
    column: &mut [S::f64s],
) {
    let own = block.indicators.clone();
    for k in own.clone() {
        let row = &moments.row::<S>(k)[own.start..k];
        let earlier = own.start..k;
        let others = Vector::new(simd, lanes::dot(simd, row, &weights[earlier.clone()]));
        column[k] = (others + Vector::new(simd, weights[k])).lanes;
        lanes::add(simd, weights[k], row, &mut column[earlier]);
    }
}

/// Scales proposed weights so that composites have variance 1, and uses them in the active lanes; gives the largest
/// change of a weight and the first composite without variance.
///
/// Weights that the modes fix are set in the first round only.
#[inline(always)]
pub(super) fn renew<S: Simd, const FIRST: bool>(
    simd: S,
    plan: &Plan,
    moments: &MomentLanes,
    proposed: &[S::f64s],
    active: S::f64s,
    weights: &mut [S::f64s],
) -> (S::f64s, S::f64s) {
    let of = |x: S::f64s| Vector::new(simd, x);
    let number = |x: f64| Vector::splat(simd, x);
    let (zero, one) = (number(0.0), number(1.0));
    let active = of(active).above(zero);
    let (mut largest, mut degenerate) = (zero, simd.splat_f64s(f64::INFINITY));
    for (j, block) in plan.blocks().iter().enumerate() {
        if !FIRST && !block.iterates() {
            continue;
        }
        let own = block.indicators.clone();
        let (proposed, weights) = (&proposed[own.clone()], &mut weights[own.clone()]);
        if block.mode.is_none() {
            // A single item is its own composite, to the last bit.
            weights.fill(one.lanes);
            continue;
        }
        let (mut products, mut squares) = (zero, zero);
        for (i, &w) in proposed.iter().enumerate() {
            let row = &moments.row::<S>(own.start + i)[own.start..][..i];
            products = of(lanes::dot(simd, row, proposed)).mul_add(of(w), products);
            squares = of(w).mul_add(of(w), squares);
        }
        let variance = number(2.0).mul_add(products, squares);
        // Composites whose weights are not numbers have no variance either.
        let fine = variance.above(number(NO_VARIANCE) * squares);
        note(simd, fine, j, &mut degenerate);
        let scale = one / variance.sqrt();
        for (weight, &w) in weights.iter_mut().zip(proposed) {
            let (new, before) = (of(w) * scale, of(*weight));
            largest = (new - before).abs().max(largest);
            *weight = new.only(active, before).lanes;
        }
    }
    (largest.lanes, degenerate)
}
