//! Which column a name means.

use std::borrow::Cow;

use super::{DataError, Table};
use crate::text::{nearest, visible_name};

/// The meaning of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    One(usize),
    /// Two columns have the same name, so that it is not known which one is meant.
    Two(usize, usize),
}

impl Table {
    /// The column with a name, or the column whose name differs only in line breaks and in blanks at its ends.
    pub(super) fn found(&self, name: &str) -> Found {
        let visible = visible_name(name);
        let exactly = self.first_two(|column| column == visible);
        if exactly != Found::Nothing {
            return exactly;
        }
        let plain = in_one_line(&visible);
        self.first_two(|column| in_one_line(column) == plain)
    }

    fn first_two(&self, is_meant: impl Fn(&str) -> bool) -> Found {
        let columns = self.columns.iter().enumerate();
        let mut meant = columns.filter(|(_, column)| is_meant(&column.name));
        match (meant.next(), meant.next()) {
            (None, _) => Found::Nothing,
            (Some((at, _)), None) => Found::One(at),
            (Some((first, _)), Some((second, _))) => Found::Two(first, second),
        }
    }

    pub(super) fn position(&self, name: &str) -> Option<usize> {
        match self.found(name) {
            Found::One(at) => Some(at),
            _ => None,
        }
    }

    /// The position of the column that is named.
    pub(crate) fn position_of(&self, name: &str) -> Result<usize, DataError> {
        match self.found(name) {
            Found::One(at) => Ok(at),
            Found::Nothing => Err(DataError::UnknownColumn {
                column: name.to_owned(),
                nearest: self.nearest_column(name),
            }),
            Found::Two(first, second) => Err(DataError::DuplicateColumn {
                name: name.to_owned(),
                first: first + 1,
                second: second + 1,
            }),
        }
    }

    /// The column name that is most similar to a name that does not exist.
    pub(crate) fn nearest_column(&self, name: &str) -> Option<String> {
        nearest(name, self.columns.iter().map(|c| c.name.as_str()))
    }
}

/// Whether two names mean one column.
pub(super) fn is_same(a: &str, b: &str) -> bool {
    let (a, b) = (visible_name(a), visible_name(b));
    a == b || in_one_line(&a) == in_one_line(&b)
}

/// A visible name with its line breaks as blanks, and without blanks around it.
fn in_one_line(name: &str) -> Cow<'_, str> {
    if !name.contains('\\') {
        return name.trim().into();
    }
    let broken = name.replace("\\r\\n", " ").replace("\\n", " ");
    broken.replace("\\r", " ").trim().to_owned().into()
}
