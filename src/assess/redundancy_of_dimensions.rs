//! Redundancy analysis of a higher-order construct: the scores of its dimensions, as the model has them, explain another
//! measure of the same concept.
//!
//! ```text
//! R = F' S F        S  correlations of the indicators of the dimensions and of the other measure;
//!                   F  weights of the dimensions, and ones for the other measure; R is brought to a unit diagonal
//! ```
//!
//! Both are of the same rows: those that the model uses and that have answers to the other measure.
//!
//! Source: Sarstedt et al. (2019), Australasian Marketing Journal 27(3), 197-211: a higher-order construct is assessed like
//! any other, with the scores of its dimensions in place of indicators.

use nalgebra::DMatrix;

use crate::data::Data;
use crate::estimate::{EstimateError, Estimates, Fit, Options, Plan, Solution};
use crate::model::{Construct, Draft, Mode, Model, ModelError};
use crate::moments::{Missing, Moments, Sample};

/// Why there is no such analysis.
pub(super) enum Fault {
    Model(ModelError),
    Estimate(EstimateError),
    /// No row has answers to both the model and the other measure.
    NoRows,
}

impl From<ModelError> for Fault {
    fn from(error: ModelError) -> Self {
        Self::Model(error)
    }
}

impl<E: Into<EstimateError>> From<E> for Fault {
    fn from(error: E) -> Self {
        Self::Estimate(error.into())
    }
}

/// The two-construct model of a higher-order construct, in Mode B, and of the other measure.
pub(super) fn of_dimensions(
    data: Data,
    model: &Model,
    missing: Missing,
    options: &Options,
    higher: &Construct,
    other: &Construct,
) -> Result<(Estimates, usize), Fault> {
    let beside = beside(model, higher, other)?;
    let kept = match data {
        Data::Rows(table) => {
            let used = |of: &Model| Sample::new(of, table, missing);
            let (own, others) = (used(model)?, used(&beside)?);
            let rows = own.rows_used().iter().copied();
            let rows = rows.filter(|row| others.rows_used().binary_search(row).is_ok());
            Some(table.select_rows(rows).map_err(|_| Fault::NoRows)?)
        }
        Data::Matrix(_) => None,
    };
    let data = kept.as_ref().map_or(data, Data::from);
    let fit = Fit::of(model, data, missing, options)?;
    let moments = match data {
        Data::Rows(table) => Sample::new(&beside, table, missing).map(|sample| sample.moments()),
        Data::Matrix(matrix) => Moments::of_matrix(&beside, matrix),
    }?;
    let names: Vec<&str> = beside.indicators().collect();
    let column = |k: usize| model.indicators().nth(k).unwrap_or_default();
    let place = |name: &str| names.iter().position(|n| *n == name).unwrap_or_default();
    let dimensions = fit.forms_of(&higher.name).unwrap_or_default().into_iter();
    let dimensions = dimensions.map(|form| {
        let form = form.into_iter();
        form.map(|(k, a)| (place(column(k)), a)).collect::<Vec<_>>()
    });
    let others = other.indicators.iter().map(|name| vec![(place(name), 1.0)]);
    let forms: Vec<Vec<(usize, f64)>> = dimensions.chain(others).collect();
    let s = &moments.correlations;
    let covariance = |a: &[(usize, f64)], b: &[(usize, f64)]| -> f64 {
        let pairs = a.iter().flat_map(|p| b.iter().map(move |q| (p, q)));
        pairs.map(|((k, x), (l, y))| x * y * s[(*k, *l)]).sum()
    };
    let sds: Vec<f64> = forms.iter().map(|a| covariance(a, a).sqrt()).collect();
    let correlations = DMatrix::from_fn(forms.len(), forms.len(), |i, j| {
        covariance(&forms[i], &forms[j]) / (sds[i] * sds[j])
    });
    let scores = higher.indicators.iter().map(|d| format!("score of {d}"));
    let pair = Draft::new()
        .construct(Construct::composite(higher.name.as_str(), scores).mode(Mode::B))
        .construct(other.clone())
        .path(higher.name.as_str(), other.name.as_str())
        .check()?;
    let options = options.restricted_to(&pair).of_composites();
    let unknown = vec![f64::NAN; forms.len()];
    let moments = Moments {
        n: moments.n,
        means: unknown.clone(),
        sds: unknown,
        correlations,
    };
    let plan = Plan::new(&pair, &options).map_err(EstimateError::from)?;
    let stages = Solution::all(&plan, &moments, None, None)?;
    Ok((stages[0].estimates().clone(), rows_of(&fit, data)))
}

/// The indicators of everything below a construct, and those of another measure.
fn beside(model: &Model, higher: &Construct, other: &Construct) -> Result<Model, ModelError> {
    let constructs = model.constructs().iter();
    let lowest =
        constructs.filter(|c| !c.is_higher_order() && model.is_below(&c.name, &higher.name));
    let mut draft = Draft::new().construct(other.clone());
    for dimension in lowest {
        draft = draft
            .construct(dimension.clone())
            .path(dimension.name.as_str(), other.name.as_str());
    }
    draft.check()
}

/// The rows of a fit, or those behind a matrix.
pub(super) fn rows_of(fit: &Fit, data: Data) -> usize {
    match data {
        Data::Rows(_) => fit.scores().map_or(0, DMatrix::nrows),
        Data::Matrix(matrix) => matrix.n(),
    }
}
