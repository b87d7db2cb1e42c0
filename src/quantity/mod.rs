//! Quantities: everything for which a reader may want inference, each with its names and its place.
//!
//! A [`Measure`] says what is measured, and a [`Quantity`] adds of which construct, indicator, path or pair. A
//! [`Catalogue`] is built once from a plan and says which quantities a study has. A replicate writes one row of numbers
//! in its order; intervals, tests and reports read columns. A new measure is added in `measure.rs`, and then has
//! inference.

mod at_values;
mod catalogue;
mod definition;
mod estimator;
mod expression;
mod measure;
mod unknown;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use catalogue::Catalogue;
pub use definition::{DefineError, Definition};
pub(crate) use estimator::{Estimator, Row};
pub(crate) use measure::Conclusion;
pub use measure::Measure;
pub use unknown::UnknownQuantity;

use crate::assess::model_fit::FitModel;
pub use crate::assess::slopes::{At, SecondModerator};
use crate::text::is_name_char;

/// A quantity: what is measured, and of what.
///
/// ```
/// use pls_sem::Quantity;
///
/// assert_eq!(Quantity::path("Resources", "Success").to_string(), "path(Resources -> Success)");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Quantity {
    /// What is measured.
    #[serde(rename = "quantity")]
    pub measure: Measure,
    /// The constructs, indicators or route that it describes.
    #[serde(flatten)]
    pub of: Names,
}

/// The constructs or indicators of a quantity, by name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Names {
    /// A path at a value of its moderator, or at values of two.
    Slope {
        /// Source.
        from: String,
        /// The moderator.
        moderator: String,
        /// Target.
        to: String,
        /// Value of the moderator, in its standard deviations.
        at: At,
        /// The second of two moderators.
        #[serde(flatten)]
        second: Option<SecondModerator>,
    },
    /// An indirect effect at a value of a moderator.
    Conditional {
        /// From source to target.
        route: Vec<String>,
        /// The moderator.
        moderator: String,
        /// Value of the moderator, in its standard deviations.
        at: At,
    },
    /// An indirect effect and a moderator.
    Moderated {
        /// From source to target.
        route: Vec<String>,
        /// The moderator.
        moderator: String,
    },
    /// Two routes of paths between the same constructs.
    Routes {
        /// The first.
        route: Vec<String>,
        /// The number that is subtracted.
        other: Vec<String>,
    },
    /// The constructs along a route of paths.
    Route {
        /// From source to target.
        route: Vec<String>,
    },
    /// A path, or an effect along paths.
    Path {
        /// Source.
        from: String,
        /// Target.
        to: String,
    },
    /// An indicator and a construct.
    Indicator {
        /// The construct.
        construct: String,
        /// The indicator.
        indicator: String,
    },
    /// Two constructs, in model order.
    Pair {
        /// The first.
        a: String,
        /// The second.
        b: String,
    },
    /// The name of a quantity that the user defines.
    Name {
        /// The name.
        name: String,
    },
    /// A construct.
    Construct {
        /// The construct.
        construct: String,
    },
    /// A model in its saturated or estimated form.
    Model {
        /// Which form.
        model: FitModel,
    },
    /// The study as a whole.
    Whole {},
}

impl Names {
    /// Whether two paths or routes begin at the same interaction, and are the same from there on.
    fn are_of_one_product(&self, other: &Self) -> bool {
        let same = |a: &str, b: &str| {
            let factors = |name: &str| {
                let mut factors: Vec<String> = name.split(':').map(str::to_owned).collect();
                factors.sort_unstable();
                factors
            };
            a.contains(':') && factors(a) == factors(b)
        };
        match (self, other) {
            (
                Self::Path { from: a, to },
                Self::Path {
                    from: b,
                    to: target,
                },
            ) => to == target && same(a, b),
            (Self::Route { route }, Self::Route { route: other }) => {
                match (route.as_slice(), other.as_slice()) {
                    ([a, rest @ ..], [b, others @ ..]) => rest == others && same(a, b),
                    _ => false,
                }
            }
            _ => false,
        }
    }
}

impl Quantity {
    /// A measure of some names.
    #[must_use]
    pub fn new(measure: Measure, of: Names) -> Self {
        Self { measure, of }
    }

    /// A path coefficient.
    #[must_use]
    pub fn path(from: &str, to: &str) -> Self {
        Self::along(Measure::Path, from, to)
    }

    /// A measure of a path or of an effect: [`Measure::Path`], [`Measure::Total`], [`Measure::F2`] and the like.
    #[must_use]
    pub fn along(measure: Measure, from: &str, to: &str) -> Self {
        let (from, to) = (from.to_owned(), to.to_owned());
        Self::new(measure, Names::Path { from, to })
    }

    /// An indirect effect along one route.
    #[must_use]
    pub fn specific(route: &[String]) -> Self {
        let route = route.to_vec();
        Self::new(Measure::Specific, Names::Route { route })
    }

    /// A quantity that the user defines, see [`Definition`].
    #[must_use]
    pub fn defined(name: &str) -> Self {
        let name = name.to_owned();
        Self::new(Measure::Defined, Names::Name { name })
    }

    /// The same quantity with its two constructs, or its two moderators, in the other order, if the order does not matter.
    pub(crate) fn turned(&self) -> Option<Self> {
        match &self.of {
            Names::Pair { a, b } => Some(Self::between(self.measure, b, a)),
            Names::Slope {
                from,
                moderator,
                to,
                at,
                second: Some(second),
            } => {
                let of = Names::Slope {
                    from: from.clone(),
                    moderator: second.moderator.clone(),
                    to: to.clone(),
                    at: second.at,
                    second: Some(SecondModerator::new(moderator, at.0)),
                };
                Some(Self::new(self.measure, of))
            }
            _ => None,
        }
    }

    /// Whether it is the same as another quantity; the order of the two constructs in an undirected pair does not matter,
    /// nor that of the constructs of an interaction.
    fn is(&self, other: &Self) -> bool {
        self == other
            || self.turned().as_ref() == Some(other)
            || self.measure == other.measure && self.of.are_of_one_product(&other.of)
    }

    /// A measure of a construct: [`Measure::R2`], [`Measure::Alpha`] and the like.
    #[must_use]
    pub fn of(measure: Measure, construct: &str) -> Self {
        let construct = construct.to_owned();
        Self::new(measure, Names::Construct { construct })
    }

    /// A measure of an indicator: [`Measure::Weight`], [`Measure::Loading`] and the like.
    #[must_use]
    pub fn indicator(measure: Measure, construct: &str, indicator: &str) -> Self {
        let (construct, indicator) = (construct.to_owned(), indicator.to_owned());
        let of = Names::Indicator {
            construct,
            indicator,
        };
        Self::new(measure, of)
    }

    /// A measure of two constructs, in model order: [`Measure::Htmt`], [`Measure::Correlation`] and the like.
    #[must_use]
    pub fn between(measure: Measure, a: &str, b: &str) -> Self {
        let (a, b) = (a.to_owned(), b.to_owned());
        Self::new(measure, Names::Pair { a, b })
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let measure = self.measure;
        // The notation of formulas, so that a printed quantity can be copied into a formula.
        let along = |route: &[String]| {
            let names: Vec<String> = route.iter().map(|name| quoted(name)).collect();
            names.join(" -> ")
        };
        match &self.of {
            Names::Slope {
                from,
                moderator,
                to,
                at,
                second,
            } => {
                let value = |moderator: &str, at: &At| format!("{} = {}", quoted(moderator), at.0);
                let values = std::iter::once(value(moderator, at));
                let second = second.iter().map(|s| value(&s.moderator, &s.at));
                let values: Vec<String> = values.chain(second).collect();
                write!(
                    f,
                    "{measure}({} -> {} at {})",
                    quoted(from),
                    quoted(to),
                    values.join(", ")
                )
            }
            Names::Conditional {
                route,
                moderator,
                at,
            } => write!(
                f,
                "{measure}({} at {} = {})",
                along(route),
                quoted(moderator),
                at.0
            ),
            Names::Moderated { route, moderator } => {
                write!(f, "{measure}({} by {})", along(route), quoted(moderator))
            }
            Names::Route { route } => write!(f, "{measure}({})", along(route)),
            Names::Routes { route, other } => {
                write!(f, "{measure}({}, {})", along(route), along(other))
            }
            Names::Name { name } => f.write_str(name),
            Names::Path { from, to } => write!(f, "{measure}({} -> {})", quoted(from), quoted(to)),
            Names::Indicator {
                construct,
                indicator,
            } => write!(
                f,
                "{measure}({} on {})",
                quoted(indicator),
                quoted(construct)
            ),
            Names::Pair { a, b } => write!(f, "{measure}({}, {})", quoted(a), quoted(b)),
            Names::Construct { construct } => write!(f, "{measure}({})", quoted(construct)),
            Names::Model { model } => write!(f, "{measure}({model})"),
            Names::Whole {} => write!(f, "{measure}"),
        }
    }
}

/// A name as formulas have it: that of an interaction as its constructs stand in the model.
fn quoted(name: &str) -> String {
    let plain = |part: &str| {
        let begins = part.starts_with(|c: char| is_name_char(c) && !c.is_ascii_digit());
        begins && part.chars().all(is_name_char)
    };
    if name.split(':').all(plain) {
        return name.to_owned();
    }
    format!("`{name}`")
}
