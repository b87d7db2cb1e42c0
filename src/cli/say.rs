//! What the command says: what was requested on standard output, everything beside it on standard error.

use std::io::{ErrorKind, Write as _};

use pls_sem::visible;

use super::Stop;

/// The longest line of a message, in characters, and the lengths of the beginning and the end of a longer line that are
/// shown. A message quotes the text of the user, which may be a megabyte, and ends with the fix.
const LONGEST: usize = 1000;
const BEGINNING: usize = 600;
const END: usize = 300;

/// Prints to standard output. A closed pipe (`pls-sem ... | head`) is not an error.
pub(super) fn print(text: &str) -> Result<(), Stop> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != ErrorKind::BrokenPipe => Err(Stop::Failed(format!(
            "cannot write to standard output: {e}"
        ))),
        _ => Ok(()),
    }
}

/// Writes a message to standard error. If standard error is closed, or its disk is full, the work continues.
pub(super) fn say(message: &str) {
    let text = visible(message);
    let lines: Vec<String> = text.trim_end().lines().map(shortened).collect();
    let _ = writeln!(std::io::stderr().lock(), "{}", lines.join("\n"));
}

/// A line of a message, without its middle if it is too long to read.
fn shortened(line: &str) -> String {
    let length = line.chars().count();
    if length <= LONGEST {
        return line.to_owned();
    }
    let beginning: String = line.chars().take(BEGINNING).collect();
    let end: String = line.chars().skip(length - END).collect();
    format!("{beginning} ... {end}")
}
