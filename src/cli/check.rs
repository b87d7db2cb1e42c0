//! `pls-sem check`

use std::fmt::Write as _;
use std::path::Path;

use pls_sem::assess::descriptives;
use pls_sem::visible;

use super::{Stop, print, read};

/// Proves the study file, the model and the data, and describes them.
pub(super) fn check(study: &Path) -> Result<(), Stop> {
    let (file, table) = read(study)?;
    let problem = file
        .study
        .problem(&table)
        .map_err(|e| Stop::of_run(&file.data, &e))?;
    let (model, sample) = (file.study.model(), problem.sample());

    let mut text = String::new();
    let missing: usize = sample.missing().iter().sum();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "{}: {} rows, {} columns; {} rows used, {missing} answers of the model's indicators missing",
        file.data.display(),
        table.rows(),
        table.columns().len(),
        sample.n(),
    );
    if let Some(source) = table.source() {
        let _ = writeln!(
            text,
            "{source}; found out: {}\nSHA-256 {}",
            match source.found_out.as_slice() {
                [] => "nothing".to_owned(),
                found => found.join(", "),
            },
            source.sha256
        );
    }
    let _ = writeln!(
        text,
        "\n{} constructs, {} indicators, {} paths\n\n{}",
        model.constructs().len(),
        sample.indicators().len(),
        model.paths().count(),
        model.to_text()
    );
    for (construct, mode) in model.modes() {
        let _ = writeln!(text, "{construct}: mode {mode}");
    }
    let _ = writeln!(text, "{}", file.study.settings(&table));
    match descriptives::suspicions(&problem).as_slice() {
        [] => text.push_str("Nothing in the answers looks suspicious.\n"),
        findings => findings.iter().for_each(|finding| {
            let _ = writeln!(text, "- {}", finding.message());
        }),
    }
    print(&visible(&text))
}
