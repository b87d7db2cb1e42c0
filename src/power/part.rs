//! Parts of a power study that are computed separately, on other machines or on other days, and merged.

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::comparison::Compared;
use super::prepared::Outcomes;
use super::replication::{Found, Outcome, Seen};
use crate::files::{Numbers, Unread, write_numbers};
use crate::procedure::{Called, MergeError, Piece, Span};

/// First line of a file with a part.
const FORMAT: &str = "pls-sem-power-part/1";
/// Numbers that are seen of a quantity: estimate, standard error, and the bounds of its interval.
const SEEN: usize = 4;

/// Some of the replications of a power study, as [`Power::run_part`](super::Power::run_part) makes them.
///
/// A file is laid out as that of a part of a bootstrap is, [`Part`](crate::procedure::Part): what is read back is what was
/// written, to the last bit.
#[derive(Debug, Clone, PartialEq)]
pub struct PowerPart {
    head: Head,
    /// For every size, for every replication: the share of resamples left out, what is seen of every quantity, and of its
    /// differences between groups; not-a-number where there is nothing.
    numbers: Vec<f64>,
    file: Option<PathBuf>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Head {
    /// Of everything that the replications follow from.
    identity: String,
    /// Replications of the whole study.
    replications: usize,
    first: usize,
    done: usize,
    /// How many numbers of rows there are.
    sizes: usize,
    quantities: usize,
    /// Differences between groups.
    #[serde(default)]
    differences: usize,
    unused: Vec<Unused>,
}

/// A survey that is left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Unused {
    /// Its place among all surveys of the part.
    survey: usize,
    inadmissible: bool,
    reason: String,
}

impl PowerPart {
    pub(super) fn of(
        span: Span,
        [quantities, differences]: [usize; 2],
        outcomes: Outcomes,
    ) -> Self {
        let done = outcomes.first().map_or(0, Vec::len);
        let mut head = Head {
            identity: span.identity,
            replications: span.of,
            first: span.range.start,
            done,
            sizes: outcomes.len(),
            quantities,
            differences,
            unused: Vec::new(),
        };
        let mut numbers = Vec::with_capacity(head.sizes * done * head.width());
        for (survey, outcome) in outcomes.into_iter().flatten().enumerate() {
            let mut leave_out = |inadmissible, reason| {
                head.unused.push(Unused {
                    survey,
                    inadmissible,
                    reason,
                });
            };
            match outcome {
                Outcome::Used(found) => {
                    numbers.push(found.left_out);
                    numbers.extend(found.seen.iter().flat_map(|seen| match seen {
                        Some(seen) => [seen.estimate, seen.se, seen.interval[0], seen.interval[1]],
                        None => [f64::NAN; SEEN],
                    }));
                    numbers.extend(found.compared.iter().flat_map(Compared::numbers));
                }
                Outcome::Failed(reason) => leave_out(false, reason),
                Outcome::Inadmissible(reason) => leave_out(true, reason),
            }
            numbers.resize((survey + 1) * head.width(), f64::NAN);
        }
        Self {
            head,
            numbers,
            file: None,
        }
    }

    /// The replications that it holds, from 0; fewer than requested if the study was stopped.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.head.span().range
    }

    /// Which replications of which study it holds.
    #[must_use]
    pub fn span(&self) -> Span {
        self.head.span()
    }

    /// Writes it to a file, whole or not at all.
    ///
    /// # Errors
    /// [`MergeError::File`], naming the file.
    pub fn write(&self, file: impl AsRef<Path>) -> Result<(), MergeError> {
        let file = file.as_ref();
        let written = write_numbers(file, FORMAT, &self.head, self.numbers.iter().copied());
        written.map_err(|error| MergeError::of_file(file, &error))
    }

    /// Reads it from a file.
    ///
    /// # Errors
    /// [`MergeError::File`], naming the file.
    pub fn read(file: impl AsRef<Path>) -> Result<Self, MergeError> {
        let file = file.as_ref();
        let read = Numbers::open(file, FORMAT).and_then(|numbers| {
            numbers.read(Head::numbers, |_| Vec::new(), |taken, _, x| taken.push(x))
        });
        let (head, numbers) = read.map_err(|fault| unread(file, fault))?;
        Ok(Self {
            head,
            numbers,
            file: Some(file.to_owned()),
        })
    }

    /// Reads which replications of which study a file holds, without the replications.
    ///
    /// # Errors
    /// As [`PowerPart::read`].
    pub fn read_span(file: impl AsRef<Path>) -> Result<Span, MergeError> {
        let file = file.as_ref();
        let numbers = Numbers::<Head>::open(file, FORMAT).map_err(|fault| unread(file, fault))?;
        Ok(numbers.head.span())
    }

    /// Adds its outcomes to those of the replications before it.
    pub(super) fn append_to(
        self,
        outcomes: &mut Outcomes,
        width: [usize; 2],
    ) -> Result<(), MergeError> {
        let Head {
            sizes,
            done,
            quantities,
            differences,
            ..
        } = self.head;
        if (sizes, [quantities, differences]) != (outcomes.len(), width) {
            return Err(MergeError::other_run(&self, Called::Replications));
        }
        let mut unused = self.head.unused.iter().peekable();
        for (survey, numbers) in self.numbers.chunks(self.head.width()).enumerate() {
            let outcome = match unused.next_if(|unused| unused.survey == survey) {
                Some(left_out) if left_out.inadmissible => {
                    Outcome::Inadmissible(left_out.reason.clone())
                }
                Some(left_out) => Outcome::Failed(left_out.reason.clone()),
                None => {
                    let (of_all, of_groups) = numbers[1..].split_at(SEEN * quantities);
                    let compared = of_groups.chunks(Compared::NUMBERS);
                    Outcome::Used(Found {
                        seen: of_all.chunks(SEEN).map(seen).collect(),
                        left_out: numbers[0],
                        compared: compared.filter_map(Compared::of_numbers).collect(),
                    })
                }
            };
            outcomes[survey / done].push(outcome);
        }
        Ok(())
    }
}

/// What is seen of a quantity; nothing, if it has no estimate.
fn seen(numbers: &[f64]) -> Option<Seen> {
    match numbers {
        &[estimate, se, low, high] if !estimate.is_nan() => Some(Seen {
            estimate,
            se,
            interval: [low, high],
        }),
        _ => None,
    }
}

fn unread(file: &Path, fault: Unread) -> MergeError {
    let what = "it is not a part of a power study (`pls-sem power --part` writes such)";
    MergeError::unread(file, fault, what)
}

impl Piece for PowerPart {
    fn span(&self) -> Span {
        self.head.span()
    }

    fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }
}

impl Head {
    fn span(&self) -> Span {
        Span {
            identity: self.identity.clone(),
            of: self.replications,
            range: self.first..self.first.saturating_add(self.done),
        }
    }

    /// Numbers of one survey.
    fn width(&self) -> usize {
        1 + SEEN * self.quantities + Compared::NUMBERS * self.differences
    }

    /// How many numbers there are, if its counts agree with each other.
    fn numbers(&self) -> Option<usize> {
        let end = self.first.checked_add(self.done)?;
        let surveys = self.sizes.checked_mul(self.done)?;
        let rise = self
            .unused
            .windows(2)
            .all(|two| two[0].survey < two[1].survey);
        let inside = self.unused.last().is_none_or(|last| last.survey < surveys);
        let of_groups = self.differences.checked_mul(Compared::NUMBERS)?;
        let of_all = self.quantities.checked_mul(SEEN)?.checked_add(1)?;
        let width = of_all.checked_add(of_groups)?;
        let agrees = end <= self.replications && rise && inside;
        surveys.checked_mul(width).filter(|_| agrees)
    }
}
