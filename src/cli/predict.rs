//! `pls-sem predict`

use std::path::PathBuf;

use pls_sem::{counted, visible};

use super::output::Threads;
use super::say::print;
use super::targets::{self, Force, Kind, Targets};
use super::{Stop, input, inputs, study_file};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The study file: model, settings, and the answers that the model is estimated from
    study: PathBuf,
    /// The file of new rows, read and prepared as the data of the study are: CSV or another delimited text, or an Excel
    /// workbook; columns in any order, those of explained indicators may be absent
    new: PathBuf,
    /// The CSV file to write: a line for every new row, each predicted indicator with `NAME_low` and `NAME_high`, and the
    /// scores by the names of their constructs
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// The column that names the new rows; without it their numbers do
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    #[command(flatten)]
    force: Force,
    #[command(flatten)]
    threads: Threads,
}

pub(super) fn predict(arguments: &Arguments) -> Result<(), Stop> {
    let path = &arguments.study;
    let read = inputs(path)?.into_iter().chain([arguments.new.clone()]);
    Targets::new(arguments.force)
        .read(read)
        .write(Some(&arguments.output), Kind::CSV)
        .check()?;
    let file = study_file(path)?;
    let data = input(path, &file)?;
    let read = file.read_new();
    let read = read.map_err(|error| Stop::of_study(path, &error))?;
    let new = read.read(&arguments.new);
    let new = new.map_err(|error| Stop::of_data(path, &error))?;
    let Some(table) = data.table() else {
        return Err(Stop::Wrong(
            "prediction needs rows, which a matrix does not have: give the answers themselves"
                .to_owned(),
        ));
    };
    let (predictor, end) = arguments.threads.watch(&arguments.study, |progress| {
        let predictor = file.study.predictor(table, progress);
        predictor.map_err(|error| Stop::of_run(&file.data, &error))
    })?;
    end?;
    let of_new = |error: String| Stop::Failed(format!("{}: {error}", arguments.new.display()));
    let predicted = predictor.predict(&new).map_err(|e| of_new(e.to_string()))?;
    let joined = predicted.table(&new, arguments.id.as_deref());
    let joined = joined.map_err(|error| Stop::Wrong(error.to_string()))?;
    targets::write(&arguments.output, &joined.to_csv())?;
    let outside = predicted.outside.iter().filter(|names| !names.is_empty());
    let outside = match outside.count() {
        0 => String::new(),
        rows => format!(
            "note: {} {} answers outside of the range that the model was estimated from, named in column `outside`: there the prediction is an extrapolation\n",
            counted(rows, "row"),
            if rows == 1 { "has" } else { "have" }
        ),
    };
    let wrote = format!(
        "wrote `{}`: {} predicted, {} with {} intervals\n{outside}",
        arguments.output.display(),
        counted(new.rows(), "row"),
        counted(predicted.indicators.len(), "indicator"),
        predicted
            .level
            .map_or_else(|| "no".to_owned(), |level| format!("{} %", 100.0 * level)),
    );
    print(&visible(&wrote))
}
