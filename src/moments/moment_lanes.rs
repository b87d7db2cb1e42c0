//! Moments of several weightings side by side, one weighting in each lane.

use pulp::Simd;

use super::Moments;
use crate::numeric::lanes::{self, Room, row};

/// Moments of up to one weighting for each lane of the machine's vectors: the input of the kernel.
#[derive(Debug, Clone)]
pub(crate) struct MomentLanes {
    indicators: usize,
    /// Numbers in a vector.
    width: usize,
    pub(crate) n: Room,
    pub(crate) means: Room,
    pub(crate) sds: Room,
    /// The lower triangle of the correlations, row after row, with its diagonal of ones.
    pub(crate) correlations: Room,
    /// Reliabilities of indicators that are composites of an earlier stage, and are corrected; 1 for others. Not filled
    /// where indicators are those of a sample.
    pub(crate) reliabilities: Room,
}

impl MomentLanes {
    /// Room for the moments of so many indicators.
    pub(crate) fn room(indicators: usize) -> Self {
        Self::of_width(indicators, lanes::count())
    }

    /// The same with vectors of another width than the machine's own.
    pub(crate) fn of_width(indicators: usize, width: usize) -> Self {
        Self {
            indicators,
            width,
            n: Room::new(1),
            means: Room::new(indicators),
            sds: Room::new(indicators),
            correlations: Room::new(row(indicators)),
            reliabilities: Room::new(indicators),
        }
    }

    /// How many weightings have room.
    pub(crate) fn lanes(&self) -> usize {
        self.width
    }

    pub(crate) fn indicators(&self) -> usize {
        self.indicators
    }

    /// Puts moments into all lanes, or all but those of one indicator.
    pub(crate) fn spread(&mut self, moments: &Moments, without: Option<usize>) {
        let p = moments.sds.len();
        let kept = p - usize::from(without.is_some());
        assert_eq!(kept, self.indicators, "moments of the plan's indicators");
        self.n.spread(0, self.width, &[moments.n]);
        for (room, from) in [
            (&mut self.means, &moments.means),
            (&mut self.sds, &moments.sds),
        ] {
            spread(room, 0, self.width, from, without);
        }
        let (mut at, room) = (0, &mut self.correlations);
        for (k, row) in moments.correlations.as_slice().chunks_exact(p).enumerate() {
            if Some(k) != without {
                at = spread(room, at, self.width, &row[..=k], without);
            }
        }
    }

    /// Puts moments into one lane.
    #[cfg(test)]
    pub(crate) fn set(&mut self, lane: usize, moments: &Moments) {
        let (p, of) = (self.indicators, self.width);
        self.n.fill_lane(lane, of, [&moments.n]);
        self.means.fill_lane(lane, of, &moments.means);
        self.sds.fill_lane(lane, of, &moments.sds);
        let rows = moments.correlations.as_slice().chunks_exact(p).enumerate();
        let triangle = rows.flat_map(|(k, row)| &row[..=k]);
        self.correlations.fill_lane(lane, of, triangle);
    }

    /// The moments of one lane.
    pub(crate) fn get(&self, lane: usize, moments: &mut Moments) {
        let p = self.indicators;
        self.n.copy_lane(lane, std::slice::from_mut(&mut moments.n));
        self.means.copy_lane(lane, &mut moments.means);
        self.sds.copy_lane(lane, &mut moments.sds);
        let mut cells = self.correlations.lane(lane);
        let s = moments.correlations.as_mut_slice();
        for k in 0..p {
            for l in 0..=k {
                let r = cells.next().copied().unwrap_or(0.0);
                (s[k * p + l], s[l * p + k]) = (r, r);
            }
        }
    }

    /// The lower triangle of the correlations, row after row, with its diagonal of ones.
    #[inline(always)]
    pub(crate) fn cells<S: Simd>(&self) -> &[S::f64s] {
        self.correlations.get::<S>()
    }

    /// Correlations of indicator `k` with those up to itself.
    #[inline(always)]
    pub(crate) fn row<S: Simd>(&self, k: usize) -> &[S::f64s] {
        &self.cells::<S>()[row(k)..=row(k) + k]
    }
}

/// Puts numbers into all lanes of the vectors from `at` on, without one of them if it is there, and gives the place of the
/// next vector.
fn spread(
    room: &mut Room,
    at: usize,
    width: usize,
    numbers: &[f64],
    without: Option<usize>,
) -> usize {
    let without = without.filter(|&k| k < numbers.len());
    let end = without.unwrap_or(numbers.len());
    room.spread(at, width, &numbers[..end]);
    let rest = without.map_or(&[][..], |k| &numbers[k + 1..]);
    room.spread(at + end, width, rest);
    at + end + rest.len()
}
