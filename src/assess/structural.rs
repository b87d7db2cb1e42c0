//! Paths beyond their coefficient: effect size, collinearity, and least squares errors given the scores.

use serde::{Deserialize, Serialize};

use super::collinearity;
use crate::data::Data;
use crate::estimate::{Estimates, Fit, Plan};
use crate::moments::{Missing, Moments, Sample};
use crate::numeric::student;

/// How effect sizes of the paths are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum EffectSize {
    /// In closed form, with fixed scores. The default.
    #[default]
    Closed,
    /// By estimating the model again without each path.
    Reestimated,
}

/// Unexplained variance up to this value is treated as 0.
const NOTHING_LEFT: f64 = 1e-12;

/// A path with its effect size and collinearity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PathStrength {
    /// Source.
    pub from: String,
    /// Target.
    pub to: String,
    /// The coefficient.
    pub estimate: f64,
    /// Effect size after Cohen.
    pub f2: Option<f64>,
    /// Variance inflation of the source among the predictors of the target.
    pub vif: Option<f64>,
    /// Standard error of least squares, conditional on the scores; `None` under consistent PLS.
    pub se_conditional: Option<f64>,
    /// `estimate / se_conditional`.
    pub t_conditional: Option<f64>,
    /// Its two-sided p-value, Student's t with n - p - 1 degrees of freedom.
    pub p_conditional: Option<f64>,
}

/// Every path with effect size, collinearity and conditional standard error, in model order.
///
/// ```text
/// f²   (R² - R² without the predictor, scores fixed) / (1 - R²)  =  b² / (VIF (1 - R²))
/// VIF  [P_pa,pa^-1]_ss; 1 for a sole predictor
/// SE   sqrt((1 - R²) / (n - p - 1) VIF)          conditional on the scores
/// ```
///
/// The standard errors treat the scores as observed: they describe the regression; for inference use the bootstrap.
/// f² is not defined if no residual variance is left, for example in an inadmissible solution whose R² is above 1.
/// VIF is not defined if predictors depend linearly on each other.
///
/// ```
/// # use pls_sem::{Missing, Model, Options, Problem, Table};
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let fit = problem.fit()?;
/// let path = &pls_sem::assess::structural::path_strengths(&fit)[0];
/// let r2 = fit.r2("Success").unwrap();
/// assert!((path.f2.unwrap() - r2 / (1.0 - r2)).abs() < 1e-12);
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, ch. 9.
#[must_use]
pub fn path_strengths(fit: &Fit) -> Vec<PathStrength> {
    let (plan, estimates) = (fit.plan(), fit.estimates());
    let of = |&(s, t): &(usize, usize)| {
        let estimate = estimates.path(s, t);
        let vif = collinearity::predictor_vif(plan, estimates, s, t);
        let df = fit.moments().n - plan.predecessors(t).len() as f64 - 1.0;
        let se = vif
            .filter(|_| !plan.consistent())
            .map(|vif| ((1.0 - estimates.r2[t]) / df * vif).sqrt() / estimates.scales[s])
            .filter(|se| *se > 0.0);
        let t_conditional = se.map(|se| estimate / se);
        PathStrength {
            from: plan.model().name(s).to_owned(),
            to: plan.model().name(t).to_owned(),
            estimate,
            f2: f2(plan, estimates, s, t),
            vif,
            se_conditional: se,
            t_conditional,
            p_conditional: t_conditional.and_then(|t| student::two_sided_p(t, df)),
        }
    };
    plan.model().path_positions().iter().map(of).collect()
}

/// Effect sizes by estimating the model again without each path, so that weights change, too; `None` if a model
/// without the path cannot be estimated, or no residual variance is left. In model order.
///
/// ```text
/// f² = (R² - R² of the model without the path) / (1 - R²)
/// ```
///
/// The closed form of [`path_strengths`] keeps the scores fixed, like published values; the values of this function are
/// those that seminr prints. The rows and the means for mean replacement are those of the full model, also if a
/// construct is left without a path: rows that its missing answers exclude from the full model stay excluded.
///
/// ```
/// # use pls_sem::{Missing, Model, Options, Problem, Table};
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// use pls_sem::assess::structural::{f2_reestimated, path_strengths};
///
/// let model = Model::parse("R =~ KR1-5; P =~ KP1-5; S =~ INT1-4; S ~ R + P")?;
/// let fit = Problem::new(&model, &table, Missing::Error, &Options::default())?.fit()?;
/// let reestimated = f2_reestimated(&fit, &table, Missing::Error)[0].unwrap();
/// let closed = path_strengths(&fit)[0].f2.unwrap();
/// assert!(reestimated != closed && (reestimated - closed).abs() < 0.01);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[must_use]
pub fn f2_reestimated<'d>(
    fit: &Fit,
    data: impl Into<Data<'d>>,
    missing: Missing,
) -> Vec<Option<f64>> {
    let (plan, model, data) = (fit.plan(), fit.plan().written(), data.into());
    let kept = match data {
        Data::Rows(table) => {
            let sample = Sample::new(plan.written(), table, missing).ok();
            sample.and_then(|s| table.select_rows(s.rows_used().iter().copied()).ok())
        }
        Data::Matrix(_) => None,
    };
    let data = kept.as_ref().map_or(data, Data::from);
    let without = |&(s, t): &(usize, usize)| {
        let (r2, target) = (fit.estimates().r2[t], plan.model().name(t));
        // Paths that are added in stages are not paths of the model.
        let (s, t) = (
            model.position(plan.model().name(s))?,
            model.position(target)?,
        );
        model.path_positions().contains(&(s, t)).then_some(())?;
        let others = model
            .path_positions()
            .iter()
            .filter(|pair| **pair != (s, t));
        let text: Vec<String> = others
            .map(|&(s, t)| format!("`{}` ~ {}", model.name(t), model.source(s)))
            .collect();
        let predictors = model.path_positions().iter().filter(|pair| pair.1 == t);
        let remains = if predictors.count() > 1 {
            let rest = model.with_paths(&text.join("\n")).ok()?;
            let options = plan.options().restricted_to(&rest);
            Fit::of(&rest, data, missing, &options).ok()?.r2(target)?
        } else {
            0.0
        };
        Some((r2 - remains) / (1.0 - r2)).filter(|_| 1.0 - r2 > NOTHING_LEFT)
    };
    let paths = plan.model().path_positions();
    paths.iter().map(without).collect()
}

/// Effect size of the path from `s` to `t`.
pub(crate) fn f2(plan: &Plan, estimates: &Estimates, s: usize, t: usize) -> Option<f64> {
    let vif = collinearity::predictor_vif(plan, estimates, s, t)?;
    let unexplained = 1.0 - estimates.r2[t];
    let f2 = estimates.paths[(s, t)].powi(2) / (vif * unexplained);
    Some(f2).filter(|f2| unexplained > NOTHING_LEFT && f2.is_finite())
}

/// Explained variance of construct `t`, adjusted for the number of predictors; `None` if it has none.
pub(crate) fn r2_adjusted(
    plan: &Plan,
    moments: &Moments,
    estimates: &Estimates,
    t: usize,
) -> Option<f64> {
    let p = plan.predecessors(t).len() as f64;
    (p > 0.0).then(|| 1.0 - (1.0 - estimates.r2[t]) * (moments.n - 1.0) / (moments.n - p - 1.0))
}
