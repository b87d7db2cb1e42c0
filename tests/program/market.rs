//! The bundled survey of two hidden segments is what its example writes, and shows what its page says.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use pls_sem::segments::adjusted_rand;
use pls_sem::{Document, StudyFile};

#[allow(dead_code)] // its `main`: the test calls what `main` calls
#[path = "../../examples/market.rs"]
mod example;
#[allow(dead_code)] // its `main`, which would write into `data`
#[path = "../../examples/simulate_market.rs"]
mod simulate;

fn data(name: &str) -> String {
    format!("{}/data/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn study() -> Document {
    let file = StudyFile::read(data("market.toml")).unwrap();
    file.study.run(&file.table().unwrap()).unwrap()
}

#[test]
fn the_survey_is_written_byte_for_byte() {
    let bundled = std::fs::read_to_string(data("market.csv")).unwrap();
    assert!(
        bundled == simulate::survey().unwrap().0,
        "data/market.csv differs"
    );
}

#[test]
fn its_two_segments_are_found_and_income_explains_them() {
    let document = study();
    let found = document.segments.as_ref().unwrap();
    assert_eq!(found.rule.unwrap().number, Some(2));
    let labels: Vec<usize> = found.rows.iter().map(|row| row.segment - 1).collect();
    let hidden = simulate::survey().unwrap().1;
    let right = labels.iter().zip(&hidden).filter(|(a, b)| a == b).count();
    // The larger segment is the first of both.
    assert!(right >= 225, "{right} of 300");
    assert!(adjusted_rand(&labels, &hidden).unwrap() > 0.2);
    let path = |segment: usize, from: &str| {
        let mut paths = found.paths.iter();
        let own = paths.find(|p| p.segments == 2 && p.segment == segment && p.from == from);
        own.unwrap().estimate.unwrap()
    };
    assert!(path(1, "Price") > path(1, "Quality") + 0.4);
    assert!(path(2, "Quality") > path(2, "Price") + 0.4);
    assert_eq!(found.explained[0].column, "income");
    assert!(found.explained[0].p_adjusted.unwrap() < 0.001, "{found:?}");
    assert!(
        found.explained[1..]
            .iter()
            .all(|c| c.p_adjusted.unwrap() > 0.05)
    );
    assert!(document.to_string().contains("Simulated data"));
}

#[test]
fn its_pictures_show_numbers_sizes_and_paths() {
    let pictures = study().pictures();
    for (name, shows) in [
        (
            "segment-numbers",
            vec!["CAIC", "Normed entropy", "segments"],
        ),
        ("segment-sizes", vec!["4 segments", "300"]),
        (
            "segment-paths",
            vec!["Price → Satisfaction", "segment 2", "whole"],
        ),
    ] {
        let (_, svg) = pictures.iter().find(|(id, _)| id == name).unwrap();
        shows
            .iter()
            .for_each(|text| assert!(svg.contains(text), "{name}: {text}"));
    }
}

#[test]
fn the_example_runs() {
    example::run(&data("market.csv")).unwrap();
    assert!(example::run("no_such.csv").is_err());
}
