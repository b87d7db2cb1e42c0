//! The chi-square distribution.

use statrs::distribution::{ChiSquared, ContinuousCDF};

/// The value that a chi-square variable with `df` degrees of freedom exceeds with probability
/// `tail`.
pub(crate) fn upper_quantile(tail: f64, df: f64) -> Option<f64> {
    let distribution = ChiSquared::new(df).ok()?;
    Some(distribution.inverse_cdf(1.0 - tail)).filter(|x| x.is_finite())
}

/// The probability that a chi-square variable with `df` degrees of freedom exceeds `x`.
pub(crate) fn upper_tail(x: f64, df: f64) -> Option<f64> {
    let distribution = ChiSquared::new(df).ok()?;
    Some(distribution.sf(x)).filter(|p| p.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn quantiles_are_those_of_scipy() {
        // scipy 1.17: scipy.stats.chi2.isf(0.05, df)
        for (df, want) in [(1.0, 3.841_458_820_694_124), (240.0, 277.137_649_542_536_9)] {
            assert_relative_eq!(upper_quantile(0.05, df).unwrap(), want, max_relative = 1e-9);
            assert_relative_eq!(upper_tail(want, df).unwrap(), 0.05, max_relative = 1e-9);
        }
        assert_eq!(upper_quantile(0.05, 0.0), None);
    }
}
