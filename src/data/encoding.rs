//! From the bytes of a file to text: a byte order mark gives the encoding, it is detected where this is certain, or
//! the user sets it.

use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE};

use super::DataError;
use super::likely_encoding::readings;

/// A text, and the encoding that it was written in.
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) encoding: &'static Encoding,
}

/// An encoding by one of its names on the web, such as `windows-1252`, `latin1` or `shift_jis`.
pub(crate) fn encoding_named(name: &str) -> Option<&'static Encoding> {
    Encoding::for_label(name.as_bytes()).filter(|&encoding| encoding != REPLACEMENT)
}

/// The text of a file. A byte order mark decides; without one, the encoding that is set. Without either, valid UTF-8
/// is read as UTF-8, and bytes that are text in only one byte order of UTF-16 are read in this order. Nothing is
/// guessed.
pub(super) fn decode(bytes: Vec<u8>, set: Option<&'static Encoding>) -> Result<Decoded, DataError> {
    let decoded = match (Encoding::for_bom(&bytes), set) {
        (Some((marked, _)), Some(set)) if !agree(marked, set) => {
            return Err(DataError::EncodingConflict {
                marked: marked.name(),
                set: set.name(),
            });
        }
        (Some((marked, mark)), _) => decode_as(marked, bytes, mark)?,
        (None, Some(set)) => decode_as(set, bytes, 0)?,
        (None, None) if bytes.contains(&0) => find_utf_16(&bytes)?,
        (None, None) => decode_as(UTF_8, bytes, 0)?,
    };
    match decoded.text.find('\0') {
        Some(at) => Err(DataError::NotText {
            line: place(&decoded.text[..at]).0,
        }),
        None => Ok(decoded),
    }
}

/// The name `utf-16` stands for either order of bytes.
fn agree(marked: &'static Encoding, set: &'static Encoding) -> bool {
    let utf_16 = [UTF_16LE, UTF_16BE];
    marked == set || (utf_16.contains(&marked) && utf_16.contains(&set))
}

fn decode_as(
    encoding: &'static Encoding,
    bytes: Vec<u8>,
    mark: usize,
) -> Result<Decoded, DataError> {
    if encoding == UTF_8 {
        return match String::from_utf8(bytes) {
            Ok(text) => Ok(Decoded { text, encoding }),
            Err(fault) => Err(not_utf_8(
                fault.as_bytes(),
                fault.utf8_error().valid_up_to(),
            )),
        };
    }
    let bytes = &bytes[mark..];
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        let text = text.into_owned();
        return Ok(Decoded { text, encoding });
    }
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let before = text.split('\u{fffd}').next().unwrap_or_default();
    let (line, column) = place(before);
    Err(DataError::Undecodable {
        line,
        column,
        encoding: encoding.name(),
    })
}

/// UTF-16 without a mark: in one byte order the text has lines, and at least half of it is ASCII, such as digits and
/// delimiters. In the other byte order none of these characters is ASCII.
fn find_utf_16(bytes: &[u8]) -> Result<Decoded, DataError> {
    let read = |encoding: &'static Encoding| {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
        let ascii = text.bytes().filter(u8::is_ascii).count();
        let is_table = text.contains(['\n', '\r']) && 2 * ascii >= text.chars().count();
        is_table.then(|| Decoded {
            text: text.into_owned(),
            encoding,
        })
    };
    let found = read(UTF_16LE).or_else(|| read(UTF_16BE));
    found.ok_or_else(|| {
        let before = bytes.split(|&b| b == 0).next().unwrap_or_default();
        let (line, _) = place(&String::from_utf8_lossy(before));
        DataError::NotText { line }
    })
}

/// The place of the first byte that is not UTF-8, and what its word may be.
fn not_utf_8(bytes: &[u8], at: usize) -> DataError {
    let (line, column) = place(&String::from_utf8_lossy(&bytes[..at]));
    DataError::NotUtf8 {
        line,
        column,
        byte: bytes.get(at).copied().unwrap_or_default(),
        readings: readings(bytes, at),
    }
}

/// Line and column, from 1, of the character after a text.
fn place(before: &str) -> (u64, usize) {
    let line = 1 + before.matches('\n').count() as u64;
    let column = 1 + before.rsplit('\n').next().unwrap_or("").chars().count();
    (line, column)
}
