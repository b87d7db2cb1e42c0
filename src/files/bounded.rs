//! Files that are read only if they are no larger than they can be meant to be.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// The bytes of a file; `None` if it has more than so many. A device that never ends is read no further than that.
pub(crate) fn read_at_most(path: &Path, most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    // One byte more shows that there are more.
    File::open(path)?
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok(Some(bytes).filter(|bytes| bytes.len() as u64 <= most))
}
