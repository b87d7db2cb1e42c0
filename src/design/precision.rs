//! The sample size that estimates a share of a population precisely.

use serde::{Deserialize, Serialize};

use super::{DesignError, MOST_ROWS};
use crate::numeric::normal;

/// The required precision of an estimated share of a population, and the sample sizes that give it.
///
/// ```text
/// Krejcie & Morgan   n = X² N P (1 - P) / (d² (N - 1) + X² P (1 - P))
/// Cochran            n = n0 / (1 + (n0 - 1) / N),   n0 = z² P (1 - P) / d²
/// Yamane             n = N / (1 + N d²)
///
/// N  population,   P  the share,   d  margin of error,   z  normal quantile of the confidence level
/// X² chi-square of one degree of freedom, with three decimals as tables print it: 3.841 for 95 %
/// ```
///
/// All methods assume a simple random sample in which everybody answers. They do not use a model: for the size that a path
/// needs, see [`InverseSquareRoot`](super::InverseSquareRoot). With all digits of X², the first two are the same.
///
/// ```
/// use pls_sem::design::{Precision, Rounding};
///
/// let precision = Precision::default(); // 95 %, a margin of 0.05, a share of one half
/// let size = precision.krejcie_morgan(940)?;
/// assert_eq!(format!("{:.3}", size.exact), "272.885");
/// assert_eq!(size.rounded(Rounding::Nearest), 273);
///
/// // Which populations does their table give 273 for?
/// let populations = precision.populations(273, Rounding::Nearest)?.unwrap();
/// assert_eq!((populations.from, populations.to), (936, Some(947)));
///
/// let cochran = precision.cochran(940)?;
/// assert_eq!(format!("{:.2}", cochran.exact), "272.91");
/// // Some texts leave out the - 1.
/// let n0 = precision.cochran_of_any()?.exact;
/// assert_eq!(format!("{:.2}", n0 / (1.0 + n0 / 940.0)), "272.70");
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Krejcie & Morgan (1970), Educational and Psychological Measurement 30, 607-610; Cochran (1977), Sampling
/// Techniques, ch. 4; Yamane (1967), Statistics.
#[derive(Debug, Clone, Copy, PartialEq)]
#[must_use]
pub struct Precision {
    pub(super) level: f64,
    pub(super) margin: f64,
    pub(super) share: f64,
}

/// A number of answers before it is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SampleSize {
    /// The result of the formula.
    pub exact: f64,
}

/// How a number of answers is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Rounding {
    /// To the nearest whole number, like all rows but one of Krejcie and Morgan's table. (For 100,000 they print 384,
    /// but the formula gives 382.6.) The default.
    #[default]
    Nearest,
    /// Up: the margin is never missed.
    Conservative,
}

/// The populations to which one sample size belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Populations {
    /// The smallest.
    pub from: u64,
    /// The largest; `None` if there is none.
    pub to: Option<u64>,
}

impl Default for Precision {
    fn default() -> Self {
        Self {
            level: 0.95,
            margin: 0.05,
            share: 0.5,
        }
    }
}

impl Precision {
    /// The confidence level, at least 0.5 and below 1. Default: 0.95.
    pub fn level(mut self, level: f64) -> Self {
        self.level = level;
        self
    }

    /// The margin of error d, between 0 and 1. Default: 0.05.
    pub fn margin(mut self, margin: f64) -> Self {
        self.margin = margin;
        self
    }

    /// The share P, between 0 and 1. Default: 0.5, which needs the most answers.
    pub fn share(mut self, share: f64) -> Self {
        self.share = share;
        self
    }

    /// The sample size of Krejcie and Morgan.
    ///
    /// # Errors
    /// [`DesignError`]: a setting is not valid, or the population is empty.
    pub fn krejcie_morgan(&self, population: u64) -> Result<SampleSize, DesignError> {
        self.check_population(population)?;
        self.size(self.krejcie_morgan_of(population))
    }

    /// Cochran's sample size, corrected for a finite population.
    ///
    /// # Errors
    /// As [`Precision::krejcie_morgan`].
    pub fn cochran(&self, population: u64) -> Result<SampleSize, DesignError> {
        self.check_population(population)?;
        self.size(self.finite(self.z().powi(2), population))
    }

    /// Cochran's sample size for a population of any size.
    ///
    /// # Errors
    /// As [`Precision::krejcie_morgan`].
    pub fn cochran_of_any(&self) -> Result<SampleSize, DesignError> {
        self.check()?;
        self.size(self.infinite())
    }

    /// Yamane's sample size. It uses the margin only: the share is one half and the level near 95 % (z = 2).
    ///
    /// # Errors
    /// As [`Precision::krejcie_morgan`].
    pub fn yamane(&self, population: u64) -> Result<SampleSize, DesignError> {
        self.check_population(population)?;
        let all = population as f64;
        self.size(all / (1.0 + all * self.margin.powi(2)))
    }

    /// The populations for which Krejcie and Morgan's formula gives this number of answers; `None` if no population is
    /// large enough to need it.
    ///
    /// # Errors
    /// [`DesignError`]: a setting is not valid, or there are no answers.
    pub fn populations(
        &self,
        rows: usize,
        rounding: Rounding,
    ) -> Result<Option<Populations>, DesignError> {
        self.check()?;
        if rows == 0 {
            return Err(DesignError::NoRows);
        }
        let needs = |population: u64, rows: usize| {
            let exact = self.krejcie_morgan_of(population);
            SampleSize { exact }.rounded(rounding) >= rows
        };
        // The size grows by less than one answer a member, so that it skips no number.
        Ok(first(|n| needs(n, rows)).map(|from| Populations {
            from,
            to: first(|n| needs(n, rows + 1)).map(|next| next - 1),
        }))
    }

    /// The margin of error of this number of answers from a population.
    ///
    /// ```text
    /// d = z sqrt(P (1 - P) / n · (N - n) / (N - 1))
    /// ```
    ///
    /// ```
    /// use pls_sem::design::Precision;
    ///
    /// assert_eq!(format!("{:.4}", Precision::default().margin_of(273, 940)?), "0.0500");
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`DesignError`]: a setting is not valid, or there are no answers, or more than members.
    pub fn margin_of(&self, rows: usize, population: u64) -> Result<f64, DesignError> {
        self.check_population(population)?;
        if rows == 0 {
            return Err(DesignError::NoRows);
        }
        let (n, all) = (rows as f64, population as f64);
        if n > all {
            return Err(DesignError::MoreRowsThanMembers { rows, population });
        }
        let left_out = (all - n) / (all - 1.0).max(1.0);
        Ok(self.z() * (self.share * (1.0 - self.share) / n * left_out).sqrt())
    }

    pub(super) fn check(&self) -> Result<(), DesignError> {
        if !(self.level >= 0.5 && self.level < 1.0) {
            return Err(DesignError::setting(
                "confidence level",
                self.level,
                "it must be at least 0.5 and below 1, such as 0.95",
            ));
        }
        DesignError::unless_between("share", self.share, "0.5")?;
        DesignError::unless_between("margin", self.margin, "0.05")?;
        if self.infinite() < 1.0 || self.infinite().is_nan() {
            return Err(DesignError::setting(
                "margin",
                self.margin,
                "it is so wide that one answer is enough; choose a smaller one",
            ));
        }
        Ok(())
    }

    fn size(&self, exact: f64) -> Result<SampleSize, DesignError> {
        if exact > MOST_ROWS as f64 {
            let what = format!("a margin of {:?}", self.margin);
            return Err(DesignError::TooMany { what });
        }
        Ok(SampleSize { exact })
    }

    fn check_population(&self, population: u64) -> Result<(), DesignError> {
        self.check()?;
        if population == 0 {
            return Err(DesignError::NoPopulation);
        }
        Ok(())
    }

    fn krejcie_morgan_of(&self, population: u64) -> f64 {
        let printed = (self.z().powi(2) * 1e3).round() / 1e3;
        self.finite(printed, population)
    }

    /// The formula of both; Cochran's with n0 multiplied out.
    fn finite(&self, chi_square: f64, population: u64) -> f64 {
        let all = population as f64;
        let spread = chi_square * self.share * (1.0 - self.share);
        all * spread / (self.margin.powi(2) * (all - 1.0) + spread)
    }

    fn infinite(&self) -> f64 {
        self.z().powi(2) * self.share * (1.0 - self.share) / self.margin.powi(2)
    }

    fn z(&self) -> f64 {
        -normal::quantile((1.0 - self.level) / 2.0)
    }
}

impl SampleSize {
    /// As a whole number.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // no size is negative
    pub fn rounded(self, rounding: Rounding) -> usize {
        match rounding {
            Rounding::Nearest => self.exact.round() as usize,
            Rounding::Conservative => self.exact.ceil() as usize,
        }
    }
}

/// The first number from 1 on for which a condition holds, if it then holds for all larger numbers.
fn first(holds: impl Fn(u64) -> bool) -> Option<u64> {
    // Larger whole numbers are not all represented exactly.
    let (mut low, mut high) = (1, 1_u64 << 53);
    if !holds(high) {
        return None;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(low)
}
