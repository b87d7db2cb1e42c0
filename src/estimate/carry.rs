//! From the estimates of one stage to the moments of the next.
//!
//! ```text
//! S_next = T' S T,  T = [W, I]       correlations of composites and indicators of the stage before: read off, because the
//!                                    kernel has made them already
//! ```
//!
//! Covariances of products come from a pass over the rows, see [`Products`].

use std::ops::Range;

use pulp::Simd;

use super::Plan;
use super::forms::StageForms;
use super::stage::{Made, Part, Residual, Source};
use super::stages::StageLanes;
use super::structural::note;
use crate::moments::{MomentLanes, Products, Sample, WeightedRows};
use crate::numeric::cholesky;
use crate::numeric::lanes::{Number as _, Room, Vector, row};

/// A product that keeps less than this share of its mean square varies by rounding alone.
const NO_VARIANCE: f64 = 1e-12;

/// Makes the moments of a stage.
#[derive(Debug)]
pub(super) struct Carrier<'p> {
    plan: &'p Plan,
    made: &'p Made,
    shared: Vec<Shared>,
    /// Indicators that are composites of the stage before, with the constructs of these.
    composites: Vec<(usize, usize)>,
    of_products: Option<OfProducts>,
}

/// Indicators that follow each other as they do in the stage before.
#[derive(Debug)]
struct Shared {
    own: Range<usize>,
    /// The place of the first of them there.
    before: usize,
}

/// The memory for products.
#[derive(Debug)]
struct OfProducts {
    /// The parts of the stage before that are factors of products: only these have values in every row.
    factors: StageForms,
    /// The parts that are indicators of this stage.
    parts: StageForms,
    products: Products,
    /// For each indicator its place among the parts or, counted by itself, among the products.
    places: Vec<usize>,
    /// Room for regressions of products on indicators.
    matrix: Room,
    /// Their coefficients, product after product, residual after residual.
    coefficients: Room,
}

impl<'p> Carrier<'p> {
    /// Computes the moments of a plan, if they are not those of the sample; products need the rows of the
    /// sample.
    pub(super) fn new(plan: &'p Plan, sample: Option<&Sample>) -> Option<Self> {
        let made = plan.made()?;
        let of_products = sample.filter(|_| made.has_products());
        let composite = |(k, source): (usize, &Source)| match *source {
            Source::Part(Part::Composite(j)) => Some((k, j)),
            _ => None,
        };
        Some(Self {
            plan,
            made,
            shared: Shared::all(made),
            composites: made
                .sources
                .iter()
                .enumerate()
                .filter_map(composite)
                .collect(),
            of_products: of_products.map(|sample| OfProducts::new(made, sample)),
        })
    }

    /// Writes the moments of this stage. Gives the first constructs whose products do not vary, and those whose
    /// constructs have indicators that depend on each other.
    #[inline(always)]
    pub(super) fn carry<S: Simd>(
        &mut self,
        simd: S,
        of_sample: &MomentLanes,
        before: &[StageLanes],
        rows: Option<WeightedRows<'_>>,
        into: &mut MomentLanes,
    ) -> Faults<S> {
        let from = self.made.from.as_ref().and(before.last());
        into.n.get_mut::<S>()[0] = of_sample.n.get::<S>()[0];
        self.copy(simd, of_sample, from, into);
        self.read_off(simd, from, into);
        let none = simd.splat_f64s(f64::INFINITY);
        let mut faults = Faults {
            constant: none,
            singular: none,
        };
        if let Some((of_products, rows)) = self.of_products.as_mut().zip(rows) {
            of_products.factors.write(simd, from);
            of_products.parts.write(simd, from);
            let factors = of_products.factors.forms();
            of_products.products.sum(rows, factors, of_sample);
            of_products.covariances(simd, self.made, into);
            let mut start = 0;
            for residual in &self.made.residuals {
                let construct = self.plan.owner(residual.products.start);
                let coefficients = start..start + residual.coefficients();
                start = coefficients.end;
                let stable = of_products.regress(simd, residual, coefficients, into);
                let stable = Vector::new(simd, stable).above(Vector::splat(simd, 0.0));
                note(simd, stable, construct, &mut faults.singular);
            }
            scale(simd, self.plan, self.made, into, &mut faults.constant);
        }
        faults
    }
}

impl Shared {
    /// All indicators of the stage before, as they stand in a stage.
    fn all(made: &Made) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for (k, source) in made.sources.iter().enumerate() {
            let Source::Part(Part::Indicator(i)) = *source else {
                continue;
            };
            match all.last_mut() {
                Some(last) if last.own.end == k && last.before + last.own.len() == i => {
                    last.own.end = k + 1;
                }
                _ => all.push(Self {
                    own: k..k + 1,
                    before: i,
                }),
            }
        }
        all
    }
}

impl Carrier<'_> {
    /// Copies the moments of the indicators of the stage before.
    #[inline(always)]
    fn copy<S: Simd>(
        &self,
        simd: S,
        of_sample: &MomentLanes,
        from: Option<&StageLanes>,
        into: &mut MomentLanes,
    ) {
        let before = from.map_or(of_sample, |stage| stage.moments(of_sample));
        // Those of the sample have no reliabilities.
        let corrected = from.is_some_and(|stage| stage.plan.made().is_some());
        for (s, Shared { own, before: first }) in self.shared.iter().enumerate() {
            let there = *first..first + own.len();
            for (from, to) in [
                (&before.means, &mut into.means),
                (&before.sds, &mut into.sds),
            ] {
                to.get_mut::<S>()[own.clone()].copy_from_slice(&from.get::<S>()[there.clone()]);
            }
            let reliabilities = &mut into.reliabilities.get_mut::<S>()[own.clone()];
            if corrected {
                reliabilities.copy_from_slice(&before.reliabilities.get::<S>()[there.clone()]);
            } else {
                reliabilities.fill(simd.splat_f64s(1.0));
            }
            let cells = into.correlations.get_mut::<S>();
            for (k, i) in own.clone().zip(there) {
                for other in &self.shared[..=s] {
                    let count = other.own.len().min(k + 1 - other.own.start);
                    let to = &mut cells[row(k) + other.own.start..][..count];
                    if other.before + count <= i + 1 {
                        to.copy_from_slice(&before.row::<S>(i)[other.before..][..count]);
                        continue;
                    }
                    // A construct that repeats indicators may stand after those that they measure as well.
                    for (to, l) in to.iter_mut().zip(other.before..) {
                        *to = before.row::<S>(i.max(l))[i.min(l)];
                    }
                }
            }
        }
    }

    /// Writes the moments of composites, from the estimates of the stage before.
    #[inline(always)]
    fn read_off<S: Simd>(&self, simd: S, from: Option<&StageLanes>, into: &mut MomentLanes) {
        // Without a stage before there are no composites.
        let Some(StageLanes {
            plan, estimates, ..
        }) = from
        else {
            return;
        };
        let cross_loadings = estimates.cross_loadings.get::<S>();
        let correlations = estimates.correlations.get::<S>();
        for (c, &(k, j)) in self.composites.iter().enumerate() {
            into.means.get_mut::<S>()[k] = simd.splat_f64s(0.0);
            into.sds.get_mut::<S>()[k] = simd.splat_f64s(1.0);
            into.reliabilities.get_mut::<S>()[k] = estimates.reliabilities.get::<S>()[j];
            let cells = into.correlations.get_mut::<S>();
            for &(l, other) in &self.composites[..=c] {
                cells[row(k) + l] = correlations[j * plan.constructs() + other];
            }
            for Shared { own, before } in &self.shared {
                for (l, i) in own.clone().zip(*before..) {
                    cells[row(k.max(l)) + k.min(l)] = cross_loadings[j * plan.indicators() + i];
                }
            }
        }
    }

    /// The coefficients of the regressions of products on indicators.
    pub(super) fn regressions(&self) -> Option<&Room> {
        let room = self.of_products.as_ref().map(|of| &of.coefficients);
        room.filter(|room| !room.is_empty())
    }
}

/// Positions of the first constructs at fault in every lane, infinite where there is none.
pub(super) struct Faults<S: Simd> {
    pub(super) constant: S::f64s,
    pub(super) singular: S::f64s,
}

/// The place of a part among some, with which it is put if it is not there.
fn place(among: &mut Vec<Part>, part: Part) -> usize {
    among.iter().position(|&p| p == part).unwrap_or_else(|| {
        among.push(part);
        among.len() - 1
    })
}

impl OfProducts {
    fn new(made: &Made, sample: &Sample) -> Self {
        let (mut parts, mut factors): (Vec<Part>, Vec<Part>) = Default::default();
        let (mut places, mut products) = (Vec::new(), Vec::new());
        for source in &made.sources {
            match source {
                Source::Part(part) => places.push(place(&mut parts, *part)),
                Source::Product(of) => {
                    places.push(products.len());
                    products.push(of.iter().map(|&part| place(&mut factors, part)).collect());
                }
            }
        }
        let from = made.from.as_ref();
        let (parts, factors) = (StageForms::new(from, parts), StageForms::new(from, factors));
        let most = made.residuals.iter().map(|r| r.on.len()).max().unwrap_or(0);
        let coefficients = made.residuals.iter().map(Residual::coefficients).sum();
        Self {
            products: Products::new(products, factors.forms(), sample),
            factors,
            parts,
            places,
            matrix: Room::new(most * most),
            coefficients: Room::new(coefficients),
        }
    }

    /// Covariances of the products with everything, in place of correlations.
    #[inline(always)]
    fn covariances<S: Simd>(&self, simd: S, made: &Made, into: &mut MomentLanes) {
        let products = &self.products;
        let p = products.with_answers.get::<S>().len() / products.len();
        let one = simd.splat_f64s(1.0);
        for (k, source) in made.sources.iter().enumerate() {
            if !matches!(source, Source::Product(_)) {
                continue;
            }
            let q = self.places[k];
            into.means.get_mut::<S>()[k] = products.means.get::<S>()[q];
            into.reliabilities.get_mut::<S>()[k] = one;
            let with_answers = &products.with_answers.get::<S>()[q * p..(q + 1) * p];
            for (l, other) in made.sources.iter().enumerate() {
                let cell = row(k.max(l)) + k.min(l);
                let place = self.places[l];
                match other {
                    Source::Product(_) if l > k => {}
                    Source::Product(_) => {
                        let of = products.with_each_other.get::<S>();
                        into.correlations.get_mut::<S>()[cell] =
                            of[row(q.max(place)) + q.min(place)];
                    }
                    Source::Part(_) => {
                        let mut sum = simd.splat_f64s(0.0);
                        let (of, coefficients) = self.parts.form::<S>(place);
                        for (&i, &a) in of.iter().zip(coefficients) {
                            sum = simd.mul_add_e_f64s(a, with_answers[i], sum);
                        }
                        into.correlations.get_mut::<S>()[cell] = sum;
                    }
                }
            }
        }
    }

    /// Removes from some products the part that indicators explain; gives 1 where the indicators do not depend
    /// linearly on each other.
    ///
    /// ```text
    /// cov(q - b'r, v) = cov(q, v) - b' cov(r, v)         b = S_rr^-1 cov(r, q)
    /// ```
    #[inline(always)]
    fn regress<S: Simd>(
        &mut self,
        simd: S,
        residual: &Residual,
        place: Range<usize>,
        into: &mut MomentLanes,
    ) -> S::f64s {
        let (on, m) = (&residual.on, residual.on.len());
        let indicators = into.indicators();
        let cells = into.correlations.get_mut::<S>();
        let cell = |a: usize, b: usize| row(a.max(b)) + a.min(b);
        let matrix = &mut self.matrix.get_mut::<S>()[..m * m];
        for (a, &k) in on.iter().enumerate() {
            for (b, &l) in on.iter().enumerate().skip(a) {
                matrix[a * m + b] = cells[cell(k, l)];
            }
        }
        let stable = cholesky::factor_lanes(simd, matrix, m);
        let coefficients = &mut self.coefficients.get_mut::<S>()[place.clone()];
        for (b, q) in coefficients
            .chunks_exact_mut(m)
            .zip(residual.products.clone())
        {
            for (b, &k) in b.iter_mut().zip(on) {
                *b = cells[cell(q, k)];
            }
            cholesky::solve_lanes(simd, matrix, m, b);
        }
        let less = |cells: &mut [S::f64s], at: usize, b: &[S::f64s], with: usize| {
            let mut x = Vector::new(simd, cells[at]);
            for (&b, &k) in b.iter().zip(on) {
                x = x - Vector::new(simd, b) * Vector::new(simd, cells[cell(k, with)]);
            }
            cells[at] = x.lanes;
        };
        let own = residual.products.clone();
        let coefficients = &self.coefficients.get::<S>()[place];
        let of = |q: usize| &coefficients[(q - own.start) * m..(q - own.start + 1) * m];
        // The residual does not correlate with the indicators, so that one regression is enough for two products of
        // the same construct; it is subtracted before the covariances with the indicators themselves.
        for q in own.clone() {
            for v in (0..indicators).filter(|v| !on.contains(v) && (*v <= q || !own.contains(v))) {
                less(cells, cell(q, v), of(q), v);
            }
        }
        for q in own.clone() {
            for &k in on {
                cells[cell(q, k)] = simd.splat_f64s(0.0);
            }
        }
        stable
    }
}

/// From covariances to correlations of the products.
#[inline(always)]
fn scale<S: Simd>(
    simd: S,
    plan: &Plan,
    made: &Made,
    into: &mut MomentLanes,
    constant: &mut S::f64s,
) {
    let one = Vector::splat(simd, 1.0);
    let cells = into.correlations.get_mut::<S>();
    let means = into.means.get::<S>();
    let sds = into.sds.get_mut::<S>();
    let is_product = |k: usize| matches!(made.sources[k], Source::Product(_));
    for k in (0..made.sources.len()).filter(|&k| is_product(k)) {
        let (mean, variance) = (
            Vector::new(simd, means[k]),
            Vector::new(simd, cells[row(k) + k]),
        );
        let least = one.like(NO_VARIANCE) * mean.mul_add(mean, one);
        note(simd, variance.above(least), plan.owner(k), constant);
        let sd = variance.sqrt();
        for l in (0..made.sources.len()).filter(|&l| l != k) {
            let r = &mut cells[row(k.max(l)) + k.min(l)];
            *r = (Vector::new(simd, *r) / sd).lanes;
        }
        sds[k] = sd.lanes;
        cells[row(k) + k] = one.lanes;
    }
}
