//! Why a file cannot be opened, as a message for users.

use std::borrow::Cow;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use crate::files::{folder_of, reason};
use crate::text::{composed, did_you_mean_for, nearest};

/// The maximum number of names in a folder that are searched.
const MOST_NAMES: usize = 10_000;

/// The path of a file whose name has the same letters in another Unicode form: some systems store letters and their
/// accents separately.
pub(crate) fn as_on_disk(path: &Path) -> Cow<'_, Path> {
    let same = || {
        let name = path.file_name()?.to_str().filter(|name| !name.is_ascii())?;
        let entries = folder_of(path).read_dir().ok()?;
        let mut paths = entries.take(MOST_NAMES).flatten().map(|entry| entry.path());
        let is_same = |other: &PathBuf| {
            let other = other.file_name().and_then(|other| other.to_str());
            other.is_some_and(|other| composed(other) == composed(name))
        };
        paths.find(is_same)
    };
    if path.exists() {
        return Cow::Borrowed(path);
    }
    same().map_or(Cow::Borrowed(path), Cow::Owned)
}

/// The reason, with the nearest name in the folder if there is no such file.
pub(crate) fn why_unreadable(path: &Path, error: &Error) -> String {
    if path.is_dir() {
        return "it is a folder: name a file in it".to_owned();
    }
    if error.kind() != ErrorKind::NotFound {
        return reason(error);
    }
    let folder = folder_of(path);
    let Ok(entries) = folder.read_dir() else {
        return format!("there is no folder `{}`", folder.display());
    };
    let files = entries
        .take(MOST_NAMES)
        .flatten()
        .filter(|entry| entry.path().is_file());
    let mut names: Vec<String> = files
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    // Folders have no order of their own.
    names.sort_unstable();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let nearest = nearest(&name, names.iter().map(String::as_str));
    format!(
        "there is no such file{}",
        did_you_mean_for(&name, nearest.as_deref())
    )
}
