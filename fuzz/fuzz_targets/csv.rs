//! Any text as a data file: as rows, and as a matrix that a model is then estimated from.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pls_sem::{Construct, Draft, Fit, Options, ReadOptions};

fuzz_target!(|text: &str| {
    let read = ReadOptions::new().missing_codes([-99.0]);
    match read.parse(text) {
        Ok(table) => {
            let mut columns = table.columns().iter();
            assert!(columns.all(|c| c.cells.len() == table.rows()));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
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
