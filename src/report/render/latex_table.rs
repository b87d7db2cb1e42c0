//! How a table is set on paper so that it fits between the margins: the size of its letters, the widths of its columns, and
//! the columns that are printed below the others.

use super::fold::is_break;
use super::{Span, columns, is_numeric, spans};
use crate::report::cell::Cell;
use crate::report::page::{Table, Text};

/// The width of the text in points: A4 with margins of 2 cm.
const PAGE: usize = 483;
/// The space between two columns in points.
pub(super) const GAP: usize = 8;
/// Sizes of letters, the largest first: command, points, and how much wider the letters are for their size.
const SIZES: [(&str, f64); 3] = [
    ("\\small", 9.0),
    ("\\footnotesize", 8.0 * 1.04),
    ("\\scriptsize", 7.0 * 1.14),
];
/// Letters of a word that is not broken.
pub(super) const LONG: usize = 20;
/// The share of the page that each column of names may have if the others do not fit beside them.
const LARGEST_NAME: usize = 4;

/// How a table is set.
pub(super) struct Setting {
    /// The command for the size of the letters.
    pub(super) command: &'static str,
    /// This size in points.
    pub(super) size: f64,
    /// Whether headings of numbers have several lines.
    pub(super) folds: bool,
    /// Columns beside each other, part by part.
    pub(super) parts: Vec<Vec<Column>>,
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// Its place in the table.
    pub(super) of: usize,
    pub(super) kind: Kind,
    /// Its width in points.
    pub(super) width: usize,
}

/// How the cells of a column are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// To the right, on one line.
    Numbers,
    /// To the left, on one line.
    Line,
    /// To the left, on as many lines as it needs.
    Lines,
}

/// The setting with the largest letters in which the table fits: with lines that are not broken if possible, otherwise with
/// words and names in several lines, and with columns below the others if there is no other way.
pub(super) fn setting(table: &Table, digits: usize) -> Setting {
    for (command, size) in SIZES {
        for folds in [false, true] {
            let set = Measured::of(table, digits, size, folds);
            let least = if folds { &set.least } else { &set.widest };
            let widths = columns::shrunk(&set.widest, least, PAGE, GAP);
            if columns::total(&widths, GAP) <= PAGE {
                let parts = vec![set.columns(&widths, 0..widths.len())];
                return Setting {
                    command,
                    size,
                    folds,
                    parts,
                };
            }
        }
    }
    let (command, size) = SIZES[SIZES.len() - 1];
    let set = Measured::of(table, digits, size, true);
    let names = table.names.min(set.widest.len());
    let most = |j: usize| match j {
        j if set.numeric[j] => set.widest[j],
        j if j < names => set.widest[j].min(set.least[j].max(PAGE / LARGEST_NAME)),
        j => set.widest[j].min(set.least[j].max(PAGE / 2)),
    };
    let widths: Vec<usize> = (0..set.widest.len()).map(most).collect();
    let parts = columns::parts(&widths, names, PAGE, GAP).into_iter();
    let parts = parts.map(|part| set.columns(&widths, part)).collect();
    Setting {
        command,
        size,
        folds: true,
        parts,
    }
}

/// The widths of a table's columns in points: of their cells on one line, and the least in which they can be set.
struct Measured {
    widest: Vec<usize>,
    least: Vec<usize>,
    numeric: Vec<bool>,
}

impl Measured {
    fn of(table: &Table, digits: usize, size: f64, folds: bool) -> Self {
        let of = 0..table.header.len();
        let numeric: Vec<bool> = of.map(|j| is_numeric(&table.rows, j)).collect();
        let rows = || table.rows.iter().filter(|row| !Table::is_heading(row));
        let of = |j: usize| {
            let cells = rows().map(|row| cell_width(&row[j], digits));
            let cells = cells.fold(0.0, f64::max);
            let head = &table.header[j];
            let lines = head_lines(head);
            let words = lines.iter().map(|line| words_width(line));
            let words = words.fold(0.0, f64::max);
            let head = if numeric[j] && folds {
                words
            } else {
                words_width(head)
            };
            let widest = cells.max(head);
            let pieces = rows().map(|row| longest_piece(&row[j].shown(digits)));
            let least = if numeric[j] {
                widest
            } else {
                pieces.fold(words, f64::max).min(widest)
            };
            [widest, least].map(|width| points(width * size))
        };
        let (widest, least) = (0..table.header.len())
            .map(of)
            .map(|[widest, least]| (widest, least))
            .unzip();
        Self {
            widest,
            least,
            numeric,
        }
    }

    /// Some columns with these widths.
    fn columns(&self, widths: &[usize], own: impl IntoIterator<Item = usize>) -> Vec<Column> {
        let column = |j: usize| Column {
            of: j,
            kind: match self.numeric[j] {
                true => Kind::Numbers,
                false if widths[j] < self.widest[j] => Kind::Lines,
                false => Kind::Line,
            },
            width: widths[j],
        };
        own.into_iter().map(column).collect()
    }
}

/// The lines of a heading above a narrow column.
pub(super) fn head_lines(head: &str) -> Vec<String> {
    let head = head.replace(" %", "\u{a0}%");
    head.split(' ').map(str::to_owned).collect()
}

/// The width of a text in letters of a size, in points.
pub(super) fn width(text: &Text, digits: usize, size: f64) -> usize {
    let cells = text.pieces().iter().map(|cell| cell_width(cell, digits));
    points(cells.sum::<f64>() * size)
}

fn points(width: f64) -> usize {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a width on a page
    let points = width.ceil() as usize;
    points + 1
}

/// The width of a cell on one line, as a multiple of the size of its letters.
fn cell_width(cell: &Cell, digits: usize) -> f64 {
    let shown = cell.shown(digits);
    match cell {
        Cell::Words(_) | Cell::Section(_) => words_width(&shown),
        Cell::Text(text) => text.pieces().iter().map(|c| cell_width(c, digits)).sum(),
        // The minus of a formula is as wide as its plus.
        cell if cell.is_numeric() => letters_width(&shown.replace('-', "+")),
        _ => letters_width(&shown),
    }
}

fn words_width(words: &str) -> f64 {
    let span = |span: Span<'_>| match span {
        Span::Plain(words) => letters_width(words),
        Span::Code(code) => TYPEWRITER * code.chars().count() as f64,
    };
    spans(words).into_iter().map(span).sum()
}

fn letters_width(text: &str) -> f64 {
    text.chars().map(advance).sum()
}

/// The longest piece of a text that is not broken.
fn longest_piece(text: &str) -> f64 {
    let mut longest: f64 = 0.0;
    for word in text.split([' ', '\u{a0}']) {
        let mut start = 0;
        for end in breaks(word).into_iter().chain([word.len()]) {
            let piece = &word[start..end];
            longest =
                longest.max(letters_width(piece).max(TYPEWRITER * piece.chars().count() as f64));
            start = end;
        }
    }
    longest
}

/// Where a word may be broken: where its parts are joined, and anywhere in a part that is long.
pub(super) fn breaks(word: &str) -> Vec<usize> {
    let joints = word.char_indices().map(|(at, _)| at);
    // A number is never broken.
    let in_number = |at: usize| word[at..].starts_with(|c: char| c.is_ascii_digit());
    let is_joint = |at: usize| is_break(word, at) || word[..at].ends_with('-');
    let joints: Vec<usize> = joints
        .filter(|&at| at > 0 && is_joint(at) && !in_number(at))
        .collect();
    let mut breaks = Vec::new();
    let mut start = 0;
    for end in joints.iter().copied().chain([word.len()]) {
        let piece = &word[start..end];
        if piece.chars().count() > LONG {
            let inner = piece.char_indices().map(|(at, _)| start + at);
            breaks.extend(inner.filter(|&at| at > start));
        }
        breaks.extend((end < word.len()).then_some(end));
        start = end;
    }
    breaks
}

/// Advance widths of the printable ASCII characters in Computer Modern of 9 points with the encoding T1, in thousandths of
/// the size, and that of a letter of its typewriter font; source: the metrics of the fonts `ecrm0900` and `ectt0900`.
const ASCII: [u16; 95] = [
    343, 285, 514, 856, 514, 856, 799, 285, 400, 400, 514, 799, 285, 343, 285, 514, 514, 514, 514,
    514, 514, 514, 514, 514, 514, 514, 285, 285, 799, 799, 799, 485, 799, 770, 728, 742, 785, 699,
    671, 806, 770, 371, 528, 799, 642, 942, 770, 799, 699, 799, 756, 571, 742, 770, 770, 1056, 770,
    770, 628, 285, 514, 285, 628, 799, 285, 514, 571, 457, 571, 457, 314, 514, 571, 285, 314, 542,
    285, 856, 571, 514, 571, 542, 402, 405, 400, 571, 542, 742, 542, 542, 457, 514, 285, 514, 628,
];
const TYPEWRITER: f64 = 0.525;

fn advance(c: char) -> f64 {
    let printable = (c as usize).checked_sub(0x20).and_then(|i| ASCII.get(i));
    printable.map_or(1.0, |&width| f64::from(width) / 1000.0)
}
