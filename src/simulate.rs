//! Simulation: a population of common factors, and surveys drawn from it.

use nalgebra::DMatrix;
use rand::rngs::ChaCha8Rng;
use statrs::distribution::{ContinuousCDF, Normal};

use crate::model::Model;
use crate::numeric::stream::{self, Purpose};

/// A population in which every construct is a common factor of variance 1 and every indicator has variance 1.
///
/// ```text
/// Sigma = Lambda Pi Lambda' + Theta       Lambda  loadings,  Theta = I - diag(Lambda Pi Lambda')
///
/// Pi      correlations of the constructs: as given between those without predecessors; for another, t,
///         Pi[t, q] = Σ_s b_st Pi[s, q] over its predecessors s, for every q before it
/// ```
///
/// ```
/// use pls_sem::{Model, simulate::Population};
///
/// let model = Model::parse("X =~ x1-3; Y =~ y1-3; Y ~ X")?;
/// let population = Population::of_factors(&model, |_, _| 0.0, |_, _| 0.5, |_| 0.8).unwrap();
/// assert!((population.correlations()[(0, 3)] - 0.8 * 0.5 * 0.8).abs() < 1e-15);
/// assert_eq!(population.draw(273, 7).shape(), (273, 6));
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Wright (1934), Annals of Mathematical Statistics 5(3), 161-215 (path tracing).
#[derive(Debug, Clone)]
pub struct Population {
    correlations: DMatrix<f64>,
    /// Lower Cholesky factor of the correlations.
    factor: DMatrix<f64>,
}

/// Values that no population can have.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PopulationError {
    /// A construct is explained by more than its variance.
    #[error(
        "the paths to `{construct}` explain {explained:.3} of its variance, more than 1: lower its coefficients or the correlations of its predecessors"
    )]
    Variance {
        /// The construct.
        construct: String,
        /// The share explained.
        explained: f64,
    },
    /// A loading outside [-1, 1].
    #[error("indicator `{indicator}` has loading {loading}: it lies between -1 and 1")]
    Loading {
        /// The indicator.
        indicator: String,
        /// Its loading.
        loading: f64,
    },
    /// The correlations given contradict each other.
    #[error(
        "the correlations of the indicators are not positive definite: the given correlations of constructs contradict each other"
    )]
    NotPositiveDefinite,
}

impl Population {
    /// A population with the paths of a model.
    ///
    /// `correlation` is asked for every pair of constructs without predecessors, `path` for every path (source,
    /// target), `loading` for every indicator.
    ///
    /// # Errors
    /// [`PopulationError`], if no population has these values.
    pub fn of_factors(
        model: &Model,
        correlation: impl Fn(&str, &str) -> f64,
        path: impl Fn(&str, &str) -> f64,
        loading: impl Fn(&str) -> f64,
    ) -> Result<Self, PopulationError> {
        let constructs = construct_correlations(model, correlation, path)?;
        let owners: Vec<usize> = model
            .constructs()
            .iter()
            .enumerate()
            .flat_map(|(j, c)| vec![j; c.indicators.len()])
            .collect();
        let loadings: Vec<f64> = model.indicators().map(loading).collect();
        if let Some((indicator, &loading)) = model
            .indicators()
            .zip(&loadings)
            .find(|(_, l)| l.is_nan() || l.abs() > 1.0)
        {
            return Err(PopulationError::Loading {
                indicator: indicator.to_owned(),
                loading,
            });
        }
        let correlations = DMatrix::from_fn(owners.len(), owners.len(), |k, l| {
            if k == l {
                1.0
            } else {
                loadings[k] * constructs[(owners[k], owners[l])] * loadings[l]
            }
        });
        let factor = correlations
            .clone()
            .cholesky()
            .ok_or(PopulationError::NotPositiveDefinite)?
            .unpack();
        Ok(Self {
            correlations,
            factor,
        })
    }

    /// Correlations of the indicators, block by block.
    #[must_use]
    pub fn correlations(&self) -> &DMatrix<f64> {
        &self.correlations
    }

    /// Normal answers of `rows` respondents (rows x indicators), each indicator with mean 0 and variance 1.
    ///
    /// Row i draws from stream i of the seed: the first rows of a long survey are those of a short one.
    #[must_use]
    pub fn draw(&self, rows: usize, seed: u64) -> DMatrix<f64> {
        let width = self.factor.nrows();
        let mut answers = DMatrix::zeros(rows, width);
        let mut independent = vec![0.0; width];
        for (i, mut row) in answers.row_iter_mut().enumerate() {
            let mut rng = stream::stream(seed, Purpose::Simulation, i as u64);
            independent.iter_mut().for_each(|x| *x = normal(&mut rng));
            // Row by row: a matrix product would sum a few rows in another order than many.
            for (k, answer) in row.iter_mut().enumerate() {
                *answer = (0..=k).map(|l| self.factor[(k, l)] * independent[l]).sum();
            }
        }
        answers
    }
}

/// Independent numbers in (0, 1) for one purpose of a simulation, such as which answers are missing.
pub fn uniform(seed: u64, stream: u64) -> impl Iterator<Item = f64> {
    let mut rng = stream::stream(seed, Purpose::SimulationExtra, stream);
    std::iter::repeat_with(move || stream::open_unit(&mut rng))
}

/// A standard normal number: the quantile of a uniform one.
fn normal(rng: &mut ChaCha8Rng) -> f64 {
    Normal::standard().inverse_cdf(stream::open_unit(rng))
}

fn construct_correlations(
    model: &Model,
    correlation: impl Fn(&str, &str) -> f64,
    path: impl Fn(&str, &str) -> f64,
) -> Result<DMatrix<f64>, PopulationError> {
    let count = model.constructs().len();
    let predecessors = |t: usize| -> Vec<(usize, f64)> {
        let into = model.path_positions().iter().filter(|p| p.1 == t);
        into.map(|&(s, t)| (s, path(model.name(s), model.name(t))))
            .collect()
    };
    let mut pi = DMatrix::identity(count, count);
    let (first, later): (Vec<usize>, Vec<usize>) = model
        .order()
        .iter()
        .partition(|&&t| predecessors(t).is_empty());
    for (i, &a) in first.iter().enumerate() {
        for &b in &first[..i] {
            let r = correlation(model.name(b), model.name(a));
            pi[(a, b)] = r;
            pi[(b, a)] = r;
        }
    }
    let mut before = first;
    for t in later {
        for &q in &before {
            let r = predecessors(t)
                .into_iter()
                .map(|(s, b)| b * pi[(s, q)])
                .sum();
            pi[(t, q)] = r;
            pi[(q, t)] = r;
        }
        let explained: f64 = predecessors(t)
            .into_iter()
            .map(|(s, b)| b * pi[(s, t)])
            .sum();
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
