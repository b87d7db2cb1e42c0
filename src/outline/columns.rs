//! Which columns of a survey can be questions.

use crate::assess::descriptives::missing_codes;
use crate::data::{Cells, Column, Table, words_among};
use crate::finding::Finding;
use crate::model::Model;
use crate::moments::SampleError;
use crate::text::{excerpt, hidden};

/// Whole numbers that differ in this number of rows or more are numbers of the respondents.
const FEWEST_NUMBERS: usize = 20;

/// A column that is in no block.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftOut {
    /// The column.
    pub column: String,
    /// Why.
    pub reason: String,
}

impl LeftOut {
    /// A column without any other column of a similar name.
    pub(super) fn alone(column: &str) -> Self {
        Self {
            column: column.to_owned(),
            reason: "no other column has a name of the same kind; a construct of one question is written `Name =~ column`"
                .to_owned(),
        }
    }
}

/// The columns that can be questions, and those that cannot.
pub(super) fn questions(table: &Table) -> (Vec<&str>, Vec<LeftOut>) {
    let (mut questions, mut left_out) = (Vec::new(), Vec::new());
    for column in table.columns() {
        match unfit(table, column) {
            None => questions.push(column.name.as_str()),
            Some(reason) => left_out.push(LeftOut {
                column: column.name.clone(),
                reason,
            }),
        }
    }
    (questions, left_out)
}

/// Why a column cannot be a question.
fn unfit(table: &Table, column: &Column) -> Option<String> {
    if column.name.contains(|c: char| c == '`' || hidden(c)) {
        return Some("its name cannot be written in a model text".to_owned());
    }
    if table.column(&column.name).is_none() {
        return Some("two columns have this name: rename one of them".to_owned());
    }
    let answers = match &column.cells {
        Cells::Text { cells, first, .. } => {
            return Some(format!(
                "text (`{}` in {})",
                excerpt(&cells[*first]),
                table.place_of(&column.name, *first)
            ));
        }
        Cells::Numbers(answers) => given(answers),
    };
    let (Some(low), Some(high)) = (answers.first(), answers.last()) else {
        return Some("no answers".to_owned());
    };
    #[allow(clippy::float_cmp)] // constant means: the same number
    if low == high {
        return Some(format!("every answer is {low}"));
    }
    let rising = answers.windows(2).all(|pair| pair[0] < pair[1]);
    let whole = answers.iter().all(|x| x.fract() == 0.0);
    let numbers = rising && whole && answers.len() >= FEWEST_NUMBERS;
    numbers.then(|| {
        "a different whole number in every row, such as the number of the respondent".to_owned()
    })
}

/// A column that would be a question without a few of its cells: the first of these cells, with the
/// fix.
pub(super) fn unreadable(table: &Table, column: &Column) -> Option<SampleError> {
    let Cells::Text {
        cells,
        first,
        header_rows,
    } = &column.cells
    else {
        return None;
    };
    let (words, given) = words_among(cells.iter());
    let fault = || SampleError::not_a_number(table, &column.name, cells, *first, *header_rows);
    (2 * words < given).then(fault)
}

/// Answers to a model's indicators that look like codes of missing ones.
pub(super) fn suspected_codes(model: &Model, table: &Table) -> Vec<Finding> {
    let answers = |indicator| match &table.column(indicator)?.cells {
        Cells::Numbers(answers) => {
            let given = answers.iter().filter(|x| !x.is_nan());
            Some((indicator, given.map(|&x| (x, 1)).collect()))
        }
        Cells::Text { .. } => None,
    };
    let codes = missing_codes(model.indicators().filter_map(answers));
    codes.into_iter().map(Finding::from).collect()
}

/// The answers that are not missing, sorted.
fn given(answers: &[f64]) -> Vec<f64> {
    let mut given: Vec<f64> = answers.iter().copied().filter(|x| !x.is_nan()).collect();
    given.sort_by(f64::total_cmp);
    given
}
