//! The report as LaTeX, with tables in the style of *booktabs*.

use super::super::cell::Cell;
use super::super::page::{Block, Page, Section, Table, Text};
use super::latex_table::{self, Column, GAP, Kind, Setting};
use super::{Span, spans};
use crate::text::visible;

/// The preamble: packages of every TeX distribution.
const PREAMBLE: &str = r"% A report of pls-sem, a document of its own: lualatex or xelatex set any script, pdflatex Latin letters.
% A table can be copied into a paper that loads array, booktabs and longtable.
\documentclass[a4paper]{article}
\usepackage[margin=2cm]{geometry}
\usepackage{iftex}
\ifpdftex
  \usepackage[T1]{fontenc}
  \usepackage[utf8]{inputenc}
  \usepackage{textcomp}
\else
  \usepackage{fontspec}
\fi
\usepackage{array}
\usepackage{booktabs}
\usepackage{longtable}
\setlength{\LTleft}{0pt}
\setlength{\LTright}{0pt plus 1fill}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.5em}
\setlength{\tabcolsep}{4pt}
\newcolumntype{L}[1]{>{\raggedright\arraybackslash}p{#1}}
\sloppy
\begin{document}
";

impl Page {
    /// The page as a LaTeX document; `digits` are the decimals of estimates.
    #[must_use]
    pub fn latex(&self, digits: usize) -> String {
        let writer = Writer { digits };
        let notice = self.notice.as_ref();
        let notice = notice.map(|notice| format!("\\textbf{{{}}}\n", words(notice)));
        let mut parts = vec![
            PREAMBLE.to_owned(),
            format!("\\section*{{{}}}\n", escaped(&self.title)),
        ];
        parts.extend(notice.clone());
        parts.extend(self.sections.iter().map(|section| writer.section(section)));
        parts.extend(notice);
        parts.push("\\end{document}\n".to_owned());
        visible(&parts.join("\n")).into_owned()
    }
}

struct Writer {
    digits: usize,
}

impl Writer {
    fn section(&self, section: &Section) -> String {
        let title = Some(&section.title).filter(|title| !title.is_empty());
        let heading = title.map(|title| format!("\\subsection*{{{}}}\n", words(title)));
        let blocks = section.blocks.iter().filter_map(|block| self.block(block));
        let parts: Vec<String> = heading.into_iter().chain(blocks).collect();
        parts.join("\n")
    }

    fn block(&self, block: &Block) -> Option<String> {
        Some(match block {
            Block::Paragraph(text) => self.text(text) + "\n",
            Block::List { numbered, items } => {
                let kind = if *numbered { "enumerate" } else { "itemize" };
                let items = items
                    .iter()
                    .map(|item| format!("\\item {}\n", self.text(item)));
                format!(
                    "\\begin{{{kind}}}\n{}\\end{{{kind}}}\n",
                    items.collect::<String>()
                )
            }
            Block::Record(lines) => {
                let line = |(what, text): &(&str, Text)| {
                    format!("\\item[{}] {}\n", escaped(what), self.text(text))
                };
                let lines: String = lines.iter().map(line).collect();
                format!("\\begin{{description}}\n{lines}\\end{{description}}\n")
            }
            Block::Table(table) => self.table(table),
            Block::Figure(_) => return None,
        })
    }

    fn table(&self, table: &Table) -> String {
        let setting = latex_table::setting(table, self.digits);
        let title = if table.title.is_empty() {
            String::new()
        } else {
            format!("\\textit{{{}}}\n\n", words(&table.title))
        };
        let parts = setting.parts.iter();
        let parts: String = parts.map(|part| self.part(table, &setting, part)).collect();
        let notes = table
            .notes
            .iter()
            .map(|note| format!("{}\n\n", self.text(note)));
        let notes: String = notes.collect();
        format!(
            "% table {}\n{title}{{{}\n{parts}}}\n{{\\footnotesize {notes}}}\n",
            table.name, setting.command
        )
    }

    /// Columns of a table that are beside each other.
    fn part(&self, table: &Table, setting: &Setting, part: &[Column]) -> String {
        let align = part.iter().map(|column| match column.kind {
            Kind::Numbers => "r".to_owned(),
            Kind::Line => "l".to_owned(),
            Kind::Lines => format!("L{{{}pt}}", column.width),
        });
        // The space before the first column and after the last would move the table out of the text.
        let align = format!("@{{}}{}@{{}}", align.collect::<String>());
        let head = |column: &Column| {
            let head = &table.header[column.of];
            match column.kind {
                Kind::Numbers if setting.folds && head.contains(' ') => {
                    let lines = latex_table::head_lines(head);
                    let lines: Vec<String> = lines.iter().map(|line| words(line)).collect();
                    format!("\\shortstack[r]{{{}}}", lines.join("\\\\"))
                }
                _ => words(head),
            }
        };
        let header: Vec<String> = part.iter().map(head).collect();
        let header = header.join(" & ");
        let widths: usize = part.iter().map(|column| column.width).sum();
        let whole = widths + GAP * part.len().saturating_sub(1);
        let row = |row: &Vec<Cell>| match row.as_slice() {
            [Cell::Text(heading), ..] if Table::is_heading(row) => {
                let kind = match latex_table::width(heading, self.digits, setting.size) {
                    needed if needed > whole => format!("L{{{whole}pt}}"),
                    _ => "l".to_owned(),
                };
                let (count, heading) = (part.len(), self.text(heading));
                format!("\\multicolumn{{{count}}}{{@{{}}{kind}@{{}}}}{{{heading}}} \\\\\n")
            }
            row => {
                let cells: Vec<String> = part.iter().map(|c| self.cell(&row[c.of])).collect();
                // A bracket at the beginning of a line would be read as an argument of the line end
                // before it.
                format!("{{}}{} \\\\\n", cells.join(" & "))
            }
        };
        let rows: String = table.rows.iter().map(row).collect();
        format!(
            "\\begin{{longtable}}{{{align}}}\n\\toprule\n{header} \\\\\n\\midrule\n\\endhead\n\\bottomrule\n\\endfoot\n{rows}\\end{{longtable}}\n"
        )
    }

    fn text(&self, text: &Text) -> String {
        text.pieces().iter().map(|cell| self.cell(cell)).collect()
    }

    fn cell(&self, cell: &Cell) -> String {
        match cell {
            Cell::Words(text) => words(text),
            Cell::Text(text) => self.text(text),
            cell @ Cell::Section(_) => words(&cell.shown(self.digits)),
            // A number is not separated from its sign, nor a bound from the other.
            cell if cell.is_numeric() => literal(&cell.shown(self.digits))
                .replace('-', "$-$")
                .replace(' ', "~"),
            cell => escaped(&cell.shown(self.digits)),
        }
    }
}

fn words(words: &str) -> String {
    let shown = spans(words).into_iter().map(|span| match span {
        Span::Plain(words) => escaped(words),
        Span::Code(code) => format!("\\texttt{{{}}}", escaped(code)),
    });
    shown.collect()
}

/// A text without any command of TeX, in which long words may be broken.
fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for (i, word) in text.split(' ').enumerate() {
        if i > 0 {
            shown.push(' ');
        }
        let mut start = 0;
        for end in latex_table::breaks(word) {
            let piece = &word[start..end];
            shown.push_str(&literal(piece));
            // After a hyphen a word may be broken anyway.
            if !piece.ends_with('-') {
                shown.push_str("\\allowbreak{}");
            }
            start = end;
        }
        shown.push_str(&literal(&word[start..]));
    }
    shown
}

/// Letters without any command of TeX.
fn literal(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("->") {
            shown.push_str("$\\rightarrow$");
            rest = after;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        let command = match c {
            '\\' => "\\textbackslash{}",
            '~' => "\\textasciitilde{}",
            '^' => "\\textasciicircum{}",
            '<' => "$<$",
            '>' => "$>$",
            '=' => "{=}",
            '\u{a0}' => "~",
            '≤' => "$\\le$",
            '≥' => "$\\ge$",
            '²' => "\\textsuperscript{2}",
            '–' => "--",
            '"' => "\\textquotedbl{}",
            '\'' => "\\textquotesingle{}",
            '`' => "\\textasciigrave{}",
            '|' => "\\textbar{}",
            '\n' => " ",
            // Two of them would be a dash.
            '-' if rest.starts_with('-') => "-{}",
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                shown.extend(['\\', c]);
                continue;
            }
            c => {
                shown.push(c);
                continue;
            }
        };
        shown.push_str(command);
    }
    shown
}
