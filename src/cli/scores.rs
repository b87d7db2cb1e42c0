//! Scores that `pls-sem run` writes beside its result.

use std::path::PathBuf;

use pls_sem::{Document, Input, StudyFile, Table};

use super::Stop;
use super::targets::write;

#[derive(Debug, clap::Args)]
pub(super) struct ScoresArguments {
    /// Writes the scores of the composites to a CSV file, with a line for each row used: standardised, and as
    /// `NAME_original` on the scale of the answers
    #[arg(long = "scores", value_name = "FILE", conflicts_with = "part")]
    pub(super) file: Option<PathBuf>,
    /// The column that names the rows in the file of scores; without it the rows are numbered
    #[arg(long, value_name = "COLUMN", requires = "file")]
    id: Option<String>,
}

/// The columns of the segment of every row, and of how probably it belongs there.
const SEGMENT: [&str; 2] = ["segment", "segment_probability"];

/// Scores that are ready to write.
#[derive(Debug)]
pub(super) struct Made(Option<(PathBuf, Table)>);

impl ScoresArguments {
    /// Computes the requested scores, before the long part of the run.
    pub(super) fn make(&self, study: &StudyFile, input: &Input) -> Result<Made, Stop> {
        let Some(file) = &self.file else {
            return Ok(Made(None));
        };
        let Some(table) = input.table() else {
            return Err(Stop::Wrong(
                "`--scores` needs rows, which a matrix does not have: give the answers themselves, or remove `--scores`".to_owned(),
            ));
        };
        let scores = study.study.scores(table);
        let scores = scores.map_err(|error| Stop::of_run(&study.data, &error))?;
        let joined = scores.table(table, self.id.as_deref());
        let joined = joined.map_err(|error| Stop::Wrong(error.to_string()))?;
        let settings = study.study.settings(input);
        let clash = SEGMENT.iter().find(|name| joined.column(name).is_some());
        if let Some(name) = clash.filter(|_| settings.segments.is_some()) {
            return Err(Stop::Wrong(format!(
                "the file of scores has two columns `{name}`: that of the segments, and one of the data or the model; call it otherwise"
            )));
        }
        Ok(Made(Some((file.clone(), joined))))
    }
}

impl Made {
    /// Writes them, with the segment of every row if the result has segments.
    pub(super) fn write(self, document: &Document) -> Result<(), Stop> {
        let Some((file, table)) = self.0 else {
            return Ok(());
        };
        let rows = document.segments.iter().flat_map(|s| &s.rows);
        let segments: Vec<f64> = rows.clone().map(|row| row.segment as f64).collect();
        let probabilities: Option<Vec<f64>> = rows.map(|row| row.probability).collect();
        let columns = [Some(segments), probabilities].into_iter().zip(SEGMENT);
        let columns = columns.filter_map(|(cells, name)| Some((cells?, name)));
        let mut known = columns.filter(|(cells, _)| !cells.is_empty());
        let table = known.try_fold(table, |table, (cells, name)| table.with_column(name, cells));
        let table = table.map_err(|error| Stop::Failed(error.to_string()))?;
        write(&file, &table.to_csv())
    }
}
