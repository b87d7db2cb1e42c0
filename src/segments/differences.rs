//! Segments compared as groups are: measurement invariance, and the differences of their paths.

use std::ops::ControlFlow;

use crate::data::Table;
use crate::estimate::{EstimateError, Options, Plan};
use crate::groups::{Comparison, Grouping, GroupsError, Multigroup};
use crate::model::Model;
use crate::moments::Missing;
use crate::quantity::{Catalogue, Measure};
use crate::resample::{Progress, ResampleError};

/// Compares every two segments of some rows of a table, by permutations.
///
/// p-values are those of groups that a column names; segments were chosen to differ, so that they are too small.
pub(crate) fn compare(
    (model, options, missing): (&Model, &Options, Missing),
    table: &Table,
    (rows, labels): (&[usize], &[usize]),
    (permutations, seed): (usize, u64),
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<(Grouping, Comparison), GroupsError> {
    // A name that no column has.
    let mut column = "segment".to_owned();
    while table.column(&column).is_some() {
        column.push('_');
    }
    let names = labels.iter().map(|label| (label + 1) as f64);
    let own = table.select_rows(rows.iter().copied())?;
    let own = own.with_column(&column, names.collect::<Vec<f64>>())?;
    let grouping = Grouping::by(column).permutations(permutations).seed(seed);
    let groups = Multigroup::new(model, &own, missing, options, &grouping)?;
    let plan = Plan::new(model, options).map_err(|error| {
        let error: EstimateError = error.into();
        ResampleError::from(error)
    })?;
    let mut found = groups.compare(&Catalogue::new(&plan), None, progress)?;
    let is_path = |measure: Measure| matches!(measure, Measure::Path);
    found.estimates.retain(|e| is_path(e.quantity.measure));
    found.differences.retain(|d| is_path(d.quantity.measure));
    Ok((grouping, found))
}
