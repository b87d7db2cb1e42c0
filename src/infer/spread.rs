//! The distribution of replicates about their mean, about 0 and about the estimate.

use crate::numeric::{normal, strands};

/// Moments and counts of the replicates of one quantity.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spread {
    /// Number of replicates.
    pub(super) r: f64,
    pub(super) mean: f64,
    pub(super) se: f64,
    skewness: f64,
    kurtosis: f64,
    pub(super) at_most_0: f64,
    pub(super) at_least_0: f64,
    /// Below the estimate; a replicate that equals it counts one half.
    below: f64,
}

impl Spread {
    pub(super) fn of(replicates: &[f64], estimate: f64) -> Self {
        let r = replicates.len() as f64;
        let mean = strands::sums(replicates, |x| [x])[0] / r;
        let one = |yes: bool| f64::from(u8::from(yes));
        let sums = strands::sums(replicates, |x| {
            let deviation = x - mean;
            let square = deviation * deviation;
            [
                square,
                square * deviation,
                square * square,
                one(x <= 0.0),
                one(x >= 0.0),
                one(x < estimate),
                one(x <= estimate),
            ]
        });
        let [m2, m3, m4, at_most_0, at_least_0, below, at_most] = sums;
        Self {
            r,
            mean,
            se: (m2 / (r - 1.0)).sqrt(),
            skewness: m3 * r.sqrt() / m2.powf(1.5),
            kurtosis: m4 * r / (m2 * m2),
            at_most_0,
            at_least_0,
            below: f64::midpoint(below, at_most),
        }
    }

    /// A quantity that is the same in every replicate, such as the loading of a single item, varies only by
    /// rounding.
    pub(super) fn varies(&self) -> bool {
        self.se > 1e-13 * self.mean.abs().max(1e-3)
    }

    /// The share of the replicates below the estimate.
    pub(super) fn share_below(&self) -> f64 {
        self.below / self.r
    }

    /// Normal quantile of the share below the estimate; `None` if all lie on one side.
    pub(super) fn z0(&self) -> Option<f64> {
        Some(normal::quantile(self.share_below())).filter(|z| z.is_finite())
    }

    /// Monte Carlo standard error of the mean.
    pub(super) fn mean_error(&self) -> f64 {
        self.se / self.r.sqrt()
    }

    /// Monte Carlo standard error of the standard error.
    pub(super) fn se_error(&self) -> f64 {
        self.mean_error() * (self.kurtosis - 1.0).max(0.0).sqrt() / 2.0
    }

    /// Monte Carlo standard error of `mean + z SE`.
    pub(super) fn both_error(&self, z: f64) -> f64 {
        let variance = 1.0 + z * z * (self.kurtosis - 1.0) / 4.0 + z * self.skewness;
        self.mean_error() * variance.max(0.0).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn errors_of_two_points_are_those_of_a_coin() {
        // A binary variable with equal shares has kurtosis 1: its standard error does not vary in
        // first order.
        let coin: Vec<f64> = (0..400).map(|i| f64::from(i % 2)).collect();
        let spread = Spread::of(&coin, 0.5);
        assert_abs_diff_eq!(spread.share_below(), 0.5);
        assert_eq!(spread.z0(), Some(0.0));
        assert_abs_diff_eq!(spread.se_error(), 0.0, epsilon = 1e-9);
        assert_abs_diff_eq!(spread.both_error(2.0), spread.mean_error(), epsilon = 1e-12);
        assert_eq!((spread.at_most_0, spread.at_least_0), (200.0, 400.0));
    }
}
