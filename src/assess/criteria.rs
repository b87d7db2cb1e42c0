//! Information criteria of each equation, and the comparison of models by them.

use serde::{Deserialize, Serialize};

use super::structural;
use crate::estimate::{Estimates, Fit, Plan, inverse};
use crate::moments::Moments;

/// Information criteria of one equation. Values that are not defined are `None`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Criteria {
    /// The construct that is explained.
    pub construct: String,
    /// Akaike's criterion.
    pub aic: Option<f64>,
    /// Akaike's criterion, corrected for small samples.
    pub aicc: Option<f64>,
    /// Akaike's criterion, unbiased.
    pub aicu: Option<f64>,
    /// Schwarz's (Bayesian) criterion.
    pub bic: Option<f64>,
    /// The criterion of Hannan and Quinn.
    pub hq: Option<f64>,
    /// The criterion of Hannan and Quinn, corrected.
    pub hqc: Option<f64>,
    /// Final prediction error.
    pub fpe: Option<f64>,
    /// Mallows' criterion.
    pub cp: Option<f64>,
    /// The criterion of Geweke and Meese.
    pub gm: Option<f64>,
}

/// One equation of one of several models.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Compared {
    /// The model.
    pub model: String,
    /// Its predictors.
    pub predictors: usize,
    /// Explained variance.
    pub r2: f64,
    /// Explained variance, adjusted.
    pub r2_adj: Option<f64>,
    /// The construct, with its criteria.
    #[serde(flatten)]
    pub criteria: Criteria,
    /// Share of this model in the weights of AIC; they sum to 1 over the models of a construct.
    pub aic_weight: Option<f64>,
    /// Share of this model in the weights of BIC.
    pub bic_weight: Option<f64>,
}

/// Models that cannot be compared.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CompareError {
    /// Fewer than two models.
    #[error("a comparison needs at least two models, not {models}")]
    TooFew {
        /// Number of models.
        models: usize,
    },
    /// Two models were estimated from different numbers of rows.
    #[error(
        "models `{a}` and `{b}` were not estimated from the same data (they have {rows_a} and {rows_b} rows); criteria compare only models that are estimated from the same rows"
    )]
    OtherRows {
        /// The first model.
        a: String,
        /// The second.
        b: String,
        /// Rows of the first.
        rows_a: usize,
        /// Rows of the second.
        rows_b: usize,
    },
    /// No construct is explained in two of the models, by different predictors.
    #[error(
        "no construct has different predictors in two of the models: there is nothing to compare"
    )]
    NothingToCompare,
}

crate::text::debug_as_sentence!(CompareError);

/// Information criteria of every equation, in model order.
///
/// ```text
/// SSE = (1 - R²)(n - 1),   k = p + 1 for p predictors
///
/// AIC   n (ln(SSE / n) + 2k / n)                 HQ    n (ln(SSE / n) + 2k ln(ln n) / n)
/// AICc  n (ln(SSE / n) + (n + k) / (n - k - 2))  HQc   n (ln(SSE / n) + 2k ln(ln n) / (n - k - 2))
/// AICu  n (ln(SSE / (n - k)) + 2k / n)           FPE   SSE / (n - k) (1 + k / n)
/// BIC   n (ln(SSE / n) + k ln(n) / n)            Cp    SSE / MSE_sat - (n - 2k)
///                                                GM    SSE / MSE_sat + k ln n
/// ```
///
/// `MSE_sat` is the mean square error of the equation whose predictors are all constructs that come before in
/// causal order, with fixed scores. The criteria are not defined if no residual variance is left or n <= k + 2.
///
/// ```
/// # use pls_sem::{Missing, Model, Options, Problem, Table};
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let rows = pls_sem::assess::criteria::criteria(&problem.fit()?);
/// assert!(rows[0].aic < rows[0].bic);
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Sharma et al. (2019), Journal of the Association for Information Systems 20(4), 346-397.
#[must_use]
pub fn criteria(fit: &Fit) -> Vec<Criteria> {
    let (plan, estimates) = (fit.plan(), fit.estimates());
    let explained = (0..plan.constructs()).filter(|&t| !plan.predecessors(t).is_empty());
    explained
        .map(|t| {
            let [aic, aicc, aicu, bic, hq, hqc, fpe, cp, gm] =
                of(plan, fit.moments(), estimates, t);
            Criteria {
                construct: plan.model().name(t).to_owned(),
                aic,
                aicc,
                aicu,
                bic,
                hq,
                hqc,
                fpe,
                cp,
                gm,
            }
        })
        .collect()
}

/// The criteria of construct `t`, in the order of [`Criteria`].
pub(crate) fn of(
    plan: &Plan,
    moments: &Moments,
    estimates: &Estimates,
    t: usize,
) -> [Option<f64>; 9] {
    let (n, k) = (moments.n, plan.predecessors(t).len() as f64 + 1.0);
    let sse = (1.0 - estimates.r2[t]) * (n - 1.0);
    if sse <= 1e-12 * n || n <= k + 2.0 {
        return [None; 9];
    }
    let mse = saturated_mse(plan, moments, estimates, t);
    let per_row = (sse / n).ln();
    [
        Some(n * (per_row + 2.0 * k / n)),
        Some(n * (per_row + (n + k) / (n - k - 2.0))),
        Some(n * ((sse / (n - k)).ln() + 2.0 * k / n)),
        Some(n * (per_row + k * n.ln() / n)),
        Some(n * (per_row + 2.0 * k * n.ln().ln() / n)),
        Some(n * (per_row + 2.0 * k * n.ln().ln() / (n - k - 2.0))),
        Some(sse / (n - k) * (1.0 + k / n)),
        mse.map(|mse| sse / mse - (n - 2.0 * k)),
        mse.map(|mse| sse / mse + k * n.ln()),
    ]
}

/// Mean square error of construct `t` with every construct before it as a predictor.
fn saturated_mse(plan: &Plan, moments: &Moments, estimates: &Estimates, t: usize) -> Option<f64> {
    let p = &estimates.factor_correlations;
    let before: Vec<usize> = plan
        .model()
        .order()
        .iter()
        .copied()
        .take_while(|&j| j != t)
        .collect();
    let inverse = inverse(p, &before)?;
    let r2: f64 = before
        .iter()
        .enumerate()
        .flat_map(|(a, &i)| before.iter().enumerate().map(move |(b, &j)| (a, i, b, j)))
        .map(|(a, i, b, j)| p[(i, t)] * inverse[(a, b)] * p[(j, t)])
        .sum();
    let df = moments.n - before.len() as f64 - 1.0;
    let mse = (1.0 - r2) * (moments.n - 1.0) / df;
    Some(mse).filter(|mse| df > 0.0 && *mse > 1e-12)
}

/// Compares models of the same data. The result has one row for each construct that two of the models explain by
/// different predictors, and for each model that explains it; of several models with the same predictors only the
/// first is listed.
///
/// ```text
/// weight_m = exp(-(IC_m - min IC) / 2) / Σ
/// ```
///
/// BIC is preferred to choose among models that explain and predict. Composites depend on the whole model, so that two
/// models give the same construct slightly different scores. The criteria of an equation with the same predictors would
/// differ for this reason alone, and the equation is left out. `AICc` contains n, and is compared with `AICc` only.
///
/// ```
/// use pls_sem::assess::criteria::compare;
/// # use pls_sem::{Missing, Model, Options, Problem, Table};
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// # let fit = |text: &str| -> Result<_, pls_sem::Error> {
/// #     Ok(Problem::new(&Model::parse(text)?, &table, Missing::Error, &Options::default())?.fit()?)
/// # };
/// let both = fit("R =~ KR1-5; P =~ KP1-5; Success =~ INT1-4; Success ~ R + P")?;
/// let one = fit("R =~ KR1-5; Success =~ INT1-4; Success ~ R")?;
/// let rows = compare(&[("both", &both), ("resources", &one)])?;
/// assert!(rows[0].bic_weight.unwrap() > 0.99);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`CompareError`]: fewer than two models, different rows, or no construct that two of them explain by different
/// predictors.
///
/// Source: Danks, Sharma & Sarstedt (2020), Journal of Business Research 113, 13-24.
pub fn compare(models: &[(&str, &Fit)]) -> Result<Vec<Compared>, CompareError> {
    let [(first, base), others @ ..] = models else {
        return Err(CompareError::TooFew { models: 0 });
    };
    if others.is_empty() {
        return Err(CompareError::TooFew { models: 1 });
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a number of rows
    let rows = |fit: &Fit| fit.moments().n() as usize;
    if let Some((other, fit)) = others.iter().find(|(_, fit)| rows(fit) != rows(base)) {
        return Err(CompareError::OtherRows {
            a: (*first).to_owned(),
            b: (*other).to_owned(),
            rows_a: rows(base),
            rows_b: rows(fit),
        });
    }
    let mut constructs: Vec<String> = Vec::new();
    let explained: Vec<(&str, &Fit, Vec<Criteria>)> = models
        .iter()
        .map(|(name, fit)| (*name, *fit, criteria(fit)))
        .collect();
    for (_, _, criteria) in &explained {
        for c in criteria {
            if !constructs.contains(&c.construct) {
                constructs.push(c.construct.clone());
            }
        }
    }
    let mut compared = Vec::new();
    for construct in constructs {
        let mut of_construct: Vec<(&str, &Fit, &Criteria)> = Vec::new();
        for (name, fit, criteria) in &explained {
            let own = criteria.iter().find(|c| c.construct == construct);
            let predictors = predictors(fit, &construct);
            let known = |(_, other, _): &(&str, &Fit, &Criteria)| {
                self::predictors(other, &construct) == predictors
            };
            if let Some(own) = own.filter(|_| !of_construct.iter().any(known)) {
                of_construct.push((*name, *fit, own));
            }
        }
        if of_construct.len() < 2 {
            continue;
        }
        let aic = weights(of_construct.iter().map(|(.., c)| c.aic));
        let bic = weights(of_construct.iter().map(|(.., c)| c.bic));
        for (((name, fit, criteria), aic_weight), bic_weight) in
            of_construct.into_iter().zip(aic).zip(bic)
        {
            let (plan, estimates) = (fit.plan(), fit.estimates());
            let t = plan.model().position(&construct).unwrap_or(0);
            compared.push(Compared {
                model: name.to_owned(),
                predictors: plan.predecessors(t).len(),
                r2: estimates.r2[t],
                r2_adj: structural::r2_adjusted(plan, fit.moments(), estimates, t),
                criteria: criteria.clone(),
                aic_weight,
                bic_weight,
            });
        }
    }
    if compared.is_empty() {
        return Err(CompareError::NothingToCompare);
    }
    Ok(compared)
}

/// The names of a construct's predictors, sorted.
fn predictors<'f>(fit: &'f Fit, construct: &str) -> Vec<&'f str> {
    let (plan, model) = (fit.plan(), fit.plan().model());
    let of = |t: usize| plan.predecessors(t).iter().map(|&s| model.name(s));
    let mut names: Vec<&str> = model.position(construct).into_iter().flat_map(of).collect();
    names.sort_unstable();
    names
}

/// Weights of some values of a criterion; `None` for all, if one of them is not defined.
fn weights(values: impl Iterator<Item = Option<f64>> + Clone) -> Vec<Option<f64>> {
    let count = values.clone().count();
    let Some(values) = values.collect::<Option<Vec<f64>>>() else {
        return vec![None; count];
    };
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let shares: Vec<f64> = values.iter().map(|x| (-(x - least) / 2.0).exp()).collect();
    let sum: f64 = shares.iter().sum();
    shares.into_iter().map(|share| Some(share / sum)).collect()
}
