//! What may be wrong with a table as a whole; reported if a column is not found.

use encoding_rs::{UTF_8, WINDOWS_1252};

use super::Source;
use super::cell::{self, Value};
use super::encoding::encoding_named;
use crate::text::{as_toml, excerpt, first_of, listed};

/// The end of an error message, with its fix: the header may hold answers, the encoding or the sheet may be the wrong
/// one.
pub(crate) fn doubt<'n>(
    names: impl Iterator<Item = &'n str> + Clone,
    source: Option<&Source>,
    wanted: Option<&str>,
) -> Option<String> {
    let numbers = names.clone().filter(|name| is_number(name)).count();
    let quoted = names.clone().find(|name| name.starts_with('"'));
    let columns = names.clone().count();
    if let Some(name) = quoted {
        return Some(format!(
            "the name of column `{name}` includes its quotation marks; remove the spaces before them in the header"
        ));
    }
    if let Some(doubt) = source.and_then(|source| misread(names, source)) {
        return Some(doubt);
    }
    if numbers > 0 && 2 * numbers >= columns {
        return Some(format!(
            "{NO_HEADER}; write a line with the names of the columns above it"
        ));
    }
    if let Some(source) = source.filter(|source| !source.other_sheets.is_empty()) {
        let sheet = source.sheet.as_deref().unwrap_or_default();
        let another = source.another_sheet(wanted);
        return Some(other_sheets(sheet, &source.other_sheets, another, wanted));
    }
    (columns == 1).then(|| "there is a single column: check the delimiter".to_owned())
}

/// The message about names that were written in UTF-8 and read in another encoding.
fn misread<'n>(mut names: impl Iterator<Item = &'n str>, source: &Source) -> Option<String> {
    let used = encoding_named(source.encoding.as_deref()?)?;
    let is_set = !source.detected.iter().any(|key| key == "encoding");
    // Another program may have misread the names of a file in UTF-8.
    let misread_in = if used == UTF_8 { WINDOWS_1252 } else { used };
    names.find_map(|name| {
        let (bytes, _, unknown) = misread_in.encode(name);
        let meant = str::from_utf8(&bytes).ok();
        let meant = meant.filter(|meant| !unknown && !name.is_ascii() && *meant != name)?;
        let (name, meant) = (excerpt(name), excerpt(meant));
        Some(if used == UTF_8 {
            format!(
                "column `{name}` seems to be called `{meant}`, which another program has read in the wrong encoding: export the file again, or write the names as they are in the file"
            )
        } else if is_set {
            format!("column `{name}` is called `{meant}` in UTF-8: remove `encoding`")
        } else {
            format!("column `{name}` is called `{meant}` in UTF-8: set `encoding = \"utf-8\"`")
        })
    })
}

/// The columns whose names differ from the missing one only in the number at the end, in the notation of a model text;
/// `None` if there are fewer than two, because then a typing error is more probable than a gap in the numbers.
///
/// `IMAG1-2 + IMAG4-5`, if `IMAG3` is missing.
pub(crate) fn numbered_alike<'n>(
    wanted: &str,
    names: impl Iterator<Item = &'n str>,
) -> Option<String> {
    let stem = |name: &'n str| name.trim_end_matches(|c: char| c.is_ascii_digit());
    let own = wanted.trim_end_matches(|c: char| c.is_ascii_digit());
    let mut alike: Vec<(u64, &str)> = names
        .filter(|name| own.len() < wanted.len() && stem(name) == own)
        .filter_map(|name| Some((name[own.len()..].parse().ok()?, name)))
        .collect();
    alike.sort_unstable();
    if alike.len() < 2 {
        return None;
    }
    let mut runs: Vec<(&str, &str, u64)> = Vec::new();
    for (number, name) in alike {
        match runs.last_mut() {
            Some((_, last, end)) if *end + 1 == number => (*last, *end) = (name, number),
            _ => runs.push((name, name, number)),
        }
    }
    let runs: Vec<String> = runs
        .into_iter()
        .map(|(first, last, end)| {
            if first == last {
                first.to_owned()
            } else {
                format!("{first}-{end}")
            }
        })
        .collect();
    Some(first_of(10, runs.iter(), " + "))
}

/// The message about a header that holds numbers.
pub(super) const NO_HEADER: &str = "the header holds numbers, like a line of answers";

pub(super) fn is_number(name: &str) -> bool {
    matches!(cell::value(name, None), Value::Number(..))
}

/// The fix if the sheet was chosen by default and there are other sheets, one of which may be meant.
pub(super) fn other_sheets(
    sheet: &str,
    others: &[String],
    another: Option<&str>,
    wanted: Option<&str>,
) -> String {
    let read = format!("sheet `{sheet}` was read, the first that is not hidden");
    match (another, wanted) {
        (Some(another), Some(wanted)) => format!(
            "{read}, but sheet `{another}` has a column `{wanted}`: set `sheet = \"{}\"`",
            as_toml(another)
        ),
        (Some(another), None) => format!(
            "{read}; to read another, set `sheet`, such as `sheet = \"{}\"`; the others are {}",
            as_toml(another),
            listed(others)
        ),
        (None, _) => format!("{read}; to read another, set `sheet`: {}", listed(others)),
    }
}
