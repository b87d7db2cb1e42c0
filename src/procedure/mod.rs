//! Procedures for a catalogue of quantities, one in each file.

mod bootstrap;
mod by_name;
mod exact_fit;
mod finding;
mod jackknife;
mod like;
mod mediation;
mod part;
mod resampling;
mod span;

pub use bootstrap::{Inference, bootstrap, bootstrap_part, part_span};
pub(crate) use bootstrap::{prove, stages};
pub(crate) use exact_fit::exact_fit_by_units;
pub use exact_fit::{ExactFit, ExactFitError, ExactFitRecord, ExactFitTest, exact_fit};
pub use finding::ProcedureFinding;
pub use jackknife::{Influence, Jackknife, jackknife};
pub use like::Like;
pub use mediation::{Mediation, MediationType, mediation};
pub use part::{Part, merge};
pub use resampling::Resampling;
pub use span::{MergeError, Span, share};

pub(crate) use span::{Called, Identity, Piece, in_order};
