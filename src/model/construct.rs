//! A construct and how its block of indicators measures it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How a construct is treated.
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
    /// The default mode of the operator: A for reflective constructs, B for composites.
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
    /// Its word in study file and report.
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

/// The measures of a construct.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum MeasuredBy {
    /// By columns of the data. The default.
    #[default]
    Indicators,
    /// By other constructs, its dimensions: it is a higher-order construct.
    Constructs,
    /// By the product of other constructs: it is an interaction, or a square.
    Product,
}

impl MeasuredBy {
    #[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
    fn is_indicators(&self) -> bool {
        *self == Self::Indicators
    }
}

/// A construct and what measures it.
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
    /// The kind of the names in `indicators`.
    #[serde(default, skip_serializing_if = "MeasuredBy::is_indicators")]
    pub(crate) measured_by: MeasuredBy,
    /// Names of columns, of the dimensions of a higher-order construct, or of the constructs whose product an interaction
    /// is.
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

    /// An interaction: the product of two or three constructs, or the square of one. Its name consists of their
    /// names, joined by colons.
    ///
    /// ```
    /// use pls_sem::Construct;
    ///
    /// assert_eq!(Construct::product(["Image", "Trust"]).name(), "Image:Trust");
    /// ```
    #[must_use]
    pub fn product<F: Into<String>>(factors: impl IntoIterator<Item = F>) -> Self {
        let factors: Vec<String> = factors.into_iter().map(Into::into).collect();
        Self {
            mode: Mode::A,
            measured_by: MeasuredBy::Product,
            ..Self::new(factors.join(":"), Kind::Composite, factors)
        }
    }

    /// Whether it is a product of constructs.
    #[must_use]
    pub fn is_product(&self) -> bool {
        self.measured_by == MeasuredBy::Product
    }

    /// Whether it is measured by constructs.
    #[must_use]
    pub fn is_higher_order(&self) -> bool {
        self.measured_by == MeasuredBy::Constructs
    }

    /// The mode of its weights if none is set.
    pub(super) fn own_mode(&self) -> Mode {
        if self.is_product() {
            Mode::A
        } else {
            self.kind.own_mode()
        }
    }

    /// The same construct with another mode of weights.
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

    /// Whether it is a common factor or a composite.
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
            measured_by: MeasuredBy::Indicators,
            indicators,
        }
    }
}
