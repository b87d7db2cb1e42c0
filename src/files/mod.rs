//! Files: written whole or not at all, and read within bounds.

mod bounded;
mod numbers;
mod reason;
mod whole;

use std::path::Path;

pub(crate) use bounded::read_at_most;
pub(crate) use numbers::{Numbers, Unread, write_numbers};
pub use reason::reason;
pub use whole::{check_writable, write_whole};

/// The folder of a file; `.` for the folder in which the program runs.
pub(crate) fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
