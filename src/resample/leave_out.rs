//! The jackknife: every unit left out in turn.

use std::ops::ControlFlow;

use super::engine::{ROUND, Side, rows_of_numbers, threads};
use super::values::{BLOCK, Block, Values};
use super::{Progress, ResampleError, Stage, Statistic, Units, as_stage};
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

/// Evaluates a statistic with each unit left out: its rows are taken from the moments of the whole.
///
/// # Errors
/// [`ResampleError::Memory`], if there is not enough for all values.
pub(crate) fn leave_out<S: Statistic>(
    sample: &Sample,
    units: &Units,
    statistic: &S,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<LeftOut, ResampleError> {
    let worker = || {
        let mut side = Side::new(sample);
        side.weigher.keep(&vec![1.0; sample.n()]);
        (side, statistic.scratch())
    };
    let width = statistic.width();
    let batch = |(side, scratch): &mut (Side<'_>, S::Scratch),
                 start: usize,
                 cells: &mut [f64],
                 failed: &mut Vec<(usize, usize)>| {
        for (b, cells) in cells.chunks_mut(BLOCK * width).enumerate() {
            let start = start + b * BLOCK;
            let count = cells.len() / width;
            let mut block = Block::new(cells, count);
            for from in (0..count).step_by(side.lanes()) {
                let together = side.lanes().min(count - from);
                for unit in start + from..start + from + together {
                    side.weigher.add_without(units.rows_of(unit));
                }
                side.take(together);
                side.write(together, statistic, scratch, block.from(from));
                let ends = side.ends[..together].iter().enumerate();
                let without = ends.filter(|(_, end)| end.is_err());
                failed.extend(without.map(|(i, _)| (start + from + i, start + from + i)));
            }
        }
    };
    let (cells, failed) = rows_of_numbers(
        threads(),
        units.len(),
        width,
        ROUND,
        worker,
        batch,
        &mut as_stage(progress, Stage::Jackknife, 1, 1),
    )?;
    let values = Values::of(width, cells);
    Ok(LeftOut {
        complete: values.replicates() == units.len(),
        values,
        failed,
    })
}

impl LeftOut {
    /// One value without each unit.
    pub(crate) fn column(&self, column: usize) -> impl Iterator<Item = f64> {
        self.values.column(column)
    }

    /// What follows for one value; `None` if it is not defined without some unit.
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
                // Of units of a stratum, each of which is the m-th part.
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
