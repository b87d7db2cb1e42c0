//! Why a file cannot be read or written, in words for people.

use std::io::{Error, ErrorKind};

/// The reason, without the number that the system has for it.
///
/// ```
/// use std::io::{Error, ErrorKind};
///
/// let denied = Error::from(ErrorKind::PermissionDenied);
/// assert_eq!(pls_sem::files::reason(&denied), "there is no permission to do so");
/// ```
#[must_use]
pub fn reason(error: &Error) -> String {
    if error.get_ref().is_some() {
        // A sentence of our own.
        return error.to_string();
    }
    match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        ErrorKind::PermissionDenied => "there is no permission to do so".to_owned(),
        ErrorKind::AlreadyExists => "there is a file of this name".to_owned(),
        _ => {
            let text = error.to_string();
            let plain = text.split(" (os error").next().unwrap_or_default();
            plain.to_owned()
        }
    }
}
