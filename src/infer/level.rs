//! A confidence level, proved once.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// A confidence level: above 0 and below 1.
///
/// ```
/// use pls_sem::{Bootstrap, Level};
///
/// let bootstrap = Bootstrap::new(10_000).level(Level::P90);
/// assert_eq!(Level::new(0.95).unwrap(), Level::P95);
/// assert!(Level::new(1.5).is_err());
/// assert!(serde_json::from_str::<Level>("1.5").is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
pub struct Level(f64);

/// A level outside (0, 1).
#[derive(Clone, Copy, PartialEq, thiserror::Error)]
#[error("level {value} is not valid: it must lie between 0 and 1, such as 0.95")]
#[non_exhaustive]
pub struct LevelError {
    /// The value.
    pub value: f64,
}

crate::text::debug_as_sentence!(LevelError);

impl Level {
    /// 90 %.
    pub const P90: Self = Self(0.9);
    /// 95 %, the default everywhere.
    pub const P95: Self = Self(0.95);
    /// 99 %.
    pub const P99: Self = Self(0.99);

    /// A level from a share.
    ///
    /// # Errors
    /// [`LevelError`], if it is not between 0 and 1.
    pub fn new(value: f64) -> Result<Self, LevelError> {
        if value > 0.0 && value < 1.0 {
            Ok(Self(value))
        } else {
            Err(LevelError { value })
        }
    }

    /// The level as a share.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0
    }
}

impl From<Level> for f64 {
    fn from(level: Level) -> Self {
        level.0
    }
}

impl Default for Level {
    fn default() -> Self {
        Self::P95
    }
}

/// Reads a level that is kept as a number.
pub(crate) fn level<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Level::deserialize(from).map(Level::value)
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let level = f64::deserialize(from).ok().map(Self::new);
        let proved = level.and_then(Result::ok);
        proved.ok_or_else(|| D::Error::custom("it must be a number between 0 and 1, such as 0.95"))
    }
}
