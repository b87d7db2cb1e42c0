//! `pls-sem simulate`

use std::path::PathBuf;

use pls_sem::simulate::PopulationError;
use pls_sem::{PopulationFile, visible};

use super::numbers::whole;
use super::say::{print, say};
use super::targets::{self, Force, Kind, Targets};
use super::{Stop, inputs};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The study file, with `[population]`
    study: PathBuf,
    /// Number of rows of the survey
    #[arg(long, value_name = "N", value_parser = whole::<usize>, allow_hyphen_values = true)]
    rows: usize,
    /// Seed of the random numbers
    #[arg(long, value_name = "S", value_parser = whole::<u64>, allow_hyphen_values = true, default_value = "1")]
    seed: u64,
    /// Makes means and covariances exactly equal to those of the population
    #[arg(long)]
    exact: bool,
    /// The CSV file to write; without it the survey is printed
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    force: Force,
}

pub(super) fn simulate(arguments: &Arguments) -> Result<(), Stop> {
    let path = &arguments.study;
    let output = arguments.output.as_deref();
    Targets::new(arguments.force)
        .read(inputs(path)?)
        .write(output, Kind::CSV)
        .check()?;
    let file = PopulationFile::read(path).map_err(|e| Stop::of_study(path, &e))?;
    let (rows, seed) = (arguments.rows, arguments.seed);
    let survey = if arguments.exact {
        file.simulation.draw_exact(rows, seed)
    } else {
        file.simulation.draw(rows, seed)
    };
    let survey = survey.map_err(|e: PopulationError| Stop::Wrong(e.to_string()))?;
    let notes = file.simulation.findings();
    let notes = notes.iter().map(|f| format!("note: {}\n", f.message()));
    let notes = notes.collect::<Vec<_>>().concat();
    match output {
        None => {
            // Beside the survey, so that this can be read as it is.
            if !notes.is_empty() {
                say(&notes);
            }
            print(&survey.to_csv())
        }
        Some(output) => {
            targets::write(output, &survey.to_csv())?;
            let wrote = format!(
                "wrote `{}`: {} rows of {} indicators, simulated, seed {seed}\n{notes}",
                output.display(),
                survey.rows(),
                survey.indicators().len()
            );
            print(&visible(&wrote))
        }
    }
}
