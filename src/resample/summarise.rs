//! From replicates to the summaries of every quantity.

#[cfg(feature = "parallel")]
use rayon::prelude::*;

use super::{LeftOut, Replicates, Units};
use crate::infer::{Asked, Column, Faults, IntervalKind, Summary, Tested};

/// The number of quantities that one thread summarises before it takes more.
#[cfg(feature = "parallel")]
const COLUMNS: usize = 8;

/// Summarises every quantity: the first columns of the replicates, one for each estimate. `tested` says how each is
/// tested.
pub(crate) fn summarise(
    replicates: &Replicates,
    estimates: &[Option<f64>],
    tested: &[Tested],
    asked: &Asked,
    units: &Units,
    left_out: Option<&LeftOut>,
) -> Vec<(Summary, Faults)> {
    let used = replicates.are_used();
    let all_used = used.iter().all(|used| *used);
    let gather = |column: usize| -> Vec<f64> {
        let mut gathered = replicates.values.gather(column);
        if !all_used {
            let mut used = used.iter();
            gathered.retain(|_| used.next() == Some(&true));
        }
        gathered
    };
    let studentized = asked.asks_for(IntervalKind::Studentized);
    let summary = |column: usize| -> (Summary, Faults) {
        let of = Column {
            replicates: gather(column),
            errors: studentized.then(|| gather(estimates.len() + column)),
            estimate: estimates[column],
            tested: tested[column],
            jackknife: left_out.and_then(|l| l.of(column, units, estimates[column])),
        };
        of.summary(asked, units.degrees_of_freedom())
    };
    let columns = 0..estimates.len();
    #[cfg(feature = "parallel")]
    return columns
        .into_par_iter()
        .with_min_len(COLUMNS)
        .map(summary)
        .collect();
    #[cfg(not(feature = "parallel"))]
    columns.map(summary).collect()
}
