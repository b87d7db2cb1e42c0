//! Cross products of some rows, which others join and leave one by one.

use super::Sample;
use crate::numeric::aligned::Aligned;

/// Cross products of some rows of a sample, each of which counts once, or for its case weight. They are sums over rows, so
/// that a row joins or leaves without the others being read again.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    rows: f64,
    sums: Aligned,
}

impl Kept {
    /// Those of some rows, from 0.
    pub(crate) fn of(sample: &Sample, rows: impl IntoIterator<Item = usize>) -> Self {
        let mut kept = Self {
            rows: 0.0,
            sums: sample.rows().no_sums(),
        };
        rows.into_iter().for_each(|row| kept.join(sample, row));
        kept
    }

    /// A row joins.
    pub(crate) fn join(&mut self, sample: &Sample, row: usize) {
        self.rows += 1.0;
        count(sample, row, 1.0, &mut self.sums);
    }

    /// A row leaves.
    pub(crate) fn leave(&mut self, sample: &Sample, row: usize) {
        self.rows -= 1.0;
        count(sample, row, -1.0, &mut self.sums);
    }

    /// Writes the sums as they are when one row has left and one has joined, and says of how many rows they then are.
    pub(super) fn write(
        &self,
        sample: &Sample,
        leaves: Option<usize>,
        joins: Option<usize>,
        into: &mut Aligned,
    ) -> f64 {
        into.fit(self.sums.len());
        into.copy_from_slice(&self.sums);
        let mut rows = self.rows;
        for (row, times) in [(leaves, -1.0), (joins, 1.0)] {
            if let Some(row) = row {
                count(sample, row, times, into);
                rows += times;
            }
        }
        rows
    }
}

/// Counts a row once more, or once less.
fn count(sample: &Sample, row: usize, times: f64, sums: &mut Aligned) {
    let case = sample.weights().map_or(1.0, |cases| cases[row]);
    sample.rows().count(row, times * case, sums);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Table;
    use crate::model::Model;
    use crate::moments::{Missing, MomentLanes, Moments, Weigher};
    use approx::assert_abs_diff_eq;

    #[test]
    fn rows_that_join_and_leave_make_the_moments_of_the_rows_that_are_there() {
        let x: Vec<f64> = (0..30).map(|i| f64::from(i * 7 % 11)).collect();
        let gappy = (0..30).map(|i| {
            if i % 9 == 4 {
                f64::NAN
            } else {
                f64::from(i * i % 13) * 0.3
            }
        });
        let cases: Vec<f64> = (0..30).map(|i| 0.5 + f64::from(i % 3)).collect();
        let columns = [("x", x), ("y", gappy.collect()), ("w", cases)];
        let table = Table::from_columns(columns).unwrap();
        let model = Model::parse("X =~ x; Y =~ y; Y ~ X").unwrap();
        for table in [table.clone(), table.weighted_by("w").unwrap()] {
            let sample = Sample::new(&model, &table, Missing::Mean).unwrap();
            let mut kept = Kept::of(&sample, 0..20);
            kept.join(&sample, 25);
            kept.leave(&sample, 3);
            let mut weigher = Weigher::new(&sample);
            let (mut lanes, mut moments) = (MomentLanes::room(2), Moments::room(2));
            weigher.add_kept(&kept, Some(7), Some(29));
            weigher.take(&mut lanes, &mut [Ok(())]);
            lanes.get(0, &mut moments);
            let counts = |i: usize| (i < 20 && i != 3 && i != 7) || i == 25 || i == 29;
            let weights: Vec<f64> = (0..30).map(|i| f64::from(u8::from(counts(i)))).collect();
            let mut want = Moments::room(2);
            weigher.moments(&weights, &mut want).unwrap();
            assert_abs_diff_eq!(moments.n, want.n, epsilon = 1e-12);
            for k in 0..2 {
                assert_abs_diff_eq!(moments.means[k], want.means[k], epsilon = 1e-12);
                assert_abs_diff_eq!(moments.sds[k], want.sds[k], epsilon = 1e-12);
            }
            let r = |moments: &Moments| moments.correlations[(0, 1)];
            assert_abs_diff_eq!(r(&moments), r(&want), epsilon = 1e-12);
        }
    }
}
