//! How sure we are: one engine that weighs rows anew, and what follows from its replicates.
//!
//! The engine is handed the statistic as a function of moments and knows no measure.

mod bootstrap;
mod error;
mod interval;
mod jackknife;
mod ledger;
mod monte_carlo;
mod multiplicity;
mod permutation;
mod resample;
mod rows;
mod spread;
mod summary;
mod units;
mod values;

pub use bootstrap::{Bootstrap, PValues, Policy};
pub(crate) use bootstrap::{Draws, FEWEST};
pub use error::InferError;
pub use interval::{IntervalFault, IntervalKind};
pub(crate) use jackknife::{Jackknifed, LeftOut, leave_out};
pub(crate) use ledger::Dropped;
pub use ledger::{Ledger, Reason};
pub use monte_carlo::{BoundErrors, MonteCarlo, Near, Unsettled};
pub use multiplicity::{Adjusted, adjust};
pub use permutation::{Permutation, Permuted, permute};
pub use resample::Progress;
pub(crate) use resample::{End, Event, Replicates, Side, Statistic, replicate, threads};
pub use rows::GivenRows;
pub(crate) use summary::{Faults, summarise};
pub use summary::{OneSided, OneSidedErrors, Summary};
pub(crate) use units::{Units, check_rows};
pub(crate) use values::{Block, Values};
