//! The fit: estimates with their names.

use nalgebra::DMatrix;

use super::EstimateFinding;
use super::stage_scores::scores;
use super::{
    Admissibility, Correction, EstimateError, Estimates, Inadmissible, Options, Plan, Problem,
    Solution, Termination, both_measured_in, implied_correlations, measured_in,
};
use crate::data::{Data, Matrix};
use crate::finding::Finding;
use crate::model::{Kind, Model};
use crate::moments::{Missing, Moments, Sample};
use crate::numeric::{cholesky, eigen};

/// An estimated model. Numbers come with their names; [`Fit::estimates`] has them by position.
///
/// Interactions and higher-order constructs are estimated in stages, each of which is a [`Solution`]. Paths, effects and
/// scores are those of the last stage.
#[derive(Debug, Clone)]
pub struct Fit {
    /// At least one, in order.
    stages: Vec<Solution>,
    /// Moments of the indicators that are columns of the data.
    of_sample: Moments,
    scores: Option<DMatrix<f64>>,
    /// `None` of a matrix.
    answers: Option<Answers>,
}

/// What else is known of the rows of a fit.
#[derive(Debug, Clone)]
pub(crate) struct Answers {
    pub(crate) missing: Missing,
    /// The lowest and the highest answer to every indicator of the sample.
    pub(crate) ranges: Vec<[f64; 2]>,
}

impl Fit {
    /// Estimates a model from a matrix of correlations or covariances: every number equals that of the rows behind the
    /// matrix, but there are no scores.
    ///
    /// ```
    /// use pls_sem::{Fit, Model, Options, ReadOptions};
    ///
    /// let matrix = ReadOptions::new().parse_matrix("x,y,z\n1\n.5,1\n.3,.4,1\n", 273)?;
    /// let model = Model::parse("X =~ x; Y =~ y; Z =~ z; Z ~ X + Y")?;
    /// let fit = Fit::of_matrix(&model, &matrix, &Options::default())?;
    /// assert!((fit.path("X", "Z").unwrap() - (0.3 - 0.5 * 0.4) / (1.0 - 0.25)).abs() < 1e-12);
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`EstimateError`]: the matrix does not fit the model, or as of [`Problem::fit`].
    pub fn of_matrix(
        model: &Model,
        matrix: &Matrix,
        options: &Options,
    ) -> Result<Self, EstimateError> {
        let plan = Plan::new(model, options)?;
        let moments = Moments::of_matrix(model, matrix)?;
        Ok(Self {
            stages: Solution::all(&plan, &moments, None, None)?,
            of_sample: moments,
            scores: None,
            answers: None,
        })
    }

    /// Estimates a model from rows, or from a matrix, which has no missing answers.
    pub(crate) fn of(
        model: &Model,
        data: Data,
        missing: Missing,
        options: &Options,
    ) -> Result<Self, EstimateError> {
        match data {
            Data::Rows(table) => Problem::new(model, table, missing, options)?.fit(),
            Data::Matrix(matrix) => Self::of_matrix(model, matrix, options),
        }
    }

    /// The fit of the rows of a sample; if weights are given, each composite gets the sign that these weights
    /// give it.
    pub(super) fn of_rows(
        plan: &Plan,
        sample: &Sample,
        towards: Option<&[Vec<f64>]>,
    ) -> Result<Self, EstimateError> {
        let moments = sample.moments();
        let stages = Solution::all(plan, &moments, Some(sample), towards)?;
        Ok(Self {
            scores: Some(scores(sample, &stages)),
            answers: Some(Answers {
                missing: sample.treatment(),
                ranges: (0..sample.indicators().len())
                    .map(|k| sample.range(k))
                    .collect(),
            }),
            of_sample: moments,
            stages,
        })
    }

    /// The weights of every stage.
    pub(crate) fn stage_weights(&self) -> Vec<Vec<f64>> {
        let weights = self
            .stages
            .iter()
            .map(|stage| stage.estimates.weights.clone());
        weights.collect()
    }

    /// Moments of the indicators of the sample, which may differ from those of the last stage.
    pub(crate) fn of_sample(&self) -> &Moments {
        &self.of_sample
    }

    /// The stages of the estimation, in order: one, unless the model has interactions or higher-order constructs.
    #[must_use]
    pub fn stages(&self) -> &[Solution] {
        &self.stages
    }

    /// What else is known of the rows; `None` of a matrix.
    pub(crate) fn answers(&self) -> Option<&Answers> {
        self.answers.as_ref()
    }

    fn last(&self) -> &Solution {
        &self.stages[self.stages.len() - 1]
    }

    /// Every construct of the model as it was written, with the stage that measures it and its position there.
    pub(crate) fn constructs(&self) -> impl Iterator<Item = (&Solution, usize)> {
        let stages = self.plan().stages();
        let written = self.plan().written().constructs().iter();
        written.filter_map(move |construct| {
            let solution = &self.stages[measured_in(&stages, &construct.name)?];
            Some((solution, solution.plan.model().position(&construct.name)?))
        })
    }

    /// Every two constructs, with the stage that measures both and their positions there; those of the last stage first.
    pub(crate) fn pairs(&self) -> Vec<(&Solution, usize, usize)> {
        let plans = self.plan().stages();
        let mut pairs = Vec::new();
        for (stage, solution) in self.stages.iter().enumerate().rev() {
            let name = |j: usize| solution.plan.model().name(j);
            let count = solution.plan.constructs();
            let all = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b)));
            let own =
                all.filter(|&(a, b)| both_measured_in(&plans, name(a), name(b)) == Some(stage));
            pairs.extend(own.map(|(a, b)| (solution, a, b)));
        }
        pairs
    }

    /// The plan: the model with its settings, of the last stage.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.last().plan
    }

    /// Moments of the rows used, or those given by a matrix; of the indicators of the last stage.
    #[must_use]
    pub fn moments(&self) -> &Moments {
        &self.last().moments
    }

    /// All estimates of the last stage by position.
    #[must_use]
    pub fn estimates(&self) -> &Estimates {
        &self.last().estimates
    }

    /// How the iteration ended: that of the last stage, or of the first that did not converge.
    #[must_use]
    pub fn termination(&self) -> Termination {
        let mut all = self.stages.iter().map(|stage| stage.estimates.termination);
        let unsettled = all.find(|termination| !termination.converged);
        unsettled.unwrap_or(self.estimates().termination)
    }

    /// The coefficient of the path `from -> to`; `None` if the model has no such path. For an interaction it is the
    /// coefficient of the unstandardised product.
    #[must_use]
    pub fn path(&self, from: &str, to: &str) -> Option<f64> {
        let model = self.plan().model();
        let (s, t) = (model.position(from)?, model.position(to)?);
        let paths = model.path_positions();
        paths.contains(&(s, t)).then(|| self.estimates().path(s, t))
    }

    /// Source, target and coefficient of every path.
    pub fn paths(&self) -> impl Iterator<Item = (&str, &str, f64)> {
        let model = self.plan().model();
        let value =
            |&(s, t): &(usize, usize)| (model.name(s), model.name(t), self.estimates().path(s, t));
        model.path_positions().iter().map(value)
    }

    /// Explained variance of a construct; `None` if it has no predictors (or is not in the model).
    #[must_use]
    pub fn r2(&self, construct: &str) -> Option<f64> {
        self.explained(self.plan().model().position(construct)?)
    }

    /// Explained variance, adjusted for the number of predictors: `1 - (1 - R²)(n - 1) / (n - p - 1)`.
    #[must_use]
    pub fn r2_adjusted(&self, construct: &str) -> Option<f64> {
        let t = self.plan().model().position(construct)?;
        let (n, p) = (self.moments().n, self.plan().predecessors(t).len() as f64);
        self.explained(t)
            .map(|r2| 1.0 - (1.0 - r2) * (n - 1.0) / (n - p - 1.0))
    }

    fn explained(&self, t: usize) -> Option<f64> {
        (!self.plan().predecessors(t).is_empty()).then(|| self.estimates().r2[t])
    }

    /// Construct, indicator and weight, block by block. The indicators of a higher-order construct are its
    /// dimensions.
    pub fn weights(&self) -> impl Iterator<Item = (&str, &str, f64)> {
        self.by_block(|solution, k| solution.estimates.weights[k])
    }

    /// Construct, indicator and loading, block by block: their correlation, or the consistent loading under PLSc.
    pub fn loadings(&self) -> impl Iterator<Item = (&str, &str, f64)> {
        self.by_block(|solution, k| solution.estimates.loadings[k])
    }

    /// The weight of an indicator in its construct, for standardised indicators.
    #[must_use]
    pub fn weight(&self, construct: &str, indicator: &str) -> Option<f64> {
        let (solution, k) = self.indicator(construct, indicator)?;
        Some(solution.estimates.weights[k])
    }

    /// The loading of an indicator on its construct, as of [`Fit::loadings`].
    #[must_use]
    pub fn loading(&self, construct: &str, indicator: &str) -> Option<f64> {
        let (solution, k) = self.indicator(construct, indicator)?;
        Some(solution.estimates.loadings[k])
    }

    /// The position of an indicator of a construct, in the stage that measures the construct.
    fn indicator(&self, construct: &str, indicator: &str) -> Option<(&Solution, usize)> {
        let name = |solution: &Solution, j: usize| solution.plan.model().name(j) == construct;
        let (solution, j) = self.constructs().find(|&(solution, j)| name(solution, j))?;
        let own = solution.plan.model().constructs()[j].indicators();
        let place = own.iter().position(|name| name == indicator)?;
        Some((solution, solution.plan.blocks()[j].indicators.start + place))
    }

    /// Correlations of the composites as an nalgebra matrix, constructs in model order.
    #[must_use]
    pub fn correlations(&self) -> &DMatrix<f64> {
        &self.estimates().correlations
    }

    fn by_block(
        &self,
        value: impl Fn(&Solution, usize) -> f64,
    ) -> impl Iterator<Item = (&str, &str, f64)> {
        self.constructs().flat_map(move |(solution, j)| {
            let construct = &solution.plan.model().constructs()[j];
            let own = solution.plan.blocks()[j].indicators.clone();
            let values: Vec<f64> = own.map(|k| value(solution, k)).collect();
            let names = construct.indicators.iter().map(String::as_str);
            let named = names.zip(values);
            named.map(|(indicator, x)| (construct.name.as_str(), indicator, x))
        })
    }

    /// Standardised scores of the composites: rows used x constructs; mean 0, variance 1 (divisor n - 1, or n by
    /// [`Options::divisor`](super::Options::divisor)).
    ///
    /// ```text
    /// y_ij = Σ_k w_k (x_ik - mean_k) / sd_k        a missing answer stands at the mean
    /// ```
    ///
    /// `None` if the model was estimated from a matrix, which has no rows.
    #[must_use]
    pub fn scores(&self) -> Option<&DMatrix<f64>> {
        self.scores.as_ref()
    }

    /// The reasons why the solution is inadmissible, by position in the stage where they are detected first; empty
    /// without consistent PLS.
    #[must_use]
    pub fn inadmissible(&self) -> Vec<Inadmissible> {
        let mut stages = self.stages.iter().map(Solution::inadmissible);
        stages.find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// The first thing that makes the solution inadmissible, and the stage in which it does.
    pub(crate) fn first_inadmissible(&self) -> Option<(usize, Inadmissible)> {
        let mut stages = self.stages.iter().enumerate();
        stages.find_map(|(stage, solution)| Some((stage, *solution.inadmissible().first()?)))
    }

    /// The findings of the solution.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let Termination {
            converged,
            iterations,
            change,
            alternates,
        } = self.termination();
        let unsettled = (!converged).then(|| EstimateFinding::NotConverged {
            iterations,
            change,
            tolerance: self.plan().options().tolerance,
            alternates,
        });
        let mut inadmissible = self.stages.iter().map(|solution| {
            let found = solution.inadmissible().into_iter();
            let found = found.map(|fault| solution.named(fault));
            let negative = solution.negative_residual_variances();
            found.chain(negative).collect::<Vec<_>>()
        });
        let inadmissible = inadmissible.find(|found| !found.is_empty());
        let constructs = || {
            let all = self.constructs();
            all.filter(|(solution, j)| solution.plan.product(*j).is_none())
        };
        unsettled
            .into_iter()
            .chain(inadmissible.unwrap_or_default())
            .chain(constructs().filter_map(|(solution, j)| solution.mixed_signs(j)))
            .chain(constructs().filter_map(|(solution, j)| solution.weak_correction(j)))
            .chain(constructs().filter_map(|(solution, j)| solution.singular(j)))
            .chain(constructs().filter_map(|(solution, j)| solution.tied_components(j)))
            .chain(constructs().filter_map(|(solution, j)| solution.opposite_signs(j)))
            .chain(constructs().filter_map(|(solution, j)| solution.explained_by_dimensions(j)))
            .chain(self.last().loose_tolerance())
            .map(Finding::from)
            .collect()
    }
}

impl Solution {
    fn inadmissible(&self) -> Vec<Inadmissible> {
        Admissibility::new(&self.plan).all(&self.plan, &self.estimates)
    }

    fn named(&self, fault: Inadmissible) -> EstimateFinding {
        let model = self.plan.model();
        let Estimates {
            loadings,
            reliabilities,
            factor_correlations,
            ..
        } = &self.estimates;
        match fault {
            Inadmissible::Reliability { construct } => EstimateFinding::ReliabilityOutside {
                construct: model.name(construct).to_owned(),
                reliability: reliabilities[construct],
            },
            Inadmissible::Loading { indicator } => EstimateFinding::LoadingAboveOne {
                construct: model.name(self.plan.owner(indicator)).to_owned(),
                indicator: model
                    .indicators()
                    .nth(indicator)
                    .unwrap_or_default()
                    .to_owned(),
                loading: loadings[indicator],
            },
            Inadmissible::Correlations => {
                let pairs = (0..self.plan.constructs()).flat_map(|b| (0..b).map(move |a| (a, b)));
                let (a, b) = pairs
                    .max_by(|&p, &q| {
                        let size = |pair| f64::abs(factor_correlations[pair]);
                        size(p).total_cmp(&size(q))
                    })
                    .unwrap_or((0, 0));
                EstimateFinding::CorrelationsNotPositiveDefinite {
                    eigenvalue: factor_correlations.symmetric_eigenvalues().min(),
                    a: model.name(a).to_owned(),
                    b: model.name(b).to_owned(),
                    correlation: factor_correlations[(a, b)],
                }
            }
            Inadmissible::Implied => {
                let mut implied = factor_correlations.clone();
                implied_correlations(&self.plan, &self.estimates, implied.as_mut_slice());
                EstimateFinding::ImpliedNotPositiveDefinite {
                    eigenvalue: implied.symmetric_eigenvalues().min(),
                }
            }
        }
    }

    fn mixed_signs(&self, j: usize) -> Option<EstimateFinding> {
        let construct = &self.plan.model().constructs()[j];
        let own = &self.estimates.loadings[self.plan.blocks()[j].indicators.clone()];
        let negative: Vec<String> = own
            .iter()
            .zip(&construct.indicators)
            .filter(|(l, _)| **l < 0.0)
            .map(|(_, indicator)| indicator.clone())
            .collect();
        let mixed = !negative.is_empty() && own.iter().any(|l| *l >= 0.0);
        mixed.then(|| EstimateFinding::MixedSigns {
            construct: construct.name.clone(),
            indicators: negative,
        })
    }

    /// Where the corrections of consistent PLS rest on little information, or are impossible.
    fn weak_correction(&self, j: usize) -> Option<EstimateFinding> {
        if !self.plan.consistent() {
            return None;
        }
        let construct = &self.plan.model().constructs()[j];
        let name = construct.name.clone();
        match (self.plan.blocks()[j].mode, self.plan.correction(j)) {
            (None, Correction::None) => Some(EstimateFinding::SingleItem {
                construct: name,
                indicator: construct.indicators[0].clone(),
            }),
            (Some(mode), Correction::None) if construct.kind == Kind::Reflective => {
                Some(EstimateFinding::NotCorrected {
                    construct: name,
                    mode: mode.to_string(),
                })
            }
            (_, Correction::RhoA) if construct.indicators.len() == 2 => {
                Some(EstimateFinding::TwoItems { construct: name })
            }
            _ => None,
        }
    }

    fn singular(&self, j: usize) -> Option<EstimateFinding> {
        let own = self.plan.blocks()[j].indicators.clone();
        let block = self
            .moments
            .correlations
            .view_range(own.clone(), own)
            .into_owned();
        let mut room: Vec<f64> = block.as_slice().to_vec();
        cholesky::factor(&mut room, block.nrows())
            .is_err()
            .then(|| EstimateFinding::SingularIndicators {
                construct: self.plan.model().name(j).to_owned(),
                rcond: eigen::reciprocal_condition(&block),
                dependence: self.dependent_indicators(j).map(|found| found.to_string()),
            })
    }
}
