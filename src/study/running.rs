//! A study whose run is watched.

use std::fmt;
use std::ops::{ControlFlow, Range};

use super::{RunError, Study};
use crate::data::Data;
use crate::document::Document;
use crate::procedure::Part;
use crate::resample::{Progress, Watcher};

/// A study with a progress callback for its run.
#[must_use]
pub struct Running<'s> {
    study: &'s Study,
    watcher: Box<Watcher<'s>>,
}

impl Study {
    /// Sets a progress callback, which is called from time to time on the calling thread. If it returns `Break`, the run
    /// ends early and reports what is completed.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use pls_sem::{Bootstrap, Model, Study, Table};
    ///
    /// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
    /// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
    /// let study = Study::new(model).bootstrap(Bootstrap::new(500));
    /// let document = study
    ///     .on_progress(|progress| {
    ///         eprintln!("{:.0} %", 100.0 * progress.share());
    ///         ControlFlow::Continue(())
    ///     })
    ///     .run(&table)?;
    /// # assert_eq!(document.bootstrap.unwrap().done, 500);
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    pub fn on_progress<'s>(
        &'s self,
        watcher: impl FnMut(Progress) -> ControlFlow<()> + 's,
    ) -> Running<'s> {
        Running {
            study: self,
            watcher: Box::new(watcher),
        }
    }
}

impl Running<'_> {
    /// Runs the study.
    ///
    /// # Errors
    /// As of [`Study::run`].
    pub fn run<'d>(mut self, data: impl Into<Data<'d>>) -> Result<Document, RunError> {
        self.study.run_with(data, &mut self.watcher)
    }

    /// Runs the resamples of a range, counted from 0.
    ///
    /// # Errors
    /// As of [`Study::run_part`].
    pub fn run_part<'d>(
        mut self,
        data: impl Into<Data<'d>>,
        range: Range<usize>,
    ) -> Result<Part, RunError> {
        self.study.run_part(data, range, &mut self.watcher)
    }

    /// Runs the study with resamples that were run before.
    ///
    /// # Errors
    /// As of [`Study::merge`].
    pub fn merge<'d>(
        mut self,
        data: impl Into<Data<'d>>,
        parts: impl IntoIterator<Item = Part>,
    ) -> Result<Document, RunError> {
        self.study.merge(data, parts, &mut self.watcher)
    }
}

impl fmt::Debug for Running<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Running");
        shown.field("study", &self.study).finish_non_exhaustive()
    }
}
