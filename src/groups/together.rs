//! Several groups put together.

use super::estimated::Fitted;
use super::pair::Pair;
use super::split::Rows;
use crate::estimate::{Fit, Problem};
use crate::quantity::Catalogue;

/// The rows of some groups, and the model in all of them.
pub(super) struct Together {
    pub(super) problem: Problem,
    pub(super) fit: Fit,
    /// For each row used, which of the groups it is of.
    pub(super) labels: Vec<usize>,
}

impl Together {
    /// Puts groups together; `fit` estimates the model in rows of the table, or says why it cannot.
    pub(super) fn new(
        groups: &[&Rows],
        fit: impl FnOnce(&[usize]) -> Result<Fitted, String>,
    ) -> Result<Self, String> {
        let of_groups = groups.iter().enumerate();
        let mut rows: Vec<(usize, usize)> = of_groups
            .flat_map(|(label, group)| group.rows.iter().map(move |&row| (row, label)))
            .collect();
        rows.sort_unstable();
        let of_table: Vec<usize> = rows.iter().map(|(row, _)| *row).collect();
        let fitted = fit(&of_table)?;
        let used = fitted.problem.sample().rows_used().iter();
        Ok(Self {
            labels: used.map(|&i| rows[i].1).collect(),
            problem: fitted.problem,
            fit: fitted.fit,
        })
    }

    /// Two groups as permutations see them.
    pub(super) fn pair<'p>(
        &'p self,
        catalogue: &'p Catalogue,
        towards: Option<&'p [Vec<f64>]>,
        threads: usize,
    ) -> Pair<'p> {
        Pair {
            problem: &self.problem,
            pooled: &self.fit,
            catalogue,
            towards,
            labels: &self.labels,
            threads,
        }
    }
}
