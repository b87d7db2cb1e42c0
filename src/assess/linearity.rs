//! Whether effects are linear: the square of every predictor, one at a time.

use serde::{Deserialize, Serialize};

use super::structural;
use crate::data::Data;
use crate::estimate::{Fit, Options};
use crate::model::Model;
use crate::moments::Missing;

/// The square of a predictor in one equation. Values that are not defined are `None`.
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
}

/// Adds the square of each predictor to its equation, one at a time, and estimates the model again.
///
/// A square with an effect indicates that the effect of the predictor is not linear. Interactions are not squared, and
/// squares that the model already has are not added again.
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
    let of = |(from, to): (&str, &str)| {
        let is_product = model
            .construct(from)
            .is_some_and(crate::model::Construct::is_product);
        let squared = (!is_product).then(|| model.with_square(from, to))?;
        let square = format!("{from}:{from}");
        let strength = |options: &Options| {
            let fit = Fit::of(squared.as_ref()?, data, missing, options).ok()?;
            let mut strengths = structural::path_strengths(&fit).into_iter();
            strengths.find(|path| path.from == square && path.to == to)
        };
        let found = strength(options);
        // Least squares errors are of composites.
        let tested = if options.get_consistent() {
            strength(&options.of_composites())
        } else {
            found.clone()
        };
        Some(Linearity {
            from: from.to_owned(),
            to: to.to_owned(),
            estimate: found.as_ref().map(|path| path.estimate),
            f2: found.as_ref().and_then(|path| path.f2),
            t: tested.as_ref().and_then(|path| path.t_conditional),
            p: tested.as_ref().and_then(|path| path.p_conditional),
        })
    };
    model.paths().filter_map(of).collect()
}
