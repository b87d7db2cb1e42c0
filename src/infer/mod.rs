//! Inference: intervals, p-values and their Monte Carlo errors, from columns of numbers.
//!
//! Higher layers know what the numbers are replicates of, and how they were computed.

mod asked;
mod finding;
mod histogram;
mod interval;
mod jackknifed;
mod level;
mod monte_carlo;
mod multiplicity;
mod spread;
mod summary;

pub(crate) use asked::Tested;
pub use asked::{Asked, Intervals, PValues};
pub use finding::InferFinding;
pub use histogram::Histogram;
pub use interval::{IntervalFault, IntervalKind};
pub(crate) use jackknifed::Jackknifed;
pub(crate) use level::level;
pub use level::{Level, LevelError};
pub use monte_carlo::{BoundErrors, MonteCarlo, Near, Unsettled};
pub use multiplicity::{Adjusted, adjust};
pub(crate) use summary::{Column, Faults};
pub use summary::{OneSided, OneSidedErrors, Summary};
