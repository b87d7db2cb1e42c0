//! Any text as a model text: what is a model reads its own text, and can be planned.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pls_sem::{Catalogue, Model, Options, Plan};

fuzz_target!(|text: &str| {
    match Model::parse(text) {
        Ok(model) => {
            assert_eq!(Model::parse(&model.to_text()), Ok(model.clone()));
            if let Ok(plan) = Plan::new(&model, &Options::default()) {
                assert!(!Catalogue::new(&plan).quantities().is_empty());
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
