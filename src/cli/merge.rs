//! `pls-sem merge`

use std::path::PathBuf;

use pls_sem::procedure::Part;

use super::output::Output;
use super::targets::Kind;
use super::{Stop, input, inputs, power, study_file};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The study file
    study: PathBuf,
    /// Parts of its bootstrap, written by `pls-sem run --part`, or of its power study, written by
    /// `pls-sem power --part`
    #[arg(required = true)]
    parts: Vec<PathBuf>,
    #[command(flatten)]
    output: Output,
    /// Writes the plot of a power study as an SVG file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

pub(super) fn merge(arguments: &Arguments) -> Result<(), Stop> {
    let (output, svg) = (&arguments.output, arguments.svg.as_deref());
    let of_power = Kind::POWER_PART.has(&arguments.parts[0]).unwrap_or(false);
    let kind = if of_power { Kind::POWER } else { Kind::RESULT };
    let targets = output.targets_of(kind).write(svg, Kind::SVG);
    let targets = targets.read(inputs(&arguments.study)?);
    targets.read(&arguments.parts).check()?;
    if of_power {
        let document = power::merged(&arguments.study, &arguments.parts)?;
        let drawn = power::draw(&document, svg);
        output.show_report(&document.page().into(), || document.to_json(), &Ok(()))?;
        return drawn;
    }
    if svg.is_some() {
        return Err(Stop::Wrong(
            "`--svg` draws a power study, but these are parts of a bootstrap: remove `--svg`"
                .to_owned(),
        ));
    }
    let file = study_file(&arguments.study)?;
    let input = input(&arguments.study, &file)?;
    let parts = arguments.parts.iter().map(Part::read);
    let parts = parts
        .collect::<Result<Vec<_>, _>>()
        .map_err(|e| Stop::Failed(e.to_string()))?;
    let (document, end) = output.watch(&arguments.study, |progress| {
        let document = file.study.merge(&input, parts, progress);
        document.map_err(|e| Stop::of_run(&file.data, &e))
    })?;
    output.show(&document, &end)?;
    end
}
