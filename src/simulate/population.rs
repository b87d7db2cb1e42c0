//! The population: a model with values that are checked.

use nalgebra::{DMatrix, DVector};

use super::SimulateFinding;
use super::answers::{Expansions, Margin};
use super::construct_correlations::{Constructs, constructs, paths, positive_definite};
use super::latent::Latent;
use super::measurement::{Measurement, measurements};
use super::values::of_name;
use super::{PopulationError, Values, draw};
use crate::model::Model;
use crate::text::nearest;

/// Weights within this of those in force were written with three decimals, and are not reported as rescaled.
const ROUNDED: f64 = 5.1e-4;

/// A population in which constructs and indicators have variance 1 and are related by the paths alone.
///
/// ```text
/// S_jj  within a block:   l l' + I - diag(l l')  of a common factor,  as given of a composite
/// S_ij  between blocks:   l_i Pi_ij l_j'
///
/// Pi    correlations of the constructs: as given between those without predecessors; for another, t,
///       Pi[t, q] = Σ_s b_st Pi[s, q] over its predecessors s, for every q before it
/// l     loadings of a common factor as given, of a composite S_jj w
/// ```
///
/// The block of a higher-order construct are its dimensions: loadings make it a common factor of them, weights a composite.
/// The path from an interaction is the coefficient of the product of the standardised constructs, about its mean. These
/// constructs are normal, so that the moments of the product follow from their correlation r: of two its mean is r and its
/// variance `1 + r²`, and it is uncorrelated with both. A construct that an interaction explains is not normal, and no
/// interaction may multiply it; the answers to its questions are, before they are cut into points, not quite normal either.
///
/// ```
/// use pls_sem::{Model, simulate::Population};
///
/// let model = Model::parse("X =~ x1-3; Y =~ y1-3; Y ~ X")?;
/// let population = Population::of_factors(&model, |_, _| 0.0, |_, _| 0.5, |_| 0.8)?;
/// assert!((population.correlations()[(0, 3)] - 0.8 * 0.5 * 0.8).abs() < 1e-15);
/// assert_eq!(population.draw(273, 7).shape(), (273, 6));
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Wright (1934), Annals of Mathematical Statistics 5(3), 161-215 (path tracing); Schuberth, Henseler & Dijkstra
/// (2018), Frontiers in Psychology 9, 2541 (composites).
#[derive(Debug, Clone)]
pub struct Population {
    model: Model,
    values: Values,
    paths: DMatrix<f64>,
    constructs: Constructs,
    blocks: Vec<Option<Measurement>>,
    correlations: DMatrix<f64>,
    /// How the answers to each indicator follow from its normal score.
    pub(super) margins: Vec<Margin>,
    /// Correlations of the normal scores, and their lower Cholesky factor.
    scores: DMatrix<f64>,
    pub(super) factor: DMatrix<f64>,
    /// How rows are drawn if an interaction keeps answers from being functions of normal scores.
    pub(super) latent: Option<Latent>,
}

impl Population {
    /// Checks that a model can have these values.
    ///
    /// # Errors
    /// [`PopulationError`]: a value is missing or belongs to no name of the model, a construct would have a residual of negative
    /// variance, or correlations contradict each other.
    pub fn new(model: &Model, values: &Values) -> Result<Self, PopulationError> {
        let paths = paths(model, values)?;
        let mut constructs = constructs(model, values, &paths)?;
        let blocks = measurements(model, values)?;
        constructs.divide(model, &blocks);
        let correlations = correlations(&constructs.correlations, &blocks, model);
        let names: Vec<&str> = model.indicators().collect();
        let factor = positive_definite(&correlations, &names, || {
            "the correlations of the indicators".to_owned()
        })?;
        let margins = margins(model, values)?;
        let latent = Latent::new(model, &constructs, &paths, &blocks, &margins)?;
        let (scores, factor) = if margins
            .iter()
            .all(|m| matches!(m, Margin::Steps(_)) || m.is_normal())
        {
            (correlations.clone(), factor)
        } else {
            let scores = score_correlations(&correlations, &margins, &names)?;
            let factor = positive_definite(&scores, &names, || {
                "the correlations of the normal scores behind the skewed answers".to_owned()
            })?;
            (scores, factor)
        };
        Ok(Self {
            model: model.clone(),
            values: values.clone(),
            paths,
            constructs,
            blocks,
            correlations,
            margins,
            scores,
            factor,
            latent,
        })
    }

    /// A population of common factors by rule, with normal answers.
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
        Self::new(
            model,
            &Values::of_factors(model, correlation, path, loading),
        )
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The values as they were given.
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// Correlations of the indicators, block by block: of the latent answers, where these are cut into points.
    #[must_use]
    pub fn correlations(&self) -> &DMatrix<f64> {
        &self.correlations
    }

    /// Correlations of the constructs, in model order; of an interaction, those of the product.
    #[must_use]
    pub fn construct_correlations(&self) -> &DMatrix<f64> {
        &self.constructs.correlations
    }

    /// Path coefficients, from row to column; 0 where there is no path. Those of an interaction are of the unstandardised
    /// product.
    #[must_use]
    pub fn paths(&self) -> &DMatrix<f64> {
        &self.paths
    }

    /// Standard deviation of each construct: 1, and of an interaction that of the product.
    #[must_use]
    pub fn scales(&self) -> Vec<f64> {
        let mut scales = vec![1.0; self.blocks.len()];
        let products = self.constructs.products.iter();
        products.for_each(|product| scales[product.place] = product.sd);
        scales
    }

    /// The correlation of each indicator with its construct.
    #[must_use]
    pub fn loadings(&self) -> Vec<f64> {
        let blocks = of_columns(&self.model, &self.blocks);
        blocks
            .flat_map(|(_, b)| b.loadings.iter().copied())
            .collect()
    }

    /// The correlations of a construct's indicators, or of its dimensions, with it; `None` for an interaction, or if the
    /// model has no such construct.
    #[must_use]
    pub fn loadings_of(&self, construct: &str) -> Option<&DVector<f64>> {
        let block = self.blocks[self.model.position(construct)?].as_ref()?;
        Some(&block.loadings)
    }

    /// The weights of a composite of variance 1; `None` for a common factor, or if the model has no such construct.
    #[must_use]
    pub fn weights(&self, construct: &str) -> Option<&DVector<f64>> {
        let block = self.blocks[self.model.position(construct)?].as_ref()?;
        Some(&block.composite.as_ref()?.weights)
    }

    /// The name of the first interaction that keeps a construct from being normal, if one does.
    pub(crate) fn first_product(&self) -> Option<&str> {
        let product = self.constructs.products.first()?;
        Some(self.model.name(product.place))
    }

    /// Correlations of the answers to the indicators: where latent answers are cut into points, those correlate less
    /// than the latent ones.
    ///
    /// `None` with interactions where answers are cut into points: how much less follows from normal latent answers only.
    #[must_use]
    pub fn answer_correlations(&self) -> Option<DMatrix<f64>> {
        if !self.margins.iter().any(|m| matches!(m, Margin::Steps(_))) {
            return Some(self.correlations.clone());
        }
        if self.latent.is_some() {
            return None;
        }
        let off_diagonal = |(k, l): (usize, usize)| f64::abs(self.scores[(k, l)]);
        let p = self.margins.len();
        let pairs = (0..p).flat_map(|k| (0..k).map(move |l| (k, l)));
        let largest = pairs.map(off_diagonal).fold(0.0, f64::max);
        let expansions = Expansions::new(self.margins.iter(), largest);
        Some(DMatrix::from_fn(p, p, |k, l| {
            if k == l {
                1.0
            } else {
                expansions.correlation(k.max(l), k.min(l), self.scores[(k, l)])
            }
        }))
    }

    /// Composites whose weights were rescaled.
    pub(super) fn findings(&self) -> impl Iterator<Item = SimulateFinding> {
        let blocks = self.model.constructs().iter().zip(&self.blocks);
        blocks.filter_map(|(construct, block)| {
            let weights = block.as_ref()?.composite.as_ref()?.weights.as_slice();
            let given = of_name(&self.values.weights, &construct.name)?;
            let mut pairs = given.iter().zip(weights);
            pairs
                .any(|(given, weight)| (given - weight).abs() > ROUNDED)
                .then(|| SimulateFinding::WeightsRescaled {
                    construct: construct.name.clone(),
                    given: given.clone(),
                    weights: weights.to_vec(),
                })
        })
    }

    /// Mean and variance of the answers to each indicator. Where points cut a latent answer that an interaction keeps from
    /// being normal, they are those of a normal one, and near.
    #[must_use]
    pub fn answer_moments(&self) -> Vec<(f64, f64)> {
        self.margins.iter().map(Margin::moments).collect()
    }

    /// Answers of `rows` respondents (rows x indicators).
    ///
    /// Row i draws from stream i of the seed: the first rows of a long survey are those of a short one.
    #[must_use]
    pub fn draw(&self, rows: usize, seed: u64) -> DMatrix<f64> {
        let mut answers = DMatrix::zeros(rows, self.margins.len());
        let mut room = draw::Room::new(self);
        for (i, mut row) in answers.row_iter_mut().enumerate() {
            room.draw(self, seed, i, |k, answer| row[k] = answer);
        }
        answers
    }
}

/// The blocks of columns, each with the position of its construct.
fn of_columns<'b>(
    model: &'b Model,
    blocks: &'b [Option<Measurement>],
) -> impl Iterator<Item = (usize, &'b Measurement)> {
    let all = model.constructs().iter().zip(blocks).enumerate();
    let of_columns = all.filter(|(_, (construct, _))| !construct.is_higher_order());
    of_columns.filter_map(|(j, (_, block))| Some((j, block.as_ref()?)))
}

/// Correlations of the indicators, block by block.
fn correlations(
    constructs: &DMatrix<f64>,
    blocks: &[Option<Measurement>],
    model: &Model,
) -> DMatrix<f64> {
    let blocks = of_columns(model, blocks);
    let places: Vec<(usize, &Measurement, usize)> = blocks
        .flat_map(|(j, block)| (0..block.loadings.len()).map(move |k| (j, block, k)))
        .collect();
    DMatrix::from_fn(places.len(), places.len(), |k, l| {
        let ((i, of_i, k), (j, of_j, l)) = (places[k], places[l]);
        if i == j {
            of_i.within[(k, l)]
        } else {
            of_i.loadings[k] * constructs[(i, j)] * of_j.loadings[l]
        }
    })
}

/// How the answers to each indicator are distributed: as said of it, of its construct, of a higher-order construct that this
/// is a dimension of, or of all.
fn margins(model: &Model, values: &Values) -> Result<Vec<Margin>, PopulationError> {
    for (name, _) in &values.answers_of {
        let constructs = model.constructs().iter().filter(|c| !c.is_product());
        let constructs = constructs.map(|c| c.name.as_str());
        let mut known = model.indicators().chain(constructs.clone());
        if !known.any(|n| n == name) {
            return Err(PopulationError::UnknownAnswers {
                name: name.clone(),
                nearest: nearest(name, model.indicators().chain(constructs)),
            });
        }
    }
    let margin = |name: &str, answers: &super::Answers| {
        answers.margin().map_err(|error| PopulationError::Answers {
            name: name.to_owned(),
            error,
        })
    };
    let every = margin("", &values.answers)?;
    let every = &every;
    let of = |name: &str| of_name(&values.answers_of, name).map(|answers| margin(name, answers));
    let above = |name: &str| {
        let mut higher = model.constructs().iter().filter(|c| c.is_higher_order());
        higher.find(|c| c.indicators.iter().any(|d| d == name))
    };
    let of_constructs = model.measured().flat_map(|construct| {
        let and_above = std::iter::successors(Some(construct), |c| above(&c.name));
        let shared = and_above
            .map(|c| of(&c.name))
            .find(Option::is_some)
            .flatten();
        let indicators = construct.indicators.iter();
        indicators.map(move |indicator| {
            of(indicator)
                .or_else(|| shared.clone())
                .unwrap_or_else(|| Ok(every.clone()))
        })
    });
    of_constructs.collect()
}

/// The correlations of the normal scores with which the latent answers correlate as they should.
fn score_correlations(
    correlations: &DMatrix<f64>,
    margins: &[Margin],
    names: &[&str],
) -> Result<DMatrix<f64>, PopulationError> {
    let p = margins.len();
    let mut scores = DMatrix::identity(p, p);
    for k in 0..p {
        for l in 0..k {
            let r = correlations[(k, l)];
            let score = margins[k].score_correlation(&margins[l], r);
            let score = score.map_err(|reached| PopulationError::Unreachable {
                a: names[l].to_owned(),
                b: names[k].to_owned(),
                correlation: r,
                reached,
            })?;
            scores[(k, l)] = score;
            scores[(l, k)] = score;
        }
    }
    Ok(scores)
}
