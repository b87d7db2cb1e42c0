//! The report of a document whose numbers are set by hand, compared as a whole page.
//!
//! `BLESS=1 cargo test --test reports` rewrites the page; a difference of it is read like code.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use pls_sem::{Bootstrap, Document, StudyFile};

fn golden(name: &str) -> String {
    format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn document() -> Document {
    serde_json::from_str(&std::fs::read_to_string(golden("document.json")).unwrap()).unwrap()
}

#[test]
fn the_report_is_the_golden_page() {
    let report = document().to_string();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(golden("report.txt"), &report).unwrap();
    }
    let page = std::fs::read_to_string(golden("report.txt")).unwrap();
    assert!(
        report == page,
        "the report differs from tests/golden/report.txt:\n{report}"
    );
}

#[test]
fn a_document_written_and_read_again_is_the_same() {
    let file = StudyFile::read(format!("{}/data/canvas.toml", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let study = file.study.clone().bootstrap(Bootstrap::new(100));
    let document = study.run(&file.table().unwrap()).unwrap();
    assert_eq!(
        serde_json::from_str::<Document>(&document.to_json()).unwrap(),
        document
    );
}
