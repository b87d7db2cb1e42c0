//! The command, the bundled studies, the reports, the README, and the walls of the house.

#[macro_use]
#[path = "../support/golden.rs"]
mod golden;

#[cfg(feature = "cli")]
mod agreement;
mod canvas;
#[cfg(feature = "cli")]
mod command;
mod course;
mod documents;
mod embed;
mod html;
mod latex;
mod layers;
mod market;
mod pages;
#[cfg(feature = "cli")]
mod parts;
mod pictures;
#[cfg(feature = "cli")]
mod prediction;
#[cfg(feature = "cli")]
mod preparation;
mod readme;
#[cfg(feature = "cli")]
mod replacing;
mod reports;
mod resilience;
#[cfg(feature = "cli")]
mod scores;
mod sentences;
#[cfg(feature = "cli")]
mod stopping;

#[cfg(feature = "cli")]
#[path = "../support/program.rs"]
mod program;
