//! A group in which the model is estimated, and what it says of every quantity.

use super::GroupEstimate;
use super::difference::Of;
use super::split::Rows;
use crate::estimate::{Fit, Problem};
use crate::procedure::Inference;
use crate::quantity::{Catalogue, Quantity};

/// The model in some rows.
#[derive(Debug)]
pub(super) struct Fitted {
    pub(super) problem: Problem,
    pub(super) fit: Fit,
}

/// A group in which the model is estimated, with its inference.
pub(super) struct Estimated<'g> {
    pub(super) rows: &'g Rows,
    pub(super) fitted: &'g Fitted,
    pub(super) estimates: Vec<Option<f64>>,
    pub(super) inference: Option<Inference>,
}

impl Estimated<'_> {
    pub(super) fn named(&self) -> (&str, &Problem) {
        (&self.rows.name, &self.fitted.problem)
    }

    pub(super) fn n(&self) -> usize {
        self.fitted.problem.sample().n()
    }

    pub(super) fn of(&self) -> Of<'_> {
        Of {
            name: &self.rows.name,
            n: self.n(),
            estimates: &self.estimates,
            inference: self.inference.as_ref(),
        }
    }

    /// Every quantity in the group.
    pub(super) fn records(&self, catalogue: &Catalogue) -> impl Iterator<Item = GroupEstimate> {
        let record = |(quantity, estimate): (&Quantity, &Option<f64>)| {
            let summary = self.inference.as_ref().and_then(|inference| {
                let summary = inference.summary(quantity)?;
                Some((summary, summary.interval(inference.shown())))
            });
            let interval = summary.and_then(|(_, interval)| interval);
            let summary = summary.map(|(summary, _)| summary);
            GroupEstimate {
                group: self.rows.name.clone(),
                quantity: quantity.clone(),
                estimate: *estimate,
                se: summary.and_then(|s| s.se),
                t: summary.and_then(|s| s.t),
                p: summary.and_then(|s| s.p_shown),
                low: interval.map(|[low, _]| low),
                high: interval.map(|[_, high]| high),
            }
        };
        catalogue
            .quantities()
            .iter()
            .zip(&self.estimates)
            .map(record)
    }
}
