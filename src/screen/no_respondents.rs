//! Rows that are not respondents, and rows without any answers.

use std::collections::BTreeSet;

use super::Respondents;
use super::ScreenFinding;
use crate::data::Table;
use crate::model::Model;
use crate::moments::{Missing, Sample};
use crate::numeric::order;

/// With fewer rows too little is known about the other answers.
const FEWEST_ROWS: usize = 10;
/// A row is judged by at least this many questions.
const FEWEST_QUESTIONS: usize = 2;
/// A question counts as one of whole numbers if at least this share of its answers are whole
/// numbers.
const MOSTLY: f64 = 0.9;
/// The middle of the answers lies between these quantiles.
const MIDDLE: [f64; 2] = [0.05, 0.95];
/// A sum or a count lies this many widths of the middle beyond it.
const FAR: f64 = 5.0;
/// Answers of a scale lie no farther apart.
const WIDEST: f64 = 10.0;

/// Rows of the sample that hold means, standard deviations, sums or counts of the others.
///
/// ```text
/// means, standard deviations   fractions in at least half of the questions that all others answer by whole numbers
/// sums, counts                 far beyond what all others answer in at least half of these questions
/// ```
///
/// Spreadsheets often have these rows below the answers. The check needs at least two questions of whole numbers,
/// and ten rows.
pub(super) fn no_respondents(sample: &Sample) -> BTreeSet<usize> {
    if sample.n() < FEWEST_ROWS {
        return BTreeSet::new();
    }
    let questions: Vec<Question> = (0..sample.indicators().len())
        .filter_map(|k| Question::of(sample, k))
        .collect();
    if questions.iter().filter(|q| q.has_stray).count() < FEWEST_QUESTIONS {
        return BTreeSet::new();
    }
    let is_none = |&i: &usize| {
        let (mut given, mut broken, mut far) = (0, 0, 0);
        for question in &questions {
            if let Some(x) = sample.answer(i, question.k) {
                given += 1;
                broken += usize::from(!is_whole(x));
                far += usize::from(x > question.limit);
            }
        }
        let most = |count: usize| count >= FEWEST_QUESTIONS && 2 * count >= given;
        most(broken) || most(far)
    };
    (0..sample.n()).filter(is_none).collect()
}

pub(super) fn finding(rows: &Respondents, found: &BTreeSet<usize>) -> Option<ScreenFinding> {
    (!found.is_empty()).then(|| ScreenFinding::NoRespondents {
        rows: found.iter().map(|&i| rows.place(i)).collect(),
    })
}

/// Respondents without a single answer to the model's questions.
pub(super) fn empty(model: &Model, table: &Table, missing: Missing) -> Option<ScreenFinding> {
    let counts = |i: &usize| table.weights().is_none_or(|w| w[*i] > 0.0);
    let answers = |i: usize| {
        let mut indicators = model.indicators();
        indicators.any(|indicator| table.number(indicator, i).is_some())
    };
    let rows: Vec<String> = (0..table.rows())
        .filter(counts)
        .filter(|&i| !answers(i))
        .map(|i| table.place(i).to_string())
        .collect();
    (!rows.is_empty()).then_some(ScreenFinding::EmptyRespondents {
        rows,
        counted: missing == Missing::Mean,
    })
}

/// A question of whole numbers.
struct Question {
    k: usize,
    /// Answers above this lie far beyond the others.
    limit: f64,
    /// Whether any answer does, or is no whole number.
    has_stray: bool,
}

impl Question {
    fn of(sample: &Sample, k: usize) -> Option<Self> {
        let count = |of: &dyn Fn(f64) -> bool| -> usize {
            let counted = sample.given(k).filter(|(x, _)| of(*x));
            counted.map(|(_, count)| count).sum()
        };
        let (all, whole) = (count(&|_| true), count(&is_whole));
        if (whole as f64) < MOSTLY * all as f64 {
            return None;
        }
        let answers = sample.different(k);
        let [low, high] = MIDDLE.map(|q| order::quantile_of_counts(&answers, q));
        let limit = high + FAR * (high - low).max(1.0);
        (high - low <= WIDEST).then(|| Self {
            k,
            limit,
            has_stray: count(&|x| !is_whole(x) || x > limit) > 0,
        })
    }
}

#[allow(clippy::float_cmp)] // whole numbers: nothing is cut off
fn is_whole(x: f64) -> bool {
    x == x.trunc()
}
