//! Conventions of other software, as settings of this crate.

use serde::{Deserialize, Serialize};

use crate::assess::structural::EffectSize;
use crate::estimate::{Divisor, Options, Scheme, Signs, Stopping};
use crate::infer::{IntervalKind, PValues};
use crate::resample::{Bootstrap, Policy, ReplicateSigns};

/// A program whose settings a study uses where it does not set its own. [`Like::remains`] lists the differences
/// that remain, and [`docs`](crate::docs) describes them in detail.
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
    /// Its settings of the estimation. All programs start with weights of 1, like this crate.
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

    /// Sets the kind of interval, the p-values, and the treatment of signs and of inadmissible resamples in a
    /// bootstrap.
    pub fn bootstrap(self, bootstrap: Bootstrap) -> Bootstrap {
        let bootstrap = bootstrap.signs(ReplicateSigns::None);
        match self {
            Self::SmartPls4 => bootstrap,
            Self::Seminr => bootstrap
                .p_values(PValues::StudentResamples)
                .failed(Policy::Keep),
            Self::Csem => bootstrap
                .p_values(PValues::Normal)
                .intervals([IntervalKind::NormalCorrected]),
            // Given resamples cannot be drawn again.
            Self::Plspm if bootstrap.is_given() => bootstrap,
            Self::Plspm => bootstrap.failed(Policy::Redraw),
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

    /// The differences that remain, and the reasons.
    #[must_use]
    pub fn remains(self) -> &'static [&'static str] {
        match self {
            Self::SmartPls4 => &[
                "resamples are drawn by a different generator: standard errors agree within their Monte Carlo error",
                "missing answers are not replaced by the mean unless `missing = \"mean\"` says so",
                "the block type behind its SRMR and the degrees of freedom of its p-values are not documented",
            ],
            Self::Seminr => &[
                "a composite of Mode A is not corrected under `consistent`: PLSc in seminr corrects every Mode A block of several indicators, including composites",
                "total effects are complete: before version 2.3.4, seminr stopped adding powers of the paths when their sum was not positive",
                "resamples use the settings of the study: seminr uses its default settings for them",
                "reliability is not given for Mode B blocks and single items: seminr prints 1 for them",
                "kurtosis is excess kurtosis: seminr prints a number that is larger by 3",
            ],
            Self::Csem => &[
                "reflective constructs are corrected (PLSc) only where `consistent = true` says so",
                "d_G uses the natural logarithm: cSEM uses base 10, so that its value is ours divided by 5.3019",
                "SRMR of the estimated model follows the paths: cSEM sets the diagonal of the implied construct correlations to 1 instead",
                "a negative rho_A is inadmissible: cSEM takes the square root of its absolute value",
                "z0 counts ties as one half, and the acceleration is centred at the mean of the jackknife: cSEM counts ties as one, and centres at the estimate",
            ],
            Self::Plspm => &[
                "the sign of a construct is not changed: plspm reverses scores whose loadings are mostly negative, but not their weights",
                "a negative alpha is shown: plspm prints 0",
                "Dillon and Goldstein's rho is computed from the PLS loadings: plspm uses those of the first principal component",
                "a failed resample is replaced in its own place: plspm may overwrite a good one",
            ],
        }
    }
}
