//! Renderings of a result document. Nothing is computed here that the document does not hold.

mod assessment;
mod grid;
mod inference;
mod number;
mod power;
mod power_plot;
mod remarks;
mod tables;
mod text;
