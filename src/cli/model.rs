//! `pls-sem model`

use std::path::PathBuf;

use clap::ValueEnum;
use pls_sem::{PathDiagram, Shown, StudyFile};

use super::output::{Threads, check_new, check_spares, create};
use super::{Stop, print, read};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The study file
    study: PathBuf,
    /// Writes the picture to this file; by default it is printed
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replaces the file if it exists
    #[arg(long, requires = "output")]
    force: bool,
    /// Runs the study and draws its estimates; without it no data are read
    #[arg(long)]
    estimates: bool,
    /// What arrows show
    #[arg(long, value_name = "WHAT", value_delimiter = ',', default_values = ["estimate", "stars"], requires = "estimates")]
    show: Vec<Part>,
    /// Whether indicators are drawn
    #[arg(long, value_name = "ON|OFF", default_value = "on")]
    indicators: Switch,
    #[command(flatten)]
    threads: Threads,
}

/// A part of an arrow's label.
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
    let path = &arguments.study;
    if let Some(output) = &arguments.output {
        check_spares(output, path)?;
        check_new(output, arguments.force)?;
    }
    let diagram = if arguments.estimates {
        let (file, input) = read(path)?;
        let document = arguments.threads.watch("bootstrap", |progress| {
            let document = file.study.run_with(&input, progress);
            document.map_err(|e| Stop::of_run(&file.data, &e))
        })?;
        PathDiagram::of_document(&document)
    } else {
        let file = StudyFile::read(path).map_err(|e| Stop::of_study(path, &e))?;
        PathDiagram::of(file.study.model())
    };
    let shown: Vec<Shown> = arguments.show.iter().map(|part| part.shown()).collect();
    let svg = diagram
        .show(&shown)
        .indicators(matches!(arguments.indicators, Switch::On))
        .to_svg();
    match &arguments.output {
        Some(output) => create(output, &svg, arguments.force),
        None => print(&svg),
    }
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
