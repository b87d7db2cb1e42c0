//! `pls-sem check`

use std::fmt::Write as _;
use std::path::Path;

use pls_sem::assess::descriptives;
use pls_sem::study::RunError;
use pls_sem::{Data, Finding, Input, Matrix, StudyFile, Table, visible};

use super::{Stop, print, read};

/// Proves the study file, the model and the data, and describes them.
pub(super) fn check(study: &Path) -> Result<(), Stop> {
    let (file, input) = read(study)?;
    let (described, findings) = match &input {
        Input::Rows(table) => rows(&file, table),
        Input::Matrix(matrix) => self::matrix(&file, matrix),
    }
    .map_err(|e| Stop::of_run(&file.data, &e))?;

    let model = file.study.model();
    let mut text = format!("{}: {described}\n", file.data.display());
    // Writing to a string cannot fail.
    if let Some(source) = Data::from(&input).source() {
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
        model.indicators().count(),
        model.paths().count(),
        model.to_text()
    );
    for (construct, mode) in model.modes() {
        let _ = writeln!(text, "{construct}: mode {mode}");
    }
    let _ = writeln!(text, "{}", file.study.settings(&input));
    match findings.as_slice() {
        [] => text.push_str(match input {
            Input::Rows(_) => "Nothing in the answers looks suspicious.\n",
            Input::Matrix(_) => "Nothing in the matrix looks suspicious.\n",
        }),
        findings => findings.iter().for_each(|finding| {
            let _ = writeln!(text, "- {}", finding.message());
        }),
    }
    print(&visible(&text))
}

type Described = Result<(String, Vec<Finding>), RunError>;

fn rows(file: &StudyFile, table: &Table) -> Described {
    let problem = file.study.problem(table)?;
    let sample = problem.sample();
    let missing: usize = sample.missing().iter().sum();
    let mut text = format!(
        "{} rows, {} columns; {} rows used, {missing} answers of the model's indicators missing",
        table.rows(),
        table.columns().len(),
        sample.n(),
    );
    if let (Some(column), Some(effective)) = (table.weight_column(), sample.effective_n()) {
        let _ = write!(
            text,
            "\nweighted by `{column}`: effective n {effective:.2} (Kish), rows of weight 0 left out: {}",
            sample.weightless()
        );
    }
    Ok((text, descriptives::suspicions(&problem)))
}

fn matrix(file: &StudyFile, matrix: &Matrix) -> Described {
    let moments = file.study.moments(matrix)?;
    let holds = if matrix.sds().is_some() {
        "covariances"
    } else {
        "correlations"
    };
    let text = format!(
        "a matrix of {holds}, {} variables, n = {}",
        matrix.names().len(),
        matrix.n()
    );
    let findings = descriptives::suspicions_of_matrix(file.study.model(), &moments);
    Ok((text, findings))
}
