//! Columns of the data that keys of a study file name.

use toml::Spanned;
use toml::de::DeValue;

use super::section::{Sections, line_at};
use crate::data::{DataError, Table};

/// The keys that name a column, or hold names of columns, each with its table.
const KEYS: [(&str, &str); 8] = [
    ("data", "weights"),
    ("bootstrap", "strata"),
    ("bootstrap", "cluster"),
    ("predict", "strata"),
    ("predict", "cluster"),
    ("groups", "column"),
    ("segments", "explain"),
    ("assess", "redundancy"),
];

/// A column that a key names.
#[derive(Debug, Clone)]
pub(super) struct NamedColumn {
    table: &'static str,
    key: &'static str,
    line: usize,
    column: String,
}

impl NamedColumn {
    /// Those of a study file. What is not a text is refused where the key is read.
    pub(super) fn all(sections: &Sections) -> Vec<Self> {
        let mut named = Vec::new();
        for (table, key) in KEYS {
            let Some(DeValue::Table(keys)) = sections.root.get(table).map(Spanned::get_ref) else {
                continue;
            };
            for value in keys.get(key).into_iter().flat_map(values_in) {
                if let DeValue::String(column) = value.get_ref() {
                    named.push(Self {
                        table,
                        key,
                        line: line_at(sections.text, &value.span()),
                        column: column.to_string(),
                    });
                }
            }
        }
        named
    }

    /// Whether the data have the column.
    pub(super) fn check(&self, data: &Table) -> Result<(), DataError> {
        let found = data.position_of(&self.column);
        let named = |error| DataError::Named {
            line: self.line,
            table: self.table,
            key: self.key,
            error: Box::new(error),
        };
        found.map(|_| ()).map_err(named)
    }
}

/// The values in a list or in a table, or a value that is neither.
fn values_in<'v, 'f>(value: &'v Spanned<DeValue<'f>>) -> Vec<&'v Spanned<DeValue<'f>>> {
    match value.get_ref() {
        DeValue::Array(list) => list.iter().flat_map(values_in).collect(),
        DeValue::Table(table) => table
            .iter()
            .flat_map(|(_, value)| values_in(value))
            .collect(),
        _ => vec![value],
    }
}
