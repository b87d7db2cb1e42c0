//! Which character parts the cells of a CSV text.

use std::cmp::Reverse;

use super::header::named;
use super::limits::MOST_COLUMNS;
use super::records::{Record, Records, beginning};

/// Characters that may part cells.
pub(super) const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
/// The most records that are looked at.
const SAMPLE_RECORDS: usize = 50;

/// The delimiter of a text: that of its line `sep=;`, if it begins with one, as files written for Excel do; else the one
/// that gives the first records, except for a title above the header, one width, the greatest; else the commonest in the
/// first line.
pub(super) fn find(text: &str) -> char {
    if let Some(delimiter) = declared(text) {
        return delimiter;
    }
    let sample = beginning(text);
    let is_cut = sample.len() < text.len();
    // `max_by_key` keeps the last of equals: the comma is looked at last.
    let delimiters = DELIMITERS.into_iter().rev();
    delimiters
        .max_by_key(|&delimiter| fit(sample, is_cut, delimiter))
        .unwrap_or(',')
}

/// The delimiter that a first line `sep=;` names.
pub(super) fn declared(text: &str) -> Option<char> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let line = text.strip_prefix("sep=")?;
    let delimiter = line.chars().next()?;
    let ends = line[delimiter.len_utf8()..].starts_with(['\r', '\n']);
    Some(delimiter).filter(|d| ends && DELIMITERS.contains(d))
}

/// The most records that may stand above the header, such as those of a title.
const MOST_TITLES: usize = 5;

/// How well a delimiter fits the records of a sample: the better, the fewer stand above a header that has the width of all
/// records below it, and the wider that is. Above it only a title may stand, of at most half of its cells.
fn fit(sample: &str, is_cut: bool, delimiter: char) -> (Reverse<usize>, usize) {
    let mut records = Records::new(sample, delimiter, MOST_COLUMNS);
    let (mut record, mut widths) = (Record::default(), Vec::new());
    while widths.len() < SAMPLE_RECORDS && records.read(&mut record).unwrap_or(false) {
        widths.push((record.len(), named(record.cells())));
    }
    if is_cut && widths.len() < SAMPLE_RECORDS {
        widths.pop();
    }
    let is_header = |&above: &usize| {
        let (titles, rest) = widths.split_at(above);
        let Some((&(header, _), rows)) = rest.split_first() else {
            return false;
        };
        // What is blank at the end of a line may be a missing answer, or a delimiter too many.
        let fits = |&(cells, filled): &(usize, usize)| cells >= header && filled <= header;
        let is_title = |&(_, filled): &(usize, usize)| 2 * filled <= header;
        let has_rows = above == 0 || !rows.is_empty();
        header > 1 && has_rows && titles.iter().all(is_title) && rows.iter().all(fits)
    };
    match (0..=MOST_TITLES.min(widths.len())).find(is_header) {
        Some(above) => (Reverse(above), widths[above].0),
        None => (
            Reverse(usize::MAX),
            widths.first().map_or(0, |first| first.0),
        ),
    }
}
