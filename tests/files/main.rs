//! What users give: files, texts and settings, and what is said where they are wrong.

mod design;
mod hostile;
mod outline;
mod reading;
mod refusals;
mod rows;
mod screening;
mod workbooks;

#[path = "../support/cells.rs"]
mod cells;
#[path = "../support/workbook.rs"]
mod workbook;
