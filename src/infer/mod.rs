//! How sure we are: one engine that weighs rows anew, and what follows from its replicates.
//!
//! The engine is handed the statistic as a function of moments and knows no measure.

mod bootstrap;
mod error;
mod ledger;
mod resample;
mod rows;
mod summary;

pub use bootstrap::Bootstrap;
pub(crate) use bootstrap::{Draws, FEWEST};
pub use error::InferError;
pub(crate) use ledger::Dropped;
pub use ledger::{Ledger, Reason};
pub use resample::Progress;
pub(crate) use resample::{Replicates, replicate};
pub use rows::GivenRows;
pub(crate) use summary::summarise;
pub use summary::{Interval, MonteCarlo, Summary};
