//! The answers to each indicator: range, distribution, and whether its direction is that of its
//! block.

use serde::{Deserialize, Serialize};

use super::ScreenFinding;
use crate::assess::descriptives::{self, Descriptives};
use crate::assess::items::item_total_of;
use crate::assess::reliability::shared_block;
use crate::estimate::{Plan, Problem};
use crate::guidance::{FAR_FROM_NORMAL, FEWEST_CATEGORIES};
use crate::moments::Moments;

/// The answers to one indicator. Values that need rows are `None` for a matrix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IndicatorScreening {
    /// Its name, and mean, range and distribution of its answers.
    #[serde(flatten)]
    pub descriptives: Descriptives,
    /// Different answers.
    pub values: Option<usize>,
    /// Share of answers that equal the lowest answer.
    pub at_min: Option<f64>,
    /// Share of answers that equal the highest answer.
    pub at_max: Option<f64>,
    /// Correlation with the sum of the block's other indicators; `None` for single items, Mode B blocks, whose indicators
    /// need not correlate, and correlations without variances.
    pub item_total: Option<f64>,
}

pub(super) fn of_rows(problem: &Problem, moments: &Moments) -> Vec<IndicatorScreening> {
    let sample = problem.sample();
    let of = |(k, descriptives): (usize, Descriptives)| {
        let answers = sample.different(k);
        let all: usize = answers.iter().map(|(_, count)| count).sum();
        let share =
            |answer: Option<&(f64, usize)>| answer.map(|(_, count)| *count as f64 / all as f64);
        IndicatorScreening {
            values: Some(answers.len()),
            at_min: share(answers.first()),
            at_max: share(answers.last()),
            item_total: item_total(problem.plan(), moments, k),
            descriptives,
        }
    };
    let described = descriptives::descriptives(problem);
    described.into_iter().enumerate().map(of).collect()
}

pub(super) fn of_matrix(plan: &Plan, moments: &Moments) -> Vec<IndicatorScreening> {
    let of = |(k, descriptives): (usize, Descriptives)| IndicatorScreening {
        values: None,
        at_min: None,
        at_max: None,
        item_total: item_total(plan, moments, k),
        descriptives,
    };
    let described = descriptives::of_moments(plan.model(), moments);
    described.into_iter().enumerate().map(of).collect()
}

/// Answers with few categories or far from normal, and questions that correlate negatively with
/// their block.
///
/// ```text
/// few categories     fewer than 5 different answers
/// far from normal    |skewness| > 1 or |excess kurtosis| > 1
/// reversed           a corrected item-total correlation below 0
/// ```
///
/// Source: Rhemtulla, Brosseau-Liard & Savalei (2012), Psychological Methods 17(3), 354-373; Hair et al. (2022), A Primer
/// on PLS-SEM, ch. 2; Nunnally & Bernstein (1994), Psychometric Theory, ch. 8.
pub(super) fn findings(indicators: &[IndicatorScreening]) -> Vec<ScreenFinding> {
    let named = |is: &dyn Fn(&IndicatorScreening) -> bool| -> Vec<String> {
        let found = indicators.iter().filter(|i| is(i));
        found.map(|i| i.descriptives.indicator.clone()).collect()
    };
    let reversed = indicators.iter().filter_map(|i| {
        let item_total = i.item_total.filter(|&r| r < 0.0)?;
        Some(ScreenFinding::ReversedItem {
            construct: i.descriptives.construct.clone(),
            indicator: i.descriptives.indicator.clone(),
            item_total,
        })
    });
    let far = |x: Option<f64>| x.is_some_and(|x| x.abs() > FAR_FROM_NORMAL);
    let shape =
        |i: &IndicatorScreening| far(i.descriptives.skewness) || far(i.descriptives.kurtosis);
    let few = |i: &IndicatorScreening| i.values.is_some_and(|values| values < FEWEST_CATEGORIES);
    let (far_from_normal, few_categories) = (named(&shape), named(&few));
    let mut findings: Vec<ScreenFinding> = reversed.collect();
    if !far_from_normal.is_empty() {
        findings.push(ScreenFinding::FarFromNormal {
            indicators: far_from_normal,
        });
    }
    if !few_categories.is_empty() {
        findings.push(ScreenFinding::FewCategories {
            indicators: few_categories,
        });
    }
    findings
}

fn item_total(plan: &Plan, moments: &Moments, k: usize) -> Option<f64> {
    shared_block(plan, plan.owner(k))?;
    item_total_of(plan, moments, k)
}
