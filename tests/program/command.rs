//! The output, the files and the exit status of the command `pls-sem`, which is run like a user runs
//! it.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use pls_sem::{Bootstrap, GivenRows, Model, Study, Table};
use serde_json::Value;

use crate::program::{Ran, pls_sem, program};

/// The bundled study, which every test changes in a few places.
const CANVAS: &str = include_str!("../../data/canvas.toml");

/// Done, with this on standard output and nothing on standard error.
fn done(out: impl Into<String>) -> Ran {
    Ran {
        status: Some(0),
        out: out.into(),
        err: String::new(),
    }
}

/// Refused, with nothing on standard output and one sentence on standard error.
fn refused(status: i32, sentence: &str) -> Ran {
    Ran {
        status: Some(status),
        out: String::new(),
        err: format!("error: {sentence}\n"),
    }
}

fn data(name: &str) -> String {
    format!("{}/data/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// An empty folder of the test's own.
fn folder(test: &str) -> PathBuf {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("pls-sem-command-{}-{test}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The bundled study with few resamples, its data by their full path, and these changes.
fn study(folder: &Path, changes: &[(&str, &str)]) -> String {
    let full = format!("file = '{}'", data("canvas.csv"));
    let first = [
        ("file = \"canvas.csv\"", full.as_str()),
        ("resamples = 10000", "resamples = 40"),
    ];
    let text = first
        .iter()
        .chain(changes)
        .fold(CANVAS.to_owned(), |text, (right, wrong)| {
            assert!(text.contains(right), "`{right}` is not in:\n{text}");
            text.replacen(right, wrong, 1)
        });
    write(folder, "study.toml", &text)
}

/// Runs a study and reads the document it prints.
fn document(study: &str) -> Value {
    let ran = pls_sem(&["run", study, "--json", "-"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    serde_json::from_str(&ran.out).unwrap()
}

fn records<'d>(document: &'d Value, key: &str) -> &'d Vec<Value> {
    document[key].as_array().unwrap()
}

fn keys(record: &Value) -> Vec<&str> {
    record
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn a_run_prints_the_report_and_nothing_else() {
    let folder = folder("report");
    let ran = pls_sem(&["run", &study(&folder, &[])]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    let mut rest = ran.out.as_str();
    for heading in [
        "Findings",
        "\nPaths\n",
        "\nMeasurement\n",
        "\nDiscriminant validity: HTMT\n",
        "\nFit, with p of exact fit\n",
        "Beyond customary thresholds",
        "`--full` prints everything",
    ] {
        let (_, after) = rest
            .split_once(heading)
            .unwrap_or_else(|| panic!("{}", ran.out));
        rest = after;
    }
    assert!(ran.out.contains("40 resamples, 40 used"), "{}", ran.out);
}

#[test]
fn detected_settings_of_a_data_file_are_reported() {
    let folder = folder("found");
    let survey = std::fs::read_to_string(data("canvas.csv")).unwrap();
    let bytes: Vec<u8> = survey
        .replace(',', "\t")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    std::fs::write(folder.join("canvas.txt"), bytes).unwrap();
    let file = format!("file = '{}'", data("canvas.csv"));
    let study = study(&folder, &[(&file, "file = \"canvas.txt\"")]);
    let checked = pls_sem(&["check", &study]).said();
    let said = "UTF-16LE, delimiter tab, decimal mark `.`; detected: encoding, delimiter, decimal";
    assert!(checked.contains(said), "{checked}");
    let document = document(&study);
    assert_eq!(document["data"]["source"]["encoding"], "UTF-16LE");
    assert_eq!(document["study"]["data"]["delimiter"], "\t");
}

#[test]
fn a_file_of_another_program_is_refused_with_its_name_and_the_way_out() {
    let folder = folder("foreign");
    write(&folder, "survey.sav", "$FL2@(#) SPSS DATA FILE\u{1b}");
    let file = format!("file = '{}'", data("canvas.csv"));
    let ran = pls_sem(&["run", &study(&folder, &[(&file, "file = \"survey.sav\"")])]);
    let told = format!(
        "error: {}: it is an SPSS file, which cannot be read: export it in SPSS:\n  GET FILE",
        folder.join("survey.sav").display()
    );
    assert_eq!(ran.status, Some(1));
    assert!(ran.err.starts_with(&told), "{}", ran.err);
}

#[test]
fn a_study_file_in_another_encoding_is_refused_with_its_line() {
    let folder = folder("ansi");
    let path = folder.join("study.toml");
    let umlaut = b"# a study\n# gr\xf6\xdfe\n".to_vec();
    let utf_16 = b"\xff\xfe[\0d\0a\0t\0a\0]\0".to_vec();
    for (bytes, line) in [(umlaut, 2), (utf_16, 1)] {
        std::fs::write(&path, bytes).unwrap();
        let ran = pls_sem(&["check", path.to_str().unwrap()]);
        let told = format!(
            "error: cannot read `{}`: line {line} is not UTF-8: save the file as UTF-8\n",
            path.display()
        );
        assert_eq!((ran.status, ran.err), (Some(2), told));
    }
}

#[test]
fn a_column_that_the_data_do_not_have_is_a_fault_of_the_study_file() {
    let folder = folder("columns");
    write(
        &folder,
        "survey.csv",
        "x1,x2,y1,y2,size\n1,2,1,3,a\n2,1,3,2,b\n3,4,2,2,a\n4,3,5,4,b\n5,6,4,6,a\n",
    );
    for (table, key) in [
        ("data", "weights"),
        ("bootstrap", "strata"),
        ("bootstrap", "cluster"),
        ("predict", "strata"),
        ("predict", "cluster"),
        ("groups", "column"),
    ] {
        let of = |named: &str| {
            if named == table {
                format!("{key} = \"sizes\"\n")
            } else {
                String::new()
            }
        };
        let only = |named: &str| {
            if named == table {
                format!("[{named}]\n{}", of(named))
            } else {
                String::new()
            }
        };
        let text = format!(
            "[data]\nfile = \"survey.csv\"\n{}[model]\ntext = \"X =~ x1 + x2; Y =~ y1 + y2; Y ~ X\"\n[bootstrap]\nresamples = 20\n{}{}{}",
            of("data"),
            of("bootstrap"),
            only("predict"),
            only("groups")
        );
        let study = write(&folder, "study.toml", &text);
        let line = 1 + text.lines().position(|line| line.starts_with(key)).unwrap();
        let told = format!(
            "error: {study}: line {line}: `{key}` of [{table}]: there is no column `sizes`; did you mean `size`?\n"
        );
        for command in ["run", "check"] {
            let ran = pls_sem(&[command, &study]);
            assert_eq!((ran.status, ran.err.as_str()), (Some(2), told.as_str()));
        }
    }
}

#[test]
fn init_names_the_option_that_a_refused_survey_takes() {
    let folder = folder("option");
    let rows = "x1,x2,y1,y2\n1,2,3,4\n2,1,4,3\n3,3,1,1\n";
    let titled = write(&folder, "titled.csv", &format!("A survey\n\n{rows}"));
    let ansi = folder.join("ansi.csv");
    std::fs::write(&ansi, b"gr\xf6\xdfe,x1\n1,2\n").unwrap();
    for (survey, option) in [
        (titled.as_str(), "(`--skip 2`)\n"),
        (ansi.to_str().unwrap(), "(`--encoding windows-1252`)\n"),
    ] {
        let ran = pls_sem(&["init", survey]);
        assert_eq!(ran.status, Some(1));
        assert!(ran.err.ends_with(option), "{}", ran.err);
    }
}

#[test]
fn text_of_a_study_file_does_not_control_the_terminal() {
    let folder = folder("steer");
    let file = format!("file = '{}'", data("canvas.csv"));
    let steering = r#"file = "\u001b[2Jsurvey\u202E.csv""#;
    let ran = pls_sem(&["run", &study(&folder, &[(&file, steering)])]);
    assert!(
        ran.err.contains(r"\u{1b}[2Jsurvey\u{202e}.csv"),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains(['\u{1b}', '\u{202e}']));
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let folder = folder("head");
    let mut child = program()
        .args(["run", &study(&folder, &[])])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn json_in_a_file_comes_with_the_report_and_json_on_standard_output_alone() {
    let folder = folder("json");
    let study = study(&folder, &[]);
    let path = folder.join("result.json");
    let report = pls_sem(&["run", &study, "--json", path.to_str().unwrap()]);
    assert_eq!(report, pls_sem(&["run", &study]));
    let written = std::fs::read_to_string(path).unwrap();
    let printed = pls_sem(&["run", &study, "--json", "-"]);
    assert_eq!(printed, done(format!("{}\n", written.trim_end())));
    serde_json::from_str::<Value>(&printed.out).unwrap();
}

#[test]
fn the_document_has_every_table() {
    let document = document(&study(&folder("tables"), &[]));
    assert_eq!(document["format"], "pls-sem-result/1");
    assert_eq!(document["software"]["name"], "pls-sem");
    assert_eq!(document["software"]["version"], env!("CARGO_PKG_VERSION"));
    for table in ["study", "data", "termination", "questionnaire"] {
        assert!(document[table].is_object(), "{table}");
    }
    // With few resamples some conclusions depend on chance and bounds are coarse; there are no other findings.
    let findings = records(&document, "findings");
    let of_few = |f: &Value| f["code"] == "more_resamples" || f["code"] == "interval_fault";
    assert!(findings.iter().all(of_few));
    let rows = |table| records(&document, table).len();
    // 10 constructs, 49 indicators, 9 paths that all lead to the last construct.
    assert_eq!(rows("constructs"), 10);
    for table in ["indicators", "items", "weights", "loadings"] {
        assert_eq!(rows(table), 49, "{table}");
    }
    assert_eq!(rows("cross_loadings"), 49 * 10);
    assert_eq!(rows("correlations"), 10 * 9 / 2);
    assert_eq!((rows("paths"), rows("effects")), (9, 9));
    assert_eq!(rows("specific_effects"), 0);
    assert_eq!(document["data"]["rows_read"], 273);
    assert_eq!(document["data"]["rows_used"], 273);
    assert_eq!(document["data"]["indicators"], 49);
    assert_eq!(document["data"]["missing_cells"], 0);
    assert_eq!(document["termination"]["converged"], true);
}

#[test]
fn records_have_the_fields_of_the_format() {
    let document = document(&study(&folder("fields"), &[]));
    for (table, fields) in [
        (
            "indicators",
            "indicator construct mean sd skewness kurtosis missing",
        ),
        (
            "constructs",
            "construct kind mode alpha alpha_raw rho_a rho_c ave r2 r2_adj",
        ),
        (
            "items",
            "construct indicator item_total alpha_if_deleted alpha_raw_if_deleted",
        ),
        ("weights", "construct indicator estimate"),
        ("loadings", "construct indicator estimate"),
        ("cross_loadings", "indicator construct estimate"),
        ("correlations", "a b estimate"),
        ("paths", "from to estimate"),
        ("effects", "from to direct indirect total"),
    ] {
        for record in records(&document, table) {
            for field in fields.split(' ') {
                assert!(record.get(field).is_some(), "{table} lacks {field}");
            }
        }
    }
    for estimate in records(&document["bootstrap"], "estimates") {
        for field in "quantity estimate mean bias se t p mc_se intervals".split(' ') {
            assert!(estimate.get(field).is_some(), "{estimate} lacks {field}");
        }
        assert_eq!(
            estimate["intervals"]["percentile"]
                .as_array()
                .unwrap()
                .len(),
            2
        );
    }
    let bootstrap = &document["bootstrap"];
    assert_eq!(bootstrap["requested"], 40);
    assert_eq!(bootstrap["used"], 40);
    assert_eq!(bootstrap["seed"], 20_241_122);
    assert!(bootstrap["generator"].is_string());
    for ledger in ["failed", "inadmissible"] {
        assert_eq!(bootstrap[ledger], Value::Array(Vec::new()));
    }
}

#[test]
fn records_are_flat_and_all_of_a_table_have_the_same_fields() {
    // Undeclared missing codes, so that there are findings, and a mediator, so that there are routes.
    let file = format!("file = '{}'", data("canvas.csv"));
    let missing = format!(
        "file = '{}'\nmissing = \"mean\"",
        data("canvas_missing.csv")
    );
    let changes = [
        (file.as_str(), missing.as_str()),
        ("KeyPartners + RevenueStreams", "RevenueStreams"),
        (
            "Internationalization ~",
            "KeyResources ~ KeyPartners\nInternationalization ~",
        ),
    ];
    let document = document(&study(&folder("flat"), &changes));
    assert!(!records(&document, "specific_effects").is_empty());
    assert!(!records(&document, "findings").is_empty());
    let tables = document.as_object().unwrap().iter();
    let lists: Vec<(&String, &Vec<Value>)> = tables
        .filter_map(|(name, table)| Some((name, table.as_array()?)))
        .collect();
    assert_eq!(lists.len(), 25);
    for (name, list) in lists {
        for record in list {
            for (field, value) in record.as_object().unwrap() {
                // Names of a route, and names that a finding concerns, are the only lists.
                let flat = match name.as_str() {
                    "specific_effects" => field == "route" || value.is_number(),
                    "findings" => !value.is_object(),
                    _ => !value.is_object() && !value.is_array(),
                };
                assert!(flat, "{name}: {field} = {value}");
            }
            if name != "findings" {
                assert_eq!(keys(record), keys(&list[0]), "{name}");
            }
        }
    }
}

#[test]
fn each_pair_stands_once_and_in_model_order() {
    let document = document(&study(&folder("pairs"), &[]));
    let order: Vec<&str> = records(&document, "constructs")
        .iter()
        .map(|record| record["construct"].as_str().unwrap())
        .collect();
    let position = |name: &Value| order.iter().position(|known| name == known).unwrap();
    let pairs: Vec<(usize, usize)> = records(&document, "correlations")
        .iter()
        .map(|record| (position(&record["a"]), position(&record["b"])))
        .collect();
    assert!(pairs.iter().all(|(a, b)| a < b));
    assert!(pairs.is_sorted());
    let distinct: BTreeSet<_> = pairs.iter().collect();
    assert_eq!(distinct.len(), pairs.len());
}

#[test]
fn quiet_prints_nothing_and_still_writes() {
    let folder = folder("quiet");
    let study = study(&folder, &[]);
    let path = folder.join("result.json");
    let arguments = ["run", &study, "--quiet", "--json", path.to_str().unwrap()];
    assert_eq!(pls_sem(&arguments), done(""));
    assert!(path.metadata().unwrap().len() > 0);
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    let study = study(&folder("threads"), &[("resamples = 40", "resamples = 200")]);
    let on = |threads| pls_sem(&["run", &study, "--json", "-", "--threads", threads]);
    let one = on("1");
    assert_eq!((one.status, one.err.as_str()), (Some(0), ""));
    assert!(one.out.contains("\"used\": 200"));
    assert!(one == on("2"), "results depend on the number of threads");
}

#[test]
fn check_describes_the_answers_and_refuses_what_a_run_refuses() {
    // Two identical questions: Mode B cannot be estimated.
    let folder = folder("check");
    let bundled = std::fs::read_to_string(data("canvas.csv")).unwrap();
    let mut survey = String::new();
    for (i, line) in bundled.lines().enumerate() {
        let first_question = line.split(',').nth(4).unwrap();
        let copy = if i == 0 { "copy" } else { first_question };
        writeln!(survey, "{line},{copy}").unwrap();
    }
    let survey = write(&folder, "survey.csv", &survey);
    let file = format!("file = '{survey}'");
    let bundled = format!("file = '{}'", data("canvas.csv"));
    let changes = [
        (bundled.as_str(), file.as_str()),
        ("=~ CS1-5", "<~ CS1-5 + copy"),
    ];
    let study = study(&folder, &changes);

    let checked = pls_sem(&["check", &study]);
    for part in [
        "pls-sem check: ".to_owned(),
        "Rows 273 rows, 54 columns; 273 rows used, 0 answers of the model's indicators missing; the model cannot be estimated from them as they are ".to_owned(),
        "10 constructs, 50 indicators, 9 paths ".to_owned(),
        "- CustomerSegments <~ CS1 + CS2 + CS3 + CS4 + CS5 + copy ".to_owned(),
        "- the indicators `CS1`, `copy` have the same answers in every row: was a column copied or exported twice?".to_owned(),
    ] {
        assert!(
            checked.said().contains(&part),
            "`{part}` is not in:\n{}",
            checked.out
        );
    }

    let ran = pls_sem(&["run", &study]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(1), ""));
    assert_eq!((checked.status, &checked.err), (Some(1), &ran.err));
    let begin = format!(
        "error: {survey}: the indicators of construct `CustomerSegments` depend linearly on each other"
    );
    assert!(ran.err.starts_with(&begin), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1);
}

#[test]
fn check_finds_nothing_in_the_bundled_survey_and_says_so() {
    let ran = pls_sem(&["check", &study(&folder("nothing"), &[])]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    assert!(
        ran.out
            .ends_with("\n  Nothing in the answers looks suspicious.\n"),
        "{}",
        ran.out
    );
}

#[test]
fn check_writes_its_screening_as_json() {
    let study = study(&folder("check-json"), &[]);
    let ran = pls_sem(&["check", &study, "--json", "-"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    let screening: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(screening["format"], "pls-sem-check/1");
    assert_eq!(screening["rows"], 273);
    let first = &records(&screening, "indicators")[0];
    assert_eq!(
        keys(first),
        [
            "indicator",
            "construct",
            "mean",
            "sd",
            "min",
            "max",
            "skewness",
            "kurtosis",
            "missing",
            "values",
            "at_min",
            "at_max",
            "item_total"
        ]
        .into_iter()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect::<Vec<_>>()
    );
}

#[test]
fn missing_answers_that_nobody_treats_are_shown_before_they_are_refused() {
    let file = format!("file = '{}'", data("canvas.csv"));
    let missing = format!(
        "file = '{}'\nmissing_codes = [-99]",
        data("canvas_missing.csv")
    );
    let study = study(&folder("untreated"), &[(&file, &missing)]);
    let ran = pls_sem(&["check", &study]);
    assert_eq!(ran.status, Some(1));
    assert_eq!(ran.err, pls_sem(&["run", &study]).err);
    assert!(ran.out.contains("Answers missing together"), "{}", ran.out);
}

#[test]
fn init_writes_a_study_file_that_runs_and_never_over_another() {
    let folder = folder("init");
    let survey = write(
        &folder,
        "survey.csv",
        &std::fs::read_to_string(data("canvas.csv")).unwrap(),
    );
    let study = folder.join("study.toml");
    let study = study.to_str().unwrap();
    let wrote = format!(
        "wrote `{study}`: 10 constructs of 49 questions, guessed; 4 of 53 columns left out\nedit it, then run `pls-sem check {study}`\n"
    );
    assert_eq!(pls_sem(&["init", &survey]), done(wrote.clone()));
    assert_eq!(pls_sem(&["check", study]).status, Some(0));
    assert_eq!(records(&document(study), "paths").len(), 9);

    let there = format!("`{study}` exists: name another file, or replace it with `--force`");
    assert_eq!(pls_sem(&["init", &survey]), refused(2, &there));
    assert_eq!(pls_sem(&["init", &survey, "--force"]), done(wrote));

    // In another folder the data are named by their full path.
    let elsewhere = self::folder("init-elsewhere").join("my.toml");
    let elsewhere = elsewhere.to_str().unwrap();
    let ran = pls_sem(&["init", &survey, "-o", elsewhere, "--force"]);
    assert_eq!(ran.status, Some(0));
    assert_eq!(pls_sem(&["check", elsewhere]).status, Some(0));
}

#[test]
fn init_reads_a_survey_with_its_options_and_reports_what_it_leaves_out_because_of_a_cell() {
    let folder = folder("init-options");
    let mut survey = String::from("Our survey\nx1;x2;x3;y1;y2\nHow?;Why?;When?;Who?;What?\n");
    for i in 0..30 {
        let unreadable = if i == 7 {
            "n/a".to_owned()
        } else {
            (i % 5).to_string()
        };
        writeln!(
            survey,
            "{};{unreadable};{};{};{}",
            i * i % 7,
            i % 3,
            i % 4,
            i * i % 5
        )
        .unwrap();
    }
    let survey = write(&folder, "survey.csv", &survey);
    let ran = pls_sem(&["init", &survey, "--delimiter", ";"]);
    assert_eq!(ran.status, Some(1));
    assert!(ran.err.contains("set `skip = 1`"), "{}", ran.err);
    let titled = ["init", &survey, "--delimiter", ";", "--skip", "1"];
    let ran = pls_sem(&titled);
    assert!(ran.err.contains("(`--header-rows 2`)"), "{}", ran.err);
    let rest = [
        "--header-rows",
        "2",
        "--missing",
        "mean",
        "--missing-codes",
        "-99,-98",
    ];
    let ran = pls_sem(&[&titled[..], &rest].concat());
    says!(ran.err);
    assert_eq!(ran.status, Some(0));
    let written = std::fs::read_to_string(folder.join("study.toml")).unwrap();
    for line in [
        "delimiter = \";\"\n",
        "skip = 1 ",
        "header_rows = 2 ",
        "missing = \"mean\" ",
        "missing_codes = [-99, -98]\n",
    ] {
        assert!(
            written.contains(&format!("\n{line}")),
            "`{line}` is not in:\n{written}"
        );
    }
    let study = folder.join("study.toml");
    assert_eq!(pls_sem(&["check", study.to_str().unwrap()]).status, Some(0));
    // Without a survey there is nothing to read.
    assert_eq!(pls_sem(&["init", "--skip", "1"]).status, Some(2));
}

#[test]
fn init_without_data_gives_a_study_file_to_fill_in() {
    let ran = pls_sem(&["init", "-o", "-"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    let study = write(&folder("template"), "study.toml", &ran.out);
    assert_eq!(pls_sem(&["plan", &study]).status, Some(0));
}

#[test]
fn init_of_a_survey_without_blocks_says_what_to_do() {
    let folder = folder("no-blocks");
    let survey = write(&folder, "survey.csv", "age,income\n1,3\n2,2\n4,3\n");
    let ran = pls_sem(&["init", &survey]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(1), ""));
    assert!(
        ran.err.contains("run `pls-sem init` without data"),
        "{}",
        ran.err
    );
    assert!(!folder.join("study.toml").exists());
}

#[test]
fn a_plan_reports_sample_sizes_and_needs_no_data() {
    let study = study(
        &folder("plan"),
        &[(&data("canvas.csv"), "not there yet.csv")],
    );
    let ran = pls_sem(&["plan", &study, "--population", "940", "--rows", "273"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    for part in [
        "For 273 answers the smallest path detectable with 80 % power is 0.151, if its standard error is 1 / sqrt(n).",
        "Krejcie & Morgan's formula gives 273 for populations from 936 to 947.",
        "Krejcie & Morgan nearest 272.885 273 yes ",
        "Ten times the 9 predictors of `Internationalization`.",
    ] {
        assert!(
            ran.said().contains(part),
            "`{part}` is not in:\n{}",
            ran.out
        );
    }

    let wishes = [
        "--path",
        "0.25",
        "--f2",
        "0.1",
        "--power",
        "0.9",
        "--significance",
        "0.01",
    ];
    let ran = pls_sem(&[&["plan", &study, "--json", "-"], &wishes[..]].concat());
    let sizes: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(sizes["settings"]["paths"], serde_json::json!([0.25]));
    assert_eq!(sizes["settings"]["power"], 0.9);
    let methods: Vec<&str> = records(&sizes, "requirements")
        .iter()
        .map(|r| r["method"].as_str().unwrap())
        .collect();
    let expected = [
        "inverse_square_root",
        "r2_test",
        "path_test",
        "ten_times",
        "estimable",
    ];
    assert_eq!(methods, expected);
}

#[test]
fn every_command_with_a_report_writes_it_in_every_format() {
    let folder = folder("formats");
    let study = study(&folder, &[]);
    let other = write(
        &folder,
        "other.toml",
        &std::fs::read_to_string(&study).unwrap(),
    );
    let ratings = data("canvas_experts.csv");
    let path = |name: &str| folder.join(name).display().to_string();
    for call in [
        &["check", &study][..],
        &["plan", &study],
        &["experts", &ratings],
        &["compare", &study, &other],
    ] {
        let name = call[0];
        let files = ["html", "tex", "md"].map(|ending| path(&format!("{name}.{ending}")));
        let tables = path(&format!("{name}-tables"));
        let [html, latex, markdown] = &files;
        let formats = ["--html", html, "--latex", latex, "--markdown", markdown];
        let all = [call, &formats, &["--csv", &tables]].concat();
        // An earlier report is replaced.
        for _ in 0..2 {
            let ran = pls_sem(&all);
            assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""), "{name}");
            assert!(
                ran.out.starts_with(&format!("pls-sem {name}: ")),
                "{}",
                ran.out
            );
        }
        for file in &files {
            let text = std::fs::read_to_string(file).unwrap();
            assert!(text.contains(&format!("pls-sem {name}: ")), "{text}");
        }
        assert!(std::fs::read_dir(tables).unwrap().count() > 0, "{name}");
    }
}

#[test]
fn a_planned_study_needs_no_data_for_a_plan_or_a_panel() {
    let (study, ratings) = (data("canvas_power.toml"), data("canvas_experts.csv"));
    let ran = pls_sem(&["plan", &study, "--rows", "273"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    assert!(
        ran.out.contains("Ten times the 9 predictors of"),
        "{}",
        ran.out
    );
    let ran = pls_sem(&["experts", &ratings, "--study", &study]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    assert!(
        ran.said().contains("Internationalization 4 "),
        "{}",
        ran.out
    );
}

#[test]
fn an_impossible_plan_gives_status_2() {
    let study = study(&folder("no-plan"), &[]);
    for (flag, value, sentence) in [
        (
            "--rows",
            "10",
            "10 answers are too few for the model: construct `Internationalization` has 9 predictors, which needs at least 11",
        ),
        (
            "--population",
            "0",
            "the population is empty: give the number of people who could be asked, such as 940",
        ),
        (
            "--path",
            "-2",
            "path -2.0 is not valid: the smallest path to be shown must lie between 0 and 1, such as 0.2",
        ),
        (
            "--power",
            "80",
            "power 80.0 is not valid: it must lie between 0 and 1, such as 0.8",
        ),
    ] {
        assert_eq!(
            pls_sem(&["plan", &study, flag, value]),
            refused(2, sentence)
        );
    }
}

#[test]
fn a_plan_needs_no_study_file() {
    let ran = pls_sem(&["plan", "--population", "940"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    for part in [
        "Model not given ",
        "Krejcie & Morgan nearest 272.885 273 ",
        "Answers that show the smallest path: inverse square root method ",
    ] {
        assert!(
            ran.said().contains(part),
            "`{part}` is not in:\n{}",
            ran.out
        );
    }
    for part in ["F test", "ten-times"] {
        assert!(!ran.out.contains(part), "{}", ran.out);
    }
    let shown = pls_sem(&["plan", "--rows", "273"]);
    assert!(shown.said().contains("detectable with 80 % power is 0.151"));
    let sentence = "name a study file, or give `--population`, `--rows` or `--path`";
    assert_eq!(pls_sem(&["plan"]), refused(2, sentence));
    let sentence = "`--f2` needs a study file, because the test of an effect depends on the number of predictors";
    let call = ["plan", "--population", "940", "--f2", "0.1"];
    assert_eq!(pls_sem(&call), refused(2, sentence));
}

#[test]
fn invalid_numbers_are_answered_by_messages_of_our_own() {
    let (study, plan) = (
        study(&folder("numbers"), &[]),
        plan(&folder("numbers"), &[]),
    );
    for (call, sentence) in [
        (
            &["plan", &study, "--rows", "-5"][..],
            "it must be a whole number that is not negative, such as 273",
        ),
        (
            &["plan", &study, "--population", "many"],
            "it must be a whole number that is not negative, such as 273",
        ),
        (
            &["plan", &study, "--path", "-1.2"],
            "path -1.2 is not valid: ",
        ),
        (
            &["plan", &study, "--path", "NaN"],
            "path NaN is not valid: ",
        ),
        (&["plan", &study, "--f2", "-0.1"], "f² -0.1 is not valid: "),
        (&["plan", &study, "--f2", "-inf"], "f² -inf is not valid: "),
        (
            &["plan", &study, "--power", "-0.8"],
            "power -0.8 is not valid: ",
        ),
        (
            &["plan", &study, "--significance", "nan"],
            "significance NaN is not valid: ",
        ),
        (
            &["plan", "--population", "9", "--level", "-inf"],
            "level -inf is not valid: ",
        ),
        (
            &["plan", "--population", "9", "--margin", "-0.05"],
            "margin -0.05 is not valid: ",
        ),
        (
            &["plan", "--population", "9", "--share", "inf"],
            "share inf is not valid: ",
        ),
        (
            &["simulate", &plan, "--rows", "-5"],
            "it must be a whole number that is not negative, such as 273",
        ),
        (
            &["simulate", &plan, "--rows", "5", "--seed", "-1"],
            "it must be a whole number that is not negative, such as 273",
        ),
        (
            &["power", &plan, "--threads", "-1"],
            "threads are a whole number from 1 to 1024",
        ),
    ] {
        let ran = pls_sem(call);
        assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""), "{call:?}");
        assert!(ran.err.contains(sentence), "{call:?}: {}", ran.err);
    }
    // The size of a path counts, whatever its sign.
    assert_eq!(pls_sem(&["plan", &study, "--path", "-0.2"]).status, Some(0));
}

#[test]
fn experts_are_reported_with_and_without_the_study() {
    let (file, study) = (data("canvas_experts.csv"), study(&folder("experts"), &[]));
    let alone = pls_sem(&["experts", &file]);
    assert_eq!((alone.status, alone.err.as_str()), (Some(0), ""));
    assert!(
        alone.said().contains("the whole questionnaire 49"),
        "{}",
        alone.out
    );
    assert!(!alone.out.contains("Internationalization"));
    let ran = pls_sem(&["experts", &file, "--study", &study]);
    assert!(
        ran.said().contains("Internationalization 4 3"),
        "{}",
        ran.out
    );

    let result = folder("experts").join("experts.json");
    let path = result.to_str().unwrap();
    let with_json = pls_sem(&["experts", &file, "--study", &study, "--json", path]);
    assert_eq!(with_json, ran);
    let validity: Value = serde_json::from_str(&std::fs::read_to_string(result).unwrap()).unwrap();
    assert_eq!(records(&validity, "items").len(), 49);
    assert_eq!(records(&validity, "constructs").len(), 10);
    assert_eq!(records(&validity, "experts").len(), 7);
    assert_eq!(validity["findings"][0]["code"], "missing_ratings");
}

#[test]
fn ratings_that_cannot_be_used_name_expert_and_item() {
    let folder = folder("ratings");
    let file = write(&folder, "ratings.csv", "expert,Q1,Q2\nAna,3,2\nBen,1,4\n");
    let sentence = format!(
        "{file}: expert `Ben`, item `Q2` (line 3): 4 is not on the scale of whole numbers from 1 to 3; correct it, give another scale, or leave the cell empty if there is no rating"
    );
    let ran = pls_sem(&["experts", &file, "--scale", "1-3"]);
    assert_eq!(ran, refused(1, &sentence));
    let ran = pls_sem(&["experts", &file, "--agree", "4-5"]);
    let sentence = "the scale 1 to 4, of which 4 to 5 count as agreement, is not valid: agreement must be a part of the scale, such as 3 to 4 of 1 to 4";
    assert_eq!(ran, refused(2, sentence));
    let ran = pls_sem(&["experts", &file, "--scale", "four"]);
    assert_eq!(ran.status, Some(2));
    assert!(
        ran.err
            .contains("write the lowest and the highest rating, such as 1-4")
    );
    // As with `run`: ratings are data (1), the scale is the command line, the model the study file (2).
    let absent = pls_sem(&["experts", &file, "--study", "absent.toml"]);
    assert_eq!(absent.status, Some(2));
    write(&folder, "ratings.csv", "Q1,Q2\n3,2\n1,4\n");
    let sentence = format!(
        "{file}: the first column, `Q1`, holds ratings, but it must name the experts: put a column before it that does, such as `expert` with E1, E2 and so on"
    );
    assert_eq!(pls_sem(&["experts", &file]), refused(1, &sentence));
    let ran = pls_sem(&["experts", "absent.csv"]);
    assert_eq!(
        (ran.status, ran.err.matches("absent.csv").count()),
        (Some(1), 1)
    );
    // A minus is a sign where it stands before a number.
    write(&folder, "ratings.csv", "expert,Q1\nAna,-2\nBen,2\n");
    let ran = pls_sem(&["experts", &file, "--scale", "-2-2", "--agree", "1-2"]);
    assert!(
        ran.said()
            .contains("Scale -2 to 2; 1 to 2 count as agreement "),
        "{ran:?}"
    );
}

#[test]
fn check_objects_to_all_that_run_objects_to_before_it_estimates() {
    let folder = folder("check-rows");
    let rows = write(&folder, "resamples.csv", "r1,r2\n1,2\n1,2\n1,2\n");
    let changes = [(
        "resamples = 40\nseed = 20241122",
        "rows = \"resamples.csv\"",
    )];
    let study = study(&folder, &changes);
    let sentence = format!("{rows}, line 2: 2 row numbers, but a resample of this sample has 273");
    for command in ["run", "check"] {
        assert_eq!(
            pls_sem(&[command, &study]),
            refused(1, &sentence),
            "{command}"
        );
    }
}

#[test]
fn a_fault_of_the_resamples_is_not_laid_to_the_survey() {
    let folder = folder("blame");
    write(&folder, "resamples.csv", "r1,r2\n1,2\n1,2\n1,2\n");
    let changes = [(
        "resamples = 40\nseed = 20241122",
        "rows = \"resamples.csv\"",
    )];
    let ran = pls_sem(&["run", &study(&folder, &changes)]);
    assert!(ran.err.contains("resamples.csv"), "{}", ran.err);
    assert!(!ran.err.contains("canvas.csv"), "{}", ran.err);
}

#[test]
fn data_that_cannot_be_estimated_give_status_1() {
    let folder = folder("constant");
    write(&folder, "survey.csv", "x,y\n1,3\n2,3\n4,3\n3,3\n");
    let study = write(
        &folder,
        "study.toml",
        "[data]\nfile = \"survey.csv\"\n[model]\ntext = \"X =~ x; Y =~ y; Y ~ X\"\n",
    );
    let survey = folder.join("survey.csv");
    let sentence = format!(
        "{}: column `y` is constant in the rows used (every answer is 3), so that it cannot be standardised: leave the indicator out",
        survey.display()
    );
    assert_eq!(pls_sem(&["run", &study]), refused(1, &sentence));
    let checked = pls_sem(&["check", &study]);
    assert_eq!(
        (checked.status, checked.err),
        (Some(1), refused(1, &sentence).err)
    );
}

#[test]
fn check_screens_the_valid_answers_before_it_refuses_others() {
    let folder = folder("obstacles");
    let bundled = std::fs::read_to_string(data("canvas.csv")).unwrap();
    let lines = bundled.lines().enumerate().map(|(i, line)| {
        let cells: Vec<&str> = line.split(',').collect();
        let fourth = if i == 0 { cells[4] } else { "3" };
        [&cells[..4], &[fourth], &cells[5..]].concat().join(",")
    });
    write(&folder, "survey.csv", &lines.collect::<Vec<_>>().join("\n"));
    let file = format!("file = '{}'", data("canvas.csv"));
    let ran = pls_sem(&["check", &study(&folder, &[(&file, "file = 'survey.csv'")])]);
    assert_eq!(ran.status, Some(1));
    assert!(
        ran.err.contains(" is constant in the rows used"),
        "{}",
        ran.err
    );
    for part in [
        "273 rows, 53 columns; the model cannot be estimated from them as they are",
        "Answers",
        "What prevents estimation - column `",
        "The columns concerned were not screened further.",
    ] {
        assert!(
            ran.said().contains(part),
            "`{part}` is not in:\n{}",
            ran.out
        );
    }
}

#[test]
fn a_wrong_study_file_gives_status_2() {
    let folder = folder("unknown-key");
    let study = study(&folder, &[("level = 0.95", "levle = 0.95")]);
    let line = 1 + CANVAS.lines().position(|l| l.starts_with("level")).unwrap();
    let sentence =
        format!("{study}: line {line}: `levle` of [bootstrap] is unknown; did you mean `level`?");
    assert_eq!(pls_sem(&["run", &study]), refused(2, &sentence));
    assert_eq!(pls_sem(&["check", &study]), refused(2, &sentence));
}

#[test]
fn a_wrong_model_is_shown_with_its_line() {
    let folder = folder("model-text");
    let changes = [(
        "KeyActivities + KeyResources",
        "KeyActivities + KeyResorces",
    )];
    let study = study(&folder, &changes);
    let sentence = format!(
        "\
{study}: line 22, column 60: path `KeyResorces -> Internationalization`: no construct is called `KeyResorces`; did you mean `KeyResources`?
  |                        ValuePropositions + KeyActivities + KeyResorces +
  |                                                            ^^^^^^^^^^^"
    );
    assert_eq!(pls_sem(&["run", &study]), refused(2, &sentence));
}

#[test]
fn a_missing_file_is_named_once() {
    let folder = folder("absent");
    let absent = folder.join("absent.toml");
    let ran = pls_sem(&["run", absent.to_str().unwrap()]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""));
    assert_eq!(ran.err.matches("absent.toml").count(), 1, "{}", ran.err);

    let bundled = data("canvas.csv");
    let ran = pls_sem(&["run", &study(&folder, &[(&bundled, "absent.csv")])]);
    assert_eq!(ran.out, "");
    assert_eq!(ran.err.matches("absent.csv").count(), 1, "{}", ran.err);
}

#[test]
fn a_wrong_command_line_gives_status_2() {
    let study = study(&folder("usage"), &[]);
    for arguments in [
        &[][..],
        &["walk", &study],
        &["run"],
        &["run", &study, "--speed", "high"],
        &["run", &study, "--threads", "0"],
        &["run", &study, "--threads", "many"],
        &["run", &study, "--json"],
        &["check", &study, "--quiet"],
    ] {
        let ran = pls_sem(arguments);
        assert_eq!(
            (ran.status, ran.out.as_str()),
            (Some(2), ""),
            "{arguments:?}"
        );
        assert!(ran.err.contains("--help"), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn no_threads_are_refused_in_plain_words() {
    let study = study(&folder("no-threads"), &[]);
    let ran = pls_sem(&["run", &study, "--threads", "0"]);
    assert_eq!(ran.status, Some(2));
    assert!(!ran.err.contains("non-zero type"), "{}", ran.err);
}

#[test]
fn the_version_is_that_of_the_library() {
    let version = format!("pls-sem {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(pls_sem(&["--version"]), done(version));
}

#[test]
fn more_resamples_than_memory_can_hold_are_refused() {
    let folder = folder("memory");
    let study = study(
        &folder,
        &[("resamples = 40", "resamples = 9223372036854775807")],
    );
    let ran = pls_sem(&["run", &study]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(1), ""));
    let resamples = "9223372036854775807 resamples of ";
    assert!(ran.err.contains(resamples), "{}", ran.err);
}

#[test]
fn paths_are_relative_to_the_study_file() {
    let folder = folder("relative");
    let survey = folder.join("answers");
    std::fs::create_dir_all(&survey).unwrap();
    std::fs::copy(data("canvas.csv"), survey.join("canvas.csv")).unwrap();
    write(
        &folder,
        "study.model",
        "KR =~ KR1-5\nINT =~ INT1-4\nINT ~ KR\n",
    );
    let study = write(
        &folder,
        "study.toml",
        "[data]\nfile = \"answers/canvas.csv\"\n[model]\nfile = \"study.model\"\n",
    );
    let absolute = document(&study);
    assert_eq!(records(&absolute, "paths").len(), 1);
    // From the folder itself, where the study file has no folder in its name.
    let output = program()
        .args(["run", "study.toml", "--json", "-"])
        .current_dir(&folder)
        .output()
        .unwrap();
    let relative: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(relative["data"]["source"]["file"], "answers/canvas.csv");
    assert_eq!(relative["paths"], absolute["paths"]);
}

#[test]
fn a_study_without_a_bootstrap_has_none() {
    let folder = folder("none");
    let changes = [(
        "[bootstrap]\nresamples = 40\nseed = 20241122\nlevel = 0.95\n",
        "",
    )];
    let study = study(&folder, &changes);
    assert_eq!(document(&study)["bootstrap"], Value::Null);
    let report = pls_sem(&["run", &study]).out;
    assert!(!report.contains("p   95 % interval"), "{report}");
    assert!(!report.contains("Ledger"), "{report}");
}

#[test]
fn missing_answers_are_treated_as_the_study_says() {
    let file = format!("file = '{}'", data("canvas.csv"));
    let with = |treatment: &str| {
        let missing = format!(
            "file = '{}'\nmissing_codes = [-99]\nmissing = \"{treatment}\"",
            data("canvas_missing.csv")
        );
        study(&folder(treatment), &[(&file, &missing)])
    };
    for (treatment, rows) in [("casewise", 102), ("mean", 273)] {
        let document = document(&with(treatment));
        assert_eq!(document["data"]["rows_read"], 273);
        assert_eq!(document["data"]["rows_used"], rows);
        assert_eq!(document["study"]["data"]["missing"], treatment);
        assert_eq!(document["bootstrap"]["used"], 40);
    }
    let sentence = format!(
        "{}: the model's indicators lack 279 answers (the first in column `CR3`, line 2), and the study does not say how to treat them: set `missing` to \"casewise\" (excludes 171 rows) or \"mean\" (replaces them by the mean)",
        data("canvas_missing.csv")
    );
    assert_eq!(pls_sem(&["run", &with("error")]), refused(1, &sentence));
}

#[test]
fn an_undeclared_missing_code_is_a_finding_and_not_an_error() {
    let file = format!("file = '{}'", data("canvas.csv"));
    let missing = format!(
        "file = '{}'\nmissing = \"mean\"",
        data("canvas_missing.csv")
    );
    let study = study(&folder("undeclared"), &[(&file, &missing)]);
    let document = document(&study);
    let suspected = records(&document, "findings")
        .iter()
        .find(|finding| finding["code"] == "suspected_missing_code")
        .unwrap();
    let message = suspected["message"].as_str().unwrap();
    assert!(
        message.contains("declare `missing_codes = [-99]`"),
        "{message}"
    );
    // The same sentence stands in the report, and before it in the description.
    let report = pls_sem(&["run", &study]).out;
    let report: Vec<&str> = report.split_whitespace().collect();
    assert!(report.join(" ").contains(message), "{report:?}");
    assert!(pls_sem(&["check", &study]).said().contains(message));
}

#[test]
fn resamples_that_are_given_are_those_of_the_library() {
    let folder = folder("rows");
    // Any rows will do: those of a short congruential generator.
    let mut state = 1_u64;
    let mut rows = vec!["row"; 273].join(",");
    for _ in 0..20 {
        let mut separator = '\n';
        for _ in 0..273 {
            state = state * 1_103_515_245 % (1 << 31) + 12_345;
            write!(rows, "{separator}{}", 1 + state / 65_536 % 273).unwrap();
            separator = ',';
        }
    }
    let rows = write(&folder, "resamples.csv", &rows);
    let changes = [(
        "resamples = 40\nseed = 20241122",
        "rows = \"resamples.csv\"",
    )];
    let document = document(&study(&folder, &changes));

    let text = CANVAS.split("\"\"\"").nth(1).unwrap();
    let library = Study::new(Model::parse(text).unwrap())
        .bootstrap(Bootstrap::of_rows(GivenRows::read(rows).unwrap()))
        .run(&Table::read(data("canvas.csv")).unwrap())
        .unwrap();
    let library: Value = serde_json::from_str(&library.to_json()).unwrap();
    assert_eq!(document["bootstrap"]["requested"], 20);
    assert_eq!(document["bootstrap"]["seed"], Value::Null);
    assert!(
        document["bootstrap"] == library["bootstrap"],
        "estimates differ"
    );
}

#[test]
fn a_consistent_study_with_every_assessment_carries_all_of_it() {
    let changes = [(
        "[bootstrap]",
        "[estimate]\nconsistent = true\n\n[fit]\nresamples = 20\nseed = 3\n\n[assess]\nredundancy = { Channels = \"CS1\", KeyPartners = [\"KR1\", \"KR2\"] }\n\n[compare.models]\n\"resources only\" = \"Internationalization ~ KeyResources\"\n\n[bootstrap]\nquantities = [\"f2\", \"htmt2\", \"srmr\", \"factor_correlation\", \"harman\"]",
    )];
    let study = study(&folder("assessed"), &changes);
    let document = document(&study);
    assert_eq!(records(&document, "factor_correlations").len(), 45);
    assert_eq!(records(&document, "redundancy").len(), 2);
    assert_eq!(records(&document, "comparison").len(), 2);
    assert_eq!(document["exact_fit"]["tests"].as_array().unwrap().len(), 6);
    assert_eq!(document["study"]["fit"]["seed"], 3);
    let estimates = document["bootstrap"]["estimates"].as_array().unwrap();
    for (quantity, count) in [
        ("f2", 9),
        ("htmt", 45),
        ("htmt2", 45),
        ("srmr", 2),
        ("harman", 1),
    ] {
        let own: Vec<&Value> = estimates
            .iter()
            .filter(|e| e["quantity"] == quantity)
            .collect();
        assert_eq!(own.len(), count, "{quantity}");
        for e in own {
            // No number is given for what too few resamples have.
            if quantity == "htmt2" && e["se"].is_null() {
                continue;
            }
            assert!(e["se"].as_f64().unwrap() > 0.0, "{e}");
            assert!(e["t"].is_null() && e["p"].is_null(), "{e}");
            assert!(e["upper"].as_f64().unwrap() > 0.0, "{e}");
        }
    }
    let report = pls_sem(&["run", &study, "--full"]).out;
    for title in [
        "consistent PLS (PLSc)",
        "Correlations of the constructs, corrected",
        "Heterotrait-monotrait ratios (HTMT)",
        "Redundancy analysis",
        "Comparison of models",
        "Test of exact fit",
        "Model fit",
    ] {
        assert!(report.contains(title), "no {title}:\n{report}");
    }
}

#[test]
fn parts_are_merged_to_the_report_of_one_run() {
    let folder = folder("parts");
    let study = study(&folder, &[]);
    let file = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let part = |from: &str, to: &str, name: &str| {
        pls_sem(&[
            "run",
            &study,
            "--from",
            from,
            "--to",
            to,
            "--part",
            &file(name),
        ])
    };
    assert_eq!(part("0", "13", "a"), done(""));
    assert_eq!(part("13", "40", "b"), done(""));
    let whole = pls_sem(&["run", &study]);
    assert_eq!(pls_sem(&["merge", &study, &file("b"), &file("a")]), whole);
    let json = pls_sem(&["merge", &study, &file("a"), &file("b"), "--json", "-"]);
    assert_eq!(json, pls_sem(&["run", &study, "--json", "-"]));

    assert_eq!(
        pls_sem(&["merge", &study, &file("b")]),
        refused(
            1,
            "resamples 0 to 13 are in no part: run them with `--from 0 --to 13`"
        )
    );
    assert_eq!(
        part("13", "41", "c"),
        refused(
            2,
            "there is no part from 13 to 41: resamples are counted from 0, `from` comes before `to`, and the run has 40"
        )
    );
    assert_eq!(
        pls_sem(&["run", &study, "--part", &file("c")]),
        refused(
            2,
            "`--part` needs `--from` and `--to`, the range of resamples, counted from 0; or write `--part 1/40` for the first of 40 parts"
        )
    );
    assert!(!folder.join("c").exists());
}

#[test]
fn a_formula_that_cannot_be_read_is_shown_with_its_line() {
    let folder = folder("define");
    let wrong = (
        "level = 0.95",
        "level = 0.95\n[define]\nd = \"r2(Success) +\"",
    );
    let study = study(&folder, &[wrong]);
    let ran = pls_sem(&["run", &study]);
    assert_eq!(ran.status, Some(2));
    says!(ran.err);
}

// ------------------------------------------------------------------------------------- surveys still to be made

/// The bundled plan with few replications.
fn plan(folder: &Path, changes: &[(&str, &str)]) -> String {
    let few = [
        ("rows = [100, 150, 200, 273, 350, 450]", "rows = [60, 90]"),
        ("replications = 1000", "replications = 6"),
        ("resamples = 500", "resamples = 20"),
    ];
    let text = few.iter().chain(changes).fold(
        include_str!("../../data/canvas_power.toml").to_owned(),
        |text, (right, wrong)| {
            assert!(text.contains(right), "`{right}` is not in:\n{text}");
            text.replacen(right, wrong, 1)
        },
    );
    write(folder, "plan.toml", &text)
}

#[test]
fn a_simulated_survey_is_written_and_overwrites_nothing_without_force() {
    let folder = folder("simulate");
    let plan = plan(&folder, &[]);
    let survey = folder.join("survey.csv");
    let path = survey.to_str().unwrap();
    let _ = std::fs::remove_file(&survey);
    let call = ["simulate", &plan, "--rows", "40", "--seed", "7", "-o", path];
    let wrote = format!("wrote `{path}`: 40 rows of 49 indicators, simulated, seed 7\n");
    assert_eq!(pls_sem(&call), done(&wrote));
    let first = std::fs::read_to_string(&survey).unwrap();
    assert_eq!(first.lines().count(), 41);
    assert!(first.starts_with("CS1,CS2,"), "{first}");
    assert_eq!(Table::read(&survey).unwrap().rows(), 40);

    let sentence = format!("`{path}` exists: name another file, or replace it with `--force`");
    assert_eq!(pls_sem(&call), refused(2, &sentence));
    let other = [
        "simulate", &plan, "--rows", "40", "--seed", "8", "-o", path, "--force",
    ];
    assert_eq!(pls_sem(&other), done(wrote.replace("seed 7", "seed 8")));
    assert_ne!(std::fs::read_to_string(&survey).unwrap(), first);
    // Without a file it is printed.
    assert_eq!(
        pls_sem(&["simulate", &plan, "--rows", "40", "--seed", "7"]),
        done(first)
    );
    let place = folder.to_str().unwrap();
    let sentence = format!("cannot write `{place}`: it is a folder; name a file in it");
    assert_eq!(
        pls_sem(&["simulate", &plan, "--rows", "40", "-o", place]),
        refused(2, &sentence)
    );
}

#[test]
fn rescaled_weights_are_reported_with_a_simulated_survey_and_in_the_power_study() {
    let folder = folder("weights-in-force");
    let study = "[model]\ntext = \"D <~ d1 + d2; Y =~ y; Y ~ D\"\n[population]\nweights = { D = [1, 2] }\nwithin = { D = 0.3 }\npaths = { \"D -> Y\" = 0.4 }\n[power]\nrows = 40\nreplications = 4\nresamples = 40\n";
    let study = write(&folder, "plan.toml", study);
    let note = "composite `D`: its weights 1, 2 were rescaled to 0.402, 0.803, with which it has variance 1; only their proportions count";
    let printed = pls_sem(&["simulate", &study, "--rows", "5"]);
    assert_eq!(printed.err, format!("note: {note}\n"));
    assert_eq!((printed.status, printed.out.lines().count()), (Some(0), 6));
    let path = folder.join("survey.csv");
    let path = path.to_str().unwrap();
    let written = pls_sem(&["simulate", &study, "--rows", "5", "-o", path, "--force"]);
    assert_eq!(
        written,
        done(format!(
            "wrote `{path}`: 5 rows of 3 indicators, simulated, seed 1\nnote: {note}\n"
        ))
    );
    let document: Value =
        serde_json::from_str(&pls_sem(&["power", &study, "--json", "-"]).out).unwrap();
    assert_eq!(document["findings"][0]["code"], "weights_rescaled");
    assert_eq!(document["findings"][0]["message"], note);
    let in_force = &document["study"]["population"][0]["weights"]["D"];
    assert!((in_force[0].as_f64().unwrap() - 1.0 / 6.2_f64.sqrt()).abs() < 1e-12);
}

#[test]
fn an_exact_survey_gives_the_assumed_paths_back() {
    let folder = folder("exact");
    let normal = [("answers = { thresholds = [-1.6, -0.7, 0.2, 1.2] }", "")];
    let plan_file = plan(&folder, &normal);
    let survey = folder.join("exact.csv");
    let path = survey.to_str().unwrap();
    let call = [
        "simulate", &plan_file, "--rows", "60", "--exact", "-o", path, "--force",
    ];
    let wrote = format!("wrote `{path}`: 60 rows of 49 indicators, simulated, seed 1\n");
    assert_eq!(pls_sem(&call), done(wrote));
    let study = study(
        &folder,
        &[
            (&data("canvas.csv"), path),
            ("[bootstrap]", "[estimate]\nconsistent = true\n[bootstrap]"),
        ],
    );
    let document = document(&study);
    let first = &records(&document, "paths")[0];
    assert!(
        (first["estimate"].as_f64().unwrap() - 0.14).abs() < 1e-6,
        "{first}"
    );

    let plan = plan(&folder, &[]);
    let sentence = "answers of `CS1` are not normal: only normal answers can have exactly the population's covariances";
    assert_eq!(
        pls_sem(&["simulate", &plan, "--rows", "60", "--exact"]),
        refused(2, sentence)
    );
    let sentence = "a survey of 0 rows has no answers: request at least one row";
    assert_eq!(
        pls_sem(&["simulate", &plan, "--rows", "0"]),
        refused(2, sentence)
    );
}

#[test]
fn a_power_study_prints_its_report_and_writes_document_and_plot() {
    let folder = folder("power");
    let plan_file = plan(&folder, &[]);
    let (json, svg) = (folder.join("power.json"), folder.join("power.svg"));
    let _ = std::fs::remove_file(&svg);
    let call = [
        "power",
        &plan_file,
        "--json",
        json.to_str().unwrap(),
        "--svg",
        svg.to_str().unwrap(),
        "--threads",
        "2",
    ];
    let ran = pls_sem(&call);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    assert!(
        ran.out.contains("KeyResources -> Internationalization"),
        "{}",
        ran.out
    );
    let document: Value = serde_json::from_str(&std::fs::read_to_string(&json).unwrap()).unwrap();
    assert_eq!(records(&document, "estimates").len(), 18);
    assert!(std::fs::read_to_string(&svg).unwrap().starts_with("<svg "));
    // An existing file is reported before the study, and is replaced only on request.
    std::fs::write(&svg, "mine").unwrap();
    let sentence = format!(
        "`{}` exists: name another file, or replace it with `--force`",
        svg.display()
    );
    assert_eq!(pls_sem(&call), refused(2, &sentence));
    assert_eq!(std::fs::read_to_string(&svg).unwrap(), "mine");
    assert_eq!(pls_sem(&[&call[..], &["--force"]].concat()).status, Some(0));
    assert!(std::fs::read_to_string(&svg).unwrap().starts_with("<svg "));
    let one = pls_sem(&["power", &plan_file, "--json", "-", "--threads", "1"]);
    assert_eq!(serde_json::from_str::<Value>(&one.out).unwrap(), document);

    let small = plan(&folder, &[("rows = [60, 90]", "rows = 9")]);
    let sentence = format!(
        "{small}: 9 rows are too few: construct `Internationalization` has 9 predictors, which needs at least 11 rows"
    );
    assert_eq!(pls_sem(&["power", &small]), refused(2, &sentence));
    let without = study(&folder, &[]);
    let sentence = format!(
        "{without}: [population] is missing: give the model values, such as `loadings = 0.8` and `paths = {{ \"A -> B\" = 0.4 }}` under [population]"
    );
    assert_eq!(pls_sem(&["power", &without]), refused(2, &sentence));
}

#[test]
fn tables_are_written_to_a_folder_and_replace_only_earlier_tables() {
    let folder = folder("tables");
    let study = study(&folder, &[]);
    let tables = folder.join("tables");
    let write_tables = |more: &[&str]| {
        let call = ["run", &study, "--quiet", "--csv", tables.to_str().unwrap()];
        pls_sem(&[&call[..], more].concat())
    };
    assert_eq!(write_tables(&[]).status, Some(0));
    let paths = std::fs::read_to_string(tables.join("paths.csv")).unwrap();
    assert!(paths.starts_with("path,estimate,SE,t,p,"), "{paths}");
    assert_eq!(paths.lines().count(), 10);
    assert_eq!(write_tables(&[]).status, Some(0));
    std::fs::write(tables.join("paths.csv"), "my,own,file\n").unwrap();
    assert_eq!(write_tables(&[]).status, Some(2));
    let own = std::fs::read_to_string(tables.join("paths.csv")).unwrap();
    assert_eq!(own, "my,own,file\n");
    assert_eq!(write_tables(&["--force"]).status, Some(0));
}
