//! The PLS iteration on the correlation matrix of the indicators.
//!
//! ```text
//! start   w_j = 1
//! repeat  C = W' S W                    correlations of the composites
//!         q_j = Σ_i e_ij S w_i          covariances of block j with its inner proxy (`inner`)
//!         w_j from q_j by its mode      (`outer`), scaled so that w_j' S_jj w_j = 1
//! until   no weight changes by `tolerance`         (or what else the stopping rule looks at)
//! ```
//!
//! Several replicates are estimated together, one in each lane of the machine's vectors: an iteration is a chain of short
//! sums, roots and divisions, each of which waits for the last, and a vector needs no more time than a number. A lane
//! whose weights have converged keeps them while the others continue, so that no replicate depends on its neighbours.
//!
//! All blocks are updated at the same time. Source: Wold (1982); Lohmöller (1989), ch. 2.

use pulp::{Arch, Scalar, Simd, WithSimd};

use super::composites::{Composites, Needed, renew};
use super::estimate_lanes::EstimateLanes;
use super::inner;
use super::outer::Outer;
use super::structural::Regression;
use super::{
    Estimates, Failure, Plan, Stopping, Termination, Turned, consistent, interaction, signs,
};
use crate::moments::{MomentLanes, Moments};
use crate::numeric::lanes::{self, Number as _, Room, Vector};

/// Estimates a plan from moments, repeatedly.
///
/// ```
/// use pls_sem::timed::{Kernel, room_for_estimates};
/// use pls_sem::{Missing, Model, Options, Plan, Sample, Table};
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let moments = Sample::new(&model, &table, Missing::Error)?.moments();
/// let plan = Plan::new(&model, &Options::default())?;
/// let mut estimates = room_for_estimates(&plan);
/// Kernel::new(&plan).estimate(&moments, &mut estimates).unwrap();
/// assert!(estimates.termination.converged);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug)]
pub struct Kernel<'p> {
    plan: &'p Plan,
    /// Weights that decide the signs of composites.
    sample: Option<&'p [f64]>,
    outer: Outer,
    regression: Regression,
    /// The covariances of the last composites.
    needed: Needed,
    /// Weights as the modes propose them; composing them scales them.
    proposed: Room,
    /// Weights of two iterations before the last allowed one.
    earlier: Room,
    /// Weights of the iteration before, where the stopping rule looks at all of them.
    before: Room,
    /// Covariances of every indicator with the inner proxy of its own construct.
    proxies: Room,
}

impl<'p> Kernel<'p> {
    /// A kernel for this plan.
    #[must_use]
    pub fn new(plan: &'p Plan) -> Self {
        let p = plan.indicators();
        Self {
            plan,
            sample: None,
            outer: Outer::new(plan),
            regression: Regression::new(plan),
            needed: Needed::All,
            proposed: Room::new(p),
            earlier: Room::new(p),
            before: Room::new(p),
            proxies: Room::new(p),
        }
    }

    /// Gives every composite the sign of the composite that these weights, those of the sample, form from the same rows.
    /// It is applied after the sign rule, and overrides it. The composite of a block whose indicators pull in opposite
    /// directions would otherwise change its sign from one resample to the next.
    ///
    /// # Panics
    /// If there is not one weight for every indicator of the plan.
    #[must_use]
    pub fn towards(mut self, weights: &'p [f64]) -> Self {
        assert_eq!(weights.len(), self.plan.indicators(), "a weight for each");
        self.sample = Some(weights);
        self
    }

    /// Leaves out correlations of indicators with composites other than their own.
    #[must_use]
    pub(crate) fn without_cross_loadings(mut self) -> Self {
        self.needed = Needed::Own;
        self
    }

    /// Estimates everything. An iteration that does not converge is not a failure here: `termination` says
    /// so.
    ///
    /// # Errors
    /// [`Failure`], by position; `estimates` are then of no use.
    ///
    /// # Panics
    /// If moments or estimates are of another number of indicators than the plan.
    pub fn estimate(
        &mut self,
        moments: &Moments,
        estimates: &mut Estimates,
    ) -> Result<(), Failure> {
        let fit = estimates.weights.len() == self.plan.indicators();
        assert!(fit, "estimates of the plan");
        let mut alone = MomentLanes::room(self.plan.indicators());
        alone.spread(moments, None);
        let mut lanes = EstimateLanes::room(self.plan);
        let mut end = [Ok(())];
        self.estimate_each(&alone, &mut lanes, &mut end);
        lanes.get(0, estimates);
        end[0]
    }

    /// The same in vectors of one lane, with other rounding.
    ///
    /// # Errors
    /// [`Failure`], by position; `estimates` are then of no use.
    pub(crate) fn estimate_alone(
        &mut self,
        moments: &MomentLanes,
        estimates: &mut EstimateLanes,
    ) -> Result<(), Failure> {
        let mut end = [Ok(())];
        self.run(Scalar::new(), moments, estimates, &mut end);
        end[0]
    }

    /// Estimates from the moments in the first lanes, one for each of the `ends`. Each result equals that of
    /// [`Kernel::estimate`] to the last bit, and all lanes together need hardly more time than one; `ends` says what
    /// happened to each.
    ///
    /// # Panics
    /// If the moments are of another number of indicators than the plan, or there are more ends than lanes.
    pub(crate) fn estimate_each(
        &mut self,
        moments: &MomentLanes,
        estimates: &mut EstimateLanes,
        ends: &mut [Result<(), Failure>],
    ) {
        let fit = moments.indicators() == self.plan.indicators();
        assert!(fit, "moments of the plan's indicators");
        assert!(ends.len() <= moments.lanes(), "a lane for every end");
        Arch::new().dispatch(Run {
            kernel: self,
            moments,
            estimates,
            ends,
        });
    }

    #[inline(always)]
    fn run<S: Simd>(
        &mut self,
        simd: S,
        moments: &MomentLanes,
        estimates: &mut EstimateLanes,
        ends: &mut [Result<(), Failure>],
    ) {
        ends.fill(Ok(()));
        self.iterate(simd, moments, estimates, ends);
        self.look_back(estimates, ends.len());
        signs::turn(simd, self.plan, estimates);
        estimates.turned.fill(Turned::default());
        if let Some(sample) = self.sample {
            signs::turn_towards(simd, self.plan, sample, estimates, ends.len());
        }
        signs::turn_by_dimensions(simd, self.plan, estimates);
        signs::turn_products(simd, self.plan, estimates);
        consistent::correct(simd, self.plan, moments, estimates);
        let undefined = interaction::finish(simd, self.plan, moments, estimates);
        fail::<S>(undefined, ends, |construct| Failure::LatentProduct {
            construct,
        });
        self.regression.paths(simd, self.plan, estimates, ends);
    }

    /// Finds the weights and their composites.
    #[inline(always)]
    fn iterate<S: Simd>(
        &mut self,
        simd: S,
        moments: &MomentLanes,
        estimates: &mut EstimateLanes,
        ends: &mut [Result<(), Failure>],
    ) {
        let (plan, options) = (self.plan, self.plan.options());
        let proposed = self.proposed.get_mut::<S>();
        let weights = estimates.weights.get_mut::<S>();
        let proxies = self.proxies.get_mut::<S>();
        let mut composites = Composites::<S> {
            covariances: estimates.cross_loadings.get_mut::<S>(),
            correlations: estimates.correlations.get_mut::<S>(),
        };
        estimates.terminations.fill(Termination {
            converged: !self.outer.iterates(),
            iterations: 0,
            change: 0.0,
            alternates: false,
        });
        let mut active = Active::new(simd, ends.len());
        let singular = self.outer.prepare(simd, plan, moments);
        active.drop_failed(simd, singular, ends, |construct| Failure::SingularBlock {
            construct,
        });
        self.outer.start(simd, plan, moments, proposed);
        let (_, degenerate) = renew::<S, true>(simd, plan, moments, proposed, active.mask, weights);
        active.drop_failed(simd, degenerate, ends, |construct| {
            Failure::DegenerateComposite { construct }
        });
        if !self.outer.iterates() {
            active.drop_all();
        }
        let mut iterations = 0;
        while active.any() && iterations < options.max_iterations {
            if iterations + 2 == options.max_iterations {
                self.earlier.get_mut::<S>().copy_from_slice(weights);
            }
            let before = self.before.get_mut::<S>();
            match options.stopping {
                Stopping::LargestChange => {}
                Stopping::SumOfChanges => before.copy_from_slice(weights),
                Stopping::SumOfSquares => before.copy_from_slice(proposed),
            }
            composites.make(simd, plan, moments, weights, Needed::ForProxies);
            let singular = inner::proxies(simd, plan, &composites, &mut self.regression, proxies);
            active.drop_failed(simd, singular, ends, |construct| {
                Failure::SingularPredictors { construct }
            });
            self.outer.renew(simd, plan, proxies, proposed);
            let (largest, degenerate) =
                renew::<S, false>(simd, plan, moments, proposed, active.mask, weights);
            active.drop_failed(simd, degenerate, ends, |construct| {
                Failure::DegenerateComposite { construct }
            });
            iterations += 1;
            let change = match options.stopping {
                Stopping::LargestChange => largest,
                Stopping::SumOfChanges => {
                    sum(simd, before, weights, |before, now| (before - now).abs())
                }
                Stopping::SumOfSquares => sum(simd, before, proposed, |before, now| {
                    let change = before.abs() - now.abs();
                    change * change
                }),
            };
            let changes = lanes::numbers::<S>(std::slice::from_ref(&change));
            let terminations = estimates.terminations.iter_mut().zip(changes);
            for (active, (termination, &change)) in active.lanes.iter_mut().zip(terminations) {
                if *active {
                    termination.iterations = iterations;
                    termination.change = change;
                    termination.converged = change < options.tolerance;
                    *active = !termination.converged;
                }
            }
            active.update(simd);
        }
        composites.make(simd, plan, moments, weights, self.needed);
    }

    /// Checks whether weights that did not converge alternate between two sets.
    #[inline(always)]
    fn look_back(&self, estimates: &mut EstimateLanes, count: usize) {
        let EstimateLanes {
            weights,
            terminations,
            ..
        } = estimates;
        for (lane, termination) in terminations[..count].iter_mut().enumerate() {
            if !termination.converged && self.plan.options().max_iterations > 2 {
                let earlier = self.earlier.lane(lane);
                let back = earlier.zip(weights.lane(lane));
                let two_steps = back.fold(0.0_f64, |most, (a, b)| most.max((a - b).abs()));
                termination.alternates = alternates(termination.change, two_steps);
            }
        }
    }
}

/// A few estimations, compiled for the vectors of the machine.
struct Run<'a, 'p> {
    kernel: &'a mut Kernel<'p>,
    moments: &'a MomentLanes,
    estimates: &'a mut EstimateLanes,
    ends: &'a mut [Result<(), Failure>],
}

impl WithSimd for Run<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        self.kernel
            .run(simd, self.moments, self.estimates, self.ends);
    }
}

/// The lanes whose weights still change.
struct Active<S: Simd> {
    lanes: [bool; lanes::MOST],
    /// 1 where active, 0 where not.
    mask: S::f64s,
}

impl<S: Simd> Active<S> {
    #[inline(always)]
    fn new(simd: S, count: usize) -> Self {
        let mut active = Self {
            lanes: std::array::from_fn(|lane| lane < count),
            mask: simd.splat_f64s(1.0),
        };
        active.update(simd);
        active
    }

    #[inline(always)]
    fn update(&mut self, simd: S) {
        self.mask = simd.splat_f64s(0.0);
        let numbers = lanes::numbers_mut::<S>(std::slice::from_mut(&mut self.mask));
        for (number, &lane) in numbers.iter_mut().zip(&self.lanes) {
            *number = f64::from(u8::from(lane));
        }
    }

    #[inline(always)]
    fn any(&self) -> bool {
        self.lanes.contains(&true)
    }

    fn drop_all(&mut self) {
        self.lanes.fill(false);
    }

    /// Ends the active lanes that name a construct at fault.
    #[inline(always)]
    fn drop_failed(
        &mut self,
        simd: S,
        faults: S::f64s,
        ends: &mut [Result<(), Failure>],
        failure: impl Fn(usize) -> Failure,
    ) {
        if simd.reduce_min_f64s(faults) == f64::INFINITY {
            return;
        }
        let faults = lanes::numbers::<S>(std::slice::from_ref(&faults));
        for ((active, end), &fault) in self.lanes.iter_mut().zip(ends).zip(faults) {
            if *active && fault.is_finite() {
                *active = false;
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a position
                let construct = fault as usize;
                *end = Err(failure(construct));
            }
        }
        self.update(simd);
    }
}

/// Ends the lanes that name a construct at fault, unless they ended before.
#[inline(always)]
pub(super) fn fail<S: Simd>(
    faults: S::f64s,
    ends: &mut [Result<(), Failure>],
    failure: impl Fn(usize) -> Failure,
) {
    let faults = lanes::numbers::<S>(std::slice::from_ref(&faults));
    for (end, &fault) in ends.iter_mut().zip(faults) {
        if fault.is_finite() && end.is_ok() {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a position
            let construct = fault as usize;
            *end = Err(failure(construct));
        }
    }
}

/// The sum of a function of two rows of vectors.
#[inline(always)]
fn sum<S: Simd>(
    simd: S,
    a: &[S::f64s],
    b: &[S::f64s],
    of: impl Fn(Vector<S>, Vector<S>) -> Vector<S>,
) -> S::f64s {
    let mut sum = Vector::splat(simd, 0.0);
    for (&a, &b) in a.iter().zip(b) {
        sum = sum + of(Vector::new(simd, a), Vector::new(simd, b));
    }
    sum.lanes
}

/// Whether weights alternate: two iterations lead back to the set from which one iteration leads
/// away.
///
/// Source: Henseler (2010), Computational Statistics 25, 107-120, shows such models.
fn alternates(one_step: f64, two_steps: f64) -> bool {
    two_steps < 0.01 * one_step
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Table;
    use crate::estimate::{Options, Problem, Scheme};
    use crate::model::Model;
    use crate::moments::{Missing, Weigher};

    /// A model of every kind of block on the bundled survey.
    fn problem(scheme: Scheme) -> Problem {
        let survey = concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv");
        let table = Table::read(survey).unwrap();
        let text =
            "R =~ KR1-5; P <~ KP1-5; V =~ VP1-5; I =~ INT4; S =~ INT1-3; V ~ R + P; S ~ V + R + I";
        let options = Options::default().scheme(scheme).consistent(true);
        Problem::new(
            &Model::parse(text).unwrap(),
            &table,
            Missing::Error,
            &options,
        )
        .unwrap()
    }

    #[test]
    fn vectors_of_any_width_give_the_same_estimates() {
        for scheme in [Scheme::Path, Scheme::Factorial, Scheme::Centroid] {
            let problem = problem(scheme);
            let (plan, moments) = (problem.plan(), problem.sample().moments());
            let [mut vectors, mut scalars] = [(); 2].map(|()| Estimates::room(plan));
            let mut kernel = Kernel::new(plan);
            kernel.estimate(&moments, &mut vectors).unwrap();
            let mut alone = MomentLanes::of_width(plan.indicators(), 1);
            alone.spread(&moments, None);
            let mut lane = EstimateLanes::of_width(plan, 1);
            Kernel::new(plan).estimate_alone(&alone, &mut lane).unwrap();
            lane.get(0, &mut scalars);
            assert!((&vectors.paths - &scalars.paths).amax() < 1e-10);
            let weights = vectors.weights.iter().zip(&scalars.weights);
            assert!(weights.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max) < 1e-10);
        }
    }

    #[test]
    fn pairs_of_constructs_that_no_iteration_needs_change_no_bit() {
        let survey = concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv");
        let table = Table::read(survey).unwrap();
        let text = "A =~ CS1-5; B <~ CR1-5; C =~ CH1; D =~ VP1-5; E =~ KA1-5; F =~ KR1-5; G =~ KP1-5; B ~ A; C ~ B; D ~ B; E ~ D; F ~ E; G ~ E + A";
        let model = Model::parse(text).unwrap();
        for scheme in [Scheme::Path, Scheme::Factorial, Scheme::Centroid] {
            let options = Options::default().scheme(scheme);
            let problem = Problem::new(&model, &table, Missing::Error, &options).unwrap();
            let moments = problem.sample().moments();
            let few = problem.plan().clone();
            let mut every = few.clone();
            every.linked = None;
            assert!(few.linked.is_some());
            let [few, every] = [&few, &every].map(|plan| {
                let mut estimates = Estimates::room(plan);
                Kernel::new(plan)
                    .estimate(&moments, &mut estimates)
                    .unwrap();
                estimates
            });
            let bits = |x: &[f64]| x.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&few.weights), bits(&every.weights));
            assert_eq!(
                bits(few.correlations.as_slice()),
                bits(every.correlations.as_slice())
            );
            assert_eq!(bits(few.paths.as_slice()), bits(every.paths.as_slice()));
            assert_eq!(few.termination, every.termination);
        }
    }

    #[test]
    fn no_replicate_depends_on_those_that_are_estimated_beside_it() {
        let problem = problem(Scheme::Path);
        let (plan, sample) = (problem.plan(), problem.sample());
        let mut weigher = Weigher::new(sample);
        let mut kernel = Kernel::new(plan);
        // Samples of different sizes, so that iterations end at different times; one has no numbers
        // at all.
        let moments: Vec<Moments> = (0..13)
            .map(|r| {
                let count =
                    |i: usize| f64::from(u8::from(i % (r + 3) != 1) + u8::from(i % 7 == r % 7));
                let counts: Vec<f64> = (0..sample.n()).map(count).collect();
                let mut moments = Moments::room(plan.indicators());
                weigher.moments(&counts, &mut moments).unwrap();
                if r == 5 {
                    moments.correlations.fill(f64::NAN);
                }
                moments
            })
            .collect();
        let mut together = vec![Estimates::room(plan); 13];
        let mut ends = vec![Ok(()); 13];
        let mut side = MomentLanes::room(plan.indicators());
        let mut estimates = EstimateLanes::room(plan);
        let groups = moments
            .chunks(side.lanes())
            .zip(together.chunks_mut(side.lanes()));
        for ((moments, together), ends) in groups.zip(ends.chunks_mut(lanes::count())) {
            for (lane, moments) in moments.iter().enumerate() {
                side.set(lane, moments);
            }
            kernel.estimate_each(&side, &mut estimates, ends);
            for (lane, together) in together.iter_mut().enumerate() {
                estimates.get(lane, together);
            }
        }
        let mut iterations = std::collections::BTreeSet::new();
        for (r, moments) in moments.iter().enumerate() {
            let mut alone = Estimates::room(plan);
            assert_eq!(kernel.estimate(moments, &mut alone), ends[r]);
            assert_eq!(ends[r].is_err(), r == 5);
            if r == 5 {
                continue;
            }
            let bits = |x: &[f64]| x.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&alone.weights), bits(&together[r].weights));
            assert_eq!(bits(&alone.loadings), bits(&together[r].loadings));
            assert_eq!(
                bits(alone.paths.as_slice()),
                bits(together[r].paths.as_slice())
            );
            assert_eq!(alone.termination, together[r].termination);
            iterations.insert(alone.termination.iterations);
        }
        assert!(iterations.len() > 1);
    }

    #[test]
    fn weights_that_go_back_and_forth_are_told_from_weights_that_creep() {
        let steps = |w: fn(i32) -> f64| ((w(9) - w(8)).abs(), (w(9) - w(7)).abs());
        let (one, two) = steps(|i| 0.5 + 0.2 * f64::from(i % 2));
        assert!(alternates(one, two));
        let (one, two) = steps(|i| 0.99_f64.powi(i));
        assert!(!alternates(one, two));
        let (one, two) = steps(|i| (-0.9_f64).powi(i));
        assert!(!alternates(one, two));
    }
}
