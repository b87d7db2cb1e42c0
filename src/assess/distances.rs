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
//! larger than a block or than the number of constructs.

use pulp::{Arch, Simd, WithSimd};

use super::model_fit::FitModel;
use crate::estimate::{Correction, EstimateLanes, Plan, implied_lanes};
use crate::moments::MomentLanes;
use crate::numeric::cholesky;
use crate::numeric::eigenvalues::Eigenvalues;
use crate::numeric::lanes::{self, Number as _, Room, Vector, numbers, row};

/// `SRMR`, `d_ULS` and `d_G` of one replicate in each lane of the machine's vectors; not-a-number where a value is
/// not defined.
#[derive(Debug, Clone)]
pub(crate) struct DistanceLanes<'p> {
    plan: &'p Plan,
    /// Correlations of the constructs.
    pi: Room,
    /// The factors of the blocks of `D`, one after the other.
    roots: Room,
    /// The correlations of the indicators between the roots, row after row.
    between: Room,
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
    eigenvalues: Eigenvalues,
    values: Room,
}

impl<'p> DistanceLanes<'p> {
    pub(crate) fn room(plan: &'p Plan) -> Self {
        let (p, j) = (plan.indicators(), plan.constructs());
        let squares = plan.blocks().iter().map(|b| b.indicators.len().pow(2));
        Self {
            plan,
            pi: Room::new(j * j),
            roots: Room::new(squares.sum()),
            between: Room::new(p * p),
            directions: Room::new(p),
            lengths: Room::new(j),
            factor: Room::new(j * j),
            inverse: Room::new(j * j),
            along: Room::new(p * j),
            turned: Room::new(p * j),
            inner: Room::new(j * j),
            outer: Room::new(j * j),
            eigenvalues: Eigenvalues::room(p),
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
        own.fill(simd, moments);
        let whole = own.factors_of_constructs(simd);
        own.between_factors(simd);
        let stable = simd.mul_f64s(stable, whole);
        let squares = own.squares_of_logarithms(simd);
        let half = Vector::splat(simd, 0.5) * Vector::new(simd, squares);
        let d_g = half.where_above(Vector::new(simd, stable), Vector::splat(simd, 0.0));
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
            solve_half(simd, root, size, own);
            let length = Vector::new(simd, lanes::dot(simd, own, own)).sqrt();
            lengths[j] = length.lanes;
            for direction in own {
                *direction = (Vector::new(simd, *direction) / length).lanes;
            }
        }
        stable
    }

    /// Takes the correlations of the indicators between the roots.
    #[inline(always)]
    fn fill<S: Simd>(&mut self, simd: S, moments: &MomentLanes) {
        let p = self.plan.indicators();
        let between = self.between.get_mut::<S>();
        for k in 0..p {
            for (m, &r) in moments.row::<S>(k).iter().enumerate() {
                between[k * p + m] = r;
                between[m * p + k] = r;
            }
        }
        let mut roots = self.roots.get::<S>();
        for block in self.plan.blocks() {
            let (start, size) = (block.indicators.start, block.indicators.len());
            let (root, rest) = roots.split_at(size * size);
            roots = rest;
            let rows = &mut between[start * p..(start + size) * p];
            for k in 0..size {
                let (done, below) = rows.split_at_mut((k + 1) * p);
                let row = &mut done[k * p..];
                for x in row.iter_mut() {
                    *x = simd.mul_f64s(*x, root[k * size + k]);
                }
                for (i, other) in below.chunks_exact_mut(p).enumerate() {
                    let factor = simd.neg_f64s(root[k * size + k + 1 + i]);
                    lanes::add(simd, factor, row, other);
                }
            }
        }
        let mut roots = self.roots.get::<S>();
        for block in self.plan.blocks() {
            let size = block.indicators.len();
            let (root, rest) = roots.split_at(size * size);
            roots = rest;
            for row in between.chunks_exact_mut(p) {
                solve_half(simd, root, size, &mut row[block.indicators.clone()]);
            }
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
            solve_half(simd, factor, count, column);
            column[j] = simd.sub_f64s(column[j], simd.splat_f64s(1.0));
        }
        stable
    }

    /// Takes what is between the roots between the factors of the constructs, into the lower triangle of a matrix whose
    /// eigenvalues are needed.
    #[inline(always)]
    fn between_factors<S: Simd>(&mut self, simd: S) {
        let (p, count) = (self.plan.indicators(), self.plan.constructs());
        let (s, u) = (self.between.get::<S>(), self.directions.get::<S>());
        // Column `j` of `K^-1 - I` stands in row `j`: cell (i, j) in `less[j * count + i]`.
        let less = self.inverse.get::<S>();
        let (along, turned) = (self.along.get_mut::<S>(), self.turned.get_mut::<S>());
        let (inner, outer) = (self.inner.get_mut::<S>(), self.outer.get_mut::<S>());
        let blocks = self.plan.blocks();
        for (j, block) in blocks.iter().enumerate() {
            let own = &u[block.indicators.clone()];
            for r in 0..p {
                let cells = &s[r * p..(r + 1) * p];
                along[j * p + r] = lanes::dot(simd, &cells[block.indicators.clone()], own);
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
        let cells = self.eigenvalues.triangle.get_mut::<S>();
        for (i, block) in blocks.iter().enumerate() {
            for r in block.indicators.clone() {
                let into = &mut cells[row(r)..=row(r) + r];
                let own = &s[r * p..(r + 1) * p];
                for (j, other) in blocks[..=i].iter().enumerate() {
                    let (of_r, between) = (turned[j * p + r], outer[i * count + j]);
                    for m in other.indicators.start..other.indicators.end.min(r + 1) {
                        let of_m = simd.mul_add_e_f64s(between, u[m], turned[i * p + m]);
                        let cell = simd.mul_add_e_f64s(of_r, u[m], own[m]);
                        into[m] = simd.mul_add_e_f64s(u[r], of_m, cell);
                    }
                }
            }
        }
    }

    /// The sum of the squared logarithms of the eigenvalues.
    #[inline(always)]
    fn squares_of_logarithms<S: Simd>(&mut self, simd: S) -> S::f64s {
        let found = numbers::<S>(self.eigenvalues.find(simd));
        let mut sums = [simd.splat_f64s(0.0)];
        let of_lanes = lanes::numbers_mut::<S>(&mut sums);
        for values in found.chunks_exact(of_lanes.len()) {
            for (sum, phi) in of_lanes.iter_mut().zip(values) {
                *sum += phi.ln().powi(2);
            }
        }
        sums[0]
    }
}

/// Solves `U' x = b` in place, for `U` from [`cholesky::factor_lanes`].
#[inline(always)]
fn solve_half<S: Simd>(simd: S, u: &[S::f64s], m: usize, b: &mut [S::f64s]) {
    for (i, row) in u.chunks_exact(m).enumerate() {
        b[i] = simd.mul_f64s(b[i], row[i]);
        let solved = simd.neg_f64s(b[i]);
        lanes::add(simd, solved, &row[i + 1..], &mut b[i + 1..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::model_fit;
    use crate::data::Table;
    use crate::estimate::{Options, Problem};
    use crate::model::Model;
    use crate::moments::Missing;

    #[test]
    fn distances_in_lanes_are_those_of_one_replicate() {
        let survey = concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv");
        let table = Table::read(survey).unwrap();
        let text = "R =~ KR1-5; P <~ KP1-5; V =~ VP1; S =~ INT1-4; P ~ R; V ~ R; S ~ P + V";
        let model = Model::parse(text).unwrap();
        for consistent in [false, true] {
            let options = Options::default().consistent(consistent);
            let problem = Problem::new(&model, &table, Missing::Error, &options).unwrap();
            let fit = problem.fit().unwrap();
            let (plan, of, estimates) = (fit.plan(), fit.moments(), fit.estimates());
            let mut moments = MomentLanes::room(plan.indicators());
            moments.set(0, of);
            let mut beside = EstimateLanes::room(plan);
            beside.set(estimates);
            let mut found = DistanceLanes::room(plan);
            for which in [FitModel::Saturated, FitModel::Estimated] {
                found.measure(&moments, &beside, which);
                let sigma = model_fit::implied_indicators(plan, of, estimates, which);
                let known = model_fit::distances(&of.correlations, &sigma);
                let known = [known.srmr, known.d_uls, known.d_g.unwrap()];
                for lane in 0..lanes::count() {
                    for (a, b) in found.get(lane).iter().zip(&known) {
                        assert!((a - b).abs() < 1e-11, "{which:?} {consistent}: {a} {b}");
                    }
                }
            }
        }
    }
}
