//! PLS in several segments side by side, one segment in each lane.

use nalgebra::DMatrix;

use super::equations::Equations;
use crate::estimate::{Estimates, Failed, Plan, Stages};
use crate::moments::{Kept, MomentLanes, NoVariance, Sample, Weigher};

/// What a segment is when one row has left it and one has joined.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    pub(super) segment: usize,
    pub(super) leaves: Option<usize>,
    pub(super) joins: Option<usize>,
}

/// The model in one segment.
#[derive(Debug, Clone)]
pub(super) struct Estimated {
    /// R² of every equation.
    pub(super) r2: Vec<f64>,
    /// Paths of standardised scores.
    pub(super) paths: DMatrix<f64>,
    /// What paths of each construct are divided by when they are reported.
    pub(super) scales: Vec<f64>,
}

/// Estimates the model in segments.
pub(super) struct SideBySide<'p> {
    plan: &'p Plan,
    sample: &'p Sample,
    equations: &'p Equations,
    stages: Stages<'p>,
    weigher: Weigher<'p>,
    moments: MomentLanes,
    estimates: Estimates,
    /// Weights of the rows, where products need them.
    weights: Vec<f64>,
}

impl<'p> SideBySide<'p> {
    /// Composites are turned towards those that the weights of the whole sample make, one set for every stage.
    pub(super) fn new(
        plan: &'p Plan,
        sample: &'p Sample,
        equations: &'p Equations,
        towards: &'p [Vec<f64>],
    ) -> Self {
        let products = plan.has_products().then_some(sample);
        Self {
            stages: Stages::new(plan, products, Some(towards)),
            weigher: Weigher::new(sample),
            moments: MomentLanes::room(sample.indicators().len()),
            estimates: Estimates::room(plan),
            weights: vec![0.0; if products.is_some() { sample.n() } else { 0 }],
            plan,
            sample,
            equations,
        }
    }

    /// How many segments are estimated together.
    pub(super) fn lanes(&self) -> usize {
        self.moments.lanes()
    }

    /// The segments of a partition, as cross products.
    pub(super) fn kept(&self, labels: &[usize], segments: usize) -> Vec<Kept> {
        let rows_of = |s: usize| (0..labels.len()).filter(move |&i| labels[i] == s);
        (0..segments)
            .map(|s| Kept::of(self.sample, rows_of(s)))
            .collect()
    }

    /// The model in each changed segment; `None` where it cannot be estimated.
    pub(super) fn estimate(
        &mut self,
        labels: &[usize],
        kept: &[Kept],
        changes: &[Change],
    ) -> Vec<Option<Estimated>> {
        let mut all = Vec::with_capacity(changes.len());
        let together = self.lanes();
        for changes in changes.chunks(together) {
            changes
                .iter()
                .for_each(|change| self.add(labels, kept, *change));
            let mut made: Vec<Result<(), NoVariance>> = vec![Ok(()); changes.len()];
            let mut ends: Vec<Result<(), Failed>> = vec![Ok(()); changes.len()];
            self.weigher.take(&mut self.moments, &mut made);
            let products = self.plan.has_products();
            let rows = products.then(|| self.weigher.weighted_rows());
            self.stages.estimate(&self.moments, rows, &mut ends);
            for (lane, (made, end)) in made.iter().zip(&ends).enumerate() {
                let fine = made.is_ok() && end.is_ok();
                all.push(fine.then(|| self.of_lane(lane)).flatten());
            }
        }
        all
    }

    fn add(&mut self, labels: &[usize], kept: &[Kept], change: Change) {
        let Change {
            segment,
            leaves,
            joins,
        } = change;
        if !self.plan.has_products() {
            return self.weigher.add_kept(&kept[segment], leaves, joins);
        }
        // Products of scores need the weighted rows themselves.
        for (i, (weight, &label)) in self.weights.iter_mut().zip(labels).enumerate() {
            let stays = label == segment && leaves != Some(i);
            *weight = f64::from(u8::from(stays || joins == Some(i)));
        }
        self.weigher.add(&self.weights);
    }

    fn of_lane(&mut self, lane: usize) -> Option<Estimated> {
        let last = self.stages.all().last()?;
        last.estimates.get(lane, &mut self.estimates);
        let r2 = self
            .equations
            .all
            .iter()
            .map(|e| self.estimates.r2[e.target]);
        let estimated = Estimated {
            r2: r2.collect(),
            paths: self.estimates.paths.clone(),
            scales: self.estimates.scales.clone(),
        };
        let numbers = estimated.r2.iter().chain(estimated.paths.iter());
        numbers.copied().all(f64::is_finite).then_some(estimated)
    }
}
