//! Indicators that number the respondents.

use std::collections::HashSet;
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
        if !are_different_whole_numbers(sample, k) {
            return false;
        }
        let [low, high] = sample.range(k);
        let has_no_gap = high - low < sample.n() as f64;
        let mut others = block.filter(|&other| other != k).peekable();
        let is_alone = others.peek().is_none();
        let mut are_ratings = || others.all(|k| sample.different(k).len() <= MOST_ANSWERS);
        let is_rising = || (1..sample.n()).all(|i| sample.answer(i - 1, k) < sample.answer(i, k));
        has_no_gap || (!is_alone && (is_rising() || are_ratings()))
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

/// Whether every row has an answer, which is a whole number that no other row has. Almost every question fails in one of the
/// first rows, which is why its answers are not sorted for this.
fn are_different_whole_numbers(sample: &Sample, k: usize) -> bool {
    let mut seen = HashSet::new();
    let mut is_new = |x: f64| x.fract() == 0.0 && seen.insert(x.to_bits());
    let mut answers = (0..sample.n()).map(|i| sample.answer(i, k));
    answers.all(|answer| answer.is_some_and(&mut is_new))
}
