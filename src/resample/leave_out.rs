//! The jackknife: every unit left out in turn.

use std::ops::{ControlFlow, Range};

use super::engine::{ROUND, Replicates, Run, threads};
use super::values::Values;
use super::weightings::LeaveOut;
use super::{Policy, Progress, ResampleError, Stage, Statistic, Units, as_stage};
use crate::infer::Jackknifed;
use crate::moments::Sample;

/// Values of a statistic with each unit left out.
#[derive(Debug)]
pub(crate) struct LeftOut {
    values: Values,
    /// Units without which the statistic has no values.
    pub(crate) failed: Vec<usize>,
    /// All units were done.
    pub(crate) complete: bool,
}

/// Evaluates a statistic with each unit left out: its rows are subtracted from the moments of all
/// rows.
///
/// # Errors
/// [`ResampleError::Memory`], if there is not enough for all values.
pub(crate) fn leave_out<S: Statistic>(
    sample: &Sample,
    units: &Units,
    statistic: &S,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<LeftOut, ResampleError> {
    let progress = &mut as_stage(progress, Stage::Jackknife, 1, 1);
    let replicates = without_each(sample, units, 0..units.len(), statistic, progress)?;
    let used = replicates.are_used().into_iter().enumerate();
    Ok(LeftOut {
        complete: replicates.done() == units.len(),
        failed: used
            .filter_map(|(unit, used)| (!used).then_some(unit))
            .collect(),
        values: replicates.values,
    })
}

/// Evaluates a statistic without each of a range of units, in their order; an inadmissible solution is used, because it tells
/// as well how much a row moves it.
///
/// # Errors
/// [`ResampleError::Memory`], if there is not enough for all values.
pub(crate) fn without_each<S: Statistic>(
    sample: &Sample,
    units: &Units,
    range: Range<usize>,
    statistic: &S,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Replicates, ResampleError> {
    let run = Run {
        threads: threads(),
        policy: Policy::Keep,
        studentized: false,
        round: Some(ROUND),
    };
    let weightings = LeaveOut {
        units,
        rows: sample.n(),
    };
    run.replicates(sample, &weightings, range, statistic, progress)
}

impl LeftOut {
    /// One value without each unit.
    pub(crate) fn column(&self, column: usize) -> impl Iterator<Item = f64> {
        self.values.column(column)
    }

    /// The results for one value; `None` if it is not defined without some unit.
    pub(crate) fn of(
        &self,
        column: usize,
        units: &Units,
        estimate: Option<f64>,
    ) -> Option<Jackknifed> {
        let estimate = estimate?;
        if !self.failed.is_empty() || !self.complete {
            return None;
        }
        let without: Vec<f64> = self.column(column).collect();
        let (mut variance, mut bias, mut squares, mut cubes) = (0.0, 0.0, 0.0, 0.0);
        for stratum in units.strata() {
            let m = stratum.len() as f64;
            let without = &without[stratum.clone()];
            let mean = without.iter().sum::<f64>() / m;
            bias += (m - 1.0) * (mean - estimate);
            for t in without {
                // For units of a stratum of m units.
                let influence = (m - 1.0) / m * (mean - t);
                variance += (mean - t).powi(2) * (m - 1.0) / m;
                squares += influence * influence;
                cubes += influence.powi(3);
            }
        }
        let acceleration = cubes / (6.0 * squares.powf(1.5));
        Some(Jackknifed {
            se: variance.sqrt(),
            bias,
            acceleration: Some(acceleration).filter(|a| a.is_finite()),
        })
        .filter(|j| j.se.is_finite() && j.bias.is_finite())
    }
}
