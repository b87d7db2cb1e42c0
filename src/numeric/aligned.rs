//! Numbers that begin where a cache line begins: a vector that straddles two lines is read and written twice.

use std::ops::{Deref, DerefMut};

/// Bytes of a cache line, the length of the widest vectors.
const LINE: usize = 64;
/// Numbers in it.
const NUMBERS: usize = LINE / size_of::<f64>();

/// A slice of numbers of its own, aligned to cache lines.
#[derive(Debug, Default)]
pub(crate) struct Aligned {
    room: Vec<f64>,
    start: usize,
    len: usize,
}

impl Aligned {
    /// So many zeros.
    pub(crate) fn zeros(len: usize) -> Self {
        let room = vec![0.0; len + NUMBERS];
        let start = room.as_ptr().align_offset(LINE).min(NUMBERS);
        Self { room, start, len }
    }

    /// Changes the length and fills it with zeros; with the same length it is not changed.
    pub(crate) fn fit(&mut self, len: usize) {
        if self.len != len {
            *self = Self::zeros(len);
        }
    }
}

impl Deref for Aligned {
    type Target = [f64];

    #[inline(always)]
    fn deref(&self) -> &[f64] {
        &self.room[self.start..self.start + self.len]
    }
}

impl DerefMut for Aligned {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [f64] {
        &mut self.room[self.start..self.start + self.len]
    }
}

impl Clone for Aligned {
    // A copy has another address and needs another start.
    fn clone(&self) -> Self {
        let mut copy = Self::zeros(self.len);
        copy.copy_from_slice(self);
        copy
    }
}
