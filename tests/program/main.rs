//! The command, the bundled studies, the reports, the README, and the walls of the house.

mod canvas;
#[cfg(feature = "cli")]
mod command;
mod documents;
mod embed;
mod layers;
mod readme;
mod reports;

#[cfg(feature = "cli")]
#[path = "../support/program.rs"]
mod program;
