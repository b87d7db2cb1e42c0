//! How far a run has come.

use std::fmt;
use std::ops::ControlFlow;

/// The progress of a run: its stage, and the completed share.
///
/// ```
/// use std::ops::ControlFlow;
/// use pls_sem::{Bootstrap, IntervalKind, Missing, Model, Options, Problem, Table};
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let mut bar = 0.0;
/// let options = Bootstrap::new(500).intervals([IntervalKind::Bca]); // a jackknife, then resamples
/// problem.resampling()?
///     .on_progress(|progress| {
///         assert!(progress.share() >= bar, "a bar never goes back");
///         bar = progress.share();
///         ControlFlow::Continue(()) // `Break` ends the run with what is done
///     })
///     .bootstrap(&options)?;
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The current work.
    pub stage: Stage,
    /// The number of this stage, from 1.
    pub number: usize,
    /// How many stages the run has.
    pub stages: usize,
    /// Replicates done in this stage.
    pub done: usize,
    /// Replicates of this stage.
    pub of: usize,
}

/// The stages of a run, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Each row or cluster is left out in turn.
    Jackknife,
    /// Resamples are drawn and estimated.
    Resamples,
    /// Parts that were run before are joined.
    Merge,
    /// Resamples of answers that are transformed to fit the model.
    ExactFit,
    /// Resamples of every group.
    Groups,
    /// Rows change groups at random.
    Permutations,
    /// Folds are left out and predicted.
    Folds,
    /// Surveys of a power study.
    Surveys,
    /// Starts of the search for segments.
    Segments,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jackknife => "jackknife",
            Self::Resamples => "resamples",
            Self::Merge => "merge",
            Self::ExactFit => "exact fit",
            Self::Groups => "resamples of groups",
            Self::Permutations => "permutations",
            Self::Folds => "folds",
            Self::Surveys => "surveys",
            Self::Segments => "segments",
        })
    }
}

impl Progress {
    /// The only stage of a run.
    pub(crate) fn of(stage: Stage, done: usize, of: usize) -> Self {
        Self {
            stage,
            number: 1,
            stages: 1,
            done,
            of,
        }
    }

    /// The completed share of the whole run, from 0 to 1; all stages count equally.
    #[must_use]
    pub fn share(self) -> f64 {
        let of_stage = self.done as f64 / self.of.max(1) as f64;
        (self.number as f64 - 1.0 + of_stage) / self.stages.max(1) as f64
    }
}

/// A callback that receives the progress of a run and may stop it.
pub(crate) type Watcher<'w> = dyn FnMut(Progress) -> ControlFlow<()> + 'w;

/// Tells of a stage as one of several.
pub(crate) fn as_stage<'w>(
    watcher: &'w mut Watcher<'_>,
    stage: Stage,
    number: usize,
    stages: usize,
) -> impl FnMut(Progress) -> ControlFlow<()> + 'w {
    move |Progress { done, of, .. }| {
        watcher(Progress {
            stage,
            number,
            stages,
            done,
            of,
        })
    }
}

/// Reports the progress of the first stages of a run that has further stages.
pub(crate) fn before_others<'w>(
    watcher: &'w mut Watcher<'_>,
    others: usize,
) -> impl FnMut(Progress) -> ControlFlow<()> + 'w {
    move |progress| {
        watcher(Progress {
            stages: progress.stages + others,
            ..progress
        })
    }
}

/// Tells of the later stages of a run that has had so many already.
pub(crate) fn after_others<'w>(
    watcher: &'w mut Watcher<'_>,
    others: usize,
) -> impl FnMut(Progress) -> ControlFlow<()> + 'w {
    move |progress| {
        watcher(Progress {
            number: progress.number + others,
            stages: progress.stages + others,
            ..progress
        })
    }
}
