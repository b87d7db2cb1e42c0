//! Parts of a bootstrap that run on several machines or days and are merged.

use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::bootstrap::stages;
use super::span::{Called, Identity, Piece, Span, in_order};
use super::{Inference, Jackknife, MergeError};
use crate::estimate::{Fit, Problem};
use crate::files::{Numbers, Unread, write_numbers};
use crate::infer::IntervalKind;
use crate::quantity::Catalogue;
use crate::resample::{
    Bootstrap, Event, Progress, Replicates, Stage, Values, add_counts, as_stage,
};

/// First line of a file with a part.
const FORMAT: &str = "pls-sem-part/1";

/// Some of the resamples of a bootstrap, made by [`bootstrap_part`](super::bootstrap_part).
///
/// A file holds a line with the name of the format, a line of JSON, all numbers as 64-bit little-endian floats, and the
/// SHA-256 of everything before, so that the numbers are read back to the last bit.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    head: Head,
    values: Values,
    file: Option<PathBuf>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Head {
    /// A checksum of everything on which the replicates depend.
    identity: String,
    /// Resamples of the whole run.
    resamples: usize,
    first: usize,
    done: usize,
    width: usize,
    events: Vec<Event>,
    /// The weights that decided the signs of composites, one set for every stage, and how often the sign of
    /// each construct was changed.
    towards: Option<Vec<Vec<f64>>>,
    turned: Vec<usize>,
}

impl Part {
    pub(super) fn of(span: Span, towards: Option<Vec<Vec<f64>>>, replicates: Replicates) -> Self {
        let Replicates {
            first,
            values,
            events,
            turned,
        } = replicates;
        let head = Head {
            identity: span.identity,
            resamples: span.of,
            first,
            done: values.replicates(),
            width: values.width(),
            events,
            towards,
            turned,
        };
        Self {
            head,
            values,
            file: None,
        }
    }

    /// The resamples that it holds, from 0; fewer than requested if the run was stopped.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.head.first..self.head.first + self.head.done
    }

    /// Resamples of the whole run.
    #[must_use]
    pub fn resamples(&self) -> usize {
        self.head.resamples
    }

    /// Which resamples of which run it holds.
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
        let written = write_numbers(file, FORMAT, &self.head, self.values.rows());
        written.map_err(|error| MergeError::of_file(file, &error))
    }

    /// Reads it from a file.
    ///
    /// # Errors
    /// [`MergeError::File`], naming the file.
    pub fn read(file: impl AsRef<Path>) -> Result<Self, MergeError> {
        let file = file.as_ref();
        let read = Numbers::open(file, FORMAT).and_then(|numbers| {
            numbers.read(
                Head::numbers,
                |head| Values::zeros(head.width, head.done),
                |values, i, x| {
                    let width = values.width();
                    values.set(i / width, i % width, x);
                },
            )
        });
        let (head, values) = read.map_err(|fault| unread(file, fault))?;
        Ok(Self {
            head,
            values,
            file: Some(file.to_owned()),
        })
    }

    /// Reads which resamples of which run a file holds, without the resamples.
    ///
    /// # Errors
    /// As [`Part::read`].
    pub fn read_span(file: impl AsRef<Path>) -> Result<Span, MergeError> {
        let file = file.as_ref();
        let numbers = Numbers::<Head>::open(file, FORMAT).map_err(|fault| unread(file, fault))?;
        Ok(numbers.head.span())
    }
}

fn unread(file: &Path, fault: Unread) -> MergeError {
    let what = "it is not a part of a bootstrap (`pls-sem run --part` writes these files)";
    MergeError::unread(file, fault, what)
}

impl Piece for Part {
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
            of: self.resamples,
            range: self.first..self.first.saturating_add(self.done),
        }
    }

    /// The number of numbers, if the counts of the head agree with each other.
    fn numbers(&self) -> Option<usize> {
        let end = self.first.checked_add(self.done);
        let inside = |event: &Event| Some(event.replicate) < end && event.replicate >= self.first;
        let agrees = end.is_some_and(|end| end <= self.resamples) && self.events.iter().all(inside);
        self.width.checked_mul(self.done).filter(|_| agrees)
    }

    /// Whether the weights that decided the signs are those of this sample, except for the last digits, in which machines
    /// differ.
    fn is_turned_as(&self, fit: &Fit) -> bool {
        let near = |a: &f64, b: &f64| (a - b).abs() <= 1e-6 * (1.0 + b.abs());
        let same = |a: &Vec<f64>, b: &Vec<f64>| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| near(a, b))
        };
        let (towards, of_sample) = (self.towards.as_deref(), fit.stage_weights());
        towards.is_none_or(|towards| {
            let stages = towards.iter().zip(&of_sample);
            towards.len() == of_sample.len() && stages.into_iter().all(|(a, b)| same(a, b))
        })
    }
}

/// Merges the parts of a bootstrap; the result is that of one run, bit for bit.
///
/// # Errors
/// [`MergeError`]: a part is of another run, resamples are missing or held twice, too few could be used, or problem, fit
/// and catalogue are not of one model.
pub fn merge(
    problem: &Problem,
    fit: &Fit,
    catalogue: &Catalogue,
    options: &Bootstrap,
    parts: impl IntoIterator<Item = Part>,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Inference, MergeError> {
    let whole = Span {
        identity: identity(problem, catalogue, options),
        of: options.resamples(),
        range: 0..options.resamples(),
    };
    let parts = in_order(parts, &whole, Called::Resamples)?;
    let width = row_width(catalogue, options);
    let differs = |part: &&Part| part.head.width != width || !part.head.is_turned_as(fit);
    if let Some(part) = parts.iter().find(differs) {
        return Err(MergeError::other_run(part, Called::Resamples));
    }
    let stages = stages(options);
    let jackknife = {
        let progress = &mut as_stage(progress, Stage::Jackknife, 1, stages);
        Jackknife::needed(problem, fit, catalogue, options, progress)?
    };
    let (mut values, mut events, mut turned) = (Vec::new(), Vec::new(), Vec::new());
    for part in parts {
        values.push(part.values);
        events.extend(part.head.events);
        add_counts(&mut turned, &part.head.turned);
    }
    // Existing parts need no time, so that there is nothing to stop.
    let of = options.resamples();
    let _ = as_stage(progress, Stage::Merge, stages, stages)(Progress::of(Stage::Merge, of, of));
    let whole = Replicates {
        first: 0,
        values: Values::joined(width, values),
        events,
        turned,
    };
    Ok(Inference::of(
        problem, fit, catalogue, options, whole, jackknife,
    )?)
}

/// Numbers of a resample: its quantities and, for studentized intervals, their standard errors.
pub(super) fn row_width(catalogue: &Catalogue, options: &Bootstrap) -> usize {
    let studentized = options.asks_for(IntervalKind::Studentized);
    catalogue.quantities().len() * if studentized { 2 } else { 1 }
}

/// The settings on which the resamples of a bootstrap depend; for closures, only names and inputs
/// are known.
pub(super) fn identity(problem: &Problem, catalogue: &Catalogue, options: &Bootstrap) -> String {
    let (plan, sample) = (problem.plan(), problem.sample());
    let mut identity = Identity::new();
    identity.add(&plan.written().to_text());
    identity.add(&format!(
        "{:?} {:?}",
        plan.written().modes().collect::<Vec<_>>(),
        plan.options()
    ));
    identity.add(&format!(
        "{:?} {:?} {:?} {:?} {:?} {}",
        options.signs_of(plan),
        options.draws.of_what(),
        options.failed,
        options.strata,
        options.cluster,
        options.asks_for(IntervalKind::Studentized)
    ));
    catalogue.names().for_each(|name| identity.add(&name));
    for i in 0..sample.n() {
        for k in 0..sample.indicators().len() {
            identity.add_number(sample.answer(i, k).unwrap_or(f64::NAN));
        }
    }
    let weights = sample.weights().into_iter().flatten();
    weights.for_each(|&weight| identity.add_number(weight));
    identity.finish()
}
