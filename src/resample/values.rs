//! Values of a statistic in many replicates.

use crate::numeric::lanes;

/// Replicates of a block.
pub(super) const BLOCK: usize = lanes::MOST;

/// A number for every value of every replicate. A few replicates make a block; within it the replicates of each value
/// are next to each other, in the order of their computation, so that those of one value are read in pieces.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Values {
    width: usize,
    replicates: usize,
    cells: Vec<f64>,
}

impl Values {
    /// Values of so many replicates, all 0.
    pub(crate) fn zeros(width: usize, replicates: usize) -> Self {
        // No number is written here, so that the system allocates memory only when one is.
        Self::of(width, vec![0.0; width * replicates])
    }

    /// The replicates of all, one after the other; each is released when it is copied.
    pub(crate) fn joined(width: usize, parts: Vec<Self>) -> Self {
        let replicates = parts.iter().map(Self::replicates).sum();
        let mut joined = Self::zeros(width, replicates);
        let mut done = 0;
        for part in parts {
            for (value, replicate) in
                (0..width).flat_map(|value| (0..part.replicates).map(move |r| (value, r)))
            {
                joined.set(done + replicate, value, part.get(replicate, value));
            }
            done += part.replicates;
        }
        joined
    }

    /// Takes numbers that were written block by block.
    pub(super) fn of(width: usize, cells: Vec<f64>) -> Self {
        Self {
            width,
            replicates: cells.len() / width.max(1),
            cells,
        }
    }

    /// Values of a replicate.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn replicates(&self) -> usize {
        self.replicates
    }

    fn place(&self, replicate: usize, value: usize) -> usize {
        let start = replicate / BLOCK * BLOCK;
        let stride = BLOCK.min(self.replicates - start);
        start * self.width + value * stride + replicate - start
    }

    pub(crate) fn get(&self, replicate: usize, value: usize) -> f64 {
        self.cells[self.place(replicate, value)]
    }

    pub(crate) fn set(&mut self, replicate: usize, value: usize, x: f64) {
        let place = self.place(replicate, value);
        self.cells[place] = x;
    }

    /// All values of a replicate.
    pub(crate) fn row(&self, replicate: usize) -> impl Iterator<Item = f64> {
        let start = replicate / BLOCK * BLOCK;
        let stride = BLOCK.min(self.replicates - start);
        let block = &self.cells[start * self.width..][..stride * self.width];
        block
            .iter()
            .skip(replicate - start)
            .step_by(stride)
            .copied()
    }

    /// All values, replicate by replicate.
    pub(crate) fn rows(&self) -> impl Iterator<Item = f64> {
        (0..self.replicates).flat_map(|r| self.row(r))
    }

    /// One value in all replicates.
    pub(crate) fn column(&self, value: usize) -> impl Iterator<Item = f64> {
        let blocks = self.cells.chunks(BLOCK * self.width.max(1));
        let pieces = blocks.map(move |block| {
            let stride = block.len() / self.width;
            &block[value * stride..(value + 1) * stride]
        });
        pieces.flatten().copied()
    }

    /// One value in all replicates, gathered.
    pub(super) fn gather(&self, value: usize) -> Vec<f64> {
        let mut column = Vec::with_capacity(self.replicates);
        let blocks = self.cells.chunks_exact(BLOCK * self.width);
        let last = blocks.remainder();
        for block in blocks {
            let piece = block[value * BLOCK..].first_chunk::<BLOCK>();
            column.extend_from_slice(piece.unwrap_or(&[0.0; BLOCK]));
        }
        let rest = last.len() / self.width;
        column.extend_from_slice(&last[value * rest..(value + 1) * rest]);
        column
    }
}

/// The place for the values of a few neighbouring replicates.
#[derive(Debug)]
pub(crate) struct Block<'v> {
    cells: &'v mut [f64],
    stride: usize,
    /// The first replicate that is written.
    from: usize,
}

impl<'v> Block<'v> {
    /// A block of so many replicates.
    pub(crate) fn new(cells: &'v mut [f64], replicates: usize) -> Self {
        Self {
            cells,
            stride: replicates,
            from: 0,
        }
    }

    /// The same block, from one of its replicates on.
    pub(crate) fn from(&mut self, replicate: usize) -> Block<'_> {
        Block {
            cells: self.cells,
            stride: self.stride,
            from: self.from + replicate,
        }
    }

    /// The same block, from one of its values on.
    pub(crate) fn values_from(&mut self, value: usize) -> Block<'_> {
        let (stride, from) = (self.stride, self.from);
        Block {
            cells: &mut self.cells[value * stride..],
            stride,
            from,
        }
    }

    pub(crate) fn get(&self, value: usize, replicate: usize) -> f64 {
        self.cells[value * self.stride + self.from + replicate]
    }

    /// Writes one value of one replicate.
    pub(crate) fn put(&mut self, value: usize, replicate: usize, x: f64) {
        self.cells[value * self.stride + self.from + replicate] = x;
    }

    /// Writes one value of several replicates.
    #[inline(always)]
    pub(crate) fn put_all(&mut self, value: usize, x: &[f64]) {
        let into = &mut self.cells[value * self.stride + self.from..][..x.len()];
        // Whole vectors, of a length that the compiler knows: a call for other lengths takes longer than the copy.
        match (into.first_chunk_mut(), x.first_chunk::<BLOCK>()) {
            (Some(into), Some(x)) => *into = *x,
            _ => into.copy_from_slice(x),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_of_every_replicate_has_a_place_of_its_own() {
        for replicates in [1, 7, 8, 9, 24, 29] {
            let mut cells = vec![0.0; 3 * replicates];
            for (b, cells) in cells.chunks_mut(3 * BLOCK).enumerate() {
                let count = cells.len() / 3;
                let mut block = Block::new(cells, count);
                for (value, i) in (0..3).flat_map(|v| (0..count).map(move |i| (v, i))) {
                    block.put(value, i, ((b * BLOCK + i) * 3 + value) as f64);
                }
            }
            let written = Values::of(3, cells);
            let mut set = Values::zeros(3, replicates);
            for (i, x) in written.rows().enumerate() {
                assert_eq!(x.to_bits(), (i as f64).to_bits());
                set.set(i / 3, i % 3, x);
            }
            assert_eq!(set, written);
            let column: Vec<f64> = written.column(1).collect();
            let expected = (0..replicates).map(|r| (r * 3 + 1) as f64);
            assert_eq!(column, expected.collect::<Vec<_>>());
            assert_eq!(written.gather(1), column);
        }
    }
}
