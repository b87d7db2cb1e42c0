//! `pls-sem check`

use std::fmt::Write as _;
use std::path::PathBuf;

use pls_sem::estimate::EstimateError;
use pls_sem::study::RunError;
use pls_sem::{Data, Matrix, StudyFile, Table, counted, visible};

use super::output::Json;
use super::targets::{Force, Kind, Targets};
use super::{Stop, input, inputs, study_file};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The study file
    study: PathBuf,
    #[command(flatten)]
    json: Json,
    #[command(flatten)]
    force: Force,
}

/// Checks the study file, the model and the data, and screens the answers.
pub(super) fn check(arguments: &Arguments) -> Result<(), Stop> {
    Targets::new(arguments.force)
        .read(inputs(&arguments.study)?)
        .write(arguments.json.file(), Kind::CHECK)
        .check()?;
    let file = study_file(&arguments.study)?;
    let input = input(&arguments.study, &file)?;
    let stop = |e: RunError| Stop::of_run(&file.data, &e);
    let proved = match (input.table(), input.matrix()) {
        (Some(table), _) => rows(&file, table),
        (None, Some(matrix)) => self::matrix(&file, matrix),
        (None, None) => Ok(String::new()),
    };
    // A user who must correct the answers, or choose a treatment of missing answers, needs to see
    // them.
    let (described, refused) = match (proved, input.table()) {
        (Ok(described), _) => (described, Ok(())),
        (Err(error), Some(table)) if lies_in_the_answers(&error) => {
            let described = format!(
                "{}; the model cannot be estimated from them as they are",
                size(table)
            );
            (described, Err(stop(error)))
        }
        (Err(error), _) => return Err(stop(error)),
    };
    let screening = file.study.screen(&input).map_err(stop)?;

    let model = file.study.model();
    let mut text = format!("{}: {described}\n", file.data.display());
    // Writing to a string cannot fail.
    if let Some(source) = Data::from(&input).source() {
        let _ = writeln!(
            text,
            "{source}; detected: {}\nSHA-256 {}",
            match source.detected.as_slice() {
                [] => "nothing".to_owned(),
                found => found.join(", "),
            },
            source.sha256
        );
    }
    for step in input.table().map_or(&[][..], Table::prepared) {
        let _ = writeln!(text, "{step}");
    }
    let _ = writeln!(
        text,
        "\n{}, {}, {}\n\n{}",
        counted(model.constructs().len(), "construct"),
        counted(model.indicators().count(), "indicator"),
        counted(model.paths().count(), "path"),
        model.to_text()
    );
    for (construct, mode) in model.modes() {
        let _ = writeln!(text, "{construct}: mode {mode}");
    }
    let _ = write!(text, "{}\n{screening}", file.study.settings(&input));
    arguments
        .json
        .show(&visible(&text), || screening.to_json())?;
    refused
}

fn lies_in_the_answers(error: &RunError) -> bool {
    matches!(error, RunError::Estimate(EstimateError::Sample(_)))
}

fn size(table: &Table) -> String {
    let (rows, columns) = (table.rows(), table.columns().len());
    let size = format!("{}, {}", counted(rows, "row"), counted(columns, "column"));
    match table.rows_read() - rows {
        0 => size,
        dropped => format!("{size} ({} not kept)", counted(dropped, "row")),
    }
}

fn rows(file: &StudyFile, table: &Table) -> Result<String, RunError> {
    let problem = file.study.problem(table)?;
    let sample = problem.sample();
    let missing: usize = sample.missing().iter().sum();
    let mut text = format!(
        "{}; {} used, {} of the model's indicators missing",
        size(table),
        counted(sample.n(), "row"),
        counted(missing, "answer"),
    );
    if let (Some(column), Some(effective)) = (table.weight_column(), sample.effective_n()) {
        let _ = write!(
            text,
            "\nweighted by `{column}`: effective n {effective:.2} (Kish), rows of weight 0 excluded: {}",
            sample.weightless()
        );
    }
    Ok(text)
}

fn matrix(file: &StudyFile, matrix: &Matrix) -> Result<String, RunError> {
    file.study.moments(matrix)?;
    let holds = if matrix.sds().is_some() {
        "covariances"
    } else {
        "correlations"
    };
    Ok(format!(
        "a matrix of {holds}, {}, n = {}",
        counted(matrix.names().len(), "variable"),
        matrix.n()
    ))
}
