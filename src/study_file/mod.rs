//! The study file: TOML, with a line for every fault.

mod data;
mod error;
mod file;
mod groups;
mod inputs;
mod limits;
mod named_columns;
mod not_toml;
mod numbers;
#[cfg(test)]
mod page;
mod population;
mod population_lines;
mod power;
mod predict;
mod preparation;
mod reading;
mod section;
mod segments;

pub use error::StudyError;
pub use file::StudyFile;
pub use inputs::inputs;
pub use power::PopulationFile;
