//! The test of exact fit of a study, which is on by default wherever there is a bootstrap.

use super::{Rows, Start, Study};
use crate::procedure::{ExactFit, ExactFitError, ExactFitTest, exact_fit_by_units};
use crate::resample::{Bootstrap, Watcher};

/// A larger model is tested on request only: the time of the test grows with the cube of the number of indicators, that of
/// the bootstrap with its square.
const MOST_INDICATORS: usize = 200;

impl Study {
    /// The test in force: as requested; otherwise with as many resamples as the bootstrap, for a model that can be tested.
    /// `None` without either, or if it is turned off.
    pub(crate) fn exact_fit_in_force(&self) -> Option<ExactFit> {
        let bootstrap = self.bootstrap.as_ref().filter(|_| self.model.is_plain());
        let by_default = bootstrap.map(|bootstrap| ExactFit::new(bootstrap.resamples()));
        let test = self.exact_fit.or(by_default);
        test.filter(|test| test.resamples() > 0)
    }

    /// Why a test that was not requested is left out.
    pub(super) fn exact_fit_left_out(&self, rows: &Rows) -> Option<ExactFitError> {
        if self.exact_fit.is_some() {
            return None;
        }
        if rows.bootstrap.as_ref().is_some_and(Bootstrap::is_given) {
            return Some(ExactFitError::GivenRows);
        }
        let indicators = rows.problem.plan().indicators();
        (indicators > MOST_INDICATORS).then_some(ExactFitError::Large { indicators })
    }

    /// Does the test in force. Nothing else of the study depends on it, so that its errors are findings.
    pub(super) fn test_exact_fit(
        &self,
        start: &Start<'_>,
        progress: &mut Watcher<'_>,
    ) -> Option<Result<ExactFitTest, ExactFitError>> {
        let (rows, options) = start.rows.as_ref().zip(self.exact_fit_in_force())?;
        if let Some(reason) = self.exact_fit_left_out(rows) {
            return Some(Err(reason));
        }
        let (problem, bootstrap) = (&rows.problem, rows.bootstrap.as_ref());
        let fit = &start.fit;
        Some(exact_fit_by_units(
            problem, fit, &options, bootstrap, progress,
        ))
    }
}
