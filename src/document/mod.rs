//! Result documents: the results of a run, as flat tables that any program can read.

mod bootstrap;
mod by_name;

mod groups;
mod inferred;
mod interactions;
mod judgements;
mod power;
mod reading;
mod records;
mod result;
mod segments;
mod settings;
mod slopes;
mod tables;

pub use bootstrap::{
    BootstrapRecord, Count, DistributionRecord, EstimateRecord, ExactFitDocument, LedgerRecord,
    TurnedRecord,
};
pub use groups::GroupsDocument;
pub use inferred::Inferred;
pub use interactions::{ConditionalRecord, InteractionRecord, ModeratedRecord};
pub(crate) use judgements::judgements;
pub(crate) use power::POWER_FORMAT;
pub use power::{PopulationSettings, PowerDocument, PowerSettings, PowerStudySettings};
pub use reading::DocumentError;
pub(crate) use result::FORMAT;
pub use result::{DataRecord, Document, Given, Software};
pub use segments::{
    Criteria as SegmentCriteria, SegmentConstructRecord, SegmentPathRecord, SegmentRecord,
    SegmentRowRecord, SegmentSolutionRecord, SegmentsRecord,
};
pub use settings::{
    AssessSettings, BootstrapSettings, CompareSettings, DataSettings, EstimateSettings,
    InteractionSettings, ModelSettings, PredictSettings, Settings,
};
pub use slopes::SlopeRecord;
pub(crate) use slopes::regions;
pub use tables::{
    AdjustedRecord, ConstructRecord, CrossLoadingRecord, DefinedRecord, DiscriminantRecord,
    EffectRecord, InfluenceRecord, LeastSquaresRecord, LoadingRecord, PairValue, PathRecord,
    QuestionnaireRecord, SpecificRecord, WeightRecord,
};
