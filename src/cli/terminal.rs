//! What the terminal can show.

use console::Term;
use pls_sem::report::Layout;

/// Columns of a page that goes to no terminal.
const PAGE: usize = 80;
/// Lines are no wider than this on a wide terminal: longer ones are hard to read.
const WIDEST: usize = 120;

/// How text is laid out for standard output: as wide as its terminal, in ASCII where the locale is not of UTF-8.
pub(super) fn layout(digits: usize) -> Layout {
    let terminal = Term::stdout();
    let columns = terminal.size_checked().filter(|_| terminal.is_term());
    let width = columns.map_or(PAGE, |(_, columns)| usize::from(columns).min(WIDEST));
    Layout::default()
        .width(width)
        .digits(digits)
        .ascii(!is_utf8())
}

/// Whether the locale is of UTF-8: the first of the variables that is set decides, as POSIX says. Without any the locale is
/// `C`. Windows writes Unicode to its console whatever they say.
fn is_utf8() -> bool {
    let variables = ["LC_ALL", "LC_CTYPE", "LANG"];
    let mut set = variables.iter().filter_map(std::env::var_os);
    let locale = set.find(|value| !value.is_empty());
    let locale = locale.map(|value| value.to_string_lossy().to_lowercase());
    cfg!(windows) || locale.is_some_and(|l| l.contains("utf-8") || l.contains("utf8"))
}
