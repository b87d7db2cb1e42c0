//! The records of a CSV text, each with the line in which it begins.

/// One record: a line, or several when a quoted cell breaks across them.
pub(crate) struct Record {
    /// Line of the text, from 1.
    pub(crate) line: u64,
    /// Its cells, white space around them removed.
    pub(crate) cells: Vec<String>,
}

/// The non-blank records of a text.
pub(crate) struct Records<'t> {
    text: &'t [u8],
    reader: csv::Reader<&'t [u8]>,
    /// Bytes whose line ends are counted, and how many there are.
    counted: usize,
    line: u64,
}

impl<'t> Records<'t> {
    /// The records of a text; a byte order mark is skipped.
    pub(crate) fn new(text: &'t str, delimiter: char) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let reader = csv::ReaderBuilder::new()
            .delimiter(u8::try_from(delimiter).unwrap_or(b','))
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        Self {
            text: text.as_bytes(),
            reader,
            counted: 0,
            line: 1,
        }
    }

    /// The line of a record that begins at a byte, or after the line ends there: the reader's own count stands
    /// before those that it skips between records.
    fn line_from(&mut self, byte: u64) -> u64 {
        let from = usize::try_from(byte)
            .unwrap_or(usize::MAX)
            .min(self.text.len());
        let blank = self.text[from..]
            .iter()
            .take_while(|b| matches!(b, b'\r' | b'\n'))
            .count();
        let ends = |(i, b): (usize, &u8)| {
            *b == b'\n' || (*b == b'\r' && self.text.get(i + 1) != Some(&b'\n'))
        };
        let start = from + blank;
        let more = (self.counted..start)
            .zip(&self.text[self.counted..start])
            .filter(|&end| ends(end))
            .count();
        self.counted = start;
        self.line += more as u64;
        self.line
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let mut record = csv::StringRecord::new();
        // Reading text from memory, of any width, cannot fail.
        while self.reader.read_record(&mut record).unwrap_or(false) {
            if record.len() > 1 || !record[0].is_empty() {
                let line = self.line_from(record.position().map_or(0, csv::Position::byte));
                return Some(Record {
                    line,
                    cells: record.iter().map(str::to_owned).collect(),
                });
            }
        }
        None
    }
}
