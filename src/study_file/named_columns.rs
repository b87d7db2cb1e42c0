//! Columns of the data that keys of a study file name.

use toml::de::DeValue;

use super::section::{Sections, line_at};
use crate::data::{DataError, Table};

/// The keys that name a column, each with its table.
const KEYS: [(&str, &str); 6] = [
    ("data", "weights"),
    ("bootstrap", "strata"),
    ("bootstrap", "cluster"),
    ("predict", "strata"),
    ("predict", "cluster"),
    ("groups", "column"),
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
        let named = |(table, key): (&'static str, &'static str)| {
            let DeValue::Table(keys) = sections.root.get(table)?.get_ref() else {
                return None;
            };
            let (name, value) = keys.get_key_value(key)?;
            let DeValue::String(column) = value.get_ref() else {
                return None;
            };
            Some(Self {
                table,
                key,
                line: line_at(sections.text, &name.span()),
                column: column.to_string(),
            })
        };
        KEYS.into_iter().filter_map(named).collect()
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
