//! Which part of a run a command does, and the file that it is written to.

use std::ops::Range;
use std::path::{Path, PathBuf};

use pls_sem::procedure::{MergeError, Span, share};

use super::Stop;
use super::signals::undisturbed;
use super::targets::Force;

/// The range of a part, and its file.
#[derive(Debug, clap::Args)]
pub(super) struct PartArguments {
    /// The first resample or replication of the part, counted from 0
    #[arg(long, value_name = "R", requires_all = ["to", "part"])]
    from: Option<usize>,
    /// The first resample or replication after the part
    #[arg(long, value_name = "R", requires_all = ["from", "part"])]
    to: Option<usize>,
    /// The file of part K of N [default: part-K-of-N]
    #[arg(
        short,
        long,
        value_name = "FILE",
        requires = "part",
        conflicts_with = "from"
    )]
    output: Option<PathBuf>,
}

/// `K/N`, or the name of a file.
#[derive(Debug, Clone)]
pub(super) enum PartName {
    /// Part K of N, counted from 1.
    Share(usize, usize),
    File(PathBuf),
}

/// `3/40` is a share; a file with this name is written `./3/40`.
impl From<&str> for PartName {
    fn from(text: &str) -> Self {
        let share = text.split_once('/');
        let share = share.and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
        share.map_or_else(|| Self::File(text.into()), |(k, n)| Self::Share(k, n))
    }
}

/// A requested part.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) file: PathBuf,
    pub(super) range: Range<usize>,
    /// The options that request this part again.
    share: Option<(usize, usize)>,
    /// The name of its replicates.
    called: &'static str,
}

impl PartArguments {
    /// The requested part of a run with this number of replicates.
    pub(super) fn asked(
        &self,
        name: &PartName,
        called: &'static str,
        replicates: usize,
    ) -> Result<Asked, Stop> {
        match name {
            PartName::File(file) => match self.from.zip(self.to) {
                Some((from, to)) => Ok(Asked {
                    file: file.clone(),
                    range: from..to,
                    share: None,
                    called,
                }),
                None => Err(Stop::Wrong(format!(
                    "`--part` needs `--from` and `--to`, the range of {called}, counted from 0; or write `--part 1/40` for the first of 40 parts"
                ))),
            },
            PartName::Share(..) if self.from.is_some() => Err(Stop::Wrong(
                "`--part K/N` already gives the range: remove `--from` and `--to`".to_owned(),
            )),
            &PartName::Share(k, n) => {
                let range = share(k, n, replicates).ok_or_else(|| {
                    Stop::Wrong(format!(
                        "there is no part {k}/{n}: parts are counted from 1 to {n}, and each part must hold at least one of the {replicates} {called}"
                    ))
                })?;
                let file = self.output.clone();
                Ok(Asked {
                    file: file.unwrap_or_else(|| format!("part-{k}-of-{n}").into()),
                    range,
                    share: Some((k, n)),
                    called,
                })
            }
        }
    }
}

impl Asked {
    /// Refuses the work if it would replace a file that holds replicates outside this part; an empty file holds
    /// none.
    pub(super) fn check(
        &self,
        span: &Span,
        read_span: impl FnOnce(&Path) -> Result<Span, MergeError>,
        force: Force,
    ) -> Result<(), Stop> {
        let empty = self.file.metadata().is_ok_and(|found| found.len() == 0);
        if force.force || !self.file.is_file() || empty {
            return Ok(());
        }
        let there = read_span(&self.file).map_err(|e| Stop::Failed(e.to_string()))?;
        if span.holds(&there) {
            return Ok(());
        }
        let Range { start, end } = there.range();
        let of_what = if span.is_of_run_of(&there) {
            "of this run"
        } else {
            "of another run"
        };
        Err(Stop::Wrong(format!(
            "`{}` exists, with {} {start} to {end} {of_what}: name another file, or replace it with `--force`",
            self.file.display(),
            self.called
        )))
    }

    /// Writes a part, unless an earlier part of the same run holds more. If the part was stopped, a message gives the
    /// range that remains, because a queue of jobs must not treat it as complete.
    pub(super) fn write(
        &self,
        span: &Span,
        read_span: impl FnOnce(&Path) -> Result<Span, MergeError>,
        write: impl FnOnce(&Path) -> Result<(), MergeError>,
    ) -> Result<(), Stop> {
        let made = span.range();
        let earlier = read_span(&self.file).ok();
        let earlier = earlier.filter(|there| there.is_of_run_of(span) && !span.holds(there));
        if earlier.is_none() {
            undisturbed(|| write(&self.file)).map_err(|e| Stop::Failed(e.to_string()))?;
        }
        let held = earlier.as_ref().map_or_else(|| made.clone(), Span::range);
        if made.end == self.range.end {
            return Ok(());
        }
        let name = self.file.display();
        let Self { called, range, .. } = self;
        let kept = if earlier.is_some() {
            " from an earlier run, more than were done now"
        } else {
            ""
        };
        let rest = match self.share {
            Some((k, n)) => format!("run part {k}/{n} again"),
            None => format!("the rest is `--from {} --to {}`", held.end, range.end),
        };
        Err(Stop::Stopped(format!(
            "`{name}` holds {called} {} to {}{kept}; {rest}",
            held.start, held.end
        )))
    }
}
