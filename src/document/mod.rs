//! Result documents: what a run found, as flat tables that any program can read.

mod document;
mod judgements;
mod power;
mod records;
mod settings;

pub(crate) use document::FORMAT;
pub use document::{
    AdjustedRecord, BootstrapRecord, ConstructRecord, Count, CrossLoadingRecord, DataRecord,
    DefinedRecord, Document, EstimateRecord, ExactFitDocument, Given, IndicatorValue,
    InfluenceRecord, LedgerRecord, PairValue, QuestionnaireRecord, Software, WeightRecord,
};
pub(crate) use judgements::judgements;
pub(crate) use power::POWER_FORMAT;
pub use power::{PopulationSettings, PowerDocument, PowerSettings, PowerStudySettings};
pub use settings::{
    AssessSettings, BootstrapSettings, CompareSettings, DataSettings, EstimateSettings,
    FitSettings, ModelSettings, Settings,
};
