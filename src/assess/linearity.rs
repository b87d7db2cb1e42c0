//! Whether effects are linear: the square of every predictor, one at a time.

use serde::{Deserialize, Serialize};

use super::structural::{self, PathStrength};
use crate::data::Data;
use crate::estimate::{EstimateError, Fit, Options};
use crate::finding::Remark;
use crate::model::{Construct, Model};
use crate::moments::Missing;

/// The square of a predictor in one equation. Values that are not defined are `None`, and `reason` says why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Linearity {
    /// The predictor.
    pub from: String,
    /// The construct that is explained.
    pub to: String,
    /// Coefficient of the square of the standardised scores; `None` if the model with it cannot be estimated.
    pub estimate: Option<f64>,
    /// Effect size of the square.
    pub f2: Option<f64>,
    /// `estimate / SE` of least squares, conditional on the scores; under consistent PLS of the model of composites, whose
    /// scores are known.
    pub t: Option<f64>,
    /// Its two-sided p-value.
    pub p: Option<f64>,
    /// Why some of these values are not defined; `None` if all are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Adds the square of each predictor to its equation, one at a time, and estimates the model again.
///
/// A square with an effect indicates that the effect of the predictor is not linear. Interactions are not squared, and
/// squares that the model already has are not added again: they have no row. A square that cannot be tested has one, with
/// the reason.
///
/// ```
/// # use pls_sem::{Missing, Model, Options, Table};
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("R =~ KR1-5; V =~ VP1-5; S =~ INT1-4; S ~ R + V")?;
/// let rows = pls_sem::assess::linearity::linearity(&model, &table, Missing::Error, &Options::default());
/// assert_eq!(rows.len(), 2);
/// assert!(rows[0].p.unwrap() > 0.0);
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Sarstedt et al. (2020), Tourism Management Perspectives 34, 100693, on this check of robustness.
#[must_use]
pub fn linearity<'d>(
    model: &Model,
    data: impl Into<Data<'d>>,
    missing: Missing,
    options: &Options,
) -> Vec<Linearity> {
    let data = data.into();
    let is_product = |name: &str| model.construct(name).is_some_and(Construct::is_product);
    let mut rows = Vec::new();
    for (from, to) in model.paths() {
        if is_product(from) || model.has_square(from, to) {
            continue;
        }
        let strength = |options: &Options| strength(model, data, missing, options, from, to);
        let found = strength(options);
        // Least squares errors are of composites.
        let tested = if options.get_consistent() {
            strength(&options.of_composites())
        } else {
            found.clone()
        };
        let reason = [&found, &tested].into_iter().find_map(why);
        let (found, tested) = (found.ok(), tested.ok());
        rows.push(Linearity {
            from: from.to_owned(),
            to: to.to_owned(),
            estimate: found.as_ref().map(|path| path.estimate),
            f2: found.as_ref().and_then(|path| path.f2),
            t: tested.as_ref().and_then(|path| path.t_conditional),
            p: tested.as_ref().and_then(|path| path.p_conditional),
            reason,
        });
    }
    rows
}

/// The path of a square in the model with it, or why there is none.
fn strength(
    model: &Model,
    data: Data,
    missing: Missing,
    options: &Options,
    from: &str,
    to: &str,
) -> Result<PathStrength, String> {
    let squared = model.with_square(from, to).map_err(|e| e.to_string())?;
    let fit = Fit::of(&squared, data, missing, options).map_err(|error| match error {
        EstimateError::SingularPredictors { construct, .. } => format!(
            "the square depends linearly on the other predictors of `{construct}`; where `{from}` has two values only, it always does"
        ),
        error => error.to_string(),
    })?;
    let mut explained = fit
        .constructs()
        .filter(|(solution, j)| solution.plan().model().name(*j) == to);
    if let Some(doubt) = explained.find_map(|(solution, j)| solution.explained_by_dimensions(j)) {
        return Err(doubt.message());
    }
    let square = format!("{from}:{from}");
    let mut strengths = structural::path_strengths(&fit).into_iter();
    strengths
        .find(|path| path.from == square && path.to == to)
        .ok_or_else(|| format!("the model has no path of `{square}`"))
}

/// Why a value of a path is not defined.
fn why(path: &Result<PathStrength, String>) -> Option<String> {
    match path {
        Err(reason) => Some(reason.clone()),
        Ok(path) if path.f2.is_none() => Some(format!(
            "with the square, the predictors of `{}` leave no residual variance",
            path.to
        )),
        Ok(_) => None,
    }
}
