//! From weights of rows to moments.

use pulp::{Arch, Simd, WithSimd};

use super::gram::{Gram, Picks};
use super::{Moments, NoVariance, Sample};

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
    /// Reciprocal roots of the sums of squares.
    scales: Vec<f64>,
    gram: Gram,
    /// Cross products with rows taken away.
    less: Gram,
}

impl<'s> Weigher<'s> {
    /// A weigher of this sample's rows.
    #[must_use]
    pub fn new(sample: &'s Sample) -> Self {
        Self {
            sample,
            picks: Picks::default(),
            scales: vec![0.0; sample.indicators().len()],
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
    fn of_gram(&mut self, moments: &mut Moments) -> Result<(), NoVariance> {
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
            self.scales[k] = 1.0 / moments.sds[k];
        }
        if answered.iter().all(|&a| a == p) {
            correlate_complete(gram, &self.scales, moments);
        } else {
            correlate_incomplete(gram, answered, &self.scales, moments);
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
    fn with_simd<S: Simd>(self, _: S) -> Self::Output {
        self.weigher.of_gram(self.moments)
    }
}

/// Correlations when every answer was given; `means` still lack their shift.
#[inline(always)]
fn correlate_complete(gram: &Gram, scales: &[f64], moments: &mut Moments) {
    let (means, p) = (&moments.means, scales.len());
    let s = moments.correlations.as_mut_slice();
    for k in 0..p {
        let (sum, scale) = (gram.get(k, p), scales[k]);
        let row = &mut s[k * p..=k * p + k];
        for ((r, &cross), (&mean, &other)) in row
            .iter_mut()
            .zip(gram.row(k))
            .zip(means.iter().zip(scales))
        {
            *r = (cross - sum * mean) * scale * other;
        }
        row[k] = 1.0;
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

/// Copies the lower triangle of a row-major `p x p` matrix to the upper one.
#[inline(always)]
fn mirror(s: &mut [f64], p: usize) {
    for k in 1..p {
        for l in 0..k {
            s[l * p + k] = s[k * p + l];
        }
    }
}
