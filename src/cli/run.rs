//! `pls-sem run`

use std::path::PathBuf;

use pls_sem::StudyFile;
use pls_sem::procedure::Part;
use pls_sem::study::RunError;

use super::output::Output;
use super::part::{PartArguments, PartName};
use super::scores::ScoresArguments;
use super::targets::{Kind, Targets};
use super::{Stop, input, inputs, study_file};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The study file
    study: PathBuf,
    #[command(flatten)]
    output: Output,
    /// Runs only a part of the resamples and writes it to a file: part K of N, counted from 1, or, with `--from` and `--to`,
    /// this range to FILE. `pls-sem merge` merges the parts
    #[arg(long, value_name = "K/N|FILE", conflicts_with_all = ["json", "html", "csv", "latex", "markdown"])]
    part: Option<PartName>,
    #[command(flatten)]
    range: PartArguments,
    #[command(flatten)]
    scores: ScoresArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Stop> {
    let targets = arguments.output.targets().read(inputs(&arguments.study)?);
    let file = study_file(&arguments.study)?;
    if let Some(name) = &arguments.part {
        return run_part(arguments, &targets, &file, name);
    }
    let targets = targets.write(arguments.scores.file.as_deref(), Kind::CSV);
    targets.check()?;
    let input = input(&arguments.study, &file)?;
    let scores = arguments.scores.make(&file, &input)?;
    let (document, end) = arguments.output.watch(&arguments.study, |progress| {
        let document = file.study.run_with(&input, progress);
        document.map_err(|e| Stop::of_run(&file.data, &e))
    })?;
    scores.write(&document)?;
    arguments.output.show(&document, &end)?;
    end
}

fn run_part(
    arguments: &Arguments,
    targets: &Targets,
    file: &StudyFile,
    name: &PartName,
) -> Result<(), Stop> {
    let (output, study) = (&arguments.output, &file.study);
    let stop = |e: RunError| Stop::of_run(&file.data, &e);
    let resamples = study
        .resamples()
        .ok_or(RunError::NoBootstrap)
        .map_err(stop)?;
    let asked = arguments.range.asked(name, "resamples", resamples)?;
    targets.check_file(&asked.file, Kind::PART)?;
    let input = input(&arguments.study, file)?;
    let span = study.part_span(&input, asked.range.clone()).map_err(stop)?;
    asked.check(&span, |file| Part::read_span(file), output.force)?;
    let (part, _) = output.watch(&arguments.study, |progress| {
        let part = study.run_part(&input, asked.range.clone(), progress);
        part.map_err(stop)
    })?;
    asked.write(
        &part.span(),
        |file| Part::read_span(file),
        |file| part.write(file),
    )
}
