//! Simulation: populations with known values, and surveys drawn from them.
//!
//! [`Values`] are the numbers of a population by the names of its model; [`Population::new`] checks that there is such
//! a population. A [`Simulation`] draws a [`Survey`] from it, or from one for each of several groups, with the missing
//! answers that a [`Missingness`] says. [`Answers`] says how answers are distributed.

mod answers;
mod construct_correlations;
mod draw;
mod error;
mod finding;
mod latent;
mod measurement;
mod missingness;
mod population;
mod products;
mod simulation;
mod skewed;
mod survey;
mod values;

pub use answers::{Answers, AnswersError};
pub use draw::uniform;
pub use error::PopulationError;
pub use finding::SimulateFinding;
pub use missingness::Missingness;
pub use population::Population;
pub use simulation::{Group, Simulation};
pub use survey::Survey;
pub use values::Values;
