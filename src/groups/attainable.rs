//! The smallest p-value that permutations can give.

use crate::text::counted;

/// What some permutations can show of several comparisons at once. However much a statistic differs, its p after Holm is
/// at least
///
/// ```text
/// m / (R + 1)      m  comparisons,  R  permutations
/// ```
///
/// Where this is above the level, no difference can be shown, so that p-values above the level say nothing about equality.
///
/// Source: Phipson & Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9, 39.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attainable {
    pub(crate) permutations: usize,
    pub(crate) comparisons: usize,
}

/// p-values that differ by less are the same but for rounding.
const ROUNDING: f64 = 1e-12;

/// Whether a p-value speaks against equality at a level.
pub(crate) fn is_at_most(p: f64, level: f64) -> bool {
    p <= level + ROUNDING
}

/// The fewest replicates R with which `times / (R + 1)` is not above a share.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a number of replicates
pub(crate) fn fewest_replicates(times: usize, share: f64) -> usize {
    // A level of 0.9996 leaves so little more or less than 0.0004 that the quotient is 3e-10 from a whole number.
    ((times as f64 / share - 1e-9).ceil() as usize).saturating_sub(1)
}

impl Attainable {
    /// The smallest p after Holm.
    pub(crate) fn p(self) -> f64 {
        (self.comparisons as f64 / (self.permutations as f64 + 1.0)).min(1.0)
    }

    /// Whether a difference can be shown at a level.
    pub(crate) fn can_differ(self, level: f64) -> bool {
        is_at_most(self.p(), level)
    }

    /// The fewest permutations with which a difference can be shown at a level.
    pub(crate) fn needed(self, level: f64) -> usize {
        fewest_replicates(self.comparisons, level)
    }

    /// `1000 permutations are too few for 190 comparisons: the smallest p after Holm is 0.190`
    pub(crate) fn too_few(self) -> String {
        let permutations = match self.permutations {
            1 => "1 permutation is".to_owned(),
            many => format!("{many} permutations are"),
        };
        let p = self.p();
        match self.comparisons {
            1 => format!("{permutations} too few: the smallest p is {p:.3}"),
            many => format!(
                "{permutations} too few for {}: the smallest p after Holm is {p:.3}",
                counted(many, "comparison")
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infer::adjust;

    #[test]
    fn a_difference_can_be_shown_from_the_permutations_that_are_needed_on() {
        for level in [0.01, 0.05, 0.1, 1.0 - 0.95, 1.0 - 0.9] {
            for comparisons in 1..=190 {
                // The largest difference of all: no permutation reaches it.
                let shown = |permutations: usize| {
                    let mut p = vec![Some(1.0); comparisons];
                    p[0] = Some(1.0 / (permutations as f64 + 1.0));
                    is_at_most(adjust(&p)[0].unwrap().holm, level)
                };
                let of = |permutations| Attainable {
                    permutations,
                    comparisons,
                };
                let needed = of(3).needed(level);
                for (permutations, want) in [(needed - 1, false), (needed, true)] {
                    let what = format!("{comparisons} at {level}: {permutations}");
                    assert_eq!(of(permutations).can_differ(level), want, "{what}");
                    assert_eq!(shown(permutations), want, "{what}");
                }
            }
        }
    }

    #[test]
    fn a_level_that_is_not_exact_needs_no_permutation_more() {
        for (level, want) in [(0.9, 9), (0.9975, 399), (0.9995, 1999), (0.9996, 2499)] {
            let of = |permutations| Attainable {
                permutations,
                comparisons: 1,
            };
            assert_eq!(of(3).needed(1.0 - level), want, "{level}");
            assert!(of(want).can_differ(1.0 - level), "{level}");
            assert!(!of(want - 1).can_differ(1.0 - level), "{level}");
        }
    }

    #[test]
    fn one_permutation_is_too_few() {
        let of = Attainable {
            permutations: 1,
            comparisons: 1,
        };
        let sentence = "1 permutation is too few: the smallest p is 0.500";
        assert_eq!(of.too_few(), sentence);
    }

    #[test]
    fn twenty_groups_need_3799_permutations() {
        let of = Attainable {
            permutations: 1000,
            comparisons: 190,
        };
        assert_eq!(of.needed(0.05), 3799);
        assert!(of.too_few().ends_with("0.190"), "{}", of.too_few());
    }
}
