//! Rows of numbers, laid out for the cross product.

use std::sync::OnceLock;

use super::digits;
use super::picks::broken_part;
use super::tiles::WIDTH;
use crate::numeric::aligned::Aligned;
use crate::numeric::strands;

/// Least sum of weights that a span has room for: with shorter spans, fewer digits would be faster.
const LEAST_SPAN: usize = 128;
/// Rows that are laid out together.
const TOGETHER: usize = 64;
/// Numbers that are at hand in the caches next to a core.
const AT_HAND: usize = 32768;

/// Rows of numbers, laid out for the cross product.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    columns: usize,
    /// Row after row, filled up to whole panels. Of many rows of small numbers they are made when they are first needed:
    /// most work needs the packed rows only.
    plain: OnceLock<Aligned>,
    /// The same rows, several columns in each number, if all numbers are whole.
    pub(super) packed: Option<Packed>,
}

/// Rows of whole numbers, of which several stand as the digits of one (`digits.rs`).
#[derive(Debug, Clone)]
pub(super) struct Packed {
    /// Row after row, filled up to whole vectors.
    pub(super) rows: Aligned,
    pub(super) step: usize,
    /// The numbers as they are, in less room, if they are many and small.
    pub(super) small: Option<Vec<i8>>,
    pub(super) digits: u32,
    /// The largest sum of weights for whose sums there is room.
    pub(super) most_weight: f64,
}

impl Rows {
    /// Lays out `n` rows; `cells(k, first, into)` writes column `k` of the rows from `first` on.
    pub(super) fn new(n: usize, columns: usize, cells: impl Fn(usize, usize, &mut [f64])) -> Self {
        let stride = columns.next_multiple_of(WIDTH);
        let (mut largest_square, mut whole) = (0.0_f64, true);
        let mut column = [0.0; TOGETHER];
        for k in 0..columns {
            for first in (0..n).step_by(TOGETHER) {
                let column = &mut column[..TOGETHER.min(n - first)];
                cells(k, first, column);
                let [broken] = strands::sums(column, |z| [broken_part(z.abs())]);
                largest_square = column
                    .iter()
                    .fold(largest_square, |largest, z| largest.max(z * z));
                whole &= broken == 0.0;
            }
        }
        // Columns are written into a few rows at a time, which stay in the nearest cache.
        let write = |row: &mut dyn FnMut(usize, &[f64])| {
            let (mut column, mut few) = ([0.0; TOGETHER], vec![0.0; TOGETHER * stride]);
            for first in (0..n).step_by(TOGETHER) {
                let together = TOGETHER.min(n - first);
                for k in 0..columns {
                    cells(k, first, &mut column[..together]);
                    let places = few[k..].iter_mut().step_by(stride);
                    places.zip(&column[..together]).for_each(|(z, x)| *z = *x);
                }
                let rows = few.chunks_exact(stride).take(together).enumerate();
                rows.for_each(|(i, cells)| row(first + i, cells));
            }
        };
        let most_weight = |digits: u32| digits::most_weight(digits, largest_square);
        let digits = [4, 3, 2]
            .into_iter()
            .find(|&digits| most_weight(digits) >= n.min(LEAST_SPAN) as f64);
        let is_small = n * stride > AT_HAND && largest_square <= f64::from(i8::MAX).powi(2);
        let pack = |digits: u32| {
            let step = columns.div_ceil(digits as usize).next_multiple_of(WIDTH);
            let mut packed = Aligned::zeros(n * step);
            let mut small = is_small.then(|| Vec::with_capacity(n * stride));
            write(&mut |i, row| {
                let packed = packed[i * step..].iter_mut();
                for (z, packed) in row[..columns].chunks(digits as usize).zip(packed) {
                    *packed = digits::pack(digits, z);
                }
                #[allow(clippy::cast_possible_truncation)] // whole and small
                if let Some(small) = &mut small {
                    small.extend(row.iter().map(|z| *z as i8));
                }
            });
            Packed {
                rows: packed,
                step,
                small,
                digits,
                most_weight: most_weight(digits),
            }
        };
        let packed = digits.filter(|_| whole).map(pack);
        let plain = if packed.as_ref().is_none_or(|packed| packed.small.is_none()) {
            let mut rows = Aligned::zeros(n * stride);
            write(&mut |i, row| rows[i * stride..][..stride].copy_from_slice(row));
            OnceLock::from(rows)
        } else {
            OnceLock::new()
        };
        Self {
            columns,
            plain,
            packed,
        }
    }

    /// Columns, and numbers from the start of a row of sums to the next.
    pub(super) fn shape(&self) -> [usize; 2] {
        [self.columns, self.columns.next_multiple_of(WIDTH)]
    }

    /// The rows as they are, each of [`Rows::shape`]'s second number. The first caller makes them, if they are not there.
    pub(super) fn plain(&self) -> &[f64] {
        self.plain.get_or_init(|| {
            let small = self.small().unwrap_or_default();
            let mut plain = Aligned::zeros(small.len());
            let cells = plain.iter_mut().zip(small);
            cells.for_each(|(z, small)| *z = f64::from(*small));
            plain
        })
    }

    /// The rows as they are, in less room, if they are kept so.
    pub(super) fn small(&self) -> Option<&[i8]> {
        self.packed.as_ref()?.small.as_deref()
    }

    /// Whether there are more numbers than are at hand in the caches next to a core.
    pub(super) fn are_many(&self) -> bool {
        self.small().is_some() || self.plain().len() > AT_HAND
    }

    /// Some rows from a first one on, each of [`Rows::shape`]'s second number; `room` may be needed for them.
    pub(super) fn some<'r>(
        &'r self,
        first: usize,
        count: usize,
        room: &'r mut Aligned,
    ) -> &'r [f64] {
        let [_, stride] = self.shape();
        let cells = first * stride..(first + count) * stride;
        let Some(small) = self.small() else {
            return &self.plain()[cells];
        };
        // The last rows may be fewer.
        if room.len() < cells.len() {
            room.fit(cells.len());
        }
        let room = &mut room[..cells.len()];
        let numbers = room.iter_mut().zip(&small[cells]);
        numbers.for_each(|(z, small)| *z = f64::from(*small));
        room
    }

    /// The same rows, never packed.
    #[cfg(test)]
    pub(super) fn without_digits(self) -> Self {
        self.plain();
        Self {
            packed: None,
            ..self
        }
    }
}
