//! Differences between two groups, tested by permutation of the group labels.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use crate::data::Groups;
use crate::estimate::Problem;
use crate::quantity::Row;
use crate::quantity::{Catalogue, Quantity};
use crate::resample::{
    self, Block, Permutation, Permuted, Policy, Progress, ReplicateSigns, ResampleError, Run,
    ShuffledGroups, Side, Stage, Statistic, as_stage, threads,
};

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
/// Missing answers are treated as in the problem; each group is standardised and estimated
/// separately.
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
    options.check()?;
    // If the model cannot be estimated from both groups together, the groups keep the signs that
    // the rule gives them.
    let pooled = problem.fit().ok().map(|fit| fit.stage_weights());
    let turn = ReplicateSigns::of(plan) == ReplicateSigns::Construct;
    let differences = Differences {
        row: Row {
            plan,
            sample,
            catalogue,
            towards: pooled.as_deref().filter(|_| turn),
        },
    };
    let run = Run {
        threads: threads(),
        policy: Policy::Keep,
        studentized: false,
        round: None,
    };
    let mut labelled = ShuffledGroups {
        labels: &labels,
        groups: &[first, second],
        seed: None,
    };
    let go_on = &mut |_| ControlFlow::Continue(());
    let observed = run.replicates(sample, &labelled, 0..1, &differences, go_on)?;
    labelled.seed = Some(options.seed);
    let all = 0..options.permutations;
    let progress = &mut as_stage(progress, Stage::Permutations, 1, 1);
    let shuffled = run.replicates(sample, &labelled, all, &differences, progress)?;
    let observed: Vec<f64> = observed.values.rows().collect();
    let column = |i: usize| shuffled.values.column(i);
    let permuted = Permuted::of(&observed, shuffled.done(), column);
    let width = catalogue.quantities().len();
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

/// The differences of all quantities between two groups, then their values in the first, and in the second.
struct Differences<'c> {
    row: Row<'c>,
}

impl<'c> Statistic for Differences<'c> {
    type Scratch = <Row<'c> as Statistic>::Scratch;

    fn width(&self) -> usize {
        3 * self.row.width()
    }

    fn scratch(&self) -> Self::Scratch {
        self.row.scratch()
    }

    fn write(
        &self,
        scratch: &mut Self::Scratch,
        sides: &mut [Side<'_>],
        lanes: usize,
        mut values: Block<'_>,
    ) {
        let width = self.row.width();
        for (i, side) in sides.iter_mut().enumerate() {
            let mut of_group = values.values_from((i + 1) * width);
            self.row.write_side(scratch, side, lanes, of_group.from(0));
            for (lane, end) in side.ends[..lanes].iter().enumerate() {
                // Only admissible solutions are compared.
                if !end.is_ok_and(|solved| solved.inadmissible.is_none()) {
                    (0..width).for_each(|value| of_group.put(value, lane, f64::NAN));
                }
            }
        }
        for (lane, value) in (0..lanes).flat_map(|lane| (0..width).map(move |v| (lane, v))) {
            let [a, b] = [width, 2 * width].map(|group| values.get(group + value, lane));
            values.put(value, lane, a - b);
        }
    }
}
