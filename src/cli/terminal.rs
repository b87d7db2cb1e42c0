//! The abilities of the terminal.

use console::Term;
use pls_sem::report::Layout;

/// The width of a page that is not printed to a terminal, in columns.
const PAGE: usize = 80;
/// The maximum width on a wide terminal, because longer lines are hard to read.
const WIDEST: usize = 120;

/// The text layout for standard output: as wide as its terminal, in ASCII if the locale does not use UTF-8.
pub(super) fn layout(digits: usize) -> Layout {
    let terminal = Term::stdout();
    let columns = terminal.size_checked().filter(|_| terminal.is_term());
    let width = columns.map_or(PAGE, |(_, columns)| usize::from(columns).min(WIDEST));
    Layout::default()
        .width(width)
        .digits(digits)
        .ascii(!is_utf8())
}

/// Whether the locale uses UTF-8: the first variable that is set decides, as in POSIX. If none is set, the locale is `C`.
/// Windows always writes Unicode to its console.
fn is_utf8() -> bool {
    let variables = ["LC_ALL", "LC_CTYPE", "LANG"];
    let mut set = variables.iter().filter_map(std::env::var_os);
    let locale = set.find(|value| !value.is_empty());
    let locale = locale.map(|value| value.to_string_lossy().to_lowercase());
    cfg!(windows) || locale.is_some_and(|l| l.contains("utf-8") || l.contains("utf8"))
}
