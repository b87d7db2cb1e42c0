//! A column made of others by a formula.

use super::PrepareError;
use super::columns_named::ColumnsNamed;
use super::error::Key;
use crate::formula::{Expression, Reader};
use crate::text::{Excerpt, hidden};

/// A new column that is computed from others: `size_log` = `ln(employees)`.
///
/// Numbers, columns (in backquotes where their names have other characters than letters, digits, `_` and `.`),
/// `+ - * / ^`, parentheses, `ln`, `log10`, `exp`, `sqrt`, `abs`, `mean`, `sum`, `min` and `max`. If an answer of one of
/// the columns is missing, the value is missing. If a value is not defined, such as `ln(0)`, the error names the line.
///
/// ```
/// use pls_sem::data::{Computed, Preparation};
/// use pls_sem::Table;
///
/// let table = Table::from_columns([("employees", vec![1.0, 100.0, f64::NAN])])?;
/// let size = Computed::parse("size", "log10(employees) + 1")?;
/// let table = Preparation::new().compute(size).apply(table)?;
/// assert_eq!(table.number("size", 1), Some(3.0));
/// assert_eq!(table.number("size", 2), None);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Computed {
    name: String,
    formula: String,
    expression: Expression,
    columns: ColumnsNamed,
}

impl Computed {
    /// A column of this name, by a formula.
    ///
    /// # Errors
    /// [`PrepareError`]: the formula cannot be read, with the place in it, or the name is none.
    pub fn parse(name: impl Into<String>, formula: &str) -> Result<Self, PrepareError> {
        let name = name.into();
        if name.trim().is_empty() || name.contains(|c: char| hidden(c) || c == '`') {
            return Err(PrepareError::ComputedName { name });
        }
        let mut columns = ColumnsNamed::default();
        let expression = Reader::new(formula).whole_formula(&mut columns);
        let expression = expression.map_err(|misread| PrepareError::Misread {
            key: Key::Compute,
            of: format!("`{name}`"),
            excerpt: Excerpt::of(formula, &misread.span).into(),
            message: misread.message,
        })?;
        Ok(Self {
            name,
            formula: formula.trim().to_owned(),
            expression,
            columns,
        })
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its formula.
    #[must_use]
    pub fn formula(&self) -> &str {
        &self.formula
    }

    /// The columns that it is made of.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        self.columns.names()
    }

    /// Its value in a row, from those of its columns; not-a-number where it is not defined.
    pub(super) fn value(&self, of: &[f64]) -> f64 {
        self.expression.value(of)
    }
}

/// The columns in an order in which each comes after the columns from which it is computed.
pub(super) fn in_order(all: &[Computed]) -> Result<Vec<&Computed>, PrepareError> {
    let mut order: Vec<&Computed> = Vec::with_capacity(all.len());
    let mut waiting: Vec<&Computed> = all.iter().collect();
    while !waiting.is_empty() {
        let names: Vec<&str> = waiting.iter().map(|c| c.name()).collect();
        let waits = |c: &&Computed| {
            c.columns()
                .iter()
                .any(|name| names.contains(&name.as_str()))
        };
        let (later, ready): (Vec<_>, Vec<_>) = waiting.into_iter().partition(waits);
        if ready.is_empty() {
            let names = later.iter().map(|c| c.name.clone()).collect();
            return Err(PrepareError::ComputedRound { names });
        }
        order.extend(ready);
        waiting = later;
    }
    Ok(order)
}
