//! `pls-sem power`

use std::path::{Path, PathBuf};

use pls_sem::power::{PowerError, PowerPart};
use pls_sem::{PopulationFile, PowerDocument};

use super::output::{Json, Threads};
use super::pages::Formats;
use super::part::{PartArguments, PartName};
use super::targets::{self, Force, Kind, Targets};
use super::{Stop, inputs};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The study file, with `[population]` and `[power]`
    study: PathBuf,
    #[command(flatten)]
    json: Json,
    #[command(flatten)]
    formats: Formats,
    /// Writes a plot of the power against the number of rows as an SVG file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    #[command(flatten)]
    force: Force,
    /// Runs only a part of the replications and writes it to a file: part K of N, counted from 1, or, with `--from` and
    /// `--to`, this range to FILE. `pls-sem merge` merges the parts
    #[arg(long, value_name = "K/N|FILE", conflicts_with_all = ["json", "svg", "html", "csv", "latex", "markdown"])]
    part: Option<PartName>,
    #[command(flatten)]
    range: PartArguments,
    #[command(flatten)]
    threads: Threads,
}

pub(super) fn power(arguments: &Arguments) -> Result<(), Stop> {
    let path = &arguments.study;
    let svg = arguments.svg.as_deref();
    let targets = Targets::new(arguments.force).read(inputs(path)?);
    if let Some(name) = &arguments.part {
        return power_part(arguments, &targets, name);
    }
    let targets = targets
        .write(arguments.json.file(), Kind::POWER)
        .write(svg, Kind::SVG);
    arguments.formats.targets(targets).check()?;
    let file = population_file(path)?;
    let (document, end) = arguments.threads.watch(path, |progress| {
        file.run_power(progress).map_err(|e| stop(path, &e))
    })?;
    let place = svg.map(|svg| targets::place(svg, &end));
    let drawn = draw(&document, place.as_deref());
    let (formats, force) = (&arguments.formats, arguments.force);
    let json = || document.to_json();
    arguments
        .json
        .show(document.page(), formats, force, json, &end)?;
    drawn.and(end)
}

fn power_part(arguments: &Arguments, targets: &Targets, name: &PartName) -> Result<(), Stop> {
    let path = &arguments.study;
    let stop = |e: PowerError| stop(path, &e);
    let file = population_file(path)?;
    let surveys = file.surveys().map_err(stop)?;
    let asked = arguments.range.asked(name, "replications", surveys)?;
    let span = file.power_span(asked.range.clone()).map_err(stop)?;
    targets.check_file(&asked.file, Kind::POWER_PART)?;
    asked.check(&span, |file| PowerPart::read_span(file), arguments.force)?;
    let (part, _) = arguments.threads.watch(path, |progress| {
        let part = file.run_power_part(asked.range.clone(), progress);
        part.map_err(stop)
    })?;
    asked.write(
        &part.span(),
        |file| PowerPart::read_span(file),
        |file| part.write(file),
    )
}

/// The document that parts are merged to.
pub(super) fn merged(study: &Path, parts: &[PathBuf]) -> Result<PowerDocument, Stop> {
    let file = population_file(study)?;
    let parts = parts.iter().map(PowerPart::read);
    let parts = parts
        .collect::<Result<Vec<_>, _>>()
        .map_err(|e| Stop::Failed(e.to_string()))?;
    file.merge_power(parts).map_err(|e| stop(study, &e))
}

/// Draws the plot of a power study, if it is requested.
pub(super) fn draw(document: &PowerDocument, svg: Option<&Path>) -> Result<(), Stop> {
    svg.map_or(Ok(()), |svg| targets::write(svg, &document.to_svg()))
}

fn population_file(path: &Path) -> Result<PopulationFile, Stop> {
    PopulationFile::read(path).map_err(|e| Stop::of_study(path, &e))
}

fn stop(path: &Path, error: &PowerError) -> Stop {
    match error {
        PowerError::NoRows => Stop::Wrong(format!(
            "{}: `rows` of [power] is missing: write `rows = [100, 200, 300]` under [power]",
            path.display()
        )),
        PowerError::Merge(error) => Stop::Failed(error.to_string()),
        PowerError::NoneUsed { .. } => Stop::Failed(format!("{}: {error}", path.display())),
        PowerError::Range { .. } => Stop::Wrong(error.to_string()),
        error => Stop::Wrong(format!("{}: {error}", path.display())),
    }
}
