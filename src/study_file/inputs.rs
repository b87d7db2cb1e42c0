//! The files that a study file names.

use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::StudyError;
use super::file::read;

/// Every key that names an input file, by its table.
const FILES: [(&str, &str); 5] = [
    ("data", "file"),
    ("data", "matrix"),
    ("model", "file"),
    ("bootstrap", "rows"),
    ("predict", "fold_file"),
];

/// The files that a run of a study file reads: the study file and the files that it names. Other faults of the study file
/// are detected when it is read.
///
/// # Errors
/// [`StudyError::Unreadable`].
pub fn inputs(study: impl AsRef<Path>) -> Result<Vec<PathBuf>, StudyError> {
    let study = study.as_ref();
    let text = read(study)?;
    let folder = study.parent().unwrap_or_else(|| Path::new(""));
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let (root, _) = DeTable::parse_recoverable(text);
    let named = FILES.iter().filter_map(|&(table, key)| {
        let DeValue::Table(table) = root.get_ref().get(table)?.get_ref() else {
            return None;
        };
        match table.get(key)?.get_ref() {
            DeValue::String(file) => Some(folder.join(file.as_ref())),
            _ => None,
        }
    });
    Ok([study.to_owned()].into_iter().chain(named).collect())
}
