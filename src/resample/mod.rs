//! The resampling engine: weights of rows in, one row of numbers out for every replicate.
//!
//! One loop serves all procedures that weight rows: `Weightings` give the weights of the rows in a replicate, once or
//! several times side by side (resamples, rows left out, permuted groups); a `Statistic` receives the moments of each
//! weighting and the weighted rows behind them. The engine does not depend on measures.

mod bootstrap;
mod engine;
mod error;
mod finding;
mod given_rows;
mod leave_out;
mod ledger;
mod permutation;
mod progress;
mod summarise;
mod units;
mod values;
mod weightings;

pub use bootstrap::{Bootstrap, Policy, ReplicateSigns};
pub(crate) use bootstrap::{Draws, FEWEST};
pub(crate) use engine::{
    End, Event, Replicates, Side, Solved, Statistic, add_counts, replicate, room, threads,
};
pub use error::ResampleError;
pub use finding::ResampleFinding;
pub use given_rows::GivenRows;
pub(crate) use leave_out::{LeftOut, leave_out, without_each};
pub(crate) use ledger::{Dropped, Tally};
pub use ledger::{Ledger, Reason};
pub use permutation::{Permutation, Permuted, permute};
pub use progress::{Progress, Stage};
pub(crate) use progress::{Watcher, after_others, as_stage, before_others};
pub(crate) use summarise::summarise;
pub(crate) use units::Units;
pub(crate) use values::{Block, Values};
