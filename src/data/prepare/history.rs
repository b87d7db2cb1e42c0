//! How the answers of a table were prepared, which it carries along.

use super::{Labels, Preparation, Prepared, Scale};
use crate::data::{Place, Table};
use crate::text::excerpt;

/// What was asked for, and what was done.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct History {
    pub(super) asked: Preparation,
    pub(super) steps: Vec<Prepared>,
    /// Rows that conditions dropped.
    pub(super) dropped: usize,
    pub(super) doubtful: Vec<Doubtful>,
}

/// A column with two labels that a ready scale takes for spellings of one answer, which one question never has.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Doubtful {
    pub(super) column: String,
    /// The cell of each with its place.
    pub(super) first: (String, Place),
    pub(super) second: (String, Place),
    pub(super) number: f64,
}

impl Doubtful {
    /// What is wrong with the second cell, and what to do.
    pub(super) fn why(&self) -> String {
        let (cell, place) = &self.first;
        format!(
            "and `{}` in {place} would both be {}: name the ready scale that tells them apart, or write a map of `labels`",
            excerpt(cell),
            self.number
        )
    }
}

impl History {
    /// This, and what was done after it.
    pub(crate) fn and(self, later: Self) -> Self {
        let mut steps = self.steps;
        steps.extend(later.steps);
        Self {
            asked: self.asked.and(later.asked),
            steps,
            dropped: self.dropped + later.dropped,
            doubtful: later.doubtful,
        }
    }

    /// The same for some of the rows: how many others there were is no longer told.
    pub(crate) fn of_some_rows(&self) -> Self {
        Self {
            dropped: 0,
            ..self.clone()
        }
    }

    pub(crate) fn dropping(mut self, rows: usize) -> Self {
        self.dropped = rows;
        self
    }
}

/// Answers to a question that lie outside its declared scale.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Outside {
    pub(crate) scale: Scale,
    /// How many there are.
    pub(crate) count: usize,
    /// The first of them, and where it stands.
    pub(crate) answer: f64,
    pub(crate) place: Place,
}

impl Table {
    /// What was done to prepare the answers, in order; nothing if they are as they were read.
    #[must_use]
    pub fn prepared(&self) -> &[Prepared] {
        self.history().map_or(&[], |history| &history.steps)
    }

    /// How the answers were to be prepared.
    #[must_use]
    pub fn preparation(&self) -> Option<&Preparation> {
        self.history().map(|history| &history.asked)
    }

    /// Rows that were read, with those that a condition dropped.
    #[must_use]
    pub fn rows_read(&self) -> usize {
        self.rows() + self.history().map_or(0, |history| history.dropped)
    }

    /// The answers to a question that lie outside its declared scale, if there are any.
    pub(crate) fn outside_scale(&self, column: &str) -> Option<Outside> {
        let scale = self.preparation()?.scale_of_question(column)?;
        let answers = self.column(column)?.cells.numbers()?.iter().enumerate();
        let mut outside = answers.filter(|(_, x)| !x.is_nan() && !scale.holds(**x));
        let (row, &answer) = outside.next()?;
        Some(Outside {
            scale,
            count: 1 + outside.count(),
            answer,
            place: self.place_of(column, row),
        })
    }

    /// Why a cell of words is no number though labels are declared: the end of a sentence that begins with the cell.
    pub(crate) fn why_unread(&self, column: &str, cell: &str) -> Option<String> {
        let history = self.history()?;
        let doubtful = history.doubtful.iter().find(|d| d.column == column);
        match (doubtful, &history.asked.labels) {
            (Some(doubtful), _) => Some(doubtful.why()),
            (None, Some(labels)) => Some(unread(cell, Some(labels))),
            (None, None) => None,
        }
    }
}

/// What is wrong with a cell of words where a number is needed, and what to do.
pub(super) fn unread(cell: &str, labels: Option<&Labels>) -> String {
    let nearest = labels.and_then(|labels| labels.nearest(cell));
    match labels {
        Some(labels) => format!(
            "is not a number, and no label of `{}`{}: correct the cell, add the label, or declare it in `missing_codes`",
            labels.name(),
            nearest.map_or_else(String::new, |label| format!(" (did you mean `{label}`?)"))
        ),
        None => "is not a number: correct the cell, declare it in `missing_codes`, or write the `labels` of the answers"
            .to_owned(),
    }
}
