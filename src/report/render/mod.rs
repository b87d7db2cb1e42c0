//! Renderings of a page. They contain no statistics, and see only cells, tables and sentences.

mod ascii;
mod columns;
mod csv;
mod fold;
mod html;
mod latex;
mod latex_table;
mod markdown;
mod text;
mod text_table;

pub use csv::CsvFile;
pub(super) use html::html;
pub use text::Layout;

use super::cell::Cell;

/// A piece of a sentence.
enum Span<'t> {
    /// Words.
    Plain(&'t str),
    /// Text in backquotes: a name, a key of the study file.
    Code(&'t str),
}

/// Words, split at their backquotes. A backquote without a partner belongs to the words.
fn spans(words: &str) -> Vec<Span<'_>> {
    let mut spans = Vec::new();
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('`') {
        let Some((code, after)) = after.split_once('`') else {
            break;
        };
        spans.extend([Span::Plain(before), Span::Code(code)]);
        rest = after;
    }
    spans.push(Span::Plain(rest));
    spans.retain(|span| !matches!(span, Span::Plain("")));
    spans
}

/// Whether a column holds numbers.
fn is_numeric(rows: &[Vec<Cell>], column: usize) -> bool {
    rows.iter().any(|row| row[column].is_numeric())
}
