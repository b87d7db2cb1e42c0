//! Power and Monte Carlo studies: what a survey of so many answers would show, before anybody is asked.
//!
//! A [`Power`] study draws many surveys of every size from a [`Simulation`](crate::simulate::Simulation), estimates the
//! model from each and bootstraps it, and says how often effects are found, how far estimates lie off, and how often
//! intervals hold the truth. It can also say how often the groups of a population are found to differ. A study may be done in
//! parts, [`PowerPart`].

mod comparison;
mod error;
mod finding;
mod group_records;
mod group_tally;
mod known;
mod part;
mod prepared;
mod records;
mod replication;
mod result;
mod study;
mod tally;
mod truth;
mod written;

pub use error::PowerError;
pub use finding::PowerFinding;
pub use group_records::{GroupPowerRecord, GroupRequiredRecord};
pub use part::PowerPart;
pub use records::{JointRecord, PowerErrors, PowerRecord, RequiredRecord, SolutionRecord};
pub use result::PowerResult;
pub use study::Power;
