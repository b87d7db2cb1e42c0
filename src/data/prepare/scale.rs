//! The lowest and the highest answer to a question.

use serde::{Deserialize, Serialize};

use super::PrepareError;

/// The ends of a scale, such as 1 and 5.
///
/// ```
/// use pls_sem::data::Scale;
///
/// let scale = Scale::new(1.0, 10.0)?;
/// assert_eq!(scale.reversed(3.0), 8.0); // 11 minus the answer
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "[f64; 2]", into = "[f64; 2]")]
pub struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    /// A scale from its lowest to its highest answer.
    ///
    /// # Errors
    /// [`PrepareError`]: the first is not below the second, or one is not finite.
    pub fn new(low: f64, high: f64) -> Result<Self, PrepareError> {
        if low < high && low.is_finite() && high.is_finite() {
            Ok(Self { low, high })
        } else {
            Err(PrepareError::ScaleEnds { low, high })
        }
    }

    /// From the lowest to the highest of some answers; `None` if they do not differ.
    pub(super) fn around(answers: impl Iterator<Item = f64>) -> Option<Self> {
        let ends = (f64::INFINITY, f64::NEG_INFINITY);
        let (low, high) = answers
            .filter(|x| !x.is_nan())
            .fold(ends, |(low, high), x| (low.min(x), high.max(x)));
        Self::new(low, high).ok()
    }

    /// The lowest answer.
    #[must_use]
    pub fn low(self) -> f64 {
        self.low
    }

    /// The highest answer.
    #[must_use]
    pub fn high(self) -> f64 {
        self.high
    }

    /// The reversed answer: `low + high - answer`.
    #[must_use]
    pub fn reversed(self, answer: f64) -> f64 {
        self.low + self.high - answer
    }

    pub(crate) fn holds(self, answer: f64) -> bool {
        (self.low..=self.high).contains(&answer)
    }
}

impl TryFrom<[f64; 2]> for Scale {
    type Error = PrepareError;

    fn try_from([low, high]: [f64; 2]) -> Result<Self, PrepareError> {
        Self::new(low, high)
    }
}

impl From<Scale> for [f64; 2] {
    fn from(scale: Scale) -> Self {
        [scale.low, scale.high]
    }
}
