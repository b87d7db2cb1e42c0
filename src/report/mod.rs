//! Reports of results: a description of pages, sections, tables and figures, and its renderings. All numbers come from
//! the document.
//!
//! A [`Page`] is data: its [`Cell`]s are typed, and a number carries its rule for digits. Renderings contain no
//! statistics.

mod cell;
mod content_validity;
pub(crate) mod figure;
mod page;
mod pictures;
mod power;
mod power_groups;
mod power_plot;
mod render;
mod sample_sizes;
mod screening;
mod sections;
mod segment_pictures;
mod settings;
mod side_by_side;
mod slope_pictures;

pub use cell::{Cell, Digits, Number, PValue, Standing, Verdict, decimals};
pub use page::{Block, Drawing, Figure, Page, Section, Table, Text};
pub use render::{CsvFile, Layout};
pub use sections::Report;
pub use side_by_side::{side_by_side, side_by_side_with};
