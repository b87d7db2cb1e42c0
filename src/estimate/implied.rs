//! Correlations of the constructs that the estimated paths imply.

use pulp::Simd;

use super::{EstimateLanes, Estimates, Plan};
use crate::numeric::lanes::Vector;

/// Writes the implied correlations, a `J x J` matrix: constructs without predecessors keep their correlations, and the
/// others follow in causal order.
///
/// ```text
/// Pi[t, q] = Σ_s b_st Pi[s, q]   for every q before t,       Pi[t, t] = 1
/// ```
///
/// Every construct has variance 1, so that this is the correlation matrix of path tracing, Wright (1934).
pub(crate) fn implied_correlations(plan: &Plan, estimates: &Estimates, implied: &mut [f64]) {
    let count = plan.constructs();
    implied.copy_from_slice(estimates.factor_correlations.as_slice());
    follow(plan, implied, |implied, t, q| {
        let predecessors = plan.predecessors(t).iter();
        predecessors
            .map(|&s| estimates.paths[(s, t)] * implied[s * count + q])
            .sum()
    });
}

/// The same for the replicates in all lanes, in place of the correlations of the constructs.
#[inline(always)]
pub(crate) fn implied_lanes<S: Simd>(
    simd: S,
    plan: &Plan,
    estimates: &EstimateLanes,
    implied: &mut [S::f64s],
) {
    let count = plan.constructs();
    follow(plan, implied, |implied, t, q| {
        let predecessors = plan.predecessors(t).iter();
        let sum = predecessors.fold(Vector::splat(simd, 0.0), |sum, &s| {
            let path = estimates.path(simd, s, t);
            path.mul_add(Vector::new(simd, implied[s * count + q]), sum)
        });
        sum.lanes
    });
}

/// Goes through the endogenous constructs in causal order, each with those before it.
#[inline(always)]
fn follow<T: Copy>(plan: &Plan, implied: &mut [T], of: impl Fn(&[T], usize, usize) -> T) {
    let count = plan.constructs();
    let order = plan.model().order();
    let exogenous = |j: &&usize| plan.predecessors(**j).is_empty();
    for (place, &t) in order.iter().enumerate() {
        if exogenous(&&t) {
            continue;
        }
        let before = order[..place].iter();
        // Exogenous constructs come first, whatever their place in the order.
        let later = order[place + 1..].iter().filter(exogenous);
        for &q in before.chain(later) {
            let r = of(implied, t, q);
            implied[t * count + q] = r;
            implied[q * count + t] = r;
        }
    }
}
