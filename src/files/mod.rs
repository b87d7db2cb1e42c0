//! Files: written whole or not at all, and read within bounds.

mod bounded;
mod numbers;
mod reason;
mod whole;

pub(crate) use bounded::read_at_most;
pub(crate) use numbers::{Numbers, Unread, write_numbers};
pub use reason::reason;
pub use whole::{check_writable, write_whole};
