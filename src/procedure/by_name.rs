//! Summaries by the names of constructs and indicators.

use super::Inference;
use crate::infer::Summary;
use crate::quantity::{Measure, Quantity};

/// The summary of a quantity by its names; `None` if the catalogue does not have it. [`Inference::summary`]
/// finds all other quantities.
impl Inference {
    /// The path `from -> to`.
    #[must_use]
    pub fn path(&self, from: &str, to: &str) -> Option<&Summary> {
        self.summary(&Quantity::path(from, to))
    }

    /// The indirect effect over all routes.
    #[must_use]
    pub fn indirect(&self, from: &str, to: &str) -> Option<&Summary> {
        self.summary(&Quantity::along(Measure::Indirect, from, to))
    }

    /// The total effect.
    #[must_use]
    pub fn total(&self, from: &str, to: &str) -> Option<&Summary> {
        self.summary(&Quantity::along(Measure::Total, from, to))
    }

    /// The indirect effect along one route, from source to target.
    #[must_use]
    pub fn specific(&self, route: &[&str]) -> Option<&Summary> {
        let route: Vec<String> = route.iter().map(|name| (*name).to_owned()).collect();
        self.summary(&Quantity::specific(&route))
    }

    /// The loading of an indicator on its construct.
    #[must_use]
    pub fn loading(&self, construct: &str, indicator: &str) -> Option<&Summary> {
        self.summary(&Quantity::indicator(Measure::Loading, construct, indicator))
    }

    /// The weight of an indicator in its construct.
    #[must_use]
    pub fn weight(&self, construct: &str, indicator: &str) -> Option<&Summary> {
        self.summary(&Quantity::indicator(Measure::Weight, construct, indicator))
    }

    /// A measure of a construct, such as [`Measure::R2`] or [`Measure::Alpha`].
    #[must_use]
    pub fn construct(&self, measure: Measure, construct: &str) -> Option<&Summary> {
        self.summary(&Quantity::of(measure, construct))
    }

    /// The heterotrait-monotrait ratio of two constructs, in either order.
    #[must_use]
    pub fn htmt(&self, a: &str, b: &str) -> Option<&Summary> {
        let pair = |a, b| self.summary(&Quantity::between(Measure::Htmt, a, b));
        pair(a, b).or_else(|| pair(b, a))
    }

    /// A quantity of the user's own.
    #[must_use]
    pub fn defined(&self, name: &str) -> Option<&Summary> {
        self.summary(&Quantity::defined(name))
    }
}
