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
//! sums, roots and divisions, each of which waits for the last, and a vector waits no longer than a number. A lane
//! whose weights have settled keeps them while the others go on, so that no replicate depends on its neighbours.
//!
//! All blocks are renewed at once. Source: Wold (1982); Lohmöller (1989), ch. 2.

use pulp::{Arch, Simd, WithSimd};

use super::inner;
use super::outer::Outer;
use super::structural::{self, Regression, note};
use super::{Estimates, Failure, Plan, Stopping, Termination, consistent, signs};
use crate::estimate::plan::Block;
use crate::moments::Moments;
use crate::numeric::lanes::{self, Room};

/// A composite with less variance than this share of its weights' sum of squares has none.
const NO_VARIANCE: f64 = 1e-12;

/// Estimates a plan from moments, as often as it is asked; allocates only when it is made.
///
/// ```
/// use pls_sem::estimate::{Estimates, Kernel};
/// use pls_sem::{Missing, Model, Options, Plan, Sample, Table};
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let moments = Sample::new(&model, &table, Missing::Error)?.moments();
/// let plan = Plan::new(&model, &Options::default())?;
/// let mut estimates = Estimates::room(&plan);
/// Kernel::new(&plan).estimate(&moments, &mut estimates).unwrap();
/// assert!(estimates.termination.converged);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug)]
pub struct Kernel<'p> {
    plan: &'p Plan,
    outer: Outer,
    regression: Regression,
    /// Where the correlations of each construct's block begin in `products`.
    starts: Vec<usize>,
    products: Room,
    /// Weights as the modes propose them; composing them scales them.
    proposed: Room,
    weights: Room,
    /// Weights of two iterations before the last allowed one.
    earlier: Room,
    /// Weights of the iteration before, where the stopping rule looks at all of them.
    before: Room,
    /// Covariances of every indicator with the inner proxy of its own construct.
    proxies: Room,
    /// Covariances of every indicator with every composite.
    covariances: Room,
    correlations: Room,
}

impl<'p> Kernel<'p> {
    /// A kernel for this plan.
    #[must_use]
    pub fn new(plan: &'p Plan) -> Self {
        let (p, count) = (plan.indicators(), plan.constructs());
        let mut starts = vec![0];
        for block in plan.blocks() {
            starts.push(starts[starts.len() - 1] + block.indicators.end * block.len());
        }
        Self {
            plan,
            outer: Outer::new(plan),
            regression: Regression::new(plan),
            products: Room::new(starts[count]),
            starts,
            proposed: Room::new(p),
            weights: Room::new(p),
            earlier: Room::new(p),
            before: Room::new(p),
            proxies: Room::new(p),
            covariances: Room::new(p * count),
            correlations: Room::new(count * count),
        }
    }

    /// Estimates everything. An iteration that does not settle is no failure here: `termination` tells.
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
        let mut end = Ok(());
        self.estimate_each(
            std::slice::from_ref(moments),
            std::slice::from_mut(estimates),
            std::slice::from_mut(&mut end),
        );
        end
    }

    /// Estimates from each of several moments, as [`Kernel::estimate`] does from one and to the last bit as it does, in
    /// far less time; `ends` tells what became of each.
    ///
    /// # Panics
    /// If there are not as many estimates and ends as moments, or they are of another number of indicators than the
    /// plan.
    pub fn estimate_each(
        &mut self,
        moments: &[Moments],
        estimates: &mut [Estimates],
        ends: &mut [Result<(), Failure>],
    ) {
        let p = self.plan.indicators();
        let fit = moments.iter().all(|moments| moments.sds.len() == p);
        assert!(fit, "moments of the plan's indicators");
        let fit = estimates
            .iter()
            .all(|estimates| estimates.weights.len() == p);
        assert!(fit, "estimates of the plan");
        assert_eq!(moments.len(), estimates.len(), "estimates for all moments");
        assert_eq!(moments.len(), ends.len(), "an end for all moments");
        Arch::new().dispatch(Run {
            kernel: self,
            moments,
            estimates,
            ends,
        });
    }

    /// Estimates as many as there are lanes, or fewer.
    #[inline(always)]
    fn run<S: Simd>(
        &mut self,
        simd: S,
        moments: &[Moments],
        estimates: &mut [Estimates],
        ends: &mut [Result<(), Failure>],
    ) {
        ends.fill(Ok(()));
        load::<S>(
            self.plan,
            &self.starts,
            moments,
            self.products.get_mut::<S>(),
        );
        self.iterate(simd, moments, estimates, ends);
        self.bring_out(simd, moments, estimates, ends);
    }

    /// Finds the weights and the composites that they make.
    #[inline(always)]
    fn iterate<S: Simd>(
        &mut self,
        simd: S,
        moments: &[Moments],
        estimates: &mut [Estimates],
        ends: &mut [Result<(), Failure>],
    ) {
        let (plan, options) = (self.plan, self.plan.options());
        let products = Products::<S> {
            starts: &self.starts,
            vectors: self.products.get::<S>(),
        };
        let proposed = self.proposed.get_mut::<S>();
        let weights = self.weights.get_mut::<S>();
        let proxies = self.proxies.get_mut::<S>();
        let mut composites = Composites::<S> {
            covariances: self.covariances.get_mut::<S>(),
            correlations: self.correlations.get_mut::<S>(),
        };
        for estimates in &mut *estimates {
            estimates.termination = Termination {
                converged: !self.outer.iterates(),
                iterations: 0,
                change: 0.0,
                alternates: false,
            };
        }
        let mut active = Active::new(simd, moments.len());
        let singular = self.outer.prepare(simd, plan, &products);
        active.drop_failed(simd, singular, ends, |construct| Failure::SingularBlock {
            construct,
        });
        self.outer.start(simd, plan, moments, proposed);
        let (_, degenerate) =
            renew::<S, true>(simd, plan, &products, proposed, active.mask, weights);
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
            composites.make::<false>(simd, plan, &products, weights);
            let singular = inner::proxies(simd, plan, &composites, &mut self.regression, proxies);
            active.drop_failed(simd, singular, ends, |construct| {
                Failure::SingularPredictors { construct }
            });
            self.outer.renew(simd, plan, proxies, proposed);
            let (largest, degenerate) =
                renew::<S, false>(simd, plan, &products, proposed, active.mask, weights);
            active.drop_failed(simd, degenerate, ends, |construct| {
                Failure::DegenerateComposite { construct }
            });
            iterations += 1;
            let change = match options.stopping {
                Stopping::LargestChange => largest,
                Stopping::SumOfChanges => sum(simd, before, weights, |before, now| {
                    simd.abs_f64s(simd.sub_f64s(before, now))
                }),
                Stopping::SumOfSquares => sum(simd, before, proposed, |before, now| {
                    let change = simd.sub_f64s(simd.abs_f64s(before), simd.abs_f64s(now));
                    simd.mul_f64s(change, change)
                }),
            };
            let changes = lanes::numbers::<S>(std::slice::from_ref(&change));
            for (lane, (estimates, &change)) in estimates.iter_mut().zip(changes).enumerate() {
                if active.lanes[lane] {
                    let termination = &mut estimates.termination;
                    termination.iterations = iterations;
                    termination.change = change;
                    termination.converged = change < options.tolerance;
                    active.lanes[lane] = !termination.converged;
                }
            }
            active.update(simd);
        }
        composites.make::<true>(simd, plan, &products, weights);
    }

    /// Brings weights and composites out of the lanes and makes the rest of the estimates of them.
    #[inline(always)]
    fn bring_out<S: Simd>(
        &mut self,
        simd: S,
        moments: &[Moments],
        estimates: &mut [Estimates],
        ends: &mut [Result<(), Failure>],
    ) {
        let (plan, options) = (self.plan, self.plan.options());
        spread::<S>(&self.weights, estimates, |estimates| &mut estimates.weights);
        spread::<S>(&self.covariances, estimates, |estimates| {
            estimates.cross_loadings.as_mut_slice()
        });
        spread::<S>(&self.correlations, estimates, |estimates| {
            estimates.correlations.as_mut_slice()
        });
        let lanes = estimates.iter_mut().zip(moments).zip(&*ends).enumerate();
        for (lane, ((estimates, moments), _)) in lanes.filter(|(_, (_, end))| end.is_ok()) {
            let termination = &mut estimates.termination;
            if !termination.converged && options.max_iterations > 2 {
                let earlier = lane_of::<S>(self.earlier.get::<S>(), lane);
                let back = earlier.zip(&estimates.weights);
                let two_steps = back.fold(0.0_f64, |most, (a, b)| most.max((a - b).abs()));
                termination.alternates = alternates(termination.change, two_steps);
            }
            signs::turn(plan, estimates);
            consistent::correct(plan, moments, estimates);
        }
        let correlations = self.correlations.get_mut::<S>();
        paths(
            simd,
            plan,
            correlations,
            &mut self.regression,
            estimates,
            ends,
        );
    }
}

/// The numbers of one lane.
#[inline(always)]
fn lane_of<S: Simd>(vectors: &[S::f64s], lane: usize) -> impl Iterator<Item = &f64> {
    let numbers = lanes::numbers::<S>(vectors)[lane..].iter();
    numbers.step_by(S::F64_LANES)
}

/// Brings vectors out, each number to the estimates of its lane.
#[inline(always)]
fn spread<S: Simd>(
    room: &Room,
    estimates: &mut [Estimates],
    part: impl Fn(&mut Estimates) -> &mut [f64],
) {
    let vectors = lanes::numbers::<S>(room.get::<S>()).chunks_exact(S::F64_LANES);
    let count = estimates.len();
    let mut into: [&mut [f64]; lanes::MOST] = Default::default();
    for (into, estimates) in into.iter_mut().zip(estimates) {
        *into = part(estimates);
    }
    for (i, vector) in vectors.enumerate() {
        for (x, into) in vector.iter().zip(&mut into[..count]) {
            into[i] = *x;
        }
    }
}

/// A few estimations, compiled for the vectors of the machine.
struct Run<'a, 'p> {
    kernel: &'a mut Kernel<'p>,
    moments: &'a [Moments],
    estimates: &'a mut [Estimates],
    ends: &'a mut [Result<(), Failure>],
}

impl WithSimd for Run<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let parts = self.moments.chunks(S::F64_LANES);
        let parts = parts.zip(self.estimates.chunks_mut(S::F64_LANES));
        for ((moments, estimates), ends) in parts.zip(self.ends.chunks_mut(S::F64_LANES)) {
            self.kernel.run(simd, moments, estimates, ends);
        }
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

/// Correlations of the indicators: for construct j and each indicator up to the end of its block, the correlations
/// with the block. One after the other they are read from end to end in an iteration.
pub(super) struct Products<'a, S: Simd> {
    starts: &'a [usize],
    vectors: &'a [S::f64s],
}

impl<S: Simd> Products<'_, S> {
    #[inline(always)]
    fn rows(&self, j: usize) -> &[S::f64s] {
        &self.vectors[self.starts[j]..self.starts[j + 1]]
    }

    /// Correlations within block `j`.
    #[inline(always)]
    pub(super) fn own(&self, block: &Block, j: usize) -> &[S::f64s] {
        &self.rows(j)[block.indicators.start * block.len()..]
    }
}

/// Brings the correlations of every replicate into its lane; lanes that are left over repeat the first.
#[inline(always)]
fn load<S: Simd>(plan: &Plan, starts: &[usize], moments: &[Moments], products: &mut [S::f64s]) {
    let p = plan.indicators();
    let sources: [&[f64]; lanes::MOST] = std::array::from_fn(|lane| {
        let moments = moments.get(lane).unwrap_or(&moments[0]);
        moments.correlations.as_slice()
    });
    for (j, block) in plan.blocks().iter().enumerate() {
        let (m, end) = (block.len(), block.indicators.end);
        let rows = &mut products[starts[j]..starts[j + 1]];
        for (l, k) in block.indicators.clone().enumerate() {
            let sources = sources.map(|s| &s[k * p..k * p + end]);
            for (i, row) in rows.chunks_exact_mut(m).enumerate() {
                let lanes = lanes::numbers_mut::<S>(std::slice::from_mut(&mut row[l]));
                for (x, source) in lanes.iter_mut().zip(sources) {
                    *x = source[i];
                }
            }
        }
    }
}

/// The composites of some weights.
pub(super) struct Composites<'a, S: Simd> {
    /// Covariances of every indicator with every composite, construct by construct.
    pub(super) covariances: &'a mut [S::f64s],
    pub(super) correlations: &'a mut [S::f64s],
}

impl<S: Simd> Composites<'_, S> {
    /// Makes the correlations of all composites, and the covariances that inner proxies need, or all of them.
    #[inline(always)]
    fn make<const ALL: bool>(
        &mut self,
        simd: S,
        plan: &Plan,
        products: &Products<'_, S>,
        weights: &[S::f64s],
    ) {
        let (p, count) = (plan.indicators(), plan.constructs());
        for (j, block) in plan.blocks().iter().enumerate() {
            let (own, m) = (block.indicators.clone(), block.len());
            let rows = products.rows(j);
            let own_weights = &weights[own.clone()];
            let end = if ALL { own.end } else { own.start };
            let column = &mut self.covariances[j * p..j * p + end];
            for (covariance, row) in column.iter_mut().zip(rows.chunks_exact(m)) {
                *covariance = lanes::dot(simd, row, own_weights);
            }
            for (i, other) in plan.blocks()[..j].iter().enumerate() {
                let theirs = other.indicators.clone();
                let r = lanes::dot(
                    simd,
                    &weights[theirs.clone()],
                    &self.covariances[j * p..][theirs.clone()],
                );
                self.correlations[i * count + j] = r;
                self.correlations[j * count + i] = r;
                if ALL || plan.adjacent(i, j) {
                    let sums = &mut self.covariances[i * p..][own.clone()];
                    sums.fill(simd.splat_f64s(0.0));
                    let rows = rows[theirs.start * m..theirs.end * m].chunks_exact(m);
                    for (row, &weight) in rows.zip(&weights[theirs]) {
                        lanes::add(simd, weight, row, sums);
                    }
                }
            }
            self.correlations[j * count + j] = simd.splat_f64s(1.0);
        }
    }
}

/// Scales proposed weights to composites of variance 1 and takes them in the active lanes; gives the largest change of a
/// weight and the first composite without variance.
///
/// Weights that the modes fix are taken in the first round only.
#[inline(always)]
fn renew<S: Simd, const FIRST: bool>(
    simd: S,
    plan: &Plan,
    products: &Products<'_, S>,
    proposed: &[S::f64s],
    active: S::f64s,
    weights: &mut [S::f64s],
) -> (S::f64s, S::f64s) {
    let (zero, one) = (simd.splat_f64s(0.0), simd.splat_f64s(1.0));
    let active = simd.greater_than_f64s(active, zero);
    let (mut largest, mut degenerate) = (zero, simd.splat_f64s(f64::INFINITY));
    for (j, block) in plan.blocks().iter().enumerate() {
        if !FIRST && !block.iterates() {
            continue;
        }
        let own = block.indicators.clone();
        let (proposed, weights) = (&proposed[own.clone()], &mut weights[own]);
        if block.mode.is_none() {
            // A single item is its own composite, to the last bit.
            weights.fill(one);
            continue;
        }
        let (mut variance, mut squares) = (zero, zero);
        for (row, &w) in products
            .own(block, j)
            .chunks_exact(block.len())
            .zip(proposed)
        {
            variance = simd.mul_add_e_f64s(lanes::dot(simd, row, proposed), w, variance);
            squares = simd.mul_add_e_f64s(w, w, squares);
        }
        // Weights that are no numbers have no variance either.
        let least = simd.mul_f64s(simd.splat_f64s(NO_VARIANCE), squares);
        let fine = simd.select_f64s(simd.greater_than_f64s(variance, least), one, zero);
        note(simd, fine, j, &mut degenerate);
        let scale = simd.div_f64s(one, simd.sqrt_f64s(variance));
        for (weight, &w) in weights.iter_mut().zip(proposed) {
            let new = simd.mul_f64s(w, scale);
            largest = simd.max_f64s(simd.abs_f64s(simd.sub_f64s(new, *weight)), largest);
            *weight = simd.select_f64s(active, new, *weight);
        }
    }
    (largest, degenerate)
}

/// The sum of a function of two rows of vectors.
#[inline(always)]
fn sum<S: Simd>(
    simd: S,
    a: &[S::f64s],
    b: &[S::f64s],
    of: impl Fn(S::f64s, S::f64s) -> S::f64s,
) -> S::f64s {
    a.iter().zip(b).fold(simd.splat_f64s(0.0), |sum, (&a, &b)| {
        simd.add_f64s(sum, of(a, b))
    })
}

/// All paths, and the explained variance of each construct: `R² = b' P[pa, t]`.
#[inline(always)]
fn paths<S: Simd>(
    simd: S,
    plan: &Plan,
    correlations: &mut [S::f64s],
    regression: &mut Regression,
    estimates: &mut [Estimates],
    ends: &mut [Result<(), Failure>],
) {
    for (lane, estimates) in estimates.iter().enumerate() {
        let cells = lanes::numbers_mut::<S>(correlations)[lane..].iter_mut();
        let cells = cells.step_by(S::F64_LANES);
        cells
            .zip(&estimates.factor_correlations)
            .for_each(|(x, y)| *x = *y);
    }
    for t in (0..plan.constructs()).filter(|&t| !plan.predecessors(t).is_empty()) {
        let mut singular = simd.splat_f64s(f64::INFINITY);
        let b = regression.coefficients(simd, plan, correlations, t, &mut singular);
        let singular = lanes::numbers::<S>(std::slice::from_ref(&singular));
        for (lane, (estimates, end)) in estimates.iter_mut().zip(&mut *ends).enumerate() {
            if end.is_err() {
                continue;
            }
            let own = lane_of::<S>(b, lane);
            if singular[lane].is_infinite() {
                estimates.explain(plan, t, own);
            } else if let (true, Some(b)) = (
                plan.consistent(),
                structural::coefficients_of_any(plan, &estimates.factor_correlations, t),
            ) {
                estimates.explain(plan, t, &b);
            } else {
                *end = Err(Failure::SingularPredictors { construct: t });
            }
        }
    }
}

/// Whether weights go back and forth: two iterations lead back to where one leads away from.
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
            let mut kernel = Kernel::new(plan);
            let [mut vectors, mut scalars] = [(); 2].map(|()| Estimates::room(plan));
            kernel.estimate(&moments, &mut vectors).unwrap();
            let mut end = Ok(());
            let run = Run {
                kernel: &mut kernel,
                moments: std::slice::from_ref(&moments),
                estimates: std::slice::from_mut(&mut scalars),
                ends: std::slice::from_mut(&mut end),
            };
            run.with_simd(pulp::Scalar);
            assert_eq!(end, Ok(()));
            assert!((&vectors.paths - &scalars.paths).amax() < 1e-10);
            let weights = vectors.weights.iter().zip(&scalars.weights);
            assert!(weights.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max) < 1e-10);
        }
    }

    #[test]
    fn no_replicate_depends_on_those_that_are_estimated_beside_it() {
        let problem = problem(Scheme::Path);
        let (plan, sample) = (problem.plan(), problem.sample());
        let mut weigher = Weigher::new(sample);
        let mut kernel = Kernel::new(plan);
        // Rows in other numbers, so that iterations end at other times; one has no numbers at all.
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
        kernel.estimate_each(&moments, &mut together, &mut ends);
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
