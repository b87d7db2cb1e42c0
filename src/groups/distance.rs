//! The distance test of whole models: do the correlations that a model implies differ between groups?

use std::fmt;

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use crate::assess::model_fit::{FitModel, distances, implied_indicators};
use crate::estimate::{Estimates, Plan};
use crate::moments::{Moments, Sample};
use crate::numeric::pairs::each_two;
use crate::quantity::Estimator;
use crate::resample::{
    Block, Permutation, Permuted, ResampleError, Side, Statistic, Watcher, threads,
};

/// How far the correlations lie apart that a model implies in several groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DistanceStatistic {
    /// Geodesic: `Σ (ln phi)² / 2`, phi the eigenvalues of `Sigma_1^-1 Sigma_2`.
    DG,
    /// Squared Euclidean: half the sum of squared differences.
    DL,
}

impl fmt::Display for DistanceStatistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DG => "d_G",
            Self::DL => "d_L",
        })
    }
}

/// The distance of the models of all groups.
///
/// The statistic is the mean over all pairs of groups of the distance between the correlations of the indicators that the
/// estimated model implies in each. Its p-value is `(1 + #{T* >= T}) / (R + 1)`, T* the distance when the rows change groups
/// at random. It is not defined for models with interactions, whose implied correlations are not known.
///
/// Source: Klesel, Schuberth, Henseler & Niehaves (2019), Internet Research 29(3), 464-477.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ModelDistance {
    /// Which distance.
    pub statistic: DistanceStatistic,
    /// Its value; `None` where it is not defined.
    pub value: Option<f64>,
    /// Its p-value.
    pub p: Option<f64>,
}

/// The test of groups whose rows are those of a sample; `labels` holds the group of each row, from 0.
pub(super) fn test(
    plan: &Plan,
    sample: &Sample,
    towards: Option<&[Vec<f64>]>,
    labels: &[usize],
    options: &Permutation,
    progress: &mut Watcher<'_>,
) -> Result<Vec<ModelDistance>, ResampleError> {
    let groups = 1 + labels.iter().copied().max().unwrap_or(0);
    let distances = Distances {
        plan,
        sample,
        towards,
        groups,
    };
    let of_rows = (labels, groups);
    let (observed, permuted) = options.relabel(sample, of_rows, threads(), &distances, progress)?;
    let permuted = Permuted::of(&observed, permuted.replicates(), |i| permuted.column(i));
    let statistics = [DistanceStatistic::DG, DistanceStatistic::DL];
    let record = |(i, &statistic): (usize, &DistanceStatistic)| ModelDistance {
        statistic,
        value: permuted.observed[i],
        p: permuted.p_greater[i],
    };
    Ok(statistics.iter().enumerate().map(record).collect())
}

/// The mean distances of every labelling.
struct Distances<'p> {
    plan: &'p Plan,
    sample: &'p Sample,
    towards: Option<&'p [Vec<f64>]>,
    groups: usize,
}

/// What one thread estimates a group with.
struct OfGroup<'p> {
    estimator: Estimator<'p>,
    moments: Moments,
    estimates: Estimates,
}

impl<'p> Statistic for Distances<'p> {
    type Scratch = Vec<OfGroup<'p>>;

    fn width(&self) -> usize {
        2
    }

    fn scratch(&self) -> Self::Scratch {
        let of_group = |_| OfGroup {
            estimator: Estimator::new(self.plan, self.sample, self.towards),
            moments: Moments::room(self.plan.indicators()),
            estimates: Estimates::room(self.plan),
        };
        (0..self.groups).map(of_group).collect()
    }

    fn write(
        &self,
        scratch: &mut Self::Scratch,
        sides: &mut [Side<'_>],
        lanes: usize,
        mut values: Block<'_>,
    ) {
        for (side, of) in sides.iter_mut().zip(&mut *scratch) {
            of.estimator.each(side, lanes);
        }
        for lane in 0..lanes {
            let found = if sides.iter().all(|side| side.is_solved(lane)) {
                let implied = sides.iter().zip(&mut *scratch);
                let implied = implied.filter_map(|(side, of)| of.implied(self.plan, side, lane));
                mean_distances(&implied.collect::<Vec<_>>())
            } else {
                [f64::NAN; 2]
            };
            for (value, x) in found.into_iter().enumerate() {
                values.put(value, lane, x);
            }
        }
    }
}

impl OfGroup<'_> {
    /// The correlations of the indicators of the last stage that the model implies in one lane.
    fn implied(&mut self, plan: &Plan, side: &Side<'_>, lane: usize) -> Option<DMatrix<f64>> {
        let last = self.estimator.stages.all().last()?;
        last.moments(&side.moments).get(lane, &mut self.moments);
        last.estimates.get(lane, &mut self.estimates);
        let (moments, estimates) = (&self.moments, &self.estimates);
        Some(implied_indicators(
            plan,
            moments,
            estimates,
            FitModel::Estimated,
        ))
    }
}

/// `d_G` and `d_L`, each the mean over all pairs; not-a-number where one of a pair is not defined.
fn mean_distances(implied: &[DMatrix<f64>]) -> [f64; 2] {
    let (mut sums, mut pairs) = ([0.0; 2], 0.0);
    for [a, b] in each_two(implied) {
        let apart = distances(a, b);
        sums[0] += apart.d_g.unwrap_or(f64::NAN);
        sums[1] += apart.d_uls;
        pairs += 1.0;
    }
    sums.map(|sum| sum / pairs)
}
