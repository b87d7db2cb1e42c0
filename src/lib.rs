#![doc = include_str!("../README.md")]
//!
//! # Map of the modules
//!
//! From the bottom up; each knows only those before it.
//!
//! | module | what it holds |
//! |---|---|
//! | [`data`] | from a file (CSV, Excel), columns or a matrix to a [`Table`] |
//! | [`model`] | constructs and paths, by calls or as text: [`Draft`] and [`Model`] |
//! | [`moments`] | rows under weights: [`Sample`], [`Weigher`](moments::Weigher), [`Moments`] |
//! | [`estimate`] | [`Plan`], [`Options`], [`Problem`], and the [`Fit`] |
//! | [`assess`] | reliability, validity, collinearity, effects, criteria, model fit: one family a file |
//! | [`infer`] | the resampling engine: [`Bootstrap`], summaries, the ledger |
//! | [`quantity`] | what has inference, by name: [`Quantity`], [`Measure`], [`Catalogue`], [`bootstrap()`]; the test of exact fit |
//! | [`simulate`] | populations and surveys drawn from them |
//! | [`study`] | a whole run: [`Study`], [`StudyFile`], and the result [`Document`] |
//! | [`docs`] | pages: [why numbers differ](docs::why_my_numbers_differ), [long runs](docs::long_runs) |

mod error;
mod finding;
mod guidance;
mod numeric;
mod words;

pub mod assess;
pub mod data;
pub mod docs;
pub mod estimate;
pub mod infer;
pub mod model;
pub mod moments;
pub mod quantity;
mod report;
pub mod simulate;
pub mod study;

pub use nalgebra;

pub use data::{Groups, ReadOptions, Table};
pub use error::Error;
pub use estimate::{Fit, Options, Plan, Problem, Scheme, Signs};
pub use finding::Finding;
pub use guidance::{Judgement, Side};
pub use infer::{Bootstrap, GivenRows, IntervalKind, Policy, Progress};
pub use model::{Construct, Draft, Kind, Mode, Model};
pub use moments::{Missing, Moments, Sample};
pub use quantity::{Catalogue, Definition, ExactFit, Inference, Measure, Quantity, bootstrap};
pub use study::{Document, Study, StudyFile};
pub use words::visible;
