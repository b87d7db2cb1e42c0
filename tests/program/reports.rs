//! Reports compared as whole pages: of a document whose numbers are set by hand, of sample sizes, of content validity.
//!
//! `BLESS=1 cargo test --test program reports::` rewrites the pages; a difference of them is read like code.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use pls_sem::design::{ContentValidity, Ratings, Scale, Sizing};
use pls_sem::{Bootstrap, Document, Model, ReadOptions, StudyFile};

fn golden(name: &str) -> String {
    format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn document() -> Document {
    serde_json::from_str(&std::fs::read_to_string(golden("document.json")).unwrap()).unwrap()
}

/// Compares a report with its page.
#[track_caller]
fn assert_page(report: &str, name: &str) {
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(golden(name), report).unwrap();
    }
    let page = std::fs::read_to_string(golden(name)).unwrap();
    assert!(
        report == page,
        "the report differs from tests/golden/{name}:\n{report}"
    );
}

#[test]
fn the_report_is_the_golden_page() {
    assert_page(&document().to_string(), "report.txt");
}

#[test]
fn the_report_of_sample_sizes_is_the_golden_page() {
    let model = Model::parse(
        "Image =~ i1-4; Value <~ v1-6; Trust =~ t1-3; Loyalty =~ l1-2
         Trust ~ Image + Value; Loyalty ~ Image + Value + Trust",
    )
    .unwrap();
    let sizing = Sizing::default();
    let asked = sizing.of(&model).unwrap();
    let given = sizing.population(940).rows(120).of(&model).unwrap();
    assert_page(&format!("{asked}\n{given}"), "sample_sizes.txt");
}

#[test]
fn the_report_of_content_validity_is_the_golden_page() {
    let ratings = "expert,a1,a2,b1\nE1,4,2,3\nE2,3,,4\nE3,4,2,3\nE4,3,3,3\nE5,4,4,4\nE6,3,1,3\n";
    let table = ReadOptions::new().parse(ratings).unwrap();
    let ratings = Ratings::of(&table, Scale::default()).unwrap();
    let model = Model::parse("A =~ a1-2; B =~ b1-2; B ~ A").unwrap();
    let all = ContentValidity::of(&ratings);
    let by_construct = ContentValidity::by_construct(&ratings, &model).unwrap();
    assert_page(&format!("{all}\n{by_construct}"), "content_validity.txt");
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
