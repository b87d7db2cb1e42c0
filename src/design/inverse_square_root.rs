//! The sample size that shows a path of a given size: the inverse square root method.

use super::rates::Rates;
use super::{DesignError, MOST_ROWS};
use crate::numeric::normal;

/// The inverse square root method: it assumes that a path of size |p| has the standard error 1 /
/// sqrt(n).
///
/// ```text
/// n > ((z_(1 - significance) + z_power) / |p|)²         one-sided
/// ```
///
/// With the usual 5 % and 80 % the sum of the z is 2.486. `p` is the smallest path of the model that the study must
/// detect, and is used exactly: tables of ranges use their upper ends. The method is conservative, and uses neither the
/// number of predictors nor their correlations.
///
/// ```
/// use pls_sem::design::InverseSquareRoot;
///
/// let method = InverseSquareRoot::default();
/// assert_eq!(method.size(0.2)?, 155);
/// // For 273 answers the smallest path detectable with 80 % power is 0.151.
/// assert!(method.size(0.151)? <= 273 && method.size(0.150)? > 273);
/// assert_eq!(format!("{:.4}", method.detectable(273)?.unwrap()), "0.1505");
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Kock & Hadaya (2018), Information Systems Journal 28, 227-261.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[must_use]
pub struct InverseSquareRoot {
    rates: Rates,
}

impl InverseSquareRoot {
    /// Significance, one-sided, and power. Default: 0.05 and 0.8.
    pub fn rates(mut self, rates: Rates) -> Self {
        self.rates = rates;
        self
    }

    /// The smallest number of answers that shows a path of this size with the power.
    ///
    /// # Errors
    /// [`DesignError`]: the path is 0 or beyond 1, a setting is not valid, or no survey has as many answers.
    pub fn size(&self, path: f64) -> Result<usize, DesignError> {
        self.rates.check()?;
        let bound = (self.z() / check(path)?).powi(2);
        if bound >= MOST_ROWS as f64 {
            let what = format!("a path of {path:?}");
            return Err(DesignError::TooMany { what });
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        // positive, and held below
        let below = bound.floor() as usize;
        // The number must exceed the bound, because only a whole number could equal it.
        Ok(below + 1)
    }

    /// The smallest path that this number of answers shows with the power; `None` if none up to 1 is large
    /// enough.
    ///
    /// # Errors
    /// [`DesignError`]: there are no answers, or a setting is not valid.
    pub fn detectable(&self, rows: usize) -> Result<Option<f64>, DesignError> {
        self.rates.check()?;
        if rows == 0 {
            return Err(DesignError::NoRows);
        }
        let path = self.z() / (rows as f64).sqrt();
        Ok(Some(path).filter(|path| *path < 1.0))
    }

    /// The power of this number of answers for a path of this size.
    ///
    /// ```text
    /// power = Phi(|p| sqrt(n) - z_(1 - significance))
    /// ```
    ///
    /// # Errors
    /// As [`InverseSquareRoot::size`].
    pub fn power_of(&self, rows: usize, path: f64) -> Result<f64, DesignError> {
        self.rates.check()?;
        let critical = -normal::quantile(self.rates.significance);
        Ok(normal::below(
            check(path)? * (rows as f64).sqrt() - critical,
        ))
    }

    fn z(&self) -> f64 {
        normal::quantile(self.rates.power) - normal::quantile(self.rates.significance)
    }
}

/// The size of a path that can be.
fn check(path: f64) -> Result<f64, DesignError> {
    if path.abs() > 0.0 && path.abs() <= 1.0 {
        Ok(path.abs())
    } else {
        Err(DesignError::setting(
            "path",
            path,
            "the smallest path to be shown must lie between 0 and 1, such as 0.2",
        ))
    }
}
