//! Files of numbers that are read back to the last bit, or refused.
//!
//! A file holds a line with the name of the format, a line of JSON (its head), all numbers as 64-bit little-endian
//! floats, and the SHA-256 of everything before.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::write_whole;

/// Bytes of a checksum.
const CHECKSUM: usize = 32;

/// Why a file of numbers cannot be read.
#[derive(Debug)]
pub(crate) enum Unread {
    /// The system says so.
    System(io::Error),
    /// It is of another format.
    OtherFormat,
    /// It is incomplete, or differs from what was written.
    Damaged,
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Damaged,
            _ => Self::System(error),
        }
    }
}

/// Writes numbers under their head, whole or not at all.
pub(crate) fn write_numbers(
    file: &Path,
    format: &str,
    head: &impl Serialize,
    numbers: impl Iterator<Item = f64>,
) -> io::Result<()> {
    write_whole(file, |into| {
        let mut hash = Sha256::new();
        let mut put = |bytes: &[u8]| {
            hash.update(bytes);
            into.write_all(bytes)
        };
        let head = serde_json::to_string(head)?;
        put(format!("{format}\n{head}\n").as_bytes())?;
        for x in numbers {
            put(&x.to_le_bytes())?;
        }
        into.write_all(&hash.finalize())
    })
}

/// A file of numbers whose head has been read.
#[derive(Debug)]
pub(crate) struct Numbers<H> {
    pub(crate) head: H,
    from: BufReader<File>,
    hash: Sha256,
    /// Bytes that the numbers must take.
    bytes: Option<u64>,
}

impl<H: DeserializeOwned> Numbers<H> {
    /// Opens a file of a format and reads its head.
    pub(crate) fn open(file: &Path, format: &str) -> Result<Self, Unread> {
        let opened = File::open(file)?;
        let length = opened.metadata()?.len();
        let mut from = BufReader::new(opened);
        let mut hash = Sha256::new();
        let first = line(&mut from, &mut hash, format.len() as u64 + 1)?;
        if first != format!("{format}\n").as_bytes() {
            return Err(Unread::OtherFormat);
        }
        let text = line(&mut from, &mut hash, length)?;
        let head = serde_json::from_slice(&text).map_err(|_| Unread::Damaged)?;
        let around = (first.len() + text.len() + CHECKSUM) as u64;
        Ok(Self {
            head,
            from,
            hash,
            bytes: length.checked_sub(around),
        })
    }

    /// Reads the numbers into the memory that `room` allocates. Before that, the file must have the size that its head
    /// declares: `promised` is the declared number of numbers, `None` if the counts contradict each other.
    pub(crate) fn read<T>(
        mut self,
        promised: impl FnOnce(&H) -> Option<usize>,
        room: impl FnOnce(&H) -> T,
        mut put: impl FnMut(&mut T, usize, f64),
    ) -> Result<(H, T), Unread> {
        let count = promised(&self.head).ok_or(Unread::Damaged)?;
        let bytes = count.checked_mul(size_of::<f64>());
        if bytes.is_none() || bytes.map(|bytes| bytes as u64) != self.bytes {
            return Err(Unread::Damaged);
        }
        let mut taken = room(&self.head);
        let mut number = [0; 8];
        for i in 0..count {
            self.from.read_exact(&mut number)?;
            self.hash.update(number);
            put(&mut taken, i, f64::from_le_bytes(number));
        }
        let mut checksum = [0; CHECKSUM];
        self.from.read_exact(&mut checksum)?;
        if self.hash.finalize().as_slice() != checksum {
            return Err(Unread::Damaged);
        }
        Ok((self.head, taken))
    }
}

/// Reads a line up to a maximum number of bytes, including its end.
fn line(from: &mut impl BufRead, hash: &mut Sha256, most: u64) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    from.take(most).read_until(b'\n', &mut line)?;
    hash.update(&line);
    Ok(line)
}
