//! Partial least squares structural equation modeling (PLS-SEM) for research with surveys: it computes weights, loadings,
//! paths, reliability, validity, fit and bootstrap inference from the answers, as a report to read and a document for
//! further computation.
//!
//! # Start here
//!
//! ```
//! use pls_sem::{Bootstrap, Model, Study, Table};
//!
//! # let file = concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv");
//! let survey = Table::read(file)?; // a CSV file or a workbook, one column a question
//! let model = Model::parse("Resources =~ KR1-5; Partners =~ KP1-5; Success =~ INT1-4; Success ~ Resources + Partners")?;
//! let document = Study::new(model).bootstrap(Bootstrap::new(500)).run(&survey)?;
//! let path = document.path("Resources", "Success").unwrap();
//! println!("{:.3} [{:.3?}, {:.3?}]", path.estimate, path.inference.low, path.inference.high);
//! println!("{document}"); // the report
//! # Ok::<(), pls_sem::Error>(())
//! ```
//!
//! | five types | what they are |
//! |---|---|
//! | [`Table`] | the answers: a row a respondent, a column a question |
//! | [`Model`] | constructs, their questions, and the paths between them; checked |
//! | [`Study`] | a model with all analyses that are requested |
//! | [`Document`] | the results of a study: tables, numbers by name, JSON, the report |
//! | [`Problem`] | a model joined with its rows, for programs that need single steps: [`Fit`], [`Inference`], [`Scores`] |
//!
//! | I want | I call |
//! |---|---|
//! | to set how a file is read: delimiter, sheet, missing codes | [`ReadOptions`] |
//! | some of the rows, or a column of my own | [`Table::filter`], [`Table::select_rows`], [`Table::with_column`] |
//! | to estimate from a published correlation matrix | [`Matrix`], [`Fit::of_matrix`] |
//! | a model by calls in place of text | [`Draft`], [`Construct`] |
//! | another scheme, consistent PLS, other stopping rules | [`Options`] |
//! | one number by its name, with its inference | [`Document::path`], [`Document::effect`], [`Document::construct`], [`Document::htmt`] |
//! | just the estimates | [`Study::fit`], [`Problem::fit`] |
//! | just the bootstrap | [`Problem::bootstrap`], [`Inference::path`] |
//! | intervals for a contrast, a ratio, a measure of my own | [`Definition`] |
//! | more measures in the bootstrap | [`Measure`], [`Study::quantities`], [`Resampling::quantities`] |
//! | a progress bar, or to stop a run | [`Study::on_progress`], [`Resampling::on_progress`], [`Progress`] |
//! | scores of every respondent | [`Study::scores`], [`Scores::table`] |
//! | to know how well rows are predicted that the model has not seen | [`Study::predict`], [`PlsPredict`] |
//! | to predict new rows | [`Fit::predict`], [`Fit::predictor`], [`Study::predictor`] |
//! | the result for R, Python or a later day | [`Document::to_json`], [`Document::from_json`] |
//! | to run a study file | [`StudyFile`] |
//! | to compare groups | [`Study::groups`], [`Multigroup`](groups::Multigroup) |
//! | to screen the answers first | [`Screening`] |
//! | to know whether one model hides several | [`Segments`], [`Study::segments`] |
//! | to plan a survey | [`design`], [`simulate`], [`Power`] |
//!
//! Matrices are those of [`nalgebra`], which is re-exported: its version is part of this crate's interface, and a new major
//! version of it is one of this crate. The error type is [`Error`], whose messages name the object at fault and the fix.
//! Every formula is documented with its source where it is computed, in [`assess`], [`infer`] and [`procedure`].
//!
//! # Map of the modules
//!
//! The modules from the bottom up; each uses only those before it.
//!
//! | module | what it holds |
//! |---|---|
//! | [`files`] | files, written whole or not at all |
//! | [`data`] | from a file (CSV, Excel) or columns to a [`Table`], or to a [`Matrix`] of correlations in place of rows |
//! | [`model`] | constructs and paths, by calls or as text: [`Draft`] and [`Model`] |
//! | [`design`] | designing a survey: sample sizes, content validity |
//! | [`moments`] | rows under weights: [`Sample`], [`Moments`] |
//! | [`estimate`] | [`Plan`], [`Options`], [`Problem`], and the [`Fit`] |
//! | [`assess`] | reliability, validity, collinearity, effects, criteria, model fit: one family a file |
//! | [`screen`] | screening of the answers before estimation: [`Screening`] |
//! | [`outline`] | a study file to start from, guessed from a survey's columns |
//! | [`infer`] | intervals, p-values and their Monte Carlo errors, from columns of numbers: [`IntervalKind`] |
//! | [`resample`] | the resampling engine: [`Bootstrap`], the ledger |
//! | [`quantity`] | the quantities that have inference, by name: [`Quantity`], [`Measure`], [`Catalogue`], [`Definition`] |
//! | [`procedure`] | procedures for a catalogue: [`bootstrap()`], jackknife, the test of exact fit, mediation, parts |
//! | [`predict`] | rows that are held out, and new ones: [`PlsPredict`], [`Predictor`](predict::Predictor) |
//! | [`groups`] | groups of rows: [`Multigroup`](groups::Multigroup), measurement invariance, differences |
//! | [`segments`] | unobserved heterogeneity: [`Segments`] by FIMIX-PLS and PLS-POS |
//! | [`simulate`] | populations of factors and composites, and surveys drawn from them |
//! | [`power`] | power and Monte Carlo studies: [`Power`] |
//! | [`document`] | results as flat tables: [`Document`], [`PowerDocument`] |
//! | [`study`] | a whole run: [`Study`] |
//! | [`study_file`] | studies written as TOML: [`StudyFile`]; a planned one: [`PopulationFile`] |
//! | [`report`] | the description of a report, which every rendering reads: [`Page`](report::Page) |
//! | [`docs`] | pages: [the study file](docs::study_file), [why my numbers differ](docs::why_my_numbers_differ), [validation](docs::validation), [long runs](docs::long_runs) |

/// The examples of the README are tested like those of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;

mod error;
mod finding;
mod formula;
mod guidance;
mod numeric;
mod text;

pub mod assess;
pub mod data;
pub mod design;
pub mod docs;
pub mod document;
pub mod estimate;
pub mod files;
pub mod groups;
pub mod infer;
pub mod model;
pub mod moments;
pub mod outline;
pub mod power;
pub mod predict;
pub mod procedure;
pub mod quantity;
pub mod report;
pub mod resample;
pub mod screen;
pub mod segments;
pub mod simulate;
pub mod study;
pub mod study_file;

/// What the benchmarks time, which is no part of the interface.
#[doc(hidden)]
pub mod timed {
    pub use crate::estimate::iterate::Kernel;
    pub use crate::moments::weigher::Weigher;

    use crate::{Moments, Plan, estimate::Estimates};

    #[must_use]
    pub fn room_for_moments(indicators: usize) -> Moments {
        Moments::room(indicators)
    }

    #[must_use]
    pub fn room_for_estimates(plan: &Plan) -> Estimates {
        Estimates::room(plan)
    }
}

pub use nalgebra;

pub use data::{Data, Groups, Input, Matrix, ReadOptions, Table};
pub use document::{Document, PowerDocument};
pub use error::Error;
pub use estimate::{
    Fit, HigherOrder, Interaction, Options, Plan, Problem, Scheme, Scores, Signs, SlopesOf,
    Solution,
};
pub use finding::{Finding, FindingRecord, Remark};
pub use guidance::{Judged, Judgement, Side};
pub use infer::{IntervalKind, Level};
pub use model::{Construct, Draft, Kind, MeasuredBy, Mode, Model};
pub use moments::{Missing, Moments, Sample};
pub use power::Power;
pub use predict::PlsPredict;
pub use procedure::{ExactFit, Inference, Resampling, bootstrap};
pub use quantity::{Catalogue, Definition, Measure, Quantity};
pub use report::figure::{PathDiagram, Shown};
pub use resample::{Bootstrap, GivenRows, Policy, Progress, ReplicateSigns, Stage};
pub use screen::Screening;
pub use segments::Segments;
pub use study::Study;
pub use study_file::{PopulationFile, StudyFile};
#[doc(hidden)] // words for the messages of the command
pub use text::{counted, visible};
