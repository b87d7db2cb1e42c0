//! `pls-sem run`

use std::io::IsTerminal;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use pls_sem::{Document, Progress, StudyFile, Table};

use super::{Stop, print};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The study file
    study: PathBuf,
    /// Writes the result document as JSON; `-` prints it instead of the report
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Writes the report as HTML (not available yet)
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Writes every table as a CSV file (not available yet)
    #[arg(long, value_name = "DIR")]
    csv: Option<PathBuf>,
    /// Prints no report
    #[arg(long)]
    quiet: bool,
    /// Threads of the bootstrap; all cores by default. Results do not depend on it
    #[arg(long, value_name = "N", value_parser = threads)]
    threads: Option<NonZeroUsize>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Stop> {
    for (given, flag) in [(&arguments.html, "--html"), (&arguments.csv, "--csv")] {
        if given.is_some() {
            return Err(Stop::Wrong(format!(
                "`{flag}` is not available yet in this version"
            )));
        }
    }
    if let Some(json) = &arguments.json {
        check_folder(json)?;
    }
    let file =
        StudyFile::read(&arguments.study).map_err(|e| Stop::of_study(&arguments.study, &e))?;
    let table = file.table().map_err(|e| Stop::of_data(&file.data, &e))?;
    let document = on_threads(arguments.threads, || estimate(&file, &table))?;
    let to_stdout = arguments
        .json
        .as_ref()
        .is_some_and(|path| path.as_os_str() == "-");
    match &arguments.json {
        Some(_) if to_stdout => print(&format!("{}\n", document.to_json()))?,
        Some(path) => std::fs::write(path, document.to_json())
            .map_err(|e| Stop::Failed(format!("cannot write `{}`: {e}", path.display())))?,
        None => {}
    }
    if arguments.quiet || to_stdout {
        Ok(())
    } else {
        print(&document.to_string())
    }
}

fn threads(text: &str) -> Result<NonZeroUsize, String> {
    text.parse()
        .map_err(|_| "threads are a whole number of at least 1".to_owned())
}

/// A result that cannot be written is told before the bootstrap, not after.
fn check_folder(json: &Path) -> Result<(), Stop> {
    match json
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir())
    {
        Some(folder) => Err(Stop::Wrong(format!(
            "cannot write `{}`: there is no folder `{}`",
            json.display(),
            folder.display()
        ))),
        None => Ok(()),
    }
}

fn estimate(file: &StudyFile, table: &Table) -> Result<Document, Stop> {
    let bar = progress_bar();
    let document = file
        .study
        .run_with(table, &mut |Progress { done, of, .. }| {
            bar.set_length(of as u64);
            bar.set_position(done as u64);
            ControlFlow::Continue(())
        });
    bar.finish_and_clear();
    document.map_err(|e| Stop::of_run(&file.data, &e))
}

/// A bar on standard error, if that is a terminal.
fn progress_bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    if let Ok(style) =
        ProgressStyle::with_template("bootstrap {wide_bar} {pos} of {len}, {eta} left")
    {
        bar.set_style(style);
    }
    bar
}

/// Runs on a pool of so many threads, or on the default one.
#[cfg(feature = "parallel")]
fn on_threads<T: Send>(
    threads: Option<NonZeroUsize>,
    work: impl FnOnce() -> Result<T, Stop> + Send,
) -> Result<T, Stop> {
    let Some(threads) = threads else {
        return work();
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.get())
        .build();
    pool.map_err(|e| Stop::Failed(format!("cannot start {threads} threads: {e}")))?
        .install(work)
}

/// Without the feature `parallel` there is one thread.
#[cfg(not(feature = "parallel"))]
fn on_threads<T>(
    _threads: Option<NonZeroUsize>,
    work: impl FnOnce() -> Result<T, Stop>,
) -> Result<T, Stop> {
    work()
}
