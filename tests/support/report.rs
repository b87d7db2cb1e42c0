//! The report in a form for tests.

use pls_sem::Document;
use pls_sem::report::Layout;

/// Everything that is reported, with no line broken.
pub(crate) fn full(document: &Document) -> String {
    let layout = Layout::default().width(usize::MAX);
    document.report().full().text(&layout)
}
