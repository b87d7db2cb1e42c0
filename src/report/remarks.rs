//! Remarks of a result about itself: the run record, findings, and values beyond customary thresholds.

use crate::finding::FindingRecord;
use crate::guidance::Judgement;

/// A title with a list of settings: their names and values.
pub(super) fn record(
    title: &str,
    lines: impl IntoIterator<Item = (&'static str, String)>,
) -> String {
    let lines = lines.into_iter();
    let lines: Vec<String> = lines
        .map(|(what, text)| format!("  {what:<11} {text}\n"))
        .collect();
    format!("{title}\n\n{}", lines.concat())
}

pub(super) fn findings(findings: &[FindingRecord]) -> String {
    if findings.is_empty() {
        return "Findings\n\n  none\n".to_owned();
    }
    let line =
        |(i, finding): (usize, &FindingRecord)| format!("  {}. {}\n", i + 1, finding.message());
    let lines: Vec<String> = findings.iter().enumerate().map(line).collect();
    format!("Findings\n\n{}", lines.concat())
}

pub(super) fn guidance(guidance: &[Judgement]) -> String {
    if guidance.is_empty() {
        return "Beyond customary thresholds\n\n  nothing\n".to_owned();
    }
    let lines = guidance.iter().map(|j| format!("  - {}\n", j.sentence));
    format!(
        "Beyond customary thresholds\n\n{}  Thresholds are conventions, not laws: each names its source, and no result was left out because of them.\n",
        lines.collect::<String>()
    )
}
