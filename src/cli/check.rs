//! `pls-sem check`

use std::path::PathBuf;

use pls_sem::report::{Section, Text};
use pls_sem::study::RunError;
use pls_sem::{Data, Input, Matrix, Model, Problem, StudyFile, Table, counted};

use super::output::Json;
use super::pages::Formats;
use super::targets::{Force, Kind, Targets};
use super::{Stop, input, inputs, study_file};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The study file
    study: PathBuf,
    #[command(flatten)]
    json: Json,
    #[command(flatten)]
    formats: Formats,
    #[command(flatten)]
    force: Force,
}

/// What a page says of the data: names and values.
type Lines = Vec<(&'static str, Text)>;

/// Checks the study file, the model and the data, and screens the answers.
pub(super) fn check(arguments: &Arguments) -> Result<(), Stop> {
    let targets = Targets::new(arguments.force)
        .read(inputs(&arguments.study)?)
        .write(arguments.json.file(), Kind::CHECK);
    arguments.formats.targets(targets).check()?;
    let file = study_file(&arguments.study)?;
    let input = input(&arguments.study, &file)?;
    let stop = |e: RunError| Stop::of_run(&file.data, &e);
    // A user who must correct the answers or the model, or choose a treatment of missing answers, needs to see the answers.
    let refused = match (file.study.check(&input), input.table()) {
        (Err(error @ RunError::Estimate(_)), Some(_)) => Err(stop(error)),
        (done, _) => {
            done.map_err(stop)?;
            Ok(())
        }
    };
    let described = match (input.table(), input.matrix()) {
        (Some(table), _) => rows(&file, table, refused.is_err()),
        (None, Some(matrix)) => self::matrix(matrix),
        (None, None) => Vec::new(),
    };
    let screening = file.study.screen(&input).map_err(stop)?;

    let mut page = screening.page();
    page.title = format!("pls-sem check: {}", file.data.display());
    let before = [
        data(described, &input),
        model(file.study.model()),
        file.study.settings(&input).section(),
    ];
    page.sections.splice(..0, before);
    let json = || screening.to_json();
    let (formats, force) = (&arguments.formats, arguments.force);
    arguments.json.show(page, formats, force, json, &Ok(()))?;
    refused
}

/// What was read, and how it was prepared.
fn data(mut lines: Lines, input: &Input) -> Section {
    if let Some(source) = Data::from(input).source() {
        let detected = match source.detected.as_slice() {
            [] => "nothing".to_owned(),
            found => found.join(", "),
        };
        lines.extend([
            ("File", format!("{source}; detected: {detected}").into()),
            ("SHA-256", source.sha256.as_str().into()),
        ]);
    }
    let prepared = input.table().map_or(&[][..], Table::prepared).iter();
    lines.extend(prepared.map(|step| ("Prepared", step.to_string().into())));
    Section::new("data", "Data").record(lines)
}

/// The model as it is estimated.
fn model(model: &Model) -> Section {
    let size = format!(
        "{}, {}, {}",
        counted(model.constructs().len(), "construct"),
        counted(model.indicators().count(), "indicator"),
        counted(model.paths().count(), "path"),
    );
    let text = model.to_text();
    let lines = text.lines().map(str::to_owned);
    let modes = model
        .modes()
        .map(|(construct, mode)| format!("{construct}: mode {mode}"));
    Section::new("model", "Model")
        .paragraph(size)
        .list(lines.chain(modes))
}

fn size(table: &Table) -> String {
    let (rows, columns) = (table.rows(), table.columns().len());
    let size = format!("{}, {}", counted(rows, "row"), counted(columns, "column"));
    match table.rows_read() - rows {
        0 => size,
        dropped => format!("{size} ({} not kept)", counted(dropped, "row")),
    }
}

/// The rows of a table, and whether the model can be estimated from them.
fn rows(file: &StudyFile, table: &Table, is_refused: bool) -> Lines {
    let mut rows = size(table);
    let problem = file.study.problem(table).ok();
    let sample = problem.as_ref().map(Problem::sample);
    if let Some(sample) = sample {
        let missing: usize = sample.missing().iter().sum();
        rows = format!(
            "{rows}; {} used, {} of the model's indicators missing",
            counted(sample.n(), "row"),
            counted(missing, "answer"),
        );
    }
    if is_refused {
        rows.push_str("; the model cannot be estimated from them as they are");
    }
    let mut lines: Lines = vec![("Rows", rows.into())];
    let effective = sample.and_then(|sample| Some((sample, sample.effective_n()?)));
    if let (Some(column), Some((sample, effective))) = (table.weight_column(), effective) {
        let weighted = format!(
            "by `{column}`: effective n {effective:.2} (Kish), rows of weight 0 excluded: {}",
            sample.weightless()
        );
        lines.push(("Weighted", weighted.into()));
    }
    lines
}

fn matrix(matrix: &Matrix) -> Lines {
    let holds = if matrix.sds().is_some() {
        "covariances"
    } else {
        "correlations"
    };
    let described = format!(
        "{holds}, {}, n = {}",
        counted(matrix.names().len(), "variable"),
        matrix.n()
    );
    vec![("Matrix", described.into())]
}
