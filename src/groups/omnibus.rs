//! The omnibus test of group differences: do the parameters of all groups together differ?

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use crate::numeric::stream::{self, Purpose};
use crate::procedure::Inference;
use crate::quantity::Quantity;
use crate::resample::{Permutation, Progress, Stage, Watcher};

/// One quantity in all groups together.
///
/// ```text
/// F = [Σ_g R_g (m_g - m)² / (G - 1)] / [Σ_g Σ_r (b_gr - m_g)² / (N - G)]
///
/// b_gr  replicate r of group g,  m_g  mean of the R_g replicates of group g,  m  mean of all N
/// ```
///
/// The p-value is `(1 + #{F* >= F}) / (R + 1)`, F* the ratio after the replicates changed groups at random. It does not hold its
/// level: it takes the replicates for N cases, so that it falls with the number of resamples. With 200 resamples it rejected in
/// 89 % of 300 simulated surveys whose groups were equal. It is provided because papers report it; draw conclusions from the permutation tests.
///
/// Source: Sarstedt, Henseler & Ringle (2011), Advances in International Marketing 22, 195-218.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Omnibus {
    /// The quantity.
    #[serde(flatten)]
    pub quantity: Quantity,
    /// Variance of the replicates between groups over that within; `None` where they do not vary.
    pub f: Option<f64>,
    /// Its p-value.
    pub p: Option<f64>,
}

/// The replicates of one quantity, group after group.
struct Column {
    values: Vec<f64>,
    /// Sum of squares about the mean of all.
    total: f64,
    /// The sum of squares of the groups, and how many permutations have one as large.
    observed: f64,
    as_large: usize,
}

/// A ratio that differs by this share, which is rounding, is as large.
const ROUNDING: f64 = 1e-12;

/// The test of every quantity, from the bootstraps of all groups.
pub(super) fn omnibus(
    quantities: &[Quantity],
    groups: &[&Inference],
    options: &Permutation,
    progress: &mut Watcher<'_>,
) -> Vec<Omnibus> {
    let sizes: Vec<usize> = groups.iter().map(|g| g.ledger().used).collect();
    let of_groups = sizes.iter().enumerate();
    let mut labels: Vec<usize> = of_groups.flat_map(|(g, &size)| vec![g; size]).collect();
    let mut columns: Vec<Option<Column>> = quantities
        .iter()
        .map(|quantity| Column::new(quantity, groups, &labels, &sizes))
        .collect();
    let plain = labels.clone();
    let mut done = 0;
    while done < options.permutations {
        labels.copy_from_slice(&plain);
        let mut rng = stream::stream(options.seed, Purpose::Omnibus, done as u64);
        stream::shuffle(&mut rng, &mut labels);
        for column in columns.iter_mut().flatten() {
            let between = between(&column.values, &labels, &sizes);
            column.as_large += usize::from(between >= column.observed * (1.0 - ROUNDING));
        }
        done += 1;
        let told = Progress::of(Stage::Permutations, done, options.permutations);
        if progress(told) == ControlFlow::Break(()) {
            break;
        }
    }
    let (g, n) = (sizes.len() as f64, plain.len() as f64);
    let record = |(quantity, column): (&Quantity, &Option<Column>)| {
        let f = column
            .as_ref()
            .map(|c| (c.observed / (g - 1.0)) / ((c.total - c.observed).max(0.0) / (n - g)));
        let p = column
            .as_ref()
            .map(|c| (1 + c.as_large) as f64 / (done + 1) as f64);
        Omnibus {
            quantity: quantity.clone(),
            f: f.filter(|f| f.is_finite()),
            p: p.filter(|_| f.is_some_and(f64::is_finite)),
        }
    };
    quantities.iter().zip(&columns).map(record).collect()
}

impl Column {
    /// `None` if a replicate is not defined, or none varies.
    fn new(
        quantity: &Quantity,
        groups: &[&Inference],
        labels: &[usize],
        sizes: &[usize],
    ) -> Option<Self> {
        let of_groups = groups.iter().map(|group| group.replicates(quantity));
        let all: Vec<Vec<Option<f64>>> = of_groups.collect::<Option<_>>()?;
        let mut values: Vec<f64> = all.into_iter().flatten().collect::<Option<_>>()?;
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        values.iter_mut().for_each(|x| *x -= mean);
        let total = values.iter().map(|x| x * x).sum::<f64>();
        let varies = total > 1e-20 * values.len() as f64;
        varies.then(|| Self {
            total,
            observed: between(&values, labels, sizes),
            as_large: 0,
            values,
        })
    }
}

/// Sum of squares between groups, of values whose mean is 0: `Σ_g (Σ_r b_gr)² / R_g`. The ratio grows with it, because the
/// sum of all squares stays what it is.
fn between(values: &[f64], labels: &[usize], sizes: &[usize]) -> f64 {
    let mut sums = vec![0.0; sizes.len()];
    for (x, &label) in values.iter().zip(labels) {
        sums[label] += x;
    }
    let squares = sums.iter().zip(sizes);
    squares.map(|(sum, &size)| sum * sum / size as f64).sum()
}
