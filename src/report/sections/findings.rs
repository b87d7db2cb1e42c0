//! The findings of a result.

use super::Report;
use crate::finding::FindingRecord;
use crate::report::cell::Cell;
use crate::report::page::{Section, Text};
use crate::text::counted;

impl Report<'_> {
    pub(super) fn findings(&self) -> Section {
        findings(&self.document.findings)
    }

    /// The findings that affect conclusions in full, and the number of notes.
    pub(super) fn findings_first(&self) -> Section {
        let is_note = |f: &&FindingRecord| f.finding.is_note();
        let (notes, stops): (Vec<_>, Vec<_>) = self.document.findings.iter().partition(is_note);
        let notes = (!notes.is_empty()).then(|| {
            let count = counted(notes.len(), "note");
            let text = Text::new(format!("{count} on single numbers: "));
            text.and(Cell::Section("findings")).say(".")
        });
        if stops.is_empty() {
            let notes = notes.unwrap_or_else(|| "none.".into());
            return Section::new("findings", "").paragraph(Text::new("Findings: ").then(notes));
        }
        let section = Section::new("findings", "Findings");
        let section = section.numbered(stops.iter().map(|f| f.message()));
        notes.into_iter().fold(section, Section::paragraph)
    }
}

/// Findings of any document.
pub(in crate::report) fn findings(findings: &[FindingRecord]) -> Section {
    let section = Section::new("findings", "Findings");
    if findings.is_empty() {
        return section.paragraph("none");
    }
    section.numbered(findings.iter().map(FindingRecord::message))
}
