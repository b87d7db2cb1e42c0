//! Interactions in the kernel: the sign of a block of products, the scale of their coefficient, and the correlations of
//! latent products.

use pulp::Simd;

use super::consistent::root_of_reliability;
use super::signs::sign_of;
use super::stage::Product;
use super::structural::note;
use super::{EstimateLanes, Plan};
use crate::moments::MomentLanes;
use crate::numeric::lanes::{Number, Vector};

/// Writes the divisors of the paths of every interaction, which make them coefficients of the unstandardised
/// product; with consistent PLS also the correlations of the latent products. Gives the first interaction for
/// which these are not defined.
#[inline(always)]
pub(super) fn finish<S: Simd>(
    simd: S,
    plan: &Plan,
    moments: &MomentLanes,
    estimates: &mut EstimateLanes,
) -> S::f64s {
    let mut undefined = simd.splat_f64s(f64::INFINITY);
    let Some(mut scales) = estimates.scales.take() else {
        return undefined;
    };
    scales.get_mut::<S>().fill(simd.splat_f64s(1.0));
    for j in (0..plan.constructs()).filter(|&j| plan.product(j).is_some()) {
        scales.get_mut::<S>()[j] = spread(simd, plan, moments, estimates, j).lanes;
    }
    if plan.consistent() {
        for j in 0..plan.constructs() {
            if let Some(product) = plan.product(j) {
                let observed = Vector::new(simd, scales.get::<S>()[j]);
                let latent = Latent {
                    simd,
                    plan,
                    moments,
                    estimates,
                };
                let variance = latent.of_products(product, product);
                let fine = variance.above(Vector::splat(simd, 0.0));
                note(simd, fine, j, &mut undefined);
                latent_correlations(simd, plan, moments, estimates, j, observed, variance.sqrt());
                scales.get_mut::<S>()[j] = variance.sqrt().lanes;
            }
        }
    }
    estimates.scales = Some(scales);
    undefined
}

/// Standard deviation of the unstandardised product; for several products, the mean of their standard
/// deviations, weighted by their loadings.
///
/// ```text
/// Σ_k |l_k| sd(p_k) / Σ_k |l_k|
/// ```
///
/// Source: Henseler & Chin (2010), Structural Equation Modeling 17(1), 82-109.
#[inline(always)]
fn spread<S: Simd>(
    simd: S,
    plan: &Plan,
    moments: &MomentLanes,
    estimates: &EstimateLanes,
    j: usize,
) -> Vector<S> {
    let own = plan.blocks()[j].indicators.clone();
    let sds = &moments.sds.get::<S>()[own.clone()];
    if let [sd] = sds {
        return Vector::new(simd, *sd);
    }
    let zero = Vector::splat(simd, 0.0);
    let (mut sum, mut all) = (zero, zero);
    for (&loading, &sd) in estimates.loadings.get::<S>()[own].iter().zip(sds) {
        let loading = Vector::new(simd, loading).abs();
        sum = sum + loading * Vector::new(simd, sd);
        all = all + loading;
    }
    sum / all
}

/// Moments of latent variables and their products, from those of composites, whose errors are independent.
///
/// ```text
/// eta_j = Q_j xi_j + e_j        Q_j²  reliability of composite j; errors of squares are taken to be normal
/// ```
///
/// Source: Dijkstra & Schermelleh-Engel (2014), Psychometrika 79(4), 585-604.
struct Latent<'a, S: Simd> {
    simd: S,
    plan: &'a Plan,
    moments: &'a MomentLanes,
    estimates: &'a EstimateLanes,
}

impl<S: Simd> Latent<'_, S> {
    /// Q: what a latent variable contributes to its composite.
    #[inline(always)]
    fn q(&self, j: usize) -> Vector<S> {
        let rho = Vector::new(self.simd, self.estimates.reliabilities.get::<S>()[j]);
        root_of_reliability(rho)
    }

    /// Correlation of two composites.
    #[inline(always)]
    fn observed(&self, a: usize, b: usize) -> Vector<S> {
        let cell = a * self.plan.constructs() + b;
        Vector::new(self.simd, self.estimates.correlations.get::<S>()[cell])
    }

    /// Product of the contributions to some composites.
    #[inline(always)]
    fn of_all(&self, of: &[usize]) -> Vector<S> {
        let mut product = Vector::splat(self.simd, 1.0);
        for &j in of {
            product = product * self.q(j);
        }
        product
    }

    /// Covariance of two latent products of two variables each.
    #[inline(always)]
    fn of_products(&self, a: &Product, b: &Product) -> Vector<S> {
        let one = Vector::splat(self.simd, 1.0);
        let ([a0, a1], [b0, b1]) = (pair(a), pair(b));
        let (own_a, own_b) = (self.place(a), self.place(b));
        let sd = |k: usize| Vector::new(self.simd, self.moments.sds.get::<S>()[k]);
        let (k, l) = (self.indicator(own_a), self.indicator(own_b));
        // E[p q] = cov(p, q) + E[p] E[q], E[p] = correlation of its factors
        let means = self.observed(a0, a1) * self.observed(b0, b1);
        let together = self.observed(own_a, own_b) * sd(k) * sd(l) + means;
        let mut four = [a0, a1, b0, b1];
        four.sort_unstable();
        let q = self.of_all(&four);
        let latent = |i: usize, j: usize| {
            if i == j {
                one
            } else {
                self.observed(i, j) / (self.q(i) * self.q(j))
            }
        };
        let error = |j: usize| one - self.q(j) * self.q(j);
        let of_number = |x: f64| Vector::splat(self.simd, x);
        let [w, x, y, z] = four;
        let moment = if w == x && x == y && y == z {
            let (e, q2) = (error(w), self.q(w) * self.q(w));
            (together - of_number(6.0) * q2 * e - of_number(3.0) * e * e) / q
        } else if w == x && x == y {
            (together - of_number(3.0) * error(w) * self.observed(w, z)) / q
        } else if x == y && y == z {
            (together - of_number(3.0) * error(x) * self.observed(x, w)) / q
        } else if w == x && y == z {
            (together - one) / q + one
        } else if w == x {
            (together - self.observed(y, z)) / q + latent(y, z)
        } else if x == y {
            (together - self.observed(w, z)) / q + latent(w, z)
        } else if y == z {
            (together - self.observed(w, x)) / q + latent(w, x)
        } else {
            together / q
        };
        moment - latent(a0, a1) * latent(b0, b1)
    }

    /// The construct that is a product.
    #[inline(always)]
    fn place(&self, product: &Product) -> usize {
        let mut constructs = 0..self.plan.constructs();
        let same = |j: &usize| {
            self.plan
                .product(*j)
                .is_some_and(|p| std::ptr::eq(p, product))
        };
        constructs.find(same).unwrap_or_default()
    }

    /// Its indicator, the product of scores.
    #[inline(always)]
    fn indicator(&self, j: usize) -> usize {
        self.plan.blocks()[j].indicators.start
    }
}

/// Consistent PLS allows interactions of two constructs only.
fn pair(product: &Product) -> [usize; 2] {
    let first = product.factors.first().copied().unwrap_or_default();
    [first, product.factors.get(1).copied().unwrap_or(first)]
}

/// Correlations of a latent product with the other constructs.
#[inline(always)]
fn latent_correlations<S: Simd>(
    simd: S,
    plan: &Plan,
    moments: &MomentLanes,
    estimates: &mut EstimateLanes,
    j: usize,
    observed: Vector<S>,
    sd: Vector<S>,
) {
    let count = plan.constructs();
    let Some(product) = plan.product(j) else {
        return;
    };
    for t in (0..count).filter(|&t| t != j) {
        let latent = Latent {
            simd,
            plan,
            moments,
            estimates,
        };
        let r = match plan.product(t) {
            // Of two products the later one brings both.
            Some(_) if t > j => continue,
            Some(other) => {
                let of_other = latent.of_products(other, other).sqrt();
                latent.of_products(product, other) / (sd * of_other)
            }
            None => {
                let covariance = latent.observed(j, t) * observed;
                let [a, b] = pair(product);
                covariance / (latent.of_all(&[a, b, t]) * sd)
            }
        };
        let corrected = estimates.factor_correlations.get_mut::<S>();
        (corrected[j * count + t], corrected[t * count + j]) = (r.lanes, r.lanes);
    }
}

/// Gives a block of products the sign with which it correlates positively with the product of the composites of its
/// constructs.
///
/// ```text
/// Σ_k w_a(k) w_b(k) l_k >= 0        l_k  correlation of product k with its composite; w  weights of its factors
/// ```
#[inline(always)]
pub(super) fn sign<S: Simd>(
    simd: S,
    product: &Product,
    loadings: &[S::f64s],
    weights: &[S::f64s],
) -> S::f64s {
    let mut sum = Vector::splat(simd, 0.0);
    for (&loading, factors) in loadings.iter().zip(&product.combinations) {
        let mut term = Vector::new(simd, loading);
        for &k in factors {
            term = term * Vector::new(simd, weights[k]);
        }
        sum = sum + term;
    }
    sign_of(simd, sum).lanes
}
