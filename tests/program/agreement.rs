//! What `run` refuses before it resamples, `check` refuses with the same sentence and exit status.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::fmt::Write as _;

use crate::program::Folder;

/// Answers of 40 rows, the categories of a coding, parts of a whole, groups, and weights.
fn survey() -> String {
    let mut text = "x1,x2,x3,y1,y2,d1,d2,d3,p1,p2,p3,g,c,w,text\n".to_owned();
    for i in 0..40_u32 {
        let answer = |k: u32| (i * 7 + k * i * i + i / (k + 1)) % 5 + i % 3;
        let (p1, p2) = (i * 11 % 50, i * 13 % 40);
        let d1 = u32::from(i % 3 == 0);
        let d2 = u32::from(i % 4 == 1) * (1 - d1);
        writeln!(
            text,
            "{},{},{},{},{},{d1},{d2},{},{p1},{p2},{},{},{},1,word",
            answer(1),
            answer(2),
            answer(5),
            answer(3),
            answer(4),
            1 - d1 - d2,
            100 - p1 - p2,
            i % 2,
            i / 4,
        )
        .unwrap();
    }
    text
}

const MODEL: &str = "X =~ x1-3; Y =~ y1-2; Y ~ X";

/// What stands in the table [model], and below it.
const STUDIES: &[(&str, &str)] = &[
    // studies that run
    (MODEL, ""),
    (
        MODEL,
        "[bootstrap]\nresamples = 20\n[groups]\ncolumn = \"g\"\npermutations = 20",
    ),
    // blocks and predictors that depend linearly on each other
    ("X <~ d1-3; Y =~ y1-2; Y ~ X", ""),
    ("X <~ p1-3; Y =~ y1-2; Y ~ X", ""),
    ("X <~ d1-3; Y =~ y1-2; Y ~ X", "[bootstrap]\nresamples = 20"),
    ("A =~ d1; B =~ d2; C =~ d3; Y =~ y1-2; Y ~ A + B + C", ""),
    ("A =~ x1-2; B =~ x1_again; Y =~ y1-2; Y ~ A + B", ""),
    (
        "A =~ p1; B =~ p2; C =~ p3; Y =~ y1-2; Y ~ A + B + C",
        "[bootstrap]\nresamples = 20",
    ),
    // columns
    ("X =~ x1-4; Y =~ y1-2; Y ~ X", ""),
    ("X =~ x1 + text; Y =~ y1-2; Y ~ X", ""),
    (MODEL, "[bootstrap]\nresamples = 20\nstrata = \"sector\""),
    (MODEL, "[bootstrap]\nresamples = 20\ncluster = \"G\""),
    (MODEL, "[bootstrap]\nresamples = 20\ncluster = \"w\""),
    (MODEL, "[bootstrap]\nresamples = 20\nstrata = \"x1\""),
    (MODEL, "[groups]\ncolumn = \"groups\""),
    (MODEL, "[groups]\ncolumn = \"w\""),
    (MODEL, "[groups]\ncolumn = \"p1\""),
    (MODEL, "[predict]\nstrata = \"sector\""),
    (MODEL, "[predict]\ncluster = \"sector\""),
    (MODEL, "[segments]\nexplain = [\"sector\"]"),
    // what is assessed and compared
    (MODEL, "[assess]\nredundancy = { Z = \"x1\" }"),
    (MODEL, "[assess]\nredundancy = { X = \"global\" }"),
    (MODEL, "[assess]\nredundancy = { X = \"x1\" }"),
    (MODEL, "[assess]\nredundancy = { X = \"text\" }"),
    (MODEL, "[compare.models]\nsame = \"Y ~ X\""),
    (MODEL, "[compare.models]\nother = \"Z ~ X\""),
    (
        "A =~ d1; B =~ d2; C =~ d3; Y =~ y1-2; Y ~ A + B; C ~ A",
        "[compare.models]\nall = \"Y ~ A + B + C\"",
    ),
    // numbers that no machine holds
    (MODEL, "[bootstrap]\nresamples = 1000000000000000000"),
    (
        MODEL,
        "[bootstrap]\nresamples = 1000000000000000000\nintervals = [\"bca\"]",
    ),
    (
        MODEL,
        "[groups]\ncolumn = \"g\"\npermutations = 1000000000000000000",
    ),
    // settings that do not go together, or not with the data
    (MODEL, "[bootstrap]\nresamples = 2"),
    (
        MODEL,
        "[bootstrap]\nresamples = 20\nintervals = [\"studentized\"]\ncluster = \"c\"",
    ),
    (MODEL, "[predict]\nfolds = 41"),
    (MODEL, "[predict]\nfolds = 1"),
    (MODEL, "[predict]\nexpectation = \"implied\""),
    (
        "X =~ x1-3; Y =~ y1-2; Z =~ d1; Y ~ X + Z",
        "[predict]\nfolds = 2\ncluster = \"w\"",
    ),
    (MODEL, "[segments]\nmost = 9"),
    (MODEL, "[segments]\nmost = 5\nsmallest = 20"),
    (MODEL, "[define]\nz = \"path(X -> Z)\""),
    (MODEL, "[define]\nz = \"1 / 0 + path(X -> Y\""),
    (MODEL, "[estimate]\nreliability = { X = 0.8 }"),
];

#[test]
fn check_refuses_what_run_refuses_with_the_same_sentence_and_status() {
    let folder = Folder::with_study("agreement");
    folder.write("answers.csv", &survey());
    let mut refused = 0;
    for (model, rest) in STUDIES {
        let study =
            format!("[data]\nfile = \"answers.csv\"\n[model]\ntext = \"{model}\"\n{rest}\n");
        folder.write("spoiled.toml", &study);
        let (run, check) = (
            folder.run(&["run", "spoiled.toml"]),
            folder.run(&["check", "spoiled.toml"]),
        );
        assert_eq!(
            (run.status, &run.err),
            (check.status, &check.err),
            "{study}"
        );
        if run.status != Some(0) {
            says!(run.err.trim_end());
            refused += 1;
        }
    }
    assert_eq!(refused, STUDIES.len() - 2);
}

#[test]
fn a_setting_that_does_not_fit_the_data_file_is_a_fault_of_the_study_file() {
    let folder = Folder::with_study("settings");
    folder.write("answers.csv", &survey());
    for (data, rest) in [
        ("sheet = \"Data\"", ""),
        ("weights = \"weight\"", ""),
        ("skip = 100", ""),
        ("", "[bootstrap]\nresamples = 20\nstrata = \"sector\""),
        ("", "[groups]\ncolumn = \"sector\""),
        ("where = \"sector == 1\"", ""),
    ] {
        let study = format!(
            "[data]\nfile = \"answers.csv\"\n{data}\n[model]\ntext = \"{MODEL}\"\n{rest}\n"
        );
        folder.write("spoiled.toml", &study);
        for command in ["run", "check"] {
            let ran = folder.run(&[command, "spoiled.toml"]);
            assert_eq!(ran.status, Some(2), "{study}{}", ran.err);
            says!(ran.err.trim_end());
        }
    }
}
