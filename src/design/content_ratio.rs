//! Lawshe's content validity ratio.

use crate::numeric::binomial;

/// How often as many may agree by chance.
const SIGNIFICANCE: f64 = 0.05;

/// Lawshe's content validity ratio of an item (CVR): by how much the share of experts who agree that it is essential
/// exceeds one half.
///
/// ```text
/// CVR = (n_e - N / 2) / (N / 2)        n_e  experts who agree,   N  experts who rated it
/// ```
///
/// From -1 (none) over 0 (half) to 1 (all). `None` without experts, or if more agree than there are.
///
/// ```
/// use pls_sem::design::content_validity_ratio;
///
/// assert_eq!(content_validity_ratio(9, 10), Some(0.8));
/// assert_eq!(content_validity_ratio(5, 10), Some(0.0));
/// assert_eq!(content_validity_ratio(0, 0), None);
/// ```
///
/// Source: Lawshe (1975), Personnel Psychology 28(4), 563-575.
#[must_use]
pub fn content_validity_ratio(agreed: usize, experts: usize) -> Option<f64> {
    let half = experts as f64 / 2.0;
    (experts > 0 && agreed <= experts).then(|| (agreed as f64 - half) / half)
}

/// How many of the experts must agree on an item, so that the agreement exceeds chance; `None` if even full
/// agreement does not.
///
/// ```text
/// the smallest n_e with P(heads >= n_e) <= 0.05 in N tosses of a fair coin         one-tailed
/// ```
///
/// Exact for any number of experts. With up to four experts, no agreement exceeds chance. (Lawshe's own table has a
/// smaller value for 10 experts than for 9, which is an error; these values are those of Ayre and Scally.)
///
/// ```
/// use pls_sem::design::{content_validity_ratio, critical_agreement};
///
/// let needed = critical_agreement(11).unwrap();
/// assert_eq!(needed, 9);
/// assert_eq!(format!("{:.3}", content_validity_ratio(needed, 11).unwrap()), "0.636");
/// assert_eq!(critical_agreement(4), None);
/// ```
///
/// Source: Ayre & Scally (2014), Measurement and Evaluation in Counseling and Development 47(1), 79-86.
#[must_use]
pub fn critical_agreement(experts: usize) -> Option<usize> {
    let beyond_chance = |agreed| binomial::at_least(agreed, experts) <= SIGNIFICANCE;
    if !beyond_chance(experts) {
        return None;
    }
    let (mut low, mut high) = (0, experts);
    while low < high {
        let middle = usize::midpoint(low, high);
        if beyond_chance(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(low)
}
