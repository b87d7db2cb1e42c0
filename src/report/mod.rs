//! Renderings of a result document. Nothing is computed here that the document does not hold.

mod assessment;
mod content_validity;
mod grid;
mod inference;
mod number;
mod power;
mod power_plot;
mod remarks;
mod sample_sizes;
mod screening;
mod tables;
mod text;
