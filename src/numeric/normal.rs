//! The standard normal distribution, and Fisher's.

use std::f64::consts::SQRT_2;

use statrs::distribution::{Continuous, ContinuousCDF, FisherSnedecor, Normal};

/// The normal quantile.
pub(crate) fn quantile(p: f64) -> f64 {
    Normal::standard().inverse_cdf(p)
}

/// The normal distribution function.
pub(crate) fn below(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// The normal density.
pub(crate) fn density(z: f64) -> f64 {
    Normal::standard().pdf(z)
}

/// Two-sided p-value of `z`; `None` unless it is finite.
pub(crate) fn two_sided_p(z: f64) -> Option<f64> {
    z.is_finite().then(|| libm::erfc(z.abs() / SQRT_2))
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
        // By the complementary error function: erfc(1.3 / sqrt(2)) / 2, erfc(2.5 / sqrt(2))
        assert_relative_eq!(below(-1.3), 0.096_800_484_585_610_36, max_relative = 1e-14);
        assert_relative_eq!(
            two_sided_p(-2.5).unwrap(),
            0.012_419_330_651_552_3,
            max_relative = 1e-12
        );
        assert_eq!(two_sided_p(f64::NAN), None);
    }
}
