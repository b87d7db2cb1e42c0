//! One table of a study file: its keys, each with the line for error messages.

use std::borrow::Cow;
use std::ops::{Range, RangeBounds};

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::reading::fields_of;
use super::{StudyError, limits};
use crate::numeric::whole::expected;
use crate::text::{excerpt, joined_by_or, nearest};

/// The keys of one table of the study file.
pub(super) struct Keys {
    pub(super) table: &'static str,
    known: &'static [&'static str],
    /// The fields of a settings type, which are keys too.
    fields: fn() -> &'static [&'static str],
}

impl Keys {
    pub(super) const fn new(table: &'static str, known: &'static [&'static str]) -> Self {
        let fields = || -> &'static [&'static str] { &[] };
        Self {
            table,
            known,
            fields,
        }
    }

    pub(super) const fn and_fields_of<T: DeserializeOwned>(self) -> Self {
        Self {
            fields: fields_of::<T>,
            ..self
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.known.iter().chain((self.fields)()).copied()
    }
}

/// The tables of a study file.
pub(super) struct Sections<'f> {
    pub(super) text: &'f str,
    pub(super) root: &'f DeTable<'f>,
}

/// One table of a study file; every fault in it names its line.
pub(super) struct Section<'f> {
    text: &'f str,
    keys: &'static Keys,
    /// In the notation of a header: `population.groups.small`.
    name: String,
    table: Option<&'f DeTable<'f>>,
}

impl<'f> Sections<'f> {
    /// Checks that every table is known, and that no table has a key of another.
    pub(super) fn check_tables(&self, all: &[&Keys]) -> Result<(), StudyError> {
        let keys = all.iter();
        let keys = keys.flat_map(|keys| keys.all().map(|key| (keys.table, key)));
        let keys: Vec<(&str, &str)> = keys.collect();
        for (name, value) in self.root {
            let line = line_at(self.text, &name.span());
            let name = name.get_ref().as_ref();
            let owner = keys.iter().find(|(_, key)| *key == name);
            if let DeValue::Table(own) = value.get_ref() {
                self.refuse_keys_of_others(name, own, &keys)?;
            }
            if let (Some((table, _)), false) = (owner, matches!(value.get_ref(), DeValue::Table(_)))
            {
                let what = format!("`{name}` is outside of any table: write it below [{table}]");
                return Err(StudyError::Conflict { line, what });
            }
            let tables = all.iter().map(|keys| keys.table);
            if !tables.clone().any(|table| table == name) {
                return Err(StudyError::Unknown {
                    line,
                    what: format!("[{name}]"),
                    nearest: nearest(name, tables),
                });
            }
        }
        Ok(())
    }

    /// Refuses a key that is not one of its table, but of others; `keys` are those of all tables, each with its table.
    fn refuse_keys_of_others(
        &self,
        table: &str,
        own: &DeTable,
        keys: &[(&str, &str)],
    ) -> Result<(), StudyError> {
        // The user chooses the keys of some tables.
        if !keys.iter().any(|(known, _)| *known == table) {
            return Ok(());
        }
        for name in own.keys() {
            let key = name.get_ref().as_ref();
            let owners = keys.iter().filter(|(_, known)| *known == key);
            let owners: Vec<String> = owners.map(|(table, _)| format!("[{table}]")).collect();
            if !owners.is_empty() && !owners.contains(&format!("[{table}]")) {
                return Err(StudyError::Conflict {
                    line: line_at(self.text, &name.span()),
                    what: format!(
                        "`{key}` is no key of [{table}]: it belongs below {}",
                        joined_by_or(&owners)
                    ),
                });
            }
        }
        Ok(())
    }

    /// A table whose keys are names that the user chooses, each with its line and text.
    pub(super) fn texts(
        &self,
        keys: &'static Keys,
    ) -> Result<Vec<(String, usize, &'f str)>, StudyError> {
        let section = Section {
            text: self.text,
            keys,
            name: keys.table.to_owned(),
            table: self.table(keys)?,
        };
        let names = section.table.into_iter().flat_map(DeTable::keys);
        limits::definitions(names.count(), self.line_of(keys))?;
        let text = |(key, value): (&'f Spanned<_>, &'f Spanned<DeValue<'f>>)| {
            let name: &Cow<'f, str> = key.get_ref();
            let text = section.as_string(name, value)?;
            Ok((name.to_string(), line_at(self.text, &key.span()), text))
        };
        section.table.into_iter().flatten().map(text).collect()
    }

    /// The line in which a table begins, if the file has it.
    pub(super) fn line_of_table(&self, table: &str) -> Option<usize> {
        let (name, _) = self.root.get_key_value(table)?;
        Some(line_at(self.text, &name.span()))
    }

    fn table(&self, keys: &Keys) -> Result<Option<&'f DeTable<'f>>, StudyError> {
        let Some(value) = self.root.get(keys.table) else {
            return Ok(None);
        };
        match value.get_ref() {
            DeValue::Table(table) => Ok(Some(table)),
            _ => Err(StudyError::Conflict {
                line: line_at(self.text, &value.span()),
                what: format!(
                    "`{0}` is a table: write [{0}] and its keys below",
                    keys.table
                ),
            }),
        }
    }

    /// The line of a table's head; 1 if the file does not have it.
    pub(super) fn line_of(&self, keys: &Keys) -> usize {
        self.line_of_table(keys.table).unwrap_or(1)
    }

    pub(super) fn section(&self, keys: &'static Keys) -> Result<Section<'f>, StudyError> {
        let (name, table) = (keys.table.to_owned(), self.table(keys)?);
        Section::new(self.text, keys, name, table)
    }
}

impl<'f> Section<'f> {
    /// A table whose keys are all known.
    fn new(
        text: &'f str,
        keys: &'static Keys,
        name: String,
        table: Option<&'f DeTable<'f>>,
    ) -> Result<Self, StudyError> {
        let section = Self {
            text,
            keys,
            name,
            table,
        };
        let mut written = table.into_iter().flat_map(DeTable::keys);
        match written.find(|key| !section.knows(key.get_ref())) {
            None => Ok(section),
            Some(key) => Err(StudyError::Unknown {
                line: line_at(text, &key.span()),
                what: format!("`{}` of [{}]", key.get_ref(), section.name),
                nearest: nearest(key.get_ref(), keys.all()),
            }),
        }
    }

    /// A table within the section, such as `missing = { rate = 0.05 }`.
    pub(super) fn subsection(
        &self,
        key: &str,
        keys: &'static Keys,
    ) -> Result<Option<Self>, StudyError> {
        self.get(key)
            .map(|value| self.as_section(key, value, keys))
            .transpose()
    }

    /// Tables by name within the section, such as `[population.groups.small]`.
    pub(super) fn subsections(
        &self,
        key: &str,
        keys: &'static Keys,
    ) -> Result<Vec<(String, Self)>, StudyError> {
        let section = |(name, value): (String, &'f Spanned<DeValue<'f>>)| {
            let section = self.as_section(&format!("{key}.{name}"), value, keys)?;
            Ok((name, section))
        };
        let example = format!("{{ {} = ... }}", keys.known[0]);
        self.entries(key, &example)?
            .into_iter()
            .map(section)
            .collect()
    }

    fn as_section(
        &self,
        key: &str,
        value: &'f Spanned<DeValue<'f>>,
        keys: &'static Keys,
    ) -> Result<Self, StudyError> {
        if let DeValue::Table(table) = value.get_ref() {
            let name = format!("{}.{key}", self.name);
            return Self::new(self.text, keys, name, Some(table));
        }
        let expected = format!("it must be a table, such as {{ {} = ... }}", keys.known[0]);
        Err(self.fault(key, value, &expected, &[]))
    }

    /// The line of the first entry of a key's table that meets the predicate.
    pub(super) fn line_where(&self, key: &str, meant: impl Fn(&str) -> bool) -> Option<usize> {
        let DeValue::Table(table) = self.get(key)?.get_ref() else {
            return None;
        };
        let entry = table.keys().find(|name| meant(name.get_ref()))?;
        Some(line_at(self.text, &entry.span()))
    }

    /// Whether the section may have the key, and has it.
    pub(super) fn has(&self, key: &str) -> bool {
        self.knows(key) && self.get(key).is_some()
    }

    /// The line of the section's first key; 1 if it has none.
    pub(super) fn first_line(&self) -> usize {
        let keys = self.table.into_iter().flat_map(DeTable::keys);
        let lines = keys.map(|key| line_at(self.text, &key.span()));
        lines.min().unwrap_or(1)
    }

    pub(super) fn as_whole(value: &Spanned<DeValue>) -> Option<u64> {
        match value.get_ref() {
            DeValue::Integer(x) => {
                u64::from_str_radix(&x.as_str().replace('_', ""), x.radix()).ok()
            }
            _ => None,
        }
    }

    fn knows(&self, key: &str) -> bool {
        self.keys.all().any(|known| known == key)
    }

    pub(super) fn get(&self, key: &str) -> Option<&'f Spanned<DeValue<'f>>> {
        debug_assert!(self.knows(key), "`{key}` is not listed as a key");
        self.table.and_then(|table| table.get(key))
    }

    pub(super) fn line(&self, key: &str) -> usize {
        self.line_of_key(key).unwrap_or(1)
    }

    /// The line of a key, if the table has it.
    pub(super) fn line_of_key(&self, key: &str) -> Option<usize> {
        let value = self.get(key)?;
        Some(line_at(self.text, &value.span()))
    }

    /// The known keys that the table has, each with its line.
    pub(super) fn lines(&self) -> Vec<(&'static str, usize)> {
        let keys = self.keys.all();
        keys.filter_map(|key| Some((key, self.line_of_key(key)?)))
            .collect()
    }

    /// The number of lines of the file before a text, and of characters before it in its first line; `None` if the
    /// characters differ from those of the file because some are escaped.
    pub(super) fn start_of_text(&self, key: &str) -> Option<(usize, usize)> {
        self.start_of(self.get(key)?)
    }

    /// The same of a value.
    pub(super) fn start_of(&self, value: &Spanned<DeValue>) -> Option<(usize, usize)> {
        let DeValue::String(text) = value.get_ref() else {
            return None;
        };
        let written = self.text.get(value.span())?;
        let quotes = if written.starts_with("\"\"\"") || written.starts_with("'''") {
            3
        } else {
            1
        };
        let inside = written.get(quotes..written.len().checked_sub(quotes)?)?;
        let first = inside.len() - inside.trim_start_matches('\r').len();
        let (skipped, inside) = match inside[first..].strip_prefix('\n').filter(|_| quotes == 3) {
            Some(rest) => (1, rest),
            None => (0, inside),
        };
        if inside.replace('\r', "") != text.replace('\r', "") {
            return None;
        }
        let start = value.span().start;
        let before = self.text[..start].rfind('\n').map_or(0, |end| end + 1);
        let columns = if skipped == 1 {
            0
        } else {
            self.text[before..start].chars().count() + quotes
        };
        Some((line_at(self.text, &value.span()) - 1 + skipped, columns))
    }

    /// The line in which a value begins.
    pub(super) fn line_of_value(&self, value: &Spanned<DeValue>) -> usize {
        line_at(self.text, &value.span())
    }

    /// The line of one entry of a table, such as `Value` in `modes = { Value = "A" }`.
    pub(super) fn line_of(&self, key: &str, entry: &str) -> usize {
        let table = self.get(key).and_then(|value| match value.get_ref() {
            DeValue::Table(table) => table.get_key_value(entry),
            _ => None,
        });
        table.map_or_else(
            || self.line(key),
            |(name, _)| line_at(self.text, &name.span()),
        )
    }

    pub(super) fn fault(
        &self,
        key: &str,
        value: &Spanned<DeValue>,
        expected: &str,
        valid: &[&str],
    ) -> StudyError {
        let nearest = match value.get_ref() {
            DeValue::String(word) => nearest(word, valid.iter().copied()),
            _ => None,
        };
        // The name of a key in a nested table includes the table: `groups.small.share`.
        let within = self.name.split_once('.').map(|(_, table)| table);
        StudyError::Value {
            line: line_at(self.text, &value.span()),
            key: within.map_or_else(|| key.to_owned(), |table| format!("{table}.{key}")),
            found: excerpt(self.text.get(value.span()).unwrap_or_default()),
            expected: expected.to_owned(),
            nearest,
        }
    }

    pub(super) fn string(&self, key: &str) -> Result<Option<&'f str>, StudyError> {
        self.get(key)
            .map(|value| self.as_string(key, value))
            .transpose()
    }

    /// The path of a file. A backslash and a letter between quotation marks, as in a Windows path, are a special character such
    /// as a line break, which no path has; a tab is one only behind the letter of a drive.
    pub(super) fn path(&self, key: &str) -> Result<Option<&'f str>, StudyError> {
        let path = self.string(key)?;
        let is_escaped = |path: &str| {
            let drive = path.get(1..2) == Some(":");
            path.contains(['\n', '\r', '\u{8}', '\u{c}']) || (drive && path.contains('\t'))
        };
        match self.get(key) {
            Some(value) if path.is_some_and(is_escaped) => {
                let expected = "it must be a path, in which `/` stands for a backslash, such as \"C:/data/survey.csv\"";
                Err(self.fault(key, value, expected, &[]))
            }
            _ => Ok(path),
        }
    }

    fn as_string(&self, key: &str, value: &'f Spanned<DeValue<'f>>) -> Result<&'f str, StudyError> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text.as_ref()),
            _ => Err(self.fault(key, value, "it must be text in quotation marks", &[])),
        }
    }

    /// A table of names, or of lists of names, such as `redundancy = { Value = "overall" }`.
    pub(super) fn names_of(&self, key: &str) -> Result<Vec<(String, Vec<String>)>, StudyError> {
        let entry = |(name, value): (String, &'f Spanned<DeValue<'f>>)| {
            let key = format!("{key}.{name}");
            let names = match value.get_ref() {
                DeValue::Array(list) if !list.is_empty() => list.iter().collect(),
                DeValue::String(_) => vec![value],
                _ => {
                    let expected = "it must be a name, or a list of names, in quotation marks";
                    return Err(self.fault(&key, value, expected, &[]));
                }
            };
            let names = names
                .into_iter()
                .map(|value| self.as_string(&key, value).map(str::to_owned));
            Ok((name, names.collect::<Result<_, _>>()?))
        };
        self.entries(key, "\"...\"")?
            .into_iter()
            .map(entry)
            .collect()
    }

    /// A table of numbers, such as `reliability = { Complaints = 0.8 }`.
    pub(super) fn numbers_of(
        &self,
        key: &str,
        expected: &str,
        valid: fn(f64) -> bool,
    ) -> Result<Vec<(String, f64)>, StudyError> {
        let entry = |(name, value): (String, &'f Spanned<DeValue<'f>>)| match Self::as_number(value)
            .filter(|&x| valid(x))
        {
            Some(x) => Ok((name, x)),
            None => Err(self.fault(&format!("{key}.{name}"), value, expected, &[])),
        };
        self.entries(key, "0.8")?.into_iter().map(entry).collect()
    }

    /// A table of texts, each with its name and as it is written, in the order of the file.
    #[allow(clippy::type_complexity)] // names with their texts
    pub(super) fn texts_of(
        &self,
        key: &str,
    ) -> Result<Vec<(String, &'f str, &'f Spanned<DeValue<'f>>)>, StudyError> {
        let mut entries = self.entries(key, "\"...\"")?;
        entries.sort_by_key(|(_, value)| value.span().start);
        let text = |(name, value): (String, &'f Spanned<DeValue<'f>>)| {
            let text = self.as_string(&format!("{key}.{name}"), value)?;
            Ok((name, text, value))
        };
        entries.into_iter().map(text).collect()
    }

    /// Two numbers.
    pub(super) fn as_pair(value: &Spanned<DeValue>) -> Option<(f64, f64)> {
        let DeValue::Array(list) = value.get_ref() else {
            return None;
        };
        let mut numbers = list.iter().map(Self::as_number);
        match (numbers.next()??, numbers.next()??, numbers.next()) {
            (low, high, None) => Some((low, high)),
            _ => None,
        }
    }

    /// The entries of a table within the section.
    #[allow(clippy::type_complexity)] // names with their values
    pub(super) fn entries(
        &self,
        key: &str,
        example: &str,
    ) -> Result<Vec<(String, &'f Spanned<DeValue<'f>>)>, StudyError> {
        let Some(value) = self.get(key) else {
            return Ok(Vec::new());
        };
        let DeValue::Table(table) = value.get_ref() else {
            let expected = format!("it must be a table, such as {{ NAME = {example} }}");
            return Err(self.fault(key, value, &expected, &[]));
        };
        let entries = table.iter();
        Ok(entries
            .map(|(name, value)| (name.get_ref().to_string(), value))
            .collect())
    }

    pub(super) fn as_number(value: &Spanned<DeValue>) -> Option<f64> {
        let digits = match value.get_ref() {
            DeValue::Float(x) => x.as_str(),
            DeValue::Integer(x) if x.radix() == 10 => x.as_str(),
            _ => return None,
        };
        digits.replace('_', "").parse().ok()
    }

    pub(super) fn number(
        &self,
        key: &str,
        expected: &str,
        valid: fn(f64) -> bool,
    ) -> Result<Option<f64>, StudyError> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        match Self::as_number(value).filter(|&x| valid(x)) {
            Some(x) => Ok(Some(x)),
            None => Err(self.fault(key, value, expected, &[])),
        }
    }

    /// A list of numbers, such as the example.
    pub(super) fn numbers(&self, key: &str, example: &str) -> Result<Option<Vec<f64>>, StudyError> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        let numbers = match value.get_ref() {
            DeValue::Array(list) => list
                .iter()
                .map(|x| Self::as_number(x).filter(|x| x.is_finite()))
                .collect(),
            _ => None,
        };
        numbers.map(Some).ok_or_else(|| {
            let expected = format!("it must be a list of numbers, such as {example}");
            self.fault(key, value, &expected, &[])
        })
    }

    /// A whole number of a range.
    pub(super) fn whole(
        &self,
        key: &str,
        valid: impl RangeBounds<u64>,
    ) -> Result<Option<u64>, StudyError> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        match Self::as_whole(value).filter(|x| valid.contains(x)) {
            Some(x) => Ok(Some(x)),
            None => Err(self.fault(key, value, &expected(&valid), &[])),
        }
    }
}

/// The line, from 1, in which a span of bytes begins.
pub(super) fn line_at(text: &str, span: &Range<usize>) -> usize {
    text.as_bytes()[..span.start.min(text.len())]
        .split(|&b| b == b'\n')
        .count()
}
