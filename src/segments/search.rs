//! Many starts: each climbs by itself, and the highest top counts.

use std::ops::ControlFlow;

#[cfg(feature = "parallel")]
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::error::Degenerate;
use super::partition::Pairs;
use crate::resample::{Progress, Stage, threads};

/// Starts whose tops differ by a smaller share have reached the same one.
const SAME_TOP: f64 = 1e-5;

/// What became of the starts of one number of segments.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Searched {
    /// Starts done.
    pub starts: usize,
    /// Starts without a solution, by their reason.
    pub degenerate: Vec<(String, usize)>,
    /// Starts that reached the highest top.
    pub reached: usize,
    /// Mean adjusted Rand index of the partitions that the other starts with a solution lead to, with the best; `None` if
    /// there are no others.
    pub agreement: Option<f64>,
}

impl Searched {
    /// Why most of the starts without a solution have none.
    pub(crate) fn main_reason(&self) -> String {
        let most = self.degenerate.iter().max_by_key(|(_, count)| *count);
        most.map_or_else(String::new, |(reason, _)| reason.clone())
    }
}

/// Where a climb ended: how high, and which rows are together there.
pub(crate) trait Top: Send {
    fn height(&self) -> f64;
    fn labels(&self) -> Vec<usize>;
}

/// Climbs from every start, a round after the other, and keeps the highest top; of equals that of the first start.
///
/// Start i depends on its number only. Between two rounds `progress` may stop the search: what is done by then counts, and
/// the last value is true.
pub(crate) fn search<T: Top>(
    starts: usize,
    climb: impl Fn(usize) -> Result<T, Degenerate> + Sync,
    before: usize,
    of: usize,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> (Option<T>, Searched, bool) {
    let round = 2 * threads();
    let mut best: Option<T> = None;
    let mut tops: Vec<(f64, Vec<usize>)> = Vec::new();
    let mut failed: Vec<Degenerate> = Vec::new();
    let (mut done, mut stopped) = (0, false);
    while done < starts && !stopped {
        let next = done..starts.min(done + round);
        done = next.end;
        #[cfg(feature = "parallel")]
        let ends: Vec<Result<T, Degenerate>> = next.into_par_iter().map(&climb).collect();
        #[cfg(not(feature = "parallel"))]
        let ends: Vec<Result<T, Degenerate>> = next.map(&climb).collect();
        for end in ends {
            match end {
                Ok(top) => {
                    tops.push((top.height(), top.labels()));
                    if best
                        .as_ref()
                        .is_none_or(|best| top.height() > best.height())
                    {
                        best = Some(top);
                    }
                }
                Err(why) => failed.push(why),
            }
        }
        stopped = progress(Progress::of(Stage::Segments, before + done, of)).is_break();
    }
    let searched = Searched {
        starts: done,
        degenerate: counted(failed),
        ..best
            .as_ref()
            .map_or_else(Searched::default, |best| agreement(best, &tops))
    };
    (best, searched, stopped)
}

fn counted(mut failed: Vec<Degenerate>) -> Vec<(String, usize)> {
    failed.sort_unstable();
    let alike = failed.chunk_by(|a, b| a == b);
    alike
        .map(|all| (all[0].reason().to_owned(), all.len()))
        .collect()
}

fn agreement<T: Top>(best: &T, tops: &[(f64, Vec<usize>)]) -> Searched {
    let (height, labels) = (best.height(), best.labels());
    let same = |other: f64| height - other <= SAME_TOP * height.abs();
    let alike = tops
        .iter()
        .filter_map(|(_, other)| Pairs::of(&labels, other).adjusted_rand());
    // The best agrees with itself.
    let others = tops.len().saturating_sub(1) as f64;
    Searched {
        reached: tops.iter().filter(|(other, _)| same(*other)).count(),
        agreement: Some((alike.sum::<f64>() - 1.0) / others).filter(|x| x.is_finite()),
        ..Searched::default()
    }
}
