//! The bundled survey shows the results of the study, and equals the output of its example.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use pls_sem::{Bootstrap, Document, Missing, Quantity, ReadOptions, StudyFile};

#[allow(dead_code)] // its `main`: the test calls what `main` calls
#[path = "../../examples/canvas.rs"]
mod example;
#[allow(dead_code)] // its `main`, which would write into `data`
#[path = "../../examples/simulate_canvas.rs"]
mod simulate;

#[allow(dead_code)] // its `main`: the test calls what `main` calls
#[path = "../../examples/plan_the_canvas_study.rs"]
mod plan;
#[allow(dead_code)] // its `main`, which would write into `data`
#[path = "../../examples/simulate_experts.rs"]
mod simulate_experts;

fn data(name: &str) -> String {
    format!("{}/data/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn study() -> Document {
    let file = StudyFile::read(data("canvas.toml")).unwrap();
    file.study.run(&file.table().unwrap()).unwrap()
}

#[test]
fn the_bundled_surveys_are_written_byte_for_byte() {
    for (name, text) in simulate::surveys().unwrap() {
        assert!(
            std::fs::read_to_string(data(name)).unwrap() == text,
            "data/{name} differs"
        );
    }
}

#[test]
fn the_bundled_ratings_are_written_byte_for_byte() {
    for (name, text) in simulate_experts::rounds().unwrap() {
        let bundled = std::fs::read_to_string(data(name)).unwrap();
        assert!(bundled == text, "data/{name} differs");
    }
}

#[test]
fn the_example_of_planning_runs() {
    plan::run(data("").as_ref(), 10).unwrap();
    assert!(plan::run("no such folder".as_ref(), 10).is_err());
}

#[test]
fn the_example_runs() {
    example::run(&data("canvas.csv"), true).unwrap();
    let error = example::run(&data("no_such.csv"), false)
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("cannot read `"), "{error}");
}

#[test]
fn alpha_of_the_questionnaire_is_0_941_standardised_and_raw() {
    let document = study();
    assert_eq!(document.questionnaire.items, 49);
    assert_eq!(document.data.rows_used, 273);
    assert_eq!(
        format!("{:.3}", document.questionnaire.alpha.unwrap()),
        "0.941"
    );
    assert_eq!(
        format!("{:.3}", document.questionnaire.alpha_raw.unwrap()),
        "0.941"
    );
}

#[test]
fn all_nine_paths_are_positive_and_significant_and_key_resources_is_the_strongest() {
    let document = study();
    let bootstrap = document.bootstrap.unwrap();
    assert_eq!((bootstrap.requested, bootstrap.used), (10_000, 10_000));
    let mut paths = Vec::new();
    for path in &document.paths {
        let (from, quantity) = (&path.from, Quantity::path(&path.from, &path.to));
        let summary = bootstrap.summary(&quantity).unwrap();
        assert!(summary.estimate.unwrap() > 0.0, "{from}");
        assert!(summary.p.unwrap() < 0.05, "{from}");
        assert!(
            summary.interval(pls_sem::IntervalKind::Percentile).unwrap()[0] > 0.0,
            "{from}"
        );
        paths.push((summary.estimate.unwrap(), from.as_str()));
    }
    assert_eq!(paths.len(), 9);
    assert_eq!(
        paths
            .into_iter()
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .unwrap()
            .1,
        "KeyResources"
    );
}

#[test]
fn the_survey_with_missing_answers_shows_the_treatments() {
    let file = StudyFile::read(data("canvas.toml")).unwrap();
    let table = ReadOptions::new()
        .missing_codes([-99.0])
        .read(data("canvas_missing.csv"))
        .unwrap();
    let run = |missing| {
        file.study
            .clone()
            .missing(missing)
            .bootstrap(Bootstrap::new(200))
            .run(&table)
    };

    let sentence = run(Missing::Error).unwrap_err().to_string();
    assert!(sentence.contains("279 answers"), "{sentence}");
    let casewise = run(Missing::Casewise).unwrap();
    assert_eq!(
        (casewise.data.rows_read, casewise.data.rows_used),
        (Some(273), 102)
    );
    let mean = run(Missing::Mean).unwrap();
    assert_eq!(
        (mean.data.rows_used, mean.data.missing_cells),
        (273, Some(279))
    );

    // With 2 % of the answers at the mean, alpha hardly falls; a forgotten -99 would ruin it.
    assert!((mean.questionnaire.alpha.unwrap() - 0.94).abs() < 0.005);
    let forgotten = pls_sem::Table::read(data("canvas_missing.csv")).unwrap();
    let forgotten = file
        .study
        .clone()
        .missing(Missing::Mean)
        .bootstrap(Bootstrap::new(200))
        .run(&forgotten)
        .unwrap();
    assert!(forgotten.questionnaire.alpha_raw.unwrap() < 0.5);
    assert!(
        forgotten
            .findings
            .iter()
            .any(|f| f.message().contains("missing_codes = [-99]"))
    );
}
