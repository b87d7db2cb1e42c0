//! Differences of two groups, tested by permuting who belongs to which.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use crate::data::Groups;
use crate::estimate::Problem;
use crate::quantity::Row;
use crate::quantity::{Catalogue, Quantity};
use crate::resample::{self, Block, Permutation, Progress, ResampleError, Side, Statistic};

/// One quantity in two groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GroupDifference {
    /// The quantity.
    #[serde(flatten)]
    pub quantity: Quantity,
    /// Its estimate in the first group.
    pub first: Option<f64>,
    /// Its estimate in the second group.
    pub second: Option<f64>,
    /// `first - second`.
    pub difference: Option<f64>,
    /// Two-sided permutation p-value, never below 1 / (permutations + 1).
    pub p: Option<f64>,
    /// Monte Carlo standard error of `p`.
    pub mc_se: Option<f64>,
    /// Permutations in which the difference was not defined.
    pub undefined: usize,
}

/// Estimates every quantity in two groups, and tests the differences by permutation of the groups' labels.
///
/// Missing answers are treated as in the problem; each group is standardised and estimated by itself.
///
/// ```
/// use std::ops::ControlFlow;
/// # use pls_sem::{Catalogue, Groups, Missing, Model, Options, Problem, Quantity, Table};
/// use pls_sem::resample::Permutation;
/// use pls_sem::procedure::group_differences;
///
/// # let x: Vec<f64> = (0..60).map(|i| f64::from(i * 7 % 11)).collect();
/// # let y: Vec<f64> = (0..60).map(|i| f64::from(i * 7 % 11 + i * 5 % 7) * if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
/// let table = Table::from_columns([("size", (0..60).map(|i| f64::from(i % 2)).collect()), ("x", x), ("y", y)])?;
/// let model = Model::parse("X =~ x; Y =~ y; Y ~ X")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let groups = Groups::of(&table, "size")?;
/// let found = group_differences(
///     &problem,
///     &Catalogue::new(problem.plan()),
///     &groups,
///     &Permutation::new(499),
///     &mut |_| ControlFlow::Continue(()),
/// )?;
/// let path = found.iter().find(|d| d.quantity == Quantity::path("X", "Y")).unwrap();
/// assert!(path.first.unwrap() > 0.0 && path.second.unwrap() < 0.0);
/// assert!(path.p.unwrap() < 0.01);
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// # Errors
/// [`ResampleError`]: not two groups among the rows used, groups of another table, or too few permutations.
///
/// Source: Chin & Dibbern (2010), Handbook of Partial Least Squares, 171-193.
pub fn group_differences(
    problem: &Problem,
    catalogue: &Catalogue,
    groups: &Groups,
    options: &Permutation,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Vec<GroupDifference>, ResampleError> {
    let (plan, sample) = (problem.plan(), problem.sample());
    resample::check_rows(groups, sample)?;
    let labels: Vec<usize> = sample
        .rows_used()
        .iter()
        .map(|&row| groups.of_rows()[row])
        .collect();
    let mut present = labels.clone();
    present.sort_unstable();
    present.dedup();
    let &[first, second] = present.as_slice() else {
        return Err(ResampleError::TwoGroups {
            column: groups.column().to_owned(),
            groups: present.len(),
        });
    };
    let row_of = Row { plan, catalogue };
    let width = catalogue.quantities().len();
    let scratch = || {
        let weights = vec![0.0; sample.n()];
        (Side::new(sample), row_of.scratch(), weights)
    };
    // A row holds the two groups' estimates and their difference.
    let statistics =
        |(side, scratch, weights): &mut (Side, _, Vec<f64>), labels: &[usize], row: &mut [f64]| {
            let (difference, estimates) = row.split_at_mut(width);
            for (group, row) in [first, second]
                .into_iter()
                .zip(estimates.chunks_exact_mut(width))
            {
                for (weight, &label) in weights.iter_mut().zip(labels) {
                    *weight = f64::from(u8::from(label == group));
                }
                side.weigher.add(weights);
                side.take(1);
                side.write(1, &row_of, scratch, Block::new(row, 1));
                // Only admissible solutions are compared.
                if side.ends[0] != Ok(None) {
                    row.fill(f64::NAN);
                }
            }
            let (a, b) = estimates.split_at(width);
            for ((difference, a), b) in difference.iter_mut().zip(a).zip(b) {
                *difference = a - b;
            }
        };
    let permuted = resample::permute(&labels, 3 * width, scratch, statistics, options, progress)?;
    let of = |(i, quantity): (usize, &Quantity)| GroupDifference {
        quantity: quantity.clone(),
        first: permuted.observed[width + i],
        second: permuted.observed[2 * width + i],
        difference: permuted.observed[i],
        p: permuted.p[i],
        mc_se: permuted.mc_se[i],
        undefined: permuted.undefined[i],
    };
    Ok(catalogue.quantities().iter().enumerate().map(of).collect())
}
