//! Which answers are missing.

use serde::{Deserialize, Serialize};

use super::PopulationError;
use super::answers::Margin;
use crate::model::Model;
use crate::numeric::normal;
use crate::text::nearest;

/// The number of equally probable answers at which a rate is adjusted.
const POINTS: i32 = 2000;

/// Which answers are missing: each with the same probability, or with one that rises with the answer to another question.
///
/// ```text
/// completely at random    P(missing) = rate
/// at random               P(missing) = F(a + strength (x - mean) / sd)      x  the answer that it depends on
/// ```
///
/// F is the normal distribution function; `a` makes the mean probability the rate. Mean and standard deviation are those of
/// all respondents: groups whose answers lie elsewhere have other rates, and the rate together. The answer that the
/// others depend on is never missing itself: otherwise they would not be missing at random.
///
/// ```
/// use pls_sem::simulate::Missingness;
///
/// let two_percent = Missingness::completely_at_random(0.02);
/// let the_content_are_silent = Missingness::at_random(0.1, "CS1", 1.0).of(["INT1", "INT2"]);
/// ```
///
/// Source: Rubin (1976), Biometrika 63, 581-592.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[must_use]
pub struct Missingness {
    /// The share of the answers that are missing.
    pub(crate) rate: f64,
    /// The indicators whose answers are missing; `None` for all.
    pub(crate) of: Option<Vec<String>>,
    /// The indicator on whose answer it depends.
    pub(crate) given: Option<String>,
    pub(crate) strength: f64,
}

impl Missingness {
    /// Each answer is missing with this probability, whatever the answers are.
    pub fn completely_at_random(rate: f64) -> Self {
        Self {
            rate,
            of: None,
            given: None,
            strength: 0.0,
        }
    }

    /// Each answer is missing with a probability that depends on the answer to an indicator; on average with this one.
    /// With a positive strength a higher answer makes it more probable; 1 is a marked dependence.
    pub fn at_random(rate: f64, given: impl Into<String>, strength: f64) -> Self {
        Self {
            rate,
            of: None,
            given: Some(given.into()),
            strength,
        }
    }

    /// Only answers to these indicators are missing. Default: to all.
    pub fn of<I: Into<String>>(mut self, indicators: impl IntoIterator<Item = I>) -> Self {
        self.of = Some(indicators.into_iter().map(Into::into).collect());
        self
    }

    /// Checks that a model has its indicators. `groups` are the shares of the respondents and their answers.
    pub(super) fn check(
        &self,
        model: &Model,
        groups: &[(f64, &[Margin])],
    ) -> Result<Gaps, PopulationError> {
        let &Self { rate, strength, .. } = self;
        if !(0.0..1.0).contains(&rate) {
            return Err(PopulationError::Rate { rate });
        }
        if !strength.is_finite() {
            return Err(PopulationError::Strength { strength });
        }
        let position = |indicator: &String| {
            model
                .indicators()
                .position(|i| i == indicator)
                .ok_or_else(|| PopulationError::UnknownIndicator {
                    indicator: indicator.clone(),
                    nearest: nearest(indicator, model.indicators()),
                })
        };
        let given = self.given.as_ref().map(position).transpose()?;
        let mut missing = vec![self.of.is_none(); model.indicators().count()];
        for indicator in self.of.iter().flatten() {
            let k = position(indicator)?;
            if Some(k) == given {
                return Err(PopulationError::GivenItself {
                    indicator: indicator.clone(),
                });
            }
            missing[k] = true;
        }
        let given = given.map(|k| {
            missing[k] = false;
            let answers = groups.iter().map(|(share, margins)| (*share, &margins[k]));
            Given::new(k, &answers.collect::<Vec<_>>(), rate, strength)
        });
        Ok(Gaps {
            rate,
            missing,
            given,
        })
    }
}

/// A mechanism by position.
#[derive(Debug, Clone)]
pub(super) struct Gaps {
    rate: f64,
    /// Whether answers to each indicator may be missing.
    missing: Vec<bool>,
    given: Option<Given>,
}

impl Gaps {
    /// The probability that an answer of a row is missing.
    pub(super) fn probability(&self, answer: impl Fn(usize) -> f64) -> f64 {
        self.given.as_ref().map_or(self.rate, |given| {
            normal::below(given.intercept + given.slope * answer(given.indicator))
        })
    }

    pub(super) fn may_be_missing(&self, indicator: usize) -> bool {
        self.missing[indicator]
    }
}

/// Dependence on the answer to an indicator.
#[derive(Debug, Clone)]
struct Given {
    indicator: usize,
    intercept: f64,
    slope: f64,
}

impl Given {
    /// `groups` are the shares of the respondents and their answers to the indicator.
    fn new(indicator: usize, groups: &[(f64, &Margin)], rate: f64, strength: f64) -> Self {
        let moments: Vec<(f64, (f64, f64))> =
            groups.iter().map(|(g, m)| (*g, m.moments())).collect();
        let mean: f64 = moments.iter().map(|(g, (mean, _))| g * mean).sum();
        let variance: f64 = moments
            .iter()
            .map(|(g, (own, variance))| g * (variance + (own - mean).powi(2)))
            .sum();
        let slope = strength / variance.sqrt();
        let share = |i: i32| (f64::from(i) + 0.5) / f64::from(POINTS);
        let answers = |margin: &Margin| -> Vec<f64> {
            (0..POINTS)
                .map(|i| margin.answer(normal::quantile(share(i))))
                .collect()
        };
        let answers: Vec<(f64, Vec<f64>)> = groups.iter().map(|(g, m)| (*g, answers(m))).collect();
        let of_group = |a: f64, answers: &[f64]| {
            let each = answers
                .iter()
                .map(|x| normal::below(a + slope * (x - mean)));
            each.sum::<f64>() / f64::from(POINTS)
        };
        let mean_probability = |a: f64| -> f64 {
            let groups = answers.iter();
            groups.map(|(g, answers)| g * of_group(a, answers)).sum()
        };
        // Rates from 1e-300 on lie inside, whatever the strength.
        let reach = 40.0 + 10.0 * strength.abs();
        let (mut low, mut high) = (-reach, reach);
        for _ in 0..100 {
            let middle = f64::midpoint(low, high);
            if mean_probability(middle) < rate {
                low = middle;
            } else {
                high = middle;
            }
        }
        Self {
            indicator,
            intercept: high - slope * mean,
            slope,
        }
    }
}
