//! A requested quantity that does not exist.

use super::{Measure, Quantity};
use crate::text::{did_you_mean_for, nearest};

/// A quantity that a result does not have, with the most similar quantity that it has, or the
/// measure to add.
#[derive(Clone, PartialEq, thiserror::Error)]
#[error(
    "there is no `{quantity}` in the result{}",
    match .lacking {
        Some(measure) => format!(": this measure is bootstrapped only on request, by `quantities = [\"{measure}\"]` below [bootstrap] or `Study::quantities([Measure::{measure:?}])`"),
        None => did_you_mean_for(.quantity, .nearest.as_deref()),
    }
)]
#[non_exhaustive]
pub struct UnknownQuantity {
    /// The quantity.
    pub quantity: String,
    /// The nearest that there is.
    pub nearest: Option<String>,
    /// Its measure, if the result has no quantity of this measure and a study can add it.
    pub lacking: Option<Measure>,
}

crate::text::debug_as_sentence!(UnknownQuantity);

impl Quantity {
    /// The place of this quantity among others.
    pub(crate) fn find_in<'q>(
        &self,
        known: impl Iterator<Item = &'q Self> + Clone,
    ) -> Result<usize, UnknownQuantity> {
        known
            .clone()
            .position(|other| self.is(other))
            .ok_or_else(|| {
                let of_measure = known.clone().filter(|other| other.measure == self.measure);
                let is_lacking = of_measure.clone().next().is_none()
                    && Measure::ON_REQUEST.contains(&self.measure);
                // A typing error is more probable in a name than in the measure.
                let nearest = |known: Vec<String>| {
                    nearest(&self.to_string(), known.iter().map(String::as_str))
                };
                UnknownQuantity {
                    quantity: self.to_string(),
                    nearest: nearest(of_measure.map(Self::to_string).collect())
                        .or_else(|| nearest(known.map(Self::to_string).collect())),
                    lacking: is_lacking.then_some(self.measure),
                }
            })
    }
}
