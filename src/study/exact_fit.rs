//! The test of exact fit of a study, which is on by default wherever there is a bootstrap.

use super::{Start, Study};
use crate::procedure::{ExactFit, ExactFitError, ExactFitTest, exact_fit_by_units};
use crate::resample::{Bootstrap, Watcher};

/// A larger model is tested on request only: the time of the test grows with the cube of the number of indicators, that of
/// the bootstrap with its square.
const MOST_INDICATORS: usize = 200;

impl Study {
    /// The test in force: as requested, or with as many resamples as the bootstrap; `None` without either, or if it is
    /// turned off.
    pub(crate) fn exact_fit_in_force(&self) -> Option<ExactFit> {
        let resamples = self.bootstrap.as_ref().map(Bootstrap::resamples);
        let test = self.exact_fit.or(resamples.map(ExactFit::new));
        test.filter(|test| test.resamples() > 0)
    }

    /// Does the test in force. Nothing else of the study depends on it, so that its errors are findings.
    pub(super) fn test_exact_fit(
        &self,
        start: &Start<'_>,
        progress: &mut Watcher<'_>,
    ) -> Option<Result<ExactFitTest, ExactFitError>> {
        let (rows, options) = start.rows.as_ref().zip(self.exact_fit_in_force())?;
        let bootstrap = rows.bootstrap.as_ref();
        let (problem, fit) = (&rows.problem, &start.fit);
        if self.exact_fit.is_none() {
            let indicators = problem.plan().indicators();
            if bootstrap.is_some_and(Bootstrap::is_given) {
                return Some(Err(ExactFitError::GivenRows));
            }
            if indicators > MOST_INDICATORS {
                return Some(Err(ExactFitError::Large { indicators }));
            }
        }
        Some(exact_fit_by_units(
            problem, fit, &options, bootstrap, progress,
        ))
    }
}
