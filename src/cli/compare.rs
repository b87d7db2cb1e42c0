//! `pls-sem compare`

use std::path::PathBuf;

use pls_sem::report::side_by_side;

use super::say::print;
use super::terminal::layout;
use super::{Stop, input, study_file};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The study files
    #[arg(required = true, num_args = 2..)]
    studies: Vec<PathBuf>,
    /// Decimals of estimates
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(0..=15))]
    digits: u8,
}

/// Runs several studies, and prints them side by side.
pub(super) fn compare(arguments: &Arguments) -> Result<(), Stop> {
    let mut results = Vec::new();
    for study in &arguments.studies {
        let file = study_file(study)?;
        let document = file.study.run(&input(study, &file)?);
        let document = document.map_err(|e| Stop::of_run(&file.data, &e))?;
        let name = study.file_stem().map_or_else(
            || study.display().to_string(),
            |stem| stem.to_string_lossy().into_owned(),
        );
        results.push((name, document));
    }
    let studies: Vec<_> = results
        .iter()
        .map(|(name, document)| (name.as_str(), document))
        .collect();
    let page = side_by_side(&studies);
    print(&page.text(&layout(usize::from(arguments.digits))))
}
