//! The sample size that shows an effect in a regression: the F test.

use super::rates::Rates;
use super::{DesignError, MOST_ROWS};
use crate::numeric::noncentral_f;

/// No study explains more: an f² of 1000 is an R² of 0.999.
const LARGEST_F2: f64 = 1000.0;

/// The power of the F test in one equation of a model: of its R², or of a single path.
///
/// ```text
/// F ~ noncentral F(u, n - p - 1, f² n)         p  predictors,   u  coefficients that are tested together
///
/// power = P(F > critical value of the central F at the significance)
/// ```
///
/// Of R², u = p and `f² = R² / (1 - R²)`; of a single path, u = 1 (the two-sided t test), and f² is the contribution of
/// the path: `(R² - R² without it) / (1 - R²)`. The method assumes normal residuals and treats scores as observed, so
/// that it is optimistic: unreliable scores attenuate f².
///
/// ```
/// use pls_sem::design::FTest;
///
/// let test = FTest::of_r2(3); // of R² with three predictors
/// assert_eq!(test.size(0.15)?, 77);
/// assert!(test.power_of(77, 0.15)? >= 0.8 && test.power_of(76, 0.15)? < 0.8);
/// let f2 = test.detectable(77)?.unwrap();
/// assert!(f2 > 0.14 && f2 < 0.15);
///
/// assert_eq!(FTest::of_path(5).size(0.15)?, 55);
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, ch. 9.
#[derive(Debug, Clone, Copy, PartialEq)]
#[must_use]
pub struct FTest {
    predictors: usize,
    tested: usize,
    rates: Rates,
}

impl FTest {
    /// The test of R² in an equation with this number of predictors, at least 1.
    pub fn of_r2(predictors: usize) -> Self {
        Self {
            predictors,
            tested: predictors,
            rates: Rates::default(),
        }
    }

    /// The test of one path in an equation with this number of predictors, at least 1.
    pub fn of_path(predictors: usize) -> Self {
        Self {
            predictors,
            tested: 1,
            rates: Rates::default(),
        }
    }

    /// Significance and power. Default: 0.05 and 0.8.
    pub fn rates(mut self, rates: Rates) -> Self {
        self.rates = rates;
        self
    }

    /// The smallest number of answers that shows an effect of size f² with the power.
    ///
    /// # Errors
    /// [`DesignError`]: f² is not in (0, 1000], a setting is not valid, or no survey has as many answers.
    pub fn size(&self, f2: f64) -> Result<usize, DesignError> {
        // More answers, more power.
        let (mut low, mut high) = (self.least_rows(), MOST_ROWS);
        if self.power_of(high, f2)? < self.rates.power {
            let what = format!("an effect f² of {f2:?}");
            return Err(DesignError::TooMany { what });
        }
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.power_of(middle, f2)? < self.rates.power {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }

    /// The smallest f² that this number of answers shows with the power; `None` if none up to 1000 is large
    /// enough.
    ///
    /// # Errors
    /// [`DesignError`]: too few answers for the predictors, or a setting is not valid.
    pub fn detectable(&self, rows: usize) -> Result<Option<f64>, DesignError> {
        let critical = self.critical(rows)?;
        let is_shown = |ln_f2: f64| {
            let power = self.power_beyond(critical, rows, ln_f2.exp())?;
            Ok::<_, DesignError>(power >= self.rates.power)
        };
        let (mut low, mut high) = (-50.0, LARGEST_F2.ln());
        if !is_shown(high)? {
            return Ok(None);
        }
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if is_shown(middle)? {
                high = middle;
            } else {
                low = middle;
            }
        }
        Ok(Some(high.exp()))
    }

    /// The power of this number of answers for an effect of size f².
    ///
    /// # Errors
    /// [`DesignError`]: f² is not in (0, 1000], too few answers for the predictors, or a setting is not valid.
    pub fn power_of(&self, rows: usize, f2: f64) -> Result<f64, DesignError> {
        if !(f2 > 0.0 && f2 <= LARGEST_F2) {
            return Err(DesignError::setting(
                "f²",
                f2,
                "it must be above 0 and at most 1000, such as 0.15",
            ));
        }
        self.power_beyond(self.critical(rows)?, rows, f2)
    }

    /// The critical F value.
    fn critical(&self, rows: usize) -> Result<f64, DesignError> {
        self.rates.check()?;
        if self.predictors == 0 {
            return Err(DesignError::NoPredictors);
        }
        if rows > MOST_ROWS {
            return Err(DesignError::ManyRows { rows });
        }
        if rows < self.least_rows() {
            return Err(DesignError::TooFew {
                rows,
                predictors: self.predictors,
                needed: self.least_rows(),
            });
        }
        let (df1, df2) = self.degrees_of_freedom(rows);
        let critical = noncentral_f::upper_quantile(self.rates.significance, df1, df2);
        critical.ok_or_else(|| self.too_small())
    }

    fn power_beyond(&self, critical: f64, rows: usize, f2: f64) -> Result<f64, DesignError> {
        let (df1, df2) = self.degrees_of_freedom(rows);
        let power = noncentral_f::above(critical, df1, df2, f2 * rows as f64);
        power.ok_or_else(|| self.too_small())
    }

    fn degrees_of_freedom(&self, rows: usize) -> (f64, f64) {
        (self.tested as f64, (rows - self.predictors - 1) as f64)
    }

    /// The number that leaves one degree of freedom.
    pub(super) fn least_rows(&self) -> usize {
        self.predictors.saturating_add(2)
    }

    fn too_small(&self) -> DesignError {
        let valid = "it is too small to compute with: choose a larger one, such as 0.05";
        DesignError::setting("significance", self.rates.significance, valid)
    }
}
