//! Whole numbers of settings, checked as they are read.

use std::ops::{Bound, RangeBounds};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Reads a whole number of this range; anything else is answered with the range.
pub(crate) fn whole<'de, D: Deserializer<'de>>(
    from: D,
    valid: impl RangeBounds<u64>,
) -> Result<usize, D::Error> {
    let number = u64::deserialize(from).ok().filter(|x| valid.contains(x));
    let number = number.map(|x| usize::try_from(x).unwrap_or(usize::MAX));
    number.ok_or_else(|| D::Error::custom(expected(&valid)))
}

/// Reads a seed.
pub(crate) fn seed<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    let number = u64::deserialize(from);
    number.map_err(|_| D::Error::custom(expected(&(0..))))
}

/// What a whole number of a range must be, in the words of an error message.
pub(crate) fn expected(valid: &impl RangeBounds<u64>) -> String {
    let least = match valid.start_bound() {
        Bound::Included(least) => *least,
        Bound::Excluded(below) => below + 1,
        Bound::Unbounded => 0,
    };
    match valid.end_bound() {
        Bound::Included(most) => format!("it must be a whole number from {least} to {most}"),
        Bound::Excluded(above) => {
            format!("it must be a whole number from {least} to {}", above - 1)
        }
        Bound::Unbounded => format!("it must be a whole number of at least {least}"),
    }
}
