//! The records of resampling: every quantity with its summary, and the ledger of the resamples.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};

use crate::assess::model_fit::FitModel;
use crate::infer::{Histogram, Summary};
use crate::procedure::ExactFitRecord;
use crate::quantity::{Quantity, UnknownQuantity};

/// The bootstrap of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BootstrapRecord {
    /// Number of requested resamples.
    pub requested: usize,
    /// Completed resamples: fewer than requested only if the run was stopped.
    pub done: usize,
    /// Resamples that every summary describes.
    pub used: usize,
    /// Resamples that could not be estimated, by reason.
    pub failed: Vec<Count>,
    /// Resamples with an inadmissible solution, by reason.
    pub inadmissible: Vec<Count>,
    /// Draws that were replaced by another.
    pub redrawn: usize,
    /// Inadmissible resamples that are used.
    pub kept: usize,
    /// Composites whose sign was changed to that in the sample, against the sign rule, and the number of resamples used
    /// in which this happened.
    #[serde(default)]
    pub turned: Vec<TurnedRecord>,
    /// The seed; `None` when the resamples were given.
    pub seed: Option<u64>,
    /// The random number generator; `None` when the resamples were given.
    pub generator: Option<String>,
    /// Level of the intervals.
    pub level: f64,
    /// Every quantity.
    pub estimates: Vec<EstimateRecord>,
    /// The distribution of the replicates of each path and of each quantity that the study defines; without those that do
    /// not vary.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub distributions: Vec<DistributionRecord>,
}

/// The distribution of the replicates of one quantity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DistributionRecord {
    /// The quantity and its names.
    #[serde(flatten)]
    pub quantity: Quantity,
    /// Its histogram.
    #[serde(flatten)]
    pub histogram: Histogram,
}

/// The test of exact fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ExactFitDocument {
    /// The seed.
    pub seed: u64,
    /// The random number generator.
    pub generator: String,
    /// Every statistic of both models.
    pub tests: Vec<ExactFitRecord>,
    /// The ledger of the resamples of each model.
    pub ledgers: Vec<LedgerRecord>,
}

/// The ledger of the resamples of one model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LedgerRecord {
    /// The model.
    pub model: FitModel,
    /// Number of requested resamples.
    pub requested: usize,
    /// Resamples from which the quantiles are computed.
    pub used: usize,
    /// Resamples that could not be estimated, by reason.
    pub failed: Vec<Count>,
    /// Resamples with an inadmissible solution, by reason.
    pub inadmissible: Vec<Count>,
}

/// A reason, and the number of replicates that it concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Count {
    /// The reason, with the names concerned.
    pub reason: String,
    /// Replicates.
    pub count: usize,
}

/// A construct whose composite changed its sign, and the number of replicates in which this
/// happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TurnedRecord {
    /// The construct.
    pub construct: String,
    /// Replicates.
    pub count: usize,
}

/// One quantity with its summary. In JSON every interval also has columns of its own: `percentile_low`,
/// `percentile_high`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct EstimateRecord {
    /// The quantity and its names.
    #[serde(flatten)]
    pub quantity: Quantity,
    /// Its inference from the bootstrap.
    #[serde(flatten)]
    pub summary: Summary,
    /// Lower bound of the interval that tables show.
    #[serde(default)]
    pub low: Option<f64>,
    /// Upper bound of the interval that tables show.
    #[serde(default)]
    pub high: Option<f64>,
}

impl Serialize for EstimateRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Row<'r> {
            #[serde(flatten)]
            quantity: &'r Quantity,
            #[serde(flatten)]
            summary: &'r Summary,
            low: Option<f64>,
            high: Option<f64>,
            #[serde(flatten)]
            by_kind: BTreeMap<String, Option<f64>>,
        }
        let bounds = self.summary.intervals.iter().flat_map(|(kind, bounds)| {
            let bound = |which: usize| bounds.map(|bounds| bounds[which]);
            [
                (format!("{kind}_low"), bound(0)),
                (format!("{kind}_high"), bound(1)),
            ]
        });
        let row = Row {
            quantity: &self.quantity,
            summary: &self.summary,
            low: self.low,
            high: self.high,
            by_kind: bounds.collect(),
        };
        row.serialize(serializer)
    }
}

impl BootstrapRecord {
    /// The summary of one quantity; the two constructs of an undirected pair may be named in either
    /// order.
    ///
    /// ```
    /// use pls_sem::{Bootstrap, Model, Quantity, Study, Table};
    ///
    /// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
    /// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
    /// let document = Study::new(model).bootstrap(Bootstrap::new(500)).run(&table)?;
    /// let bootstrap = document.bootstrap.as_ref().unwrap();
    /// let summary = bootstrap.summary(&Quantity::path("Resources", "Success")).unwrap();
    /// assert!(summary.p_percentile.unwrap() < 0.01);
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    #[must_use]
    pub fn summary(&self, quantity: &Quantity) -> Option<&Summary> {
        self.try_summary(quantity).ok()
    }

    /// As [`BootstrapRecord::summary`].
    ///
    /// # Errors
    /// [`UnknownQuantity`], with the nearest quantity that there is, or the measure to ask for.
    pub fn try_summary(&self, quantity: &Quantity) -> Result<&Summary, UnknownQuantity> {
        let at = quantity.find_in(self.estimates.iter().map(|e| &e.quantity))?;
        Ok(&self.estimates[at].summary)
    }
}
