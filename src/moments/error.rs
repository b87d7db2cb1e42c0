//! Errors in the data of a model.

use std::mem::discriminant;

use super::Unread;
use crate::data::{Place, Table, Texts, numbered_alike};
use crate::text::{alike, counted, did_you_mean_for, excerpt, few, nearest};

/// A table from which a model cannot be estimated. Each message names column, place and fix.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SampleError {
    /// The case weights are an indicator of the model.
    #[error(
        "column `{column}` holds the case weights, and is an indicator of the model as well: rows would be weighted by an answer; name another column for the weights"
    )]
    WeightOfIndicator {
        /// The column.
        column: String,
    },
    /// An indicator is not a column of the data.
    #[error(
        "indicator `{indicator}` of construct `{construct}` is not a column of the data{}{}",
        match .numbered_alike {
            Some(columns) => format!("; the columns of this stem are {columns}: write these"),
            None => did_you_mean_for(.indicator, .nearest.as_deref()),
        },
        match (.nearest, .doubt) {
            (_, None) => String::new(),
            (None, Some(doubt)) => format!(": {doubt}"),
            (Some(_), Some(doubt)) => format!(" ({doubt})"),
        }
    )]
    UnknownIndicator {
        /// The indicator.
        indicator: String,
        /// Its construct.
        construct: String,
        /// The nearest column name.
        nearest: Option<Box<str>>,
        /// The columns that differ from it in the number at their end, in the notation of a model
        /// text.
        numbered_alike: Option<Box<str>>,
        /// What may be wrong with the data as a whole.
        doubt: Option<Box<str>>,
    },
    /// A cell of an indicator is text.
    #[error("column `{indicator}`, {place}: `{}` {why}", excerpt(.cell))]
    NotANumber {
        /// The indicator.
        indicator: String,
        /// Where.
        place: Place,
        /// The text in this place.
        cell: Box<str>,
        /// The fault, and the fix.
        why: Unread,
    },
    /// A fault of several indicators, such as the wrong decimal mark of a whole file.
    #[error(
        "{first}; and {} of this kind: {}",
        counted(.others.len(), "other"),
        few(.others)
    )]
    Alike {
        /// The fault of the first indicator.
        first: Box<SampleError>,
        /// The other indicators.
        others: Vec<String>,
    },
    /// A cell is infinite or too large to compute with.
    #[error(
        "column `{indicator}`, {place}: {value:e} is too large to compute with (the limit is 1e50): correct the cell, or rescale the column"
    )]
    TooLarge {
        /// The indicator.
        indicator: String,
        /// Where.
        place: Place,
        /// The value.
        value: f64,
    },
    /// Two columns have the name of an indicator.
    #[error(
        "indicator `{indicator}`: two columns have this name (columns {first} and {second}): rename one of them in the file"
    )]
    TwoColumns {
        /// The indicator.
        indicator: String,
        /// Number of the first column, from 1.
        first: usize,
        /// Number of the second, from 1.
        second: usize,
    },
    /// All answers of an indicator are missing.
    #[error("column `{indicator}` has no answers at all: leave the indicator out")]
    AllMissing {
        /// The indicator.
        indicator: String,
    },
    /// Answers are missing and no treatment was named.
    #[error(
        "the model's indicators lack {} (the first in column `{indicator}`, {place}), and the study does not say how to treat them: set `missing` to \"casewise\" (excludes {}) or \"mean\" (replaces them by the mean)",
        counted(*.cells, "answer"),
        counted(*.rows, "row")
    )]
    MissingAnswers {
        /// Missing cells in all.
        cells: usize,
        /// Rows with at least one.
        rows: usize,
        /// Column of the first.
        indicator: String,
        /// Place of the first.
        place: Place,
    },
    /// All answers of an indicator are equal.
    #[error(
        "column `{indicator}` is constant in the rows used (every answer is {value}), so that it cannot be standardised: leave the indicator out"
    )]
    Constant {
        /// The indicator.
        indicator: String,
        /// The one value.
        value: f64,
    },
    /// The answers of an indicator vary too little for computation.
    #[error(
        "column `{indicator}` varies too little to compute with (standard deviation {sd:e}): rescale the column"
    )]
    TooSmall {
        /// The indicator.
        indicator: String,
        /// Its standard deviation.
        sd: f64,
    },
    /// Too few rows for the model.
    #[error(
        "{} too few: construct `{construct}` has {}, which needs at least {needed} rows{}{}",
        if *.rows == 1 { "1 usable row is".to_owned() } else { format!("{} usable rows are", .rows) },
        counted(*.predictors, "predictor"),
        if *.dropped > 0 { format!(" ({} with missing answers dropped)", counted(*.dropped, "row")) } else { String::new() },
        if *.weightless > 0 { format!(" ({} of weight 0 excluded)", counted(*.weightless, "row")) } else { String::new() }
    )]
    TooFewRows {
        /// Rows that remain after the treatment of missing answers.
        rows: usize,
        /// The construct with the most predictors.
        construct: String,
        /// Number of predictors.
        predictors: usize,
        /// Rows needed.
        needed: usize,
        /// Rows dropped for missing answers.
        dropped: usize,
        /// Rows left out because their case weight is 0.
        weightless: usize,
    },
}

crate::text::debug_as_sentence!(SampleError);

impl SampleError {
    /// A name that no column has.
    pub(super) fn unknown_indicator<'n, N: Iterator<Item = &'n str>>(
        indicator: &str,
        construct: &str,
        names: impl Fn() -> N,
        doubt: Option<String>,
    ) -> Self {
        // A column that looks like it is the one that is meant, and no gap in the numbers.
        let alike = alike(indicator, names());
        let gap = || numbered_alike(indicator, names()).map(String::into_boxed_str);
        let nearest = || nearest(indicator, names());
        Self::UnknownIndicator {
            indicator: indicator.to_owned(),
            construct: construct.to_owned(),
            nearest: alike
                .map(str::to_owned)
                .or_else(nearest)
                .map(String::into_boxed_str),
            numbered_alike: alike.map_or_else(gap, |_| None),
            doubt: doubt.map(String::into_boxed_str),
        }
    }

    /// A column of text, and the first of its rows whose cell is not a number.
    pub(crate) fn not_a_number(
        table: &Table,
        indicator: &str,
        cells: &Texts,
        first: usize,
        header_rows: Option<usize>,
    ) -> Self {
        Self::NotANumber {
            indicator: indicator.to_owned(),
            place: table.place_of(indicator, first),
            cell: cells[first].into(),
            why: Unread::of(table, indicator, cells, first, header_rows),
        }
    }

    /// The fault of a single indicator; the first if several have it.
    pub(crate) fn first(&self) -> &Self {
        match self {
            Self::Alike { first, .. } => first,
            one => one,
        }
    }

    /// The number of columns that have it.
    #[must_use]
    pub fn columns(&self) -> usize {
        match self {
            Self::Alike { others, .. } => 1 + others.len(),
            _ => 1,
        }
    }

    /// The faults of several indicators, in which a fault that several of them have stands once.
    pub(crate) fn together(faults: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let mut all: Vec<(Self, Vec<String>)> = Vec::new();
        for fault in faults {
            match all.iter_mut().find(|(first, _)| first.is_alike(&fault)) {
                Some((first, others)) => {
                    if let (Self::NotANumber { why, .. }, Self::NotANumber { why: other, .. }) =
                        (first, &fault)
                    {
                        why.take_codes(other);
                    }
                    others.extend(fault.indicator().map(str::to_owned));
                }
                None => all.push((fault, Vec::new())),
            }
        }
        let all = all.into_iter().map(|(first, others)| match others.len() {
            0 => first,
            _ => Self::Alike {
                first: Box::new(first),
                others,
            },
        });
        all.collect()
    }

    /// The indicator whose fault it is, if it is that of one.
    fn indicator(&self) -> Option<&str> {
        match self {
            Self::UnknownIndicator { indicator, .. }
            | Self::NotANumber { indicator, .. }
            | Self::TooLarge { indicator, .. }
            | Self::TwoColumns { indicator, .. }
            | Self::AllMissing { indicator }
            | Self::Constant { indicator, .. }
            | Self::TooSmall { indicator, .. } => Some(indicator),
            Self::Alike { first, .. } => first.indicator(),
            Self::WeightOfIndicator { .. }
            | Self::MissingAnswers { .. }
            | Self::TooFewRows { .. } => None,
        }
    }

    /// Whether other indicators may have the same fault.
    pub(super) fn may_be_shared(&self) -> bool {
        self.is_alike(self)
    }

    /// Whether the same correction removes both faults.
    fn is_alike(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::UnknownIndicator { doubt: a, .. }, Self::UnknownIndicator { doubt: b, .. }) => {
                a.is_some() && b.is_some()
            }
            (Self::NotANumber { why: a, .. }, Self::NotANumber { why: b, .. }) => a.is_alike(b),
            (
                Self::TooLarge { .. }
                | Self::AllMissing { .. }
                | Self::Constant { .. }
                | Self::TooSmall { .. },
                _,
            ) => discriminant(self) == discriminant(other),
            _ => false,
        }
    }
}

/// An indicator that does not vary under some weighting of the rows.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("indicator {indicator} (counted from 0) does not vary in these rows")]
#[non_exhaustive]
pub struct NoVariance {
    /// Its position, block by block.
    pub indicator: usize,
}

crate::text::debug_as_sentence!(NoVariance);
