//! The settings of a study in its document.

use super::Study;
use crate::data::{Data, Groups, Preparation};
use crate::document::{
    AssessSettings, BootstrapSettings, CompareSettings, DataSettings, EstimateSettings,
    InteractionSettings, ModelSettings, PredictSettings, Settings,
};
use crate::estimate::{Options, SlopesOf};
use crate::predict::{PlsPredict, Split};
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
                asked: b.asked.clone(),
                quantities: study.quantities.clone(),
                failed: b.failed,
                signs: b
                    .signs
                    .unwrap_or(ReplicateSigns::after(study.options.signs)),
                strata: column(study.strata.as_ref(), b.strata.as_ref()),
                cluster: column(study.cluster.as_ref(), b.cluster.as_ref()),
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
            fit: study.exact_fit.or(study.exact_fit_in_force()),
            predict: study
                .predict
                .as_ref()
                .map(|p| PredictSettings::of(study, p)),
            groups: study.grouping.clone(),
            assess: AssessSettings {
                f2: study.effect_size,
                redundancy: study.redundancy.iter().cloned().collect(),
            },
            interactions: InteractionSettings {
                slopes: study.options.slopes.clone(),
                slopes_of: study.options.slopes_of,
                linearity: study.linearity,
            },
            segments: study.segments.clone(),
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

/// The column of groups that the study names or its bootstrap has.
fn column(named: Option<&String>, given: Option<&Groups>) -> Option<String> {
    named
        .cloned()
        .or_else(|| given.map(|groups| groups.column().to_owned()))
}

impl PredictSettings {
    fn of(study: &Study, options: &PlsPredict) -> Self {
        let file = match &options.split {
            Split::Given(folds) => Some(folds.file().unwrap_or("memory").to_owned()),
            Split::Folds(_) | Split::LeaveOneOut => None,
        };
        let asked = &options.asked;
        Self {
            folds: options.get_folds(),
            repetitions: options.get_repetitions(),
            seed: options.get_seed(),
            strata: column(study.predict_strata.as_ref(), options.strata.as_ref()),
            cluster: column(study.predict_cluster.as_ref(), options.cluster.as_ref()),
            fold_file: file,
            antecedents: asked.antecedents(),
            antecedents_of_cvpat: asked.antecedents_of_cvpat(),
            expectation: asked.expectation,
            losses: asked.losses,
            weighting: asked.weighting,
            level: asked.level,
            resamples: asked.resamples,
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
        Self {
            like: study.like,
            // Those of slopes are among the settings of interactions.
            options: Options {
                slopes: Options::default().slopes,
                slopes_of: SlopesOf::default(),
                ..study.options.clone()
            },
        }
    }
}

impl DataSettings {
    fn of(study: &Study, data: Data) -> Self {
        let source = data.source();
        let asked = match data {
            Data::Rows(table) => table.preparation().cloned().unwrap_or_default(),
            Data::Matrix(_) => Preparation::new(),
        };
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
            weights,
            simulated: data.is_simulated(),
            r#where: asked.condition(),
            labels: asked.labels,
            missing_codes: asked.missing_codes,
            scale: asked.scale,
            scales: asked.scales.into_iter().collect(),
            reverse: asked.reverse,
            compute: asked
                .computed
                .iter()
                .map(|c| (c.name().to_owned(), c.formula().to_owned()))
                .collect(),
        }
    }
}
