//! Estimates of several replicates side by side, one replicate in each lane.

use pulp::Simd;

use super::{Estimates, Plan, Termination, Turned};
use crate::numeric::lanes::{self, Room, Vector};

/// The fields of [`Estimates`], for one replicate in each lane of the machine's vectors. Matrices are stored column by
/// column.
#[derive(Debug, Clone)]
pub(crate) struct EstimateLanes {
    indicators: usize,
    constructs: usize,
    /// Numbers in a vector.
    width: usize,
    pub(super) weights: Room,
    /// Correlation of every indicator with every composite, construct by construct.
    pub(super) cross_loadings: Room,
    pub(super) correlations: Room,
    pub(super) loadings: Room,
    pub(super) reliabilities: Room,
    pub(super) factor_correlations: Room,
    /// From row to column.
    pub(super) paths: Room,
    /// The divisors of the reported paths of each construct, if any construct is a product.
    pub(super) scales: Option<Room>,
    /// The first construct that is a product; products come last.
    products: usize,
    pub(super) r2: Room,
    pub(crate) terminations: [Termination; lanes::MOST],
    /// Composites whose sign was changed to that in the sample.
    pub(crate) turned: [Turned; lanes::MOST],
}

impl EstimateLanes {
    /// Room for the estimates of a plan.
    pub(crate) fn room(plan: &Plan) -> Self {
        Self::of_width(plan, lanes::count())
    }

    /// The same with vectors of another width than the machine's own.
    pub(crate) fn of_width(plan: &Plan, width: usize) -> Self {
        let (p, j) = (plan.indicators(), plan.constructs());
        Self {
            indicators: p,
            constructs: j,
            width,
            weights: Room::new(p),
            cross_loadings: Room::new(p * j),
            correlations: Room::new(j * j),
            loadings: Room::new(p),
            reliabilities: Room::new(j),
            factor_correlations: Room::new(j * j),
            paths: Room::new(j * j),
            scales: plan.has_products().then(|| Room::new(j)),
            products: (0..j).find(|&j| plan.product(j).is_some()).unwrap_or(j),
            r2: Room::new(j),
            terminations: [Termination::default(); lanes::MOST],
            turned: [Turned::default(); lanes::MOST],
        }
    }

    /// The estimates of one lane.
    pub(crate) fn get(&self, lane: usize, estimates: &mut Estimates) {
        for (room, into) in [
            (&self.weights, estimates.weights.as_mut_slice()),
            (
                &self.cross_loadings,
                estimates.cross_loadings.as_mut_slice(),
            ),
            (&self.correlations, estimates.correlations.as_mut_slice()),
            (&self.loadings, &mut estimates.loadings),
            (&self.reliabilities, &mut estimates.reliabilities),
            (
                &self.factor_correlations,
                estimates.factor_correlations.as_mut_slice(),
            ),
            (&self.paths, estimates.paths.as_mut_slice()),
            (&self.r2, &mut estimates.r2),
        ] {
            room.copy_lane(lane, into);
        }
        if let Some(scales) = &self.scales {
            scales.copy_lane(lane, &mut estimates.scales);
        }
        estimates.termination = self.terminations[lane];
    }

    /// Puts estimates into all lanes.
    pub(crate) fn set(&mut self, estimates: &Estimates) {
        let of = self.width;
        for (room, from) in [
            (&mut self.weights, estimates.weights.as_slice()),
            (
                &mut self.cross_loadings,
                estimates.cross_loadings.as_slice(),
            ),
            (&mut self.correlations, estimates.correlations.as_slice()),
            (&mut self.loadings, &estimates.loadings),
            (&mut self.reliabilities, &estimates.reliabilities),
            (
                &mut self.factor_correlations,
                estimates.factor_correlations.as_slice(),
            ),
            (&mut self.paths, estimates.paths.as_slice()),
            (&mut self.r2, &estimates.r2),
        ] {
            (0..of).for_each(|lane| room.fill_lane(lane, of, from));
        }
        if let Some(scales) = &mut self.scales {
            (0..of).for_each(|lane| scales.fill_lane(lane, of, &estimates.scales));
        }
        self.terminations.fill(estimates.termination);
    }

    /// The weight of an indicator.
    #[inline(always)]
    pub(crate) fn weight<S: Simd>(&self, simd: S, k: usize) -> Vector<S> {
        Vector::new(simd, self.weights.get::<S>()[k])
    }

    /// The loading of an indicator.
    #[inline(always)]
    pub(crate) fn loading<S: Simd>(&self, simd: S, k: usize) -> Vector<S> {
        Vector::new(simd, self.loadings.get::<S>()[k])
    }

    /// The correlation of an indicator with a composite.
    #[inline(always)]
    pub(crate) fn cross_loading<S: Simd>(&self, simd: S, k: usize, j: usize) -> Vector<S> {
        let cell = j * self.indicators + k;
        Vector::new(simd, self.cross_loadings.get::<S>()[cell])
    }

    /// The reported path between two constructs; 0 if there is none.
    #[inline(always)]
    pub(crate) fn path<S: Simd>(&self, simd: S, from: usize, to: usize) -> Vector<S> {
        let path = self.standardised_path(simd, from, to);
        match &self.scales {
            Some(scales) if from >= self.products => {
                path / Vector::new(simd, scales.get::<S>()[from])
            }
            _ => path,
        }
    }

    /// The same of a product that is standardised.
    #[inline(always)]
    pub(crate) fn standardised_path<S: Simd>(&self, simd: S, from: usize, to: usize) -> Vector<S> {
        let cell = to * self.constructs + from;
        Vector::new(simd, self.paths.get::<S>()[cell])
    }

    /// Copies the correlations of the constructs, corrected where they are: a `J x J` matrix.
    #[inline(always)]
    pub(crate) fn copy_factor_correlations<S: Simd>(&self, into: &mut [S::f64s]) {
        into.copy_from_slice(self.factor_correlations.get::<S>());
    }

    /// The explained variance of a construct.
    #[inline(always)]
    pub(crate) fn r2<S: Simd>(&self, simd: S, j: usize) -> Vector<S> {
        Vector::new(simd, self.r2.get::<S>()[j])
    }
}
