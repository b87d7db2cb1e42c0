//! The report as Markdown, with tables for GitHub, pandoc and Quarto.

use super::super::cell::Cell;
use super::super::page::{Block, Page, Section, Table, Text};
use super::{Span, is_numeric, spans};
use crate::text::visible;

impl Page {
    /// The page as Markdown; `digits` are the decimals of estimates.
    #[must_use]
    pub fn markdown(&self, digits: usize) -> String {
        let writer = Writer { digits };
        let notice = self.notice.as_ref();
        let notice = notice.map(|notice| format!("**{}**\n", writer.words(notice)));
        let mut parts = vec![format!("# {}\n", escaped(&self.title))];
        parts.extend(notice.clone());
        parts.extend(self.sections.iter().map(|section| writer.section(section)));
        parts.extend(notice);
        visible(&parts.join("\n")).into_owned()
    }
}

struct Writer {
    digits: usize,
}

impl Writer {
    fn section(&self, section: &Section) -> String {
        let title = Some(&section.title).filter(|title| !title.is_empty());
        let heading = title.map(|title| format!("## {}\n", self.words(title)));
        let blocks = section.blocks.iter().filter_map(|block| self.block(block));
        let parts: Vec<String> = heading.into_iter().chain(blocks).collect();
        parts.join("\n")
    }

    fn block(&self, block: &Block) -> Option<String> {
        Some(match block {
            Block::Paragraph(text) => self.text(text) + "\n",
            Block::List { numbered, items } => {
                let item = |(i, text): (usize, &Text)| {
                    let mark = if *numbered {
                        format!("{}.", i + 1)
                    } else {
                        "-".to_owned()
                    };
                    format!("{mark} {}\n", self.text(text))
                };
                items.iter().enumerate().map(item).collect()
            }
            Block::Record(lines) => {
                let line = |(what, text): &(&str, Text)| format!("- {what}: {}\n", self.text(text));
                lines.iter().map(line).collect()
            }
            Block::Table(table) => self.table(table),
            Block::Figure(_) => return None,
        })
    }

    fn table(&self, table: &Table) -> String {
        let mut text = String::new();
        if !table.title.is_empty() {
            text = format!("**{}**\n\n", self.words(&table.title));
        }
        let header: Vec<String> = table.header.iter().map(|head| self.words(head)).collect();
        text.push_str(&line(&header));
        let columns = 0..table.header.len();
        let rule = columns.map(|j| {
            let rule = if is_numeric(&table.rows, j) {
                "---:"
            } else {
                ":---"
            };
            rule.to_owned()
        });
        text.push_str(&line(&rule.collect::<Vec<_>>()));
        for row in &table.rows {
            let cells: Vec<String> = row.iter().map(|cell| self.cell(cell)).collect();
            text.push_str(&line(&cells));
        }
        for note in &table.notes {
            text.extend(["\n", &self.text(note), "\n"]);
        }
        text
    }

    fn text(&self, text: &Text) -> String {
        text.pieces().iter().map(|cell| self.cell(cell)).collect()
    }

    fn cell(&self, cell: &Cell) -> String {
        match cell {
            Cell::Words(words) => self.words(words),
            Cell::Text(text) => self.text(text),
            cell @ Cell::Section(_) => self.words(&cell.shown(self.digits)),
            cell => escaped(&cell.shown(self.digits)),
        }
    }

    #[allow(clippy::unused_self)] // a writer's method as the others
    fn words(&self, words: &str) -> String {
        let shown = spans(words).into_iter().map(|span| match span {
            Span::Plain(words) => escaped(words),
            Span::Code(code) => format!("`{code}`"),
        });
        shown.collect()
    }
}

fn line(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// A text without any mark of Markdown or HTML.
fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '\n' => shown.push(' '),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '$' => {
                shown.extend(['\\', c]);
            }
            c => shown.push(c),
        }
    }
    shown
}
