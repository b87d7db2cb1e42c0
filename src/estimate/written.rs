//! How options are written and read: conditions that the types alone do not ensure are checked on
//! reading.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::numeric::whole::whole;

pub(super) fn tolerance<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    let tolerance = f64::deserialize(from).ok();
    let proved = tolerance.filter(|x| *x > 0.0 && x.is_finite());
    proved.ok_or_else(|| D::Error::custom("it must be a number above 0, such as 1e-7"))
}

pub(super) fn max_iterations<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    whole(from, 1..)
}

/// Values by the names of constructs, written as a table.
pub(super) fn table<S: Serializer, T: Serialize>(
    pairs: &[(String, T)],
    to: S,
) -> Result<S::Ok, S::Error> {
    to.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}

pub(super) fn dominant<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Vec<(String, String)>, D::Error> {
    from.deserialize_map(Pairs {
        example: "{ Image = \"...\" }",
        of: PhantomData,
    })
}

pub(super) fn reliability<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Vec<(String, f64)>, D::Error> {
    let pairs: Vec<(String, Reliability)> = from.deserialize_map(Pairs {
        example: "{ Image = 0.8 }",
        of: PhantomData,
    })?;
    Ok(pairs.into_iter().map(|(name, x)| (name, x.0)).collect())
}

/// A reliability that a single item may have.
struct Reliability(f64);

impl<'de> Deserialize<'de> for Reliability {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let proved = f64::deserialize(from)
            .ok()
            .filter(|x| *x > 0.0 && *x <= 1.0);
        let expected = "it must be a number above 0 and at most 1, such as 0.8";
        proved.map(Self).ok_or_else(|| D::Error::custom(expected))
    }
}

/// Reads a table as pairs, in its order.
struct Pairs<T> {
    example: &'static str,
    of: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Pairs<T> {
    type Value = Vec<(String, T)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a table, such as {}", self.example)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(pairs)
    }
}
