//! How often a planned test may be wrong.

use super::DesignError;

/// The error rates of a planned test: its significance level and its power.
///
/// ```
/// use pls_sem::design::{FTest, InverseSquareRoot, Rates};
///
/// let strict = Rates::default().significance(0.01).power(0.9);
/// assert_eq!(InverseSquareRoot::default().rates(strict).size(0.2)?, 326);
/// assert!(FTest::of_r2(3).rates(strict).size(0.15)? > FTest::of_r2(3).size(0.15)?);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[must_use]
pub struct Rates {
    pub(super) significance: f64,
    pub(super) power: f64,
}

impl Default for Rates {
    /// Significance 0.05, power 0.8.
    fn default() -> Self {
        Self {
            significance: 0.05,
            power: 0.8,
        }
    }
}

impl Rates {
    /// The probability of a significant result if the effect is 0. Between 0 and 1; default: 0.05.
    pub fn significance(mut self, significance: f64) -> Self {
        self.significance = significance;
        self
    }

    /// The probability of a significant result if the effect exists, above the significance level
    /// and below 1. Default: 0.8.
    pub fn power(mut self, power: f64) -> Self {
        self.power = power;
        self
    }

    pub(super) fn check(self) -> Result<(), DesignError> {
        let Self {
            significance,
            power,
        } = self;
        DesignError::unless_between("significance", significance, "0.05")?;
        DesignError::unless_between("power", power, "0.8")?;
        if power <= significance {
            return Err(DesignError::Power {
                power,
                significance,
            });
        }
        Ok(())
    }
}
