//! Which character parts the cells of a CSV text.

use super::header::named;
use super::limits::MOST_COLUMNS;
use super::records::{Record, Records, beginning};

/// Characters that may part cells.
pub(super) const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
/// The most records that are looked at.
const SAMPLE_RECORDS: usize = 50;

/// The delimiter of a text: that of its line `sep=;`, if it begins with one, as files written for Excel do; else the one
/// that gives the first records one width, the greatest; else the commonest in the header.
pub(super) fn find(text: &str) -> char {
    if let Some(delimiter) = declared(text) {
        return delimiter;
    }
    let sample = beginning(text);
    let is_cut = sample.len() < text.len();
    // `max_by_key` keeps the last of equals: the comma is looked at last.
    let delimiters = DELIMITERS.into_iter().rev();
    delimiters
        .max_by_key(|&delimiter| width(sample, is_cut, delimiter))
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

/// Whether a delimiter gives all records of a sample the width of the header, and that width.
fn width(sample: &str, is_cut: bool, delimiter: char) -> (bool, usize) {
    let mut records = Records::new(sample, delimiter, MOST_COLUMNS);
    let (mut record, mut widths) = (Record::default(), Vec::new());
    while widths.len() < SAMPLE_RECORDS && records.read(&mut record).unwrap_or(false) {
        widths.push((record.len(), named(record.cells())));
    }
    if is_cut && widths.len() < SAMPLE_RECORDS {
        widths.pop();
    }
    let Some(&(_, header)) = widths.first() else {
        return (false, 0);
    };
    // What is blank at the end of a line may be a missing answer, or a delimiter too many.
    let fits = |&(cells, filled): &(usize, usize)| cells >= header && filled <= header;
    (header > 1 && widths.iter().all(fits), header)
}
