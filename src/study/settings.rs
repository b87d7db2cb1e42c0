//! The settings in force, defaults filled in, as the result document holds them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{EffectSize, Like, Study};
use crate::data::Data;
use crate::estimate::{Divisor, Scheme, Signs, Stopping};
use crate::infer::{Bootstrap, Draws, IntervalKind, PValues, Policy};
use crate::model::Mode;
use crate::moments::Missing;
use crate::quantity::Measure;

/// Every setting in force, laid out as the study file is. Its `Display` describes them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Settings {
    /// `[data]`
    pub data: DataSettings,
    /// `[model]`
    pub model: ModelSettings,
    /// `[estimate]`
    pub estimate: EstimateSettings,
    /// `[bootstrap]`
    pub bootstrap: Option<BootstrapSettings>,
    /// `[define]`; `None` for a closure.
    pub define: BTreeMap<String, Option<String>>,
    /// `[fit]`
    pub fit: Option<FitSettings>,
    /// `[assess]`
    pub assess: AssessSettings,
    /// `[compare]`
    pub compare: CompareSettings,
}

/// Settings of the test of exact fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FitSettings {
    /// Resamples.
    pub resamples: usize,
    /// Seed.
    pub seed: u64,
}

/// Settings of the assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AssessSettings {
    /// How effect sizes are taken.
    pub f2: EffectSize,
    /// Construct and the indicators of its alternative measure.
    pub redundancy: BTreeMap<String, Vec<String>>,
}

/// Models that are compared with the study's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CompareSettings {
    /// Name and model text.
    pub models: BTreeMap<String, String>,
}

/// Settings of the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DataSettings {
    /// The file, if rows were read from one.
    pub file: Option<String>,
    /// The file of a matrix in place of rows; `memory` if it was read from none.
    pub matrix: Option<String>,
    /// Number of rows behind the matrix.
    pub n: Option<usize>,
    /// Encoding of a text.
    pub encoding: Option<String>,
    /// Delimiter of a text.
    pub delimiter: Option<char>,
    /// Decimal mark of a text.
    pub decimal: Option<char>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Lines or rows above the header.
    pub skip: Option<usize>,
    /// Rows of the header.
    pub header_rows: Option<usize>,
    /// What becomes of missing answers.
    pub missing: Missing,
    /// Numbers that stand for "no answer".
    pub missing_codes: Vec<f64>,
    /// Column of the case weights.
    pub weights: Option<String>,
}

/// The model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ModelSettings {
    /// The model text.
    pub text: String,
    /// Modes other than the operator's own.
    pub modes: BTreeMap<String, Mode>,
}

/// Settings of the estimation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EstimateSettings {
    /// The program whose settings are taken where the study has none.
    pub like: Option<Like>,
    /// Inner weighting scheme.
    pub scheme: Scheme,
    /// Whether reflective constructs are corrected for attenuation.
    pub consistent: bool,
    /// Reliabilities of single items.
    pub reliability: BTreeMap<String, f64>,
    /// Largest change of a normalised weight at which the iteration stops.
    pub tolerance: f64,
    /// The most iterations.
    pub max_iterations: usize,
    /// What is compared with the tolerance.
    pub stopping: Stopping,
    /// Divisor of the variances that scores are standardised by.
    pub divisor: Divisor,
    /// Sign rule.
    pub signs: Signs,
    /// Indicators whose loading is made positive.
    pub dominant: BTreeMap<String, String>,
}

/// Settings of the bootstrap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BootstrapSettings {
    /// Resamples.
    pub resamples: usize,
    /// Seed; `None` when the resamples were given.
    pub seed: Option<u64>,
    /// Level of the intervals.
    pub level: f64,
    /// Kinds of interval, that of the tables first.
    pub intervals: Vec<IntervalKind>,
    /// Whether bounds and p-values of one side are given.
    pub one_sided: bool,
    /// The distribution of p-values.
    pub p_values: PValues,
    /// Measures that joined on request.
    pub quantities: Vec<Measure>,
    /// Whether leave-one-out estimates are made.
    pub jackknife: bool,
    /// What becomes of inadmissible replicates.
    pub failed: Policy,
    /// Column of the groups that are drawn within.
    pub strata: Option<String>,
    /// Column of the groups that are drawn as a whole.
    pub cluster: Option<String>,
    /// File of the resamples, if they were given; `memory` if from none.
    pub rows: Option<String>,
}

impl Settings {
    pub(super) fn of(study: &Study, data: Data) -> Self {
        Self {
            data: DataSettings::of(study, data),
            model: ModelSettings::of(study),
            estimate: EstimateSettings::of(study),
            bootstrap: study.bootstrap.as_ref().map(|b| BootstrapSettings {
                resamples: b.resamples(),
                seed: seed(b),
                level: b.level,
                intervals: std::iter::once(b.shown)
                    .chain(b.intervals.iter().copied().filter(|kind| *kind != b.shown))
                    .collect(),
                one_sided: b.one_sided,
                p_values: b.p_values,
                quantities: study.measures.clone(),
                jackknife: b.jackknife,
                failed: b.inadmissible,
                strata: study.strata.clone(),
                cluster: study.cluster.clone(),
                rows: match &b.draws {
                    Draws::Seeded { .. } => None,
                    Draws::Given(rows) => Some(rows.file().unwrap_or("memory").to_owned()),
                },
            }),
            define: study
                .definitions
                .iter()
                .map(|d| (d.name().to_owned(), d.formula().map(str::to_owned)))
                .collect(),
            fit: study.exact_fit.as_ref().map(|f| FitSettings {
                resamples: f.resamples,
                seed: f.seed,
            }),
            assess: AssessSettings {
                f2: study.effect_size,
                redundancy: study.redundancy.iter().cloned().collect(),
            },
            compare: CompareSettings {
                models: study
                    .rivals
                    .iter()
                    .map(|(name, model)| (name.clone(), model.to_text()))
                    .collect(),
            },
        }
    }
}

impl ModelSettings {
    pub(super) fn of(study: &Study) -> Self {
        let modes = study.model.modes();
        Self {
            text: study.model.to_text(),
            modes: modes.map(|(name, mode)| (name.to_owned(), mode)).collect(),
        }
    }
}

impl EstimateSettings {
    pub(super) fn of(study: &Study) -> Self {
        let options = &study.options;
        Self {
            like: study.like,
            scheme: options.scheme,
            consistent: options.consistent,
            reliability: options.reliability.iter().cloned().collect(),
            tolerance: options.tolerance,
            max_iterations: options.max_iterations,
            stopping: options.stopping,
            divisor: options.divisor,
            signs: options.signs,
            dominant: options.dominant.iter().cloned().collect(),
        }
    }
}

impl DataSettings {
    fn of(study: &Study, data: Data) -> Self {
        let source = data.source();
        let file = source.map(|s| s.file.clone());
        let (file, matrix, n, weights) = match data {
            Data::Rows(table) => (file, None, None, table.weight_column().map(str::to_owned)),
            Data::Matrix(matrix) => {
                let file = file.unwrap_or_else(|| "memory".to_owned());
                (None, Some(file), Some(matrix.n()), None)
            }
        };
        Self {
            file,
            matrix,
            n,
            encoding: source.and_then(|s| s.encoding.clone()),
            delimiter: source.and_then(|s| s.delimiter),
            decimal: source.and_then(|s| s.decimal),
            sheet: source.and_then(|s| s.sheet.clone()),
            skip: source.map(|s| s.skip),
            header_rows: source.map(|s| s.header_rows),
            missing: study.missing,
            missing_codes: source.map_or_else(Vec::new, |s| s.missing_codes.clone()),
            weights,
        }
    }
}

pub(super) fn seed(bootstrap: &Bootstrap) -> Option<u64> {
    match bootstrap.draws {
        Draws::Seeded { seed, .. } => Some(seed),
        Draws::Given(_) => None,
    }
}
