//! Where a result goes, and how its run is watched.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use pls_sem::report::Page;
use pls_sem::{Document, Progress};

use super::bar::Bar;
use super::pages::{Formats, Pages, Report};
use super::say::print;
use super::targets::{self, Force, Kind, Targets};
use super::{Stop, signals};

/// The maximum number of threads: each needs memory and a share of every round.
const MOST_THREADS: usize = 1024;

/// Options for the result document as JSON.
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
    #[command(flatten)]
    pages: Pages,
    /// Does not print the report
    #[arg(long)]
    quiet: bool,
    #[command(flatten)]
    pub(super) force: Force,
    #[command(flatten)]
    threads: Threads,
}

/// The number of threads.
#[derive(Debug, clap::Args)]
pub(super) struct Threads {
    /// Number of threads [default: all cores]; results do not depend on it
    #[arg(long, value_name = "N", value_parser = threads, allow_hyphen_values = true)]
    threads: Option<NonZeroUsize>,
}

fn threads(text: &str) -> Result<NonZeroUsize, String> {
    let number = text.parse().ok();
    let number = number.filter(|number: &NonZeroUsize| number.get() <= MOST_THREADS);
    number.ok_or_else(|| format!("threads are a whole number from 1 to {MOST_THREADS}"))
}

impl Json {
    /// The file that is written, if it is one.
    pub(super) fn file(&self) -> Option<&Path> {
        self.json.as_deref().filter(|path| path.as_os_str() != "-")
    }

    /// Writes the result of work that ended in this way as JSON and its page in other formats, and prints the page unless the
    /// JSON is printed.
    pub(super) fn show(
        &self,
        page: Page,
        formats: &Formats,
        force: Force,
        json: impl FnOnce() -> String,
        end: &Result<(), Stop>,
    ) -> Result<(), Stop> {
        let text = formats.text(&page);
        formats.write(&page.into(), force, end)?;
        self.show_unless(false, &text, json, end)
    }

    /// Like [`Json::show`], but without the report if it is not wanted. A result that could not be written is always
    /// printed, because the work would be lost otherwise.
    fn show_unless(
        &self,
        quiet: bool,
        report: &str,
        json: impl FnOnce() -> String,
        end: &Result<(), Stop>,
    ) -> Result<(), Stop> {
        let written = match self.file() {
            Some(file) => targets::write(&targets::place(file, end), &json()),
            None if self.json.is_some() => return print(&format!("{}\n", json())),
            None => Ok(()),
        };
        if !quiet || written.is_err() {
            print(report)?;
        }
        written
    }
}

impl Output {
    /// The files that are written: the result document of a run and the report in other formats.
    pub(super) fn targets(&self) -> Targets<'_> {
        self.targets_of(Kind::RESULT)
    }

    /// Like [`Output::targets`], for a result of another kind.
    pub(super) fn targets_of(&self, kind: Kind) -> Targets<'_> {
        let targets = Targets::new(self.force).write(self.json.file(), kind);
        self.pages.targets(targets)
    }

    /// Writes and prints the document of a run that ended in this way.
    pub(super) fn show(&self, document: &Document, end: &Result<(), Stop>) -> Result<(), Stop> {
        self.show_report(&document.into(), || document.to_json(), end)
    }

    /// Writes and prints a report of work that ended in this way.
    pub(super) fn show_report(
        &self,
        report: &Report,
        json: impl FnOnce() -> String,
        end: &Result<(), Stop>,
    ) -> Result<(), Stop> {
        self.pages.write(report, self.force, end)?;
        let text = self.pages.text(report)?;
        self.json.show_unless(self.quiet, &text, json, end)
    }

    /// Does the work on the requested threads and shows its progress; see [`Threads::watch`].
    pub(super) fn watch<T: Send>(
        &self,
        study: &Path,
        work: impl FnOnce(&mut dyn FnMut(Progress) -> ControlFlow<()>) -> Result<T, Stop> + Send,
    ) -> Result<(T, Result<(), Stop>), Stop> {
        self.threads.watch(study, work)
    }
}

impl Threads {
    /// Does the work of a study on the requested threads, with a bar on standard error if that is a terminal. It returns the
    /// result, and how the command must end after the result is shown: a signal may have stopped the work before its end.
    pub(super) fn watch<T: Send>(
        &self,
        study: &Path,
        work: impl FnOnce(&mut dyn FnMut(Progress) -> ControlFlow<()>) -> Result<T, Stop> + Send,
    ) -> Result<(T, Result<(), Stop>), Stop> {
        on_threads(self.threads, || {
            let mut bar = Bar::of(study);
            let mut stopped = false;
            let made = work(&mut |progress| {
                bar.show(progress);
                if signals::keep_and_ask() && progress.done < progress.of {
                    stopped = true;
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            });
            bar.end();
            match made {
                Ok(made) if stopped => {
                    let end =
                        "the result rests on the completed part, and says how much was completed";
                    Ok((made, Err(Stop::Stopped(end.to_owned()))))
                }
                Ok(made) => Ok((made, Ok(()))),
                Err(Stop::Failed(error)) if stopped => Err(Stop::Stopped(error)),
                Err(error) => Err(error),
            }
        })
    }
}

/// Runs on a pool with this number of threads, or on the default pool.
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
