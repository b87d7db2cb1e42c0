//! Quantities that the user defines: functions of those that the study has.

use std::fmt;
use std::sync::Arc;

use unicode_width::UnicodeWidthStr as _;

use super::Quantity;
use super::expression;
use crate::estimate::Estimates;
use crate::formula::Expression;
use crate::moments::Moments;
use crate::text::hidden;

/// A quantity that is computed from others, by a formula or by a closure; it has inference like any
/// other quantity.
///
/// ```
/// use pls_sem::{Catalogue, Definition, Model, Options, Plan, Quantity};
///
/// let model = Model::parse("A =~ a1-3; B =~ b1-3; Y =~ y1-3; Y ~ A + B")?;
/// let difference = Definition::parse("difference", "path(A -> Y) - path(B -> Y)")?;
/// let of = [Quantity::path("A", "Y"), Quantity::path("B", "Y")];
/// let ratio = Definition::new("ratio", &of, |x| x[0] / x[1]);
/// let catalogue = Catalogue::new(&Plan::new(&model, &Options::default())?)
///     .define(difference)?
///     .define(ratio)?;
/// assert_eq!(catalogue.quantities().last(), Some(&Quantity::defined("ratio")));
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Clone)]
pub struct Definition {
    name: String,
    of: Vec<Quantity>,
    formula: Option<String>,
    value: Value,
}

/// How a quantity has its value.
#[derive(Clone)]
enum Value {
    /// A function of its inputs.
    OfQuantities(Arc<OfQuantities>),
    /// A function of all estimates of a replicate.
    OfEstimates(Arc<OfEstimates>),
}

type OfQuantities = dyn Fn(&[f64]) -> f64 + Send + Sync;
type OfEstimates = dyn Fn(&Moments, &Estimates) -> f64 + Send + Sync;

/// Why a quantity cannot be defined.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DefineError {
    /// The formula cannot be read.
    #[error("{message}\n{}", pointed(.formula, *.at))]
    Formula {
        /// The formula.
        formula: String,
        /// Where in it, in bytes.
        at: usize,
        /// The fault, and the fix.
        message: String,
    },
    /// The study does not have a quantity that the definition uses.
    #[error("`{name}` uses {quantity}, which the model does not have{}", crate::text::did_you_mean(.nearest.as_deref()))]
    Unknown {
        /// Name of the definition.
        name: String,
        /// The quantity.
        quantity: String,
        /// The nearest that there is.
        nearest: Option<String>,
    },
    /// A name that has another meaning, or that is not visible.
    #[error(
        "`{}` cannot be the name of a definition, because it {reason}: choose another name",
        crate::text::visible_name(name)
    )]
    Name {
        /// The name.
        name: String,
        /// The fault.
        reason: &'static str,
    },
    /// Two definitions of one name.
    #[error("`{name}` is defined twice: rename one of them")]
    Taken {
        /// The name.
        name: String,
    },
}

crate::text::debug_as_sentence!(DefineError);

impl Definition {
    /// A function of some quantities; not-a-number means "not defined".
    pub fn new(
        name: impl Into<String>,
        of: &[Quantity],
        value: impl Fn(&[f64]) -> f64 + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            of: of.to_vec(),
            formula: None,
            value: Value::OfQuantities(Arc::new(value)),
        }
    }

    /// A measure of your own: a function of the moments and the estimates of a sample, which every resample also has;
    /// not-a-number means "not defined". Constructs and indicators stand at their positions in the model.
    ///
    /// ```
    /// use pls_sem::{Bootstrap, Definition, Missing, Model, Options, Problem, Table};
    ///
    /// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
    /// let model = Model::parse("R =~ KR1-5; P =~ KP1-5; S =~ INT1-4; S ~ R + P")?;
    /// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
    /// let largest = Definition::measure("largest loading", |_, estimates| {
    ///     estimates.loadings.iter().copied().fold(0.0, f64::max)
    /// });
    /// let inference = problem.resampling()?.define(largest)?.bootstrap(&Bootstrap::new(200))?;
    /// assert!(inference.defined("largest loading").unwrap().se.unwrap() > 0.0);
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    pub fn measure(
        name: impl Into<String>,
        value: impl Fn(&Moments, &Estimates) -> f64 + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            of: Vec::new(),
            formula: None,
            value: Value::OfEstimates(Arc::new(value)),
        }
    }

    /// A formula of numbers, quantities in the notation of the report (`path(A -> B)`,
    /// `specific(A -> B -> C)`, `loading(a1 on A)`, `htmt(A, B)`, `r2(B)`), `+ - * / ^`, parentheses, and
    /// `abs`, `sqrt`, `exp`, `ln`, `log10`, `min`, `max`, `mean`, `sum`.
    ///
    /// # Errors
    /// [`DefineError::Formula`], with the place and the fix.
    pub fn parse(name: impl Into<String>, formula: &str) -> Result<Self, DefineError> {
        let (expression, of): (Expression, _) = expression::parse(formula)?;
        Ok(Self {
            name: name.into(),
            of,
            formula: Some(formula.trim().to_owned()),
            value: Value::OfQuantities(Arc::new(move |x| expression.value(x))),
        })
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The fault in its name.
    pub(super) fn fault_of_name(&self) -> Option<&'static str> {
        if self.name.trim().is_empty() {
            return Some("is empty");
        }
        if self.name.contains(hidden) {
            return Some("has invisible characters");
        }
        let reads = expression::parse(&self.name).is_ok_and(|(_, of)| !of.is_empty());
        reads.then_some("reads as a quantity of the model")
    }

    /// Its inputs.
    #[must_use]
    pub fn of(&self) -> &[Quantity] {
        &self.of
    }

    /// Its formula, if it has one.
    #[must_use]
    pub fn formula(&self) -> Option<&str> {
        self.formula.as_deref()
    }

    /// Whether it is a function of all estimates.
    pub(super) fn is_of_estimates(&self) -> bool {
        matches!(self.value, Value::OfEstimates(_))
    }

    /// Its value from its inputs, or from moments and estimates; not-a-number if it is not defined.
    pub(super) fn value(&self, of: &[f64], moments: &Moments, estimates: &Estimates) -> f64 {
        match &self.value {
            Value::OfQuantities(value) => value(of),
            Value::OfEstimates(value) => value(moments, estimates),
        }
    }
}

/// The formula, or the text around a place in a long formula, with a mark below the place.
fn pointed(formula: &str, at: usize) -> String {
    const AROUND: usize = 60;
    let (before, behind) = formula.split_at_checked(at).unwrap_or((formula, ""));
    let start = before.char_indices().rev().nth(AROUND - 1);
    let (cut_before, before) = match start {
        Some((start, _)) if start > 0 => ("...", &before[start..]),
        _ => ("", before),
    };
    let (behind, cut_behind) = match behind.char_indices().nth(AROUND) {
        Some((end, _)) => (&behind[..end], "..."),
        None => (behind, ""),
    };
    let indent = " ".repeat(cut_before.len() + before.width());
    format!("  {cut_before}{before}{behind}{cut_behind}\n  {indent}^")
}

impl fmt::Debug for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Definition")
            .field("name", &self.name)
            .field("of", &self.of)
            .field("formula", &self.formula)
            .finish_non_exhaustive()
    }
}

/// Two definitions are equal if they have the same name and formula; closures cannot be compared.
impl PartialEq for Definition {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.of == other.of && self.formula == other.formula
    }
}
