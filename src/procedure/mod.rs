//! Procedures: what is done with a catalogue of quantities. One file each.

mod bootstrap;
mod by_name;
mod exact_fit;
mod group_differences;
mod jackknife;
mod like;
mod mediation;
mod part;
mod resampling;

pub(crate) use bootstrap::stages;
pub use bootstrap::{Inference, bootstrap, bootstrap_part};
pub use exact_fit::{ExactFit, ExactFitError, ExactFitRecord, ExactFitTest, exact_fit};
pub use group_differences::{GroupDifference, group_differences};
pub use jackknife::{Influence, Jackknife, jackknife};
pub use like::Like;
pub use mediation::{Mediation, MediationType, mediation};
pub use part::{MergeError, Part, merge};
pub use resampling::Resampling;
