//! Scores that `pls-sem run --scores` writes.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::fs;
use std::path::PathBuf;

use pls_sem::{StudyFile, Table};

use crate::program::pls_sem;

const SURVEY: &str = "id,a1,a2,b1\nx,1,2,5\ny,2,1,3\nz,4,,2\nu,4,5,4\nv,5,3,1\n";
const STUDY: &str = "[data]\nfile = \"survey.csv\"\nmissing = \"casewise\"\n[model]\ntext = \"A =~ a1 + a2; B =~ b1; B ~ A\"\n";

/// A folder with the study and its survey.
fn folder(name: &str) -> PathBuf {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("pls-sem-scores-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("survey.csv"), SURVEY).unwrap();
    fs::write(folder.join("study.toml"), STUDY).unwrap();
    folder
}

#[test]
fn scores_are_written_beside_the_column_that_names_their_rows() {
    let folder = folder("id");
    let path = |name: &str| folder.join(name).display().to_string();
    let (study, scores) = (path("study.toml"), path("scores.csv"));
    let ran = pls_sem(&["run", &study, "--scores", &scores, "--id", "id", "--quiet"]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    let written = Table::read(&scores).unwrap();
    let file = StudyFile::read(&study).unwrap();
    let table = file.table().unwrap();
    let library = file
        .study
        .scores(&table)
        .unwrap()
        .table(&table, Some("id"))
        .unwrap();
    assert_eq!(fs::read_to_string(&scores).unwrap(), library.to_csv());
    let ids = (0..written.rows()).map(|row| written.text("id", row).unwrap());
    assert_eq!(ids.collect::<Vec<_>>(), ["x", "y", "u", "v"]);
    assert_eq!(written.number("B_original", 2), Some(4.0));
    // Again without a name: the rows are numbered as those of the file.
    let numbered = path("numbered.csv");
    assert_eq!(
        pls_sem(&["run", &study, "--scores", &numbered, "--quiet"]).status,
        Some(0)
    );
    assert_eq!(Table::read(&numbered).unwrap().number("row", 2), Some(4.0));
}

#[test]
fn scores_that_cannot_be_joined_or_written_are_refused_before_the_run() {
    let folder = folder("refused");
    let path = |name: &str| folder.join(name).display().to_string();
    let (study, scores) = (path("study.toml"), path("scores.csv"));
    let refused = |arguments: &[&str]| {
        let ran = pls_sem(arguments);
        assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""), "{}", ran.err);
        ran.err
    };
    let unknown = refused(&["run", &study, "--scores", &scores, "--id", "idd"]);
    assert!(
        unknown.contains("`idd`") && unknown.contains("`id`"),
        "{unknown}"
    );
    assert!(refused(&["run", &study, "--id", "id"]).contains("--scores"));
    assert!(!fs::exists(&scores).unwrap());
    let over = refused(&["run", &study, "--scores", &path("survey.csv")]);
    assert!(over.contains("survey.csv"), "{over}");
    assert_eq!(fs::read_to_string(path("survey.csv")).unwrap(), SURVEY);
}

#[test]
fn scores_hold_the_segment_of_every_row() {
    let folder = folder("segments");
    let path = |name: &str| folder.join(name).display().to_string();
    let (study, scores, json) = (path("segments.toml"), path("scores.csv"), path("r.json"));
    let canvas = concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv");
    let text = |model: &str| {
        format!(
            "[data]\nfile = \"{canvas}\"\n[model]\ntext = \"{model}\"\n[segments]\nmost = 2\nstarts = 3\nresamples = 0\n"
        )
    };
    fs::write(&study, text("R =~ KR1-5; S =~ INT1-4; S ~ R")).unwrap();
    let asked = [
        "run", &study, "--scores", &scores, "--json", &json, "--quiet",
    ];
    let ran = pls_sem(&asked);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    let written = Table::read(&scores).unwrap();
    let document = pls_sem::Document::from_json(&fs::read_to_string(&json).unwrap()).unwrap();
    let rows = document.segments.unwrap().rows;
    assert_eq!(rows.len(), written.rows());
    for (i, row) in rows.iter().enumerate() {
        assert_eq!(written.number("row", i), Some(row.row as f64));
        assert_eq!(written.number("segment", i), Some(row.segment as f64));
        assert_eq!(written.number("segment_probability", i), row.probability);
    }
    // A construct of the same name would be a second column.
    fs::write(&study, text("segment =~ KR1-5; S =~ INT1-4; S ~ segment")).unwrap();
    let ran = pls_sem(&["run", &study, "--scores", &path("others.csv"), "--quiet"]);
    assert_eq!(ran.status, Some(2), "{}", ran.err);
    assert!(ran.err.contains("two columns `segment`"), "{}", ran.err);
}
