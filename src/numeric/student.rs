//! Student's t distribution.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// Two-sided p-value of `t` with `df` degrees of freedom; `None` unless `t` is finite and `df > 0`.
pub(crate) fn two_sided_p(t: f64, df: f64) -> Option<f64> {
    if !t.is_finite() {
        return None;
    }
    let distribution = StudentsT::new(0.0, 1.0, df).ok()?;
    Some((2.0 * distribution.sf(t.abs())).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn p_values_are_those_of_scipy() {
        // scipy 1.17: 2 * scipy.stats.t.sf(abs(t), df)
        for (t, df, want) in [
            (1.96, 272.0, 0.051_016_650_972_153_94),
            (-2.5, 10.0, 0.031_446_844_236_608_82),
            (0.0, 5.0, 1.0),
        ] {
            assert_relative_eq!(two_sided_p(t, df).unwrap(), want, max_relative = 1e-10);
        }
        assert_eq!(two_sided_p(f64::NAN, 5.0), None);
        assert_eq!(two_sided_p(1.0, 0.0), None);
    }
}
