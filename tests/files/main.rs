//! The input of users: files, texts and settings, and the messages if they are not valid.

#[macro_use]
#[path = "../support/golden.rs"]
mod golden;

mod design;
mod doubts;
mod habits;
mod hostile;
mod look_alikes;
mod not_toml;
mod outline;
mod reading;
mod refusals;
mod rows;
mod screening;
mod settings;
mod workbooks;

#[path = "../support/cells.rs"]
mod cells;
#[path = "../support/report.rs"]
mod report;
#[path = "../support/workbook.rs"]
mod workbook;
