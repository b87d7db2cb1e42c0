//! Which character separates the cells of a CSV text.

use std::cmp::Reverse;

use super::header::named;
use super::limits::MOST_COLUMNS;
use super::records::{Record, Records, beginning};

/// Characters that may part cells.
pub(super) const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
/// The maximum number of records that are checked.
const SAMPLE_RECORDS: usize = 50;

/// The delimiter of a text. A first line such as `sep=;`, which files written for Excel have, decides. Otherwise it
/// is the character that gives the first records, without a title above the header, the same and the greatest width;
/// if there is none, it is the most frequent one in the first line.
pub(super) fn find(text: &str) -> char {
    if let Some(delimiter) = declared(text) {
        return delimiter;
    }
    let sample = beginning(text);
    let is_cut = sample.len() < text.len();
    // `max_by_key` keeps the last of equal candidates, so that the comma comes last.
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

/// The maximum number of records above the header, such as those of a title.
const MOST_TITLES: usize = 5;

/// How well a delimiter fits the records of a sample. A fit is better if fewer records are above a header that has the
/// width of all records below it, and if this width is greater. Only a title with at most half of the header's cells may
/// be above it.
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
        // A blank cell at the end of a line may be a missing answer or come from an additional
        // delimiter.
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
