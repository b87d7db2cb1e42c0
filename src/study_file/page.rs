//! Tests that the documentation page of the study file names every known key with its default.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::collections::BTreeMap;
use std::path::Path;

use super::file::TABLES;
use super::population::{ANSWERS, GROUP, MISSING};
use super::{PopulationFile, StudyFile};

const PAGE: &str = include_str!("../docs/study_file.md");

/// A study with every table whose keys have defaults.
const STUDY: &str = r#"
[data]
file = "survey.csv"
[model]
text = "X =~ x1-2; Y =~ y1-2; Y ~ X"
[estimate]
[bootstrap]
resamples = 100
[fit]
resamples = 100
[groups]
column = "size"
[assess]
[interactions]
[predict]
[segments]
[population]
paths = { "X -> Y" = 0.3 }
loadings = 0.8
[population.missing]
rate = 0.1
given = "x1"
[power]
rows = [100]
"#;

/// The keys of each table of the page, with the cell of their default.
fn keys_of_page() -> BTreeMap<&'static str, BTreeMap<&'static str, &'static str>> {
    let mut tables = BTreeMap::new();
    let mut table = "";
    for line in PAGE.lines() {
        if let Some(name) = line.strip_prefix("# `[") {
            table = name.trim_end_matches("]`");
        }
        let cells: Vec<&str> = line.split(" | ").collect();
        if let [key, _, default, _] = cells[..]
            && let Some(key) = key.strip_prefix("| `")
        {
            let keys: &mut BTreeMap<_, _> = tables.entry(table).or_default();
            keys.insert(key.trim_end_matches('`'), default);
        }
    }
    tables
}

#[test]
fn the_page_names_every_key_that_is_known_and_no_other() {
    let page = keys_of_page();
    for keys in TABLES.iter().chain(&[&ANSWERS, &GROUP, &MISSING]) {
        let mut known: Vec<_> = keys.all().collect();
        known.sort_unstable();
        let named = page.get(keys.table).into_iter().flat_map(BTreeMap::keys);
        assert_eq!(
            named.copied().collect::<Vec<_>>(),
            known,
            "[{}]",
            keys.table
        );
        assert!(PAGE.contains(&format!("# `[{}]`", keys.table)));
    }
}

#[test]
fn a_default_of_the_page_is_what_is_in_force_without_the_key() {
    // The content of a study file, as a study and as a population.
    let said = |text: &str| {
        let file = StudyFile::parse(text, Path::new("")).unwrap();
        let population = PopulationFile::parse(text, Path::new("")).unwrap();
        // The lines of keys are those of the text, and no settings.
        let StudyFile {
            study,
            data,
            read,
            weights,
            simulated,
            n,
            ..
        } = file;
        format!("{study:?}{data:?}{read:?}{weights:?}{simulated:?}{n:?}{population:?}")
    };
    let without = said(STUDY);
    let mut checked = 0;
    for (table, keys) in keys_of_page() {
        for (key, default) in keys {
            let value = default
                .strip_prefix('`')
                .and_then(|value| value.strip_suffix('`'));
            let Some(value) = value else {
                let words = [
                    "*required*",
                    "*detected*",
                    "*none*",
                    "*normal*",
                    "*0*",
                    "*by*",
                ];
                assert!(
                    words.iter().any(|word| default.starts_with(word)),
                    "[{table}] {key}: {default}"
                );
                continue;
            };
            let head = format!("[{table}]\n");
            let with = STUDY.replacen(&head, &format!("{head}{key} = {value}\n"), 1);
            assert_ne!(with, STUDY, "[{table}] {key}");
            assert_eq!(said(&with), without, "[{table}] {key} = {value}");
            checked += 1;
        }
    }
    assert!(checked >= 25, "{checked} defaults");
}
