//! Quantities: everything a reader may want inference for, each with its names and its place.
//!
//! A [`Catalogue`] is built once from a plan and says which quantities a study has. A replicate writes one row of
//! numbers in its order; intervals, tests and reports read columns. A new measure joins here
//! and in [`Catalogue`], and then has inference.

mod catalogue;
mod inference;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use catalogue::Catalogue;
pub use inference::{Inference, bootstrap};

/// A quantity, by its names.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "quantity", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Quantity {
    /// A path coefficient.
    Path {
        /// Source.
        from: String,
        /// Target.
        to: String,
    },
    /// An indirect effect, over all routes.
    Indirect {
        /// Source.
        from: String,
        /// Target.
        to: String,
    },
    /// A total effect.
    Total {
        /// Source.
        from: String,
        /// Target.
        to: String,
    },
    /// An indirect effect along one route.
    Specific {
        /// The constructs along it.
        route: Vec<String>,
    },
    /// An indicator's weight.
    Weight {
        /// Its construct.
        construct: String,
        /// The indicator.
        indicator: String,
    },
    /// An indicator's loading.
    Loading {
        /// Its construct.
        construct: String,
        /// The indicator.
        indicator: String,
    },
    /// Explained variance.
    R2 {
        /// The construct.
        construct: String,
    },
    /// Standardised Cronbach's alpha.
    Alpha {
        /// The construct.
        construct: String,
    },
    /// Reliability of the composite after Dijkstra and Henseler.
    RhoA {
        /// The construct.
        construct: String,
    },
    /// Composite reliability.
    RhoC {
        /// The construct.
        construct: String,
    },
    /// Average variance extracted.
    Ave {
        /// The construct.
        construct: String,
    },
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path { from, to } => write!(f, "path({from} -> {to})"),
            Self::Indirect { from, to } => write!(f, "indirect({from} -> {to})"),
            Self::Total { from, to } => write!(f, "total({from} -> {to})"),
            Self::Specific { route } => write!(f, "specific({})", route.join(" -> ")),
            Self::Weight {
                construct,
                indicator,
            } => write!(f, "weight({indicator} on {construct})"),
            Self::Loading {
                construct,
                indicator,
            } => write!(f, "loading({indicator} on {construct})"),
            Self::R2 { construct } => write!(f, "r2({construct})"),
            Self::Alpha { construct } => write!(f, "alpha({construct})"),
            Self::RhoA { construct } => write!(f, "rho_a({construct})"),
            Self::RhoC { construct } => write!(f, "rho_c({construct})"),
            Self::Ave { construct } => write!(f, "ave({construct})"),
        }
    }
}
