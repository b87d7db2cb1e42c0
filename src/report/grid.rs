//! Text tables: names to the left, numbers to the right, decimal points below each other.

use unicode_width::UnicodeWidthStr;

use crate::text::as_cell;

/// A table of text.
pub(super) struct Grid {
    title: String,
    /// Leading columns that hold names.
    names: usize,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    notes: Vec<String>,
}

impl Grid {
    /// A table whose first `names` columns hold names; all numbers of a column have the same decimals.
    pub(super) fn new(title: impl Into<String>, names: usize, header: &[&str]) -> Self {
        let header = header.iter().map(|h| (*h).to_owned()).collect();
        Self {
            title: title.into(),
            names,
            header,
            rows: Vec::new(),
            notes: Vec::new(),
        }
    }

    pub(super) fn row(&mut self, mut cells: Vec<String>) {
        for name in cells.iter_mut().take(self.names) {
            *name = as_cell(name).into_owned();
        }
        self.rows.push(cells);
    }

    pub(super) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// The lines of the table; none if it has no rows.
    pub(super) fn render(&self) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let width = |column: usize| {
            let cells = self
                .rows
                .iter()
                .chain([&self.header])
                .filter_map(|row| row.get(column));
            cells.map(|cell| cell.width()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.header.len()).map(width).collect();
        let line = |row: &Vec<String>| {
            let cells = row
                .iter()
                .zip(&widths)
                .enumerate()
                .map(|(column, (cell, &width))| {
                    let space = " ".repeat(width.saturating_sub(cell.width()));
                    if column < self.names {
                        format!("{cell}{space}")
                    } else {
                        format!("{space}{cell}")
                    }
                });
            format!("  {}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
        };
        let rule = "─".repeat(widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1));
        let mut text = format!("{}\n\n{}  {rule}\n", self.title, line(&self.header));
        text.extend(self.rows.iter().map(line));
        text.extend(self.notes.iter().map(|note| format!("  {note}\n")));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_stand_below_each_other_in_any_script() {
        let mut grid = Grid::new("Title", 1, &["name", "x"]);
        grid.row(vec!["価値".into(), "-0.100".into()]);
        grid.row(vec!["b".into(), "12.345".into()]);
        grid.note("A note.");
        let want =
            "Title\n\n  name       x\n  ────────────\n  価値  -0.100\n  b     12.345\n  A note.\n";
        assert_eq!(grid.render(), want);
    }

    #[test]
    fn a_name_is_no_formula_and_steers_no_terminal() {
        let mut grid = Grid::new("Title", 1, &["name", "x"]);
        grid.row(vec!["=cmd\u{1b}".into(), "-1".into()]);
        assert!(
            grid.render().contains("  '=cmd\\u{1b}  -1\n"),
            "{}",
            grid.render()
        );
    }

    #[test]
    fn a_table_without_rows_is_nothing() {
        assert_eq!(Grid::new("Title", 1, &["name"]).render(), "");
    }
}
