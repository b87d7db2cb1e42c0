//! Any text as a study file: a study of data, or of a population, from which a small survey is then drawn.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use pls_sem::{PopulationFile, StudyFile};

fuzz_target!(|text: &str| {
    let folder = Path::new("no such folder");
    if let Err(error) = StudyFile::parse(text, folder) {
        assert!(!error.to_string().is_empty());
    }
    match PopulationFile::parse(text, folder) {
        Ok(file) => {
            if let Ok(survey) = file.simulation.draw(10, 1) {
                assert_eq!(survey.rows(), 10);
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
