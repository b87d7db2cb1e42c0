//! The limits of what is read: a larger file gives an error, and does not use up the memory.

/// The most bytes of a file: 1 GiB.
pub(super) const MOST_BYTES: u64 = 1 << 30;
/// The most columns, as in Excel.
pub(super) const MOST_COLUMNS: usize = 16_384;
/// The most rows.
pub(super) const MOST_ROWS: usize = 10_000_000;
/// The most cells: 1.6 GB of numbers.
pub(super) const MOST_CELLS: usize = 200_000_000;
/// The maximum number of characters in the name of a column.
pub(super) const LONGEST_NAME: usize = 1000;
