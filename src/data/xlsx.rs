//! A sheet of an Excel workbook: numbers are read as numbers, also from cells of text; other text, dates and truth values
//! are read as text.

use std::borrow::Cow;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xlsx, XlsxFormulaMetadata,
};

use super::cell::{self, Mark, Value};
use super::gather::{Row, Rows, gather};
use super::limits::{MOST_CELLS, MOST_COLUMNS};
use super::place::Places;
use super::sheet::{OtherSheet, Sheet, that_is_meant};
use super::weigh::weigh;
use super::{DataError, Place, ReadOptions, header};
use crate::text::{excerpt, nearest, visible_name};

/// The columns of the sheet that is named, or of the first that is not hidden.
pub(super) fn parse(bytes: Vec<u8>, options: &ReadOptions) -> Result<Sheet, DataError> {
    weigh(&bytes)?;
    // A damaged workbook may break an assumption of the library that reads it.
    let parsed = catch_unwind(AssertUnwindSafe(|| {
        let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
        let (sheet, others) = choose(&workbook, options.layout.sheet.as_deref())?;
        let others = others.into_iter();
        let others = others.map(|name| OtherSheet {
            columns: columns_of(&mut workbook, &name, options),
            name: visible_name(&name).into_owned(),
        });
        let others: Vec<OtherSheet> = others.collect();
        let parsed = parse_sheet(&mut workbook, &sheet, &others, options);
        parsed.map_err(|error| match others.as_slice() {
            [] => error,
            all => {
                let all = all.iter();
                let all = all.map(|other| (other.name.as_str(), other.columns.as_slice()));
                DataError::InSheet {
                    sheet: visible_name(&sheet).into_owned(),
                    another: that_is_meant(all, None).map(str::to_owned),
                    others: others.into_iter().map(|other| other.name).collect(),
                    error: Box::new(error),
                }
            }
        })
    }));
    parsed.unwrap_or_else(|_| Err(damaged("its parts contradict each other")))
}

fn parse_sheet(
    workbook: &mut Workbook,
    sheet: &str,
    others: &[OtherSheet],
    options: &ReadOptions,
) -> Result<Sheet, DataError> {
    let mut rows = SheetRows::below_header(workbook, sheet, options)?;
    let cells = rows.header.iter().map(String::as_str);
    let place = Place::Row(rows.header_row);
    let names = header::names(cells, place)?;
    let mark = options.layout.decimal.map(Mark::of);
    let gathered = gather(&mut rows, names, place, mark, options)?;
    if gathered.rows.is_empty() {
        return Err(DataError::HeaderOnly);
    }
    let has_mark = gathered.numbers_as_text > 0 || mark.is_some();
    Ok(Sheet {
        name: visible_name(sheet).into_owned(),
        others: others.to_vec(),
        decimal: has_mark.then(|| gathered.mark.character()),
        numbers_as_text: gathered.numbers_as_text,
        columns: gathered.columns,
        places: Places::Sheet {
            rows: gathered.rows,
            columns: gathered.numbers,
        },
    })
}

type Workbook = Xlsx<Cursor<Vec<u8>>>;

/// The sheet with this name; or the first that is not hidden, and the names of the others.
fn choose(workbook: &Workbook, name: Option<&str>) -> Result<(String, Vec<String>), DataError> {
    let sheets = workbook.sheets_metadata().iter();
    let mut sheets = sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<&str> = sheets.clone().map(|sheet| sheet.name.as_str()).collect();
    let chosen = match name {
        Some(name) => sheets.find(|sheet| visible_name(&sheet.name) == visible_name(name)),
        None => sheets.find(|sheet| sheet.visible == SheetVisible::Visible),
    };
    let Some(chosen) = chosen else {
        return Err(DataError::UnknownSheet {
            sheet: name.map(excerpt),
            nearest: name.and_then(|name| nearest(name, names.iter().copied())),
            sheets: excerpt(&names.join("`, `")),
        });
    };
    let others = names
        .iter()
        .filter(|other| name.is_none() && **other != chosen.name);
    let others = others.map(|&other| other.to_owned()).collect();
    Ok((chosen.name.clone(), others))
}

/// The names in the header of a sheet that is not read, as far as they can be read.
fn columns_of(workbook: &mut Workbook, sheet: &str, options: &ReadOptions) -> Vec<String> {
    // A damaged sheet that is not read must not keep the one that is from being read.
    let columns = catch_unwind(AssertUnwindSafe(|| {
        let mut columns = Vec::new();
        let read = each_filled(workbook, sheet, options.layout.skip as u64, |row| {
            let cells = (0..row.cells.len()).map(|column| row.written(column));
            let named = cells.filter(|cell| !cell.is_empty());
            columns = named.map(|cell| visible_name(&cell).into_owned()).collect();
            Ok(false)
        });
        read.map_or_else(|_| Vec::new(), |()| columns)
    }));
    columns.unwrap_or_default()
}

#[allow(clippy::needless_pass_by_value)] // takes the place of a closure for `map_err`
fn damaged(reason: impl ToString) -> DataError {
    DataError::Workbook {
        reason: excerpt(&reason.to_string()),
    }
}

/// The rows of a sheet below the first row that is not empty.
struct SheetRows<'w> {
    workbook: &'w mut Workbook,
    sheet: &'w str,
    /// The cells of the header, and its row.
    header: Vec<String>,
    header_row: u64,
    /// Filled rows above the first respondent.
    above: usize,
    /// Rows above the header.
    skip: u64,
}

/// A filled row of a sheet.
struct SheetRow<'r> {
    number: u64,
    cells: Vec<DataRef<'r>>,
}

impl<'w> SheetRows<'w> {
    fn below_header(
        workbook: &'w mut Workbook,
        sheet: &'w str,
        options: &ReadOptions,
    ) -> Result<Self, DataError> {
        let (mut header, mut header_row) = (Vec::new(), 0);
        let skip = options.layout.skip as u64;
        let mut seen = 0;
        each_filled(workbook, sheet, skip, |row| {
            let cells = || (0..row.cells.len()).map(|column| row.written(column));
            if header.is_empty() {
                header_row = row.number;
                header = cells().map(Cow::into_owned).collect();
            } else {
                let below: Vec<Cow<str>> = cells().collect();
                header::fill(&mut header, below.iter().map(Cow::as_ref));
            }
            seen += 1;
            Ok(seen < options.layout.header_rows)
        })?;
        if header.is_empty() {
            return Err(header::nothing(options));
        }
        Ok(Self {
            workbook,
            sheet,
            header,
            header_row,
            above: options.layout.header_rows,
            skip,
        })
    }
}

impl Rows for SheetRows<'_> {
    type Row<'r> = SheetRow<'r>;

    fn expected(&self) -> usize {
        0
    }

    fn each(
        &mut self,
        mut with: impl FnMut(&SheetRow) -> Result<bool, DataError>,
    ) -> Result<(), DataError> {
        let (width, header_row) = (self.header.len(), self.header_row);
        let mut seen = 0;
        let filled = self.header.iter().filter(|cell| !cell.is_empty()).count();
        each_filled(self.workbook, self.sheet, self.skip, |row| {
            seen += 1;
            if seen <= self.above {
                return Ok(true);
            }
            let beyond = row
                .cells
                .iter()
                .skip(width)
                .position(|cell| !is_blank(cell));
            if let Some(beyond) = beyond {
                let column = width + beyond;
                return Err(DataError::NoName {
                    place: Place::Cell {
                        row: row.number,
                        column: column + 1,
                    },
                    cell: excerpt(&row.written(column)),
                    header: header_row,
                    title: header::title(filled, row.filled(), row.number),
                });
            }
            with(row)
        })
    }
}

/// Calls a function for every row of a sheet that is not empty, below the skipped rows, until the function returns a
/// stop.
fn each_filled(
    workbook: &mut Workbook,
    sheet: &str,
    skip: u64,
    mut with: impl FnMut(&SheetRow) -> Result<bool, DataError>,
) -> Result<(), DataError> {
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(damaged)?;
    let mut row = SheetRow {
        number: 0,
        cells: Vec::new(),
    };
    let mut cells = 0;
    loop {
        let next = reader.next_cell_with_formula_metadata();
        let next = next.map_err(damaged)?.map(|cell| {
            let value = match (cell.value, cell.formula) {
                (DataRef::Empty, Some(formula)) => without_result(formula),
                (value, _) => value,
            };
            (cell.pos, value)
        });
        let number = next.as_ref().map(|((number, _), _)| u64::from(*number) + 1);
        if number != Some(row.number) {
            if row.number > skip && !row.cells.is_empty() && !with(&row)? {
                return Ok(());
            }
            row.cells.clear();
        }
        let Some((((_, column), value), number)) = next.zip(number) else {
            return Ok(());
        };
        if number < row.number {
            return Err(damaged("its rows are not in order"));
        }
        row.number = number;
        cells += 1;
        let column = column as usize;
        let too_much = |what, most: usize| DataError::TooMuch {
            place: row.place(),
            what,
            most: most as u64,
        };
        if column >= MOST_COLUMNS {
            return Err(too_much("columns", MOST_COLUMNS));
        }
        // Cells in the same place count, too.
        if cells > MOST_CELLS {
            return Err(too_much("cells", MOST_CELLS));
        }
        if !is_blank(&value) {
            if row.cells.len() <= column {
                row.cells.resize(column + 1, DataRef::Empty);
            }
            row.cells[column] = value;
        }
    }
}

/// A formula without a computed value, which programs other than Excel write: it is neither a missing answer
/// nor a number.
fn without_result(formula: XlsxFormulaMetadata) -> DataRef<'static> {
    let formula = match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => {
            formula
        }
        _ => "...".to_owned(),
    };
    DataRef::String(format!("={formula}"))
}

fn is_blank(cell: &DataRef) -> bool {
    match cell {
        DataRef::Empty => true,
        DataRef::String(text) => text.trim().is_empty(),
        DataRef::SharedString(text) => text.trim().is_empty(),
        _ => false,
    }
}

impl Row for SheetRow<'_> {
    fn number(&self) -> u64 {
        self.number
    }

    fn place(&self) -> Place {
        Place::Row(self.number)
    }

    fn is_filled(&self) -> bool {
        true
    }

    fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !is_blank(cell)).count()
    }

    fn is_text(&self, column: usize) -> bool {
        let cell = self.cells.get(column);
        matches!(cell, Some(DataRef::String(_) | DataRef::SharedString(_)))
    }

    fn value(&self, column: usize, mark: Option<Mark>) -> Value {
        match self.cells.get(column) {
            None | Some(DataRef::Empty) => Value::Missing,
            Some(DataRef::Float(x)) => Value::Number(*x, None),
            Some(DataRef::Int(x)) => Value::Number(*x as f64, None),
            Some(DataRef::String(_) | DataRef::SharedString(_)) => {
                cell::value(&self.written(column), mark)
            }
            Some(_) => Value::Words,
        }
    }

    fn written(&self, column: usize) -> Cow<'_, str> {
        match self.cells.get(column) {
            None | Some(DataRef::Empty) => "".into(),
            Some(DataRef::SharedString(text)) => text.trim().into(),
            Some(
                DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text),
            ) => text.trim().into(),
            Some(DataRef::Float(x)) => x.to_string().into(),
            Some(DataRef::Int(x)) => x.to_string().into(),
            Some(DataRef::Bool(is)) => if *is { "TRUE" } else { "FALSE" }.into(),
            Some(DataRef::DateTime(date)) => written_date(date).into(),
            Some(DataRef::Error(error)) => error.to_string().into(),
        }
    }
}

/// A date as `2024-05-01`, with the time of day if there is one; a duration in hours, minutes and seconds.
fn written_date(date: &ExcelDateTime) -> String {
    if date.is_duration() {
        let seconds = (date.as_f64() * 86_400.0).round();
        let (hours, rest) = ((seconds / 3600.0).trunc(), seconds.abs() % 3600.0);
        return format!("{hours}:{:02}:{:02}", (rest / 60.0).trunc(), rest % 60.0);
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let time = match (hour, minute, second) {
        (0, 0, 0) => String::new(),
        _ => format!(" {hour:02}:{minute:02}:{second:02}"),
    };
    format!("{year:04}-{month:02}-{day:02}{time}")
}
