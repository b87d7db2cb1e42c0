//! FIMIX-PLS: the scores as a finite mixture of regressions.

use nalgebra::DMatrix;

use super::SegmentError;
use super::equations::{Equation, Equations, NO_ERROR};
use super::error::Degenerate;
use crate::estimate::Problem;
use crate::numeric::cholesky;
use crate::numeric::strands::dot;

/// The climb ends when an iteration gains a smaller share of lnL.
const GAIN: f64 = 1e-8;
/// The most iterations.
const MOST_ITERATIONS: usize = 5000;

/// A mixture of regressions, as one climb ends.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Mixture {
    /// The log likelihood, lnL.
    pub ln_l: f64,
    /// The share of each segment: the mean of its posteriors.
    pub shares: Vec<f64>,
    /// For each segment the coefficients of every equation, constructs in model order, of standardised scores.
    pub coefficients: Vec<Vec<Vec<f64>>>,
    /// For each segment the error variance of every equation.
    pub variances: Vec<Vec<f64>>,
    /// How probably each row (of those used) belongs to each segment (column).
    pub posteriors: DMatrix<f64>,
    /// lnL after each iteration; it never falls.
    pub course: Vec<f64>,
    /// Whether the climb ended by itself, before the most iterations.
    pub converged: bool,
}

/// FIMIX-PLS from a start that is given: a posterior for every row used (rows) and segment (columns), which sum to 1.
///
/// ```text
/// f_is   = Π_t N(y_it ; Σ_q b_sqt y_iq, ψ_st)           t  constructs that others explain, q  their predictors
/// lnL    = Σ_i ln Σ_s ρ_s f_is                           ρ_s  share of segment s
/// E step   P_is = ρ_s f_is / Σ_r ρ_r f_ir
/// M step   ρ_s = mean of P_is; b_s and ψ_s by least squares with the weights P_is, without an intercept
/// ```
///
/// y are the scores of the whole sample, which stay as they are; of an interaction that of the product. lnL never falls.
/// The climb ends when an iteration gains less than 1e-8 of it, after 5000 iterations at most. The coefficients of a
/// study with consistent PLS are those of composites, not corrected. Case weights multiply the posteriors and lnL.
///
/// ```
/// use pls_sem::nalgebra::DMatrix;
/// use pls_sem::segments::fimix;
/// use pls_sem::{Missing, Model, Options, Problem, Table};
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let one = fimix(&problem, &DMatrix::from_element(273, 1, 1.0), 10)?;
/// let r2 = problem.fit()?.r2("Success").unwrap();
/// let closed = -136.5 * ((2.0 * std::f64::consts::PI * (1.0 - r2) * 272.0 / 273.0).ln() + 1.0);
/// assert!((one.ln_l - closed).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`SegmentError`]: the start does not fit the rows, or a segment falls below `smallest` rows (or two more than the most
/// predictors of a construct), checked in every iteration, or cannot be estimated.
///
/// Source: Hahn, Johnson, Herrmann & Huber (2002), Schmalenbach Business Review 54(3), 243-269; Sarstedt, Becker, Ringle &
/// Schwaiger (2011), Schmalenbach Business Review 63(1), 34-62.
pub fn fimix(
    problem: &Problem,
    posteriors: &DMatrix<f64>,
    smallest: usize,
) -> Result<Mixture, SegmentError> {
    let equations = Equations::of(&problem.fit()?, problem.sample())?;
    let n = equations.rows();
    let wrong = |what: String| Err(SegmentError::Start { what });
    if posteriors.nrows() != n || posteriors.ncols() == 0 {
        let (rows, columns) = posteriors.shape();
        return wrong(format!(
            "has {rows} rows and {columns} columns: it must have a row for each of the {n} rows used, and a column for each segment"
        ));
    }
    let sums_to_1 = |i: &usize| {
        let row = posteriors.row(*i);
        row.iter().all(|p| *p >= 0.0) && (row.sum() - 1.0).abs() < 1e-9
    };
    if let Some(row) = (0..n).find(|i| !sums_to_1(i)) {
        return wrong(format!(
            "does not hold probabilities in row {}: they must not be negative, and must sum to 1",
            row + 1
        ));
    }
    let least = smallest.max(equations.needed());
    climb(&equations, posteriors.clone(), least).map_err(|why| SegmentError::Degenerate {
        reason: why.reason().to_owned(),
    })
}

/// Climbs from some posteriors to the nearest top of lnL.
pub(crate) fn climb(
    equations: &Equations,
    posteriors: DMatrix<f64>,
    least: usize,
) -> Result<Mixture, Degenerate> {
    let segments = posteriors.ncols();
    let mut mixture = Mixture {
        ln_l: f64::NEG_INFINITY,
        shares: vec![0.0; segments],
        coefficients: vec![Vec::new(); segments],
        variances: vec![Vec::new(); segments],
        posteriors,
        course: Vec::new(),
        converged: false,
    };
    let mut room = Room::new(equations);
    for _ in 0..MOST_ITERATIONS {
        room.maximise(equations, &mut mixture, least as f64)?;
        let before = mixture.ln_l;
        room.expect(equations, &mut mixture);
        mixture.course.push(mixture.ln_l);
        if mixture.ln_l - before < GAIN * mixture.ln_l.abs() {
            mixture.converged = true;
            break;
        }
    }
    Ok(mixture)
}

/// What a climb works with.
struct Room {
    /// Weights of the rows in one segment.
    weights: Vec<f64>,
    /// Weighted scores of each construct.
    weighted: Vec<Vec<f64>>,
    errors: Vec<f64>,
    /// Constructs of any equation.
    used: Vec<usize>,
}

impl Room {
    fn new(equations: &Equations) -> Self {
        let n = equations.rows();
        let of = |e: &Equation| [e.predictors.as_slice(), &[e.target]].concat();
        let mut used: Vec<usize> = equations.all.iter().flat_map(of).collect();
        used.sort_unstable();
        used.dedup();
        Self {
            weights: vec![0.0; n],
            weighted: vec![vec![0.0; n]; equations.scores.len()],
            errors: vec![0.0; n],
            used,
        }
    }

    /// Shares, coefficients and error variances from the posteriors.
    fn maximise(
        &mut self,
        equations: &Equations,
        mixture: &mut Mixture,
        least: f64,
    ) -> Result<(), Degenerate> {
        let n = equations.rows() as f64;
        for s in 0..mixture.shares.len() {
            self.weights
                .copy_from_slice(mixture.posteriors.column(s).as_slice());
            if let Some(cases) = &equations.cases {
                let weights = self.weights.iter_mut().zip(cases);
                weights.for_each(|(weight, case)| *weight *= case);
            }
            let mass: f64 = self.weights.iter().sum();
            // Rows that sum to the least number but for rounding are enough.
            if mass < least * (1.0 - 1e-9) {
                return Err(Degenerate::Small);
            }
            mixture.shares[s] = mass / n;
            for &j in &self.used {
                let rows = self.weights.iter().zip(&equations.scores[j]);
                let into = self.weighted[j].iter_mut().zip(rows);
                into.for_each(|(into, (weight, y))| *into = weight * y);
            }
            mixture.coefficients[s].clear();
            mixture.variances[s].clear();
            for equation in &equations.all {
                let b = self.regress(equations, equation, mass)?;
                equations.errors(equation, &b, &mut self.errors);
                let errors = self.errors.iter().zip(&self.weights);
                let variance = errors.map(|(e, weight)| weight * e * e).sum::<f64>() / mass;
                if variance.is_nan() || variance < NO_ERROR {
                    return Err(Degenerate::Exact);
                }
                mixture.coefficients[s].push(b);
                mixture.variances[s].push(variance);
            }
        }
        Ok(())
    }

    /// Weighted least squares without an intercept.
    fn regress(
        &self,
        equations: &Equations,
        equation: &Equation,
        mass: f64,
    ) -> Result<Vec<f64>, Degenerate> {
        let (predictors, scores) = (&equation.predictors, &equations.scores);
        let m = predictors.len();
        let mean = |a: usize, b: usize| dot(&self.weighted[a], &scores[b]) / mass;
        let mut products = vec![0.0; m * m];
        for (row, &a) in predictors.iter().enumerate() {
            for (column, &b) in predictors.iter().enumerate().skip(row) {
                products[row * m + column] = mean(a, b);
            }
        }
        // Of unit diagonal, as the test of the pivots takes it.
        let scales: Vec<f64> = (0..m).map(|k| products[k * m + k].sqrt()).collect();
        if scales.iter().any(|scale| scale.is_nan() || *scale <= 0.0) {
            return Err(Degenerate::Singular);
        }
        for row in 0..m {
            for column in row..m {
                products[row * m + column] /= scales[row] * scales[column];
            }
        }
        let with_target = predictors.iter().zip(&scales);
        let mut b: Vec<f64> = with_target
            .map(|(&a, scale)| mean(a, equation.target) / scale)
            .collect();
        cholesky::factor(&mut products, m).map_err(|_| Degenerate::Singular)?;
        cholesky::solve_lanes(pulp::Scalar::new(), &products, m, &mut b);
        b.iter_mut().zip(&scales).for_each(|(b, scale)| *b /= scale);
        Ok(b)
    }

    /// Posteriors and lnL from the parameters.
    fn expect(&mut self, equations: &Equations, mixture: &mut Mixture) {
        let segments = mixture.shares.len();
        for s in 0..segments {
            let mut densities = mixture.posteriors.column_mut(s);
            densities.fill(mixture.shares[s].ln());
            let own = mixture.coefficients[s].iter().zip(&mixture.variances[s]);
            for (equation, (b, variance)) in equations.all.iter().zip(own) {
                equations.errors(equation, b, &mut self.errors);
                let level = -0.5 * (std::f64::consts::TAU * variance).ln();
                let scale = -0.5 / variance;
                let rows = densities.iter_mut().zip(&self.errors);
                rows.for_each(|(density, e)| *density += level + scale * e * e);
            }
        }
        let n = equations.rows();
        let densities = mixture.posteriors.as_mut_slice();
        mixture.ln_l = 0.0;
        for i in 0..n {
            let of_row = || (0..segments).map(|s| s * n + i);
            let largest = of_row().fold(f64::NEG_INFINITY, |most, at| densities[at].max(most));
            let mut sum = 0.0;
            for at in of_row() {
                densities[at] = (densities[at] - largest).exp();
                sum += densities[at];
            }
            of_row().for_each(|at| densities[at] /= sum);
            mixture.ln_l += equations.case(i) * (largest + sum.ln());
        }
    }
}
