//! How constructs are measured: common factors by loadings, composites by weights; by columns, or by their dimensions.

use nalgebra::{DMatrix, DVector};

use super::construct_correlations::{known, positive_definite};
use super::values::{Within, of_name};
use super::{PopulationError, Values};
use crate::model::{Construct, Model};

/// A block of indicators, or of dimensions, of variance 1.
#[derive(Debug, Clone)]
pub(super) struct Measurement {
    /// Covariances of the indicators with their construct.
    pub(super) loadings: DVector<f64>,
    /// What makes it a composite, if it is one.
    pub(super) composite: Option<Composite>,
    /// Correlations within the block.
    pub(super) within: DMatrix<f64>,
}

/// A composite of variance 1.
#[derive(Debug, Clone)]
pub(super) struct Composite {
    pub(super) weights: DVector<f64>,
    /// The lower Cholesky factor of the correlations within the block.
    factor: DMatrix<f64>,
}

impl Measurement {
    /// The indicators of a construct of this value, from independent normal numbers.
    ///
    /// ```text
    /// x_k = l_k eta + sqrt(1 - l_k²) e_k           of a common factor
    /// x   = u + l (eta - w'u),   Cov(u) = S_jj      of a composite: w'x = eta
    /// ```
    pub(super) fn indicators(
        &self,
        construct: f64,
        noise: &[f64],
        mut take: impl FnMut(usize, f64),
    ) {
        let Some(Composite { weights, factor }) = &self.composite else {
            for (k, (l, e)) in self.loadings.iter().zip(noise).enumerate() {
                take(k, l * construct + (1.0 - l * l).max(0.0).sqrt() * e);
            }
            return;
        };
        let around = |k: usize| -> f64 { (0..=k).map(|l| factor[(k, l)] * noise[l]).sum() };
        let own: f64 = weights.iter().enumerate().map(|(k, w)| w * around(k)).sum();
        for (k, l) in self.loadings.iter().enumerate() {
            take(k, around(k) + l * (construct - own));
        }
    }
}

/// All blocks, in model order; none of an interaction, which is the product of its constructs.
pub(super) fn measurements(
    model: &Model,
    values: &Values,
) -> Result<Vec<Option<Measurement>>, PopulationError> {
    let loadings = values.loadings.iter().map(|(name, _)| ("loadings", name));
    let weights = values.weights.iter().map(|(name, _)| ("weights", name));
    let within = values
        .within
        .iter()
        .map(|(name, _)| ("correlations within the block", name));
    for (what, name) in loadings.chain(weights).chain(within) {
        let construct = known(model, what, name)?;
        if model.constructs()[construct].is_product() {
            return Err(PopulationError::OfProduct {
                what,
                interaction: model.name(construct).to_owned(),
            });
        }
    }
    model
        .constructs()
        .iter()
        .map(|construct| {
            if construct.is_product() {
                return Ok(None);
            }
            let name = construct.name.clone();
            let within = of_name(&values.within, &name);
            let measurement = match (
                of_name(&values.loadings, &name),
                of_name(&values.weights, &name),
            ) {
                (Some(_), Some(_)) => Err(PopulationError::TwoMeasurements { construct: name }),
                (None, Some(weights)) => composite(construct, weights, within),
                (Some(_), None) if within.is_some() => {
                    Err(PopulationError::WithinOfFactor { construct: name })
                }
                (Some(loadings), None) => factor(construct, loadings),
                // A construct of one indicator is that indicator, unless it is said to be measured with error.
                (None, None) if construct.indicators.len() == 1 => factor(construct, &[1.0]),
                (None, None) => Err(PopulationError::NoMeasurement { construct: name }),
            };
            measurement.map(Some)
        })
        .collect()
}

/// A common factor.
///
/// ```text
/// S_jj = l l' + I - diag(l l')
/// ```
fn factor(construct: &Construct, loadings: &[f64]) -> Result<Measurement, PopulationError> {
    check_count("loadings", construct, loadings)?;
    let mut named = construct.indicators.iter().zip(loadings);
    if let Some((indicator, &loading)) = named.find(|(_, l)| l.is_nan() || l.abs() > 1.0) {
        return Err(PopulationError::Loading {
            indicator: indicator.clone(),
            loading,
        });
    }
    let loadings = DVector::from_column_slice(loadings);
    let mut within = &loadings * loadings.transpose();
    within.fill_diagonal(1.0);
    Ok(Measurement {
        loadings,
        composite: None,
        within,
    })
}

/// A composite.
///
/// ```text
/// eta = w'x,   w' S_jj w = 1,   l = S_jj w
/// ```
///
/// Source: Schuberth, Henseler & Dijkstra (2018), Frontiers in Psychology 9, 2541.
fn composite(
    construct: &Construct,
    weights: &[f64],
    within: Option<&Within>,
) -> Result<Measurement, PopulationError> {
    check_count("weights", construct, weights)?;
    let (name, m) = (&construct.name, weights.len());
    let within = match within {
        _ if m == 1 => DMatrix::identity(1, 1),
        None => {
            return Err(PopulationError::NoWithin {
                construct: name.clone(),
            });
        }
        Some(Within::All(r)) => DMatrix::from_fn(m, m, |k, l| if k == l { 1.0 } else { *r }),
        Some(Within::Each(matrix)) => matrix.clone(),
    };
    if !is_correlation_matrix(&within, m) {
        return Err(PopulationError::NoCorrelations {
            construct: name.clone(),
            indicators: m,
        });
    }
    let names: Vec<&str> = construct.indicators.iter().map(String::as_str).collect();
    let factor = positive_definite(&within, &names, || {
        format!("the correlations within `{name}`")
    })?;
    let weights = DVector::from_column_slice(weights);
    let variance = weights.dot(&(&within * &weights));
    if !(variance > 0.0 && variance.is_finite()) {
        return Err(PopulationError::NoComposite {
            construct: name.clone(),
        });
    }
    let weights = weights / variance.sqrt();
    Ok(Measurement {
        loadings: &within * &weights,
        composite: Some(Composite { weights, factor }),
        within,
    })
}

fn check_count(
    what: &'static str,
    construct: &Construct,
    given: &[f64],
) -> Result<(), PopulationError> {
    let (given, indicators) = (given.len(), construct.indicators.len());
    if given == indicators {
        return Ok(());
    }
    Err(PopulationError::Count {
        what,
        construct: construct.name.clone(),
        given,
        indicators,
    })
}

#[allow(clippy::float_cmp)] // ones and pairs as they were written
fn is_correlation_matrix(matrix: &DMatrix<f64>, m: usize) -> bool {
    let cell = |(k, l): (usize, usize)| match matrix[(k, l)] {
        r if k == l => r == 1.0,
        r => r.abs() < 1.0 && r == matrix[(l, k)],
    };
    matrix.shape() == (m, m) && (0..m).flat_map(|k| (0..m).map(move |l| (k, l))).all(cell)
}
