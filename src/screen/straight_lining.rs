//! Straight-lining: respondents with a long run of one answer.

use serde::{Deserialize, Serialize};

use super::Respondents;
use super::ScreenFinding;
use crate::guidance::CARELESS_ITEMS;

/// A row with a long run of one answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StraightLine {
    /// The row: a line of the file, or its number.
    pub row: String,
    /// Its answers to the model's indicators.
    pub answers: usize,
    /// The longest run of one answer among them.
    pub longest_run: usize,
}

/// Rows whose longest run of one answer is at least half of their answers, and at least 10.
///
/// ```text
/// 4 4 4 2 4 4 4 4 4 4 4 4 4      longest run 9 of 13
/// ```
///
/// Questions are taken in the order of the file's columns, which is usually that of the questionnaire; a missing answer
/// does not end a run. A row without variance is one run. With fewer than 10 indicators no row is reported, because the
/// same answer to all questions may be honest; with more indicators it may also be honest if all questions have the
/// same direction.
///
/// Source: the longest run, Johnson (2005), Journal of Research in Personality 39(1), 103-129, and Meade & Craig (2012),
/// Psychological Methods 17(3), 437-455; half of the answers, Curran (2016), Journal of Experimental Social Psychology 66,
/// 4-19.
pub(super) fn straight_lines(rows: &Respondents) -> Vec<StraightLine> {
    let sample = rows.sample;
    let column = |name: &String| rows.table.columns().iter().position(|c| c.name == *name);
    let mut order: Vec<usize> = (0..sample.indicators().len()).collect();
    order.sort_by_key(|&k| column(&sample.indicators()[k]));
    let line = |i: usize| {
        let given = order.iter().filter_map(|&k| sample.answer(i, k));
        let (answers, longest_run) = longest_run(given);
        let long = longest_run >= CARELESS_ITEMS && 2 * longest_run >= answers;
        long.then(|| StraightLine {
            row: rows.place(i),
            answers,
            longest_run,
        })
    };
    (0..sample.n()).filter_map(line).collect()
}

/// The number of answers, and of those in the longest run of one answer.
fn longest_run(answers: impl Iterator<Item = f64>) -> (usize, usize) {
    let (mut count, mut longest, mut run, mut last) = (0, 0, 0, f64::NAN);
    for answer in answers {
        #[allow(clippy::float_cmp)] // the same answer is the same number
        let goes_on = answer == last;
        run = if goes_on { run + 1 } else { 1 };
        (count, longest, last) = (count + 1, longest.max(run), answer);
    }
    (count, longest)
}

pub(super) fn finding(lines: &[StraightLine]) -> Option<ScreenFinding> {
    (!lines.is_empty()).then(|| ScreenFinding::StraightLining {
        rows: lines.iter().map(|line| line.row.clone()).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::longest_run;

    #[test]
    fn the_longest_run_is_found_wherever_it_stands() {
        let of = |answers: &[f64]| longest_run(answers.iter().copied());
        assert_eq!(of(&[]), (0, 0));
        assert_eq!(of(&[3.0]), (1, 1));
        assert_eq!(of(&[1.0, 4.0, 4.0, 4.0, 2.0, 2.0]), (6, 3));
        assert_eq!(of(&[1.0, 2.0, 2.0, 5.0, 5.0, 5.0, 5.0]), (7, 4));
    }
}
