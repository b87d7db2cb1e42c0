//! The columns that a formula or a condition names.

use crate::formula::{Function, Inputs, Misread, Reader};
use crate::text::hidden;

/// Columns, each numbered when it is first named.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct ColumnsNamed {
    names: Vec<String>,
}

impl ColumnsNamed {
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn number_of(&mut self, name: String) -> usize {
        let known = self.names.iter().position(|other| *other == name);
        known.unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        })
    }
}

impl Inputs for ColumnsNamed {
    const EXPECTED: &'static str = "a column, a number or `(`";

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<usize, Misread> {
        if reader.peek() == Some('`') {
            let start = reader.place();
            let name = reader.quoted('`')?;
            if name.trim().is_empty() || name.contains(|c: char| hidden(c) && c != '\n') {
                return Err(reader.fault_since(
                    start,
                    "a name has at least one character, and no invisible characters (a line break is written `\\n` or as a blank)",
                ));
            }
            return Ok(self.number_of(name));
        }
        let word = reader.word();
        let (start, name) = (reader.place(), word.to_owned());
        reader.pass(word.len());
        if reader.rest().trim_start().starts_with('(') {
            return Err(reader.fault_since(start, no_function(&name)));
        }
        if let Some(first) = ["and", "or", "not", "in"]
            .iter()
            .find(|known| **known == word)
        {
            let message =
                format!("`{first}` joins conditions; a column of that name stands in backquotes");
            return Err(reader.fault_since(start, message));
        }
        Ok(self.number_of(name))
    }
}

/// What is wrong with a name that is called as a function.
fn no_function(name: &str) -> String {
    if ["log", "LOG", "Log"].contains(&name) {
        return format!("`{name}` is written `ln` (the natural logarithm) or `log10` here");
    }
    let known: Vec<&str> = Function::ALL.iter().map(|(name, _)| *name).collect();
    format!(
        "`{name}` is not a function here; those that there are: {}",
        known.join(", ")
    )
}
