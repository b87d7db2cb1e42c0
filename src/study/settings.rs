//! The settings of a study, as its document states them.

use super::Study;
use crate::data::Data;
use crate::document::{
    AssessSettings, BootstrapSettings, CompareSettings, DataSettings, EstimateSettings,
    FitSettings, ModelSettings, Settings,
};
use crate::resample::{Draws, ReplicateSigns};

impl Settings {
    pub(super) fn of(study: &Study, data: Data) -> Self {
        Self {
            data: DataSettings::of(study, data),
            model: ModelSettings::of(study),
            estimate: EstimateSettings::of(study),
            bootstrap: study.bootstrap.as_ref().map(|b| BootstrapSettings {
                resamples: b.resamples(),
                seed: b.seeded(),
                level: b.asked.level,
                intervals: std::iter::once(b.asked.shown)
                    .chain(
                        b.asked
                            .intervals
                            .iter()
                            .copied()
                            .filter(|kind| *kind != b.asked.shown),
                    )
                    .collect(),
                one_sided: b.asked.one_sided,
                p_values: b.asked.p_values,
                quantities: study.measures.clone(),
                jackknife: b.asked.jackknife,
                failed: b.inadmissible,
                signs: b
                    .signs
                    .unwrap_or(ReplicateSigns::after(study.options.signs)),
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
