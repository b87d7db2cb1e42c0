//! The bundled resilience study shows what it is said to show, and is what its example writes.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::path::PathBuf;
use std::sync::OnceLock;

use pls_sem::procedure::MediationType;
use pls_sem::{Document, StudyFile};

#[allow(dead_code)] // its `main`: the test calls what `main` calls
#[path = "../../examples/resilience.rs"]
mod example;
#[allow(dead_code)] // its `main`, which would write into `data`
#[path = "../../examples/simulate_resilience.rs"]
mod simulate;

const INNOVATION: &str = "BusinessModelInnovation";

fn data() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "data"].iter().collect()
}

fn study() -> &'static Document {
    static STUDY: OnceLock<Document> = OnceLock::new();
    STUDY.get_or_init(|| {
        let file = StudyFile::read(data().join("resilience.toml")).unwrap();
        file.study.run(&file.table().unwrap()).unwrap()
    })
}

#[test]
fn the_bundled_survey_is_written_byte_for_byte() {
    let written = simulate::survey(&data(), simulate::SEED).unwrap();
    let bundled = std::fs::read_to_string(data().join("resilience.csv")).unwrap();
    assert!(bundled == written, "data/resilience.csv differs");
    assert_eq!(bundled.lines().count(), 1 + 214);
}

#[test]
fn every_dimension_is_a_source_and_every_path_is_positive() {
    let document = study();
    let bootstrap = document.bootstrap.as_ref().unwrap();
    assert_eq!((bootstrap.requested, bootstrap.used), (10_000, 10_000));
    assert!(document.findings.is_empty(), "{:?}", document.findings);
    let weights = document.weights.iter();
    let weights: Vec<_> = weights.filter(|w| w.construct == INNOVATION).collect();
    assert_eq!(weights.len(), 5);
    for weight in weights {
        let low = weight.inference.low.unwrap();
        assert!(low > 0.0 && low < weight.estimate, "{}", weight.indicator);
        assert!(weight.vif.unwrap() < 3.0);
    }
    assert_eq!(document.paths.len(), 5);
    for path in &document.paths {
        let low = path.inference.low.unwrap();
        assert!(
            low > 0.0 && low < path.estimate,
            "{} -> {}",
            path.from,
            path.to
        );
        assert!(path.inference.p.unwrap() < 0.05);
    }
}

#[test]
fn innovation_reaches_growth_through_resilience_and_more_so_in_larger_firms() {
    let document = study();
    let effect = document.effect(INNOVATION, "Growth").unwrap();
    assert!(effect.indirect_inference.low.unwrap() > 0.0);
    assert_eq!(
        document.mediation[0].kind,
        Some(MediationType::Complementary)
    );
    let slopes = document.slopes.iter().filter(|s| s.from == "Resilience");
    let slopes: Vec<_> = slopes.collect();
    let of = |at: f64| slopes.iter().find(|s| (s.at - at).abs() < 1e-12).unwrap();
    assert!(of(-1.0).inference.low.unwrap() < 0.0);
    assert!(of(0.0).inference.low.unwrap() > 0.0 && of(1.0).inference.low.unwrap() > 0.0);
    let interaction = document.path("Resilience:FirmSize", "Growth").unwrap();
    assert!((of(1.0).estimate - of(0.0).estimate - interaction.estimate).abs() < 1e-12);
    let index = &document.moderated_mediation[0];
    assert!(index.inference.low.unwrap() > 0.0);
}

#[test]
fn the_size_of_the_survey_is_that_of_the_inverse_square_root_method() {
    let method = pls_sem::design::InverseSquareRoot::default();
    assert_eq!(method.size(0.17).unwrap(), simulate::FIRMS);
}

#[test]
fn the_example_answers_in_words_and_says_what_a_survey_cannot_show() {
    let shown = example::run(&data(), 4).unwrap();
    for line in [
        "A path of 0.17 asks for 214 firms",
        "Resilience:FirmSize -> Growth",
        "mediation: complementary",
        "slope in large firms (+1 sd)",
        "It cannot show causes",
    ] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
    assert_eq!(shown.matches("not shown").count(), 1, "{shown}");
    assert!(shown.ends_with("so that it shows the claims.\n"));
    assert!(example::run("no such folder".as_ref(), 4).is_err());
}
