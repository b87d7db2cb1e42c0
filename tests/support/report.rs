//! The report in a form for tests.

use pls_sem::Document;
use pls_sem::report::{Layout, Page};

/// Everything that is reported, with no line broken.
pub(crate) fn full(document: &Document) -> String {
    unbroken(&document.report().full())
}

/// A page with no line broken.
pub(crate) fn unbroken(page: &Page) -> String {
    page.text(&Layout::default().width(usize::MAX))
}
