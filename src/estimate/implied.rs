//! Correlations of the constructs that the estimated paths imply.

use super::{Estimates, Plan};

/// Writes the implied correlations, a `J x J` matrix: constructs without predecessors keep their correlations, and the
/// others follow in causal order.
///
/// ```text
/// Pi[t, q] = Σ_s b_st Pi[s, q]   for every q before t,       Pi[t, t] = 1
/// ```
///
/// Every construct has variance 1, so that this is the correlation matrix that path tracing gives. Wright (1934).
pub(crate) fn implied_correlations(plan: &Plan, estimates: &Estimates, implied: &mut [f64]) {
    let count = plan.constructs();
    implied.copy_from_slice(estimates.factor_correlations.as_slice());
    let order = plan.model().order();
    let exogenous = |j: &&usize| plan.predecessors(**j).is_empty();
    for (place, &t) in order.iter().enumerate() {
        if exogenous(&&t) {
            continue;
        }
        let before = order[..place].iter();
        // Exogenous constructs stand first, wherever the order has them.
        let later = order[place + 1..].iter().filter(exogenous);
        for &q in before.chain(later) {
            let r = plan
                .predecessors(t)
                .iter()
                .map(|&s| estimates.paths[(s, t)] * implied[s * count + q])
                .sum();
            implied[t * count + q] = r;
            implied[q * count + t] = r;
        }
    }
}
