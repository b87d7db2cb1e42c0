//! A file is written to a temporary file in the same folder and then renamed, so that a full disk or a power cut leaves
//! the earlier file intact.

use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

/// Writes a file whole or not at all: first a temporary file in the same folder, which is then
/// renamed in one step.
///
/// If anything fails, the earlier file is unchanged, and no temporary file is left. A replaced file keeps its
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

/// A new temporary file in the folder of another; it is removed unless it is renamed.
struct Beside {
    path: PathBuf,
    file: File,
}

impl Beside {
    fn create(place: &Path) -> io::Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let name = format!(".pls-sem-{}-{number}.tmp", process::id());
            let path = place.with_file_name(name);
            match File::create_new(&path) {
                Ok(file) => return Ok(Self { path, file }),
                // An earlier process of this number was killed while it wrote.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
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
