//! Any text as a data file: as rows that a study file is guessed from, and as a matrix that a model is then estimated from.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::Path;

use pls_sem::outline::Outline;
use pls_sem::{Construct, Draft, Fit, Missing, Options, ReadOptions, Screening, StudyFile, Table};

fuzz_target!(|text: &str| {
    let read = ReadOptions::new().missing_codes([-99.0]);
    for skip in 0..2 {
        match read.clone().skip(skip).parse(text) {
            Ok(table) => look_at(&table),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    let Ok(matrix) = read.parse_matrix(text, 100) else {
        return;
    };
    let Some(([first, second], others)) = matrix.names().split_first_chunk() else {
        return;
    };
    let block = std::iter::once(second).chain(others);
    let model = Draft::new()
        .construct(Construct::reflective("X", [first]))
        .construct(Construct::reflective("Y", block))
        .path("X", "Y")
        .check();
    if let Ok(Ok(fit)) = model.map(|model| Fit::of_matrix(&model, &matrix, &Options::default())) {
        assert!(fit.path("X", "Y").is_some_and(f64::is_finite));
    }
});

/// What is guessed from a table is a study file, and what stops it from being estimated is told.
fn look_at(table: &Table) {
    let mut columns = table.columns().iter();
    assert!(columns.all(|c| c.cells.len() == table.rows()));
    if let [first, second, ..] = table.columns() {
        let model = Draft::new()
            .construct(Construct::reflective("X", [&first.name]))
            .construct(Construct::reflective("Y", [&second.name]))
            .path("X", "Y");
        if let Ok(model) = model.check() {
            let screening = Screening::of(&model, table, Missing::Mean).unwrap();
            assert!(!screening.to_string().is_empty());
        }
    }
    match Outline::of(table) {
        Ok(outline) => {
            let study = outline.to_toml(table, "survey.csv");
            assert!(StudyFile::parse(&study, Path::new("")).is_ok(), "{study}");
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
