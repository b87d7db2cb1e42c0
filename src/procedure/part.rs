//! Parts of a bootstrap that are done apart, on other machines or on other days, and joined.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::bootstrap::stages;
use super::{Inference, Jackknife};
use crate::estimate::{Fit, Problem};
use crate::infer::IntervalKind;
use crate::numeric::stream;
use crate::quantity::Catalogue;
use crate::resample::{
    Bootstrap, Event, Progress, Replicates, ResampleError, Stage, Values, add_counts, as_stage,
};

/// First line of a file with a part.
const FORMAT: &str = "pls-sem-part/1";
/// Bytes of a checksum.
const CHECKSUM: usize = 32;

/// Some of the resamples of a bootstrap, as [`bootstrap_part`](super::bootstrap_part) makes them.
///
/// A file holds a line with the format's name, a line of JSON, then all numbers as 64-bit little-endian floats, and the
/// SHA-256 of all that, so that what is read back is what was written, to the last bit.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    head: Head,
    values: Values,
    file: Option<PathBuf>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Head {
    /// Of everything that the replicates follow from.
    identity: String,
    /// Resamples of the whole run.
    resamples: usize,
    first: usize,
    done: usize,
    width: usize,
    events: Vec<Event>,
    /// Weights that composites were turned towards, one set for every stage, and how often each construct was.
    towards: Option<Vec<Vec<f64>>>,
    turned: Vec<usize>,
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
        "{part} is of another run: data, model, settings, seed, number of resamples and version of the program must be those of the study"
    )]
    OtherRun {
        /// The part.
        part: String,
    },
    /// Resamples that no part holds.
    #[error("resamples {from} to {to} are in no part: run them with `--from {from} --to {to}`")]
    Gap {
        /// The first of them, from 0.
        from: usize,
        /// The first after them.
        to: usize,
    },
    /// Resamples that two parts hold.
    #[error(
        "{part} begins with resample {from}, which {other} holds already: leave one of them out"
    )]
    Overlap {
        /// The part.
        part: String,
        /// The resample, from 0.
        from: usize,
        /// The part before it.
        other: String,
    },
    /// The whole has no inference.
    #[error(transparent)]
    Infer(#[from] ResampleError),
}

crate::text::debug_as_sentence!(MergeError);

impl Part {
    pub(super) fn of(
        problem: &Problem,
        catalogue: &Catalogue,
        options: &Bootstrap,
        towards: Option<Vec<Vec<f64>>>,
        replicates: Replicates,
    ) -> Self {
        let Replicates {
            first,
            values,
            events,
            turned,
        } = replicates;
        let head = Head {
            identity: identity(problem, catalogue, options),
            resamples: options.resamples(),
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

    /// The resamples that it holds, from 0; fewer than asked for if the run was stopped.
    #[must_use]
    pub fn range(&self) -> std::ops::Range<usize> {
        self.head.first..self.head.first + self.head.done
    }

    /// Resamples of the whole run.
    #[must_use]
    pub fn resamples(&self) -> usize {
        self.head.resamples
    }

    /// Writes it to a file.
    ///
    /// # Errors
    /// [`MergeError::File`], naming the file.
    pub fn write(&self, file: impl AsRef<Path>) -> Result<(), MergeError> {
        let file = file.as_ref();
        self.write_to(file).map_err(|e| at(file, &e))
    }

    fn write_to(&self, file: &Path) -> io::Result<()> {
        let mut into = BufWriter::new(File::create(file)?);
        let mut hash = Sha256::new();
        let mut put = |bytes: &[u8]| {
            hash.update(bytes);
            into.write_all(bytes)
        };
        let head = serde_json::to_string(&self.head)?;
        put(format!("{FORMAT}\n{head}\n").as_bytes())?;
        for x in self.values.rows() {
            put(&x.to_le_bytes())?;
        }
        into.write_all(&hash.finalize())?;
        into.flush()
    }

    /// Reads it from a file.
    ///
    /// # Errors
    /// [`MergeError::File`], naming the file.
    pub fn read(file: impl AsRef<Path>) -> Result<Self, MergeError> {
        let file = file.as_ref();
        let fault = |reason: &str| MergeError::File {
            file: file.to_owned(),
            reason: reason.to_owned(),
        };
        let cut = || fault("it is cut short or damaged: run this part again");
        let opened = File::open(file).map_err(|e| at(file, &e))?;
        let length = opened.metadata().map_err(|e| at(file, &e))?.len();
        let mut from = BufReader::new(opened);
        let mut hash = Sha256::new();
        let format = line(&mut from, &mut hash, FORMAT.len() + 1).map_err(|e| at(file, &e))?;
        if format != format!("{FORMAT}\n").as_bytes() {
            return Err(fault(
                "it is not a part of a bootstrap (`pls-sem run --part` writes such)",
            ));
        }
        let text = line(&mut from, &mut hash, usize::MAX).map_err(|e| at(file, &e))?;
        let head: Head = serde_json::from_slice(&text).map_err(|_| cut())?;
        // What the head promises must be there before room is made for it.
        let before = format.len() + text.len() + CHECKSUM;
        if !head.is_whole()
            || head.bytes().and_then(|b| b.checked_add(before as u64)) != Some(length)
        {
            return Err(cut());
        }
        let mut values = Values::zeros(head.width, head.done);
        let mut number = [0; 8];
        for (replicate, value) in
            (0..head.done).flat_map(|r| (0..head.width).map(move |value| (r, value)))
        {
            from.read_exact(&mut number).map_err(|e| at(file, &e))?;
            hash.update(number);
            values.set(replicate, value, f64::from_le_bytes(number));
        }
        let mut checksum = [0; CHECKSUM];
        from.read_exact(&mut checksum).map_err(|e| at(file, &e))?;
        if hash.finalize().as_slice() != checksum {
            return Err(cut());
        }
        Ok(Self {
            head,
            values,
            file: Some(file.to_owned()),
        })
    }

    fn name(&self) -> String {
        match &self.file {
            Some(file) => format!("`{}`", file.display()),
            None => format!(
                "the part of resamples {} to {}",
                self.range().start,
                self.range().end
            ),
        }
    }
}

impl Head {
    /// Its numbers agree with each other.
    fn is_whole(&self) -> bool {
        let end = self.first.checked_add(self.done);
        let inside = |event: &Event| Some(event.replicate) < end && event.replicate >= self.first;
        end.is_some_and(|end| end <= self.resamples) && self.events.iter().all(inside)
    }

    /// Whether composites were turned towards those of this sample, except for the last digits, in which machines differ.
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

    /// Bytes of all numbers.
    fn bytes(&self) -> Option<u64> {
        let numbers = self.width.checked_mul(self.done)?;
        u64::try_from(numbers.checked_mul(size_of::<f64>())?).ok()
    }
}

/// Reads a line of at most so many bytes, its end included.
fn line(from: &mut impl BufRead, hash: &mut Sha256, most: usize) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    from.take(most as u64).read_until(b'\n', &mut line)?;
    hash.update(&line);
    Ok(line)
}

fn at(file: &Path, error: &io::Error) -> MergeError {
    MergeError::File {
        file: file.to_owned(),
        reason: error.to_string(),
    }
}

/// Joins the parts of a bootstrap; the result is that of one run, bit for bit.
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
    let stages = stages(options);
    let jackknife = {
        let progress = &mut as_stage(progress, Stage::Jackknife, 1, stages);
        Jackknife::needed(problem, fit, catalogue, options, progress)?
    };
    let (identity, resamples) = (identity(problem, catalogue, options), options.resamples());
    let mut parts: Vec<Part> = parts.into_iter().collect();
    parts.sort_by_key(|part| (part.head.first, part.head.done));
    let width = row_width(catalogue, options);
    let (mut values, mut events, mut turned) = (Vec::new(), Vec::new(), Vec::new());
    let (mut done, mut before) = (0, String::new());
    for part in parts {
        let same = part.head.identity == identity && part.head.width == width;
        if !same || !part.head.is_turned_as(fit) {
            return Err(MergeError::OtherRun { part: part.name() });
        }
        let from = part.head.first;
        if from > done {
            return Err(MergeError::Gap {
                from: done,
                to: from,
            });
        }
        if from < done {
            return Err(MergeError::Overlap {
                part: part.name(),
                from,
                other: before,
            });
        }
        before = part.name();
        done += part.head.done;
        values.push(part.values);
        events.extend(part.head.events);
        add_counts(&mut turned, &part.head.turned);
    }
    if done < resamples {
        return Err(MergeError::Gap {
            from: done,
            to: resamples,
        });
    }
    // Parts that are there need no time: there is nothing to stop any more.
    let _ = as_stage(progress, Stage::Merge, stages, stages)(Progress::of(
        Stage::Merge,
        done,
        resamples,
    ));
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

fn row_width(catalogue: &Catalogue, options: &Bootstrap) -> usize {
    let studentized = options.asks_for(IntervalKind::Studentized);
    catalogue.quantities().len() * if studentized { 2 } else { 1 }
}

/// A checksum of everything that the replicates follow from; of closures, only names and inputs are known.
fn identity(problem: &Problem, catalogue: &Catalogue, options: &Bootstrap) -> String {
    let (plan, sample) = (problem.plan(), problem.sample());
    let mut hash = Sha256::new();
    let mut add = |text: String| {
        hash.update(text.as_bytes());
        hash.update([0]);
    };
    add(format!(
        "{} {}",
        env!("CARGO_PKG_VERSION"),
        stream::GENERATOR
    ));
    add(plan.written().to_text());
    add(format!(
        "{:?} {:?}",
        plan.written().modes().collect::<Vec<_>>(),
        plan.options()
    ));
    add(format!(
        "{:?} {:?} {:?} {:?} {:?} {}",
        options.signs_of(plan),
        options.draws.of_what(),
        options.inadmissible,
        options.strata,
        options.clusters,
        options.asks_for(IntervalKind::Studentized)
    ));
    catalogue.names().for_each(&mut add);
    for i in 0..sample.n() {
        for k in 0..sample.indicators().len() {
            hash.update(sample.answer(i, k).unwrap_or(f64::NAN).to_le_bytes());
        }
    }
    let weights = sample.weights().into_iter().flatten();
    weights.for_each(|weight| hash.update(weight.to_le_bytes()));
    let digest = hash.finalize();
    digest.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
