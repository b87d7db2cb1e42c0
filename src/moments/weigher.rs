//! From weights of rows to moments.

use nalgebra::DMatrix;
use pulp::{Arch, Simd, WithSimd};

use super::gram::{Gram, Picks};
use super::{Moments, NoVariance, Sample};
use crate::numeric::aligned::Aligned;
use crate::numeric::lanes;

/// A sum of squares that keeps less than this share after centring is rounding noise.
const CENTRING_NOISE: f64 = 1e-12;

/// Takes weights of a sample's rows to moments, as often as it is asked; allocates only in the first call.
///
/// Weights are counts, such as how often each row stands in a resample: not negative, with a sum above 1.
///
/// ```
/// use pls_sem::{Missing, Model, Sample, Table, moments::{Moments, Weigher}};
///
/// let table = Table::from_columns([("x", vec![1.0, 2.0, 4.0, 9.0]), ("y", vec![2.0, 1.0, 3.0, 7.0])])?;
/// let sample = Sample::new(&Model::parse("X =~ x; Y =~ y; Y ~ X")?, &table, Missing::Error)?;
/// let mut moments = Moments::room(2);
/// // The last row left out, the first counted twice.
/// Weigher::new(&sample).moments(&[2.0, 1.0, 1.0, 0.0], &mut moments).unwrap();
/// assert_eq!(moments.means(), [2.0, 2.0]);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug)]
pub struct Weigher<'s> {
    sample: &'s Sample,
    picks: Picks,
    /// Means about the shifts, and reciprocal roots of the sums of squares; filled up to whole vectors.
    means: Aligned,
    scales: Aligned,
    gram: Gram,
    /// Cross products with rows taken away.
    less: Gram,
}

impl<'s> Weigher<'s> {
    /// A weigher of this sample's rows.
    #[must_use]
    pub fn new(sample: &'s Sample) -> Self {
        let filled = sample.indicators().len().next_multiple_of(lanes::MOST);
        Self {
            sample,
            picks: Picks::default(),
            means: Aligned::zeros(filled),
            scales: Aligned::zeros(filled),
            gram: Gram::default(),
            less: Gram::default(),
        }
    }

    /// Moments under these weights, one for each row used.
    ///
    /// # Errors
    /// [`NoVariance`], if an indicator does not vary among the rows that count; `moments` is then of no use.
    ///
    /// # Panics
    /// If there is not one weight for each row, or `moments` has room for other indicators.
    pub fn moments(&mut self, weights: &[f64], moments: &mut Moments) -> Result<(), NoVariance> {
        let sample = self.sample;
        assert_eq!(weights.len(), sample.n(), "one weight for each row");
        assert_eq!(
            moments.sds.len(),
            sample.indicators().len(),
            "moments of the sample's indicators"
        );
        sample.rows.gram(weights, &mut self.picks, &mut self.gram);
        Arch::new().dispatch(Correlate {
            weigher: self,
            moments,
        })
    }

    /// Moments under the weights of the last call of [`Weigher::moments`], with one copy of each of these rows (from
    /// 0) taken away. Cross products are linear in the weights, so that no other row is read again.
    ///
    /// ```
    /// # use pls_sem::{Missing, Model, Sample, Table, moments::{Moments, Weigher}};
    /// # let table = Table::from_columns([("x", vec![1.0, 2.0, 4.0, 9.0]), ("y", vec![2.0, 1.0, 3.0, 7.0])])?;
    /// # let sample = Sample::new(&Model::parse("X =~ x; Y =~ y; Y ~ X")?, &table, Missing::Error)?;
    /// let (mut weigher, mut moments) = (Weigher::new(&sample), Moments::room(2));
    /// weigher.moments(&[1.0; 4], &mut moments).unwrap();
    /// weigher.without(&[3], &mut moments).unwrap();
    /// assert_eq!((moments.n(), moments.means()[1]), (3.0, 2.0));
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`NoVariance`], if an indicator does not vary among the rows that are left.
    ///
    /// # Panics
    /// If [`Weigher::moments`] was not called before, or there is no such row.
    pub fn without(&mut self, rows: &[usize], moments: &mut Moments) -> Result<(), NoVariance> {
        self.sample.rows.take_away(rows, &self.gram, &mut self.less);
        std::mem::swap(&mut self.gram, &mut self.less);
        let done = Arch::new().dispatch(Correlate {
            weigher: self,
            moments,
        });
        std::mem::swap(&mut self.gram, &mut self.less);
        done
    }

    #[inline(always)]
    fn of_gram<S: Simd>(&mut self, simd: S, moments: &mut Moments) -> Result<(), NoVariance> {
        let sample = self.sample;
        let (gram, answered, p) = (&self.gram, &sample.answered, sample.answered.len());
        let n = gram.get(p, p);
        moments.n = n;
        for (k, &ok) in answered.iter().enumerate() {
            // Means about the shift first: the cross products below need them.
            let (sum, raw) = (gram.get(k, ok), gram.get(k, k));
            moments.means[k] = sum / gram.get(ok, ok);
            let about_mean = raw - moments.means[k] * sum;
            // An indicator without answers in these rows has no number here.
            if about_mean.is_nan() || about_mean <= CENTRING_NOISE * raw {
                return Err(NoVariance { indicator: k });
            }
            moments.sds[k] = about_mean.sqrt();
            self.means[k] = moments.means[k];
            self.scales[k] = 1.0 / moments.sds[k];
        }
        if answered.iter().all(|&a| a == p) {
            correlate_complete(
                simd,
                gram,
                &self.means,
                &self.scales,
                &mut moments.correlations,
            );
        } else {
            correlate_incomplete(gram, answered, &self.scales[..p], moments);
        }
        let divisor = (n - 1.0).sqrt();
        for k in 0..p {
            moments.sds[k] /= divisor;
            moments.means[k] += sample.shifts[k];
        }
        Ok(())
    }
}

/// From cross products to moments, compiled for the vectors of the machine: its sums are the same on all.
struct Correlate<'a, 's> {
    weigher: &'a mut Weigher<'s>,
    moments: &'a mut Moments,
}

impl WithSimd for Correlate<'_, '_> {
    type Output = Result<(), NoVariance>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Self::Output {
        self.weigher.of_gram(simd, self.moments)
    }
}

/// Correlations when every answer was given; `means` still lack their shift.
#[inline(always)]
fn correlate_complete<S: Simd>(
    simd: S,
    gram: &Gram,
    means: &[f64],
    scales: &[f64],
    correlations: &mut DMatrix<f64>,
) {
    let (p, lanes) = (correlations.nrows(), S::F64_LANES);
    let s = correlations.as_mut_slice();
    for k in 0..p {
        let (sum, scale) = (simd.splat_f64s(gram.get(k, p)), simd.splat_f64s(scales[k]));
        let (means, scales) = (S::as_simd_f64s(means).0, S::as_simd_f64s(scales).0);
        let of = |cross, mean, other| {
            let about_means = simd.sub_f64s(cross, simd.mul_f64s(sum, mean));
            simd.mul_f64s(simd.mul_f64s(about_means, scale), other)
        };
        let (cross, _) = S::as_simd_f64s(gram.padded_row(k));
        let parts = cross
            .iter()
            .zip(means.iter().zip(scales))
            .take(k / lanes + 1);
        for (part, (&cross, (&mean, &other))) in parts.enumerate() {
            // What is written beyond the diagonal is overwritten: by the rows below, or when the triangle is copied.
            let from = k * p + part * lanes;
            match s.get_mut(from..from + lanes) {
                Some(r) => S::as_mut_simd_f64s(r).0[0] = of(cross, mean, other),
                None => simd.partial_store_f64s(&mut s[from..], of(cross, mean, other)),
            }
        }
        s[k * p + k] = 1.0;
    }
    mirror(s, p);
}

/// Correlations when missing answers stand at the mean of those given.
///
/// ```text
/// Σ o_k o_l (x_k - m_k)(x_l - m_l) = Σ x_k x_l - m_l Σ x_k o_l - m_k Σ x_l o_k + m_k m_l Σ o_k o_l
///
/// o  1 where answered,  x  0 where not
/// ```
fn correlate_incomplete(gram: &Gram, answered: &[usize], scales: &[f64], moments: &mut Moments) {
    let (means, p) = (&moments.means, scales.len());
    let s = moments.correlations.as_mut_slice();
    for k in 0..p {
        s[k * p + k] = 1.0;
        for l in 0..k {
            let (ok, ol) = (answered[k], answered[l]);
            let cross = gram.get(k, l) - means[l] * gram.get(k, ol) - means[k] * gram.get(l, ok)
                + means[k] * means[l] * gram.get(ok, ol);
            s[k * p + l] = cross * scales[k] * scales[l];
        }
    }
    mirror(s, p);
}

/// Copies the lower triangle of a row-major `p x p` matrix to the upper one, square by square, so that what is written
/// stays near.
#[inline(always)]
fn mirror(s: &mut [f64], p: usize) {
    const SIDE: usize = 8;
    for top in (0..p).step_by(SIDE) {
        let rows = top..p.min(top + SIDE);
        for left in (0..=top).step_by(SIDE) {
            for l in left..rows.end.min(left + SIDE) {
                for k in rows.start.max(l + 1)..rows.end {
                    s[l * p + k] = s[k * p + l];
                }
            }
        }
    }
}
