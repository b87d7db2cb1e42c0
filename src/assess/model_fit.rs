//! Model fit: how far the correlations of the indicators are from those that the model implies.

use std::fmt;

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};
use serde::{Deserialize, Serialize};

use super::AssessFinding;
use crate::estimate::{Correction, Estimates, Fit, Plan, implied_correlations};
use crate::finding::Finding;
use crate::model::Kind;
use crate::moments::Moments;
use crate::numeric::chi_square;
use crate::numeric::cholesky;
use crate::numeric::lanes::Number;

/// Which correlations of the constructs are used to assess a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum FitModel {
    /// All constructs correlate freely: only the measurement model is assessed.
    Saturated,
    /// The constructs correlate as the paths imply.
    Estimated,
}

impl fmt::Display for FitModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Saturated => "saturated",
            Self::Estimated => "estimated",
        })
    }
}

/// Fit of the saturated or of the estimated model. Values that are not defined are `None`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ModelFit {
    /// Which model.
    pub model: FitModel,
    /// Standardised root mean square residual.
    pub srmr: f64,
    /// Unweighted least squares discrepancy.
    pub d_uls: f64,
    /// Geodesic discrepancy.
    pub d_g: Option<f64>,
    /// Maximum likelihood discrepancy.
    pub f_ml: Option<f64>,
    /// `(n - 1) F_ML`.
    pub chi_square: Option<f64>,
    /// Degrees of freedom.
    pub df: i64,
    /// Normed fit index.
    pub nfi: Option<f64>,
    /// Comparative fit index.
    pub cfi: Option<f64>,
    /// Tucker-Lewis index (non-normed fit index), not limited to 1.
    pub tli: Option<f64>,
    /// Incremental fit index.
    pub ifi: Option<f64>,
    /// Root mean square error of approximation.
    pub rmsea: Option<f64>,
    /// Goodness of fit by maximum likelihood.
    pub gfi_ml: Option<f64>,
    /// Goodness of fit by generalised least squares.
    pub gfi_gls: Option<f64>,
    /// Goodness of fit by unweighted least squares.
    pub gfi_uls: f64,
    /// Hoelter's critical number of rows, at 5 %.
    pub hoelter: Option<f64>,
    /// Root mean square correlation of the outer residuals of reflective blocks; the same for both models.
    pub rms_theta: Option<f64>,
    /// Why values are not defined.
    pub undefined: Option<String>,
}

/// Distances between the correlations `S` of the indicators and the implied ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Distances {
    pub(crate) srmr: f64,
    pub(crate) d_uls: f64,
    pub(crate) d_g: Option<f64>,
    pub(crate) f_ml: Option<f64>,
}

/// Fit of the saturated and of the estimated model, in this order.
///
/// ```text
/// Sigma    lambda_k Pi_ij lambda_l between blocks i and j; 1 on the diagonal; within a block lambda_k lambda_l for
///          a corrected construct (a common factor), the sample's own correlation for a composite
/// Pi       saturated: P, the correlations of the constructs; estimated: those that the paths imply, variances 1
///
/// SRMR     sqrt(Σ_{k >= l} (S_kl - Sigma_kl)² / (K (K + 1) / 2))
/// d_ULS    Σ_{k > l} (S_kl - Sigma_kl)²
/// d_G      Σ (ln phi)² / 2              phi  eigenvalues of S^-1 Sigma
/// F_ML     tr(S Sigma^-1) - ln |S Sigma^-1| - K,   chi² = (n - 1) F_ML,   F_0 = -ln |S|
/// NFI      1 - F_ML / F_0               df_0 = K (K - 1) / 2
/// df       df_0 - correlations of the constructs or paths - free weights and loadings
/// RMSEA    sqrt(max(F_ML - df / (n - 1), 0) / df)
/// CFI      1 - max(chi² - df, 0) / max(chi²_0 - df_0, chi² - df, 0)
/// TLI      (F_0 / df_0 - F_ML / df) / (F_0 / df_0 - 1 / (n - 1))
/// IFI      (n - 1)(F_0 - F_ML) / ((n - 1) F_0 - df)
/// GFI      1 - tr((Sigma^-1 S - I)²) / tr((Sigma^-1 S)²);  GLS 1 - tr((I - Sigma S^-1)²) / K;  ULS 1 - tr(E²) / tr(S²)
///          traces are sums over eigenvalues: F_ML = Σ (1 / phi + ln phi - 1), GLS 1 - Σ (1 - phi)² / K
/// Hoelter  chi²_0.95(df) / F_ML + 1
/// ```
///
/// `RMS_theta` is the root mean square of the off-diagonal correlations of the outer residuals
/// `Theta = S - S W L' - L W' S + L C L'` of the indicators of reflective blocks. It needs at least two indicators of
/// these blocks that have residual variance; a single item has none.
///
/// The treatment depends on the block: without consistent PLS all constructs are treated as composites, and with it
/// corrected constructs are treated as common factors. Interactions have no implied correlations, and repeated
/// indicators are in the model twice, so that fit is not defined for such models. If `S` or `Sigma` is not positive definite, `d_G`, `F_ML` and the indices that follow from
/// it are not defined. All indices built on `F_ML` assume maximum likelihood estimation, which PLS does not use.
///
/// ```
/// # use pls_sem::{Missing, Model, Options, Problem, Table};
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let fit = pls_sem::assess::model_fit::model_fit(&problem.fit()?);
/// // One path between two constructs leaves nothing to test.
/// assert!((fit[0].srmr - fit[1].srmr).abs() < 1e-12);
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Henseler et al. (2014), Organizational Research Methods 17(2), 182-209; Dijkstra & Henseler (2015),
/// Computational Statistics & Data Analysis 81, 10-23; Hu & Bentler (1999), Structural Equation Modeling 6(1), 1-55.
#[must_use]
pub fn model_fit(fit: &Fit) -> Vec<ModelFit> {
    if !fit.plan().has_fit() {
        return Vec::new();
    }
    let s = &fit.moments().correlations;
    let (of_s, rms_theta) = (roots(s), rms_theta(fit));
    [FitModel::Saturated, FitModel::Estimated]
        .map(|model| ModelFit {
            rms_theta,
            ..of(fit, model, of_s.as_ref())
        })
        .into()
}

/// Fit without what both models share; `of_s` are the roots of the correlations.
fn of(fit: &Fit, model: FitModel, of_s: Option<&Cholesky<f64, Dyn>>) -> ModelFit {
    let (plan, moments) = (fit.plan(), fit.moments());
    let s = &moments.correlations;
    let sigma = implied_indicators(plan, moments, fit.estimates(), model);
    let between = Between::of(of_s, s, &sigma);
    let distances = between.distances(s, &sigma);
    let rows = moments.n - 1.0;
    let df = degrees_of_freedom(plan, model);
    let df_of = df as f64;
    let df_0 = (s.nrows() * (s.nrows() - 1) / 2) as f64;
    let f_0 = of_s.map(|l| -2.0 * logarithms(l));
    let null = distances.f_ml.zip(f_0);
    let tested = null.filter(|_| df > 0);
    let finite = |x: f64| Some(x).filter(|x| x.is_finite());
    ModelFit {
        model,
        srmr: distances.srmr,
        d_uls: distances.d_uls,
        d_g: distances.d_g,
        f_ml: distances.f_ml,
        chi_square: distances.f_ml.map(|f| rows * f),
        df,
        nfi: null.and_then(|(f, f_0)| finite(1.0 - f / f_0)),
        cfi: null.and_then(|(f, f_0)| {
            let excess = (rows * f - df_of).max(0.0);
            finite(1.0 - excess / (rows * f_0 - df_0).max(excess))
        }),
        tli: tested
            .and_then(|(f, f_0)| finite((f_0 / df_0 - f / df_of) / (f_0 / df_0 - 1.0 / rows))),
        ifi: null.and_then(|(f, f_0)| finite(rows * (f_0 - f) / (rows * f_0 - df_of))),
        rmsea: tested.and_then(|(f, _)| finite(((f - df_of / rows).max(0.0) / df_of).sqrt())),
        gfi_ml: between.to_s.as_ref().and_then(|psi| {
            let apart = psi.map(|psi| psi - 1.0);
            finite(1.0 - apart.norm_squared() / psi.norm_squared())
        }),
        gfi_gls: between.to_sigma.as_ref().and_then(|phi| {
            let apart = phi.map(|phi| 1.0 - phi);
            finite(1.0 - apart.norm_squared() / phi.len() as f64)
        }),
        gfi_uls: 1.0 - trace_of_square(&(s - &sigma)) / trace_of_square(s),
        hoelter: tested.and_then(|(f, _)| {
            let critical = chi_square::upper_quantile(0.05, df_of)?;
            finite(critical / f + 1.0)
        }),
        rms_theta: None,
        undefined: between.undefined(s, &sigma),
    }
}

/// The Cholesky factor of a matrix of unit diagonal; `None` if a pivot is 0 or negative except for
/// rounding.
fn roots(matrix: &DMatrix<f64>) -> Option<Cholesky<f64, Dyn>> {
    let factor = matrix.clone().cholesky()?;
    let least = factor.l_dirty().diagonal().min();
    (least * least >= cholesky::SMALLEST_PIVOT).then_some(factor)
}

/// Indicators of several blocks that depend linearly on each other, so that the correlations of all have no inverse.
#[must_use]
pub fn dependent_indicators(fit: &Fit) -> Option<Finding> {
    let solution = fit.stages().last()?;
    // Dimensions are made of indicators that stand beside them.
    if solution.plan().is_seen_again() {
        return None;
    }
    if roots(&solution.moments().correlations).is_some() {
        return None;
    }
    let (model, dependence) = (solution.plan().model(), solution.dependence()?);
    let owner = |name: &String| {
        let mut constructs = model.constructs().iter();
        constructs.position(|construct| construct.indicators().contains(name))
    };
    // Dependences within one block are reported with the findings of the block.
    let first = dependence.names.first().and_then(owner);
    let across = dependence.names.iter().any(|name| owner(name) != first);
    let finding = across.then(|| AssessFinding::DependentIndicators {
        dependence: dependence.to_string(),
        indicators: dependence.names,
    });
    finding.map(Finding::from)
}

/// The eigenvalues by which sample and implied correlations differ. Every distance but SRMR and `d_ULS` follows from them.
struct Between {
    /// Of `S^-1 Sigma`; `None` if `S` has no inverse.
    to_sigma: Option<DVector<f64>>,
    /// Of `Sigma^-1 S`; `None` if `Sigma` has no inverse.
    to_s: Option<DVector<f64>>,
}

impl Between {
    fn of(of_s: Option<&Cholesky<f64, Dyn>>, s: &DMatrix<f64>, sigma: &DMatrix<f64>) -> Self {
        let of_sigma = roots(sigma);
        let to_sigma = of_s.and_then(|of_s| eigenvalues(of_s, sigma));
        let to_s = of_sigma.and_then(|of_sigma| match &to_sigma {
            Some(phi) => Some(phi.map(|phi| 1.0 / phi)),
            None => eigenvalues(&of_sigma, s),
        });
        Self { to_sigma, to_s }
    }

    fn distances(&self, s: &DMatrix<f64>, sigma: &DMatrix<f64>) -> Distances {
        let k = s.nrows();
        let d_uls: f64 = (0..k)
            .flat_map(|a| (0..a).map(move |b| (b, a)))
            .map(|cell| (s[cell] - sigma[cell]).powi(2))
            .sum();
        let phi = self.to_sigma.as_ref().filter(|_| self.to_s.is_some());
        let sum = |of: fn(f64) -> f64| phi.map(|phi| phi.iter().map(|phi| of(*phi)).sum::<f64>());
        let d_g = sum(|phi| phi.ln().powi(2) / 2.0);
        let f_ml = sum(|phi| 1.0 / phi + phi.ln() - 1.0);
        let both = d_g.zip(f_ml);
        let both = both.filter(|(d_g, f_ml)| d_g.is_finite() && f_ml.is_finite());
        Distances {
            srmr: (d_uls / (k * (k + 1) / 2) as f64).sqrt(),
            d_uls,
            d_g: both.map(|(d_g, _)| d_g),
            f_ml: both.map(|(_, f_ml)| f_ml),
        }
    }

    /// Why some distances are not defined.
    fn undefined(&self, s: &DMatrix<f64>, sigma: &DMatrix<f64>) -> Option<String> {
        let indefinite = |what: &str, matrix: &DMatrix<f64>, has: bool| {
            (!has).then(|| {
                format!(
                    "d_G, F_ML and the indices that follow from it are not defined: {what} are not positive definite (smallest eigenvalue {:.1e})",
                    matrix.symmetric_eigenvalues().min()
                )
            })
        };
        let (of_s, of_sigma) = (self.to_sigma.is_some(), self.to_s.is_some());
        indefinite("the correlations of the indicators", s, of_s).or_else(|| {
            indefinite(
                "the implied correlations of the indicators",
                sigma,
                of_sigma,
            )
        })
    }
}

/// Eigenvalues of `A^-1 B`, where the roots of `A` are given: those of `L^-1 B L^-T`, which is symmetric.
fn eigenvalues(of_a: &Cholesky<f64, Dyn>, b: &DMatrix<f64>) -> Option<DVector<f64>> {
    let half = of_a.l_dirty().solve_lower_triangular(b)?;
    let mut between = of_a.l_dirty().solve_lower_triangular(&half.transpose())?;
    between.fill_lower_triangle_with_upper_triangle();
    Some(between.symmetric_eigenvalues())
}

/// Correlations of the indicators that the model implies.
pub(crate) fn implied_indicators(
    plan: &Plan,
    moments: &Moments,
    estimates: &Estimates,
    model: FitModel,
) -> DMatrix<f64> {
    let mut pi = estimates.factor_correlations.clone();
    if model == FitModel::Estimated {
        implied_correlations(plan, estimates, pi.as_mut_slice());
    }
    let owners: Vec<usize> = (0..plan.indicators()).map(|k| plan.owner(k)).collect();
    DMatrix::from_fn(owners.len(), owners.len(), |k, m| {
        let (observed, between) = (moments.correlations[(k, m)], pi[(owners[k], owners[m])]);
        let loading = |k: usize| estimates.loadings[k];
        implied_correlation(
            plan,
            [(k, owners[k]), (m, owners[m])],
            observed,
            loading,
            between,
        )
    })
}

/// The correlation of two indicators, each with its construct, that the model implies, where `between` is that of the
/// constructs: a composite leaves those of its own indicators free.
#[inline(always)]
pub(crate) fn implied_correlation<N: Number>(
    plan: &Plan,
    [(k, i), (m, j)]: [(usize, usize); 2],
    observed: N,
    loading: impl Fn(usize) -> N,
    between: N,
) -> N {
    match plan.correction(i) {
        _ if k == m => observed.like(1.0),
        Correction::None if i == j => observed,
        _ => loading(k) * between * loading(m),
    }
}

/// Distances between sample and implied correlations.
pub(crate) fn distances(s: &DMatrix<f64>, sigma: &DMatrix<f64>) -> Distances {
    Between::of(roots(s).as_ref(), s, sigma).distances(s, sigma)
}

/// Sum of the logarithms of the diagonal of roots.
fn logarithms(roots: &Cholesky<f64, Dyn>) -> f64 {
    roots.l_dirty().diagonal().iter().map(|x| x.ln()).sum()
}

fn trace_of_square(m: &DMatrix<f64>) -> f64 {
    m.component_mul(&m.transpose()).sum()
}

/// Whether the paths join all constructs that they can, so that they reproduce every correlation of the constructs: the
/// estimated model is then the saturated model.
pub(crate) fn is_structure_saturated(plan: &Plan) -> bool {
    let [saturated, estimated] =
        [FitModel::Saturated, FitModel::Estimated].map(|model| degrees_of_freedom(plan, model));
    saturated == estimated
}

/// The number of correlations of the indicators minus the number of estimated parameters: correlations of exogenous
/// constructs and paths, or correlations of all constructs; loadings of factors; weights and within-block
/// correlations of composites.
fn degrees_of_freedom(plan: &Plan, model: FitModel) -> i64 {
    let pairs = |count: usize| count * count.saturating_sub(1) / 2;
    let structure = match model {
        FitModel::Saturated => pairs(plan.constructs()),
        FitModel::Estimated => {
            let constructs = 0..plan.constructs();
            let exogenous = constructs.filter(|&j| plan.predecessors(j).is_empty());
            pairs(exogenous.count()) + plan.model().path_positions().len()
        }
    };
    let of_block = |j: usize| {
        let size = plan.blocks()[j].len();
        match (plan.correction(j), size) {
            // A reflective single item of a consistent study is counted as a factor with one loading.
            (Correction::None, 1) => usize::from(plan.consistent() && is_reflective(plan, j)),
            (Correction::None, _) => size - 1 + pairs(size),
            _ => size,
        }
    };
    let measurement: usize = (0..plan.constructs()).map(of_block).sum();
    let signed = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    signed(pairs(plan.indicators())) - signed(structure + measurement)
}

/// Root mean square correlation of the outer residuals of reflective blocks, of the indicators that have residual variance;
/// `None` for fewer than two of them.
fn rms_theta(fit: &Fit) -> Option<f64> {
    let (plan, estimates) = (fit.plan(), fit.estimates());
    let (p, j) = (plan.indicators(), plan.constructs());
    let (mut w, mut l) = (DMatrix::zeros(p, j), DMatrix::zeros(p, j));
    for k in 0..p {
        w[(k, plan.owner(k))] = estimates.weights[k];
        l[(k, plan.owner(k))] = estimates.loadings[k];
    }
    let predicted = &estimates.cross_loadings * l.transpose();
    let theta = fit.moments().correlations.clone() - &predicted - predicted.transpose()
        + &l * &estimates.correlations * l.transpose();
    let has_residual = |k: &usize| is_reflective(plan, plan.owner(*k)) && theta[(*k, *k)] > 1e-10;
    let residual: Vec<usize> = (0..p).filter(has_residual).collect();
    let pairs = residual
        .iter()
        .enumerate()
        .flat_map(|(a, &k)| residual[..a].iter().map(move |&m| (k, m)));
    let squares = pairs.map(|(k, m)| theta[(k, m)].powi(2) / (theta[(k, k)] * theta[(m, m)]));
    let (count, sum) = squares.fold((0.0, 0.0), |(count, sum), x| (count + 1.0, sum + x));
    (count > 0.0).then(|| f64::sqrt(sum / count))
}

fn is_reflective(plan: &Plan, construct: usize) -> bool {
    plan.model().constructs()[construct].kind == Kind::Reflective
}
