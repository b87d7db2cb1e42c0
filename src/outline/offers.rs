//! What may have to be done to the answers before they are estimated from: labels, previews, reversed questions.

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

/// Rows that try a survey out, as a condition that leaves them out, and how many they are.
pub(super) fn previews(table: &Table) -> Option<(String, usize)> {
    let is_preview = |cell: &str| cell.to_lowercase().contains("preview");
    table.columns().iter().find_map(|column| {
        let Cells::Text { cells, .. } = &column.cells else {
            return None;
        };
        let cell = cells.iter().find(|cell| is_preview(cell))?;
        let count = cells.iter().filter(|other| *other == cell).count();
        // A question that is answered so is not one of the platform.
        let text = cell.replace('\'', "''");
        (2 * count < cells.len() && cell.len() < 40)
            .then(|| (format!("{} != '{text}'", quoted(&column.name)), count))
    })
}

/// Questions that correlate negatively with the others of their block, if these are the fewer.
pub(super) fn reversed(problem: &Problem) -> Vec<String> {
    let moments = problem.sample().moments();
    let correlations = moments.correlations();
    let (mut reversed, mut start) = (Vec::new(), 0);
    for construct in problem.plan().model().constructs() {
        let block = start..start + construct.indicators.len();
        start = block.end;
        let turned = |&k: &usize| {
            let others = block.clone().filter(|l| *l != k);
            others.map(|l| correlations[(k, l)]).sum::<f64>() < 0.0
        };
        let own: Vec<usize> = block.clone().filter(turned).collect();
        if 2 * own.len() < block.len() {
            let names = own
                .iter()
                .map(|k| construct.indicators[k - block.start].clone());
            reversed.extend(names);
        }
    }
    reversed
}
