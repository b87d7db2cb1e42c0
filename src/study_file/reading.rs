//! Settings are read by their own types: the keys of a table are the fields of the type, the type checks its values, and
//! a fault names its key and its line.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, Expected, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, Visitor,
};
use serde::{Serialize, forward_to_deserialize_any};
use serde_json::Value;
use toml::Spanned;
use toml::de::DeValue;

use super::StudyError;
use super::section::Section;
use crate::text::one_of;

/// The fields of a type that is read from a table: its keys.
pub(super) fn fields_of<T: DeserializeOwned>() -> &'static [&'static str] {
    match T::deserialize(Probe) {
        Err(Fault::Fields(fields)) => fields,
        _ => &[],
    }
}

/// The fault of a value, before and after its place is known.
#[derive(Debug)]
enum Fault {
    /// What the value should be, and the valid words.
    Expected {
        expected: String,
        words: &'static [&'static str],
    },
    Located(Box<StudyError>),
    /// No fault: the answer of a type that is asked for its fields.
    Fields(&'static [&'static str]),
}

impl Fault {
    /// The fault of the value of a key, unless its place is already known.
    fn at(self, section: &Section, key: &str, value: &Spanned<DeValue>) -> Self {
        Self::Located(Box::new(self.located(section, key, value)))
    }

    fn located(self, section: &Section, key: &str, value: &Spanned<DeValue>) -> StudyError {
        match self {
            Self::Located(error) => *error,
            Self::Expected { expected, words } => section.fault(key, value, &expected, words),
            fields @ Self::Fields(_) => section.fault(key, value, &fields.to_string(), &[]),
        }
    }

    fn expected(expected: impl Into<String>) -> Self {
        Self::Expected {
            expected: expected.into(),
            words: &[],
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expected { expected, .. } => f.write_str(expected),
            Self::Located(error) => error.fmt(f),
            Self::Fields(fields) => write!(f, "{fields:?}"),
        }
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::expected(message.to_string())
    }

    fn invalid_type(_: Unexpected, expected: &dyn Expected) -> Self {
        Self::expected(format!("it must be {expected}"))
    }

    fn unknown_variant(_: &str, words: &'static [&'static str]) -> Self {
        Self::Expected {
            expected: format!("it must be {}", one_of(words)),
            words,
        }
    }
}

impl Section<'_> {
    /// Settings of a type: from the table where it names them, and otherwise from the given values.
    pub(super) fn read<T: DeserializeOwned + Serialize>(&self, given: &T) -> Result<T, StudyError> {
        let mut given = match serde_json::to_value(given) {
            Ok(Value::Object(fields)) => fields,
            _ => serde_json::Map::new(),
        };
        let fields = fields_of::<T>().iter().filter_map(|&name| {
            let written = self.get(name).map(Setting::Written);
            let setting = written.or_else(|| given.remove(name).map(Setting::Given))?;
            Some((name.to_owned(), setting))
        });
        let settings = Settings {
            section: self,
            fields: fields.collect::<Vec<_>>().into_iter(),
            next: None,
        };
        T::deserialize(MapAccessDeserializer::new(settings)).map_err(|fault| match fault {
            Fault::Located(error) => *error,
            // A setting that was given, and cannot be read again.
            other => StudyError::Conflict {
                line: self.first_line(),
                what: other.to_string(),
            },
        })
    }
}

impl<'f> Section<'f> {
    /// A setting of a type, if the table names it.
    pub(super) fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, StudyError> {
        let value = self.get(key);
        value.map(|value| self.as_setting(key, value)).transpose()
    }

    fn as_setting<T: DeserializeOwned>(
        &self,
        key: &str,
        value: &'f Spanned<DeValue<'f>>,
    ) -> Result<T, StudyError> {
        let written = Written {
            section: self,
            key,
            value,
        };
        T::deserialize(written).map_err(|fault| fault.located(self, key, value))
    }

    /// A table of settings by name, such as `modes = { Value = "A" }`.
    pub(super) fn settings_of<T: DeserializeOwned>(
        &self,
        key: &str,
    ) -> Result<Vec<(String, T)>, StudyError> {
        let setting = |(name, value): (String, &'f Spanned<DeValue<'f>>)| {
            let setting = self.as_setting(&format!("{key}.{name}"), value)?;
            Ok((name, setting))
        };
        let entries = self.entries(key, "\"...\"")?;
        entries.into_iter().map(setting).collect()
    }
}

/// One field of a settings type.
enum Setting<'f> {
    Written(&'f Spanned<DeValue<'f>>),
    Given(Value),
}

/// The fields of a settings type, one after the other.
struct Settings<'s, 'f, I> {
    section: &'s Section<'f>,
    fields: I,
    next: Option<(String, Setting<'f>)>,
}

impl<'de, 'f, I: Iterator<Item = (String, Setting<'f>)>> MapAccess<'de> for Settings<'_, 'f, I> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        self.next = self.fields.next();
        let name = self.next.as_ref().map(|(name, _)| name.as_str());
        name.map(|name| seed.deserialize(name.into_deserializer()))
            .transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let section = self.section;
        match self.next.take() {
            Some((key, Setting::Written(value))) => {
                let written = Written {
                    section,
                    key: &key,
                    value,
                };
                let read = seed.deserialize(written);
                read.map_err(|fault| fault.at(section, &key, value))
            }
            Some((_, Setting::Given(value))) => {
                let read = seed.deserialize(value);
                read.map_err(|error| Fault::expected(error.to_string()))
            }
            None => Err(Fault::expected("a value stands behind its key")),
        }
    }
}

/// A value of a study file, as a settings type reads it.
struct Written<'s, 'f> {
    section: &'s Section<'f>,
    key: &'s str,
    value: &'f Spanned<DeValue<'f>>,
}

impl<'f> Written<'_, 'f> {
    fn text(&self) -> Result<&'f str, Fault> {
        match self.value.get_ref() {
            DeValue::String(text) => Ok(text.as_ref()),
            _ => Err(Fault::expected("it must be text in quotation marks")),
        }
    }
}

impl<'de> Deserializer<'de> for Written<'_, '_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value.get_ref() {
            DeValue::String(text) => visitor.visit_str(text),
            DeValue::Boolean(on) => visitor.visit_bool(*on),
            DeValue::Array(_) => self.deserialize_seq(visitor),
            DeValue::Table(_) => self.deserialize_map(visitor),
            _ => match (
                Section::as_whole(self.value),
                Section::as_number(self.value),
            ) {
                (Some(whole), _) => visitor.visit_u64(whole),
                (None, Some(number)) => visitor.visit_f64(number),
                (None, None) => Err(de::Error::invalid_type(
                    Unexpected::Other("another value"),
                    &visitor,
                )),
            },
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value.get_ref() {
            DeValue::Boolean(on) => visitor.visit_bool(*on),
            _ => Err(Fault::expected("it must be true or false")),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let number = Section::as_number(self.value);
        visitor.visit_f64(number.ok_or_else(|| Fault::expected("it must be a number"))?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let whole = Section::as_whole(self.value);
        visitor.visit_u64(whole.ok_or_else(|| Fault::expected("it must be a whole number"))?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_enum(StrDeserializer::new(self.text()?))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let (section, key) = (self.section, self.key);
        match self.value.get_ref() {
            DeValue::Array(list) => visitor.visit_seq(Items {
                section,
                key,
                items: list.iter(),
            }),
            _ => Err(Fault::expected(
                "it must be a list, such as [\"...\", \"...\"]",
            )),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let DeValue::Table(table) = self.value.get_ref() else {
            let other = Unexpected::Other("another value");
            return Err(de::Error::invalid_type(other, &visitor));
        };
        let entries = table.iter().map(|(name, value)| {
            let key = format!("{}.{}", self.key, name.get_ref());
            (name.get_ref().to_string(), key, value)
        });
        visitor.visit_map(Entries {
            section: self.section,
            entries: entries.collect::<Vec<_>>().into_iter(),
            next: None,
        })
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u128 f32 char bytes byte_buf unit unit_struct newtype_struct tuple tuple_struct
        struct identifier ignored_any
    }
}

/// The items of a list; each is a value of the list's key.
struct Items<'s, 'f, I> {
    section: &'s Section<'f>,
    key: &'s str,
    #[allow(clippy::struct_field_names)] // the field's own word
    items: I,
}

impl<'de, 'f, I: Iterator<Item = &'f Spanned<DeValue<'f>>>> SeqAccess<'de> for Items<'_, 'f, I> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        let (section, key) = (self.section, self.key);
        let item = self.items.next().map(|value| {
            let written = Written {
                section,
                key,
                value,
            };
            let read = seed.deserialize(written);
            read.map_err(|fault| fault.at(section, key, value))
        });
        item.transpose()
    }
}

/// The entries of a table: name, key in full, and value.
struct Entries<'s, 'f, I> {
    section: &'s Section<'f>,
    #[allow(clippy::struct_field_names)] // the field's own word
    entries: I,
    next: Option<(String, &'f Spanned<DeValue<'f>>)>,
}

impl<'de, 'f, I> MapAccess<'de> for Entries<'_, 'f, I>
where
    I: Iterator<Item = (String, String, &'f Spanned<DeValue<'f>>)>,
{
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let Some((name, key, value)) = self.entries.next() else {
            return Ok(None);
        };
        self.next = Some((key, value));
        seed.deserialize(name.into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let (key, value) = self
            .next
            .take()
            .ok_or_else(|| Fault::expected("a value stands behind its name"))?;
        let section = self.section;
        let written = Written {
            section,
            key: &key,
            value,
        };
        let read = seed.deserialize(written);
        read.map_err(|fault| fault.at(section, &key, value))
    }
}

/// Asks a type for its fields.
struct Probe;

impl<'de> Deserializer<'de> for Probe {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Fault> {
        Err(Fault::Fields(&[]))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Fault> {
        Err(Fault::Fields(fields))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}
