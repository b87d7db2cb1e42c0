//! Where a result goes, and how its run is watched.

use std::fmt::Display;
use std::fs::File;
use std::io::{ErrorKind, IsTerminal, Read, Write};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use pls_sem::{Document, Progress};

use super::{Stop, print};

/// When Ctrl-C was pressed, or the program was asked to end.
static STOPPED: OnceLock<Instant> = OnceLock::new();
/// One and the same wish may arrive twice, by way of the program and of its group.
const ECHO: Duration = Duration::from_secs(1);

/// Where a result goes as JSON.
#[derive(Debug, clap::Args)]
pub(super) struct Json {
    /// Writes the result document as JSON; `-` prints it instead of the report
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Output {
    #[command(flatten)]
    json: Json,
    /// Writes the report as HTML (not available yet)
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Writes every table as a CSV file (not available yet)
    #[arg(long, value_name = "DIR")]
    csv: Option<PathBuf>,
    /// Does not print the report
    #[arg(long)]
    quiet: bool,
    #[command(flatten)]
    threads: Threads,
}

/// How many threads the work is done on.
#[derive(Debug, clap::Args)]
pub(super) struct Threads {
    /// Threads; all cores by default. Results do not depend on it
    #[arg(long, value_name = "N", value_parser = threads, allow_hyphen_values = true)]
    threads: Option<NonZeroUsize>,
}

fn threads(text: &str) -> Result<NonZeroUsize, String> {
    text.parse()
        .map_err(|_| "threads are a whole number of at least 1".to_owned())
}

impl Json {
    /// A result that cannot be written is reported before it is computed.
    pub(super) fn check(&self) -> Result<(), Stop> {
        let file = self.json.as_deref().filter(|path| path.as_os_str() != "-");
        file.map_or(Ok(()), |file| {
            check_replaces(file, "result document", b"{\n  \"format\": \"pls-sem-")
        })
    }

    /// Writes a result as JSON, and prints its report unless the JSON is printed.
    pub(super) fn show(
        &self,
        report: &impl Display,
        json: impl FnOnce() -> String,
    ) -> Result<(), Stop> {
        if self.write(json)? {
            return Ok(());
        }
        print(&report.to_string())
    }

    /// Writes the JSON if it is asked for, and says whether that was to standard output.
    fn write(&self, json: impl FnOnce() -> String) -> Result<bool, Stop> {
        match &self.json {
            None => Ok(false),
            Some(path) if path.as_os_str() == "-" => {
                print(&format!("{}\n", json()))?;
                Ok(true)
            }
            Some(path) => {
                std::fs::write(path, json())
                    .map_err(|e| Stop::Failed(format!("cannot write `{}`: {e}", path.display())))?;
                Ok(false)
            }
        }
    }
}

impl Output {
    /// A result that cannot be written is reported before the bootstrap, not after.
    pub(super) fn check(&self) -> Result<(), Stop> {
        for (given, flag) in [(&self.html, "--html"), (&self.csv, "--csv")] {
            if given.is_some() {
                return Err(Stop::Wrong(format!(
                    "`{flag}` is not available yet in this version"
                )));
            }
        }
        self.json.check()
    }

    /// Writes and prints a document.
    pub(super) fn show(&self, document: &Document) -> Result<(), Stop> {
        if self.json.write(|| document.to_json())? || self.quiet {
            return Ok(());
        }
        print(&document.to_string())
    }

    /// Does the work on the threads asked for, and shows how far its bootstrap is.
    pub(super) fn watch<T: Send>(
        &self,
        work: impl FnOnce(&mut dyn FnMut(Progress) -> ControlFlow<()>) -> Result<T, Stop> + Send,
    ) -> Result<T, Stop> {
        self.threads.watch("bootstrap", work)
    }
}

impl Threads {
    /// Does the work on the threads asked for, with a bar on standard error if that is a terminal. The first Ctrl-C (or
    /// signal to end, as a queue sends it when time is up) ends it with what is done by then, the second ends the program.
    pub(super) fn watch<T: Send>(
        &self,
        what: &str,
        work: impl FnOnce(&mut dyn FnMut(Progress) -> ControlFlow<()>) -> Result<T, Stop> + Send,
    ) -> Result<T, Stop> {
        // Without a handler Ctrl-C ends the program, as it always does.
        let _ = ctrlc::set_handler(|| {
            if STOPPED.get_or_init(Instant::now).elapsed() > ECHO {
                std::process::exit(130);
            }
        });
        on_threads(self.threads, || {
            let bar = progress_bar(what);
            let done = work(&mut |Progress { done, of, .. }| {
                bar.set_length(of as u64);
                bar.set_position(done as u64);
                if done < of && STOPPED.get().is_some() {
                    bar.suspend(|| eprintln!("stopped after {done} of {of}"));
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            });
            bar.finish_and_clear();
            done
        })
    }
}

/// A file that is to be written is not a folder, and the folder that it lies in must be there.
pub(super) fn check_file(file: &Path) -> Result<(), Stop> {
    let name = file.display();
    let folder = file.parent().filter(|f| !f.as_os_str().is_empty());
    match folder {
        _ if file.is_dir() => Err(Stop::Wrong(format!(
            "cannot write `{name}`: it is a folder; name a file in it"
        ))),
        Some(folder) if !folder.is_dir() => Err(Stop::Wrong(format!(
            "cannot write `{name}`: there is no folder `{}`",
            folder.display()
        ))),
        _ => Ok(()),
    }
}

/// As [`check_file`]; and a file that is there already must be an earlier one of its kind, as its first bytes show: what is
/// written over by a slip of the pen may be a survey.
pub(super) fn check_replaces(file: &Path, kind: &str, begins: &[u8]) -> Result<(), Stop> {
    check_file(file)?;
    let mut start = Vec::new();
    if file.is_file() {
        let opened = File::open(file).map(|opened| opened.take(begins.len() as u64));
        let read = opened.and_then(|mut opened| opened.read_to_end(&mut start));
        read.map_err(|e| Stop::Failed(format!("cannot read `{}`: {e}", file.display())))?;
    }
    if start.is_empty() || start == begins {
        return Ok(());
    }
    Err(Stop::Wrong(format!(
        "`{}` is there already and is no {kind}: name another file",
        file.display()
    )))
}

/// As [`check_file`]; nor may the file be there already, unless it is to be replaced.
pub(super) fn check_new(file: &Path, force: bool) -> Result<(), Stop> {
    check_file(file)?;
    if file.exists() && !force {
        return Err(already_there(file));
    }
    Ok(())
}

/// A result does not replace the study file that it is of, not even if files are to be replaced.
pub(super) fn check_spares(file: &Path, study: &Path) -> Result<(), Stop> {
    let found = [file, study].map(std::fs::canonicalize);
    if matches!(found, [Ok(file), Ok(study)] if file == study) {
        return Err(Stop::Wrong(format!(
            "`{}` is the study file itself: name another file to write",
            file.display()
        )));
    }
    Ok(())
}

fn already_there(file: &Path) -> Stop {
    Stop::Wrong(format!(
        "`{}` exists: name another file, or replace it with `--force`",
        file.display()
    ))
}

/// Writes a file that is not there yet, or replaces it if that is asked for.
pub(super) fn create(path: &Path, text: &str, force: bool) -> Result<(), Stop> {
    let file = if force {
        File::create(path)
    } else {
        File::create_new(path)
    };
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => already_there(path),
        _ => Stop::Failed(format!("cannot write `{}`: {error}", path.display())),
    })
}

fn progress_bar(what: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    let template = format!("{what} {{wide_bar}} {{pos}} of {{len}}, {{eta}} left");
    if let Ok(style) = ProgressStyle::with_template(&template) {
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
