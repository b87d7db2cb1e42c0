//! Other software's habits, as settings of ours.

use serde::{Deserialize, Serialize};

use crate::assess::structural::EffectSize;
use crate::estimate::{Divisor, Options, Scheme, Signs, Stopping};
use crate::infer::{IntervalKind, PValues};
use crate::resample::{Bootstrap, Policy, ReplicateSigns};

/// A program whose settings a study takes over where it does not set its own. What remains different is given by
/// [`Like::remains`], and at length in [`docs`](crate::docs).
///
/// ```
/// use pls_sem::procedure::Like;
///
/// let options = Like::Csem.options();
/// assert_eq!(options, pls_sem::Options::default().tolerance(1e-5).max_iterations(100).signs(pls_sem::Signs::None));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Like {
    /// SmartPLS 4.
    SmartPls4,
    /// seminr 2.3, of R.
    Seminr,
    /// cSEM 0.6, of R.
    Csem,
    /// plspm 0.4, of R.
    Plspm,
}

impl Like {
    /// Its settings of the estimation. All of them start with weights of 1, as ours do.
    pub fn options(self) -> Options {
        let turned_by_nothing = Options::default().signs(Signs::None);
        match self {
            Self::SmartPls4 => turned_by_nothing
                .max_iterations(3000)
                .divisor(Divisor::Population),
            Self::Seminr => turned_by_nothing
                .stopping(Stopping::SumOfChanges)
                .max_iterations(301),
            Self::Csem => turned_by_nothing.tolerance(1e-5).max_iterations(100),
            Self::Plspm => turned_by_nothing
                .scheme(Scheme::Centroid)
                .stopping(Stopping::SumOfSquares)
                .tolerance(1e-6)
                .max_iterations(100)
                .divisor(Divisor::Population),
        }
    }

    /// Gives a bootstrap its kind of interval, its p-values, and its way with signs and with inadmissible resamples.
    pub fn bootstrap(self, bootstrap: Bootstrap) -> Bootstrap {
        let bootstrap = bootstrap.signs(ReplicateSigns::None);
        match self {
            Self::SmartPls4 => bootstrap,
            Self::Seminr => bootstrap
                .p_values(PValues::StudentResamples)
                .inadmissible(Policy::Keep),
            Self::Csem => bootstrap
                .p_values(PValues::Normal)
                .intervals([IntervalKind::NormalCorrected]),
            // Resamples that are given cannot be drawn again.
            Self::Plspm if bootstrap.is_given() => bootstrap,
            Self::Plspm => bootstrap.inadmissible(Policy::Redraw),
        }
    }

    /// How it takes effect sizes.
    #[must_use]
    pub fn effect_size(self) -> EffectSize {
        match self {
            Self::Seminr => EffectSize::Reestimated,
            _ => EffectSize::Closed,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SmartPls4 => "SmartPLS 4",
            Self::Seminr => "seminr",
            Self::Csem => "cSEM",
            Self::Plspm => "plspm",
        }
    }

    /// What differs from it all the same, and why.
    #[must_use]
    pub fn remains(self) -> &'static [&'static str] {
        match self {
            Self::SmartPls4 => &[
                "resamples are drawn by another generator: standard errors agree within their Monte Carlo error",
                "missing answers are not replaced by the mean unless `missing = \"mean\"` says so",
                "the block type behind its SRMR and the degrees of freedom of its p-values are not documented",
            ],
            Self::Seminr => &[
                "a composite of Mode A is not corrected under `consistent`: its PLSc corrects every block of several in Mode A, composites too",
                "total effects are complete: before version 2.3.4 it stopped adding powers of the paths once their sum was not positive",
                "resamples use the settings of the study: it falls back to its defaults there",
                "reliability is not given for Mode B blocks and single items: it prints 1 for them",
                "excess kurtosis is given: it prints 3 more",
            ],
            Self::Csem => &[
                "reflective constructs are corrected (PLSc) only where `consistent = true` says so",
                "d_G uses the natural logarithm: it uses that of base 10, so that its value is ours divided by 5.3019",
                "SRMR of the estimated model follows the paths: it sets the diagonal of the implied construct correlations to 1 instead",
                "a negative rho_A is inadmissible: it takes the root of its absolute value",
                "z0 counts ties half, and the acceleration is centred at the mean of the jackknife",
            ],
            Self::Plspm => &[
                "a construct is not turned: it turns scores whose loadings are mostly negative, and leaves their weights",
                "a negative alpha is shown: it prints 0",
                "Dillon and Goldstein's rho is of the PLS loadings: it takes those of the first principal component",
                "a resample that fails is drawn again in its own place: it may overwrite a good one",
            ],
        }
    }
}
