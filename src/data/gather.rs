//! Builds columns from the rows of a file: a column is numeric while every cell is a number, and text from the
//! first other cell on.
//!
//! To read most files only once, text is kept from the first cell that is not a number; the cells above it, which were
//! read as numbers, are then read again.

use std::borrow::Cow;

use super::cell::{Mark, Value};
use super::limits::{MOST_BYTES, MOST_CELLS, MOST_ROWS};
use super::{Cells, Column, DataError, Place, ReadOptions, Texts, header};
use crate::text::excerpt;

/// The maximum number of rows below the header that may hold question texts or units.
const MOST_HEADINGS: usize = 5;

/// The rows of a file below its header.
pub(super) trait Rows {
    type Row<'r>: Row;

    /// The approximate number of rows; 0 if it is not known.
    fn expected(&self) -> usize;

    /// Calls a function for every row that is not blank, until the function returns a stop.
    fn each(
        &mut self,
        with: impl FnMut(&Self::Row<'_>) -> Result<bool, DataError>,
    ) -> Result<(), DataError>;
}

/// A row of a file, with a cell for each column from 0 on.
pub(super) trait Row {
    /// Its line in a text, or its row in a sheet, from 1.
    fn number(&self) -> u64;

    /// How a user finds it.
    fn place(&self) -> Place;

    /// Whether any cell holds anything.
    fn is_filled(&self) -> bool;

    /// How many cells hold anything.
    fn filled(&self) -> usize;

    /// Whether a number in a cell is stored as text.
    fn is_text(&self, _column: usize) -> bool {
        false
    }

    /// The content of a cell with this decimal mark.
    fn value(&self, column: usize, mark: Option<Mark>) -> Value;

    /// The content of a cell.
    fn written(&self, column: usize) -> Cow<'_, str>;
}

/// The columns of a file.
pub(super) struct Gathered {
    pub(super) columns: Vec<Column>,
    /// For each the number, from 1, that it has in the file.
    #[cfg_attr(not(feature = "xlsx"), allow(dead_code))] // a text has lines only
    pub(super) numbers: Vec<usize>,
    /// The numbers of the rows.
    pub(super) rows: Vec<u64>,
    /// The decimal mark that is set, or was detected.
    pub(super) mark: Mark,
    /// Cells of columns of numbers that hold text.
    #[cfg_attr(not(feature = "xlsx"), allow(dead_code))] // a text holds nothing else
    pub(super) numbers_as_text: usize,
}

/// Collects the rows of a file into columns, some of which have a name. A column without a name and without answers is
/// ignored, and so are empty rows below the last answer.
pub(super) fn gather(
    rows: &mut impl Rows,
    names: Vec<Option<String>>,
    header: Place,
    mark: Option<Mark>,
    options: &ReadOptions,
) -> Result<Gathered, DataError> {
    let room = rows.expected().min(MOST_CELLS / names.len().max(1));
    let growing = names.iter().map(|name| {
        let name = name.as_deref().unwrap_or_default();
        Growing::with_room(room, options.keeps_texts_of(name))
    });
    let mut growing: Vec<Growing> = growing.collect();
    let (mut numbers, mut filled, mut bytes) = (Vec::new(), 0, 0);
    let named = names.iter().flatten().count();
    let mut title = None;
    rows.each(|row| {
        for (i, column) in growing.iter_mut().enumerate() {
            let value = row.value(i, mark);
            if matches!(value, Value::Number(..)) && row.is_text(i) {
                column.stored_as_text += 1;
            }
            if column.push(numbers.len(), value) {
                let cell = row.written(i);
                bytes += cell.len() as u64;
                column.text.push(&cell);
            }
        }
        let may_be_header = row.number() <= header::LAST_OF_TITLE;
        if may_be_header && title.is_none() && 2 * named <= names.len() {
            title = header::title(named, row.filled(), row.number());
        }
        numbers.push(row.number());
        if row.is_filled() {
            filled = numbers.len();
        }
        let too_much = |what, most| {
            Err(DataError::TooMuch {
                place: row.place(),
                what,
                most,
            })
        };
        match numbers.len() {
            rows if rows > MOST_ROWS => too_much("rows", MOST_ROWS as u64),
            rows if rows * growing.len() > MOST_CELLS => too_much("cells", MOST_CELLS as u64),
            _ if bytes > MOST_BYTES => too_much("bytes of text", MOST_BYTES),
            _ => Ok(true),
        }
    })?;
    let mark = mark.unwrap_or_else(|| commoner(&growing));
    for column in &mut growing {
        column.settle(mark);
    }
    let above = above(rows, &growing, filled)?;
    numbers.truncate(filled);
    let filled_columns = names.iter().zip(&growing);
    let nameless = filled_columns.filter(|(name, column)| name.is_none() && column.is_filled());
    let columns = named + nameless.count();
    if let (Some(first), true) = (names.iter().flatten().next(), columns > 2 * named) {
        return Err(DataError::FewNames {
            place: header,
            first: excerpt(first).into(),
            named,
            columns,
            title,
        });
    }
    let stored_as_text = growing.iter().filter(|column| column.words.is_none());
    let numbers_as_text = stored_as_text.map(|column| column.stored_as_text).sum();
    let named = names.into_iter().zip(growing).zip(above).enumerate();
    let (numbers_of_columns, columns) = named
        .filter(|(_, ((name, column), _))| name.is_some() || column.is_filled())
        .map(|(i, ((name, column), above))| {
            let name = name.unwrap_or_else(|| format!("(column {})", i + 1));
            (
                i + 1,
                column.finish(&name, above, filled, options.layout.header_rows),
            )
        })
        .unzip();
    Ok(Gathered {
        columns,
        numbers: numbers_of_columns,
        rows: numbers,
        mark,
        numbers_as_text,
    })
}

/// The comma, if more cells have a decimal comma than a point.
fn commoner(columns: &[Growing]) -> Mark {
    let commas: usize = columns.iter().map(|c| c.commas.count).sum();
    let points: usize = columns.iter().map(|c| c.points.count).sum();
    if commas > points {
        Mark::Comma
    } else {
        Mark::Point
    }
}

/// The cells of columns of text in the rows that were taken as numbers at first.
fn above(
    rows: &mut impl Rows,
    columns: &[Growing],
    filled: usize,
) -> Result<Vec<Texts>, DataError> {
    let mut texts = vec![Texts::default(); columns.len()];
    let wanted = columns.iter().map(|column| column.text_from.min(filled));
    let wanted: Vec<(usize, usize)> = wanted.enumerate().filter(|&(_, rows)| rows > 0).collect();
    let most = wanted.iter().map(|&(_, rows)| rows).max().unwrap_or(0);
    if most == 0 {
        return Ok(texts);
    }
    let mut read = 0;
    rows.each(|row| {
        for &(column, _) in wanted.iter().filter(|&&(_, rows)| read < rows) {
            texts[column].push(&row.written(column));
        }
        read += 1;
        Ok(read < most)
    })?;
    Ok(texts)
}

/// A column on its way.
#[derive(Debug, Default)]
struct Growing {
    numbers: Vec<f64>,
    /// The first row whose cell is not a number, and the last.
    words: Option<(usize, usize)>,
    /// The first row whose cells are kept as text; 0 for a column of numbers.
    text_from: usize,
    text: Texts,
    /// Whether the cells of a column of numbers are kept, too, from the first on.
    keeps: bool,
    /// Whether there are numbers below the last row whose cell is not a number, and above it.
    numbers_below: bool,
    numbers_above: bool,
    points: Marked,
    commas: Marked,
    /// Numbers that are stored as text.
    stored_as_text: usize,
}

/// Cells with one of the decimal marks: the first row, and how many there are.
#[derive(Debug, Default)]
struct Marked {
    first: Option<usize>,
    count: usize,
}

impl Growing {
    fn with_room(rows: usize, keeps: bool) -> Self {
        Self {
            numbers: Vec::with_capacity(rows),
            keeps,
            ..Self::default()
        }
    }

    /// Takes the content of a cell of a row; returns whether the cell must be kept as text.
    fn push(&mut self, row: usize, value: Value) -> bool {
        let number = match value {
            Value::Missing => f64::NAN,
            Value::Number(x, mark) => {
                self.numbers_below = true;
                match mark {
                    Some(Mark::Point) => self.points.see(row),
                    Some(Mark::Comma) => self.commas.see(row),
                    None => {}
                }
                x
            }
            Value::Words => {
                self.numbers_above |= self.numbers_below;
                self.numbers_below = false;
                self.turn_to_text(row, row);
                f64::NAN
            }
        };
        if self.words.is_none() {
            self.numbers.push(number);
        }
        self.keeps || self.words.is_some()
    }

    /// The cell of a row is not a number: text is kept from another row on, if it is not kept
    /// already.
    fn turn_to_text(&mut self, row: usize, from: usize) {
        if self.words.is_none() {
            self.numbers = Vec::new();
            self.text_from = if self.keeps { 0 } else { from };
        }
        let (first, last) = self.words.unwrap_or((row, row));
        self.words = Some((first.min(row), last.max(row)));
    }

    /// After the decimal mark is known, a cell with the other mark is not a number.
    fn settle(&mut self, mark: Mark) {
        let other = match mark {
            Mark::Point => &self.commas,
            Mark::Comma => &self.points,
        };
        if let Some(row) = other.first {
            self.numbers_below = false;
            self.turn_to_text(row, self.numbers.len());
        }
    }

    /// Whether any cell holds an answer.
    fn is_filled(&self) -> bool {
        self.words.is_some() || self.numbers_below
    }

    fn finish(mut self, name: &str, mut above: Texts, rows: usize, header_rows: usize) -> Column {
        let Some((first, last)) = self.words else {
            self.numbers.truncate(rows);
            self.numbers.shrink_to_fit();
            self.text.truncate(rows);
            return Column {
                read: self.keeps.then_some(self.text),
                ..Column::new(name, Cells::of_numbers(self.numbers))
            };
        };
        if above.is_empty() {
            above = self.text;
        } else {
            above.append(&self.text);
        }
        above.truncate(rows);
        let are_headings = self.numbers_below && !self.numbers_above && last < MOST_HEADINGS;
        let cells = Cells::Text {
            cells: above,
            first,
            header_rows: are_headings.then_some(header_rows.saturating_add(last + 1)),
        };
        Column::new(name, cells)
    }
}

impl Marked {
    fn see(&mut self, row: usize) {
        self.first.get_or_insert(row);
        self.count += 1;
    }
}
