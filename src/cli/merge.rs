//! `pls-sem merge`

use std::path::PathBuf;

use pls_sem::procedure::Part;

use super::output::Output;
use super::{Stop, read};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The study file
    study: PathBuf,
    /// Parts of its bootstrap, written by `pls-sem run --from --to --part`
    #[arg(required = true)]
    parts: Vec<PathBuf>,
    #[command(flatten)]
    output: Output,
}

pub(super) fn merge(arguments: &Arguments) -> Result<(), Stop> {
    let output = &arguments.output;
    output.check()?;
    let (file, input) = read(&arguments.study)?;
    let parts = arguments.parts.iter().map(Part::read);
    let parts = parts
        .collect::<Result<Vec<_>, _>>()
        .map_err(|e| Stop::Failed(e.to_string()))?;
    let document = output.watch(|progress| {
        let document = file.study.merge(&input, parts, progress);
        document.map_err(|e| Stop::of_run(&file.data, &e))
    })?;
    output.show(&document)
}
