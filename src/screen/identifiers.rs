//! Indicators that number the respondents.

use std::ops::Range;

use super::{Respondents, ScreenFinding};
use crate::estimate::Plan;
use crate::moments::Sample;

/// With fewer rows, answers may all differ by chance.
const FEWEST_ROWS: usize = 20;
/// Questions of a rating scale have at most this many different answers.
const MOST_ANSWERS: usize = 20;

/// Indicators with a different whole number in every row, which seems to be the number of the row or of the respondent: the
/// numbers follow each other, or the block has other questions, which are those of a rating scale.
///
/// A measure such as the sales of a firm differs in every row as well; alone in its block, it is an identifier only if the
/// numbers have no gap.
pub(super) fn identifiers(plan: &Plan, rows: &Respondents) -> Option<ScreenFinding> {
    let sample = rows.sample;
    if sample.n() < FEWEST_ROWS {
        return None;
    }
    let is_identifier = |k: usize, block: Range<usize>| {
        let answers: Vec<f64> = (0..sample.n())
            .filter_map(|i| sample.answer(i, k))
            .collect();
        let sorted = sorted(&answers);
        let differ = sorted.len() == sample.n() && sorted.windows(2).all(|pair| pair[0] < pair[1]);
        if !differ || sorted.iter().any(|x| x.fract() != 0.0) {
            return false;
        }
        // Whole numbers that all differ.
        let range = sorted[sorted.len() - 1] - sorted[0];
        let has_no_gap = range < sorted.len() as f64;
        let is_rising = answers.windows(2).all(|pair| pair[0] < pair[1]);
        let others = block.filter(|&other| other != k);
        let others: Vec<usize> = others.map(|other| different(sample, other)).collect();
        let are_ratings = !others.is_empty() && others.iter().all(|&count| count <= MOST_ANSWERS);
        has_no_gap || are_ratings || (is_rising && !others.is_empty())
    };
    let blocks = plan.blocks().iter().map(|block| block.indicators.clone());
    let found = blocks.flat_map(|block| {
        let own = block
            .clone()
            .filter(move |&k| is_identifier(k, block.clone()));
        own.map(|k| sample.indicators()[k].clone())
    });
    let indicators: Vec<String> = found.collect();
    (!indicators.is_empty()).then_some(ScreenFinding::Identifiers { indicators })
}

fn sorted(answers: &[f64]) -> Vec<f64> {
    let mut sorted = answers.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

/// How many different answers a question has.
fn different(sample: &Sample, k: usize) -> usize {
    let answers: Vec<f64> = (0..sample.n())
        .filter_map(|i| sample.answer(i, k))
        .collect();
    let mut sorted = sorted(&answers);
    sorted.dedup();
    sorted.len()
}
