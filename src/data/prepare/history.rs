//! How the answers of a table were prepared; the table keeps this record.

use super::{Labels, MissingCode, Preparation, Prepared, Scale};
use crate::data::{Place, Table};
use crate::text::excerpt;

/// The request, and the completed part.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct History {
    pub(super) asked: Preparation,
    pub(super) steps: Vec<Prepared>,
    /// Rows that conditions dropped.
    pub(super) dropped: usize,
    pub(super) doubtful: Vec<Doubtful>,
}

/// A column with two labels that a ready scale treats as spellings of one answer, although a question has only
/// one of them.
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
            "and `{}` in {place} would both be {}: name the ready scale that distinguishes them, or write a map of `labels`",
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

    /// The same for some of the rows; the number of the other rows is not kept.
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
    /// Their number.
    pub(crate) count: usize,
    /// The first of them, and where it stands.
    pub(crate) answer: f64,
    pub(crate) place: Place,
}

impl Table {
    /// The steps of the preparation, in order; empty if the answers are not changed.
    #[must_use]
    pub fn prepared(&self) -> &[Prepared] {
        self.history().map_or(&[], |history| &history.steps)
    }

    /// How the answers were to be prepared.
    #[must_use]
    pub fn preparation(&self) -> Option<&Preparation> {
        self.history().map(|history| &history.asked)
    }

    /// The numbers and texts that are declared as missing codes.
    pub(crate) fn declared_codes(&self) -> &[MissingCode] {
        self.preparation().map_or(&[], |asked| &asked.missing_codes)
    }

    /// Rows that were read, with those that a condition dropped.
    #[must_use]
    pub fn rows_read(&self) -> usize {
        self.rows() + self.history().map_or(0, |history| history.dropped)
    }

    /// The answers to a question that lie outside its declared scale, if any.
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

    /// Why a cell with words is not a number although labels are declared: the end of a message that begins with the
    /// cell.
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

/// The fault of a cell with words where a number is needed, and the fix.
pub(super) fn unread(cell: &str, labels: Option<&Labels>) -> String {
    let nearest = labels.and_then(|labels| labels.nearest(cell));
    match labels {
        Some(labels) => format!(
            "is neither a number nor a label of `{}`{}: correct the cell, add the label, or declare it in `missing_codes`",
            labels.name(),
            nearest.map_or_else(String::new, |label| format!(" (did you mean `{label}`?)"))
        ),
        None => "is not a number: correct the cell, declare it in `missing_codes`, or write the `labels` of the answers"
            .to_owned(),
    }
}
