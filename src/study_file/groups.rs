//! `[groups]`: groups that are compared.

use super::StudyError;
use super::section::{Keys, Section};
use crate::groups::Grouping;

pub(super) const GROUPS: Keys = Keys::new("groups", &[]).and_fields_of::<Grouping>();

/// The comparison of groups.
pub(super) fn grouping(section: &Section) -> Result<Grouping, StudyError> {
    if !section.has("column") {
        return Err(StudyError::Required {
            what: "`column` of [groups]".to_owned(),
            fix: "write `column = \"...\"` under [groups], which names the column that says of which group a row is".to_owned(),
        });
    }
    section.read(&Grouping::by(String::new()))
}
