//! Possible preparations of the answers: labels, survey previews, reversed questions.

use std::cmp::Ordering;

use super::stems;
use crate::data::{Cells, Labels, Table, labels_of};
use crate::estimate::Problem;
use crate::model::quoted;

/// The ready scale whose labels the questions of a survey hold in place of numbers; `None` if they hold numbers, or other
/// words.
///
/// ```
/// use pls_sem::{ReadOptions, outline};
///
/// let table = ReadOptions::new().parse("q1,q2\nAgree,Disagree\nNeutral,Agree\n")?;
/// assert_eq!(outline::labels(&table).unwrap().number("Agree"), Some(4.0));
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[must_use]
pub fn labels(table: &Table) -> Option<Labels> {
    let texts = table.columns().iter().filter_map(|column| {
        let cells = column.cells.texts()?;
        labels_of(cells.iter()).map(|_| (column.name.as_str(), cells))
    });
    let texts: Vec<_> = texts.collect();
    let names: Vec<&str> = texts.iter().map(|(name, _)| *name).collect();
    let (blocks, _) = stems::blocks(&names);
    let questions: Vec<&str> = blocks.into_iter().flat_map(|(_, own)| own).collect();
    let of_questions = texts.iter().filter(|(name, _)| questions.contains(name));
    let cells = of_questions.flat_map(|(_, cells)| cells.iter());
    Labels::ready(labels_of(cells)?).ok()
}

/// A question that correlates less with the first component of its block has no direction to speak of.
const LEAST_LOADING: f64 = 0.3;

/// A condition that leaves out rows of test answers, and the number of these rows.
pub(super) fn previews(table: &Table) -> Option<(String, usize)> {
    let is_preview = |cell: &str| cell.to_lowercase().contains("preview");
    table.columns().iter().find_map(|column| {
        let Cells::Text { cells, .. } = &column.cells else {
            return None;
        };
        let cell = cells.iter().find(|cell| is_preview(cell))?;
        let count = cells.iter().filter(|other| *other == cell).count();
        // A column with these answers is a question and not a status column of the platform.
        let text = cell.replace('\'', "''");
        (2 * count < cells.len() && cell.len() < 40)
            .then(|| (format!("{} != '{text}'", quoted(&column.name)), count))
    })
}

/// Questions that run against the first component of their block while more others run with it.
pub(super) fn reversed(problem: &Problem) -> Vec<String> {
    let moments = problem.sample().moments();
    let correlations = moments.correlations();
    let (mut reversed, mut start) = (Vec::new(), 0);
    for construct in problem.plan().model().constructs() {
        let size = construct.indicators.len();
        let block = correlations.view((start, start), (size, size));
        start += size;
        let eigen = block.into_owned().symmetric_eigen();
        let first = eigen.eigenvectors.column(eigen.eigenvalues.imax());
        let of_sign = |sign: f64| -> Vec<usize> {
            let loads =
                |k: &usize| sign * first[*k] * eigen.eigenvalues.max().sqrt() > LEAST_LOADING;
            (0..size).filter(loads).collect()
        };
        let (one, other) = (of_sign(1.0), of_sign(-1.0));
        let fewer = match one.len().cmp(&other.len()) {
            Ordering::Less => one,
            Ordering::Equal => continue,
            Ordering::Greater => other,
        };
        reversed.extend(fewer.iter().map(|k| construct.indicators[*k].clone()));
    }
    reversed
}
