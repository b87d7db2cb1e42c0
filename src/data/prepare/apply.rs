//! Applies the steps in their order to the columns of a table.
//!
//! Rows that are not kept are not checked. Each part of a condition is therefore evaluated as soon as the columns that it
//! names are known. Parts that name neither reversed nor computed columns drop their rows first, so that these rows do not
//! affect the ends of a reversed question or the check of computed values.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::computed::{self, Computed};
use super::condition::Seen;
use super::finished::Outcome;
use super::history::unread;
use super::reading::{Answers, Reading};
use super::reversed::Ends;
use super::{Key, Preparation, PrepareError, Prepared, Step};
use crate::data::naming::Found;
use crate::data::table::number_as_text;
use crate::data::{Cells, Column, DataError, Table};
use crate::text::excerpt;

impl Preparation {
    /// The table with its answers prepared.
    ///
    /// # Errors
    /// [`DataError`]: a column that is named is not there, a reversed question or a part of a computed column holds words
    /// or an answer outside its scale, a computed value is not defined, or no row is kept.
    pub fn apply(&self, table: Table) -> Result<Table, DataError> {
        if self.is_nothing() {
            return Ok(table);
        }
        let outcome = Work::new(self, &table).and_then(Work::done)?;
        outcome.of(table, self)
    }
}

impl Table {
    /// The table with prepared answers, see [`Preparation::apply`].
    ///
    /// # Errors
    /// As of [`Preparation::apply`].
    pub fn prepare(self, preparation: &Preparation) -> Result<Self, DataError> {
        preparation.apply(self)
    }
}

/// A column that a condition or a formula names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Column(usize),
    Computed(usize),
}

/// A preparation at work.
struct Work<'p> {
    asked: &'p Preparation,
    table: &'p Table,
    reading: Reading<'p>,
    /// The columns that are named anywhere, by their position.
    answers: BTreeMap<usize, Answers>,
    /// The columns to reverse, with the ends of their scales once these are known.
    turned: BTreeMap<usize, Option<Ends>>,
    /// The columns that are already computed, by their position in the preparation; as long as the table.
    computed: BTreeMap<usize, Vec<f64>>,
    /// Rows that are kept so far.
    kept: Vec<usize>,
    /// For every condition the rows that each of its parts dropped.
    dropped: Vec<Vec<usize>>,
}

impl<'p> Work<'p> {
    fn new(asked: &'p Preparation, table: &'p Table) -> Result<Self, PrepareError> {
        let mut work = Self {
            asked,
            table,
            reading: asked.reading(table),
            answers: BTreeMap::new(),
            turned: BTreeMap::new(),
            computed: BTreeMap::new(),
            kept: (0..table.rows()).collect(),
            dropped: Vec::new(),
        };
        work.check_names()?;
        Ok(work)
    }

    /// Checks that every named column exists, and reads the answers of the columns that are needed.
    fn check_names(&mut self) -> Result<(), PrepareError> {
        let asked = self.asked;
        for (column, _) in &asked.scales {
            self.find(Key::Scale, column)?;
        }
        for column in &asked.reverse {
            let found = self.table.find(column, Key::Reverse)?;
            if self.turned.insert(found, None).is_some() {
                let column = column.clone();
                return Err(PrepareError::ReversedTwice { column });
            }
            self.read(found);
            for name in asked.block_of(column).unwrap_or_default() {
                if let Ok(found) = self.table.find(name, Key::Reverse) {
                    self.read(found);
                }
            }
        }
        for (at, column) in asked.computed.iter().enumerate() {
            let taken = asked.computed[..at]
                .iter()
                .any(|other| other.name() == column.name());
            if taken || self.table.found(column.name()) != Found::Nothing {
                let column = column.name().to_owned();
                return Err(PrepareError::ComputedTaken { column });
            }
            for name in column.columns() {
                self.find_and_read(Key::Compute, name)?;
            }
        }
        for condition in &asked.conditions {
            for name in condition.columns() {
                self.find_and_read(Key::Where, name)?;
            }
        }
        Ok(())
    }

    fn find(&self, key: Key, name: &str) -> Result<Place, PrepareError> {
        let computed = self.asked.computed.iter().position(|c| c.name() == name);
        match computed {
            Some(at) => Ok(Place::Computed(at)),
            None => self.table.find(name, key).map(Place::Column),
        }
    }

    fn find_and_read(&mut self, key: Key, name: &str) -> Result<Place, PrepareError> {
        let place = self.find(key, name)?;
        if let Place::Column(at) = place {
            self.read(at);
        }
        Ok(place)
    }

    fn read(&mut self, at: usize) {
        let (reading, column) = (&self.reading, &self.table.columns()[at]);
        self.answers
            .entry(at)
            .or_insert_with(|| reading.answers(&column.cells));
    }

    /// Applies the steps, and checks the rows that are kept.
    fn done(mut self) -> Result<Outcome, PrepareError> {
        let asked = self.asked;
        self.dropped = asked
            .conditions
            .iter()
            .map(|c| vec![0; c.parts().len()])
            .collect();
        let computed = computed::in_order(&asked.computed)?;
        self.keep(When::Read)?;
        if self.kept.is_empty() {
            return Err(self.no_rows());
        }
        for column in &asked.reverse {
            self.turn(column)?;
        }
        for column in &computed {
            self.compute(column)?;
        }
        self.keep(When::Made)?;
        if self.kept.is_empty() {
            return Err(self.no_rows());
        }
        for column in &asked.reverse {
            self.check_turned(column)?;
        }
        for column in &computed {
            self.check_computed(column)?;
        }
        self.outcome()
    }

    /// Drops the rows that do not meet the parts of the conditions whose columns have become known in this step.
    fn keep(&mut self, when: When) -> Result<(), PrepareError> {
        let mut kept = std::mem::take(&mut self.kept);
        for (number, condition) in self.asked.conditions.iter().enumerate() {
            let names = condition.columns().iter();
            let places = names.map(|name| self.find(Key::Where, name));
            let places = places.collect::<Result<Vec<_>, _>>()?;
            let is_made = |column: usize| match places[column] {
                Place::Column(at) => self.turned.contains_key(&at),
                Place::Computed(_) => true,
            };
            let mut numbers = vec![0.0; places.len()];
            for (part, (_, truth)) in condition.parts().iter().enumerate() {
                if truth.names(&is_made) != (when == When::Made) {
                    continue;
                }
                let before = kept.len();
                kept.retain(|&row| {
                    let seen = SeenRow {
                        work: self,
                        places: &places,
                        row,
                    };
                    for (column, x) in numbers.iter_mut().enumerate() {
                        *x = seen.number(column);
                    }
                    truth.holds(&seen, &numbers)
                });
                self.dropped[number][part] = before - kept.len();
            }
        }
        self.kept = kept;
        Ok(())
    }

    /// Reverses a question between the ends of its scale, in all rows.
    fn turn(&mut self, column: &str) -> Result<(), PrepareError> {
        let at = self.table.find(column, Key::Reverse)?;
        let answers = |name: &str| {
            let found = self.table.find(name, Key::Reverse).ok();
            let numbers = found.and_then(|at| self.answers.get(&at));
            let rows = self.kept.iter();
            rows.filter_map(move |&row| Some(numbers?.numbers[row]))
        };
        let ends = self.asked.ends(column, answers);
        let ends = ends.ok_or_else(|| PrepareError::NoEnds {
            column: column.to_owned(),
        })?;
        if let Some(answers) = self.answers.get_mut(&at) {
            for x in &mut answers.numbers {
                *x = ends.scale.reversed(*x);
            }
        }
        self.turned.insert(at, Some(ends));
        Ok(())
    }

    fn compute(&mut self, column: &Computed) -> Result<(), PrepareError> {
        let of = self.places(Key::Compute, column.columns())?;
        let mut values = vec![f64::NAN; self.table.rows()];
        let mut inputs = vec![0.0; of.len()];
        for &row in &self.kept {
            for (x, &place) in inputs.iter_mut().zip(&of) {
                *x = self.number(place, row);
            }
            values[row] = column.value(&inputs);
        }
        let position = self.asked.computed.iter().position(|c| c == column);
        self.computed.insert(position.unwrap_or_default(), values);
        Ok(())
    }

    /// Checks that every reversed answer is a number on its scale, in the rows kept.
    fn check_turned(&self, column: &str) -> Result<(), PrepareError> {
        let at = self.table.find(column, Key::Reverse)?;
        let (Some(answers), Some(Some(ends))) = (self.answers.get(&at), self.turned.get(&at))
        else {
            return Ok(());
        };
        for &row in &self.kept {
            if answers.is_words(row) {
                return Err(self.not_a_number(Key::Reverse, at, row));
            }
            let x = answers.numbers[row];
            if !x.is_nan() && !ends.scale.holds(x) {
                return Err(PrepareError::OutsideScale {
                    column: column.to_owned(),
                    place: self.table.place_of(column, row),
                    answer: ends.scale.reversed(x),
                    scale: ends.scale,
                    from: ends.from.clone(),
                });
            }
        }
        Ok(())
    }

    /// Checks that every computed value is defined if its columns hold answers, in the rows kept.
    fn check_computed(&self, column: &Computed) -> Result<(), PrepareError> {
        let of = self.places(Key::Compute, column.columns())?;
        let own = self.find(Key::Compute, column.name())?;
        for &row in &self.kept {
            if !self.number(own, row).is_nan() {
                continue;
            }
            for &place in &of {
                if let Place::Column(at) = place
                    && self.answers[&at].is_words(row)
                {
                    return Err(self.not_a_number(Key::Compute, at, row));
                }
            }
            let values: Vec<f64> = of.iter().map(|&place| self.number(place, row)).collect();
            if values.iter().any(|x| x.is_nan()) {
                continue;
            }
            let values = column.columns().iter().zip(&values);
            let values: Vec<String> = values.map(|(name, x)| format!("`{name}` is {x}")).collect();
            return Err(PrepareError::Undefined {
                column: column.name().to_owned(),
                formula: excerpt(column.formula()),
                place: self.table.place(row),
                values: values.join(", "),
            });
        }
        Ok(())
    }

    fn not_a_number(&self, key: Key, at: usize, row: usize) -> PrepareError {
        let column = &self.table.columns()[at];
        let cell = column.written(row).into_owned();
        PrepareError::NotANumber {
            key,
            column: column.name.clone(),
            place: self.table.place_of(&column.name, row),
            why: unread(&cell, self.asked.labels.as_ref()),
            cell,
        }
    }

    /// The error that no row is left, with a hint if a condition compares words with a number.
    fn no_rows(&self) -> PrepareError {
        let conditions = self.asked.conditions.iter().zip(&self.dropped);
        let dropped = conditions.flat_map(|(condition, dropped)| {
            let parts = condition.parts().iter().map(|(text, _)| text.clone());
            parts.zip(dropped.iter().copied())
        });
        let hint = self.asked.conditions.iter().find_map(|condition| {
            let names = condition.compared_with_numbers().into_iter();
            let all_words = names.filter_map(|name| {
                let Ok(Place::Column(at)) = self.find(Key::Where, name) else {
                    return None;
                };
                let rows = 0..self.table.rows();
                let row = rows.clone().find(|&row| self.answers[&at].is_words(row))?;
                let is_text = rows
                    .clone()
                    .all(|row| self.answers[&at].numbers[row].is_nan());
                is_text.then_some((at, row))
            });
            let (at, row) = all_words.into_iter().next()?;
            let column = &self.table.columns()[at];
            Some(format!(
                "; `{}` holds words, such as `{}` in {}: compare them with a text in single quotes",
                column.name,
                excerpt(&column.written(row)),
                self.table.place_of(&column.name, row),
            ))
        });
        PrepareError::NoRows {
            rows: self.table.rows(),
            dropped: dropped.collect(),
            hint: hint.unwrap_or_default(),
        }
    }

    fn places(&self, key: Key, names: &[String]) -> Result<Vec<Place>, PrepareError> {
        names.iter().map(|name| self.find(key, name)).collect()
    }

    fn number(&self, place: Place, row: usize) -> f64 {
        match place {
            Place::Column(at) => self.answers[&at].numbers[row],
            Place::Computed(at) => self.computed[&at][row],
        }
    }

    fn outcome(mut self) -> Result<Outcome, PrepareError> {
        let kept = std::mem::take(&mut self.kept);
        let of = |all: &[f64]| -> Vec<f64> { kept.iter().map(|&row| all[row]).collect() };
        let given = |x: &[f64]| x.iter().filter(|x| !x.is_nan()).count();
        let (mut steps, mut reversed, mut needed) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        for column in &self.asked.reverse {
            let at = self.table.find(column, Key::Reverse)?;
            let numbers = of(&self.answers[&at].numbers);
            let how = self.turned[&at].as_ref().map(Ends::describe);
            steps.push(Prepared::cells(Step::Reverse, column, how, given(&numbers)));
            reversed.insert(at, numbers);
            needed.insert(at, Key::Reverse);
        }
        let mut computed = Vec::new();
        for (at, column) in self.asked.computed.iter().enumerate() {
            let numbers = of(&self.computed[&at]);
            let how = Some(column.formula().to_owned());
            steps.push(Prepared::cells(
                Step::Compute,
                column.name(),
                how,
                given(&numbers),
            ));
            computed.push(Column::new(column.name(), Cells::of_numbers(numbers)));
            for place in self.places(Key::Compute, column.columns())? {
                if let Place::Column(at) = place {
                    needed.insert(at, Key::Compute);
                }
            }
        }
        for (condition, dropped) in self.asked.conditions.iter().zip(&self.dropped) {
            let parts = condition.parts().iter().zip(dropped);
            steps.extend(parts.map(|((text, _), &rows)| Prepared::rows(text, rows)));
        }
        Ok(Outcome {
            kept,
            reversed,
            computed,
            steps,
            needed,
        })
    }
}

/// When the columns that a part of a condition names are known: when the file is read, or after columns are reversed and
/// computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    Read,
    Made,
}

/// A row as a condition sees it.
struct SeenRow<'w, 'p> {
    work: &'w Work<'p>,
    places: &'w [Place],
    row: usize,
}

impl Seen for SeenRow<'_, '_> {
    fn number(&self, column: usize) -> f64 {
        self.work.number(self.places[column], self.row)
    }

    fn is_words(&self, column: usize) -> bool {
        match self.places[column] {
            Place::Column(at) => self.work.answers[&at].is_words(self.row),
            Place::Computed(_) => false,
        }
    }

    fn text(&self, column: usize) -> Cow<'_, str> {
        match self.places[column] {
            Place::Column(at) => self.work.table.columns()[at].written(self.row),
            Place::Computed(at) => number_as_text(self.work.computed[&at][self.row]),
        }
    }
}

impl Table {
    /// The position of the column that a setting names.
    fn find(&self, name: &str, key: Key) -> Result<usize, PrepareError> {
        match self.found(name) {
            Found::One(at) => Ok(at),
            Found::Two(first, second) => Err(PrepareError::DuplicateColumn {
                key,
                column: name.to_owned(),
                first: first + 1,
                second: second + 1,
            }),
            Found::Nothing => Err(PrepareError::UnknownColumn {
                key,
                column: name.to_owned(),
                nearest: self.nearest_column(name),
                hint: if key == Key::Where {
                    format!(" (a text stands in single quotes: '{}')", excerpt(name))
                } else {
                    String::new()
                },
            }),
        }
    }
}
