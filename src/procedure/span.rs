//! Which replicates of which run a part holds, and whether parts form the whole run.

use std::ops::Range;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::files::Unread;
use crate::numeric::stream;
use crate::resample::ResampleError;
use crate::text::first_of;

/// Which replicates of which run a part holds: resamples of a bootstrap, or replications of a power study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// A checksum of everything on which the replicates depend.
    pub(crate) identity: String,
    /// Replicates of the whole run.
    pub(crate) of: usize,
    pub(crate) range: Range<usize>,
}

impl Span {
    /// The replicates, counted from 0.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// Whether both are of one run.
    #[must_use]
    pub fn is_of_run_of(&self, other: &Self) -> bool {
        (&self.identity, self.of) == (&other.identity, other.of)
    }

    /// Whether this part holds every replicate of another part, so that it can replace it without loss.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        self.is_of_run_of(other)
            && self.range.start <= other.range.start
            && other.range.end <= self.range.end
    }
}

/// The replicates of part `k` of `n`, counted from 1, of a run with the given number of replicates: the parts have
/// equal sizes, up to 1.
///
/// ```text
/// from (k - 1) R / n, rounded down, to k R / n, rounded down
/// ```
///
/// `None` if there is no such part, or if it would be empty.
///
/// ```
/// use pls_sem::procedure::share;
///
/// assert_eq!(share(1, 3, 10), Some(0..3));
/// assert_eq!(share(3, 3, 10), Some(6..10));
/// assert_eq!(share(4, 3, 10), None);
/// ```
#[must_use]
pub fn share(k: usize, n: usize, replicates: usize) -> Option<Range<usize>> {
    let end_of = |k: usize| {
        let end = k as u128 * replicates as u128 / n as u128;
        usize::try_from(end).ok()
    };
    if k == 0 || k > n {
        return None;
    }
    let range = end_of(k - 1)?..end_of(k)?;
    (!range.is_empty()).then_some(range)
}

/// A checksum of everything on which the replicates of a run depend, including version and generator.
pub(crate) struct Identity(Sha256);

impl Identity {
    pub(crate) fn new() -> Self {
        let mut new = Self(Sha256::new());
        let version = env!("CARGO_PKG_VERSION");
        new.add(&format!("{version} {}", stream::GENERATOR));
        new
    }

    pub(crate) fn add(&mut self, text: &str) {
        self.0.update(text.as_bytes());
        self.0.update([0]);
    }

    pub(crate) fn add_number(&mut self, x: f64) {
        self.0.update(x.to_le_bytes());
    }

    /// In hexadecimal.
    pub(crate) fn finish(self) -> String {
        let digits: Vec<String> = self
            .0
            .finalize()
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        digits.concat()
    }
}

/// The name of the replicates of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Called {
    Resamples,
    Replications,
}

impl Called {
    fn singular(self) -> &'static str {
        match self {
            Self::Resamples => "resample",
            Self::Replications => "replication",
        }
    }

    pub(crate) fn plural(self) -> &'static str {
        match self {
            Self::Resamples => "resamples",
            Self::Replications => "replications",
        }
    }
}

/// Why parts cannot be joined.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MergeError {
    /// A file cannot be read or written.
    #[error("`{}`: {reason}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// Why.
        reason: String,
    },
    /// A part of another run.
    #[error(
        "{part} is part of another run: data or population, model, settings, seed, number of {what} and version of the program must be those of the study"
    )]
    OtherRun {
        /// The part.
        part: String,
        /// The name of the replicates of the run.
        what: &'static str,
    },
    /// Replicates that no part holds.
    #[error(
        "{what} {} are in no part: run them with {}",
        each(ranges, "", " to ", ""),
        each(ranges, "`--from ", " --to ", "`")
    )]
    Gaps {
        /// Their name.
        what: &'static str,
        /// Their ranges, from 0, each without its end.
        ranges: Vec<Range<usize>>,
    },
    /// Replicates that two parts hold.
    #[error("{part} begins with {what} {from}, which {other} holds already: leave one of them out")]
    Overlap {
        /// The name of one of them.
        what: &'static str,
        /// The part.
        part: String,
        /// The replicate, from 0.
        from: usize,
        /// The part before it.
        other: String,
    },
    /// The whole has no inference.
    #[error(transparent)]
    Infer(#[from] ResampleError),
}

crate::text::debug_as_sentence!(MergeError);

/// Ranges that a message names.
const NAMED: usize = 20;

/// Some ranges, each with words before it, between its ends and after it.
fn each(ranges: &[Range<usize>], before: &str, between: &str, after: &str) -> String {
    let named =
        |Range { start, end }: &Range<usize>| format!("{before}{start}{between}{end}{after}");
    first_of(NAMED, ranges.iter().map(named), ", ")
}

impl MergeError {
    /// A part with another number of values than the run.
    pub(crate) fn other_run(part: &impl Piece, called: Called) -> Self {
        Self::OtherRun {
            part: name(part, called),
            what: called.plural(),
        }
    }

    /// A fault of a file.
    pub(crate) fn of_file(file: &Path, reason: &impl ToString) -> Self {
        Self::File {
            file: file.to_owned(),
            reason: reason.to_string(),
        }
    }

    /// A part that cannot be read; `what` says which files are valid parts.
    pub(crate) fn unread(file: &Path, fault: Unread, what: &str) -> Self {
        match fault {
            Unread::System(error) => Self::of_file(file, &error),
            Unread::OtherFormat => Self::of_file(file, &what),
            Unread::Damaged => {
                Self::of_file(file, &"it is incomplete or damaged: run this part again")
            }
        }
    }
}

/// A part of a run.
pub(crate) trait Piece {
    fn span(&self) -> Span;
    /// The file from which it was read.
    fn file(&self) -> Option<&Path>;
}

/// The name of a part in a sentence.
pub(crate) fn name(part: &impl Piece, called: Called) -> String {
    if let Some(file) = part.file() {
        return format!("`{}`", file.display());
    }
    let Range { start, end } = part.span().range;
    format!("the part of {} {start} to {end}", called.plural())
}

/// The parts in the order of their replicates, after the check that they form exactly the whole run.
pub(crate) fn in_order<P: Piece>(
    parts: impl IntoIterator<Item = P>,
    whole: &Span,
    called: Called,
) -> Result<Vec<P>, MergeError> {
    let what = called.plural();
    let mut parts: Vec<P> = parts.into_iter().collect();
    parts.sort_by_key(|part| (part.span().range.start, part.span().range.end));
    let name = |part: &P| name(part, called);
    let (mut done, mut before) = (whole.range.start, String::new());
    let mut ranges = Vec::new();
    for part in &parts {
        let span = part.span();
        if !span.is_of_run_of(whole) {
            return Err(MergeError::other_run(part, called));
        }
        let (from, to) = (done, span.range.start);
        if to > from {
            ranges.push(from..to);
        }
        if to < from {
            return Err(MergeError::Overlap {
                what: called.singular(),
                part: name(part),
                from: to,
                other: before,
            });
        }
        before = name(part);
        done = span.range.end;
    }
    if done < whole.range.end {
        ranges.push(done..whole.range.end);
    }
    if ranges.is_empty() {
        Ok(parts)
    } else {
        Err(MergeError::Gaps { what, ranges })
    }
}
