//! Measures the unpacked size of a workbook before it is opened: a few kilobytes can unpack to gigabytes, and a number
//! in them can request more memory than any machine has.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::DataError;
use crate::text::excerpt;

/// The maximum number of bytes of all parts, of the table of texts, and of any other part that is not read
/// cell by cell.
const MOST: u64 = 2 << 30;
const MOST_OF_TEXTS: u64 = 256 << 20;
const MOST_OF_A_PART: u64 = 16 << 20;

/// Unpacks every part of a workbook without storing it, and refuses a workbook that is too large.
pub(super) fn weigh(workbook: &[u8]) -> Result<(), DataError> {
    let damaged = |e: &dyn std::fmt::Display| DataError::Workbook {
        reason: excerpt(&e.to_string()),
    };
    let mut parts = ZipArchive::new(Cursor::new(workbook)).map_err(|e| damaged(&e))?;
    let mut left = MOST;
    for i in 0..parts.len() {
        let part = parts.by_index(i).map_err(|e| damaged(&e))?;
        let name = part.name().map_err(|e| damaged(&e))?.to_lowercase();
        let is_texts = name.ends_with("sharedstrings.xml");
        let most = if is_texts {
            MOST_OF_TEXTS
        } else if name.contains("worksheets/") || name.contains("media/") {
            MOST
        } else {
            MOST_OF_A_PART
        };
        let most = most.min(left);
        let mut part = part.take(most + 1);
        let mut texts = Count::default();
        let mut piece = vec![0; 1 << 16];
        let mut bytes = 0;
        loop {
            let read = part.read(&mut piece).map_err(|e| damaged(&e))?;
            if read == 0 {
                break;
            }
            bytes += read as u64;
            if is_texts {
                texts.look_at(&piece[..read]);
            }
        }
        if bytes > most {
            return Err(DataError::LargeWorkbook {
                part: excerpt(&name),
            });
        }
        // Each text of the table needs some of its bytes.
        if texts.greatest > bytes {
            return Err(damaged(
                &"its table of texts declares more texts than it holds",
            ));
        }
        left -= bytes;
    }
    Ok(())
}

/// The number of texts that a table of texts declares, for which memory is allocated when it is opened.
#[derive(Debug, Default)]
struct Count {
    /// Characters of the attribute's name seen so far, and its number.
    matched: usize,
    number: u64,
    greatest: u64,
}

impl Count {
    const ATTRIBUTE: &[u8] = b"uniqueCount";

    /// Reads the next bytes; bytes that are not a letter, digit or end of a value are skipped, so that the attribute is
    /// found in any notation and in UTF-16.
    fn look_at(&mut self, bytes: &[u8]) {
        for &b in bytes {
            if self.matched < Self::ATTRIBUTE.len() {
                if b == Self::ATTRIBUTE[self.matched] {
                    self.matched += 1;
                } else if b != 0 {
                    self.matched = usize::from(b == Self::ATTRIBUTE[0]);
                }
                continue;
            }
            match b {
                b'0'..=b'9' => {
                    self.number = self
                        .number
                        .saturating_mul(10)
                        .saturating_add(u64::from(b - b'0'));
                    self.greatest = self.greatest.max(self.number);
                }
                b'=' | b'"' | b'\'' | b'+' | b' ' | b'\t' | b'\r' | b'\n' | 0
                    if self.number == 0 => {}
                0 => {}
                _ => (self.matched, self.number) = (0, 0),
            }
        }
    }
}
