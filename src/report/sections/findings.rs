//! What a result says about itself.

use super::Report;
use crate::finding::FindingRecord;
use crate::report::page::Section;

/// Findings that do not stop a reader, by their codes: they qualify a number, or say what was not done. Every other is
/// shown whole on the short page.
const SOFTER: &[&str] = &[
    "alike_resamples",
    "binary_outcome",
    "exact_fit_incomplete",
    "exact_fit_not_done",
    "few_categories",
    "few_clusters",
    "far_from_normal",
    "interval_fault",
    "jackknife_not_done",
    "loads_higher_elsewhere",
    "many_missing",
    "many_missing_in_rows",
    "more_resamples",
    "not_corrected",
    "single_item",
    "too_many_contrasts",
    "too_many_routes",
    "two_items",
    "undefined_in_resamples",
];

impl Report<'_> {
    pub(super) fn findings(&self) -> Section {
        findings(&self.document.findings)
    }

    /// The findings that stop a reader, whole, and the number of others.
    pub(super) fn findings_first(&self) -> Section {
        let section = Section::new("findings", "Findings");
        let is_softer = |f: &&FindingRecord| SOFTER.contains(&f.finding.code());
        let (softer, stops): (Vec<_>, Vec<_>) = self.document.findings.iter().partition(is_softer);
        if stops.is_empty() && softer.is_empty() {
            return section.paragraph("none");
        }
        let section = section.numbered(stops.iter().map(|f| f.message.as_str()));
        match softer.len() {
            0 => section,
            1 => section.paragraph("1 note on single numbers: `--section findings` shows it."),
            count => section.paragraph(format!(
                "{count} notes on single numbers: `--section findings` shows them."
            )),
        }
    }
}

/// Findings of any document.
pub(in crate::report) fn findings(findings: &[FindingRecord]) -> Section {
    let section = Section::new("findings", "Findings");
    if findings.is_empty() {
        return section.paragraph("none");
    }
    section.numbered(findings.iter().map(|f| f.message.as_str()))
}
