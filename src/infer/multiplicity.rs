//! Several tests at once.

use serde::{Deserialize, Serialize};

/// A p-value, adjusted for the family of tests that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Adjusted {
    /// The p-value itself.
    pub p: f64,
    /// Holm: controls the probability of any false rejection in the family.
    pub holm: f64,
    /// Bonferroni: controls the same probability, and is never more powerful than Holm.
    pub bonferroni: f64,
    /// Benjamini and Hochberg: controls the expected share of false rejections.
    pub benjamini_hochberg: f64,
}

/// Adjusts the p-values of one family of m tests. Values that are not defined (`None`) are not counted as tests,
/// and stay `None`.
///
/// ```text
/// Bonferroni          min(1, m p)
/// Holm                max over j <= i of min(1, (m - j + 1) p_(j))     p_(1) <= ... <= p_(m)
/// Benjamini-Hochberg  min over j >= i of min(1, m p_(j) / j)
/// ```
///
/// ```
/// use pls_sem::infer::adjust;
///
/// let adjusted = adjust(&[Some(0.01), Some(0.04), None, Some(0.03)]);
/// assert_eq!(adjusted[0].unwrap().holm, 0.03);
/// assert!((adjusted[1].unwrap().holm - 0.06).abs() < 1e-12);
/// assert!((adjusted[3].unwrap().benjamini_hochberg - 0.04).abs() < 1e-12);
/// ```
///
/// Source: Holm (1979), Scandinavian Journal of Statistics 6, 65-70; Benjamini & Hochberg (1995), Journal of the Royal
/// Statistical Society B 57, 289-300.
#[must_use]
pub fn adjust(p: &[Option<f64>]) -> Vec<Option<Adjusted>> {
    let mut order: Vec<(usize, f64)> = p
        .iter()
        .enumerate()
        .filter_map(|(i, p)| Some((i, (*p)?)))
        .collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    let m = order.len() as f64;
    let mut adjusted = vec![None; p.len()];
    let mut holm = 0.0_f64;
    for (j, &(i, p)) in order.iter().enumerate() {
        holm = holm.max(((m - j as f64) * p).min(1.0));
        adjusted[i] = Some(Adjusted {
            p,
            holm,
            bonferroni: (m * p).min(1.0),
            benjamini_hochberg: 1.0,
        });
    }
    let mut least = 1.0_f64;
    for (j, &(i, p)) in order.iter().enumerate().rev() {
        least = least.min(m * p / (j as f64 + 1.0));
        if let Some(adjusted) = &mut adjusted[i] {
            adjusted.benjamini_hochberg = least;
        }
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn adjusted_values_are_those_of_r() {
        // R 4.2: p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), method)
        let p = [0.01, 0.02, 0.03, 0.04, 0.05];
        let adjusted = adjust(&p.map(Some));
        let holm = [0.05, 0.08, 0.09, 0.09, 0.09];
        for ((got, holm), p) in adjusted.iter().zip(holm).zip(p) {
            let got = got.unwrap();
            assert_relative_eq!(got.holm, holm, max_relative = 1e-12);
            assert_relative_eq!(got.benjamini_hochberg, 0.05, max_relative = 1e-12);
            assert_relative_eq!(got.bonferroni, 5.0 * p, max_relative = 1e-12);
        }
        assert_eq!(adjust(&[None, None]), [None, None]);
        assert_relative_eq!(adjust(&[Some(0.7), Some(0.6)])[0].unwrap().holm, 1.0);
    }
}
