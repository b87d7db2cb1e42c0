//! Whole numbers of settings, checked as they are read.

use std::ops::RangeBounds;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Reads a whole number of this range; anything else is answered with what is expected.
pub(crate) fn whole<'de, D: Deserializer<'de>>(
    from: D,
    valid: impl RangeBounds<u64>,
    expected: &str,
) -> Result<usize, D::Error> {
    let number = u64::deserialize(from).ok().filter(|x| valid.contains(x));
    let number = number.map(|x| usize::try_from(x).unwrap_or(usize::MAX));
    number.ok_or_else(|| D::Error::custom(expected))
}
