//! The pages of messages hold only messages that a test compares.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::fs::read_to_string;
use std::path::{Path, PathBuf};

#[test]
fn every_section_of_a_page_of_sentences_belongs_to_a_test() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut sections = 0;
    for program in tests.join("golden/refusals").read_dir().unwrap() {
        for page in program.unwrap().path().read_dir().unwrap() {
            let page = page.unwrap().path();
            let of = page.strip_prefix(tests.join("golden/refusals")).unwrap();
            let source = read_to_string(tests.join(of).with_extension("rs")).unwrap();
            let text = read_to_string(&page).unwrap();
            for test in text.lines().filter_map(|line| line.strip_prefix("# ")) {
                let is_there = source.contains(&format!("fn {test}()"));
                assert!(is_there, "{} has no test `{test}`", of.display());
                sections += 1;
            }
        }
    }
    assert!(sections > 100, "{sections} sections");
}

#[test]
fn every_error_shows_its_sentence_under_debug() {
    let mut errors = 0;
    for source in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = read_to_string(&source).unwrap();
        for (at, _) in text.match_indices("thiserror::Error)]") {
            let line = text[..at].lines().last().unwrap();
            assert!(!line.contains("Debug"), "{}: {line}", source.display());
            errors += 1;
        }
        let shown = text.matches("debug_as_sentence!(").count();
        let derived = text.matches("thiserror::Error)]").count();
        assert!(shown >= derived, "{}", source.display());
    }
    assert!(errors > 15, "{errors} errors");
    let error = pls_sem::Table::read("no such folder/survey.csv").unwrap_err();
    assert_eq!(format!("{error:?}"), error.to_string());
    let error: Box<dyn std::error::Error> = error.into();
    assert_eq!(format!("{error:?}"), error.to_string());
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = folder
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                sources(&path)
            } else {
                vec![path]
            }
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}
