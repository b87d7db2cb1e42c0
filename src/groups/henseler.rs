//! Henseler's multigroup analysis: in how many pairs of resamples is the first group's parameter not the larger one.

/// How the replicates of two groups are compared with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Replicates are centred at the group's estimate, `b* - mean + estimate`; ties count half. SmartPLS 4 and cSEM do the same.
    Centred,
    /// They are mirrored at their mean, `2 mean - b*`; ties count whole. seminr does the same.
    Mirrored,
}

/// The replicates of one parameter in one group, and its estimate there.
#[derive(Debug, Clone)]
pub(super) struct Replicates {
    pub(super) values: Vec<f64>,
    pub(super) estimate: f64,
}

impl Replicates {
    fn read(self, reading: Reading) -> Vec<f64> {
        let mut values = self.values;
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        for x in &mut values {
            *x = match reading {
                Reading::Centred => *x - mean + self.estimate,
                Reading::Mirrored => 2.0 * mean - *x,
            };
        }
        values.sort_unstable_by(f64::total_cmp);
        values
    }
}

/// The one-sided p-value of the alternative that the first group's parameter is larger: the share of pairs of replicates in
/// which it is not.
///
/// ```text
/// p = #{(i, j): b_1i <= b_2j} / (R_1 R_2)
/// ```
///
/// The values of each group are sorted, and both are gone through once. If no pair contradicts the alternative, or every
/// one does, p is one pair away from 0 or 1. `None` without replicates, or if none of them varies.
///
/// Source: Henseler, Ringle & Sinkovics (2009), Advances in International Marketing 20, 277-319.
pub(super) fn p_greater(first: Replicates, second: Replicates, reading: Reading) -> Option<f64> {
    let (first, second) = (first.read(reading), second.read(reading));
    let pairs = first.len() as f64 * second.len() as f64;
    if pairs == 0.0 || !(varies(&first) || varies(&second)) {
        return None;
    }
    let of_ties = match reading {
        Reading::Centred => 0.5,
        Reading::Mirrored => 1.0,
    };
    let (mut below, mut up_to, mut count) = (0, 0, 0.0);
    for x in &first {
        while second.get(below).is_some_and(|y| y < x) {
            below += 1;
        }
        up_to = up_to.max(below);
        while second.get(up_to).is_some_and(|y| y <= x) {
            up_to += 1;
        }
        count += (second.len() - up_to) as f64 + of_ties * (up_to - below) as f64;
    }
    let least = 1.0 / (pairs + 1.0);
    Some((count / pairs).clamp(least, 1.0 - least))
}

/// The two-sided p-value of a one-sided one.
pub(super) fn two_sided(p_greater: f64) -> f64 {
    2.0 * p_greater.min(1.0 - p_greater)
}

/// Whether sorted values differ by more than rounding.
fn varies(sorted: &[f64]) -> bool {
    let ends = sorted.first().zip(sorted.last());
    ends.is_some_and(|(low, high)| high - low > 1e-12)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replicates(values: &[f64], estimate: f64) -> Replicates {
        let values = values.to_vec();
        Replicates { values, estimate }
    }

    /// Pair by pair, as the definition has it.
    fn by_pairs(first: &[f64], second: &[f64], of_ties: f64) -> f64 {
        let pairs = first
            .iter()
            .flat_map(|x| second.iter().map(move |y| (x, y)));
        let of = |(x, y): (&f64, &f64)| match x.total_cmp(y) {
            std::cmp::Ordering::Less => 1.0,
            std::cmp::Ordering::Equal => of_ties,
            std::cmp::Ordering::Greater => 0.0,
        };
        pairs.map(of).sum::<f64>() / (first.len() * second.len()) as f64
    }

    #[test]
    fn sorting_gives_what_all_pairs_give() {
        // Quarters, so that centring is exact and ties are many.
        let first: Vec<f64> = (0..64).map(|i| f64::from(i * 7 % 16) / 4.0).collect();
        let second: Vec<f64> = (0..32).map(|i| f64::from(i * 5 % 8) / 4.0).collect();
        let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
        let (m, n) = (mean(&first), mean(&second));
        for (reading, of_ties) in [(Reading::Centred, 0.5), (Reading::Mirrored, 1.0)] {
            let read = |x: &[f64], mean: f64, estimate: f64| -> Vec<f64> {
                let of = |x: &f64| match reading {
                    Reading::Centred => x - mean + estimate,
                    Reading::Mirrored => 2.0 * mean - x,
                };
                x.iter().map(of).collect()
            };
            let want = by_pairs(&read(&first, m, 1.5), &read(&second, n, 1.25), of_ties);
            let got = p_greater(replicates(&first, 1.5), replicates(&second, 1.25), reading);
            assert!(
                (got.unwrap() - want).abs() < 1e-15,
                "{reading:?}: {got:?} {want}"
            );
            assert!(want > 0.05 && want < 0.95);
        }
    }

    #[test]
    fn equal_groups_are_even_and_a_probability_is_never_0() {
        let x: Vec<f64> = (0..100).map(|i| f64::from(i).sqrt()).collect();
        let p = |a: f64, b: f64| p_greater(replicates(&x, a), replicates(&x, b), Reading::Centred);
        assert!((p(1.0, 1.0).unwrap() - 0.5).abs() < 1e-15);
        assert!((p(100.0, 1.0).unwrap() - 1.0 / 10_001.0).abs() < 1e-15);
        assert!((p(1.0, 100.0).unwrap() - 10_000.0 / 10_001.0).abs() < 1e-12);
        assert!((two_sided(0.8) - 0.4).abs() < 1e-15);
        let constant = || replicates(&[1.0; 5], 1.0);
        assert_eq!(p_greater(constant(), constant(), Reading::Centred), None);
    }
}
