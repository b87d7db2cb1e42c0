//! The content validity index of an item, and its correction for chance.

use crate::numeric::binomial;

/// The content validity index of an item (I-CVI): the share of the experts who rate it as relevant.
///
/// ```text
/// I-CVI = A / N         A  experts who agree,   N  experts who rated it
/// ```
///
/// In [0, 1]. By convention it should be at least 0.78 with six or more experts, and 1 with fewer. `None` without
/// experts, or if more agree than there are.
///
/// Source: Lynn (1986), Nursing Research 35(6), 382-385.
#[must_use]
pub fn content_index(agreed: usize, experts: usize) -> Option<f64> {
    (experts > 0 && agreed <= experts).then(|| agreed as f64 / experts as f64)
}

/// The modified kappa of an item: its I-CVI, corrected for agreement by chance.
///
/// ```text
/// k* = (I-CVI - p_c) / (1 - p_c)        p_c = C(N, A) 0.5^N, the chance that just A of N agree
/// ```
///
/// Values above 0.74 are called excellent, from 0.60 good, from 0.40 fair. It may be negative. `None` without experts,
/// or if more experts agree than there are.
///
/// ```
/// use pls_sem::design::modified_kappa;
///
/// for (agreed, experts, kappa) in [(4, 5, "0.763"), (5, 6, "0.816"), (7, 9, "0.761")] {
///     assert_eq!(format!("{:.3}", modified_kappa(agreed, experts).unwrap()), kappa);
/// }
/// ```
///
/// Source: Polit, Beck & Owen (2007), Research in Nursing & Health 30(4), 459-467.
#[must_use]
pub fn modified_kappa(agreed: usize, experts: usize) -> Option<f64> {
    let chance = binomial::exactly(agreed, experts);
    Some((content_index(agreed, experts)? - chance) / (1.0 - chance))
}
