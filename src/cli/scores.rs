//! Scores that `pls-sem run` writes beside its result.

use std::path::PathBuf;

use pls_sem::{Input, StudyFile};

use super::Stop;
use super::targets::write;

#[derive(Debug, clap::Args)]
pub(super) struct ScoresArguments {
    /// Writes the scores of the composites to a CSV file, a line for every row used: standardised, and as `NAME_original` on
    /// the scale of the answers
    #[arg(long = "scores", value_name = "FILE", conflicts_with = "part")]
    pub(super) file: Option<PathBuf>,
    /// The column that names the rows in the file of scores; without it their numbers do
    #[arg(long, value_name = "COLUMN", requires = "file")]
    id: Option<String>,
}

/// Scores that are ready to be written.
#[derive(Debug)]
pub(super) struct Made(Option<(PathBuf, String)>);

impl ScoresArguments {
    /// Makes the scores that are asked for, before what takes long.
    pub(super) fn make(&self, study: &StudyFile, input: &Input) -> Result<Made, Stop> {
        let Some(file) = &self.file else {
            return Ok(Made(None));
        };
        let Some(table) = input.table() else {
            return Err(Stop::Wrong(
                "`--scores` needs rows, which a matrix does not have: give the answers themselves, or leave it out".to_owned(),
            ));
        };
        let scores = study.study.scores(table);
        let scores = scores.map_err(|error| Stop::of_run(&study.data, &error))?;
        let joined = scores.table(table, self.id.as_deref());
        let joined = joined.map_err(|error| Stop::Wrong(error.to_string()))?;
        Ok(Made(Some((file.clone(), joined.to_csv()))))
    }
}

impl Made {
    pub(super) fn write(&self) -> Result<(), Stop> {
        match &self.0 {
            Some((file, csv)) => write(file, csv),
            None => Ok(()),
        }
    }
}
