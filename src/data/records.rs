//! The records of a CSV text, each with the line in which it begins.

use csv_core::ReadRecordResult;

/// One record: a line, or several lines if a quoted cell has line breaks. Its memory is used again for the
/// next record.
#[derive(Debug, Default)]
pub(crate) struct Record {
    line: u64,
    /// Line of the text in which it ends.
    last_line: u64,
    /// The cells one after the other.
    text: String,
    /// The end of each cell; entries beyond their number are unused memory.
    ends: Vec<usize>,
    cells: usize,
}

impl Record {
    /// Line of the text in which it begins, from 1.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// Line of the text in which it ends: another than that in which it begins if a quoted cell breaks across lines.
    pub(crate) fn last_line(&self) -> u64 {
        self.last_line
    }

    /// Number of cells.
    pub(crate) fn len(&self) -> usize {
        self.cells
    }

    /// A cell without the white space around it; blank if there is no such cell.
    pub(crate) fn cell(&self, i: usize) -> &str {
        if i >= self.cells {
            return "";
        }
        let start = i.checked_sub(1).map_or(0, |before| self.ends[before]);
        let cell = &self.text[start..self.ends[i]];
        match cell.as_bytes() {
            // Most cells need no trimming.
            [b'!'..=b'~'] | [b'!'..=b'~', .., b'!'..=b'~'] => cell,
            _ => cell.trim(),
        }
    }

    /// Number of cells that hold anything.
    pub(super) fn filled(&self) -> usize {
        self.cells().filter(|cell| !cell.is_empty()).count()
    }

    /// All cells.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.cells).map(|i| self.cell(i))
    }
}

/// Why a record cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecordFault {
    /// It has more cells than there may be.
    TooWide {
        /// The line in which it begins.
        line: u64,
    },
    /// A quoted cell goes on to the end of the text.
    Unclosed {
        /// The line in which the record begins.
        line: u64,
        /// The last line of the text.
        last_line: u64,
    },
}

/// The beginning of a text, long enough to show its shape.
pub(super) fn beginning(text: &str) -> &str {
    const BYTES: usize = 1 << 16;
    let end = (text.len().min(BYTES)..text.len()).find(|&end| text.is_char_boundary(end));
    &text[..end.unwrap_or(text.len())]
}

/// A text below its first lines; nothing if it has no more.
pub(super) fn below(text: &str, lines: usize) -> &str {
    let Some(last) = lines.checked_sub(1) else {
        return text;
    };
    let end = line_end(text.as_bytes());
    let mut ends = text.match_indices(char::from(end));
    ends.nth(last).map_or("", |(at, _)| &text[at + 1..])
}

/// The byte that ends lines: LF (after CR or not), or CR if there is no LF.
fn line_end(text: &[u8]) -> u8 {
    if text.contains(&b'\n') { b'\n' } else { b'\r' }
}

/// The non-blank records of a text.
pub(crate) struct Records<'t> {
    text: &'t [u8],
    reader: csv_core::Reader,
    /// The most cells of a record.
    most: usize,
    /// Bytes read, the line of the next, and the byte that ends lines.
    read: usize,
    line: u64,
    line_end: u8,
    /// Memory for the unquoted cells of a record.
    room: Vec<u8>,
}

impl<'t> Records<'t> {
    /// The records of a text; a byte order mark is skipped. No record may have more than `most` cells.
    pub(crate) fn new(text: &'t str, delimiter: char, most: usize) -> Self {
        let reader = csv_core::ReaderBuilder::new()
            .delimiter(u8::try_from(delimiter).unwrap_or(b','))
            .build();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).as_bytes();
        Self {
            text,
            reader,
            most,
            read: 0,
            line: 1,
            line_end: line_end(text),
            room: vec![0; 1024],
        }
    }

    /// The same, of a text whose first line has this number in its file.
    pub(super) fn starting_in(mut self, line: u64) -> Self {
        self.line = line;
        self
    }

    /// Reads the next record that is not blank; `false` if there is none.
    pub(crate) fn read(&mut self, record: &mut Record) -> Result<bool, RecordFault> {
        while self.read_any(record)? {
            if record.len() > 1 || !record.cell(0).is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn read_any(&mut self, record: &mut Record) -> Result<bool, RecordFault> {
        let is_end = |b: &&u8| matches!(b, b'\r' | b'\n');
        self.pass(self.text[self.read..].iter().take_while(is_end).count());
        let start = self.read;
        record.line = self.line;
        let (mut written, mut cells) = (0, 0);
        let found = loop {
            let (result, read, out, ends) = self.reader.read_record(
                &self.text[self.read..],
                &mut self.room[written..],
                &mut record.ends[cells..],
            );
            self.pass(read);
            written += out;
            cells += ends;
            if cells > self.most {
                return Err(RecordFault::TooWide { line: record.line });
            }
            match result {
                ReadRecordResult::Record => break true,
                ReadRecordResult::End => break false,
                // The last record ends with the text: the next call returns that nothing is left.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.room.resize(2 * self.room.len(), 0),
                ReadRecordResult::OutputEndsFull => record.ends.resize(2 * cells + 16, 0),
            }
        };
        record.cells = cells;
        let raw = &self.text[start..self.read];
        record.last_line = self.line - u64::from(raw.last() == Some(&self.line_end));
        // Quotation marks of a cell come in pairs, those that stand for themselves too.
        let is_last = self.read == self.text.len() && record.last_line > record.line;
        if is_last && raw.split(|&b| b == b'"').count().is_multiple_of(2) {
            return Err(RecordFault::Unclosed {
                line: record.line,
                last_line: record.last_line,
            });
        }
        record.text.clear();
        // The parts of a valid text between delimiters and quotation marks are valid text.
        record
            .text
            .push_str(str::from_utf8(&self.room[..written]).unwrap_or_default());
        Ok(found)
    }

    /// Skips bytes, and counts the lines that end there.
    fn pass(&mut self, bytes: usize) {
        let passed = &self.text[self.read..self.read + bytes];
        let ends = passed.iter().filter(|&&b| b == self.line_end);
        self.line += ends.count() as u64;
        self.read += bytes;
    }
}
