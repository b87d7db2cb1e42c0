//! Respondents with the same answers as another.

use serde::{Deserialize, Serialize};

use super::ScreenFinding;
use super::{Respondents, identical};
use crate::guidance::CARELESS_ITEMS;

/// A row with the same answers as another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Duplicate {
    /// Which set of identical rows it belongs to, from 1.
    pub set: usize,
    /// The row: a line of the file, or its number.
    pub row: String,
}

/// Sets of rows with the same answers, and the same missing answers, to all indicators.
///
/// Two people may agree in a few questions by chance. A row therefore counts from 10 answers on, and only if its answers
/// are not all the same, because straight-lining respondents share such rows. Identical rows usually come from a
/// questionnaire that was sent twice, or a file that was appended twice; a survey that is weighted by repeated rows has
/// them by design.
///
/// Source: Slomczynski, Powałko & Krauze (2017), Survey Research Methods 11(1), 1-16.
pub(super) fn duplicates(rows: &Respondents) -> Vec<Duplicate> {
    let sample = rows.sample;
    let answers = |i: usize| (0..sample.indicators().len()).map(move |k| sample.answer(i, k));
    #[allow(clippy::float_cmp)] // the same answer is the same number
    let telling = |&i: &usize| {
        let mut given = answers(i).flatten();
        let Some(first) = given.next() else {
            return false;
        };
        let (count, differ) = given.fold((1, false), |(count, differ), x| {
            (count + 1, differ || x != first)
        });
        count >= CARELESS_ITEMS && differ
    };
    let sets = identical::sets((0..sample.n()).filter(telling), answers);
    let numbered = sets.iter().zip(1..);
    numbered
        .flat_map(|(set, number)| {
            set.iter().map(move |&i| Duplicate {
                set: number,
                row: rows.place(i),
            })
        })
        .collect()
}

pub(super) fn finding(duplicates: &[Duplicate]) -> Option<ScreenFinding> {
    let last = duplicates.last()?.set;
    let rows = |set| duplicates.iter().filter(move |d| d.set == set);
    Some(ScreenFinding::DuplicatedRows {
        sets: (1..=last)
            .map(|set| rows(set).map(|d| d.row.clone()).collect())
            .collect(),
    })
}
