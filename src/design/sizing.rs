//! All sample sizes for one model.

use serde::{Deserialize, Serialize};

use super::rates::Rates;
use super::sample_sizes::SampleSizes;
use super::{DesignError, Precision};
use crate::guidance::EFFECT_SIZES;
use crate::model::Model;

/// The effects that a study must detect, and its population; [`Sizing::of`] then lists how many answers its model needs,
/// by every method.
///
/// ```
/// use pls_sem::{Model, design::Sizing};
///
/// let model = Model::parse("R =~ KR1-5; P =~ KP1-5; S =~ INT1-4; S ~ R + P")?;
/// let sizes = Sizing::default().population(940).rows(273).of(&model)?;
/// let report = sizes.to_string();
/// assert!(report.contains("the smallest path detectable with 80 % power is 0.151"), "{report}");
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Sizing {
    pub(super) population: Option<u64>,
    pub(super) rows: Option<usize>,
    pub(super) precision: Precision,
    pub(super) rates: Rates,
    pub(super) paths: Vec<f64>,
    pub(super) f2: Vec<f64>,
}

/// The settings in force.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SizingSettings {
    /// The number of people who could be asked, if known.
    pub population: Option<u64>,
    /// The number of answers that there are or will be, if known.
    pub rows: Option<usize>,
    /// Confidence level of an estimated share.
    pub level: f64,
    /// Its margin of error.
    pub margin: f64,
    /// The share.
    pub share: f64,
    /// Significance of the tests.
    pub significance: f64,
    /// Power that they are to have.
    pub power: f64,
    /// Sizes of paths for which sample sizes are computed.
    pub paths: Vec<f64>,
    /// Effect sizes f² for which sizes are computed.
    pub f2: Vec<f64>,
}

impl Default for Sizing {
    /// Significance 0.05, power 0.8; paths of 0.1, 0.2 and 0.3; Cohen's small, medium and large f²; no population.
    fn default() -> Self {
        Self {
            population: None,
            rows: None,
            precision: Precision::default(),
            rates: Rates::default(),
            paths: vec![0.1, 0.2, 0.3],
            f2: EFFECT_SIZES.iter().map(|(from, _)| *from).collect(),
        }
    }
}

impl Sizing {
    /// The number of people who could be asked. Without it there are no sizes for an estimated
    /// share of the population.
    pub fn population(mut self, population: u64) -> Self {
        self.population = Some(population);
        self
    }

    /// The number of answers that there are or will be: the result then includes the effects that
    /// they can show.
    pub fn rows(mut self, rows: usize) -> Self {
        self.rows = Some(rows);
        self
    }

    /// The required precision of an estimated share of the population. Default: 95 %, a margin of 0.05, a
    /// share of one half.
    pub fn precision(mut self, precision: Precision) -> Self {
        self.precision = precision;
        self
    }

    /// Significance and power of the tests. Default: 0.05 and 0.8.
    pub fn rates(mut self, rates: Rates) -> Self {
        self.rates = rates;
        self
    }

    /// Sizes of the smallest path to detect. Default: 0.1, 0.2 and 0.3.
    pub fn paths(mut self, paths: impl IntoIterator<Item = f64>) -> Self {
        self.paths = paths.into_iter().collect();
        self
    }

    /// Effect sizes f² to detect. Default: 0.02, 0.15 and 0.35, which Cohen calls small, medium and large.
    pub fn f2(mut self, f2: impl IntoIterator<Item = f64>) -> Self {
        self.f2 = f2.into_iter().collect();
        self
    }

    /// The sample sizes of a model.
    ///
    /// # Errors
    /// [`DesignError`]: a setting is not valid, or there are fewer answers than the model can be estimated from.
    pub fn of(&self, model: &Model) -> Result<SampleSizes, DesignError> {
        SampleSizes::new(self, Some(model))
    }

    /// The sample sizes that need no model: of the population, and by the inverse square root method.
    ///
    /// ```
    /// let sizes = pls_sem::design::Sizing::default().population(940).without_model()?;
    /// assert_eq!(sizes.requirements[0].rows, 273);
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`DesignError`]: a setting is not valid.
    pub fn without_model(&self) -> Result<SampleSizes, DesignError> {
        SampleSizes::new(self, None)
    }

    pub(super) fn settings(&self) -> SizingSettings {
        SizingSettings {
            population: self.population,
            rows: self.rows,
            level: self.precision.level,
            margin: self.precision.margin,
            share: self.precision.share,
            significance: self.rates.significance,
            power: self.rates.power,
            paths: self.paths.clone(),
            f2: self.f2.clone(),
        }
    }
}
