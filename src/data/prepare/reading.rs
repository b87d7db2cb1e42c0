//! The content of a cell after labels and missing codes are applied.

use std::collections::HashMap;

use super::{Labels, MissingCode, Preparation, folded};
use crate::data::cell::{Mark, Value, value};
use crate::data::{Cells, Table, Texts};

/// The meaning of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Answer {
    /// A number, and the label from which it was read, if any.
    Number(f64, Option<usize>),
    /// A missing answer, and its missing code, if any.
    Missing(Option<usize>),
    /// Words that stand for no number.
    Words,
}

/// How cells are read: by labels, then by missing codes.
#[derive(Debug, Clone, Copy)]
pub(in crate::data) struct Reading<'p> {
    pub(super) labels: Option<&'p Labels>,
    pub(super) codes: &'p [MissingCode],
    /// The decimal mark of the table.
    pub(super) mark: Mark,
    /// Numbers of a sheet have a decimal point, whatever the decimal mark of numbers in cells of text.
    pub(super) is_sheet: bool,
}

/// The numbers of a column, and where words stand.
#[derive(Debug, Clone)]
pub(super) struct Answers {
    /// NaN where an answer is missing, and where words stand.
    pub(super) numbers: Vec<f64>,
    /// Whether a row holds words; empty for a column without words.
    words: Vec<bool>,
}

/// The maximum number of different texts that are remembered while a column is read: answers repeat,
/// but free text does not.
const REMEMBERED: usize = 1000;

impl Preparation {
    /// How the cells of a table are read.
    pub(super) fn reading(&self, table: &Table) -> Reading<'_> {
        Reading {
            labels: self.labels.as_ref(),
            codes: &self.missing_codes,
            mark: Mark::of(table.decimal()),
            is_sheet: table.is_sheet(),
        }
    }
}

impl Table {
    /// How its cells of text are read, once more.
    pub(in crate::data) fn reading(&self) -> Reading<'_> {
        let plain = Reading {
            labels: None,
            codes: &[],
            mark: Mark::of(self.decimal()),
            is_sheet: self.is_sheet(),
        };
        self.preparation()
            .map_or(plain, |asked| asked.reading(self))
    }
}

impl Reading<'_> {
    pub(super) fn number(&self, x: f64) -> Answer {
        match self.codes.iter().position(|code| code.is_number(x)) {
            _ if x.is_nan() => Answer::Missing(None),
            Some(code) => Answer::Missing(Some(code)),
            None => Answer::Number(x, None),
        }
    }

    /// The content of every cell of a column of text.
    pub(super) fn texts<'t>(
        &self,
        cells: &'t Texts,
        rows: impl Iterator<Item = usize>,
    ) -> impl Iterator<Item = Answer> {
        let mut known: HashMap<&'t str, Answer> = HashMap::new();
        rows.map(move |row| {
            let cell = &cells[row];
            if let Some(&answer) = known.get(cell) {
                return answer;
            }
            let answer = self.text(cell);
            if known.len() < REMEMBERED {
                known.insert(cell, answer);
            }
            answer
        })
    }

    fn text(&self, cell: &str) -> Answer {
        let plain = match value(cell, Some(self.mark)) {
            Value::Words if self.is_sheet => value(cell, Some(Mark::Point)),
            other => other,
        };
        match plain {
            Value::Number(x, _) => return self.number(x),
            Value::Missing => return Answer::Missing(None),
            Value::Words => {}
        }
        if let Some((x, label)) = self.labels.and_then(|labels| labels.find(cell)) {
            return match self.number(x) {
                Answer::Number(x, _) => Answer::Number(x, Some(label)),
                missing => missing,
            };
        }
        let form = folded(cell);
        match self.codes.iter().position(|code| code.is_text(&form)) {
            Some(code) => Answer::Missing(Some(code)),
            None => Answer::Words,
        }
    }

    /// All answers of a column.
    pub(super) fn answers(&self, cells: &Cells) -> Answers {
        let texts = match cells {
            Cells::Numbers(x) => {
                let read = x.iter().map(|&x| match self.number(x) {
                    Answer::Number(x, _) => x,
                    _ => f64::NAN,
                });
                return Answers {
                    numbers: read.collect(),
                    words: Vec::new(),
                };
            }
            Cells::Text { cells, .. } => cells,
        };
        let read = self.texts(texts, 0..texts.len());
        let (numbers, words) = read
            .map(|answer| match answer {
                Answer::Number(x, _) => (x, false),
                Answer::Missing(_) => (f64::NAN, false),
                Answer::Words => (f64::NAN, true),
            })
            .unzip();
        Answers { numbers, words }
    }
}

impl Answers {
    pub(super) fn is_words(&self, row: usize) -> bool {
        self.words.get(row).is_some_and(|is| *is)
    }
}
