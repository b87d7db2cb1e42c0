//! Moments: the input of the estimation. A sample is a weighting of rows.
//!
//! A [`Sample`] holds the rows of a model's indicators. A weigher computes a matrix of cross products from weights of
//! its rows (all ones, or the counts of a resample, times the case weights if there are any). The matrix is linear in
//! the weights, and [`Moments`] follow from it.

mod answers;
mod digits;
mod error;
mod gram;
mod joined;
mod kept;
mod moment_lanes;
mod of_matrix;
mod picks;
mod products;
mod rows;
mod sample;
mod tiles;
mod transformed;
mod unread;
pub(crate) mod weigher;

use nalgebra::DMatrix;

pub use error::{NoVariance, SampleError};
pub(crate) use kept::Kept;
pub(crate) use moment_lanes::MomentLanes;
pub(crate) use products::{Forms, Products, WeightedRows};
pub use sample::{Missing, Sample};
pub(crate) use sample::{fault, numbers_of, refuse_missing};
pub(crate) use transformed::Transformed;
pub use unread::Unread;
pub(crate) use weigher::Weigher;

/// Means, standard deviations and correlations of the indicators, under some weighting of the rows.
///
/// ```text
/// mean_k = Σ w_i x_ik / n,   cov_kl = Σ w_i (x_ik - mean_k)(x_il - mean_l) / (n - 1),   n = Σ w_i
/// ```
///
/// Case weights are multiplied with the `w_i` and rescaled, so that their sum stays the number of rows n.
///
/// With mean replacement, sums run over the answers given, as if every missing answer were the mean of its
/// indicator under the same weights; the divisor stays `n - 1`.
///
/// A [`Matrix`](crate::Matrix) has no means, and one of correlations no standard deviations.
#[derive(Debug, Clone, PartialEq)]
pub struct Moments {
    pub(crate) n: f64,
    /// Not-a-number if they are not known.
    pub(crate) means: Vec<f64>,
    /// Not-a-number if they are not known.
    pub(crate) sds: Vec<f64>,
    pub(crate) correlations: DMatrix<f64>,
}

impl Moments {
    /// Memory for the moments of this number of indicators.
    pub(crate) fn room(indicators: usize) -> Self {
        Self {
            n: 0.0,
            means: vec![0.0; indicators],
            sds: vec![0.0; indicators],
            correlations: DMatrix::identity(indicators, indicators),
        }
    }

    /// Number of rows: the sum of their weights.
    #[must_use]
    pub fn n(&self) -> f64 {
        self.n
    }

    /// Mean of every indicator; `None` if they are not known.
    #[must_use]
    pub fn means(&self) -> Option<&[f64]> {
        known(&self.means)
    }

    /// Standard deviation of every indicator, divisor `n - 1`; `None` if they are not known.
    #[must_use]
    pub fn sds(&self) -> Option<&[f64]> {
        known(&self.sds)
    }

    /// Correlation matrix of the indicators.
    #[must_use]
    pub fn correlations(&self) -> &DMatrix<f64> {
        &self.correlations
    }
}

fn known(numbers: &[f64]) -> Option<&[f64]> {
    Some(numbers).filter(|numbers| numbers.iter().all(|x| !x.is_nan()))
}
