//! A construct and how its block of indicators measures it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a construct is taken to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// A common factor that causes its indicators (`=~`).
    Reflective,
    /// A combination of its indicators (`<~`).
    Composite,
}

impl Kind {
    /// The mode that the operator stands for: A for reflective constructs, B for composites.
    #[must_use]
    pub fn own_mode(self) -> Mode {
        match self {
            Self::Reflective => Mode::A,
            Self::Composite => Mode::B,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reflective => "reflective",
            Self::Composite => "composite",
        })
    }
}

/// How the weights of a block are found.
///
/// A block of one indicator has weight 1 in every mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Mode {
    /// Correlation weights: each indicator's correlation with the inner proxy.
    A,
    /// Regression weights: the inner proxy regressed on the indicators.
    B,
    /// Equal weights of the standardised indicators.
    #[serde(rename = "unit")]
    Unit,
    /// The first principal component of the block.
    #[serde(rename = "pca")]
    Pca,
}

impl Mode {
    /// The word for it in study file and report.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::Unit => "unit",
            Self::Pca => "pca",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A construct with its block of indicators.
///
/// ```
/// use pls_sem::{Construct, Kind, Mode};
///
/// let value = Construct::composite("Value", ["PERV1", "PERV2"]).mode(Mode::A);
/// assert_eq!((value.name(), value.kind()), ("Value", Kind::Composite));
/// assert_eq!(value.indicators(), ["PERV1", "PERV2"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Construct {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) mode: Mode,
    /// Names of columns.
    pub(crate) indicators: Vec<String>,
}

impl Construct {
    /// A reflective construct: common factor, Mode A.
    #[must_use]
    pub fn reflective<I: Into<String>>(
        name: impl Into<String>,
        indicators: impl IntoIterator<Item = I>,
    ) -> Self {
        Self::new(
            name.into(),
            Kind::Reflective,
            indicators.into_iter().map(Into::into).collect(),
        )
    }

    /// A composite, Mode B.
    #[must_use]
    pub fn composite<I: Into<String>>(
        name: impl Into<String>,
        indicators: impl IntoIterator<Item = I>,
    ) -> Self {
        Self::new(
            name.into(),
            Kind::Composite,
            indicators.into_iter().map(Into::into).collect(),
        )
    }

    /// The same construct with its weights found in another way.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is taken to be.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// How its weights are found.
    #[must_use]
    pub fn get_mode(&self) -> Mode {
        self.mode
    }

    /// Its indicators: names of columns.
    #[must_use]
    pub fn indicators(&self) -> &[String] {
        &self.indicators
    }

    pub(super) fn new(name: String, kind: Kind, indicators: Vec<String>) -> Self {
        Self {
            name,
            kind,
            mode: kind.own_mode(),
            indicators,
        }
    }
}
