//! Unobserved heterogeneity: segments of rows in which the paths differ, and which no column names.
//!
//! FIMIX-PLS takes the scores of the whole sample for a mixture of regressions; PLS-POS divides the rows so that the model
//! explains most within the segments. Both climb from many random starts, because each climb ends at the nearest top.

mod criteria;
mod differences;
mod equations;
mod error;
mod explain;
mod fimix;
mod finding;
mod partition;
mod pos;
mod rule;
mod search;
mod segmentation;
mod settings;
mod side_by_side;
mod stability;

pub use criteria::MixtureCriteria;
pub use error::SegmentError;
pub use explain::CrossTable;
pub use fimix::{Mixture, fimix};
pub use finding::SegmentFinding;
pub use partition::adjusted_rand;
pub use pos::{Climb, pos};
pub use rule::{Agreed, NumberRule};
pub use search::Searched;
pub use segmentation::{Found, SegmentSolution, Segmentation};
pub use settings::{Method, Objective, Segments};
pub use stability::Stability;
