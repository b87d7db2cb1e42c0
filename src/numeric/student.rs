//! Student's t distribution.

use super::normal;
use statrs::distribution::{Continuous, ContinuousCDF, StudentsT};

/// With more degrees of freedom than this, the search for a quantile is not exact, and may not end.
const NEARLY_NORMAL: f64 = 5e3;

/// Two-sided p-value of `t` with `df` degrees of freedom; `None` unless `t` is finite and `df > 0`.
pub(crate) fn two_sided_p(t: f64, df: f64) -> Option<f64> {
    if !t.is_finite() {
        return None;
    }
    let distribution = StudentsT::new(0.0, 1.0, df).ok()?;
    Some((2.0 * distribution.sf(t.abs())).min(1.0))
}

/// The quantile with `df` degrees of freedom; `None` unless `df > 0`.
pub(crate) fn quantile(p: f64, df: f64) -> Option<f64> {
    if df > NEARLY_NORMAL {
        // The expansion of Cornish and Fisher (1938); the error is of order df^-4.
        let z = normal::quantile(p);
        let first = (z.powi(3) + z) / 4.0;
        let second = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
        let third = (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0;
        let t = z + first / df + second / df.powi(2) + third / df.powi(3);
        return Some(t).filter(|t| t.is_finite());
    }
    let distribution = StudentsT::new(0.0, 1.0, df).ok()?;
    Some(distribution.inverse_cdf(p)).filter(|x| x.is_finite())
}

/// The density at `t`; `None` unless `df > 0`.
pub(crate) fn density(t: f64, df: f64) -> Option<f64> {
    Some(StudentsT::new(0.0, 1.0, df).ok()?.pdf(t)).filter(|x| x.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn values_are_those_of_scipy_and_of_quadrature() {
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
        // By quadrature of the density, and the density by its formula.
        assert_relative_eq!(
            quantile(0.975, 272.0).unwrap(),
            1.968_723_847_365,
            max_relative = 1e-10
        );
        assert_relative_eq!(
            density(2.1, 272.0).unwrap(),
            0.044_368_964_644_69,
            max_relative = 1e-10
        );
        assert_eq!(quantile(0.975, 0.0), None);
        let (below, above) = (
            quantile(0.975, 5e3).unwrap(),
            quantile(0.975, 5.000_001e3).unwrap(),
        );
        assert_relative_eq!(below, above, max_relative = 1e-10);
    }
}
