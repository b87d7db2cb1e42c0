//! The sign of each composite.

use pulp::Simd;

use super::estimate_lanes::EstimateLanes;
use super::plan::Dominant;
use super::{Plan, Signs, interaction};
use crate::numeric::lanes::{self, Vector};

/// Constructs whose composites changed their sign to that in the sample, by position in the model as it was
/// written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Turned([u64; WORDS]);

/// Enough bits for the maximum number of constructs.
const WORDS: usize = 4;

impl Turned {
    fn insert(&mut self, construct: usize) {
        self.0[construct / 64] |= 1 << (construct % 64);
    }

    /// Those of this and of another stage.
    pub(crate) fn and(self, other: Self) -> Self {
        Self(std::array::from_fn(|word| self.0[word] | other.0[word]))
    }

    /// The constructs, in their order.
    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        (0..64 * WORDS).filter(move |j| self.0[j / 64] >> (j % 64) & 1 == 1)
    }
}

/// Sets the signs of composites by the options: first the dominant indicator, then the sign rule.
///
/// Source: Wold (1985): the majority of a block's loadings is positive.
#[inline(always)]
pub(super) fn turn<S: Simd>(simd: S, plan: &Plan, estimates: &mut EstimateLanes) {
    let p = plan.indicators();
    for (j, block) in plan.blocks().iter().enumerate() {
        let own = block.indicators.clone();
        let loadings = &estimates.cross_loadings.get::<S>()[j * p..][own.clone()];
        if plan.product(j).is_some() && plan.dominant(j).is_none() {
            // Its sign follows from those of its constructs.
            continue;
        }
        let sign = match (plan.dominant(j), plan.options().signs) {
            (Some(Dominant::Indicator(k)), _) => sign_of(simd, Vector::new(simd, loadings[k])),
            (None, Signs::Majority) => majority(simd, loadings),
            (Some(Dominant::Dimension(_)), _) | (None, Signs::None) => continue,
        };
        turn_by(simd, plan, estimates, j, sign.lanes);
    }
}

/// Reverses the composites that correlate negatively with those that the weights of the sample form from the
/// same rows: `w*_j' S*_jj w_j < 0`, w* the weights of the replicate, S* its correlations, w the weights of
/// the sample.
///
/// Only the block decides, never a path, so that a path near 0 keeps both of its signs. The sign of a construct
/// with a dominant indicator or dimension is set by this alone. The first `count` lanes record which constructs were
/// reversed.
#[inline(always)]
pub(super) fn turn_towards<S: Simd>(
    simd: S,
    plan: &Plan,
    sample: &[f64],
    estimates: &mut EstimateLanes,
    count: usize,
) {
    let p = plan.indicators();
    for (j, block) in plan.blocks().iter().enumerate() {
        if plan.dominant(j).is_some() || plan.product(j).is_some() {
            continue;
        }
        let own = block.indicators.clone();
        let loadings = &estimates.cross_loadings.get::<S>()[j * p..][own.clone()];
        let mut product = Vector::splat(simd, 0.0);
        for (&loading, &weight) in loadings.iter().zip(&sample[own]) {
            let weight = Vector::splat(simd, weight);
            product = Vector::new(simd, loading).mul_add(weight, product);
        }
        let sign = sign_of(simd, product).lanes;
        if turn_by(simd, plan, estimates, j, sign) {
            let signs = lanes::numbers::<S>(std::slice::from_ref(&sign));
            let turned = estimates.turned[..count].iter_mut().zip(signs);
            turned
                .filter(|(_, sign)| **sign < 0.0)
                .for_each(|(turned, _)| turned.insert(plan.id(j)));
        }
    }
}

/// Sets the signs of constructs that repeat the indicators of a dominant dimension, after those of all dimensions.
#[inline(always)]
pub(super) fn turn_by_dimensions<S: Simd>(simd: S, plan: &Plan, estimates: &mut EstimateLanes) {
    let count = plan.constructs();
    for &(j, dimension) in plan.dominant_dimensions() {
        let correlation = estimates.correlations.get::<S>()[j * count + dimension];
        let sign = sign_of(simd, Vector::new(simd, correlation));
        turn_by(simd, plan, estimates, j, sign.lanes);
    }
}

/// Sets the signs of blocks of products after those of their constructs.
#[inline(always)]
pub(super) fn turn_products<S: Simd>(simd: S, plan: &Plan, estimates: &mut EstimateLanes) {
    let p = plan.indicators();
    if plan.options().signs == Signs::None || !plan.has_products() {
        return;
    }
    for (j, block) in plan.blocks().iter().enumerate() {
        let product = plan.product(j).filter(|_| plan.dominant(j).is_none());
        if let Some(product) = product {
            let own = block.indicators.clone();
            let loadings = &estimates.cross_loadings.get::<S>()[j * p..][own];
            let weights = estimates.weights.get::<S>();
            let sign = interaction::sign(simd, product, loadings, weights);
            turn_by(simd, plan, estimates, j, sign);
        }
    }
}

/// Multiplies composite `j` by 1 or -1 in each lane; returns whether it is reversed in any lane.
#[inline(always)]
fn turn_by<S: Simd>(
    simd: S,
    plan: &Plan,
    estimates: &mut EstimateLanes,
    j: usize,
    sign: S::f64s,
) -> bool {
    if simd.reduce_min_f64s(sign) > 0.0 {
        return false;
    }
    let (p, count) = (plan.indicators(), plan.constructs());
    let turn = |x: &mut S::f64s| *x = (Vector::new(simd, sign) * Vector::new(simd, *x)).lanes;
    let weights = &mut estimates.weights.get_mut::<S>()[plan.blocks()[j].indicators.clone()];
    weights.iter_mut().for_each(turn);
    let cross_loadings = estimates.cross_loadings.get_mut::<S>();
    cross_loadings[j * p..(j + 1) * p].iter_mut().for_each(turn);
    // The diagonal is multiplied twice and keeps its sign.
    let correlations = estimates.correlations.get_mut::<S>();
    correlations[j * count..(j + 1) * count]
        .iter_mut()
        .for_each(turn);
    correlations[j..].iter_mut().step_by(count).for_each(turn);
    true
}

/// -1 where a number is below 0, and 1 elsewhere.
#[inline(always)]
pub(super) fn sign_of<S: Simd>(simd: S, x: Vector<S>) -> Vector<S> {
    let number = |x: f64| Vector::splat(simd, x);
    number(-1.0).only(x.below(number(0.0)), number(1.0))
}

/// The sign of most loadings; in a tie, the sign of their sum, or of the first.
#[inline(always)]
fn majority<S: Simd>(simd: S, loadings: &[S::f64s]) -> Vector<S> {
    let zero = Vector::splat(simd, 0.0);
    let first = Vector::new(simd, loadings[0]);
    let (mut surplus, mut sum) = (zero, zero);
    for &loading in loadings {
        let loading = Vector::new(simd, loading);
        surplus = surplus + zero.only(loading.equals(zero), sign_of(simd, loading));
        sum = sum + loading;
    }
    let decided = first.only(sum.equals(zero), sum);
    sign_of(simd, decided.only(surplus.equals(zero), surplus))
}
