//! `pls-sem plan`

use std::path::PathBuf;

use pls_sem::Study;
use pls_sem::design::{Precision, Rates, Sizing};

use super::numbers::{number, whole};
use super::output::Json;
use super::pages::Formats;
use super::targets::{Force, Kind, Targets};
use super::{Stop, inputs};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The study file, whose model determines the sample size; it needs no data
    study: Option<PathBuf>,
    /// Number of people who could be asked
    #[arg(long, value_name = "N", value_parser = whole::<u64>, allow_hyphen_values = true)]
    population: Option<u64>,
    /// Number of answers that there are or will be; reports the effects that they can show
    #[arg(long, value_name = "N", value_parser = whole::<usize>, allow_hyphen_values = true)]
    rows: Option<usize>,
    /// Size of the smallest path to detect; may be given several times [default: 0.1, 0.2 and 0.3]
    #[arg(long, value_name = "P", value_parser = number, allow_hyphen_values = true)]
    path: Vec<f64>,
    /// Effect size f² to detect; may be given several times [default: 0.02, 0.15 and 0.35]
    #[arg(long, value_name = "F2", value_parser = number, allow_hyphen_values = true)]
    f2: Vec<f64>,
    /// Significance level of the tests
    #[arg(long, value_name = "A", value_parser = number, allow_hyphen_values = true, default_value = "0.05")]
    significance: f64,
    /// Power of the tests
    #[arg(long, value_name = "P", value_parser = number, allow_hyphen_values = true, default_value = "0.8")]
    power: f64,
    /// Confidence level of the estimate of a population share
    #[arg(long, value_name = "L", value_parser = number, allow_hyphen_values = true, default_value = "0.95")]
    level: f64,
    /// Margin of error of the estimate of a population share
    #[arg(long, value_name = "D", value_parser = number, allow_hyphen_values = true, default_value = "0.05")]
    margin: f64,
    /// The population share itself
    #[arg(long, value_name = "P", value_parser = number, allow_hyphen_values = true, default_value = "0.5")]
    share: f64,
    #[command(flatten)]
    json: Json,
    #[command(flatten)]
    formats: Formats,
    #[command(flatten)]
    force: Force,
}

/// Whether the request can be answered without a model.
fn without_study(arguments: &Arguments) -> Result<(), Stop> {
    let known = arguments.population.is_some() || arguments.rows.is_some();
    let fix = if !arguments.f2.is_empty() {
        "`--f2` needs a study file, because the test of an effect depends on the number of predictors"
    } else if !known && arguments.path.is_empty() {
        "name a study file, or give `--population`, `--rows` or `--path`"
    } else {
        return Ok(());
    };
    Err(Stop::Wrong(fix.to_owned()))
}

/// Reports how many answers a population and the model of a study need, and what a given number can
/// show.
pub(super) fn plan(arguments: &Arguments) -> Result<(), Stop> {
    let read = arguments.study.as_deref().map(inputs).transpose()?;
    let targets = Targets::new(arguments.force)
        .read(read.into_iter().flatten())
        .write(arguments.json.file(), Kind::PLAN);
    arguments.formats.targets(targets).check()?;
    if arguments.study.is_none() {
        without_study(arguments)?;
    }
    let study = arguments.study.as_ref();
    let study = study.map(|path| Study::read(path).map_err(|e| Stop::of_study(path, &e)));
    let study = study.transpose()?;
    let precision = Precision::default()
        .level(arguments.level)
        .margin(arguments.margin)
        .share(arguments.share);
    let rates = Rates::default()
        .significance(arguments.significance)
        .power(arguments.power);
    let mut sizing = Sizing::default().precision(precision).rates(rates);
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
    let sizes = match &study {
        Some(study) => sizing.of(study.model()),
        None => sizing.without_model(),
    };
    let sizes = sizes.map_err(|e| Stop::Wrong(e.to_string()))?;
    let json = || sizes.to_json();
    let (formats, force) = (&arguments.formats, arguments.force);
    arguments
        .json
        .show(sizes.page(), formats, force, json, &Ok(()))
}
