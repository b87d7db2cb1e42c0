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
        let section = Section::new("findings", "Findings");
        let is_note = |f: &&FindingRecord| f.finding.is_note();
        let (notes, stops): (Vec<_>, Vec<_>) = self.document.findings.iter().partition(is_note);
        if stops.is_empty() && notes.is_empty() {
            return section.paragraph("none");
        }
        let section = section.numbered(stops.iter().map(|f| f.message()));
        match notes.len() {
            0 => section,
            count => section.paragraph(
                Text::new(format!("{} on single numbers: ", counted(count, "note")))
                    .and(Cell::Section("findings"))
                    .say("."),
            ),
        }
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
