//! The units of a resample: rows or whole clusters of rows, drawn from all or within strata.

use std::ops::Range;

use rand::rngs::ChaCha8Rng;

use super::ResampleError;
use crate::data::Groups;
use crate::moments::Sample;
use crate::numeric::stream;

/// The units that are drawn; those of one stratum are next to each other. The jackknife leaves out one
/// unit at a time.
#[derive(Debug, Clone)]
pub(crate) struct Units {
    /// Rows of all units, one unit after the other.
    rows: Vec<usize>,
    /// Where each unit starts in `rows`, and the end.
    starts: Vec<usize>,
    strata: Vec<Range<usize>>,
}

impl Units {
    /// Every row is a unit.
    pub(crate) fn rows(n: usize) -> Self {
        Self {
            rows: (0..n).collect(),
            starts: (0..=n).collect(),
            strata: std::iter::once(0..n).collect(),
        }
    }

    /// Each of these sets of rows is a unit.
    pub(crate) fn of_sets(sets: impl IntoIterator<Item = Vec<usize>>) -> Self {
        let (mut rows, mut starts) = (Vec::new(), vec![0]);
        for set in sets {
            rows.extend(set);
            starts.push(rows.len());
        }
        let units = starts.len() - 1;
        Self {
            rows,
            starts,
            strata: std::iter::once(0..units).collect(),
        }
    }

    /// The rows of a sample in clusters, within strata, as far as there are such, to be drawn with replacement: no unit is
    /// drawn for certain.
    pub(crate) fn of(
        sample: &Sample,
        strata: Option<&Groups>,
        clusters: Option<&Groups>,
    ) -> Result<Self, ResampleError> {
        let units = Self::grouped(sample, strata, clusters)?;
        units.none_is_certain(strata, clusters, |i| sample.rows_used()[i])?;
        Ok(units)
    }

    /// The rows of a sample in clusters and within strata, if there are any.
    pub(crate) fn grouped(
        sample: &Sample,
        strata: Option<&Groups>,
        clusters: Option<&Groups>,
    ) -> Result<Self, ResampleError> {
        for groups in strata.into_iter().chain(clusters) {
            check_rows(groups, sample)?;
            if sample.indicators().iter().any(|i| i == groups.column()) {
                return Err(ResampleError::GroupsOfIndicator {
                    column: groups.column().to_owned(),
                });
            }
        }
        if strata.is_none() && clusters.is_none() {
            return Ok(Self::rows(sample.n()));
        }
        let used = sample.rows_used();
        let group = |groups: Option<&Groups>, i: usize| groups.map(|g| g.of_rows()[used[i]]);
        // The place of a cluster is that of its first row.
        let mut order: Vec<usize> = (0..used.len()).collect();
        let unit = |i: usize| group(clusters, i).unwrap_or(i);
        order.sort_by_key(|&i| (group(strata, i), unit(i), i));

        let (mut starts, mut of_strata) = (Vec::new(), Vec::<Range<usize>>::new());
        for (at, &i) in order.iter().enumerate() {
            let before = at.checked_sub(1).map(|before| order[before]);
            let same_stratum = before.is_some_and(|b| group(strata, b) == group(strata, i));
            if !same_stratum {
                of_strata.push(starts.len()..starts.len());
            }
            if !(same_stratum && before.is_some_and(|b| unit(b) == unit(i))) {
                starts.push(at);
            }
            if let Some(last) = of_strata.last_mut() {
                last.end = starts.len();
            }
        }
        starts.push(order.len());
        let units = Self {
            rows: order,
            starts,
            strata: of_strata,
        };
        units.clusters_lie_in_strata(strata, clusters, |i| used[i])?;
        Ok(units)
    }

    fn clusters_lie_in_strata(
        &self,
        strata: Option<&Groups>,
        clusters: Option<&Groups>,
        row: impl Fn(usize) -> usize,
    ) -> Result<(), ResampleError> {
        if let (Some(strata), Some(clusters)) = (strata, clusters) {
            let mut home = vec![None; clusters.names().len()];
            for &i in &self.rows {
                let (cluster, stratum) = (clusters.of_rows()[row(i)], strata.of_rows()[row(i)]);
                if *home[cluster].get_or_insert(stratum) != stratum {
                    return Err(ResampleError::SplitCluster {
                        cluster: clusters.names()[cluster].clone(),
                        column: clusters.column().to_owned(),
                        strata: strata.column().to_owned(),
                    });
                }
            }
        }
        Ok(())
    }

    fn none_is_certain(
        &self,
        strata: Option<&Groups>,
        clusters: Option<&Groups>,
        row: impl Fn(usize) -> usize,
    ) -> Result<(), ResampleError> {
        let Some(lone) = self.strata.iter().find(|units| units.len() < 2) else {
            return Ok(());
        };
        let first = row(self.rows[self.starts[lone.start]]);
        match (strata, clusters) {
            (Some(strata), _) => Err(ResampleError::LoneUnit {
                unit: clusters.map_or("row", |_| "cluster"),
                column: strata.column().to_owned(),
                group: strata.names()[strata.of_rows()[first]].clone(),
            }),
            (None, Some(clusters)) => Err(ResampleError::OneCluster {
                column: clusters.column().to_owned(),
            }),
            (None, None) => Ok(()),
        }
    }

    /// Number of units.
    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether each row is drawn by itself, and from all rows.
    pub(crate) fn are_plain(&self) -> bool {
        self.strata.len() == 1 && self.len() == self.rows.len()
    }

    /// Units of each stratum.
    pub(crate) fn strata(&self) -> &[Range<usize>] {
        &self.strata
    }

    /// Rows of one unit.
    pub(crate) fn rows_of(&self, unit: usize) -> &[usize] {
        &self.rows[self.starts[unit]..self.starts[unit + 1]]
    }

    /// Degrees of freedom of a variance between units: number of units minus number of strata; n -
    /// 1 for plain rows.
    pub(crate) fn degrees_of_freedom(&self) -> f64 {
        (self.len() - self.strata.len()) as f64
    }

    /// Draws as many units as each stratum has, with replacement, and counts their rows.
    pub(super) fn draw(&self, rng: &mut ChaCha8Rng, counts: &mut [f64]) {
        counts.fill(0.0);
        if self.are_plain() {
            let n = small(counts.len());
            for _ in 0..n {
                counts[stream::below(rng, n) as usize] += 1.0;
            }
            return;
        }
        for stratum in &self.strata {
            for _ in stratum.clone() {
                let unit = stratum.start + stream::below(rng, small(stratum.len())) as usize;
                for &row in self.rows_of(unit) {
                    counts[row] += 1.0;
                }
            }
        }
    }
}

/// Checks that the groups belong to the table of the sample.
pub(crate) fn check_rows(groups: &Groups, sample: &Sample) -> Result<(), ResampleError> {
    let (rows, expected) = (groups.of_rows().len(), sample.rows_read());
    if rows == expected {
        return Ok(());
    }
    Err(ResampleError::OtherRows {
        column: groups.column().to_owned(),
        rows,
        expected,
    })
}

/// No table has 2^32 rows.
fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // whole numbers
mod tests {
    use super::*;
    use crate::numeric::stream::Purpose;

    /// The counts of so many draws.
    fn draws(units: &Units, draws: u64) -> Vec<Vec<f64>> {
        let draw = |r: u64| {
            let mut counts = vec![0.0; units.rows.len()];
            let mut rng = stream::stream(3, Purpose::Bootstrap, r);
            units.draw(&mut rng, &mut counts);
            counts
        };
        (0..draws).map(draw).collect()
    }

    #[test]
    fn counts_have_the_mean_and_variance_of_the_multinomial() {
        const N: usize = 30;
        let draws = draws(&Units::rows(N), 10_000);
        let r = draws.len() as f64;
        let mean = |of: &dyn Fn(&[f64]) -> f64| draws.iter().map(|c| of(c)).sum::<f64>() / r;
        // Bands of four standard errors; the variance of a squared count is about 3.
        let variance = 1.0 - 1.0 / N as f64;
        for row in [0, 7, N - 1] {
            let other = (row + 1) % N;
            let count = mean(&|c| c[row]);
            assert!((count - 1.0).abs() < 4.0 * (variance / r).sqrt());
            let square = mean(&|c| (c[row] - 1.0).powi(2));
            assert!((square - variance).abs() < 4.0 * (3.0 / r).sqrt());
            let product = mean(&|c| (c[row] - 1.0) * (c[other] - 1.0));
            assert!((product + 1.0 / N as f64).abs() < 4.0 * (1.2 / r).sqrt());
        }
        assert!(draws.iter().all(|c| c.iter().sum::<f64>() == N as f64));
    }

    #[test]
    fn strata_keep_their_number_of_units_and_clusters_stay_whole() {
        // Clusters {0, 3}, {1} and {2, 4, 5} in one stratum, {6} and {7} in another.
        let units = Units {
            rows: vec![0, 3, 1, 2, 4, 5, 6, 7],
            starts: vec![0, 2, 3, 6, 7, 8],
            strata: vec![0..3, 3..5],
        };
        let draws = draws(&units, 200);
        for c in &draws {
            assert_eq!((c[0], [c[2], c[2]]), (c[3], [c[4], c[5]]));
            assert_eq!((c[0] + c[1] + c[2], c[6] + c[7]), (3.0, 2.0));
        }
        for row in 0..8 {
            let mean = draws.iter().map(|c| c[row]).sum::<f64>() / 200.0;
            assert!((0.7..1.3).contains(&mean), "{row}: {mean}");
        }
        assert_eq!(units.degrees_of_freedom(), 3.0);
    }
}
