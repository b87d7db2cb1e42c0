//! Composites of a model as linear forms of the pooled sample's standardised indicators.
//!
//! ```text
//! a_j = Σ_k w_k e_k                    e_k  an indicator, or a composite of the stage before, divided by its
//!                                           standard deviation in the pooled sample
//! var(X a_j) = a_j' S_p a_j            S_p  pooled correlations of the indicators
//! ```
//!
//! Weights are those of a group, one set in each lane; what they are multiplied with is the same for all.

use std::ops::Range;

use nalgebra::DMatrix;
use pulp::{Arch, Simd, WithSimd};

use crate::estimate::{Block, EstimateLanes, Fit, Part, Plan, Source};
use crate::moments::Sample;
use crate::numeric::lanes::Room;

/// The composites of every construct but interactions, whose products have no form.
#[derive(Debug)]
pub(super) struct Composites {
    /// Those of all stages; what a composite is made of stands before it.
    all: Vec<Composite>,
    /// Constructs of the model as it was written, and where their composites stand.
    constructs: Vec<(String, usize)>,
    /// Correlations of the indicators in the pooled sample.
    pooled: DMatrix<f64>,
}

#[derive(Debug)]
struct Composite {
    stage: usize,
    /// Its indicators in that stage.
    block: Range<usize>,
    /// What each of them is.
    parts: Vec<Made>,
    /// The columns of the sample that it is made of, one for each coefficient.
    columns: Vec<usize>,
    /// Where its coefficients begin.
    start: usize,
}

#[derive(Debug, Clone, Copy)]
enum Made {
    Column(usize),
    Composite(usize),
}

/// The coefficients of all composites, and their standard deviations in the pooled sample, one set of weights in each lane.
#[derive(Debug)]
pub(super) struct Written {
    coefficients: Room,
    sds: Room,
}

impl Composites {
    /// The composites of a model that was estimated from the rows of all groups.
    pub(super) fn of(fit: &Fit) -> Self {
        let stages = fit.plan().stages();
        let mut all: Vec<Composite> = Vec::new();
        let mut places: Vec<Vec<Option<usize>>> = Vec::new();
        let mut start = 0;
        for (stage, plan) in stages.iter().enumerate() {
            let mut of_stage = vec![None; plan.constructs()];
            for (j, Block { indicators, .. }) in plan.blocks().iter().enumerate() {
                let parts = indicators.clone().map(|k| made(&stages, &places, stage, k));
                let Some(parts) = parts.collect::<Option<Vec<Made>>>() else {
                    continue;
                };
                let columns = parts.iter().flat_map(|part| match *part {
                    Made::Column(k) => vec![k],
                    Made::Composite(c) => all[c].columns.clone(),
                });
                let columns: Vec<usize> = columns.collect();
                of_stage[j] = Some(all.len());
                let end = start + columns.len();
                all.push(Composite {
                    stage,
                    block: indicators.clone(),
                    parts,
                    columns,
                    start,
                });
                start = end;
            }
            places.push(of_stage);
        }
        let written = fit.plan().written().constructs().iter();
        let place = |name: &str| {
            let mut found = stages.iter().zip(&places).rev();
            found.find_map(|(plan, places)| places[plan.model().position(name)?])
        };
        Self {
            constructs: written
                .filter_map(|construct| Some((construct.name.clone(), place(&construct.name)?)))
                .collect(),
            all,
            pooled: fit.of_sample().correlations().clone(),
        }
    }

    /// The constructs that they are of.
    pub(super) fn constructs(&self) -> impl Iterator<Item = &str> {
        self.constructs.iter().map(|(name, _)| name.as_str())
    }

    /// How many constructs there are.
    pub(super) fn count(&self) -> usize {
        self.constructs.len()
    }

    pub(super) fn room(&self) -> Written {
        Written {
            coefficients: Room::new(self.all.iter().map(|c| c.columns.len()).sum()),
            sds: Room::new(self.all.len()),
        }
    }

    /// Writes the forms that the weights of each stage make.
    #[inline(always)]
    pub(super) fn write<'e, S: Simd>(
        &self,
        simd: S,
        of_stage: impl Fn(usize) -> &'e EstimateLanes,
        into: &mut Written,
    ) {
        for (c, composite) in self.all.iter().enumerate() {
            let estimates = of_stage(composite.stage);
            let (before, own) = into
                .coefficients
                .get_mut::<S>()
                .split_at_mut(composite.start);
            let sds = into.sds.get_mut::<S>();
            let mut own_cells = own.iter_mut();
            for (k, part) in composite.block.clone().zip(&composite.parts) {
                let weight = estimates.weight(simd, k).lanes;
                match *part {
                    Made::Column(_) => own_cells.next().into_iter().for_each(|x| *x = weight),
                    Made::Composite(other) => {
                        let factor = simd.div_f64s(weight, sds[other]);
                        let other = &self.all[other];
                        let cells = &before[other.start..][..other.columns.len()];
                        for (&a, x) in cells.iter().zip(own_cells.by_ref()) {
                            *x = simd.mul_f64s(factor, a);
                        }
                    }
                }
            }
            let own = &own[..composite.columns.len()];
            sds[c] = simd.sqrt_f64s(self.covariance(simd, &composite.columns, own, own));
        }
    }

    /// The correlation in the pooled sample of a construct's composites by two sets of weights.
    #[inline(always)]
    pub(super) fn correlation<S: Simd>(
        &self,
        simd: S,
        construct: usize,
        first: &Written,
        second: &Written,
    ) -> S::f64s {
        let at = self.constructs[construct].1;
        let Composite { columns, start, .. } = &self.all[at];
        let own = *start..start + columns.len();
        let a = &first.coefficients.get::<S>()[own.clone()];
        let b = &second.coefficients.get::<S>()[own];
        let covariance = self.covariance(simd, columns, a, b);
        let sds = simd.mul_f64s(first.sds.get::<S>()[at], second.sds.get::<S>()[at]);
        simd.div_f64s(covariance, sds)
    }

    /// `a' S_p b` of forms of the same columns.
    #[inline(always)]
    fn covariance<S: Simd>(
        &self,
        simd: S,
        columns: &[usize],
        a: &[S::f64s],
        b: &[S::f64s],
    ) -> S::f64s {
        let mut sum = simd.splat_f64s(0.0);
        for (&k, &a) in columns.iter().zip(a) {
            let mut along = simd.splat_f64s(0.0);
            for (&l, &b) in columns.iter().zip(b) {
                along = simd.mul_add_e_f64s(simd.splat_f64s(self.pooled[(k, l)]), b, along);
            }
            sum = simd.mul_add_e_f64s(a, along, sum);
        }
        sum
    }
}

/// What an indicator of a stage is; `None` if products are part of it.
fn made(stages: &[&Plan], places: &[Vec<Option<usize>>], stage: usize, k: usize) -> Option<Made> {
    let plan = stages[stage];
    if let Some(column) = plan.column(k) {
        return Some(Made::Column(column));
    }
    let before = stage.checked_sub(1)?;
    match plan.made()?.sources[k] {
        Source::Part(Part::Indicator(i)) => made(stages, places, before, i),
        Source::Part(Part::Composite(j)) => places[before][j].map(Made::Composite),
        Source::Product(_) => None,
    }
}

/// The scores of all rows on the composites that the pooled sample has: mean 0, variance 1, row by row.
pub(super) fn pooled_scores(composites: &Composites, fit: &Fit, sample: &Sample) -> Vec<f64> {
    let of_stage = fit.stages().iter().map(|solution| {
        let mut lanes = EstimateLanes::room(solution.plan());
        lanes.set(solution.estimates());
        lanes
    });
    let mut written = composites.room();
    Arch::new().dispatch(OfPool {
        composites,
        stages: of_stage.collect(),
        into: &mut written,
    });
    let of_lane = |room: &Room, count: usize| {
        let mut numbers = vec![0.0; count];
        room.copy_lane(0, &mut numbers);
        numbers
    };
    let count = composites.all.iter().map(|c| c.columns.len()).sum();
    let coefficients = of_lane(&written.coefficients, count);
    let sds = of_lane(&written.sds, composites.all.len());
    let moments = fit.of_sample();
    let standardised = |i: usize, k: usize| {
        let answer = sample.answer(i, k);
        // A missing answer stands at the mean.
        answer.map_or(0.0, |x| (x - moments.means[k]) / moments.sds[k])
    };
    let score = |i: usize, at: usize| {
        let Composite { columns, start, .. } = &composites.all[at];
        let own = columns.iter().zip(&coefficients[*start..]);
        own.map(|(&k, a)| a * standardised(i, k)).sum::<f64>() / sds[at]
    };
    let places = || composites.constructs.iter().map(|(_, at)| *at);
    let mut scores = Vec::with_capacity(sample.n() * composites.count());
    for i in 0..sample.n() {
        scores.extend(places().map(|at| score(i, at)));
    }
    scores
}

/// The composites of the pooled sample, compiled for the vectors of the machine.
struct OfPool<'a> {
    composites: &'a Composites,
    stages: Vec<EstimateLanes>,
    into: &'a mut Written,
}

impl WithSimd for OfPool<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let stages = &self.stages;
        self.composites
            .write(simd, |stage| &stages[stage], self.into);
    }
}
