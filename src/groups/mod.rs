//! Groups of rows: does a model hold in each, and do its parameters differ?
//!
//! A group is a weighting of rows, and a permutation gives every row another group. [`Multigroup`] estimates the model in
//! every group, and [`Multigroup::compare`] compares each two of them: whether their composites are the same (MICOM), and
//! then whether their parameters differ.

mod attainable;
mod bounds;
mod comparison;
mod composites;
mod configural;
mod difference;
mod distance;
mod error;
mod estimated;
mod finding;
mod grouping;
mod henseler;
mod invariance;
mod micom_of_all;
mod multigroup;
mod omnibus;
mod pair;
mod parametric;
mod split;
mod together;

pub(crate) use attainable::{Attainable, fewest_replicates, is_at_most};
pub use bounds::Bins;
pub use comparison::{Comparison, GroupEstimate, GroupRecord};
pub use configural::Configural;
pub use difference::{DifferenceTest, GroupDifference};
pub use distance::{DistanceStatistic, ModelDistance};
pub use error::GroupsError;
pub use finding::GroupsFinding;
pub use grouping::Grouping;
pub use invariance::{Invariance, InvarianceLevel, Micom};
pub use micom_of_all::MicomOfAll;
pub use multigroup::Multigroup;
pub use omnibus::Omnibus;
