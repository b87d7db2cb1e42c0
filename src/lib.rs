#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod error;
mod finding;
mod numeric;
mod words;

pub mod assess;
pub mod data;
pub mod estimate;
pub mod infer;
pub mod model;
pub mod moments;
pub mod quantity;
mod report;
pub mod simulate;
pub mod study;

pub use nalgebra;

pub use data::{ReadOptions, Table};
pub use error::Error;
pub use estimate::{Fit, Options, Plan, Problem, Scheme, Signs};
pub use finding::Finding;
pub use infer::{Bootstrap, GivenRows, Progress};
pub use model::{Construct, Draft, Kind, Mode, Model};
pub use moments::{Missing, Moments, Sample};
pub use quantity::{Catalogue, Inference, Quantity, bootstrap};
pub use study::{Document, Study, StudyFile};
