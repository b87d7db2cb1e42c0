//! From moments to estimates: weights, loadings, construct correlations, paths, and how the
//! iteration ended.
//!
//! A [`Plan`] turns a model and [`Options`] into positions; its kernel sees only [`Moments`](crate::Moments). A
//! [`Problem`] joins a model with its data and gives the [`Fit`].

mod admissible;
mod carry;
mod checked;
mod composite_form;
mod composites;
mod consistent;
mod dependence;
mod doubts;
mod error;
mod estimate_lanes;
mod estimates;
mod finding;
mod fit;
mod forms;
mod implied;
mod inner;
mod interaction;
pub(crate) mod iterate;
mod measured_in;
mod options;
mod outer;
mod plan;
mod problem;
mod scores;
mod seen_again;
mod signs;
mod solution;
mod stage;
mod stage_scores;
mod stages;
mod staging;
mod structural;
mod written;

pub(crate) use admissible::Admissibility;
pub use admissible::Inadmissible;
pub(crate) use consistent::rho_a;
pub use dependence::{Dependence, DependenceKind};
pub use error::{EstimateError, Failure, OptionError};
pub(crate) use estimate_lanes::EstimateLanes;
pub use estimates::{Estimates, Termination};
pub use finding::EstimateFinding;
pub use fit::Fit;
pub(crate) use implied::{implied_correlations, implied_lanes};
pub(crate) use iterate::Kernel;
pub(crate) use measured_in::{both_measured_in, measured_in};
pub use options::{Divisor, HigherOrder, Interaction, Options, Scheme, Signs, SlopesOf, Stopping};
pub use plan::Plan;
pub(crate) use plan::{Block, Correction};
pub use problem::Problem;
pub use scores::Scores;
pub(crate) use signs::Turned;
pub use solution::Solution;
pub(crate) use stage::{Made, Part, Product, Residual, Source};
pub(crate) use stages::{Failed, StageLanes, Stages};
pub(crate) use structural::inverse;
