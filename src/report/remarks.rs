//! What a result says about itself: how it was made, and findings.

use crate::study::FindingRecord;

/// A title with a list of settings: what, and how it stands.
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
        |(i, finding): (usize, &FindingRecord)| format!("  {}. {}\n", i + 1, finding.message);
    let lines: Vec<String> = findings.iter().enumerate().map(line).collect();
    format!("Findings\n\n{}", lines.concat())
}
