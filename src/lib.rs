#![doc = include_str!("../README.md")]
//!
//! # Map of the modules
//!
//! From the bottom up; each knows only those before it.
//!
//! | module | what it holds |
//! |---|---|
//! | [`data`] | from a file (CSV, Excel) or columns to a [`Table`], or to a [`Matrix`] of correlations in place of rows |
//! | [`model`] | constructs and paths, by calls or as text: [`Draft`] and [`Model`] |
//! | [`design`] | designing a survey: sample sizes, content validity |
//! | [`moments`] | rows under weights: [`Sample`], [`Moments`] |
//! | [`estimate`] | [`Plan`], [`Options`], [`Problem`], and the [`Fit`] |
//! | [`assess`] | reliability, validity, collinearity, effects, criteria, model fit: one family a file |
//! | [`screen`] | a look at the answers before anything is estimated: [`Screening`] |
//! | [`outline`] | a study file to start from, guessed from a survey's columns |
//! | [`infer`] | intervals, p-values and their Monte Carlo errors, from columns of numbers: [`IntervalKind`] |
//! | [`resample`] | the resampling engine: [`Bootstrap`], the ledger |
//! | [`quantity`] | what has inference, by name: [`Quantity`], [`Measure`], [`Catalogue`], [`Definition`] |
//! | [`procedure`] | what is done with a catalogue: [`bootstrap()`], jackknife, the test of exact fit, mediation, parts |
//! | [`simulate`] | populations of factors and composites, and surveys drawn from them |
//! | [`power`] | power and Monte Carlo studies: [`Power`] |
//! | [`document`] | results as flat tables: [`Document`], [`PowerDocument`] |
//! | [`study`] | a whole run: [`Study`] |
//! | [`study_file`] | studies written as TOML: [`StudyFile`]; a planned one: [`PopulationFile`] |
//! | [`report`] | the description of a report, which every rendering reads: [`Page`](report::Page) |
//! | [`docs`] | pages: [the study file](docs::study_file), [why numbers differ](docs::why_my_numbers_differ), [long runs](docs::long_runs) |

mod error;
mod finding;
mod guidance;
mod numeric;
mod text;

pub mod assess;
pub mod data;
pub mod design;
pub mod docs;
pub mod document;
pub mod estimate;
pub mod infer;
pub mod model;
pub mod moments;
pub mod outline;
pub mod power;
pub mod procedure;
pub mod quantity;
pub mod report;
pub mod resample;
pub mod screen;
pub mod simulate;
pub mod study;
pub mod study_file;

pub use nalgebra;

pub use data::{Data, Groups, Input, Matrix, ReadOptions, Table};
pub use document::{Document, PowerDocument};
pub use error::Error;
pub use estimate::{
    Fit, HigherOrder, Interaction, Options, Plan, Problem, Scheme, Scores, Signs, Solution,
};
pub use finding::{Finding, FindingRecord};
pub use guidance::{Judgement, Side};
pub use infer::{IntervalKind, Level};
pub use model::{Construct, Draft, Kind, MeasuredBy, Mode, Model};
pub use moments::{Missing, Moments, Sample};
pub use power::Power;
pub use procedure::{ExactFit, Inference, Resampling, bootstrap};
pub use quantity::{Catalogue, Definition, Measure, Quantity};
pub use report::figure::{PathDiagram, Shown};
pub use resample::{Bootstrap, GivenRows, Policy, Progress, ReplicateSigns, Stage};
pub use screen::Screening;
pub use study::Study;
pub use study_file::{PopulationFile, StudyFile};
pub use text::{counted, visible};
