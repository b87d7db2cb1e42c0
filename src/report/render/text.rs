//! The report for a terminal, a pipe, a file of text.

use std::fmt;

use super::ascii::ascii;
use super::fold::{FIXED_BLANK, wrap};
use super::text_table;
use crate::report::cell::Cell;
use crate::report::page::{Block, Page, Section, Table, Text};
use crate::text::visible;

/// The indent of the lines of a section.
const INDENT: &str = "  ";
/// The minimum width of a page, which a number and a name need.
const NARROWEST: usize = 40;

/// How text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Layout {
    /// Columns of the page, 40 at least.
    pub width: usize,
    /// Decimals of estimates.
    pub digits: usize,
    /// Whether only ASCII is written.
    pub ascii: bool,
}

impl Default for Layout {
    /// 80 columns, three decimals, any character.
    fn default() -> Self {
        Self {
            width: 80,
            digits: 3,
            ascii: false,
        }
    }
}

impl Layout {
    /// With so many columns.
    #[must_use]
    pub fn width(self, width: usize) -> Self {
        Self {
            width: width.max(NARROWEST),
            ..self
        }
    }

    /// With so many decimals of estimates.
    #[must_use]
    pub fn digits(self, digits: usize) -> Self {
        Self { digits, ..self }
    }

    /// With ASCII only, or with any character.
    #[must_use]
    pub fn ascii(self, ascii: bool) -> Self {
        Self { ascii, ..self }
    }
}

impl fmt::Display for Page {
    /// The page as text of 80 columns.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(&Layout::default()))
    }
}

impl Page {
    /// The page as text.
    #[must_use]
    pub fn text(&self, layout: &Layout) -> String {
        let writer = Writer { layout };
        let mut parts: Vec<String> = Vec::new();
        let notice = self.notice.as_ref();
        let notice = notice.map(|notice| writer.wrapped(notice, "", ""));
        let title = (!self.title.is_empty()).then(|| writer.wrapped(&self.title, "", ""));
        parts.push([title, notice.clone()].into_iter().flatten().collect());
        parts.extend(self.sections.iter().map(|section| writer.section(section)));
        parts.extend(notice);
        parts.retain(|part| !part.is_empty());
        visible(&parts.join("\n")).into_owned()
    }
}

struct Writer<'l> {
    layout: &'l Layout,
}

impl Writer<'_> {
    fn plain(&self, text: &str) -> String {
        if self.layout.ascii {
            ascii(text)
        } else {
            text.to_owned()
        }
    }

    fn cell(&self, cell: &Cell) -> String {
        self.plain(&cell.shown(self.layout.digits))
    }

    /// A text whose numbers do not break.
    fn text(&self, text: &Text) -> String {
        let piece = |cell: &Cell| {
            let shown = self.cell(cell);
            if cell.is_numeric() {
                shown.replace(' ', &FIXED_BLANK.to_string())
            } else {
                shown
            }
        };
        text.pieces().iter().map(piece).collect()
    }

    /// Lines with `first` before the first and `others` before the others.
    fn wrapped(&self, text: &str, first: &str, others: &str) -> String {
        let width = self.layout.width.saturating_sub(others.len());
        let lines = wrap(&self.plain(text), width, 0);
        let moved = |(i, line): (usize, &String)| {
            let before = if i == 0 { first } else { others };
            format!("{before}{line}").trim_end().to_owned() + "\n"
        };
        lines.iter().enumerate().map(moved).collect()
    }

    fn section(&self, section: &Section) -> String {
        let mut text = match section.title.as_str() {
            "" => String::new(),
            title => self.wrapped(title, "", ""),
        };
        for (i, block) in section.blocks.iter().enumerate() {
            let before = i.checked_sub(1).map(|i| &section.blocks[i]);
            let is_table = |block: &Block| matches!(block, Block::Table(_));
            if before.is_some_and(|before| is_table(before) || is_table(block)) {
                text.push('\n');
            }
            text.push_str(&self.block(block));
        }
        text
    }

    fn block(&self, block: &Block) -> String {
        match block {
            Block::Paragraph(paragraph) => self.wrapped(&self.text(paragraph), INDENT, INDENT),
            Block::List { numbered, items } => {
                let item = |(i, item): (usize, &Text)| {
                    let mark = if *numbered {
                        format!("{INDENT}{}. ", i + 1)
                    } else {
                        format!("{INDENT}- ")
                    };
                    self.wrapped(&self.text(item), &mark, &" ".repeat(mark.len()))
                };
                items.iter().enumerate().map(item).collect()
            }
            Block::Record(lines) => {
                let widest = lines.iter().map(|(what, _)| what.len()).max().unwrap_or(0);
                let line = |(what, text): &(&str, Text)| {
                    let first = format!("{INDENT}{what:<widest$}  ");
                    self.wrapped(&self.text(text), &first, &" ".repeat(first.len()))
                };
                lines.iter().map(line).collect()
            }
            Block::Table(table) => self.table(table),
            Block::Figure(_) => String::new(),
        }
    }

    fn table(&self, table: &Table) -> String {
        let mut text = String::new();
        if !table.title.is_empty() {
            text.push_str(&self.wrapped(&table.title, INDENT, INDENT));
        }
        let width = self.layout.width.saturating_sub(INDENT.len());
        let lines = text_table::lines(
            table,
            width,
            |cell| self.cell(cell),
            |words| self.plain(words),
        );
        text.extend(
            lines
                .iter()
                .map(|line| format!("{INDENT}{line}").trim_end().to_owned() + "\n"),
        );
        let notes = table.notes.iter();
        text.extend(notes.map(|note| self.wrapped(&self.text(note), INDENT, INDENT)));
        text
    }
}
