//! A file is written to a temporary file in the same folder and then renamed, so that a full disk or a power cut leaves
//! the earlier file intact.

use std::collections::BTreeSet;
use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::folder_of;

/// Writes a file whole or not at all: first a temporary file in the same folder, which is then
/// renamed in one step.
///
/// If anything fails, the earlier file is unchanged, and no temporary file is left; one that a killed process left is removed
/// by the first write of a later process into the same folder, after a minute. A replaced file keeps its
/// permissions; for a link, the file to which it leads is replaced. A device or a pipe, such as `/dev/stdout`, is written
/// to directly.
///
/// ```
/// let path = std::env::temp_dir().join("pls-sem-write-whole-doc.txt");
/// pls_sem::files::write_whole(&path, |into| into.write_all(b"whole"))?;
///
/// let fails = pls_sem::files::write_whole(&path, |into| {
///     into.write_all(b"half")?;
///     Err(std::io::Error::other("the disk is full"))
/// });
/// assert!(fails.is_err());
/// assert_eq!(std::fs::read(&path)?, b"whole");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// Those of the system, and those of `write`; a file that is write-protected is not replaced.
pub fn write_whole(
    path: impl AsRef<Path>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    match Place::of(path.as_ref())? {
        Place::Stream(path) => {
            let mut into = BufWriter::new(File::options().write(true).open(path)?);
            write(&mut into)?;
            into.flush()
        }
        Place::File { path, permissions } => {
            remove_left_over(&path);
            let beside = Beside::create(&path)?;
            let mut into = BufWriter::new(&beside.file);
            write(&mut into)?;
            into.flush()?;
            drop(into);
            if let Some(permissions) = permissions {
                beside.file.set_permissions(permissions)?;
            }
            // A file that is renamed before it is on the disk may be lost together with the earlier
            // one.
            beside.file.sync_all()?;
            fs::rename(&beside.path, path)
        }
    }
}

/// Checks before the work whether [`write_whole`] can write a file. The file is not changed. Whether the disk will
/// have enough space cannot be known.
///
/// # Errors
/// As [`write_whole`].
pub fn check_writable(path: impl AsRef<Path>) -> io::Result<()> {
    match Place::of(path.as_ref())? {
        Place::Stream(_) => Ok(()),
        Place::File { path, .. } => Beside::create(&path).map(drop),
    }
}

/// What stands at a path.
enum Place {
    /// A device or a pipe, which holds no earlier content.
    Stream(PathBuf),
    /// A file, or nothing yet; links are followed.
    File {
        path: PathBuf,
        /// Those of the file that is there.
        permissions: Option<Permissions>,
    },
}

impl Place {
    fn of(path: &Path) -> io::Result<Self> {
        let found = match fs::metadata(path) {
            Ok(found) => found,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Self::File {
                    path: path.to_owned(),
                    permissions: None,
                });
            }
            Err(error) => return Err(error),
        };
        if found.is_dir() {
            return Err(ErrorKind::IsADirectory.into());
        }
        if !found.is_file() {
            return Ok(Self::Stream(path.to_owned()));
        }
        if found.permissions().readonly() {
            let reason = "the file is write-protected";
            return Err(io::Error::new(ErrorKind::PermissionDenied, reason));
        }
        Ok(Self::File {
            path: fs::canonicalize(path)?,
            permissions: Some(found.permissions()),
        })
    }
}

/// A new temporary file in the folder of another; it is removed unless it is renamed. It is locked while it is written.
struct Beside {
    path: PathBuf,
    file: File,
}

/// The beginning and the end of the name of a temporary file.
const TEMPORARY: [&str; 2] = [".pls-sem-", ".tmp"];

/// A temporary file that was written to within this time may be one that is not locked yet.
const YOUNG: Duration = Duration::from_secs(60);

impl Beside {
    fn create(place: &Path) -> io::Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let [begins, ends] = TEMPORARY;
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let path = place.with_file_name(format!("{begins}{}-{number}{ends}", process::id()));
            match File::create_new(&path) {
                Ok(file) => {
                    // Without locks, what a killed process leaves is not removed.
                    let _ = file.try_lock();
                    return Ok(Self { path, file });
                }
                // An earlier process of this number was killed while it wrote.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// Removes temporary files beside a file that no process writes any more, because it was killed. Several machines may write
/// into a folder, so that a lock says it and not the number of a process. A folder may hold very many files, and is searched
/// once by a process.
fn remove_left_over(place: &Path) {
    static SEARCHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    let folder = folder_of(place);
    let mut searched = SEARCHED.lock().unwrap_or_else(PoisonError::into_inner);
    if !searched.insert(folder.to_owned()) {
        return;
    }
    drop(searched);
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let [begins, ends] = TEMPORARY;
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_old = || {
            let written = entry.metadata().ok()?.modified().ok()?;
            written.elapsed().ok().filter(|age| *age > YOUNG)
        };
        if name.starts_with(begins) && name.ends_with(ends) && is_old().is_some() {
            let file = File::open(entry.path());
            if file.is_ok_and(|file| file.try_lock().is_ok()) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // The temporary file no longer exists if it was renamed.
        let _ = fs::remove_file(&self.path);
    }
}
