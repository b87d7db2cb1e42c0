//! `pls-sem experts`

use std::ops::RangeInclusive;
use std::path::PathBuf;

use pls_sem::Study;
use pls_sem::design::{ContentValidity, DesignError, Ratings, Scale};

use super::output::Json;
use super::pages::Formats;
use super::targets::{Force, Kind, Targets};
use super::{Stop, inputs};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The ratings: one line for each expert and one column for each item; the first column names
    /// the experts
    ratings: PathBuf,
    /// The study file with the constructs to which the items belong
    #[arg(long, value_name = "STUDY.toml")]
    study: Option<PathBuf>,
    /// The rating scale
    #[arg(long, value_name = "LOW-HIGH", default_value = "1-4", value_parser = range, allow_hyphen_values = true)]
    scale: RangeInclusive<i32>,
    /// The ratings that count as agreement [default: the ratings above the middle of the scale]
    #[arg(long, value_name = "LOW-HIGH", value_parser = range, allow_hyphen_values = true)]
    agree: Option<RangeInclusive<i32>>,
    #[command(flatten)]
    json: Json,
    #[command(flatten)]
    formats: Formats,
    #[command(flatten)]
    force: Force,
}

/// `1-4`, or a single number.
fn range(text: &str) -> Result<RangeInclusive<i32>, String> {
    let number = |text: &str| text.trim().parse::<i32>();
    // A minus may stand before the first number.
    let dash = text.char_indices().skip(1).find(|(_, c)| *c == '-');
    let (low, high) = dash.map_or((text, text), |(at, _)| (&text[..at], &text[at + 1..]));
    match (number(low), number(high)) {
        (Ok(low), Ok(high)) => Ok(low..=high),
        _ => Err("write the lowest and the highest rating, such as 1-4".to_owned()),
    }
}

/// Content validity of a questionnaire.
pub(super) fn experts(arguments: &Arguments) -> Result<(), Stop> {
    let of_study = arguments.study.as_deref().map(inputs).transpose()?;
    let targets = Targets::new(arguments.force)
        .read([&arguments.ratings])
        .read(of_study.into_iter().flatten())
        .write(arguments.json.file(), Kind::EXPERTS);
    arguments.formats.targets(targets).check()?;
    let study = arguments
        .study
        .as_ref()
        .map(|path| Study::read(path).map_err(|e| Stop::of_study(path, &e)));
    let study = study.transpose()?;
    let mut scale = Scale::new(arguments.scale.clone());
    if let Some(agree) = &arguments.agree {
        scale = scale.agreement(agree.clone());
    }
    let path = &arguments.ratings;
    let stop = |error| match error {
        DesignError::Data(error) => Stop::Failed(error.to_string()),
        DesignError::Scale { .. } => Stop::Wrong(error.to_string()),
        _ => Stop::Failed(format!("{}: {error}", path.display())),
    };
    let ratings = Ratings::read(path, scale).map_err(stop)?;
    let validity = match &study {
        Some(study) => ContentValidity::by_construct(&ratings, study.model()).map_err(stop)?,
        None => ContentValidity::of(&ratings),
    };
    let json = || validity.to_json();
    let (formats, force) = (&arguments.formats, arguments.force);
    arguments
        .json
        .show(validity.page(), formats, force, json, &Ok(()))
}
