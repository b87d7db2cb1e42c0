//! Tables for a terminal: decimal points are aligned, names are folded if the page is narrow, and columns that do not fit
//! are printed below the others, with the names repeated.

use unicode_width::UnicodeWidthStr;

use super::fold::{fold, longest_piece, wrap};
use super::{columns, is_numeric};
use crate::report::cell::Cell;
use crate::report::page::Table;

/// Blanks between columns, and fewer where the page is narrow.
const GAP: usize = 2;
const NARROW_GAP: usize = 1;
/// The minimum width of a folded column of names or words.
const NARROWEST: usize = 12;
/// A word that is longer is cut.
const LONGEST_WORD: usize = 24;
/// The indent of the name of a row below a heading.
const BELOW_HEADING: &str = " ";

/// A column as text.
#[derive(Clone)]
struct Column {
    /// The lines of its heading.
    head: Vec<String>,
    /// Each cell, numbers already aligned on the point.
    cells: Vec<String>,
    kind: Kind,
    width: usize,
}

/// How the cells of a column break.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Never.
    Numbers,
    /// Where names are joined.
    Names,
    /// At blanks.
    Words,
}

/// The lines of a table, no wider than `width` except for a single column that is wider.
pub(super) fn lines(
    table: &Table,
    width: usize,
    show: impl Fn(&Cell) -> String,
    plain: impl Fn(&str) -> String,
) -> Vec<String> {
    let rule = plain("─");
    let heading = |row: &Vec<Cell>| Table::is_heading(row).then(|| show(&row[0]));
    let headings: Vec<Option<String>> = table.rows.iter().map(heading).collect();
    let mut columns: Vec<Column> = (0..table.header.len())
        .map(|j| Column::of(table, j, &show, &plain))
        .collect();
    if total(&columns, GAP) > width {
        columns.iter_mut().for_each(Column::fold_head);
    }
    let names = table.names.min(columns.len());
    let mut gap = GAP;
    if total(&columns, GAP) > width {
        let folded = folded(&columns, width, NARROW_GAP);
        if total(&folded, NARROW_GAP) <= width {
            (columns, gap) = (folded, NARROW_GAP);
        } else {
            // Columns that do not fit are printed below the others, so that names need less folding.
            // Each has the names and at least one other column.
            let share = width.saturating_sub(GAP * names) / (names.max(2) + 1);
            columns.iter_mut().for_each(|column| column.narrow(share));
        }
    }
    let mut lines = Vec::new();
    for part in columns::parts(&widths(&columns), names, width, gap) {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let shown: Vec<&Column> = part.iter().map(|&j| &columns[j]).collect();
        lines.extend(render(&shown, &headings, gap, width, &rule));
    }
    lines
}

fn total(columns: &[Column], gap: usize) -> usize {
    columns::total(&widths(columns), gap)
}

fn widths(columns: &[Column]) -> Vec<usize> {
    columns.iter().map(|c| c.width).collect()
}

/// The columns with names and words folded, the widest first, until they fit or can be folded no further.
fn folded(columns: &[Column], width: usize, gap: usize) -> Vec<Column> {
    let least: Vec<usize> = columns.iter().map(Column::least).collect();
    let widths = columns::shrunk(&widths(columns), &least, width, gap);
    let mut folded = columns.to_vec();
    for (column, width) in folded.iter_mut().zip(widths) {
        column.narrow(width);
    }
    folded
}

impl Kind {
    fn of(table: &Table, j: usize) -> Self {
        if is_numeric(&table.rows, j) {
            return Self::Numbers;
        }
        let rows = table.rows.iter().filter(|row| !Table::is_heading(row));
        let mut cells = rows.map(|row| &row[j]);
        if cells.any(|cell| matches!(cell, Cell::Name(_) | Cell::Route(_))) {
            Self::Names
        } else {
            Self::Words
        }
    }
}

impl Column {
    fn of(
        table: &Table,
        j: usize,
        show: impl Fn(&Cell) -> String,
        plain: impl Fn(&str) -> String,
    ) -> Self {
        let kind = Kind::of(table, j);
        let has_headings = table.rows.iter().any(|row| Table::is_heading(row));
        let cell = |row: &Vec<Cell>| match &row[j] {
            _ if Table::is_heading(row) => String::new(),
            cell if j == 0 && has_headings => format!("{BELOW_HEADING}{}", show(cell)),
            cell => show(cell),
        };
        let mut cells: Vec<String> = table.rows.iter().map(cell).collect();
        if kind == Kind::Numbers {
            align(&mut cells);
        }
        let mut column = Self {
            head: vec![plain(&table.header[j])],
            cells,
            kind,
            width: 0,
        };
        column.measure();
        column
    }

    fn measure(&mut self) {
        let lines = self.head.iter().chain(&self.cells);
        let lines = lines.flat_map(|cell| cell.split('\n'));
        self.width = lines.map(UnicodeWidthStr::width).max().unwrap_or(0);
    }

    /// A heading that is wider than its cells, in several lines.
    fn fold_head(&mut self) {
        let body = self
            .cells
            .iter()
            .map(|cell| cell.width())
            .max()
            .unwrap_or(0);
        let head = self.head.join(" ");
        let longest = head
            .split(' ')
            .map(UnicodeWidthStr::width)
            .max()
            .unwrap_or(0);
        self.head = wrap(&head, body.max(longest), 0);
        self.measure();
    }

    /// The minimum width of the column: a name or a word is divided only if it is very long.
    fn least(&self) -> usize {
        let word = |cell: &String| match self.kind {
            Kind::Numbers => self.width,
            Kind::Names => longest_piece(cell),
            Kind::Words => cell
                .split(' ')
                .map(UnicodeWidthStr::width)
                .max()
                .unwrap_or(0),
        };
        let longest = self.cells.iter().map(word).max().unwrap_or(0);
        match self.kind {
            Kind::Numbers => self.width,
            _ => longest.clamp(NARROWEST, LONGEST_WORD).min(self.width),
        }
    }

    /// Folds names and words to a maximum width.
    fn narrow(&mut self, width: usize) {
        let width = width.max(self.least());
        if self.kind == Kind::Numbers || width >= self.width {
            return;
        }
        for cell in &mut self.cells {
            let lines = match self.kind {
                Kind::Words => wrap(cell, width, 1),
                _ => fold(cell, width),
            };
            *cell = lines.join("\n");
        }
        let head = self.head.join(" ");
        self.head = fold(&head, width);
        self.measure();
    }

    fn padded(&self, line: &str) -> String {
        let space = " ".repeat(self.width.saturating_sub(line.width()));
        if self.kind == Kind::Numbers {
            format!("{space}{line}")
        } else {
            format!("{line}{space}")
        }
    }
}

/// Pads numbers on the right, so that their decimal points are aligned.
fn align(cells: &mut [String]) {
    let after = |cell: &str| match cell.rfind('.') {
        Some(point) => cell[point..].width(),
        // A whole number ends where other numbers have their decimal point.
        None => cell
            .chars()
            .rev()
            .take_while(|c| !c.is_ascii_digit() && *c != '–' && *c != '-')
            .count(),
    };
    let most = cells.iter().map(|cell| after(cell)).max().unwrap_or(0);
    for cell in cells.iter_mut().filter(|cell| !cell.is_empty()) {
        let space = " ".repeat(most - after(cell));
        cell.push_str(&space);
    }
}

/// Heading, rule and rows of columns beside each other.
fn render(
    columns: &[&Column],
    headings: &[Option<String>],
    gap: usize,
    page: usize,
    rule: &str,
) -> Vec<String> {
    let beside = |pieces: Vec<Vec<&str>>, bottom: bool| -> Vec<String> {
        let height = pieces.iter().map(Vec::len).max().unwrap_or(0);
        let line = |i: usize| {
            let cells = columns.iter().zip(&pieces).map(|(column, lines)| {
                let at = if bottom {
                    (i + lines.len()).checked_sub(height)
                } else {
                    Some(i)
                };
                column.padded(at.and_then(|at| lines.get(at)).unwrap_or(&""))
            });
            let cells: Vec<String> = cells.collect();
            cells.join(&" ".repeat(gap)).trim_end().to_owned()
        };
        (0..height).map(line).collect()
    };
    let heads = columns
        .iter()
        .map(|c| c.head.iter().map(String::as_str).collect());
    let mut lines = beside(heads.collect(), true);
    let width =
        columns.iter().map(|c| c.width).sum::<usize>() + gap * columns.len().saturating_sub(1);
    lines.push(rule.repeat(width));
    for (i, heading) in headings.iter().enumerate() {
        if let Some(heading) = heading {
            lines.extend(wrap(heading, page, 2));
            continue;
        }
        let cells = columns.iter().map(|c| c.cells[i].split('\n').collect());
        lines.extend(beside(cells.collect(), false));
    }
    lines
}
