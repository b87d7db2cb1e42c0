//! Errors in the preparation of answers, and in answers that are prepared.

use std::fmt;

use super::Scale;
use crate::data::Place;
use crate::text::{Excerpt, counted, did_you_mean, excerpt, listed};

/// A setting of `[data]` that prepares answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Key {
    /// `labels`
    Labels,
    /// `scale`
    Scale,
    /// `reverse`
    Reverse,
    /// `compute`
    Compute,
    /// `where`
    Where,
}

impl Key {
    /// The key, as it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Labels => "labels",
            Self::Scale => "scale",
            Self::Reverse => "reverse",
            Self::Compute => "compute",
            Self::Where => "where",
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Answers that cannot be prepared as requested. [`PrepareError::key`] distinguishes faults of the settings from faults of
/// the answers.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PrepareError {
    /// A condition or a formula cannot be read.
    #[error("`{key}`: {of}, line {}, column {}: {message}\n{}", .excerpt.line, .excerpt.column, .excerpt.underlined())]
    Misread {
        /// The setting.
        key: Key,
        /// The part that cannot be read.
        of: String,
        /// The fault, and what to write.
        message: String,
        /// Where.
        excerpt: Box<Excerpt>,
    },
    /// A column that is named is not there.
    #[error("`{key}`: there is no column `{}`{}{}", excerpt(.column), did_you_mean(.nearest.as_deref()), .hint)]
    UnknownColumn {
        /// The setting that names it.
        key: Key,
        /// The name.
        column: String,
        /// The most similar existing name.
        nearest: Option<String>,
        /// Another possible meaning, or nothing.
        hint: String,
    },
    /// Two columns have the name.
    #[error(
        "`{key}`: two columns are called `{column}` (columns {first} and {second}): rename one of them in the file"
    )]
    DuplicateColumn {
        /// The setting that names them.
        key: Key,
        /// The name.
        column: String,
        /// Number of the first, from 1.
        first: usize,
        /// Number of the second, from 1.
        second: usize,
    },
    /// `labels` is empty.
    #[error(
        "`labels` has no labels: write them with their numbers, such as {{ \"never\" = 1, \"always\" = 5 }}"
    )]
    NoLabels,
    /// A label that is blank.
    #[error("`labels`: the label of {number} is empty; an empty cell is a missing answer")]
    BlankLabel {
        /// Its number.
        number: f64,
    },
    /// A label of no finite number.
    #[error("`labels`: `{}` = {number} is not a finite number", excerpt(.label))]
    LabelNumber {
        /// The label.
        label: String,
        /// The number that it should represent.
        number: String,
    },
    /// A label that is a number itself.
    #[error(
        "`labels`: `{}` is a number, and numbers stand for themselves, so that it cannot stand for {number}: remove it, and make a column of the new numbers with `compute`", excerpt(.label)
    )]
    NumberAsLabel {
        /// The label.
        label: String,
        /// The number that it should represent.
        number: f64,
    },
    /// Two labels that match the same cells, with different numbers.
    #[error(
        "`labels`: `{}` = {of_first} and `{}` = {of_second} are the same label, because upper and lower case and blanks are ignored: remove one of them", excerpt(.first), excerpt(.second)
    )]
    LabelTwice {
        /// The one.
        first: String,
        /// Its number.
        of_first: f64,
        /// The other.
        second: String,
        /// Its number.
        of_second: f64,
    },
    /// There is no ready scale of this name.
    #[error(
        "`labels`: no ready scale is called `{}`{}; there are {}", excerpt(.name), did_you_mean(.nearest.as_deref()),
        super::Labels::ready_names().collect::<Vec<_>>().join(", ")
    )]
    UnknownScale {
        /// The name.
        name: String,
        /// The nearest that there is.
        nearest: Option<String>,
    },
    /// A scale whose first answer is not lower than its second.
    #[error(
        "`scale`: [{low}, {high}] is not a scale: write the lowest answer, then a higher one, such as [1, 5]"
    )]
    ScaleEnds {
        /// The first.
        low: f64,
        /// The second.
        high: f64,
    },
    /// A column that is to be turned twice.
    #[error(
        "`reverse`: `{column}` is listed twice, so that it would not be reversed: remove one of the two"
    )]
    ReversedTwice {
        /// The column.
        column: String,
    },
    /// A name that no column can have.
    #[error(
        "`compute`: {name:?} cannot name a column: a name has at least one character, and neither backquotes nor invisible characters"
    )]
    ComputedName {
        /// The name.
        name: String,
    },
    /// A computed column with the name of another.
    #[error("`compute`: a column `{column}` already exists: give the new one another name")]
    ComputedTaken {
        /// The name.
        column: String,
    },
    /// Columns that are made of each other.
    #[error("`compute`: {} depend on each other: compute one of them from columns of the file alone", listed(.names))]
    ComputedRound {
        /// Their names.
        names: Vec<String>,
    },
    /// A condition that no row meets.
    #[error("`where` keeps none of {}: {}{hint}", counted(*.rows, "row"), told(.dropped))]
    NoRows {
        /// Rows of the file.
        rows: usize,
        /// The parts of the condition, each with the rows that it dropped.
        dropped: Vec<(String, usize)>,
        /// Another possible meaning, or nothing.
        hint: String,
    },
    /// A cell without a number where a number is needed.
    #[error("`{key}`: column `{column}`, {place}: `{}` {why}", excerpt(.cell))]
    NotANumber {
        /// The setting that needs it.
        key: Key,
        /// The column.
        column: String,
        /// Where.
        place: Place,
        /// The cell.
        cell: String,
        /// The fault, and the fix.
        why: String,
    },
    /// The ends of a scale cannot be told.
    #[error(
        "`reverse`: the scale of `{column}` is not known, because it and its block hold fewer than two different answers: write `scale`, such as [1, 5]"
    )]
    NoEnds {
        /// The column.
        column: String,
    },
    /// An answer outside the scale by which it is reversed.
    #[error(
        "`reverse`: column `{column}`, {place}: the answer {answer} lies outside {} to {} ({from}): correct the cell, declare {answer} in `missing_codes`, or write the `scale` of the question", .scale.low(), .scale.high()
    )]
    OutsideScale {
        /// The column.
        column: String,
        /// Where.
        place: Place,
        /// The answer.
        answer: f64,
        /// The scale.
        scale: Scale,
        /// Where its ends come from.
        from: String,
    },
    /// A computed value that is not defined.
    #[error(
        "`compute`: `{column}` = {formula} is not defined in {place}, where {values}: correct the cell, declare it in `missing_codes`, or drop the row with `where`"
    )]
    Undefined {
        /// The column.
        column: String,
        /// Its formula.
        formula: String,
        /// Where.
        place: Place,
        /// What its columns hold there.
        values: String,
    },
}

crate::text::debug_as_sentence!(PrepareError);

impl PrepareError {
    /// The setting at fault; `None` for a fault of the answers.
    #[must_use]
    pub fn key(&self) -> Option<Key> {
        match self {
            Self::Misread { key, .. }
            | Self::UnknownColumn { key, .. }
            | Self::DuplicateColumn { key, .. } => Some(*key),
            Self::NoLabels
            | Self::BlankLabel { .. }
            | Self::LabelNumber { .. }
            | Self::NumberAsLabel { .. }
            | Self::LabelTwice { .. }
            | Self::UnknownScale { .. } => Some(Key::Labels),
            Self::ScaleEnds { .. } => Some(Key::Scale),
            Self::ReversedTwice { .. } => Some(Key::Reverse),
            Self::ComputedName { .. } | Self::ComputedTaken { .. } | Self::ComputedRound { .. } => {
                Some(Key::Compute)
            }
            Self::NoRows { .. }
            | Self::NotANumber { .. }
            | Self::NoEnds { .. }
            | Self::OutsideScale { .. }
            | Self::Undefined { .. } => None,
        }
    }
}

/// The rows that each part of a condition dropped.
fn told(parts: &[(String, usize)]) -> String {
    let parts = parts.iter().filter(|(_, rows)| *rows > 0);
    let parts: Vec<String> = parts
        .map(|(part, rows)| format!("`{}` drops {}", excerpt(part), counted(*rows, "row")))
        .collect();
    parts.join(", ")
}
