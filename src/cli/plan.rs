//! `pls-sem plan`

use std::path::PathBuf;

use pls_sem::StudyFile;
use pls_sem::design::{Precision, Sizing};

use super::Stop;
use super::output::Json;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The study file; its data need not be there yet
    study: PathBuf,
    /// How many could be asked
    #[arg(long, value_name = "N")]
    population: Option<u64>,
    /// How many answers there are, or will be: what they can show
    #[arg(long, value_name = "N")]
    rows: Option<usize>,
    /// Size of the smallest path to be shown; may be given several times [default: 0.1, 0.2 and 0.3]
    #[arg(long, value_name = "P", allow_negative_numbers = true)]
    path: Vec<f64>,
    /// Effect size f² to be shown; may be given several times [default: 0.02, 0.15 and 0.35]
    #[arg(long, value_name = "F2")]
    f2: Vec<f64>,
    /// Significance of the tests
    #[arg(long, value_name = "A", default_value_t = 0.05)]
    significance: f64,
    /// Power of the tests
    #[arg(long, value_name = "P", default_value_t = 0.8)]
    power: f64,
    /// Confidence level of a share of the population
    #[arg(long, value_name = "L", default_value_t = 0.95)]
    level: f64,
    /// Margin of error of a share of the population
    #[arg(long, value_name = "D", default_value_t = 0.05)]
    margin: f64,
    /// The share of the population itself
    #[arg(long, value_name = "P", default_value_t = 0.5)]
    share: f64,
    #[command(flatten)]
    json: Json,
}

/// How many answers the model of a study takes, and what those that there are can show.
pub(super) fn plan(arguments: &Arguments) -> Result<(), Stop> {
    arguments.json.check()?;
    let path = &arguments.study;
    let file = StudyFile::read(path).map_err(|e| Stop::of_study(path, &e))?;
    let precision = Precision::default()
        .level(arguments.level)
        .margin(arguments.margin)
        .share(arguments.share);
    let mut sizing = Sizing::default()
        .precision(precision)
        .significance(arguments.significance)
        .power(arguments.power);
    if let Some(population) = arguments.population {
        sizing = sizing.population(population);
    }
    if let Some(rows) = arguments.rows {
        sizing = sizing.rows(rows);
    }
    if !arguments.path.is_empty() {
        sizing = sizing.paths(arguments.path.iter().copied());
    }
    if !arguments.f2.is_empty() {
        sizing = sizing.f2(arguments.f2.iter().copied());
    }
    let sizes = sizing.of(file.study.model());
    let sizes = sizes.map_err(|e| Stop::Wrong(e.to_string()))?;
    arguments.json.show(&sizes, || sizes.to_json())
}
