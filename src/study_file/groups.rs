//! The table of a study file that compares groups.

use toml::de::DeValue;

use super::StudyError;
use super::section::{Keys, Section, Sections};
use crate::groups::{Bins, Grouping};

pub(super) const GROUPS: Keys = Keys {
    table: "groups",
    known: &["column", "bins", "permutations", "seed", "omnibus"],
    later: &[],
};

/// The comparison of groups of `[groups]`, if the file has it.
pub(super) fn grouping(sections: &Sections) -> Result<Option<Grouping>, StudyError> {
    if !sections.root.contains_key(GROUPS.table) {
        return Ok(None);
    }
    let section = sections.section(&GROUPS)?;
    let column = section
        .string("column")?
        .ok_or_else(|| StudyError::Required {
            what: "`column` of [groups]".to_owned(),
            fix: "write `column = \"...\"` under [groups], which names the column that says of which group a row is".to_owned(),
        })?;
    let mut grouping = Grouping::by(column);
    if let Some(bins) = bins(&section)? {
        grouping = grouping.bins(bins);
    }
    if let Some(x) = section.whole("permutations", "it must be a whole number of at least 3", 3)? {
        grouping = grouping.permutations(usize::try_from(x).unwrap_or(usize::MAX));
    }
    if let Some(x) = section.whole("seed", "it must be a whole number of at least 0", 0)? {
        grouping = grouping.seed(x);
    }
    if let Some(omnibus) = section.boolean("omnibus")? {
        grouping = grouping.omnibus(omnibus);
    }
    Ok(Some(grouping))
}

fn bins(section: &Section) -> Result<Option<Bins>, StudyError> {
    let Some(value) = section.get("bins") else {
        return Ok(None);
    };
    let bounds = match value.get_ref() {
        DeValue::Array(list) => list.iter().map(Section::as_number).collect(),
        _ => None,
    };
    let bins = bounds.and_then(Bins::new);
    bins.map(Some)
        .ok_or_else(|| section.fault("bins", value, Bins::EXPECTED, &[]))
}
