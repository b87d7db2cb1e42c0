//! `[segments]` of a study file.

use super::StudyError;
use super::section::{Keys, Section};
use crate::segments::Segments;

pub(super) const SEGMENTS: Keys = Keys::new("segments", &[]).and_fields_of::<Segments>();

/// The settings, where the file names them, and the defaults where it does not.
pub(super) fn segments(section: &Section) -> Result<Segments, StudyError> {
    let segments: Segments = section.read(&Segments::new())?;
    let (most, number) = (segments.get_most(), segments.get_number());
    if number.is_some_and(|number| number > most) {
        return Err(StudyError::Conflict {
            line: section.line("number"),
            what: format!(
                "`number` of [segments] is above `most`, which is {most}: segments are looked at only where they were tried, so raise `most` or lower `number`"
            ),
        });
    }
    Ok(segments)
}
