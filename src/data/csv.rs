//! CSV text from survey platforms, spreadsheets and statistics programs.

use std::borrow::Cow;

use super::cell::{self, Mark, Value};
use super::gather::{Row, Rows, gather};
use super::limits::MOST_COLUMNS;
use super::place::Places;
use super::records::{Record, RecordFault, Records, beginning, below};
use super::{Column, DataError, Place, ReadOptions, delimiter, header};
use crate::text::excerpt;

/// The content of a text, and how it was read.
pub(super) struct Parsed {
    pub(super) columns: Vec<Column>,
    pub(super) places: Places,
    pub(super) delimiter: char,
    pub(super) decimal: char,
}

/// The columns of a text.
pub(super) fn parse(text: &str, options: &ReadOptions) -> Result<Parsed, DataError> {
    let text = below(text, options.layout.skip);
    let delimiter = options
        .layout
        .delimiter
        .unwrap_or_else(|| delimiter::find(text));
    let mut rows = TextRows::below_header(text, delimiter, options)?;
    rows.short_lines = options.short_lines;
    let place = Place::Line(rows.header.line());
    let names = header::names(rows.names.iter().map(String::as_str), place)?;
    // If the delimiter is `,`, a comma is a decimal mark only if the user sets it.
    let plain = (delimiter == ',').then_some(Mark::Point);
    let mark = options.layout.decimal.map(Mark::of).or(plain);
    let gathered = gather(&mut rows, names, place, mark, options)?;
    Ok(Parsed {
        columns: gathered.columns,
        places: Places::Lines(gathered.rows),
        delimiter,
        decimal: gathered.mark.character(),
    })
}

/// The rows of a text, and the header that they are checked against.
struct TextRows<'t> {
    text: &'t str,
    /// The number of its first line in the file.
    first_line: u64,
    delimiter: char,
    header: Record,
    /// The names of the columns: a column without one in the first row of the header takes that of the next that has one.
    names: Vec<String>,
    /// Cells of the header, up to the last that names a column.
    named: usize,
    /// Records above the first row.
    above: usize,
    /// Lines may end before the header does, such as those of a triangle.
    short_lines: bool,
}

impl<'t> TextRows<'t> {
    fn below_header(
        text: &'t str,
        delimiter: char,
        options: &ReadOptions,
    ) -> Result<Self, DataError> {
        let declarations = usize::from(delimiter::declared(text).is_some());
        let mut rows = Self {
            text,
            first_line: (options.layout.skip as u64).saturating_add(1),
            delimiter,
            header: Record::default(),
            names: Vec::new(),
            named: 0,
            above: options.layout.header_rows.saturating_add(declarations),
            short_lines: false,
        };
        let (mut records, mut header) = (rows.records(), Record::default());
        for _ in 0..=declarations {
            if !rows.read(&mut records, &mut header)? {
                return Err(header::nothing(options));
            }
        }
        rows.named = header::named(header.cells());
        rows.names = header.cells().map(str::to_owned).collect();
        rows.header = header;
        let mut below = Record::default();
        for _ in 1..options.layout.header_rows {
            if !rows.read(&mut records, &mut below)? {
                break;
            }
            header::fill(&mut rows.names, below.cells());
        }
        Ok(rows)
    }

    fn records(&self) -> Records<'t> {
        Records::new(self.text, self.delimiter, MOST_COLUMNS).starting_in(self.first_line)
    }

    fn read(&self, records: &mut Records, record: &mut Record) -> Result<bool, DataError> {
        records.read(record).map_err(|fault| match fault {
            RecordFault::TooWide { line } => DataError::TooWide {
                line,
                delimiter: self.delimiter.escape_default().to_string(),
                most: MOST_COLUMNS,
            },
            RecordFault::Unclosed { line, last_line } => DataError::OpenQuote { line, last_line },
        })
    }

    /// Whether a cell of a row has lines that look like rows: as many cells, most of them numbers. A quotation mark was then
    /// opened and not closed.
    fn holds_lines(&self, row: &Record) -> bool {
        let is_row = |line: &str| {
            let is_number =
                |cell: &&str| matches!(cell::value(cell.trim(), None), Value::Number(..));
            let cells = line.split(self.delimiter).count();
            let numbers = line.split(self.delimiter).filter(is_number).count();
            cells >= self.named.max(3) && 2 * numbers > cells
        };
        row.cells().any(|cell| cell.lines().any(is_row))
    }

    /// A row has a cell for every name, and only blank cells beyond the header.
    fn check(&self, row: &Record, is_first: bool) -> Result<(), DataError> {
        let width = self.header.len();
        if row.last_line() > row.line() && self.holds_lines(row) {
            return Err(DataError::OpenQuote {
                line: row.line(),
                last_line: row.last_line(),
            });
        }
        let beyond = (width..row.len()).find(|&i| !row.cell(i).is_empty());
        let name = |column: usize| excerpt(self.header.cell(column));
        let remark = match beyond {
            Some(i) => {
                let cell = excerpt(row.cell(i));
                format!("`{cell}` stands beyond column `{}`", name(width - 1))
            }
            None if row.len() < self.named && !self.short_lines => {
                format!("none for column `{}`", name(row.len()))
            }
            None => return Ok(()),
        };
        Err(DataError::Ragged {
            line: row.line(),
            found: row.len(),
            expected: width,
            remark,
            row_names: is_first && !self.short_lines && row.len() == width + 1,
            title: beyond
                .and_then(|_| header::title(self.header.filled(), row.filled(), row.line())),
            delimiter: self.delimiter.escape_default().to_string().into(),
        })
    }
}

impl Rows for TextRows<'_> {
    type Row<'r> = Record;

    /// The number of rows if all had the length of the first, and a few more, so that memory is allocated
    /// only once.
    fn expected(&self) -> usize {
        let sample = beginning(self.text);
        let mut records = Records::new(sample, self.delimiter, MOST_COLUMNS);
        let (mut record, mut rows) = (Record::default(), 0);
        while records.read(&mut record).unwrap_or(false) {
            rows += 1;
        }
        rows * (self.text.len() / sample.len().max(1) + 1) / 16 * 17
    }

    fn each(
        &mut self,
        mut with: impl FnMut(&Record) -> Result<bool, DataError>,
    ) -> Result<(), DataError> {
        let (mut records, mut record) = (self.records(), Record::default());
        let mut seen = 0;
        while self.read(&mut records, &mut record)? {
            seen += 1;
            if seen > self.above {
                self.check(&record, seen == self.above + 1)?;
                if !with(&record)? {
                    break;
                }
            }
        }
        Ok(())
    }
}

impl Row for Record {
    fn number(&self) -> u64 {
        self.line()
    }

    fn place(&self) -> Place {
        Place::Line(self.line())
    }

    fn is_filled(&self) -> bool {
        self.cells().any(|cell| !cell.is_empty())
    }

    fn filled(&self) -> usize {
        Record::filled(self)
    }

    fn value(&self, column: usize, mark: Option<Mark>) -> Value {
        cell::value(self.cell(column), mark)
    }

    fn written(&self, column: usize) -> Cow<'_, str> {
        self.cell(column).into()
    }
}
