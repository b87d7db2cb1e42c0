//! The standard normal distribution, and Fisher's.

use statrs::distribution::{ContinuousCDF, FisherSnedecor, Normal};

/// The normal quantile.
pub(crate) fn quantile(p: f64) -> f64 {
    Normal::standard().inverse_cdf(p)
}

/// The quantile of Fisher's distribution with so many degrees of freedom.
pub(crate) fn fisher_quantile(p: f64, df1: f64, df2: f64) -> Option<f64> {
    let distribution = FisherSnedecor::new(df1, df2).ok()?;
    Some(distribution.inverse_cdf(p)).filter(|x| x.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn quantiles_are_those_of_scipy() {
        // scipy 1.17: scipy.stats.norm.ppf(0.975), scipy.stats.f.ppf(p, 249, 996)
        assert_relative_eq!(quantile(0.975), 1.959_963_984_540_054, max_relative = 1e-10);
        for (p, want) in [
            (0.025, 0.816_585_672_486_160_9),
            (0.975, 1.210_296_143_268_557_7),
        ] {
            let got = fisher_quantile(p, 249.0, 996.0).unwrap();
            assert_relative_eq!(got, want, max_relative = 1e-9);
        }
        assert_eq!(fisher_quantile(0.5, 0.0, 1.0), None);
    }
}
