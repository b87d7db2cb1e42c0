//! Numbers of a document by the names of constructs and indicators.

use super::{
    ConstructRecord, DefinedRecord, DiscriminantRecord, Document, EffectRecord, LoadingRecord,
    PathRecord, SpecificRecord, WeightRecord,
};

/// Every number comes with its inference from the bootstrap; `None` if the study does not have it.
impl Document {
    /// The path `from -> to`.
    #[must_use]
    pub fn path(&self, from: &str, to: &str) -> Option<&PathRecord> {
        let mut paths = self.paths.iter();
        paths.find(|path| path.from == from && path.to == to)
    }

    /// The effects of one construct on another that it reaches by paths: direct, indirect over all routes,
    /// and total.
    #[must_use]
    pub fn effect(&self, from: &str, to: &str) -> Option<&EffectRecord> {
        let mut effects = self.effects.iter();
        effects.find(|effect| effect.from == from && effect.to == to)
    }

    /// The indirect effect along one route, from source to target.
    #[must_use]
    pub fn specific_effect(&self, route: &[&str]) -> Option<&SpecificRecord> {
        let mut effects = self.specific_effects.iter();
        effects.find(|effect| effect.route == route)
    }

    /// Reliability and explained variance of a construct.
    #[must_use]
    pub fn construct(&self, name: &str) -> Option<&ConstructRecord> {
        let mut constructs = self.constructs.iter();
        constructs.find(|record| record.construct == name)
    }

    /// The loading of an indicator on its construct.
    #[must_use]
    pub fn loading(&self, construct: &str, indicator: &str) -> Option<&LoadingRecord> {
        let mut loadings = self.loadings.iter();
        loadings.find(|record| record.construct == construct && record.indicator == indicator)
    }

    /// The weight of an indicator in its construct.
    #[must_use]
    pub fn weight(&self, construct: &str, indicator: &str) -> Option<&WeightRecord> {
        let mut weights = self.weights.iter();
        weights.find(|record| record.construct == construct && record.indicator == indicator)
    }

    /// The heterotrait-monotrait ratios of two constructs, in either order.
    #[must_use]
    pub fn htmt(&self, a: &str, b: &str) -> Option<&DiscriminantRecord> {
        let mut pairs = self.discriminant.iter();
        pairs.find(|pair| (pair.a == a && pair.b == b) || (pair.a == b && pair.b == a))
    }

    /// The correlation of two composites, in either order.
    #[must_use]
    pub fn correlation(&self, a: &str, b: &str) -> Option<f64> {
        let mut pairs = self.correlations.iter();
        let found = pairs.find(|pair| (pair.a == a && pair.b == b) || (pair.a == b && pair.b == a));
        found.map(|pair| pair.estimate)
    }

    /// A quantity that the study defines, by its name in `[define]`.
    #[must_use]
    pub fn defined(&self, name: &str) -> Option<&DefinedRecord> {
        let mut defined = self.defined.iter();
        defined.find(|record| record.name == name)
    }
}
