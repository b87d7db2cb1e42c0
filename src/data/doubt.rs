//! What may be wrong with a table as a whole, told where a column is looked for in vain.

use super::Source;
use super::cell::{self, Value};
use crate::text::listed;

/// The end of an error sentence, with its mend: the header may be no header, or the sheet the wrong one.
pub(crate) fn doubt<'n>(
    names: impl Iterator<Item = &'n str> + Clone,
    source: Option<&Source>,
) -> Option<String> {
    let numbers = names.clone().filter(|name| is_number(name)).count();
    let quoted = names.clone().find(|name| name.starts_with('"'));
    let columns = names.count();
    if let Some(name) = quoted {
        return Some(format!(
            "column `{name}` is called with its quotation marks; take out the spaces before them in the header"
        ));
    }
    if numbers > 0 && 2 * numbers >= columns {
        return Some(format!(
            "{NO_HEADER}; write a line with the names of the columns above it"
        ));
    }
    if let Some(source) = source.filter(|source| !source.other_sheets.is_empty()) {
        let sheet = source.sheet.as_deref().unwrap_or_default();
        return Some(other_sheets(sheet, &source.other_sheets));
    }
    (columns == 1).then(|| "there is a single column; look at the delimiter".to_owned())
}

/// What is said of a header that holds numbers.
pub(super) const NO_HEADER: &str = "the header holds numbers, as a line of answers does";

pub(super) fn is_number(name: &str) -> bool {
    matches!(cell::value(name, None), Value::Number(..))
}

/// The mend where a sheet was read that nobody named, and there are others.
pub(super) fn other_sheets(sheet: &str, others: &[String]) -> String {
    format!(
        "sheet `{sheet}` was read, the first that is not hidden; name another as `sheet`: {}",
        listed(others)
    )
}
