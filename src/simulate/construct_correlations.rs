//! Correlations of the constructs that paths imply.

use nalgebra::DMatrix;

use super::values::of_pair;
use super::{PopulationError, Values};
use crate::model::Model;
use crate::numeric::cholesky::SMALLEST_PIVOT;
use crate::text::nearest;

/// The coefficients of a model's paths, from row to column.
pub(super) fn paths(model: &Model, values: &Values) -> Result<DMatrix<f64>, PopulationError> {
    for (from, to, _) in &values.paths {
        known(model, "a path", from)?;
        known(model, "a path", to)?;
        if !model.paths().any(|(s, t)| s == from && t == to) {
            return Err(PopulationError::UnknownPath {
                from: from.clone(),
                to: to.clone(),
            });
        }
    }
    let count = model.constructs().len();
    let mut paths = DMatrix::zeros(count, count);
    for &(s, t) in model.path_positions() {
        let (from, to) = (model.name(s), model.name(t));
        let value = of_pair(&values.paths, |a, b| a == from && b == to);
        paths[(s, t)] = value
            .filter(|b| b.is_finite())
            .ok_or_else(|| PopulationError::NoPath {
                from: from.to_owned(),
                to: to.to_owned(),
            })?;
    }
    Ok(paths)
}

/// The correlations of all constructs, each of variance 1.
///
/// ```text
/// Pi[t, q] = Σ_s b_st Pi[s, q]       for every q before t; as given between constructs without predecessors
/// ```
///
/// Source: Wright (1934), Annals of Mathematical Statistics 5(3), 161-215 (path tracing).
pub(super) fn construct_correlations(
    model: &Model,
    values: &Values,
    paths: &DMatrix<f64>,
) -> Result<DMatrix<f64>, PopulationError> {
    let explained = |t: usize| model.path_positions().iter().any(|p| p.1 == t);
    check_correlations(model, values, explained)?;
    let (later, first): (Vec<usize>, Vec<usize>) =
        model.order().iter().partition(|&&t| explained(t));
    let mut pi = DMatrix::identity(paths.nrows(), paths.nrows());
    for (i, &a) in first.iter().enumerate() {
        for &b in &first[..i] {
            let pair = [model.name(a), model.name(b)];
            let named = of_pair(&values.correlations, |a, b| {
                pair == [a, b] || pair == [b, a]
            });
            let r = named.unwrap_or(values.other_correlations);
            if r.is_nan() || r.abs() >= 1.0 {
                return Err(PopulationError::Correlation {
                    a: pair[1].to_owned(),
                    b: pair[0].to_owned(),
                    value: r,
                });
            }
            pi[(a, b)] = r;
            pi[(b, a)] = r;
        }
    }
    let own = pi.select_rows(&first).select_columns(&first);
    let names: Vec<&str> = first.iter().map(|&j| model.name(j)).collect();
    positive_definite(&own, &names, || {
        "the correlations of the constructs without predecessors".to_owned()
    })?;
    let mut before = first;
    for t in later {
        let covariance = |pi: &DMatrix<f64>, q: usize| -> f64 {
            let into = model.path_positions().iter().filter(|p| p.1 == t);
            into.map(|&(s, t)| paths[(s, t)] * pi[(s, q)]).sum()
        };
        for &q in &before {
            let r = covariance(&pi, q);
            pi[(t, q)] = r;
            pi[(q, t)] = r;
        }
        let explained = covariance(&pi, t);
        if explained.is_nan() || explained > 1.0 {
            return Err(PopulationError::Variance {
                construct: model.name(t).to_owned(),
                explained,
            });
        }
        before.push(t);
    }
    Ok(pi)
}

/// Correlations are given between constructs that nothing explains.
fn check_correlations(
    model: &Model,
    values: &Values,
    explained: impl Fn(usize) -> bool,
) -> Result<(), PopulationError> {
    for (a, b, value) in &values.correlations {
        let pair = [
            known(model, "a correlation", a)?,
            known(model, "a correlation", b)?,
        ];
        let (a, b) = (a.clone(), b.clone());
        if a == b {
            return Err(PopulationError::Correlation {
                a,
                b,
                value: *value,
            });
        }
        if let Some(&j) = pair.iter().find(|&&j| explained(j)) {
            return Err(PopulationError::Implied {
                a,
                b,
                explained: model.name(j).to_owned(),
            });
        }
    }
    Ok(())
}

/// The position of a construct.
pub(super) fn known(
    model: &Model,
    what: &'static str,
    construct: &str,
) -> Result<usize, PopulationError> {
    model
        .position(construct)
        .ok_or_else(|| PopulationError::UnknownConstruct {
            what,
            construct: construct.to_owned(),
            nearest: nearest(
                construct,
                model.constructs().iter().map(|c| c.name.as_str()),
            ),
        })
}

/// The lower Cholesky factor of a correlation matrix; if it has none, what its smallest eigenvalue is and whose
/// correlations contradict those before them.
pub(super) fn positive_definite(
    matrix: &DMatrix<f64>,
    names: &[&str],
    what: impl FnOnce() -> String,
) -> Result<DMatrix<f64>, PopulationError> {
    let factor = |size: usize| {
        let leading = matrix.view((0, 0), (size, size)).into_owned();
        let factor = leading.cholesky()?.unpack();
        let stable = factor.diagonal().iter().all(|x| x * x >= SMALLEST_PIVOT);
        stable.then_some(factor)
    };
    factor(names.len()).ok_or_else(|| PopulationError::NotPositiveDefinite {
        matrix: what(),
        eigenvalue: matrix.symmetric_eigenvalues().min(),
        last: (1..=names.len())
            .find(|&size| factor(size).is_none())
            .map_or_else(String::new, |size| names[size - 1].to_owned()),
    })
}
