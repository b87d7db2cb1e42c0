//! `pls-sem model`

use std::path::PathBuf;

use clap::ValueEnum;
use pls_sem::{PathDiagram, Shown};

use super::output::Threads;
use super::say::print;
use super::targets::{self, Force, Kind, Targets};
use super::{Stop, input, inputs, study_file};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The study file
    study: PathBuf,
    /// The SVG file to write; without it the picture is printed
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    force: Force,
    /// Runs the study and draws its estimates; without this option no data are read
    #[arg(long)]
    estimates: bool,
    /// What the labels of arrows show
    #[arg(long, value_name = "WHAT", value_delimiter = ',', default_values = ["estimate", "stars"], requires = "estimates")]
    show: Vec<Part>,
    /// Whether indicators are drawn
    #[arg(long, value_name = "ON|OFF", default_value = "on")]
    indicators: Switch,
    #[command(flatten)]
    threads: Threads,
}

/// A part of the label of an arrow.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Part {
    Estimate,
    Stars,
    P,
    Interval,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Switch {
    On,
    Off,
}

/// Draws the path diagram of a study's model, or of its result.
pub(super) fn model(arguments: &Arguments) -> Result<(), Stop> {
    Targets::new(arguments.force)
        .read(inputs(&arguments.study)?)
        .write(arguments.output.as_deref(), Kind::SVG)
        .check()?;
    let file = study_file(&arguments.study)?;
    let mut end = Ok(());
    let diagram = if arguments.estimates {
        let input = input(&arguments.study, &file)?;
        let (document, stopped) = arguments.threads.watch(&arguments.study, |progress| {
            let document = file.study.run_with(&input, progress);
            document.map_err(|e| Stop::of_run(&file.data, &e))
        })?;
        end = stopped;
        PathDiagram::of_document(&document)
    } else {
        PathDiagram::of(file.study.model())
    };
    let shown: Vec<Shown> = arguments.show.iter().map(|part| part.shown()).collect();
    let svg = diagram
        .show(&shown)
        .indicators(matches!(arguments.indicators, Switch::On))
        .to_svg();
    match &arguments.output {
        Some(output) => targets::write(output, &svg)?,
        None => print(&svg)?,
    }
    end
}

impl Part {
    fn shown(self) -> Shown {
        match self {
            Self::Estimate => Shown::Estimate,
            Self::Stars => Shown::Stars,
            Self::P => Shown::P,
            Self::Interval => Shown::Interval,
        }
    }
}
