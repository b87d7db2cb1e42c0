//! `pls-sem simulate`

use std::path::PathBuf;

use pls_sem::PopulationFile;
use pls_sem::simulate::PopulationError;

use super::output::{check_folder, create};
use super::{Stop, print};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The study file, with `[population]`
    study: PathBuf,
    /// Rows of the survey
    #[arg(long, value_name = "N")]
    rows: usize,
    /// Seed of the random numbers
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Makes means and covariances exactly those of the population
    #[arg(long)]
    exact: bool,
    /// The CSV file to write; without it the survey is printed
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replaces the file if it is there already
    #[arg(long, requires = "output")]
    force: bool,
}

pub(super) fn simulate(arguments: &Arguments) -> Result<(), Stop> {
    let path = &arguments.study;
    let output = arguments.output.as_deref();
    output.map_or(Ok(()), check_folder)?;
    let file = PopulationFile::read(path).map_err(|e| Stop::of_study(path, &e))?;
    let (rows, seed) = (arguments.rows, arguments.seed);
    let survey = if arguments.exact {
        file.simulation.draw_exact(rows, seed)
    } else {
        file.simulation.draw(rows, seed)
    };
    let survey = survey.map_err(|e: PopulationError| Stop::Wrong(e.to_string()))?;
    match output {
        None => print(&survey.to_csv()),
        // Answers that somebody has given are not overwritten by simulated ones.
        Some(output) => create(output, &survey.to_csv(), arguments.force),
    }
}
