//! The report as one HTML file: it needs no script and no network, and works on a screen, on paper and with a screen reader.

use std::fmt::Write as _;

use super::{CsvFile, Span, csv, is_numeric, spans};
use crate::report::cell::{Cell, Standing, Verdict};
use crate::report::figure::escaped;
use crate::report::page::{Block, Figure, Page, Section, Table, Text};

/// How it looks.
const STYLE: &str = include_str!("html.css");
/// Nothing is loaded from elsewhere, whatever a name contains.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

impl Page {
    /// The page as one HTML file, which needs no network and no script; `digits` are the decimals of estimates.
    #[must_use]
    pub fn html(&self, digits: usize) -> String {
        Writer { digits }.file(self, None)
    }
}

/// Two pages as one HTML file: the short page with a picture at the top, and all sections of the full page below;
/// `digits` are the decimals of estimates.
pub(in crate::report) fn html(
    first: &Page,
    beside: Option<&Figure>,
    full: &Page,
    digits: usize,
) -> String {
    let writer = Writer { digits };
    // What stands below the picture has the whole width.
    let paths = first.sections.iter().position(|s| s.name == "paths");
    let (at_its_side, below) = first.sections.split_at(paths.map_or(0, |paths| paths + 1));
    let written = |sections: &[Section]| -> String {
        let sections = sections.iter();
        sections.map(|s| writer.section(s, "short-", 3)).collect()
    };
    let picture = beside.map_or_else(String::new, |figure| writer.figure(figure));
    let short = format!(
        "<section id=\"short\" aria-labelledby=\"short-title\">\n<h2 id=\"short-title\">In short</h2>\n\
         <div class=\"answer\">\n<div>\n{}</div>\n{picture}</div>\n{}</section>\n",
        written(at_its_side),
        written(below),
    );
    writer.file(full, Some(&short))
}

/// Letters of a word that is not broken.
const LONG: usize = 24;

struct Writer {
    digits: usize,
}

impl Writer {
    /// A file of the sections of a page, with a section before them that is in short what they say at length.
    fn file(&self, page: &Page, short: Option<&str>) -> String {
        let title = escaped(&page.title);
        let notice = page.notice.as_ref();
        let notice = notice.map_or_else(String::new, |notice| {
            format!(
                "<p class=\"notice\" role=\"note\">{}</p>\n",
                self.words(notice)
            )
        });
        let in_short = short.map_or("", |_| "<li><a href=\"#short\">In short</a></li>\n");
        let titled = page.sections.iter().filter(|s| !s.title.is_empty());
        let contents = titled.map(|section| {
            format!(
                "<li><a href=\"#{}\">{}</a></li>\n",
                section.name,
                self.words(&section.title)
            )
        });
        let sections = page.sections.iter();
        let sections = sections.map(|section| self.section(section, "", 2));
        format!(
            "<!DOCTYPE html>\n<!-- pls-sem report -->\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <link rel=\"icon\" href=\"data:,\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <a class=\"skip\" href=\"#results-below\">Skip to the results</a>\n\
             <header>\n<h1>{title}</h1>\n{notice}</header>\n\
             <nav aria-label=\"Contents\">\n<ol>\n{in_short}{}</ol>\n</nav>\n\
             <main id=\"results-below\">\n{}{}</main>\n\
             <footer>\n{notice}<p>{title}</p>\n</footer>\n</body>\n</html>\n",
            contents.collect::<String>(),
            short.unwrap_or_default(),
            sections.collect::<String>(),
        )
    }

    fn section(&self, section: &Section, prefix: &str, level: usize) -> String {
        let (name, title) = (section.name, self.words(&section.title));
        let blocks = section.blocks.iter();
        let blocks = blocks.map(|block| self.block(block, &section.title));
        let blocks: String = blocks.collect();
        if title.is_empty() {
            return format!("<div id=\"{prefix}{name}\">\n{blocks}</div>\n");
        }
        if level > 2 {
            return format!(
                "<div id=\"{prefix}{name}\">\n<h{level}>{title}</h{level}>\n{blocks}</div>\n"
            );
        }
        format!(
            "<section id=\"{prefix}{name}\" aria-labelledby=\"{prefix}{name}-title\">\n\
             <h{level} id=\"{prefix}{name}-title\">{title}</h{level}>\n{blocks}</section>\n"
        )
    }

    /// A block of a section with this title.
    fn block(&self, block: &Block, title: &str) -> String {
        match block {
            Block::Paragraph(text) => format!("<p>{}</p>\n", self.text(text)),
            Block::List { numbered, items } => {
                let list = if *numbered { "ol" } else { "ul" };
                let items = items
                    .iter()
                    .map(|item| format!("<li>{}</li>\n", self.text(item)));
                format!("<{list}>\n{}</{list}>\n", items.collect::<String>())
            }
            Block::Record(lines) => {
                let line = |(what, text): &(&str, Text)| {
                    format!(
                        "<div><dt>{}</dt><dd>{}</dd></div>\n",
                        escaped(what),
                        self.text(text)
                    )
                };
                format!(
                    "<dl>\n{}</dl>\n",
                    lines.iter().map(line).collect::<String>()
                )
            }
            Block::Table(table) => self.table(table, title),
            Block::Figure(figure) => self.figure(figure),
        }
    }

    #[allow(clippy::unused_self)] // a writer's method as the others
    fn figure(&self, figure: &Figure) -> String {
        // The picture itself has a title and a description for users who cannot see it.
        let caption = self.text(&figure.caption);
        let caption = match caption.as_str() {
            "" => String::new(),
            caption => format!("<figcaption>{caption}</figcaption>\n"),
        };
        format!(
            "<figure id=\"figure-{}\">\n<div class=\"picture\">\n{}</div>\n{caption}</figure>\n",
            figure.name,
            figure.drawing.svg()
        )
    }

    /// A table in a frame of its own, which scrolls if the page is too narrow, with its numbers as CSV.
    fn table(&self, table: &Table, section: &str) -> String {
        let columns = table.header.len();
        let numeric: Vec<bool> = (0..columns).map(|j| is_numeric(&table.rows, j)).collect();
        let mut labels = [table.title.as_str(), section].into_iter();
        let label = labels.find(|title| !title.is_empty());
        let label = label.unwrap_or(table.name);
        let caption = match table.title.as_str() {
            "" => String::new(),
            title => format!("<caption>{}</caption>\n", self.words(title)),
        };
        let header = table.header.iter().zip(&numeric).map(|(head, numeric)| {
            let class = if *numeric { " class=\"n\"" } else { "" };
            match head.as_str() {
                "" => "<td></td>".to_owned(),
                head => format!("<th scope=\"col\"{class}>{}</th>", self.words(head)),
            }
        });
        let header: String = header.collect();
        let mut body = "<tbody>\n".to_owned();
        for (i, row) in table.rows.iter().enumerate() {
            if Table::is_heading(row) {
                if i > 0 {
                    body.push_str("</tbody>\n<tbody>\n");
                }
                let text = self.cell(&row[0]);
                let _ = writeln!(
                    body,
                    "<tr><th scope=\"rowgroup\" colspan=\"{columns}\">{text}</th></tr>"
                );
                continue;
            }
            let cells = row.iter().enumerate().map(|(j, cell)| match cell {
                Cell::Blank => "<td></td>".to_owned(),
                cell if j < table.names => {
                    let class = if numeric[j] { " class=\"n\"" } else { "" };
                    format!("<th scope=\"row\"{class}>{}</th>", self.cell(cell))
                }
                cell if numeric[j] => format!("<td class=\"n\">{}</td>", self.cell(cell)),
                cell => format!("<td>{}</td>", self.cell(cell)),
            });
            let _ = writeln!(body, "<tr>{}</tr>", cells.collect::<String>());
        }
        body.push_str("</tbody>\n");
        let notes = table
            .notes
            .iter()
            .map(|note| format!("<p>{}</p>\n", self.text(note)));
        let CsvFile { name, text } = csv::file(table);
        format!(
            "<div class=\"table\">\n<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"{label}\">\n\
             <table>\n{caption}<thead>\n<tr>{header}</tr>\n</thead>\n{body}</table>\n</div>\n\
             <div class=\"notes\">\n{notes}<p><a download=\"{name}\" href=\"data:text/csv;charset=utf-8,{data}\">{name}</a></p>\n\
             </div>\n</div>\n",
            label = escaped(&label.replace('`', "")),
            notes = notes.collect::<String>(),
            name = escaped(&name),
            data = in_address(&text),
        )
    }

    fn text(&self, text: &Text) -> String {
        text.pieces().iter().map(|cell| self.cell(cell)).collect()
    }

    fn cell(&self, cell: &Cell) -> String {
        match cell {
            Cell::Words(words) => self.words(words),
            Cell::Text(text) => self.text(text),
            // A name in another direction of writing does not affect the text beside it.
            Cell::Name(_) => name(&cell.shown(self.digits)),
            Cell::Route(names) => {
                let shown = names.iter().enumerate().map(|(i, own)| match i {
                    // A spreadsheet reads a formula only at the beginning of a cell.
                    0 => name(&Cell::name(own).shown(self.digits)),
                    _ => name(own),
                });
                shown.collect::<Vec<_>>().join(" → ")
            }
            Cell::Verdict(verdict) => self.verdict(verdict),
            Cell::Section(name) => format!("<a href=\"#{name}\">section {name}</a>"),
            Cell::Interval(_) => format!(
                "<span class=\"i\">{}</span>",
                escaped(&cell.shown(self.digits))
            ),
            cell => escaped(&cell.shown(self.digits)),
        }
    }

    /// A verdict in words, with a mark whose shape shows it too, and with the source of the
    /// threshold.
    #[allow(clippy::unused_self)] // a writer's method as the others
    fn verdict(&self, verdict: &Verdict) -> String {
        let (class, mark) = match verdict.standing {
            Standing::Met => ("met", "<span aria-hidden=\"true\">✓ </span>"),
            Standing::Missed => ("missed", "<span aria-hidden=\"true\">▲ </span>"),
            Standing::Neutral => return escaped(&verdict.words),
        };
        let source = verdict.source.as_ref();
        let source =
            source.map_or_else(String::new, |s| format!(" <small>({})</small>", escaped(s)));
        format!(
            "<span class=\"{class}\">{mark}{}{source}</span>",
            escaped(&verdict.words)
        )
    }

    #[allow(clippy::unused_self)] // a writer's method as the others
    fn words(&self, words: &str) -> String {
        let shown = spans(words).into_iter().map(|span| match span {
            Span::Plain(words) => escaped(words),
            Span::Code(code) => format!("<code>{}</code>", escaped(code)),
        });
        shown.collect()
    }
}

/// A name in the direction of its own writing; a name without a place to break may break anywhere.
fn name(name: &str) -> String {
    let longest = name.split(' ').map(|word| word.chars().count()).max();
    let class = if longest > Some(LONG) {
        " class=\"long\""
    } else {
        ""
    };
    format!("<bdi{class}>{}</bdi>", escaped(name))
}

/// A text as an address holds it.
fn in_address(text: &str) -> String {
    let mut address = String::with_capacity(text.len() + text.len() / 4);
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' => {
                address.push(char::from(byte));
            }
            byte => {
                let _ = write!(address, "%{byte:02X}");
            }
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_no_quotation_mark_and_no_letter_that_is_not_ascii() {
        assert_eq!(in_address("a,\"ö\"\n'<&#"), "a,%22%C3%B6%22%0A%27%3C%26%23");
    }
}
