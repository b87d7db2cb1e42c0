//! The numbers of a population, by the names of its model.

use nalgebra::DMatrix;

use super::Answers;
use crate::model::Model;

/// The numbers of a population, by the names of its model; [`Population::new`](super::Population::new) checks them.
///
/// A construct with loadings is a common factor, one with weights is a composite, whatever its operator in the model
/// says: a model may be estimated from a population that it does not fit.
///
/// ```
/// use pls_sem::Model;
/// use pls_sem::simulate::{Answers, Population, Values};
///
/// let model = Model::parse("X =~ x1-3; C <~ c1-2; Y =~ y1-3; Y ~ X + C")?;
/// let values = Values::new()
///     .loadings("X", [0.8, 0.7, 0.9])
///     .weights("C", [0.6, 0.5])
///     .within("C", 0.3)
///     .loadings("Y", [0.8; 3])
///     .correlation("X", "C", 0.4)
///     .path("X", "Y", 0.3)
///     .path("C", "Y", 0.25)
///     .answers(Answers::Likert { points: 5, lean: 0.3 });
/// let population = Population::new(&model, &values)?;
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[must_use]
pub struct Values {
    /// Source, target, coefficient.
    pub(crate) paths: Vec<(String, String, f64)>,
    pub(crate) correlations: Vec<(String, String, f64)>,
    pub(crate) other_correlations: f64,
    pub(crate) loadings: Vec<(String, Vec<f64>)>,
    pub(crate) weights: Vec<(String, Vec<f64>)>,
    pub(crate) within: Vec<(String, Within)>,
    pub(crate) answers: Answers,
    /// Indicator or construct, and the answers to it.
    pub(crate) answers_of: Vec<(String, Answers)>,
}

/// Correlations within a block.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Within {
    /// The same between any two.
    All(f64),
    Each(DMatrix<f64>),
}

impl Values {
    /// No values yet: correlations 0, normal answers. If a value is set twice, the last one counts.
    pub fn new() -> Self {
        Self::default()
    }

    /// The values of common factors by rule, as [`Population::of_factors`](super::Population::of_factors) takes them.
    pub fn of_factors(
        model: &Model,
        correlation: impl Fn(&str, &str) -> f64,
        path: impl Fn(&str, &str) -> f64,
        loading: impl Fn(&str) -> f64,
    ) -> Self {
        let explained = |j: usize| model.path_positions().iter().any(|p| p.1 == j);
        let first: Vec<usize> = (0..model.constructs().len())
            .filter(|&j| !explained(j))
            .collect();
        let mut values = Self::new();
        for (i, &b) in first.iter().enumerate() {
            for &a in &first[..i] {
                let (a, b) = (model.name(a), model.name(b));
                values = values.correlation(a, b, correlation(a, b));
            }
        }
        for (from, to) in model.paths() {
            values = values.path(from, to, path(from, to));
        }
        for construct in model.constructs() {
            let loadings = construct.indicators.iter().map(|i| loading(i));
            values = values.loadings(&construct.name, loadings.collect::<Vec<_>>());
        }
        values
    }

    /// The coefficient of the path `from -> to`. Every path of the model needs one.
    pub fn path(mut self, from: impl Into<String>, to: impl Into<String>, value: f64) -> Self {
        self.paths.push((from.into(), to.into(), value));
        self
    }

    /// The correlation of two constructs to which no path leads.
    pub fn correlation(mut self, a: impl Into<String>, b: impl Into<String>, value: f64) -> Self {
        self.correlations.push((a.into(), b.into(), value));
        self
    }

    /// The correlation of every two such constructs for which none is named. Default: 0.
    pub fn other_correlations(mut self, value: f64) -> Self {
        self.other_correlations = value;
        self
    }

    /// Makes a construct a common factor with these loadings of its indicators, in their order.
    pub fn loadings(mut self, construct: impl Into<String>, loadings: impl Into<Vec<f64>>) -> Self {
        self.loadings.push((construct.into(), loadings.into()));
        self
    }

    /// Makes a construct a composite with these weights of its indicators, in their order. Only their proportions
    /// count: they are rescaled so that the composite has variance 1.
    pub fn weights(mut self, construct: impl Into<String>, weights: impl Into<Vec<f64>>) -> Self {
        self.weights.push((construct.into(), weights.into()));
        self
    }

    /// The correlation of any two of a composite's indicators.
    pub fn within(mut self, construct: impl Into<String>, correlation: f64) -> Self {
        self.within
            .push((construct.into(), Within::All(correlation)));
        self
    }

    /// The correlations of a composite's indicators, as a matrix.
    pub fn within_matrix(
        mut self,
        construct: impl Into<String>,
        correlations: DMatrix<f64>,
    ) -> Self {
        self.within
            .push((construct.into(), Within::Each(correlations)));
        self
    }

    /// How answers are distributed. Default: normally.
    pub fn answers(mut self, answers: Answers) -> Self {
        self.answers = answers;
        self
    }

    /// How answers to one indicator, or to those of one construct, are distributed.
    pub fn answers_of(mut self, name: impl Into<String>, answers: Answers) -> Self {
        self.answers_of.push((name.into(), answers));
        self
    }
}

/// What was named last, of what is named by pairs.
pub(super) fn of_pair<'v>(
    named: &'v [(String, String, f64)],
    is: impl Fn(&str, &str) -> bool + 'v,
) -> Option<f64> {
    let mut backwards = named.iter().rev();
    backwards.find(|(a, b, _)| is(a, b)).map(|&(_, _, x)| x)
}

/// What was named last for a name.
pub(super) fn of_name<'v, T>(named: &'v [(String, T)], name: &str) -> Option<&'v T> {
    named.iter().rev().find(|(n, _)| n == name).map(|(_, x)| x)
}
