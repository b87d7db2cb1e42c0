//! Numbers by name in a study file, such as `loadings = { Image = [0.8, 0.7], Value = 0.9 }`.

use toml::Spanned;
use toml::de::DeValue;

use super::StudyError;
use super::section::Section;

/// A number, numbers or rows of numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Numbers {
    One(f64),
    List(Vec<f64>),
    Rows(Vec<Vec<f64>>),
}

impl Numbers {
    fn of(value: &Spanned<DeValue>) -> Option<Self> {
        let finite = |value: &Spanned<DeValue>| Section::as_number(value).filter(|x| x.is_finite());
        if let Some(x) = finite(value) {
            return Some(Self::One(x));
        }
        let DeValue::Array(list) = value.get_ref() else {
            return None;
        };
        if let Some(numbers) = list.iter().map(finite).collect() {
            return Some(Self::List(numbers));
        }
        let row = |row: &Spanned<DeValue>| match row.get_ref() {
            DeValue::Array(row) => row.iter().map(finite).collect(),
            _ => None,
        };
        list.iter().map(row).collect::<Option<_>>().map(Self::Rows)
    }
}

/// Numbers for names: one for all, or one for each.
#[derive(Debug, Default)]
pub(super) struct ByName {
    pub(super) all: Option<f64>,
    pub(super) named: Vec<(String, Numbers)>,
}

impl Section<'_> {
    /// Numbers by name, such as `loadings = { X = [0.8, 0.7], Y = 0.9 }`, or one number for all names.
    pub(super) fn numbers_by_name(&self, key: &str, expected: &str) -> Result<ByName, StudyError> {
        let Some(value) = self.get(key) else {
            return Ok(ByName::default());
        };
        if let Some(x) = Self::as_number(value).filter(|x| x.is_finite()) {
            return Ok(ByName {
                all: Some(x),
                named: Vec::new(),
            });
        }
        let DeValue::Table(table) = value.get_ref() else {
            return Err(self.fault(key, value, expected, &[]));
        };
        let named = table.iter().map(|(name, value)| {
            let name = name.get_ref().to_string();
            let numbers = Numbers::of(value);
            let numbers = numbers
                .ok_or_else(|| self.fault(&format!("{key}.{name}"), value, expected, &[]))?;
            Ok::<_, StudyError>((name, numbers))
        });
        Ok(ByName {
            all: None,
            named: named.collect::<Result<_, _>>()?,
        })
    }

    /// The fault of a value, or of one entry of it, that is not valid for its key.
    pub(super) fn fault_of(&self, key: &str, entry: &str, expected: &str) -> StudyError {
        let whole = self.get(key);
        let of_entry = whole.and_then(|value| match value.get_ref() {
            DeValue::Table(table) => table.get(entry),
            _ => None,
        });
        match of_entry
            .map(|value| (format!("{key}.{entry}"), value))
            .or(whole.map(|value| (key.to_owned(), value)))
        {
            Some((key, value)) => self.fault(&key, value, expected, &[]),
            None => StudyError::Required {
                what: format!("`{key}`"),
                fix: expected.to_owned(),
            },
        }
    }
}
