//! `[predict]`: `PLSpredict` and CVPAT.

use std::path::Path;

use toml::de::DeValue;

use super::StudyError;
use super::section::{Keys, Section};
use crate::predict::{AskedOfPredictions, GivenFolds, PlsPredict};
use crate::study::Study;

pub(super) const PREDICT: Keys = Keys::new(
    "predict",
    &[
        "folds",
        "repetitions",
        "seed",
        "fold_file",
        "strata",
        "cluster",
    ],
)
.and_fields_of::<AskedOfPredictions>();

/// The study with the predictions of its section.
pub(super) fn predict(study: Study, section: &Section, folder: &Path) -> Result<Study, StudyError> {
    let mut options = PlsPredict::new();
    let file = section.path("fold_file")?;
    for drawn in ["folds", "repetitions", "seed", "strata", "cluster"] {
        if file.is_some() && section.has(drawn) {
            return Err(StudyError::Conflict {
                line: section.line(drawn).max(section.line("fold_file")),
                what: format!(
                    "[predict] has both `fold_file` and `{drawn}`: folds are either given or drawn; remove one of them"
                ),
            });
        }
    }
    if let Some(file) = file {
        options = options.given(GivenFolds::read(folder.join(file))?);
    }
    if let Some(value) = section.get("folds") {
        let whole = Section::as_whole(value).and_then(|x| usize::try_from(x).ok());
        options = match (value.get_ref(), whole) {
            (DeValue::String(word), _) if word == "loo" => {
                if let Some(key) = ["repetitions", "seed"]
                    .into_iter()
                    .find(|key| section.has(key))
                {
                    return Err(StudyError::Conflict {
                        line: section.line(key),
                        what: format!(
                            "`folds = \"loo\"` leaves out every row once, and nothing is drawn: remove `{key}` of [predict]"
                        ),
                    });
                }
                options.leave_one_out()
            }
            (_, Some(folds @ 2..)) => options.folds(folds),
            _ => {
                let expected = "it must be a whole number of at least 2, or \"loo\", which leaves out one row at a time";
                return Err(section.fault("folds", value, expected, &["loo"]));
            }
        };
    }
    if let Some(repetitions) = section.whole("repetitions", 1..)? {
        options = options.repetitions(usize::try_from(repetitions).unwrap_or(usize::MAX));
    }
    if let Some(seed) = section.whole("seed", 0..)? {
        options = options.seed(seed);
    }
    let mut study = study.predict(options.asking(section.read(&AskedOfPredictions::default())?));
    if let Some(column) = section.string("strata")? {
        study = study.predict_strata(column);
    }
    if let Some(column) = section.string("cluster")? {
        study = study.predict_cluster(column);
    }
    Ok(study)
}
