//! `pls-sem compare`

use std::ops::ControlFlow;
use std::path::PathBuf;

use pls_sem::predict::Cvpat;
use pls_sem::report::side_by_side_with;
use pls_sem::{Document, Input, StudyFile, Table};

use super::pages::Formats;
use super::say::print;
use super::targets::{Force, Targets};
use super::{Stop, bar, input, inputs, study_file};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The study files
    #[arg(required = true, num_args = 2..)]
    studies: Vec<PathBuf>,
    #[command(flatten)]
    formats: Formats,
    #[command(flatten)]
    force: Force,
}

/// Runs several studies, and prints them side by side.
pub(super) fn compare(arguments: &Arguments) -> Result<(), Stop> {
    let mut targets = Targets::new(arguments.force);
    for study in &arguments.studies {
        targets = targets.read(inputs(study)?);
    }
    arguments.formats.targets(targets).check()?;
    let (mut results, mut files) = (Vec::new(), Vec::new());
    for study in &arguments.studies {
        let file = study_file(study)?;
        let data = input(study, &file)?;
        let document = file.study.run(&data);
        let document = document.map_err(|e| Stop::of_run(&file.data, &e))?;
        results.push((bar::name(study), document));
        files.push((file, data));
    }
    let studies: Vec<_> = results
        .iter()
        .map(|(name, document)| (name.as_str(), document))
        .collect();
    let page = side_by_side_with(&studies, &losses(&studies, &files)?);
    print(&arguments.formats.text(&page))?;
    arguments
        .formats
        .write(&page.into(), arguments.force, &Ok(()))
}

/// The models of the studies compared by their losses out of sample, on the folds of the first; none, if it predicts nothing
/// or not all of them have rows.
fn losses(studies: &[(&str, &Document)], files: &[(StudyFile, Input)]) -> Result<Vec<Cvpat>, Stop> {
    let tables: Option<Vec<&Table>> = files.iter().map(|(_, input)| input.table()).collect();
    let Some(tables) = tables else {
        return Ok(Vec::new());
    };
    let all = studies.iter().zip(files).zip(tables);
    let all = all.map(|((&(name, _), (file, _)), table)| (name, &file.study, table));
    let all: Vec<_> = all.collect();
    let Some((&(name, study, table), others)) = all.split_first() else {
        return Ok(Vec::new());
    };
    let go_on = &mut |_| ControlFlow::Continue(());
    let compared = study.compare_losses((name, table), others, go_on);
    let compared = compared.map_err(|error| Stop::of_run(&files[0].0.data, &error))?;
    Ok(compared.unwrap_or_default())
}
