//! Procedures that use the estimates: inference, simulation, power.

#[macro_use]
#[path = "../support/golden.rs"]
mod golden;

mod groups;
mod inference;
mod moderation;
mod monte_carlo;
mod one_call;
mod population_file;
mod power;
mod prediction;
mod segments;
mod settings;
mod signs;
mod simulation;
mod stages;

#[path = "../support/report.rs"]
mod report;
#[path = "../support/mod.rs"]
mod support;
