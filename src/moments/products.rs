//! Covariances of products of linear forms, by one pass over the weighted rows.
//!
//! ```text
//! f_i = Σ_k a_k z_ik                       a form: a composite, or one indicator, of standardised answers z
//! p_i = f_i g_i ...                        a product of forms
//! cov(p, z_k) = Σ_i c_i (p_i - mean_p) z_ik / (n - 1)         c_i  weight of row i
//! ```
//!
//! Forms differ from replicate to replicate, because weights, means and standard deviations do. Replicates are side by
//! side, one in each lane, and every row is read once for all of them.

use pulp::{Arch, Simd, WithSimd};

use super::{MomentLanes, Sample};
use crate::numeric::aligned::Aligned;
use crate::numeric::lanes::{self, Number as _, Room, Vector, row};

/// Rows that are read together: as many as registers hold beside a sum.
const ROWS: usize = 8;

/// The rows of a sample with their weights in some replicates, one in each lane.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WeightedRows<'w> {
    pub(super) sample: &'w Sample,
    /// The weights of each row.
    pub(super) weights: &'w Room,
}

impl WeightedRows<'_> {
    /// The weights of each row, row after row.
    #[inline(always)]
    pub(crate) fn weights<S: Simd>(&self) -> &[S::f64s] {
        self.weights.get::<S>()
    }
}

/// Linear forms of standardised answers, with coefficients of their own in every lane.
#[derive(Debug)]
pub(crate) struct Forms {
    /// For each form the indicators of the sample that it is made of.
    pub(crate) of: Vec<Vec<usize>>,
    /// Their coefficients, form after form.
    pub(crate) coefficients: Room,
}

impl Forms {
    pub(crate) fn new(of: Vec<Vec<usize>>) -> Self {
        let coefficients = Room::new(of.iter().map(Vec::len).sum());
        Self { of, coefficients }
    }
}

/// Products of forms, and their covariances.
#[derive(Debug)]
pub(crate) struct Products {
    /// For each product the forms that it is made of.
    of: Vec<Vec<usize>>,
    /// Mean of each product.
    pub(crate) means: Room,
    /// Covariances of each product with the standardised answers to each indicator of the sample.
    pub(crate) with_answers: Room,
    /// Covariances of the products with each other: the lower triangle, row after row.
    pub(crate) with_each_other: Room,
    /// Coefficients of the forms by columns of the sample's rows, in the order in which `columns` names these.
    raw: Room,
    columns: Vec<Vec<usize>>,
    /// Room for a few rows of answers.
    answers: Aligned,
    /// Values of the forms in a few rows, form after form.
    forms: Room,
    /// Values of the products in a few rows, product after product; then times the weights of the rows.
    values: Room,
    weighted: Room,
    /// Sums of products times a column.
    sums: Room,
}

impl Products {
    /// Products of these forms; the indicators of the sample are `indicators` many.
    pub(crate) fn new(of: Vec<Vec<usize>>, forms: &Forms, sample: &Sample) -> Self {
        let [columns, _] = sample.rows().shape();
        let p = sample.indicators().len();
        let of_form = |indicators: &Vec<usize>| {
            // The column of ones takes the means of complete indicators.
            let mut columns = vec![p];
            columns.extend(indicators);
            let incomplete = indicators.iter().filter(|&&k| sample.answered[k] != p);
            columns.extend(incomplete.map(|&k| sample.answered[k]));
            columns
        };
        let by_column: Vec<Vec<usize>> = forms.of.iter().map(of_form).collect();
        Self {
            means: Room::new(of.len()),
            with_answers: Room::new(of.len() * p),
            with_each_other: Room::new(row(of.len())),
            raw: Room::new(by_column.iter().map(Vec::len).sum()),
            columns: by_column,
            answers: Aligned::default(),
            forms: Room::new(forms.of.len() * ROWS),
            values: Room::new(of.len() * ROWS),
            weighted: Room::new(of.len() * ROWS),
            sums: Room::new(of.len() * columns),
            of,
        }
    }

    /// Number of products.
    pub(crate) fn len(&self) -> usize {
        self.of.len()
    }

    /// Goes through the rows; `moments` are those of the sample under the same weights.
    pub(crate) fn sum(&mut self, rows: WeightedRows<'_>, forms: &Forms, moments: &MomentLanes) {
        Arch::new().dispatch(Pass {
            products: self,
            rows,
            forms,
            moments,
        });
    }

    #[inline(always)]
    fn pass<S: Simd>(
        &mut self,
        simd: S,
        rows: WeightedRows<'_>,
        forms: &Forms,
        moments: &MomentLanes,
    ) {
        let sample = rows.sample;
        self.by_column(simd, sample, forms, moments);
        let [columns, stride] = sample.rows().shape();
        let weights = rows.weights.get::<S>();
        let zero = simd.splat_f64s(0.0);
        self.sums.get_mut::<S>().fill(zero);
        self.with_each_other.get_mut::<S>().fill(zero);
        let mut total = zero;
        for &weight in weights {
            total = simd.add_f64s(total, weight);
        }
        let mut answers = std::mem::take(&mut self.answers);
        for (weights, first) in weights.chunks(ROWS).zip((0..).step_by(ROWS)) {
            let answers = sample.rows().some(first, weights.len(), &mut answers);
            if let Some(weights) = weights.first_chunk::<ROWS>() {
                self.add(simd, answers, [columns, stride], *weights);
                continue;
            }
            for (answers, &weight) in answers.chunks_exact(stride).zip(weights) {
                self.add(simd, answers, [columns, stride], [weight]);
            }
        }
        self.answers = answers;
        self.centre(simd, sample, moments, total);
    }

    /// Adds some rows to all sums, row after row, so that a sum is not read and written for each.
    #[inline(always)]
    fn add<S: Simd, const R: usize>(
        &mut self,
        simd: S,
        answers: &[f64],
        [columns, stride]: [usize; 2],
        weights: [S::f64s; R],
    ) {
        // `array::from_fn` would not be compiled for the vectors of the machine.
        let mut rows = [&[][..]; R];
        for (r, row) in rows.iter_mut().enumerate() {
            *row = &answers[r * stride..][..columns];
        }
        self.value_forms(simd, &rows);
        self.multiply(simd, weights);
        let values = self.values.get::<S>();
        let mut triangle = self.with_each_other.get_mut::<S>().iter_mut();
        let sums = self.sums.get_mut::<S>().chunks_exact_mut(columns);
        let weighted = self.weighted.get::<S>().chunks_exact(R);
        for (q, (sums, weighted)) in sums.zip(weighted).enumerate() {
            for (values, sum) in values.chunks_exact(R).take(q + 1).zip(triangle.by_ref()) {
                let mut value = *sum;
                for (&weighted, &other) in weighted.iter().zip(values) {
                    value = simd.mul_add_e_f64s(weighted, other, value);
                }
                *sum = value;
            }
            let mut of_rows = [simd.splat_f64s(0.0); R];
            of_rows.copy_from_slice(weighted);
            for (k, sum) in sums.iter_mut().enumerate() {
                let mut value = *sum;
                for (row, &weighted) in rows.iter().zip(&of_rows) {
                    value = simd.mul_add_e_f64s(weighted, simd.splat_f64s(row[k]), value);
                }
                *sum = value;
            }
        }
    }

    /// Values of the forms in some rows.
    #[inline(always)]
    fn value_forms<S: Simd, const R: usize>(&mut self, simd: S, rows: &[&[f64]; R]) {
        let forms = self.forms.get_mut::<S>().chunks_exact_mut(R);
        let mut raw = self.raw.get::<S>();
        for (form, columns) in forms.zip(&self.columns) {
            let (coefficients, rest) = raw.split_at(columns.len());
            raw = rest;
            // The first column is that of ones.
            let mut values = [coefficients[0]; R];
            for (&column, &coefficient) in columns[1..].iter().zip(&coefficients[1..]) {
                for (value, row) in values.iter_mut().zip(rows) {
                    let answer = simd.splat_f64s(row[column]);
                    *value = simd.mul_add_e_f64s(answer, coefficient, *value);
                }
            }
            form.copy_from_slice(&values);
        }
    }

    /// Values of the products in some rows, and the same times the weights of the rows.
    #[inline(always)]
    fn multiply<S: Simd, const R: usize>(&mut self, simd: S, weights: [S::f64s; R]) {
        let forms = self.forms.get::<S>();
        let values = self.values.get_mut::<S>().chunks_exact_mut(R);
        let weighted = self.weighted.get_mut::<S>().chunks_exact_mut(R);
        for ((values, weighted), of) in values.zip(weighted).zip(&self.of) {
            values.copy_from_slice(&forms[of[0] * R..][..R]);
            for &form in &of[1..] {
                for (value, &factor) in values.iter_mut().zip(&forms[form * R..][..R]) {
                    *value = simd.mul_f64s(*value, factor);
                }
            }
            for ((weighted, &value), &weight) in weighted.iter_mut().zip(&*values).zip(&weights) {
                *weighted = simd.mul_f64s(weight, value);
            }
        }
    }

    /// Coefficients by column: a missing answer is replaced by the mean.
    #[inline(always)]
    fn by_column<S: Simd>(
        &mut self,
        simd: S,
        sample: &Sample,
        forms: &Forms,
        moments: &MomentLanes,
    ) {
        let p = sample.indicators().len();
        let (means, sds) = (moments.means.get::<S>(), moments.sds.get::<S>());
        let mut raw = self.raw.get_mut::<S>();
        let mut coefficients = forms.coefficients.get::<S>();
        for of in &forms.of {
            let (own, rest) = coefficients.split_at(of.len());
            coefficients = rest;
            let incomplete = of.iter().filter(|&&k| sample.answered[k] != p).count();
            let (into, rest) = raw.split_at_mut(1 + of.len() + incomplete);
            raw = rest;
            let (of_ones, into) = into.split_at_mut(1);
            let (of_answers, of_answered) = into.split_at_mut(of.len());
            let mut answered = of_answered.iter_mut();
            let mut of_one = Vector::splat(simd, 0.0);
            for ((into, &k), &a) in of_answers.iter_mut().zip(of).zip(own) {
                let slope = Vector::new(simd, a) / Vector::new(simd, sds[k]);
                let mean = Vector::new(simd, means[k]) - slope.like(sample.shifts[k]);
                let of_mean = -(slope * mean);
                *into = slope.lanes;
                if sample.answered[k] == p {
                    of_one = of_one + of_mean;
                } else if let Some(answered) = answered.next() {
                    *answered = of_mean.lanes;
                }
            }
            of_ones[0] = of_one.lanes;
        }
    }

    /// From sums to covariances.
    #[inline(always)]
    fn centre<S: Simd>(&mut self, simd: S, sample: &Sample, moments: &MomentLanes, total: S::f64s) {
        let (p, [columns, _]) = (sample.indicators().len(), sample.rows().shape());
        let vector = |lanes: S::f64s| Vector::new(simd, lanes);
        let (n, total) = (vector(moments.n.get::<S>()[0]), vector(total));
        // `n - 1`, if weights sum to n.
        let divisor = (n - n.like(1.0)) * total / n;
        let (means, sds) = (moments.means.get::<S>(), moments.sds.get::<S>());
        let sums = self.sums.get::<S>();
        let of_products = self.means.get_mut::<S>();
        let with_answers = self.with_answers.get_mut::<S>();
        for (q, sums) in sums.chunks_exact(columns).enumerate() {
            of_products[q] = (vector(sums[p]) / total).lanes;
            for (k, covariance) in with_answers[q * p..(q + 1) * p].iter_mut().enumerate() {
                // Centred answers sum to 0, so that the mean of the product need not be subtracted.
                let mean = vector(means[k]) - total.like(sample.shifts[k]);
                let about_mean = vector(sums[k]) - mean * vector(sums[sample.answered[k]]);
                *covariance = (about_mean / (divisor * vector(sds[k]))).lanes;
            }
        }
        let mut triangle = self.with_each_other.get_mut::<S>().iter_mut();
        for q in 0..self.of.len() {
            for (&other, covariance) in of_products[..=q].iter().zip(triangle.by_ref()) {
                let of_means = vector(of_products[q]) * vector(other) * total;
                *covariance = ((vector(*covariance) - of_means) / divisor).lanes;
            }
        }
    }
}

/// A pass over the rows, compiled for the vectors of the machine.
struct Pass<'a, 'w> {
    products: &'a mut Products,
    rows: WeightedRows<'w>,
    forms: &'a Forms,
    moments: &'a MomentLanes,
}

impl WithSimd for Pass<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        self.products
            .pass(simd, self.rows, self.forms, self.moments);
    }
}

/// Lays the weights of one replicate into its lane of zeros.
pub(super) fn lay(weights: &[(usize, f64)], lane: usize, room: &mut Room) {
    let width = lanes::count();
    let numbers = room.numbers_mut();
    for &(row, weight) in weights {
        numbers[row * width + lane] = weight;
    }
}

/// Removes some rows, each with its weight.
pub(super) fn lay_without(rows: &[(usize, f64)], lane: usize, room: &mut Room) {
    let width = lanes::count();
    let numbers = room.numbers_mut();
    for &(row, weight) in rows {
        numbers[row * width + lane] -= weight;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Table;
    use crate::model::Model;
    use crate::moments::{Missing, Weigher};

    /// Pseudo-random answers with gaps.
    fn sample(weighted: bool) -> (Sample, Vec<Vec<f64>>) {
        let answer = |i: usize, k: usize| {
            let gap = k == 1 && i % 7 == 3;
            let x = ((i * 37 + k * 11) as f64).sin() * 2.0 + (i % 5) as f64;
            if gap { f64::NAN } else { x }
        };
        let columns: Vec<Vec<f64>> = (0..4)
            .map(|k| (0..43).map(|i| answer(i, k)).collect())
            .collect();
        let named = ["a", "b", "c", "d"].into_iter().zip(columns.clone());
        let weights = ("w", (0..43).map(|i| 1.0 + f64::from(i % 3)).collect());
        let table = Table::from_columns(named.chain([weights])).unwrap();
        let table = if weighted {
            table.weighted_by("w").unwrap()
        } else {
            table
        };
        let model = Model::parse("A =~ a + b; B =~ c + d; B ~ A").unwrap();
        (Sample::new(&model, &table, Missing::Mean).unwrap(), columns)
    }

    /// Weighted covariances by their definition, with mean replacement.
    fn covariance(x: &[f64], y: &[f64], w: &[f64], n: f64) -> f64 {
        let total: f64 = w.iter().sum();
        let mean = |x: &[f64]| x.iter().zip(w).map(|(x, w)| x * w).sum::<f64>() / total;
        let (mx, my) = (mean(x), mean(y));
        let sum: f64 = x
            .iter()
            .zip(y)
            .zip(w)
            .map(|((x, y), w)| w * (x - mx) * (y - my))
            .sum();
        sum / ((n - 1.0) * total / n)
    }

    #[test]
    fn covariances_of_products_are_those_of_their_rows() {
        for weighted in [false, true] {
            let (sample, columns) = sample(weighted);
            let mut weigher = Weigher::new(&sample);
            let counts: Vec<f64> = (0..43).map(|i| f64::from(i * i % 3)).collect();
            let mut moments = MomentLanes::room(4);
            weigher.add(&counts);
            let mut ends = [Ok(())];
            weigher.take(&mut moments, &mut ends);
            assert_eq!(ends, [Ok(())]);
            // The product of a composite of the first two answers and of the third, and its square.
            let mut forms = Forms::new(vec![vec![0, 1], vec![2]]);
            let width = lanes::count();
            for (i, a) in [0.6, 0.5, 1.0].into_iter().enumerate() {
                forms.coefficients.numbers_mut()[i * width..(i + 1) * width].fill(a);
            }
            let mut products = Products::new(vec![vec![0, 1], vec![1, 1]], &forms, &sample);
            products.sum(weigher.weighted_rows(), &forms, &moments);

            let w: Vec<f64> = (0..43)
                .map(|i| counts[i] * if weighted { 1.0 + (i % 3) as f64 } else { 1.0 })
                .collect();
            let n: f64 = counts.iter().sum();
            let z: Vec<Vec<f64>> = columns
                .iter()
                .map(|x| {
                    let given = || x.iter().zip(&w).filter(|(x, _)| !x.is_nan());
                    let mean = given().map(|(x, w)| x * w).sum::<f64>()
                        / given().map(|(_, w)| w).sum::<f64>();
                    let filled: Vec<f64> = x
                        .iter()
                        .map(|x| if x.is_nan() { 0.0 } else { x - mean })
                        .collect();
                    let sd = covariance(&filled, &filled, &w, n).sqrt();
                    filled.iter().map(|x| x / sd).collect()
                })
                .collect();
            let f: Vec<f64> = (0..43).map(|i| 0.6 * z[0][i] + 0.5 * z[1][i]).collect();
            let p: Vec<f64> = (0..43).map(|i| f[i] * z[2][i]).collect();
            let square: Vec<f64> = z[2].iter().map(|x| x * x).collect();
            let first = |room: &Room, i: usize| *room.lane(0).nth(i).unwrap();
            for (q, product) in [&p, &square].into_iter().enumerate() {
                for (k, z) in z.iter().enumerate() {
                    let expected = covariance(product, z, &w, n);
                    assert!((first(&products.with_answers, q * 4 + k) - expected).abs() < 1e-12);
                }
            }
            let expected = [
                covariance(&p, &p, &w, n),
                covariance(&p, &square, &w, n),
                covariance(&square, &square, &w, n),
            ];
            for (i, expected) in expected.into_iter().enumerate() {
                assert!((first(&products.with_each_other, i) - expected).abs() < 1e-12);
            }
        }
    }
}
