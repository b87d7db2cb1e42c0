//! The content of a cell of a table or of a piece of a sentence: numbers carry their rule for digits, so that no
//! rendering computes.

use super::page::Text;
use crate::text::as_cell;
use crate::text::digits::{decided, downwards, fixed, p_value, percent, upwards};

/// The text for a value that is not defined.
pub(super) const NOT_DEFINED: &str = "–";

/// One value of a report.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Cell {
    /// An empty place, for example above the diagonal of a triangle.
    Blank,
    /// A value that is not defined.
    Undefined,
    /// The name of a construct, an indicator or a column, which is text of the user.
    Name(String),
    /// Names along a path or a route.
    Route(Vec<String>),
    /// Words of the report; names in them are in backquotes.
    Words(String),
    /// A whole number.
    Count(usize),
    /// A number.
    Number(Number),
    /// A p-value.
    P(PValue),
    /// A lower and an upper bound.
    Interval([Number; 2]),
    /// The verdict on the number beside it.
    Verdict(Verdict),
    /// Words with numbers among them.
    Text(Text),
    /// The name of the section of the full report that says more: a command in text, a link in HTML.
    Section(&'static str),
}

/// A number with the rule by which it is shown.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Number {
    /// The value, with all its digits.
    pub value: f64,
    /// How many digits are shown.
    pub digits: Digits,
    /// The values with which it is compared: it is shown with enough digits to decide, up to five
    /// decimals.
    pub thresholds: Vec<f64>,
}

/// How many digits of a number are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Digits {
    /// The requested number of decimals; three by default.
    Estimate,
    /// One decimal less: t, chi², information criteria, means.
    Statistic,
    /// One decimal more: Monte Carlo errors.
    Error,
    /// A share as per cent.
    Percent,
    /// The decimals of estimates, rounded up: an effect that can still be shown.
    Up,
    /// The decimals of estimates, rounded down.
    Down,
    /// As it was given: a setting.
    Given,
}

/// A p-value.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PValue {
    /// The value.
    pub value: f64,
    /// The smallest p-value that the number of resamples allows; `None` for a p-value from a
    /// distribution.
    pub floor: Option<f64>,
    /// The level with which it is compared, if any.
    pub thresholds: Vec<f64>,
}

/// The verdict on a number, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verdict {
    /// The words: `medium`, `below 0.85`, `indirect only`.
    pub words: String,
    /// Whether a threshold is met.
    pub standing: Standing,
    /// Who set the threshold.
    pub source: Option<String>,
}

/// Whether a threshold is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standing {
    /// It is.
    Met,
    /// It is not.
    Missed,
    /// There is no condition.
    Neutral,
}

/// A number with so many decimals, as reports print it: a dash where it is not defined, and no minus before a zero.
///
/// ```
/// use pls_sem::report::decimals;
///
/// assert_eq!(decimals(0.12345, 3), "0.123");
/// assert_eq!(decimals(None, 3), "–");
/// assert_eq!(decimals(Some(-0.0001), 2), "0.00");
/// ```
#[must_use]
pub fn decimals(x: impl Into<Option<f64>>, places: usize) -> String {
    Cell::estimate(x).shown(places)
}

impl Number {
    /// A number by a rule.
    #[must_use]
    pub fn new(value: f64, digits: Digits) -> Self {
        Self {
            value,
            digits,
            thresholds: Vec::new(),
        }
    }

    /// The number and the values with which it is compared.
    #[must_use]
    pub fn against(mut self, thresholds: &[f64]) -> Self {
        self.thresholds.extend(thresholds);
        self
    }

    /// The number as text; `decimals` are those of estimates.
    #[must_use]
    pub fn shown(&self, decimals: usize) -> String {
        let decimals = match self.digits {
            Digits::Estimate => decimals,
            Digits::Statistic => decimals.saturating_sub(1),
            Digits::Error => decimals + 1,
            Digits::Percent => return percent(self.value),
            Digits::Up => return upwards(self.value, decimals),
            Digits::Down => return downwards(self.value, decimals),
            Digits::Given => return self.value.to_string(),
        };
        if self.thresholds.is_empty() {
            return fixed(self.value, decimals);
        }
        decided(self.value, decimals, &self.thresholds)
    }
}

impl Cell {
    /// An estimate.
    #[must_use]
    pub fn estimate(value: impl Into<Option<f64>>) -> Self {
        Self::number(value, Digits::Estimate, &[])
    }

    /// An estimate and the values with which it is compared.
    #[must_use]
    pub fn judged(value: impl Into<Option<f64>>, thresholds: &[f64]) -> Self {
        Self::number(value, Digits::Estimate, thresholds)
    }

    /// A statistic: t, chi², a mean.
    #[must_use]
    pub fn statistic(value: impl Into<Option<f64>>) -> Self {
        Self::number(value, Digits::Statistic, &[])
    }

    /// A number with a rule for its digits, and the values with which it is compared.
    #[must_use]
    pub fn number(value: impl Into<Option<f64>>, digits: Digits, thresholds: &[f64]) -> Self {
        value.into().map_or(Self::Undefined, |value| {
            Self::Number(Number::new(value, digits).against(thresholds))
        })
    }

    /// What is decided, in one of two words; without a decision it is not defined.
    #[must_use]
    pub fn decided(holds: impl Into<Option<bool>>, yes: &str, no: &str) -> Self {
        let verdict = |words: &str, standing| {
            Self::Verdict(Verdict {
                words: words.to_owned(),
                standing,
                source: None,
            })
        };
        match holds.into() {
            Some(true) => verdict(yes, Standing::Met),
            Some(false) => verdict(no, Standing::Missed),
            None => Self::Undefined,
        }
    }

    /// A p-value and the level with which it is compared.
    #[must_use]
    pub fn p(value: Option<f64>, floor: Option<f64>, thresholds: &[f64]) -> Self {
        value.map_or(Self::Undefined, |value| {
            Self::P(PValue {
                value,
                floor,
                thresholds: thresholds.to_vec(),
            })
        })
    }

    /// An interval whose bounds are compared with `thresholds`.
    #[must_use]
    pub fn interval(bounds: Option<[f64; 2]>, thresholds: &[f64]) -> Self {
        let bound = |value| Number::new(value, Digits::Estimate).against(thresholds);
        bounds.map_or(Self::Undefined, |bounds| Self::Interval(bounds.map(bound)))
    }

    /// Words of the report.
    #[must_use]
    pub fn words(words: impl Into<String>) -> Self {
        Self::Words(words.into())
    }

    /// A name.
    #[must_use]
    pub fn name(name: impl Into<String>) -> Self {
        Self::Name(name.into())
    }

    /// A path or a route.
    #[must_use]
    pub fn route<S: Into<String>>(names: impl IntoIterator<Item = S>) -> Self {
        Self::Route(names.into_iter().map(Into::into).collect())
    }

    /// A verdict without a threshold.
    #[must_use]
    pub fn called(words: impl Into<String>) -> Self {
        Self::Verdict(Verdict {
            words: words.into(),
            standing: Standing::Neutral,
            source: None,
        })
    }

    /// Whether the cell holds numbers, which stand below each other by their decimal points.
    #[must_use]
    pub fn is_numeric(&self) -> bool {
        matches!(
            self,
            Self::Count(_) | Self::Number(_) | Self::P(_) | Self::Interval(_)
        )
    }

    /// The cell as text; `decimals` are those of estimates. Names are safe to print: invisible characters are shown as
    /// escapes, and a name that a spreadsheet would read as a formula begins with `'`.
    #[must_use]
    pub fn shown(&self, decimals: usize) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Undefined => NOT_DEFINED.to_owned(),
            Self::Name(name) => as_cell(name).into_owned(),
            Self::Route(names) => as_cell(&names.join(" -> ")).into_owned(),
            Self::Words(words) => words.clone(),
            Self::Count(count) => count.to_string(),
            Self::Number(number) => number.shown(decimals),
            Self::P(p) => p_value(p.value, p.floor, decimals, &p.thresholds),
            Self::Interval([low, high]) => {
                format!("[{}, {}]", low.shown(decimals), high.shown(decimals))
            }
            Self::Verdict(verdict) => verdict.words.clone(),
            Self::Text(text) => text.shown(decimals),
            Self::Section(name) => format!("`--section {name}`"),
        }
    }
}
