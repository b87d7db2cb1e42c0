//! Numbers: exact populations, published tables, special cases with known answers, invariances.

#[macro_use]
#[path = "../support/golden.rs"]
mod golden;

mod assessment;
mod higher_orders;
mod interactions;
mod invariance;
mod matrices;
mod population;
mod published;
mod segments;
mod slopes;
mod special_cases;
mod verdicts;
mod weights;

#[cfg(feature = "cli")]
#[path = "../support/program.rs"]
mod program;
#[path = "../support/report.rs"]
mod report;
#[path = "../support/mod.rs"]
mod support;
