//! What users read, compared with the files in `tests/golden`: whole pages, and the sentences of messages.
//!
//! Of the sentences there is a page for each module of tests in `tests/golden/refusals`, with a section for each test, which
//! holds the messages in their order. `BLESS=1 cargo test --all-features` rewrites the files; a difference of them is read
//! like code.

#![allow(clippy::unwrap_used)] // a helper that cannot do its work stops its test

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Compares a sentence with the next one of the section of this test.
macro_rules! says {
    ($said:expr) => {{
        fn here() {}
        let said = $said.to_string();
        crate::golden::compare(std::any::type_name_of_val(&here), &said);
    }};
}

/// Compares a whole page with the file of this name in `tests/golden`.
#[allow(dead_code)] // not every test program has pages
#[track_caller]
pub(crate) fn compare_page(page: &str, name: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, page).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let differ = kept.lines().zip(page.lines()).position(|(a, b)| a != b);
    let line = differ.unwrap_or_else(|| kept.lines().count().min(page.lines().count()));
    assert!(
        kept == page,
        "the page differs from tests/golden/{name} in line {}:\n{}\nbut it is\n{}\n(`BLESS=1` rewrites the file)",
        line + 1,
        kept.lines().nth(line).unwrap_or("the end"),
        page.lines().nth(line).unwrap_or("the end"),
    );
}

/// One page: the sentences of each test, and how many of them have been compared.
struct Page {
    file: PathBuf,
    sections: BTreeMap<String, Vec<String>>,
    compared: BTreeMap<String, usize>,
}

static PAGES: Mutex<BTreeMap<String, Page>> = Mutex::new(BTreeMap::new());

/// Compares what was said `here`, the path of an item within a test, with the page.
#[track_caller]
pub(crate) fn compare(here: &str, said: &str) {
    let path = here.trim_end_matches("::here").replace("::{{closure}}", "");
    let mut parts = path.split("::");
    let (Some(program), Some(module), Some(test)) = (parts.next(), parts.next(), parts.last())
    else {
        panic!("`{here}` is not in a module of tests");
    };
    let said = entry(said);
    let name = format!("tests/golden/refusals/{program}/{module}.txt");
    let mut pages = PAGES.lock().unwrap_or_else(PoisonError::into_inner);
    let page = pages
        .entry(name.clone())
        .or_insert_with(|| Page::read(&name));
    let expected = page.next(test, &said);
    drop(pages);
    assert!(
        expected.as_ref() == Some(&said),
        "{name} has, of `{test}`:\n{}\nbut this is said:\n{said}",
        expected.as_deref().unwrap_or("nothing more\n"),
    );
}

impl Page {
    fn read(name: &str) -> Self {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let mut sections: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for section in text.split("\n\n# ") {
            let section = section.trim_start_matches("# ").trim_end();
            let (test, entries) = section.split_once('\n').unwrap_or((section, ""));
            let entries = entries.replace("\n- ", "\n\0- ");
            let entries = entries.split_terminator('\0');
            let entries = entries.map(|entry| format!("{}\n", entry.trim_end()));
            sections.insert(test.to_owned(), entries.collect());
        }
        Self {
            file,
            sections,
            compared: BTreeMap::new(),
        }
    }

    /// The next message of a test, which is the given one if pages are rewritten.
    fn next(&mut self, test: &str, said: &str) -> Option<String> {
        let compared = self.compared.entry(test.to_owned()).or_default();
        let at = *compared;
        *compared += 1;
        if std::env::var_os("BLESS").is_some() {
            let section = self.sections.entry(test.to_owned()).or_default();
            section.truncate(at);
            section.push(said.to_owned());
            self.write();
        }
        self.sections.get(test)?.get(at).cloned()
    }

    fn write(&self) {
        let mut text = String::new();
        for (test, entries) in self.sections.iter().filter(|(_, e)| !e.is_empty()) {
            let gap = if text.is_empty() { "" } else { "\n" };
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{gap}# {test}\n{}", entries.concat().trim_end());
        }
        std::fs::create_dir_all(self.file.parent().unwrap()).unwrap();
        std::fs::write(&self.file, text).unwrap();
    }
}

/// A sentence as it stands on a page: marked where it begins, indented where it goes on, and without the folders that
/// the test made for itself.
fn entry(said: &str) -> String {
    let mut said = said.to_owned();
    let own = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("pls-sem");
    while let Some(start) = said.find(&*own.to_string_lossy()) {
        let folder = &said[start..];
        let end = folder[own.as_os_str().len()..].find(std::path::MAIN_SEPARATOR);
        let end = end.map_or(folder.len(), |end| own.as_os_str().len() + end + 1);
        said.replace_range(start..start + end, "");
    }
    let mut entry = String::new();
    for (k, line) in said.lines().enumerate() {
        let mark = if k == 0 { "- " } else { "  " };
        writeln!(entry, "{}", format!("{mark}{line}").trim_end()).unwrap();
    }
    entry
}
