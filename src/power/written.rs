//! How the settings of a power study are read: what their types alone do not ensure is checked.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::study::EFFECTS;
use crate::groups::DifferenceTest;
use crate::infer::Level;
use crate::numeric::whole::whole;
use crate::quantity::Measure;
use crate::resample::FEWEST;

/// One number of rows, or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Rows {
    One(usize),
    Several(Vec<usize>),
}

pub(super) fn rows<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<usize>, D::Error> {
    let rows = match Rows::deserialize(from) {
        Ok(Rows::One(rows)) => vec![rows],
        Ok(Rows::Several(rows)) => rows,
        Err(_) => Vec::new(),
    };
    if rows.is_empty() || rows.contains(&0) {
        return Err(D::Error::custom(
            "it must be a whole number of at least 1, or a list of whole numbers, such as [100, 200, 300]",
        ));
    }
    Ok(ascending(rows))
}

/// The numbers of rows in their order, each once.
pub(super) fn ascending(rows: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let mut rows: Vec<usize> = rows.into_iter().collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

pub(super) fn replications<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    whole(from, 2..)
}

/// Resamples or permutations.
pub(super) fn replicates<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    whole(from, FEWEST as u64..)
}

pub(super) fn target<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    let target = f64::deserialize(from).ok();
    // A target is a share between 0 and 1, as a level is.
    let proved = target.filter(|target| Level::new(*target).is_ok());
    proved.ok_or_else(|| D::Error::custom("it must be a number between 0 and 1, such as 0.8"))
}

/// A measure that has a power.
struct Effect(Measure);

impl<'de> Deserialize<'de> for Effect {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Measure::one_of(from, &EFFECTS).map(Self)
    }
}

pub(super) fn quantities<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Measure>, D::Error> {
    let effects = Vec::<Effect>::deserialize(from)?;
    Ok(effects.into_iter().map(|effect| effect.0).collect())
}

pub(super) fn group_tests<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Vec<DifferenceTest>, D::Error> {
    Vec::deserialize(from).map(|tests: Vec<_>| DifferenceTest::in_order(&tests))
}
