//! Tables as CSV, one file each: numbers have all their digits, for further computation.

use super::super::cell::Cell;
use super::super::page::{Page, Table};

/// A file of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CsvFile {
    /// Its name, `paths.csv`.
    pub name: String,
    /// Its content: a line of headings, and one line for each row.
    pub text: String,
}

impl Page {
    /// Every table as a CSV file. Numbers have all their digits; an interval is two columns; a value that is not defined is
    /// an empty cell. A name that a spreadsheet would read as a formula begins with `'`.
    #[must_use]
    pub fn csv(&self) -> Vec<CsvFile> {
        self.tables().map(file).collect()
    }
}

/// A table as a CSV file.
pub(super) fn file(table: &Table) -> CsvFile {
    CsvFile {
        name: format!("{}.csv", table.name),
        text: text(table),
    }
}

fn text(table: &Table) -> String {
    let is_interval = |j: usize| {
        let mut cells = table.rows.iter().map(|row| &row[j]);
        cells.any(|cell| matches!(cell, Cell::Interval(_)))
    };
    let bounds: Vec<bool> = (0..table.header.len()).map(is_interval).collect();
    let header = headings(&table.header);
    let header = header.into_iter().zip(&bounds).flat_map(|(head, bounds)| {
        if *bounds {
            vec![format!("{head} low"), format!("{head} high")]
        } else {
            vec![head]
        }
    });
    let rows = table.rows.iter().map(|row| {
        let cells = row
            .iter()
            .zip(&bounds)
            .flat_map(|(cell, bounds)| match cell {
                Cell::Interval([low, high]) => vec![number(low.value), number(high.value)],
                _ if *bounds => vec![String::new(), String::new()],
                cell => vec![exact(cell)],
            });
        record(cells)
    });
    let mut text = record(header);
    text.extend(rows);
    text
}

/// Headings that differ: where one is there again, it begins with that of the column that it belongs to, which is the last
/// one before it that is there once.
fn headings(header: &[String]) -> Vec<String> {
    let mut owner = "";
    let mut headings = Vec::new();
    for (j, head) in header.iter().enumerate() {
        if header[..j].contains(head) {
            headings.push(format!("{owner} {head}"));
            continue;
        }
        if !header[j + 1..].contains(head) {
            owner = head;
        }
        headings.push(head.clone());
    }
    headings
}

fn exact(cell: &Cell) -> String {
    match cell {
        Cell::Blank | Cell::Undefined => String::new(),
        Cell::Number(x) => number(x.value),
        Cell::P(p) => number(p.value),
        cell => cell.shown(0),
    }
}

/// The shortest text that is read back as the same number.
fn number(x: f64) -> String {
    format!("{x:?}")
}

fn record(cells: impl Iterator<Item = String>) -> String {
    let quoted = cells.map(|cell| {
        if cell.contains([',', '"', '\n', '\r', ';']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell
        }
    });
    let line: Vec<String> = quoted.collect();
    line.join(",") + "\n"
}
