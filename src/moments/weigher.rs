//! From weights of rows to moments.

use std::slice::{from_mut, from_ref};

use pulp::{Arch, Simd, WithSimd};

use super::digits;
use super::gram::SumRoom;
use super::joined::Joined;
use super::kept::Kept;
use super::picks::Picks;
use super::products::{self, WeightedRows};
use super::{MomentLanes, Moments, NoVariance, Sample};
use crate::numeric::aligned::Aligned;
use crate::numeric::lanes::{self, Number as _, Room, Vector, row};

/// A sum of squares that keeps less than this share after centring is rounding noise.
const CENTRING_NOISE: f64 = 1e-12;

/// Computes moments from weights of a sample's rows, repeatedly; allocates only in the first call.
///
/// Weights are counts, such as how often each row stands in a resample: not negative, with a sum above 1. Case weights of
/// the sample are multiplied with them.
///
/// ```
/// use pls_sem::timed::{Weigher, room_for_moments};
/// use pls_sem::{Missing, Model, Sample, Table};
///
/// let table = Table::from_columns([("x", vec![1.0, 2.0, 4.0, 9.0]), ("y", vec![2.0, 1.0, 3.0, 7.0])])?;
/// let sample = Sample::new(&Model::parse("X =~ x; Y =~ y; Y ~ X")?, &table, Missing::Error)?;
/// let mut moments = room_for_moments(2);
/// // The last row left out, the first counted twice.
/// Weigher::new(&sample).moments(&[2.0, 1.0, 1.0, 0.0], &mut moments).unwrap();
/// assert_eq!(moments.means(), Some(&[2.0, 2.0][..]));
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug)]
pub struct Weigher<'s> {
    sample: &'s Sample,
    /// The weightings that were added since moments were last computed: rows and weights, or sums.
    added: usize,
    summed: bool,
    joined: Joined,
    picks: Vec<Picks>,
    /// The rows of the weighting that is kept, and those that were taken away from it for each lane.
    kept: Picks,
    removed: Vec<Picks>,
    /// The number of weightings of the last moments, and their weights row by row, after these are requested.
    taken: usize,
    laid: Room,
    sums: Vec<Aligned>,
    /// The sums of all, side by side, and the cross products that they hold.
    packed: Room,
    cells: Room,
    /// Reciprocal roots of the sums of squares about the means.
    scales: Room,
    room: SumRoom,
    /// Sums that rows are taken away from.
    whole: Aligned,
    /// Where one weighting by itself is made.
    alone: MomentLanes,
}

impl<'s> Weigher<'s> {
    /// A weigher of this sample's rows.
    #[must_use]
    pub fn new(sample: &'s Sample) -> Self {
        let [columns, stride] = sample.rows().shape();
        let alone = MomentLanes::room(sample.indicators().len());
        Self {
            sample,
            added: 0,
            summed: false,
            joined: Joined::default(),
            picks: vec![Picks::default(); alone.lanes()],
            kept: Picks::default(),
            removed: vec![Picks::default(); alone.lanes()],
            taken: 0,
            laid: Room::new(0),
            sums: vec![Aligned::default(); alone.lanes()],
            packed: Room::new(columns * stride),
            cells: Room::new(row(columns)),
            scales: Room::new(columns),
            room: SumRoom::default(),
            whole: Aligned::default(),
            alone,
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
        self.keep(weights);
        self.without(&[], moments)
    }

    /// Moments under the weights of the last call of [`Weigher::moments`], without one copy of each of these rows
    /// (from 0). Cross products are linear in the weights, so that no other row is read again.
    ///
    /// ```
    /// # use pls_sem::timed::{Weigher, room_for_moments};
    /// # use pls_sem::{Missing, Model, Sample, Table};
    /// # let table = Table::from_columns([("x", vec![1.0, 2.0, 4.0, 9.0]), ("y", vec![2.0, 1.0, 3.0, 7.0])])?;
    /// # let sample = Sample::new(&Model::parse("X =~ x; Y =~ y; Y ~ X")?, &table, Missing::Error)?;
    /// let (mut weigher, mut moments) = (Weigher::new(&sample), room_for_moments(2));
    /// weigher.moments(&[1.0; 4], &mut moments).unwrap();
    /// weigher.without(&[3], &mut moments).unwrap();
    /// assert_eq!((moments.n(), moments.means().unwrap()[1]), (3.0, 2.0));
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`NoVariance`], if an indicator does not vary among the rows that are left.
    ///
    /// # Panics
    /// If [`Weigher::moments`] was not called before, there is no such row, or `moments` has room for other indicators.
    pub fn without(&mut self, rows: &[usize], moments: &mut Moments) -> Result<(), NoVariance> {
        assert_eq!(
            moments.sds.len(),
            self.sample.indicators().len(),
            "moments of the sample's indicators"
        );
        self.added = 0;
        self.add_without(rows);
        let mut end = [Ok(())];
        let mut alone = std::mem::replace(&mut self.alone, MomentLanes::room(0));
        self.take(&mut alone, &mut end);
        alone.get(0, moments);
        self.alone = alone;
        end[0]
    }

    /// Keeps the cross products under these weights, for [`Weigher::add_without`].
    pub(crate) fn keep(&mut self, weights: &[f64]) {
        assert_eq!(weights.len(), self.sample.n(), "one weight for each row");
        let joined = self.joined.join(weights, self.sample.weights());
        self.kept.set(joined);
        self.joined.keep();
        let rows = self.sample.rows();
        rows.sum(
            1,
            from_ref(&self.kept),
            &mut self.room,
            from_mut(&mut self.whole),
        );
    }

    /// Adds a weighting for the next moments.
    pub(crate) fn add(&mut self, weights: &[f64]) {
        assert_eq!(weights.len(), self.sample.n(), "one weight for each row");
        let joined = self.joined.join(weights, self.sample.weights());
        self.picks[self.added].set(joined);
        self.joined.add(self.added);
        self.summed = false;
        self.added += 1;
    }

    /// Adds the kept weighting, without one copy of each of these rows.
    pub(crate) fn add_without(&mut self, rows: &[usize]) {
        let (sample, cases) = (self.sample, self.sample.weights());
        let removed = &mut self.removed[self.added];
        removed.list(
            rows.iter()
                .map(|&i| (i, cases.map_or(1.0, |cases| cases[i]))),
        );
        let sums = &mut self.sums[self.added];
        sample
            .rows()
            .take_away(removed, &self.whole, &mut self.room, sums);
        self.joined.add_without(self.added, rows.len());
        self.summed = true;
        self.added += 1;
    }

    /// Adds some rows, each of which counts once, with one that leaves them and one that joins them: no other row is read
    /// again. What moments do not say cannot be asked of it.
    pub(crate) fn add_kept(&mut self, kept: &Kept, leaves: Option<usize>, joins: Option<usize>) {
        let rows = kept.write(self.sample, leaves, joins, &mut self.sums[self.added]);
        self.joined.add_rows(self.added, rows);
        self.summed = true;
        self.added += 1;
    }

    /// Computes the moments of the added weightings, in their order, at most one for each lane.
    pub(crate) fn take(&mut self, moments: &mut MomentLanes, ends: &mut [Result<(), NoVariance>]) {
        let (rows, added) = (self.sample.rows(), std::mem::take(&mut self.added));
        assert_eq!(added, ends.len(), "an end for all that was added");
        self.taken = added;
        let digits = if self.summed {
            1
        } else {
            let picks = &self.picks[..added];
            let digits = rows.digits(picks);
            rows.sum(digits, picks, &mut self.room, &mut self.sums[..added]);
            digits
        };
        Arch::new().dispatch(Correlate {
            weigher: self,
            digits,
            moments,
            ends,
        });
    }

    /// The rows with the weights of the last moments, for quantities that do not follow from
    /// moments.
    pub(crate) fn weighted_rows(&mut self) -> WeightedRows<'_> {
        let sample = self.sample;
        if self.laid.is_empty() {
            self.laid = Room::new(sample.n());
        }
        self.laid.numbers_mut().fill(0.0);
        for lane in 0..self.taken {
            if self.summed {
                products::lay(self.kept.get(), lane, &mut self.laid);
                products::lay_without(self.removed[lane].get(), lane, &mut self.laid);
            } else {
                products::lay(self.picks[lane].get(), lane, &mut self.laid);
            }
        }
        WeightedRows {
            sample,
            weights: &self.laid,
        }
    }

    #[inline(always)]
    fn correlate<S: Simd>(
        &mut self,
        simd: S,
        digits: u32,
        moments: &mut MomentLanes,
        ends: &mut [Result<(), NoVariance>],
    ) {
        let rows = self.sample.rows();
        let [columns, stride] = rows.shape();
        let (sums, cells) = (&self.sums[..ends.len()], self.cells.get_mut::<S>());
        if digits == 1 {
            side_by_side::<S>(columns, stride, 1, sums, row, cells);
        } else {
            let packed = self.packed.get_mut::<S>();
            let place = |group: usize| group * stride;
            side_by_side::<S>(columns, stride, digits as usize, sums, place, packed);
            digits::unpack(simd, digits, [columns, stride], packed, cells);
        }

        let (answered, p) = (&self.sample.answered, self.sample.answered.len());
        let total = cells[row(p) + p];
        let vector = |lanes: S::f64s| Vector::new(simd, lanes);
        let (n, divisor) = match self.sample.weights() {
            None => (total, (vector(total) - Vector::splat(simd, 1.0)).lanes),
            Some(_) => self.joined.rows_and_divisor(simd, total),
        };
        moments.n.get_mut::<S>()[0] = n;
        let (means, sds) = (moments.means.get_mut::<S>(), moments.sds.get_mut::<S>());
        let scales = self.scales.get_mut::<S>();
        let mut constant = Vector::splat(simd, f64::INFINITY);
        let root = vector(divisor).sqrt();
        for (k, &ok) in answered.iter().enumerate() {
            let (sum, raw) = (vector(cells[row(ok) + k]), vector(cells[row(k) + k]));
            let mean = sum / vector(cells[row(ok) + ok]);
            let about_mean = raw - mean * sum;
            // An indicator without answers in these rows has no number here, and the comparison is
            // false.
            let varies = about_mean.above(raw.like(CENTRING_NOISE) * raw);
            constant = constant.only(varies, constant.min(constant.like(k as f64)));
            let sd = about_mean.sqrt();
            (means[k], sds[k], scales[k]) = (mean.lanes, sd.lanes, (sd.like(1.0) / sd).lanes);
        }
        let r = moments.correlations.get_mut::<S>();
        if answered.iter().all(|&a| a == p) {
            correlate_complete(simd, cells, means, scales, p, r);
        } else {
            correlate_incomplete(simd, cells, answered, means, scales, r);
        }
        for (k, &shift) in self.sample.shifts.iter().enumerate() {
            sds[k] = (vector(sds[k]) / root).lanes;
            means[k] = (vector(means[k]) + root.like(shift)).lanes;
        }
        let constant = lanes::numbers::<S>(std::slice::from_ref(&constant.lanes));
        for (end, &constant) in ends.iter_mut().zip(constant) {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a position
            let indicator = constant as usize;
            *end = if constant.is_finite() {
                Err(NoVariance { indicator })
            } else {
                Ok(())
            };
        }
    }
}

/// From sums to moments, compiled for the vectors of the machine.
struct Correlate<'a, 's> {
    weigher: &'a mut Weigher<'s>,
    digits: u32,
    moments: &'a mut MomentLanes,
    ends: &'a mut [Result<(), NoVariance>],
}

impl WithSimd for Correlate<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        self.weigher
            .correlate(simd, self.digits, self.moments, self.ends);
    }
}

/// Copies the sums of every weighting into its lane, those of row `g` from `place(g)` on; unused lanes repeat the first.
#[inline(always)]
fn side_by_side<S: Simd>(
    columns: usize,
    stride: usize,
    digits: usize,
    sums: &[Aligned],
    place: impl Fn(usize) -> usize,
    into: &mut [S::f64s],
) {
    let sources: [&[f64]; lanes::MOST] =
        std::array::from_fn(|lane| &**sums.get(lane).unwrap_or(&sums[0]));
    for g in 0..columns.div_ceil(digits) {
        let used = ((g + 1) * digits).min(columns);
        let sources = sources.map(|source| &source[g * stride..][..used]);
        for (i, vector) in into[place(g)..][..used].iter_mut().enumerate() {
            let lanes = lanes::numbers_mut::<S>(std::slice::from_mut(vector));
            for (x, source) in lanes.iter_mut().zip(sources) {
                *x = source[i];
            }
        }
    }
}

/// Correlations when every answer was given; `means` still lack their shift.
#[inline(always)]
fn correlate_complete<S: Simd>(
    simd: S,
    cells: &[S::f64s],
    means: &[S::f64s],
    scales: &[S::f64s],
    p: usize,
    correlations: &mut [S::f64s],
) {
    let vector = |lanes: S::f64s| Vector::new(simd, lanes);
    for k in 0..p {
        let (sum, scale) = (vector(cells[row(p) + k]), vector(scales[k]));
        let (cross, r) = (
            &cells[row(k)..][..k],
            &mut correlations[row(k)..=row(k) + k],
        );
        for (l, (r, &cross)) in r.iter_mut().zip(cross).enumerate() {
            let about_means = vector(cross) - sum * vector(means[l]);
            *r = (about_means * scale * vector(scales[l])).lanes;
        }
        r[k] = simd.splat_f64s(1.0);
    }
}

/// Correlations with mean replacement.
///
/// ```text
/// Σ o_k o_l (x_k - m_k)(x_l - m_l) = Σ x_k x_l - m_l Σ x_k o_l - m_k Σ x_l o_k + m_k m_l Σ o_k o_l
///
/// o  1 where answered,  x  0 where not
/// ```
#[inline(always)]
fn correlate_incomplete<S: Simd>(
    simd: S,
    cells: &[S::f64s],
    answered: &[usize],
    means: &[S::f64s],
    scales: &[S::f64s],
    correlations: &mut [S::f64s],
) {
    let cell = |a: usize, b: usize| Vector::new(simd, cells[row(a.max(b)) + a.min(b)]);
    for (k, &ok) in answered.iter().enumerate() {
        let (mean, scale) = (Vector::new(simd, means[k]), Vector::new(simd, scales[k]));
        for (l, &ol) in answered[..k].iter().enumerate() {
            let other = Vector::new(simd, means[l]);
            let cross =
                cell(k, l) - other * cell(k, ol) - mean * cell(l, ok) + mean * other * cell(ok, ol);
            correlations[row(k) + l] = (cross * scale * Vector::new(simd, scales[l])).lanes;
        }
        correlations[row(k) + k] = simd.splat_f64s(1.0);
    }
}
