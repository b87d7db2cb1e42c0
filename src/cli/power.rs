//! `pls-sem power`

use std::path::PathBuf;

use pls_sem::PopulationFile;
use pls_sem::power::PowerError;

use super::Stop;
use super::output::{Json, Threads, check_new, check_spares, create};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The study file, with `[population]` and `[power]`
    study: PathBuf,
    #[command(flatten)]
    json: Json,
    /// Writes a plot of the power against the number of rows as SVG
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Replaces the plot if it is there already
    #[arg(long, requires = "svg")]
    force: bool,
    #[command(flatten)]
    threads: Threads,
}

pub(super) fn power(arguments: &Arguments) -> Result<(), Stop> {
    let path = &arguments.study;
    arguments.json.check()?;
    let svg = arguments.svg.as_deref();
    if let Some(svg) = svg {
        check_spares(svg, path)?;
        check_new(svg, arguments.force)?;
    }
    let file = PopulationFile::read(path).map_err(|e| Stop::of_study(path, &e))?;
    let document = arguments.threads.watch("replications", |progress| {
        let document = file.run_power(progress);
        document.map_err(|error| match error {
            PowerError::NoRows => Stop::Wrong(format!(
                "{}: `rows` of [power] is missing: write `rows = [100, 200, 300]` under [power]",
                path.display()
            )),
            error => Stop::Wrong(format!("{}: {error}", path.display())),
        })
    })?;
    if let Some(svg) = svg {
        create(svg, &document.to_svg(), arguments.force)?;
    }
    arguments.json.show(&document, || document.to_json())
}
