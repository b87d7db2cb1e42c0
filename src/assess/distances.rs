//! Distances of several replicates from what a model implies, one replicate in each lane.
//!
//! ```text
//! Sigma = D + L P0 L'        D   its blocks on the diagonal: of a composite the sample's own, of a factor what it implies
//!                            P0  correlations of the constructs, 0 on the diagonal
//! D^-1/2 Sigma D^-1/2' = I + U (P1 - I) U',   u_j = D_jj^-1/2 l_j of length 1,   P1 = K K'
//! d_G = Σ (ln phi)² / 2      phi  eigenvalues of F^-1 D^-1/2 S D^-1/2' F^-1',   F = I + U (K - I) U'
//! ```
//!
//! The eigenvalues are the inverses of those of `S^-1 Sigma`, whose logarithms have the same squares. No other matrix is
//! larger than a block or than the number of constructs. Everything happens in the lower triangle of `S`, in place.

use pulp::{Arch, Simd, WithSimd};

use super::model_fit::FitModel;
use crate::estimate::{Correction, EstimateLanes, Plan, implied_lanes};
use crate::moments::MomentLanes;
use crate::numeric::cholesky;
use crate::numeric::lanes::{self, Number as _, Room, Vector, row};
use crate::numeric::squared_logarithms::SquaredLogarithms;

/// `SRMR`, `d_ULS` and `d_G` of one replicate in each lane of the machine's vectors; not-a-number where a value is
/// not defined.
#[derive(Debug, Clone)]
pub(crate) struct DistanceLanes<'p> {
    plan: &'p Plan,
    /// Correlations of the constructs.
    pi: Room,
    /// The factors of the blocks of `D`, one after the other.
    roots: Room,
    /// The correlations of the indicators of one block between its roots.
    square: Room,
    /// `U`, and the lengths that its columns had.
    directions: Room,
    lengths: Room,
    /// `K`, and its inverse minus `I`.
    factor: Room,
    inverse: Room,
    /// `S U` and `S U (K^-1 - I)'`, construct by construct.
    along: Room,
    turned: Room,
    /// `U' S U`, and what it becomes between `K^-1 - I` and its transpose.
    inner: Room,
    outer: Room,
    /// The correlations of the indicators, between the roots of the blocks and then between those of the constructs.
    logarithms: SquaredLogarithms,
    values: Room,
}

impl<'p> DistanceLanes<'p> {
    pub(crate) fn room(plan: &'p Plan) -> Self {
        let (p, j) = (plan.indicators(), plan.constructs());
        let sizes = plan.blocks().iter().map(|b| b.indicators.len());
        let largest = sizes.clone().max().unwrap_or(0);
        Self {
            plan,
            pi: Room::new(j * j),
            roots: Room::new(sizes.map(|size| size * size).sum()),
            square: Room::new(largest * largest),
            directions: Room::new(p),
            lengths: Room::new(j),
            factor: Room::new(j * j),
            inverse: Room::new(j * j),
            along: Room::new(p * j),
            turned: Room::new(p * j),
            inner: Room::new(j * j),
            outer: Room::new(j * j),
            logarithms: SquaredLogarithms::room(p),
            values: Room::new(3),
        }
    }

    /// Measures the replicates in all lanes.
    pub(crate) fn measure(
        &mut self,
        moments: &MomentLanes,
        estimates: &EstimateLanes,
        model: FitModel,
    ) {
        Arch::new().dispatch(Measure {
            own: self,
            moments,
            estimates,
            model,
        });
    }

    /// Of one lane: `SRMR`, `d_ULS`, `d_G`.
    pub(crate) fn get(&self, lane: usize) -> [f64; 3] {
        let mut values = [0.0; 3];
        self.values.copy_lane(lane, &mut values);
        values
    }
}

struct Measure<'a, 'p> {
    own: &'a mut DistanceLanes<'p>,
    moments: &'a MomentLanes,
    estimates: &'a EstimateLanes,
    model: FitModel,
}

impl WithSimd for Measure<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            own,
            moments,
            estimates,
            model,
        } = self;
        let pi = own.pi.get_mut::<S>();
        estimates.copy_factor_correlations::<S>(pi);
        if model == FitModel::Estimated {
            implied_lanes(simd, own.plan, estimates, pi);
        }
        let d_uls = own.squares(simd, moments, estimates);
        let p = own.plan.indicators() as f64;
        let stable = own.roots_of_blocks(simd, moments, estimates);
        own.between_roots(simd, moments);
        let whole = own.factors_of_constructs(simd);
        own.between_factors(simd);
        let stable = Vector::new(simd, simd.mul_f64s(stable, whole));
        let half_sum = own.logarithms.half_sum(simd);
        let d_g = half_sum.where_above(stable, stable.like(0.0));
        let srmr = (d_uls / Vector::splat(simd, p * (p + 1.0) / 2.0)).sqrt();
        let values = own.values.get_mut::<S>();
        values[0] = srmr.lanes;
        values[1] = d_uls.lanes;
        values[2] = d_g.lanes;
    }
}

impl DistanceLanes<'_> {
    /// `d_ULS`: squared differences between implied and observed correlations, below the diagonal.
    #[inline(always)]
    fn squares<S: Simd>(
        &self,
        simd: S,
        moments: &MomentLanes,
        estimates: &EstimateLanes,
    ) -> Vector<S> {
        let (plan, pi) = (self.plan, self.pi.get::<S>());
        let count = plan.constructs();
        let mut sum = Vector::splat(simd, 0.0);
        for (i, block) in plan.blocks().iter().enumerate() {
            for k in block.indicators.clone() {
                let (own, s) = (estimates.loading(simd, k), moments.row::<S>(k));
                for (j, other) in plan.blocks()[..=i].iter().enumerate() {
                    if i == j && plan.correction(i) == Correction::None {
                        continue;
                    }
                    let between = own * Vector::new(simd, pi[j * count + i]);
                    let below = other.indicators.start..other.indicators.end.min(k);
                    for (m, &cell) in below.clone().zip(&s[below]) {
                        let implied = between * estimates.loading(simd, m);
                        let apart = Vector::new(simd, cell) - implied;
                        sum = sum + apart * apart;
                    }
                }
            }
        }
        sum
    }

    /// Factors the blocks of `D`, and computes the directions; gives 1 where all blocks have a
    /// factor, and 0 otherwise.
    #[inline(always)]
    fn roots_of_blocks<S: Simd>(
        &mut self,
        simd: S,
        moments: &MomentLanes,
        estimates: &EstimateLanes,
    ) -> S::f64s {
        let plan = self.plan;
        let (directions, lengths) = (self.directions.get_mut::<S>(), self.lengths.get_mut::<S>());
        let mut roots = self.roots.get_mut::<S>();
        let mut stable = simd.splat_f64s(1.0);
        for (j, block) in plan.blocks().iter().enumerate() {
            let (start, size) = (block.indicators.start, block.indicators.len());
            let (root, rest) = roots.split_at_mut(size * size);
            roots = rest;
            let is_factor = plan.correction(j) != Correction::None;
            for k in 0..size {
                for m in k..size {
                    root[k * size + m] = if m > k && is_factor {
                        let together =
                            estimates.loading(simd, start + k) * estimates.loading(simd, start + m);
                        together.lanes
                    } else {
                        moments.row::<S>(start + m)[start + k]
                    };
                }
            }
            let factored = cholesky::factor_lanes(simd, root, size);
            stable = simd.mul_f64s(stable, factored);
            let own = &mut directions[start..start + size];
            for (k, direction) in own.iter_mut().enumerate() {
                *direction = estimates.loading(simd, start + k).lanes;
            }
            cholesky::solve_half(simd, root, size, own);
            let length = Vector::new(simd, lanes::dot(simd, own, own)).sqrt();
            lengths[j] = length.lanes;
            for direction in own {
                *direction = (Vector::new(simd, *direction) / length).lanes;
            }
        }
        stable
    }

    /// Takes the correlations of the indicators between the roots of the blocks.
    #[inline(always)]
    fn between_roots<S: Simd>(&mut self, simd: S, moments: &MomentLanes) {
        let blocks = self.plan.blocks();
        let cells = self.logarithms.triangle::<S>();
        cells.copy_from_slice(moments.cells::<S>());
        let roots = self.roots.get::<S>();
        let mut own = roots;
        for (i, block) in blocks.iter().enumerate() {
            let (start, size) = (block.indicators.start, block.indicators.len());
            let (root, rest) = own.split_at(size * size);
            own = rest;
            for k in 0..size {
                let (done, below) = cells[row(start + k)..].split_at_mut(start + k + 1);
                let solved = &mut done[..start];
                for x in solved.iter_mut() {
                    *x = simd.mul_f64s(*x, root[k * size + k]);
                }
                let mut at = 0;
                for m in k + 1..size {
                    let factor = simd.neg_f64s(root[k * size + m]);
                    lanes::add(simd, factor, solved, &mut below[at..at + start]);
                    at += start + m + 1;
                }
            }
            for k in start..start + size {
                let mut earlier = roots;
                let mut solved = &mut cells[row(k)..row(k) + start];
                for other in &blocks[..i] {
                    let size = other.indicators.len();
                    let (root, rest) = earlier.split_at(size * size);
                    let (own, open) = solved.split_at_mut(size);
                    cholesky::solve_half(simd, root, size, own);
                    (earlier, solved) = (rest, open);
                }
            }
            let square = self.square.get_mut::<S>();
            let is_own = self.plan.correction(i) == Correction::None;
            within_root(simd, cells, start, root, &mut square[..size * size], is_own);
        }
    }

    /// `K`, and its inverse minus `I`; gives 1 where it exists, and 0 otherwise.
    #[inline(always)]
    fn factors_of_constructs<S: Simd>(&mut self, simd: S) -> S::f64s {
        let count = self.plan.constructs();
        let (pi, lengths) = (self.pi.get::<S>(), self.lengths.get::<S>());
        let factor = self.factor.get_mut::<S>();
        for i in 0..count {
            for j in i..count {
                let between = simd.mul_f64s(lengths[i], lengths[j]);
                let cell = simd.mul_f64s(pi[j * count + i], between);
                factor[i * count + j] = if i == j { simd.splat_f64s(1.0) } else { cell };
            }
        }
        let stable = cholesky::factor_lanes(simd, factor, count);
        let inverse = self.inverse.get_mut::<S>();
        // Row by row: `K` times a column of `K^-1` is the column of `I`.
        for j in 0..count {
            let column = &mut inverse[j * count..(j + 1) * count];
            column.fill(simd.splat_f64s(0.0));
            column[j] = simd.splat_f64s(1.0);
            cholesky::solve_half(simd, factor, count, column);
            column[j] = simd.sub_f64s(column[j], simd.splat_f64s(1.0));
        }
        stable
    }

    /// Takes what is between the roots between the factors of the constructs, into the lower triangle of a matrix whose
    /// eigenvalues are needed.
    #[inline(always)]
    fn between_factors<S: Simd>(&mut self, simd: S) {
        let (p, count) = (self.plan.indicators(), self.plan.constructs());
        let (cells, u) = (self.logarithms.triangle::<S>(), self.directions.get::<S>());
        // Column `j` of `K^-1 - I` stands in row `j`: cell (i, j) in `less[j * count + i]`.
        let less = self.inverse.get::<S>();
        let (along, turned) = (self.along.get_mut::<S>(), self.turned.get_mut::<S>());
        let (inner, outer) = (self.inner.get_mut::<S>(), self.outer.get_mut::<S>());
        let blocks = self.plan.blocks();
        along.fill(simd.splat_f64s(0.0));
        for (i, block) in blocks.iter().enumerate() {
            for r in block.indicators.clone() {
                let own = &cells[row(r)..=row(r) + r];
                for (j, other) in blocks[..=i].iter().enumerate() {
                    let range = other.indicators.start..other.indicators.end.min(r + 1);
                    let sum = lanes::dot(simd, &own[range.clone()], &u[range]);
                    along[j * p + r] = simd.add_f64s(along[j * p + r], sum);
                }
                lanes::add(simd, u[r], &own[..r], &mut along[i * p..i * p + r]);
            }
        }
        for (i, block) in blocks.iter().enumerate() {
            let own = &u[block.indicators.clone()];
            for j in 0..count {
                let column = &along[j * p..(j + 1) * p];
                inner[i * count + j] = lanes::dot(simd, &column[block.indicators.clone()], own);
            }
        }
        for j in 0..count {
            let column = &mut turned[j * p..(j + 1) * p];
            column.fill(simd.splat_f64s(0.0));
            for i in 0..=j {
                lanes::add(
                    simd,
                    less[i * count + j],
                    &along[i * p..(i + 1) * p],
                    column,
                );
            }
        }
        for a in 0..count {
            for b in 0..=a {
                let mut sum = simd.splat_f64s(0.0);
                for i in 0..=a {
                    let mut part = simd.splat_f64s(0.0);
                    for j in 0..=b {
                        part = simd.mul_add_e_f64s(inner[i * count + j], less[j * count + b], part);
                    }
                    sum = simd.mul_add_e_f64s(less[i * count + a], part, sum);
                }
                outer[a * count + b] = sum;
                outer[b * count + a] = sum;
            }
        }
        for (i, block) in blocks.iter().enumerate() {
            for r in block.indicators.clone() {
                let own = &mut cells[row(r)..=row(r) + r];
                for (j, other) in blocks[..=i].iter().enumerate() {
                    let (of_r, between) = (turned[j * p + r], outer[i * count + j]);
                    for m in other.indicators.start..other.indicators.end.min(r + 1) {
                        let of_m = simd.mul_add_e_f64s(between, u[m], turned[i * p + m]);
                        let cell = simd.mul_add_e_f64s(of_r, u[m], own[m]);
                        own[m] = simd.mul_add_e_f64s(u[r], of_m, cell);
                    }
                }
            }
        }
    }
}

/// Takes the correlations within a block between its roots. A composite's roots are those of these correlations, so that
/// nothing but ones on the diagonal remains.
#[inline(always)]
fn within_root<S: Simd>(
    simd: S,
    cells: &mut [S::f64s],
    start: usize,
    root: &[S::f64s],
    square: &mut [S::f64s],
    is_own: bool,
) {
    let size = square.len().isqrt();
    let place = |k: usize, m: usize| row(start + k) + start + m;
    if is_own {
        for k in 0..size {
            cells[place(k, 0)..=place(k, k)].fill(simd.splat_f64s(0.0));
            cells[place(k, k)] = simd.splat_f64s(1.0);
        }
        return;
    }
    for (k, m) in (0..size).flat_map(|k| (0..=k).map(move |m| (k, m))) {
        square[k * size + m] = cells[place(k, m)];
        square[m * size + k] = cells[place(k, m)];
    }
    for line in square.chunks_exact_mut(size) {
        cholesky::solve_half(simd, root, size, line);
    }
    // Row `k` is now row `k` of `S` times a root; the columns remain.
    for k in 0..size {
        for m in 0..k {
            square.swap(k * size + m, m * size + k);
        }
    }
    for (k, line) in square.chunks_exact_mut(size).enumerate() {
        cholesky::solve_half(simd, root, size, line);
        cells[place(k, 0)..=place(k, k)].copy_from_slice(&line[..=k]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::model_fit;
    use crate::data::Table;
    use crate::estimate::{Options, Problem};
    use crate::model::Model;
    use crate::moments::{Missing, Moments, Weigher};

    const MODELS: [&str; 3] = [
        "R =~ KR1-5; P <~ KP1-5; V =~ VP1; S =~ INT1-4; P ~ R; V ~ R; S ~ P + V",
        "A =~ CS1-5; B =~ CR1-5; C =~ CH1-5; D <~ VP1-5; E =~ KA1-5; F =~ KR1-5; G =~ KP1-5; H =~ RS1-5; I =~ CO1-5; J =~ INT1-4; B ~ A; D ~ B + C; E ~ D; F ~ E; J ~ F + G + H + I",
        "X =~ KR1; Y =~ INT1; Y ~ X",
    ];

    #[test]
    fn distances_in_lanes_are_those_of_one_replicate() {
        let survey = concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv");
        let table = Table::read(survey).unwrap();
        for (text, consistent) in MODELS.iter().flat_map(|text| [(text, false), (text, true)]) {
            let model = Model::parse(text).unwrap();
            let options = Options::default().consistent(consistent);
            let problem = Problem::new(&model, &table, Missing::Error, &options).unwrap();
            let fit = problem.fit().unwrap();
            let (plan, estimates) = (fit.plan(), fit.estimates());
            let mut beside = EstimateLanes::room(plan);
            beside.set(estimates);
            let mut weigher = Weigher::new(problem.sample());
            let of_lanes = (0..lanes::count()).map(|lane| {
                // Every lane has rows of its own, whose number falls from lane to lane.
                let weight = |i: usize| if (i * 7 + lane) % 19 < lane { 0.0 } else { 1.0 };
                let weights: Vec<f64> = (0..problem.sample().n()).map(weight).collect();
                let mut moments = Moments::room(plan.indicators());
                weigher.moments(&weights, &mut moments).unwrap();
                moments
            });
            let of_lanes: Vec<Moments> = of_lanes.collect();
            let mut moments = MomentLanes::room(plan.indicators());
            for (lane, of) in of_lanes.iter().enumerate() {
                moments.set(lane, of);
            }
            let mut found = DistanceLanes::room(plan);
            for which in [FitModel::Saturated, FitModel::Estimated] {
                found.measure(&moments, &beside, which);
                for (lane, of) in of_lanes.iter().enumerate() {
                    let sigma = model_fit::implied_indicators(plan, of, estimates, which);
                    let known = model_fit::distances(&of.correlations, &sigma);
                    let d_g = known.d_g.unwrap_or(f64::NAN);
                    let known = [known.srmr, known.d_uls, d_g];
                    for (a, b) in found.get(lane).iter().zip(&known) {
                        assert_eq!(a.is_nan(), b.is_nan(), "{text} {which:?} {consistent}");
                        let apart = (a - b).abs() / b.max(1.0);
                        assert!(
                            b.is_nan() || apart < 1e-12,
                            "{text} {which:?} {consistent}: {a} {b}"
                        );
                    }
                }
            }
        }
    }
}
