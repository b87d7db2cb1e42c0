//! Which answers are missing, together and by row.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Respondents;
use super::ScreenFinding;
use crate::assess::AssessFinding;
use crate::guidance::MISSING_OF_ROW_PERCENT;
use crate::moments::Sample;

/// Rows that lack the same answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MissingPattern {
    /// The indicators without an answer; empty for complete rows.
    pub missing: Vec<String>,
    /// How many rows lack just these.
    pub rows: usize,
}

/// A row that lacks many answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MissingRow {
    /// The row: a line of the file, or its number.
    pub row: String,
    /// The number of indicators without an answer.
    pub missing: usize,
}

/// The patterns of missing answers, the most frequent first.
///
/// A pattern that many rows share is rarely chance: it may come from a filter question, a page that was not shown, or
/// questionnaires that were not completed.
///
/// Source: Little & Rubin (2019), Statistical Analysis with Missing Data, ch. 1.
pub(super) fn patterns(sample: &Sample) -> Vec<MissingPattern> {
    let mut counts: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    for i in 0..sample.n() {
        *counts.entry(missing(sample, i).collect()).or_default() += 1;
    }
    let name = |k: &usize| sample.indicators()[*k].clone();
    let mut patterns: Vec<MissingPattern> = counts
        .iter()
        .map(|(missing, &rows)| MissingPattern {
            missing: missing.iter().map(name).collect(),
            rows,
        })
        .collect();
    patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.rows));
    patterns
}

/// Rows that lack more than 15 % of the answers.
///
/// Source: Hair et al. (2022), A Primer on PLS-SEM, ch. 2, who advise to leave such a row out.
pub(super) fn rows(rows: &Respondents) -> Vec<MissingRow> {
    let sample = rows.sample;
    let many = MISSING_OF_ROW_PERCENT * sample.indicators().len();
    let row = |i: usize| {
        let missing = missing(sample, i).count();
        (100 * missing > many).then(|| MissingRow {
            row: rows.place(i),
            missing,
        })
    };
    (0..sample.n()).filter_map(row).collect()
}

pub(super) fn finding(rows: &[MissingRow], sample: &Sample) -> Option<ScreenFinding> {
    (!rows.is_empty()).then(|| ScreenFinding::ManyMissingInRows {
        rows: rows.iter().map(|row| row.row.clone()).collect(),
        of: sample.n(),
    })
}

/// Reported if more than 5 % of the rows would be dropped because of missing answers.
pub(super) fn dropped(sample: &Sample) -> Option<AssessFinding> {
    let incomplete = |&i: &usize| missing(sample, i).next().is_some();
    let dropped = (0..sample.n()).filter(incomplete).count();
    let rows = sample.rows_read();
    (dropped * 20 > rows).then_some(AssessFinding::ManyDropped { dropped, rows })
}

/// The indicators without an answer in a row.
fn missing(sample: &Sample, i: usize) -> impl Iterator<Item = usize> {
    let incomplete = sample.incomplete().iter().copied();
    incomplete.filter(move |&k| sample.answer(i, k).is_none())
}
