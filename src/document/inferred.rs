//! The inference for a number, in the row of the number itself.

use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::procedure::Inference;
use crate::quantity::Quantity;

/// The inference for one estimate, with the kind of interval that tables show. All fields are `None` without a
/// bootstrap, and if a number is not defined.
///
/// ```
/// use pls_sem::{Bootstrap, Model, Study, Table};
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let document = Study::new(model).bootstrap(Bootstrap::new(500)).run(&table)?;
/// let path = document.path("Resources", "Success").unwrap();
/// assert!(path.inference.low.unwrap() < path.estimate && path.estimate < path.inference.high.unwrap());
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Inferred {
    /// Standard error.
    pub se: Option<f64>,
    /// `estimate / se`; `None` for quantities that are not tested against 0, such as HTMT.
    pub t: Option<f64>,
    /// Two-sided p-value: of `t`, or, for indirect effects and total effects through a mediator, from the ranks of the
    /// resamples, because such products are skewed (see [`Inference::p`]).
    pub p: Option<f64>,
    /// Lower bound of the interval.
    pub low: Option<f64>,
    /// Upper bound of the interval.
    pub high: Option<f64>,
}

impl Inferred {
    /// The bootstrap inference for a quantity.
    pub(crate) fn of(inference: Option<&Inference>, quantity: &Quantity) -> Self {
        let summary =
            inference.and_then(|inference| Some((inference, inference.summary(quantity)?)));
        summary.map_or_else(Self::default, |(inference, summary)| {
            let interval = summary.interval(inference.shown());
            Self {
                se: summary.se,
                t: summary.t,
                p: inference.p(quantity),
                low: interval.map(|[low, _]| low),
                high: interval.map(|[_, high]| high),
            }
        })
    }
}

/// Inference for several fields of one record, each under the field's name: `alpha_se`, `alpha_low`.
macro_rules! by_field {
    ($($field:ident),*) => {
        $(
            pub(super) mod $field {
                use super::{Deserializer, Inferred, Serializer};

                pub(in super::super) fn serialize<S: Serializer>(
                    inferred: &Inferred,
                    serializer: S,
                ) -> Result<S::Ok, S::Error> {
                    super::write(stringify!($field), inferred, serializer)
                }

                pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
                    deserializer: D,
                ) -> Result<Inferred, D::Error> {
                    deserializer.deserialize_map(super::OfField(stringify!($field)))
                }
            }
        )*
    };
}

by_field!(
    alpha, alpha_raw, rho_a, rho_c, ave, r2, r2_adj, direct, indirect, total
);

fn write<S: Serializer>(
    field: &str,
    inferred: &Inferred,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let Inferred {
        se,
        t,
        p,
        low,
        high,
    } = inferred;
    let all = [("se", se), ("t", t), ("p", p), ("low", low), ("high", high)];
    let mut map = serializer.serialize_map(Some(all.len()))?;
    for (name, value) in all {
        map.serialize_entry(&format!("{field}_{name}"), value)?;
    }
    map.end()
}

/// Reads the inference for one field from all fields of a record.
struct OfField(&'static str);

impl<'de> Visitor<'de> for OfField {
    type Value = Inferred;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the inference for `{}`", self.0)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Inferred, A::Error> {
        let mut inferred = Inferred::default();
        while let Some(key) = map.next_key::<String>()? {
            let name = key.strip_prefix(self.0).and_then(|k| k.strip_prefix('_'));
            match name {
                Some("se") => inferred.se = map.next_value()?,
                Some("t") => inferred.t = map.next_value()?,
                Some("p") => inferred.p = map.next_value()?,
                Some("low") => inferred.low = map.next_value()?,
                Some("high") => inferred.high = map.next_value()?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(inferred)
    }
}
