//! Experts' ratings of a questionnaire's items.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::DesignError;
use crate::data::{Cells, Column, Source, Table};

/// The scale that items are rated on, and which of its points count as agreement.
///
/// ```
/// use pls_sem::design::Scale;
///
/// let relevance = Scale::default(); // 1 to 4, where 3 (quite) and 4 (highly relevant) count
/// assert_eq!(relevance, Scale::new(1..=4));
/// // Lawshe's three words, coded 1 = essential, 2 = useful, 3 = not necessary.
/// let lawshe = Scale::new(1..=3).agreement(1..=1);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[must_use]
#[non_exhaustive]
pub struct Scale {
    /// The lowest rating.
    pub low: i32,
    /// The highest rating.
    pub high: i32,
    /// The lowest rating that counts as agreement.
    pub agree_from: i32,
    /// The highest rating that counts as agreement.
    pub agree_to: i32,
}

impl Default for Scale {
    /// Relevance from 1 to 4, where 3 and 4 count as agreement.
    fn default() -> Self {
        Self::new(1..=4)
    }
}

impl Scale {
    /// Whole numbers, of which those above the middle count as agreement: 3 and 4 of 1 to 4, 3 of 1 to 3.
    pub fn new(ratings: RangeInclusive<i32>) -> Self {
        let (low, high) = ratings.into_inner();
        Self {
            low,
            high,
            agree_from: i32::midpoint(low, high).saturating_add(1),
            agree_to: high,
        }
    }

    /// The ratings that count as agreement: that the item is relevant, or essential.
    pub fn agreement(mut self, ratings: RangeInclusive<i32>) -> Self {
        (self.agree_from, self.agree_to) = ratings.into_inner();
        self
    }

    /// The number of ratings that count as agreement.
    pub(super) fn agreements(self, ratings: &[i32]) -> usize {
        let counts = self.agree_from..=self.agree_to;
        ratings.iter().filter(|x| counts.contains(x)).count()
    }

    fn check(self) -> Result<(), DesignError> {
        let fix = if self.low >= self.high {
            "a scale needs at least two points, such as 1 to 4"
        } else if self.agree_from > self.agree_to {
            "at least one point must count as agreement, such as 3 to 4 of 1 to 4"
        } else if self.agree_from < self.low || self.agree_to > self.high {
            "agreement must be a part of the scale, such as 3 to 4 of 1 to 4"
        } else if (self.agree_from, self.agree_to) == (self.low, self.high) {
            "at least one point must not count as agreement"
        } else {
            return Ok(());
        };
        Err(DesignError::Scale { scale: self, fix })
    }
}

/// Ratings of items by experts, checked to lie on their scale.
///
/// In the file every line is an expert and every column an item, as in a survey; the first column names the experts. A blank
/// cell is a missing rating. Experts may be numbered; a first column that holds ratings is refused.
///
/// ```
/// use pls_sem::ReadOptions;
/// use pls_sem::design::{Ratings, Scale};
///
/// let table = ReadOptions::new().parse("expert,Q1,Q2\nE1,4,2\nE2,3,\nE3,4,4\n")?;
/// let ratings = Ratings::of(&table, Scale::default())?;
/// assert_eq!(ratings.experts(), ["E1", "E2", "E3"]);
/// assert_eq!(ratings.rating("E2", "Q2"), None);
///
/// let wrong = ReadOptions::new().parse("expert,Q1,Q2\nE1,4,5\nE2,3,3\n")?;
/// let error = Ratings::of(&wrong, Scale::default()).unwrap_err().to_string();
/// assert!(error.starts_with("expert `E1`, item `Q2` (line 2): 5 is not on the scale"), "{error}");
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Ratings {
    pub(super) source: Option<Source>,
    pub(super) scale: Scale,
    /// The header of the first column.
    pub(super) names: String,
    experts: Vec<String>,
    items: Vec<Item>,
}

/// An item with its ratings.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    pub(super) name: String,
    /// In the order of the experts.
    pub(super) ratings: Vec<Option<i32>>,
}

impl Ratings {
    /// Reads ratings from a file.
    ///
    /// # Errors
    /// [`DesignError`], naming expert and item.
    pub fn read(path: impl AsRef<Path>, scale: Scale) -> Result<Self, DesignError> {
        Self::of(&Table::read(path)?, scale)
    }

    /// The ratings in a table.
    ///
    /// # Errors
    /// As [`Ratings::read`].
    pub fn of(table: &Table, scale: Scale) -> Result<Self, DesignError> {
        scale.check()?;
        let [first, items @ ..] = table.columns() else {
            return Err(DesignError::NoItems);
        };
        let [next, ..] = items else {
            return Err(DesignError::NoItems);
        };
        if holds_ratings(first, next, scale) {
            return Err(DesignError::NoNames {
                column: first.name.clone(),
                sign: "holds ratings",
            });
        }
        let experts = experts(table, first)?;
        let items = items
            .iter()
            .map(|column| Item::new(column, table, scale, &experts));
        let items = items.collect::<Result<Vec<_>, _>>()?;
        let silent = |row: &usize| items.iter().all(|item| item.ratings[*row].is_none());
        if let Some(row) = (0..experts.len()).find(silent) {
            return Err(DesignError::NothingRated {
                expert: experts[row].clone(),
                place: table.place(row),
            });
        }
        Ok(Self {
            source: table.source().cloned(),
            scale,
            names: first.name.clone(),
            experts,
            items,
        })
    }

    /// Names of the experts, in the order of the lines.
    #[must_use]
    pub fn experts(&self) -> &[String] {
        &self.experts
    }

    /// Names of the items, in the order of the columns.
    pub fn items(&self) -> impl Iterator<Item = &str> {
        self.items.iter().map(|item| item.name.as_str())
    }

    /// The rating of an item by an expert; `None` if it is missing, or if there is no such expert
    /// or item.
    #[must_use]
    pub fn rating(&self, expert: &str, item: &str) -> Option<i32> {
        let row = self.experts.iter().position(|name| name == expert)?;
        self.items.iter().find(|found| found.name == item)?.ratings[row]
    }

    pub(super) fn rated(&self) -> &[Item] {
        &self.items
    }
}

/// Whether a first column is an item like the next and does not name the experts: it holds numbers of the scale that do
/// not number the experts, or its name is similar to the next one, such as `Q1` and `Q2`.
#[allow(clippy::float_cmp)] // whole numbers
fn holds_ratings(first: &Column, next: &Column, scale: Scale) -> bool {
    let Cells::Numbers(cells) = &first.cells else {
        return false;
    };
    let on_scale = f64::from(scale.low)..=f64::from(scale.high);
    let mut given = cells.iter().filter(|x| !x.is_nan());
    let ratings = given.all(|x| on_scale.contains(x) && x.fract() == 0.0);
    let counts = (1..).zip(cells).all(|(i, x)| f64::from(i) == *x);
    let stem = |column: &Column| {
        let stem = column.name.trim_end_matches(|c: char| c.is_ascii_digit());
        (stem.len() < column.name.len()).then(|| stem.to_owned())
    };
    let alike = stem(first).is_some() && stem(first) == stem(next);
    ratings && (alike || !counts)
}

/// The names in the first column, each once.
fn experts(table: &Table, column: &Column) -> Result<Vec<String>, DesignError> {
    let mut experts: Vec<String> = Vec::with_capacity(table.rows());
    let mut rows = HashMap::with_capacity(table.rows());
    for row in 0..table.rows() {
        let name = match &column.cells {
            Cells::Numbers(x) if x[row].is_nan() => String::new(),
            Cells::Numbers(x) => x[row].to_string(),
            Cells::Text { cells, .. } => cells[row].trim().to_owned(),
        };
        if name.is_empty() {
            return Err(DesignError::NoName {
                place: table.place(row),
            });
        }
        if let Some(first) = rows.insert(name.clone(), row) {
            return Err(DesignError::RepeatedExpert {
                expert: name,
                first: table.place(first),
                second: table.place(row),
            });
        }
        experts.push(name);
    }
    Ok(experts)
}

impl Item {
    fn new(
        column: &Column,
        table: &Table,
        scale: Scale,
        experts: &[String],
    ) -> Result<Self, DesignError> {
        let rating = |row: usize, x: f64| {
            let on_scale = f64::from(scale.low) <= x && x <= f64::from(scale.high);
            if x.is_nan() {
                Ok(None)
            } else if on_scale && x.fract() == 0.0 {
                #[allow(clippy::cast_possible_truncation)] // a whole number of the scale
                Ok(Some(x as i32))
            } else {
                Err(DesignError::OutsideScale {
                    expert: experts[row].clone(),
                    item: column.name.clone(),
                    place: table.place(row),
                    value: x,
                    scale,
                })
            }
        };
        let ratings = match &column.cells {
            Cells::Numbers(x) => {
                let rows = x.iter().enumerate().map(|(row, &x)| rating(row, x));
                rows.collect::<Result<Vec<_>, _>>()?
            }
            Cells::Text { cells, first, .. } => {
                return Err(DesignError::NotARating {
                    expert: experts[*first].clone(),
                    item: column.name.clone(),
                    place: table.place_of(&column.name, *first),
                    cell: cells[*first].to_owned(),
                });
            }
        };
        if ratings.iter().all(Option::is_none) {
            return Err(DesignError::RatedByNobody {
                item: column.name.clone(),
            });
        }
        Ok(Self {
            name: column.name.clone(),
            ratings,
        })
    }
}
