//! One builder for all inference from the rows of a problem.

use std::fmt;
use std::ops::ControlFlow;

use super::{
    ExactFit, ExactFitError, ExactFitTest, Inference, Jackknife, bootstrap, exact_fit, jackknife,
};
use crate::estimate::{Fit, Problem};
use crate::quantity::{Catalogue, DefineError, Definition, Measure};
use crate::resample::{Bootstrap, Progress, ResampleError, Watcher};

/// A problem prepared for inference: its fit, the quantities with inference, and the progress callback.
///
/// ```
/// use std::ops::ControlFlow;
/// use pls_sem::{Bootstrap, Definition, Measure, Missing, Model, Options, Problem, Table};
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("R =~ KR1-5; V =~ VP1-5; S =~ INT1-4; V ~ R; S ~ V + R")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let inference = problem
///     .resampling()?
///     .quantities([Measure::F2])
///     .define(Definition::parse("difference", "path(R -> S) - path(V -> S)")?)?
///     .on_progress(|progress| {
///         eprintln!("{}: {} of {}", progress.stage, progress.done, progress.of);
///         ControlFlow::Continue(())
///     })
///     .bootstrap(&Bootstrap::new(500))?;
/// assert!(inference.indirect("R", "S").unwrap().p_percentile.unwrap() < 0.05);
/// assert!(inference.defined("difference").unwrap().se.unwrap() > 0.0);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[must_use]
pub struct Resampling<'p> {
    problem: &'p Problem,
    fit: Fit,
    catalogue: Catalogue,
    watcher: Box<Watcher<'p>>,
}

impl Problem {
    /// Estimates the model and bootstraps it, with the default measures.
    ///
    /// ```
    /// use pls_sem::{Bootstrap, Missing, Model, Options, Problem, Table};
    ///
    /// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
    /// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
    /// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
    /// let inference = problem.bootstrap(&Bootstrap::new(500))?;
    /// assert!(inference.path("Resources", "Success").unwrap().p.unwrap() < 0.001);
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ResampleError`]: the model cannot be estimated, a setting is not possible, a given resample does not fit the
    /// sample, or fewer than three resamples could be used.
    pub fn bootstrap(&self, options: &Bootstrap) -> Result<Inference, ResampleError> {
        self.resampling()?.bootstrap(options)
    }

    /// Estimates the model and prepares resampling with settings: further quantities, and a progress callback.
    ///
    /// # Errors
    /// [`ResampleError::Estimate`]: the model cannot be estimated.
    pub fn resampling(&self) -> Result<Resampling<'_>, ResampleError> {
        Ok(Resampling {
            problem: self,
            fit: self.fit()?,
            catalogue: Catalogue::new(self.plan()),
            watcher: Box::new(|_| ControlFlow::Continue(())),
        })
    }
}

impl<'p> Resampling<'p> {
    /// Adds measures to the default measures.
    pub fn quantities(mut self, measures: impl IntoIterator<Item = Measure>) -> Self {
        self.catalogue = self.catalogue.with(measures);
        self
    }

    /// Adds a quantity of your own.
    ///
    /// # Errors
    /// [`DefineError`]: the model does not have what it is made of, or its name is taken.
    pub fn define(mut self, definition: Definition) -> Result<Self, DefineError> {
        self.catalogue = self.catalogue.define(definition)?;
        Ok(self)
    }

    /// Sets a progress callback, which is called from time to time on the calling thread. If it returns `Break`, the run
    /// stops and the completed resamples are summarised.
    pub fn on_progress(mut self, watcher: impl FnMut(Progress) -> ControlFlow<()> + 'p) -> Self {
        self.watcher = Box::new(watcher);
        self
    }

    /// The fit to the rows as they are.
    #[must_use]
    pub fn fit(&self) -> &Fit {
        &self.fit
    }

    /// Estimates the model again in every resample, and summarises every quantity.
    ///
    /// # Errors
    /// As of [`Problem::bootstrap`].
    pub fn bootstrap(mut self, options: &Bootstrap) -> Result<Inference, ResampleError> {
        let (fit, catalogue) = (&self.fit, &self.catalogue);
        bootstrap(self.problem, fit, catalogue, options, &mut self.watcher)
    }

    /// Estimates the model with each row left out.
    ///
    /// # Errors
    /// [`ResampleError::Memory`], if there is not enough.
    pub fn jackknife(mut self) -> Result<Jackknife, ResampleError> {
        jackknife(self.problem, &self.fit, &self.catalogue, &mut self.watcher)
    }

    /// Tests whether the model fits exactly.
    ///
    /// # Errors
    /// [`ExactFitError`], as of [`exact_fit`](super::exact_fit()).
    pub fn exact_fit(mut self, options: &ExactFit) -> Result<ExactFitTest, ExactFitError> {
        exact_fit(self.problem, &self.fit, options, &mut self.watcher)
    }
}

impl fmt::Debug for Resampling<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resampling")
            .field("problem", &self.problem)
            .field("catalogue", &self.catalogue)
            .finish_non_exhaustive()
    }
}
