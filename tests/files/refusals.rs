//! Refusals, and the messages that a researcher reads: each test spoils one thing in a valid study.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pls_sem::{
    Bootstrap, Construct, Document, Draft, ExactFit, GivenRows, Groups, Measure, Missing, Mode,
    Model, Options, ReadOptions, Study, StudyFile, Table,
};
use proptest::prelude::*;

use crate::report::full;

const SURVEY: &str = "\
I1,I2,T1,T2,L1
1,2,2,1,1
2,1,1,2,2
2,3,4,3,3
3,3,1,2,2
4,3,3,3,4
4,5,2,1,3
5,4,5,4,5
1,1,3,4,2
3,4,4,5,4
5,5,5,5,5
";

const MODEL: &str = "\
Image   =~ I1 + I2
Trust   =~ T1 + T2
Loyalty =~ L1
Loyalty ~ Image + Trust";

const STUDY: &str = r#"[data]
file = "survey.csv"
missing = "error"

[model]
text = "Image =~ I1 + I2; Loyalty =~ L1; Loyalty ~ Image"
modes = { Image = "A" }

[estimate]
scheme = "path"
dominant = { Image = "I1" }
tolerance = 1e-7
max_iterations = 300

[bootstrap]
resamples = 500
level = 0.95
"#;

const RESAMPLES: &str = "\
r1,r2,r3,r4,r5,r6,r7,r8,r9,r10
1,2,3,4,5,6,7,8,9,10
1,1,3,4,5,6,7,8,9,10
1,2,2,4,5,6,7,8,9,10
";

/// The valid text with one thing spoiled.
fn unreadable(good: &str, right: &str, wrong: &str) -> String {
    assert!(good.contains(right), "`{right}` is not in:\n{good}");
    good.replacen(right, wrong, 1)
}

/// A survey with other answers to one question.
fn with_answers(survey: &str, question: &str, answers: [&str; 10]) -> String {
    let (header, rows) = survey.split_once('\n').unwrap();
    let column = header.split(',').position(|q| q == question).unwrap();
    let mut text = format!("{header}\n");
    for (row, answer) in rows.lines().zip(answers) {
        let mut cells: Vec<&str> = row.split(',').collect();
        cells[column] = answer;
        writeln!(text, "{}", cells.join(",")).unwrap();
    }
    text
}

fn table(survey: &str) -> Table {
    ReadOptions::new().parse(survey).unwrap()
}

fn study(model: &str) -> Study {
    Study::new(Model::parse(model).unwrap())
}

fn run(model: &str, survey: &str) -> Document {
    study(model).run(&table(survey)).unwrap()
}

fn refused_survey(survey: &str) -> String {
    ReadOptions::new().parse(survey).unwrap_err().to_string()
}

fn refused_model(model: &str) -> String {
    Model::parse(model).unwrap_err().to_string()
}

fn refused_study(study: &str) -> String {
    let folder = Path::new("no such folder");
    StudyFile::parse(study, folder).unwrap_err().to_string()
}

/// The refusal of a run, which a check refuses by the same sentence.
fn refused_run(study: &Study, survey: &str) -> String {
    let table = table(survey);
    let refused = study.run(&table).unwrap_err().to_string();
    assert_eq!(study.check(&table).unwrap_err().to_string(), refused);
    refused
}

/// The error in the estimation of the valid model from this survey.
fn refused_answers(survey: &str) -> String {
    refused_run(&study(MODEL), survey)
}

/// A file of this text, in a folder of the test's own.
fn file(test: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("pls-sem-refusals-{}-{test}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("file");
    std::fs::write(&path, text).unwrap();
    path
}

fn sentences(document: &Document) -> Vec<&str> {
    document
        .findings
        .iter()
        .map(pls_sem::FindingRecord::message)
        .collect()
}

#[test]
fn the_valid_study_is_not_refused() {
    let rows = GivenRows::read(file("good", RESAMPLES)).unwrap();
    let document = study(MODEL)
        .bootstrap(Bootstrap::of_rows(rows))
        .exact_fit(ExactFit::new(0))
        .run(&table(SURVEY))
        .unwrap();
    // Three resamples are too few for bounds of 95 %, and nothing else is said.
    let [sentence] = sentences(&document)[..] else {
        panic!("{:?}", sentences(&document));
    };
    says!(sentence);
    assert_eq!(document.bootstrap.unwrap().used, 3);
    StudyFile::parse(STUDY, Path::new("")).unwrap();
}

// The data file.

#[test]
fn a_missing_file_is_named() {
    let path = Path::new("no such folder").join("survey.csv");
    says!(Table::read(&path).unwrap_err());
}

#[test]
fn an_empty_file_is_refused_with_what_it_needs() {
    for nothing in ["", "\n \n", "\u{feff}"] {
        says!(refused_survey(nothing));
    }
}

#[test]
fn a_header_alone_has_no_answers() {
    says!(refused_survey("I1,I2,T1,T2,L1\n"));
}

#[test]
fn columns_of_one_name_are_both_numbered() {
    says!(refused_run(&study(MODEL), &unreadable(SURVEY, "T2", "I2")));
}

#[test]
fn a_ragged_line_is_numbered_with_its_cells() {
    says!(refused_survey(&unreadable(SURVEY, "2,3,4,3,3", "2,3,4,3")));
}

#[test]
fn an_unclosed_quotation_mark_is_a_ragged_line_where_it_opens() {
    says!(refused_survey(&unreadable(
        SURVEY,
        "2,3,4,3,3",
        "2,3,4,\"3,3"
    )));
}

#[test]
fn a_file_in_another_encoding_is_refused_with_the_place_and_the_fix() {
    let mut bytes = SURVEY.as_bytes().to_vec();
    let third_line = bytes.len() - 20;
    bytes[third_line] = 0xe9; // é in Latin-1
    let path = file("latin", bytes);
    says!(Table::read(&path).unwrap_err());
    for (encoding, word) in [
        (encoding_rs::WINDOWS_1251, "имя"),
        (encoding_rs::SHIFT_JIS, "名前"),
        (encoding_rs::MACINTOSH, "prénom"),
        (encoding_rs::WINDOWS_1250, "płeć"),
    ] {
        let (bytes, ..) = encoding.encode(word);
        let survey = [b"x,", &*bytes, b"\n1,2\n"].concat();
        let path = file(encoding.name(), survey);
        let refused = Table::read(&path).unwrap_err();
        says!(refused);
    }
}

#[test]
fn names_in_utf_8_that_were_read_in_another_encoding_are_named() {
    let (study, survey) = (
        study("A =~ größe; B =~ x; B ~ A"),
        "größe,x\n1,2\n2,1\n3,3\n4,1\n",
    );
    let path = file("utf-8", survey);
    let read = ReadOptions::new()
        .encoding("windows-1252")
        .read(&path)
        .unwrap();
    says!(study.run(&read).unwrap_err());
    // A program that read it so, and saved what it read.
    let (misread, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(survey.as_bytes());
    let path = file("misread", misread.as_bytes());
    says!(study.run(&Table::read(&path).unwrap()).unwrap_err());
}

// The answers.

#[test]
fn a_fault_of_a_whole_file_is_said_once_with_the_columns_that_have_it() {
    let each = |change: &dyn Fn(&str) -> String| {
        let (header, rows) = SURVEY.split_once('\n').unwrap();
        let cells = |row: &str| row.split(',').map(change).collect::<Vec<_>>().join(";");
        let rows: Vec<String> = rows.lines().map(cells).collect();
        format!("{}\n{}\n", header.replace(',', ";"), rows.join("\n"))
    };
    let words = ["never", "rarely", "so so", "often", "always"];
    let of = |cell: &str| cell.parse::<usize>().unwrap();
    let read = |survey: &str| {
        let options = ReadOptions::new().decimal('.').missing_codes([-99.0]);
        options.parse(survey).unwrap()
    };
    for survey in [
        each(&|cell| format!("{cell},5")),
        each(&|cell| words[of(cell) - 1].to_owned()),
        each(&|cell| format!("'{cell}")),
        each(&|cell| format!("{cell},234")),
        each(&|cell| {
            if cell == "2" {
                "#N/A"
            } else if cell == "4" {
                "#NULL!"
            } else {
                cell
            }
            .to_owned()
        }),
        each(&|_| "3".to_owned()),
        "I1;I2;T1;T2;L1\n1;;;;\n2;;;;\n3;;;;\n4;;;;\n".to_owned(),
        SURVEY.replace("I1,I2,T1,T2,L1", "1,2,3,4,5"),
        SURVEY.replace(',', ":"),
        "who;r1;r2;r3\nI1;1;2;3\nI2;2;1;3\nT1;1;1;2\nT2;3;2;1\nL1;1;2;2\n".to_owned(),
    ] {
        let (study, table) = (study(MODEL), read(&survey));
        let refused = study.run(&table).unwrap_err().to_string();
        says!(refused);
        // A screening says the same, and nothing else.
        let screening = study.screen(&table).unwrap();
        assert_eq!(screening.obstacles, [refused]);
    }
}

#[test]
fn different_faults_of_columns_are_all_said_by_a_screening() {
    let survey = with_answers(
        SURVEY,
        "I1",
        ["a", "1", "2", "3", "4", "5", "1", "2", "3", "4"],
    );
    let survey = with_answers(
        &survey,
        "T1",
        ["b", "1", "2", "3", "4", "5", "1", "2", "3", "4"],
    );
    let survey = with_answers(&survey, "T2", ["3"; 10]);
    let survey = with_answers(&survey, "L1", ["2"; 10]);
    for obstacle in study(MODEL).screen(&table(&survey)).unwrap().obstacles {
        says!(obstacle);
    }
}

#[test]
fn text_among_the_answers_is_shown_with_line_and_column() {
    says!(refused_answers(&unreadable(
        SURVEY,
        "2,3,4,3,3",
        "2,three,4,3,3"
    )));
}

#[test]
fn a_line_is_counted_after_blank_lines_and_after_lines_inside_of_a_cell() {
    let remarks = SURVEY.replace('\n', ",\n").replacen("L1,", "L1,remark", 1);
    let two_lines = unreadable(&remarks, "2,1,1,2,2,", "2,1,1,2,2,\"two\nlines\"");
    let text = unreadable(&two_lines, "2,3,4,3,3", "2,three,4,3,3");
    says!(refused_answers(&text));
    let blank_lines = unreadable(SURVEY, "2,3,4,3,3", "\n\n2,three,4,3,3");
    says!(refused_answers(&blank_lines));
}

#[test]
fn a_row_of_tabs_only_is_counted_in_its_own_line() {
    let blank = unreadable(&SURVEY.replace(',', "\t"), "2\t3\t4\t3\t3", "\t\t\t\t");
    says!(refused_answers(&blank));
}

#[test]
fn lines_that_end_as_on_windows_are_counted_alike() {
    let text = unreadable(SURVEY, "2,3,4,3,3", "2,three,4,3,3");
    let windows = text.replace('\n', "\r\n");
    assert_eq!(refused_answers(&windows), refused_answers(&text));
}

#[test]
fn an_indicator_that_is_not_a_column_is_named_with_its_construct_and_the_most_similar_column() {
    says!(refused_run(&study(&unreadable(MODEL, "T2", "TT2")), SURVEY));
    says!(refused_run(
        &study(&unreadable(MODEL, "T2", "Commitment")),
        SURVEY
    ));
}

#[test]
fn a_survey_of_one_column_is_refused_with_a_hint_to_the_delimiter() {
    let sentence = refused_answers(&SURVEY.replace(',', ":"));
    says!(sentence);
}

#[test]
fn a_number_with_the_other_decimal_mark_is_recognised() {
    let half = with_answers(SURVEY, "I1", ["1.5"; 10]);
    let read = ReadOptions::new().decimal(',').parse(&half).unwrap();
    let sentence = study(MODEL).run(&read).unwrap_err().to_string();
    says!(sentence);
}

#[test]
fn a_mark_that_no_file_has_is_refused() {
    let marked = ReadOptions::new()
        .delimiter('；')
        .parse(SURVEY)
        .unwrap_err();
    says!(marked);
}

#[test]
fn rows_that_are_dropped_are_counted_in_a_finding() {
    let gaps = with_answers(
        SURVEY,
        "I1",
        ["", "1", "3", "2", "4", "5", "3", "2", "4", "1"],
    );
    let document = study(MODEL)
        .missing(Missing::Casewise)
        .run(&table(&gaps))
        .unwrap();
    assert!(
        sentences(&document).contains(
            &"1 of 10 rows were dropped because of missing answers (10.0 %): the estimates describe only the others"
        ),
        "{:?}",
        sentences(&document)
    );
}

#[test]
fn a_constant_column_cannot_be_standardised() {
    says!(refused_answers(&with_answers(SURVEY, "T1", ["3"; 10])));
}

#[test]
fn a_column_that_varies_too_little_is_refused_with_advice_to_rescale() {
    let mut answers = ["0"; 10];
    answers[0] = "1e-60";
    let sentence = refused_answers(&with_answers(SURVEY, "T1", answers));
    says!(sentence);
    says!(sentence);
}

#[test]
fn a_column_without_answers_is_refused_with_advice_to_leave_it_out() {
    let survey = with_answers(SURVEY, "T1", ["", "NA", "nan", ".", "", "", "", "", "", ""]);
    // No treatment of missing answers can help here.
    for treatment in [Missing::Error, Missing::Casewise, Missing::Mean] {
        says!(refused_run(&study(MODEL).missing(treatment), &survey));
    }
}

#[test]
fn missing_answers_are_counted_and_a_treatment_is_requested() {
    let first = unreadable(SURVEY, "2,3,4,3,3", "2,,NA,3,3");
    says!(refused_answers(&unreadable(
        &first,
        "4,5,2,1,3",
        "4,5,2,1,."
    )));
}

#[test]
fn one_missing_answer_is_spoken_of_as_one() {
    says!(refused_answers(&unreadable(
        SURVEY,
        "2,3,4,3,3",
        "2,,4,3,3"
    )));
}

#[test]
fn answers_given_as_columns_are_found_by_row() {
    let table = Table::from_columns([
        ("x", vec![1.0, 3.0, f64::NAN, 2.0]),
        ("y", vec![1.0, 2.0, 5.0, f64::NAN]),
    ])
    .unwrap();
    let study = study("X =~ x; Y =~ y; Y ~ X");
    says!(study.run(&table).unwrap_err());
}

#[test]
fn an_infinite_or_enormous_answer_is_refused_with_its_place() {
    for cell in ["inf", "-inf", "1e300", "9007199254740993"] {
        says!(refused_answers(&unreadable(
            SURVEY,
            "2,3,4,3,3",
            &format!("2,{cell},4,3,3")
        )));
    }
}

#[test]
fn words_for_a_missing_answer_are_offered_as_missing_codes() {
    for cell in [
        "#N/A",
        "n/a",
        ".b",
        "-",
        "(null)",
        "Prefer not to say",
        "keine Angabe",
        "Don’t know",
    ] {
        let survey = unreadable(SURVEY, "2,3,4,3,3", &format!("2,{cell},4,3,3"));
        let sentence = refused_answers(&survey);
        let offer = format!("declare `missing_codes = [\"{cell}\"]`");
        assert!(sentence.contains(&offer), "{sentence}");
    }
    // A footnote is a line with one cell.
    says!(refused_survey(&format!("{SURVEY}Source: own survey\n")));
}

#[test]
fn as_many_rows_are_needed_as_predictors_and_two_more() {
    let rows = |n: usize| {
        let lines: Vec<&str> = SURVEY.lines().take(1 + n).collect();
        lines.join("\n")
    };
    says!(refused_answers(&rows(3)));
    study(MODEL).run(&table(&rows(4))).unwrap();
}

#[test]
fn one_row_and_one_predictor_are_spoken_of_as_one() {
    let one_row = "x,y\n1,2\n";
    says!(refused_run(&study("X =~ x; Y =~ y; Y ~ X"), one_row));
}

#[test]
fn rows_that_are_dropped_casewise_are_not_usable() {
    let mut survey = SURVEY.to_owned();
    for line in SURVEY.lines().skip(4) {
        survey = unreadable(&survey, line, &format!("{},", &line[..line.len() - 2]));
    }
    says!(refused_run(
        &study(MODEL).missing(Missing::Casewise),
        &survey
    ));
}

#[test]
fn columns_in_memory_need_one_length_and_one_name_each() {
    let uneven = Table::from_columns([("x", vec![1.0, 2.0, 3.0]), ("y", vec![1.0, 2.0])]);
    says!(uneven.unwrap_err());
    let matrix = pls_sem::nalgebra::DMatrix::zeros(3, 2);
    let unnamed = Table::from_matrix(&matrix, ["x", "y", "z"]);
    says!(unnamed.unwrap_err());
}

// Findings about the answers.

#[test]
fn a_reversed_item_is_a_finding() {
    let reversed = ["4", "5", "3", "3", "3", "1", "2", "5", "2", "1"];
    let document = run(MODEL, &with_answers(SURVEY, "I2", reversed));
    says!(sentences(&document).join("\n"));
}

#[test]
fn suspected_missing_codes_are_findings_and_are_used_as_answers() {
    let survey = unreadable(SURVEY, "2,3,4,3,3", "-99,3,4,3,3");
    let survey = unreadable(&survey, "4,5,2,1,3", "4,999,2,1,3");
    let document = run(MODEL, &unreadable(&survey, "5,4,5,4,5", "5,999,5,4,5"));
    says!(sentences(&document)[0]);
    // Both codes are one finding, the second among the others of its kind.
    assert_eq!(document.findings[0].count(), 2);
    assert_eq!(document.data.missing_cells, Some(0));
    assert_eq!(document.indicators[0].min, Some(-99.0));
    assert_eq!(document.indicators[1].max, Some(999.0));
}

#[test]
fn a_declared_missing_code_is_missing_and_not_a_finding() {
    let survey = unreadable(SURVEY, "2,3,4,3,3", "-99,3,4,3,3");
    let table = ReadOptions::new()
        .missing_codes([-99.0])
        .parse(&unreadable(&survey, "5,4,5,4,5", "-99,4,5,4,5"))
        .unwrap();
    let study = study(MODEL).missing(Missing::Mean);
    let document = study.run(&table).unwrap();
    assert_eq!(document.data.missing_cells, Some(2));
    says!(sentences(&document).join("\n"));
}

// The estimation.

#[test]
fn a_mode_b_block_whose_indicators_repeat_each_other_is_named() {
    let copy = ["1", "2", "2", "3", "4", "4", "5", "1", "3", "5"]; // of I1
    let model = unreadable(MODEL, "Image   =~", "Image   <~");
    let sentence = refused_run(&study(&model), &with_answers(SURVEY, "I2", copy));
    says!(sentence);
}

#[test]
fn predictors_that_repeat_each_other_are_named_by_their_construct() {
    let copy = ["1", "2", "2", "3", "4", "4", "5", "1", "3", "5"]; // of I1
    let model = unreadable(MODEL, "I1 + I2", "I1");
    let model = unreadable(&model, "T1 + T2", "T1");
    let sentence = refused_run(&study(&model), &with_answers(SURVEY, "T1", copy));
    says!(sentence);
}

#[test]
fn a_composite_that_cancels_itself_has_no_variance() {
    // 6 minus the answers to I1: with equal weights nothing remains.
    let reversed = ["5", "4", "4", "3", "2", "2", "1", "5", "3", "1"];
    let model = Draft::parse(MODEL)
        .unwrap()
        .mode("Image", Mode::Unit)
        .check()
        .unwrap();
    says!(refused_run(
        &Study::new(model),
        &with_answers(SURVEY, "I2", reversed)
    ));
}

#[test]
fn a_block_of_a_question_and_its_reversal_has_no_composite_reliability() {
    // T2 is 6 minus T1: loadings 1 and -1, whose sum and whose errors are both 0.
    let survey = with_answers(
        SURVEY,
        "T1",
        ["5", "5", "4", "4", "4", "5", "4", "5", "5", "4"],
    );
    let reversed = ["1", "1", "2", "2", "2", "1", "2", "1", "1", "2"];
    let draft = Draft::parse(MODEL).unwrap().mode("Trust", Mode::Pca);
    let document = Study::new(draft.check().unwrap())
        .run(&table(&with_answers(&survey, "T2", reversed)))
        .unwrap();
    // Undefined, or 0 except for rounding: never not-a-number.
    let rho_c = document.constructs[1].rho_c;
    assert!(rho_c.is_none_or(|x| x.abs() < 1e-9), "{rho_c:?}");
}

#[test]
fn weights_that_do_not_settle_are_a_finding_and_no_error() {
    // With one indicator for Loyalty, all weights would converge at once.
    let model = unreadable(MODEL, "T1 + T2", "T1");
    let document = study(&unreadable(&model, "L1", "L1 + T2"))
        .options(Options::default().max_iterations(2))
        .run(&table(SURVEY))
        .unwrap();
    assert!(!document.termination.converged);
    let change = document.termination.change;
    assert!(change > 1e-7, "{change}");
    says!(sentences(&document).join("\n"));
    assert!(
        document
            .to_string()
            .contains("NOT CONVERGED after 2 iterations")
    );
}

#[test]
fn one_iteration_is_spoken_of_as_one() {
    let document = study(MODEL)
        .options(Options::default().max_iterations(1))
        .run(&table(SURVEY))
        .unwrap();
    says!(sentences(&document)[0]);
}

#[test]
fn an_invalid_tolerance_is_refused() {
    for tolerance in [0.0, -1e-7, f64::NAN, f64::INFINITY] {
        let study = study(MODEL).options(Options::default().tolerance(tolerance));
        says!(refused_run(&study, SURVEY));
    }
}

#[test]
fn no_iterations_are_refused() {
    says!(refused_run(
        &study(MODEL).options(Options::default().max_iterations(0)),
        SURVEY
    ));
}

#[test]
fn a_dominant_indicator_stands_in_the_block_of_a_construct() {
    let dominant = |construct, indicator| {
        study(MODEL).options(Options::default().dominant(construct, indicator))
    };
    says!(refused_run(&dominant("Imgae", "I1"), SURVEY));
    says!(refused_run(&dominant("Image", "T1"), SURVEY));
    says!(refused_run(&dominant("Image", "L"), SURVEY));
}

// The bootstrap.

#[test]
fn resamples_in_which_an_indicator_does_not_vary_go_to_the_ledger() {
    // About 0.9^10, 35 %, of the resamples lack the one row that differs.
    let mut answers = ["3"; 10];
    answers[4] = "4";
    let document = study("Image =~ I1 + I2; Loyalty =~ L1; Loyalty ~ Image")
        .bootstrap(Bootstrap::new(200))
        .run(&table(&with_answers(SURVEY, "L1", answers)))
        .unwrap();
    let bootstrap = document.bootstrap.as_ref().unwrap();
    let failed = &bootstrap.failed[0];
    says!(failed.reason);
    assert!((50..90).contains(&failed.count), "{}", failed.count);
    let all: usize = bootstrap.failed.iter().map(|f| f.count).sum();
    assert_eq!(bootstrap.used + all, 200);
    let share = 100.0 * f64::from(u32::try_from(all).unwrap()) / 200.0;
    assert!(sentences(&document).contains(&format!(
        "{all} of 200 resamples failed ({share:.1} %): {} ({} of them); standard errors and intervals describe only the others",
        failed.reason, failed.count
    ).as_str()), "{:?}", sentences(&document));
    assert!(full(&document).contains(&format!(
        "{} failed: indicator `L1` does not vary\n",
        failed.count
    )));
}

#[test]
fn a_bootstrap_that_fails_nearly_always_is_an_error_with_the_reasons() {
    let rows = "r\n".to_owned() + &"1,2,2,1,1,2,2,1,1,2\n".repeat(4);
    let rows = GivenRows::read(file("failing", rows)).unwrap();
    // Only the seventh row differs, and no resample has it.
    let mut answers = ["3"; 10];
    answers[6] = "4";
    let study = study(MODEL).bootstrap(Bootstrap::of_rows(rows));
    // Only the resamples show it.
    let survey = table(&with_answers(SURVEY, "L1", answers));
    study.check(&survey).unwrap();
    says!(study.run(&survey).unwrap_err());
}

#[test]
fn two_resamples_are_too_few_even_if_none_failed() {
    says!(refused_run(
        &study(MODEL).bootstrap(Bootstrap::new(2)),
        SURVEY
    ));
    let rows = GivenRows::new(vec![(1..=10).collect(); 2]);
    says!(refused_run(
        &study(MODEL).bootstrap(Bootstrap::of_rows(rows)),
        SURVEY
    ));
}

#[test]
fn no_resamples_and_levels_beyond_0_and_1_are_refused() {
    let refused = |bootstrap| refused_run(&study(MODEL).bootstrap(bootstrap), SURVEY);
    says!(refused(Bootstrap::new(0)));
    for level in [0.0, 1.0, 1.5, f64::NAN] {
        says!(refused(Bootstrap::new(10).level(level)));
    }
}

#[test]
fn more_resamples_than_memory_can_hold_are_an_error() {
    let study = study(MODEL).bootstrap(Bootstrap::new(usize::MAX));
    let sentence = refused_run(&study, SURVEY);
    let begin = format!("{} resamples of ", usize::MAX);
    assert!(sentence.starts_with(&begin), "{sentence}");
    assert!(sentence.ends_with("use fewer"), "{sentence}");
}

/// The error of a file of resamples, when it is read or when it is used with the survey; the name of the file at the
/// beginning of the message is removed.
fn refused_resamples(test: &str, resamples: &str) -> String {
    let path = file(test, resamples);
    let sentence = match GivenRows::read(&path) {
        Ok(rows) => refused_run(&study(MODEL).bootstrap(Bootstrap::of_rows(rows)), SURVEY),
        Err(error) => error.to_string(),
    };
    let begin = format!("{}, ", path.display());
    assert!(sentence.starts_with(&begin), "{sentence}");
    sentence[begin.len()..].to_owned()
}

#[test]
fn rows_of_resamples_are_numbers_counted_from_1() {
    for cell in ["0", "-1", "1.5", "x", ""] {
        let text = unreadable(RESAMPLES, "1,1,3", &format!("1,{cell},3"));
        says!(refused_resamples(&format!("cell{cell}"), &text));
    }
}

#[test]
fn rows_of_resamples_are_rows_of_the_sample() {
    says!(refused_resamples(
        "beyond",
        &unreadable(RESAMPLES, "1,1,3", "1,11,3")
    ));
}

#[test]
fn resamples_have_as_many_rows_as_the_sample() {
    says!(refused_resamples(
        "short",
        &unreadable(RESAMPLES, "1,1,3", "1,3")
    ));
    says!(refused_resamples(
        "long",
        &unreadable(RESAMPLES, "1,1,3", "1,1,1,3")
    ));
}

#[test]
fn blank_lines_of_resamples_count() {
    says!(refused_resamples(
        "blank",
        &unreadable(RESAMPLES, "10\n1,1,3", "10\n\n1,0,3")
    ));
}

#[test]
fn lines_of_resamples_that_end_as_on_windows_are_counted_alike() {
    let windows = unreadable(RESAMPLES, "1,1,3", "1,0,3").replace('\n', "\r\n");
    says!(refused_resamples("windows", &windows));
}

#[test]
fn a_file_of_resamples_with_a_header_only_is_refused() {
    let (header, _) = RESAMPLES.split_once('\n').unwrap();
    let sentence = refused_resamples("header-only", header);
    assert!(sentence.contains("header"), "{sentence}");
}

#[test]
fn resamples_without_a_header_are_not_taken_for_one_fewer() {
    let (_, rows) = RESAMPLES.split_once('\n').unwrap();
    let sentence = refused_resamples("no-header", rows);
    assert!(sentence.contains("header"), "{sentence}");
}

#[test]
fn a_missing_file_of_resamples_is_named() {
    let path = Path::new("no such folder").join("resamples.csv");
    let reason = pls_sem::files::reason(&std::fs::read(&path).unwrap_err());
    let sentence = GivenRows::read(&path).unwrap_err().to_string();
    // The system's own words differ between systems.
    says!(sentence.strip_suffix(&reason).unwrap());
}

// The model.

#[test]
fn a_misspelt_construct_is_named_with_the_nearest() {
    says!(refused_model(&unreadable(MODEL, "~ Image", "~ Imgae")));
    says!(refused_model(&unreadable(MODEL, "Loyalty ~", "Loyalti ~")));
}

#[test]
fn a_model_made_by_calls_has_no_text_to_point_at() {
    let draft = Draft::new()
        .construct(Construct::reflective("Image", ["I1", "I2"]))
        .construct(Construct::reflective("Loyalty", ["L1"]));
    says!(draft.path("Imgae", "Loyalty").check().unwrap_err());
}

#[test]
fn a_construct_defined_twice_is_marked_at_the_second() {
    says!(refused_model(&unreadable(
        MODEL,
        "Trust   =~",
        "Image   =~"
    )));
}

#[test]
fn a_construct_needs_indicators() {
    let nothing: [&str; 0] = [];
    let draft = Draft::new()
        .construct(Construct::reflective("Image", nothing))
        .construct(Construct::reflective("Loyalty", ["L1"]))
        .path("Image", "Loyalty");
    says!(draft.check().unwrap_err());
}

#[test]
fn a_model_needs_constructs() {
    says!(refused_model(""));
    says!(refused_model("# nothing but a comment"));
    says!(Draft::new().check().unwrap_err());
}

#[test]
fn a_name_is_never_blank() {
    says!(refused_model(&unreadable(MODEL, "I2", "` `")));
}

#[test]
fn an_indicator_measures_one_construct_only() {
    says!(refused_model(&unreadable(MODEL, "T2", "I2")));
}

#[test]
fn an_indicator_stands_once_in_its_block() {
    says!(refused_model(&unreadable(MODEL, "I1 + I2", "I1 + I2 + I1")));
}

#[test]
fn a_construct_on_no_path_is_marked() {
    says!(refused_model(&unreadable(MODEL, " + Trust", "")));
}

#[test]
fn a_path_to_itself_is_marked() {
    says!(refused_model(&unreadable(
        MODEL,
        "Image + Trust",
        "Loyalty"
    )));
}

#[test]
fn a_path_drawn_twice_is_marked_at_the_second() {
    says!(refused_model(&unreadable(
        MODEL,
        "Image + Trust",
        "Image + Trust + Image"
    )));
}

#[test]
fn a_circle_of_paths_is_printed() {
    says!(refused_model(&format!(
        "{MODEL}\nTrust ~ Image\nImage ~ Loyalty"
    )));
}

#[test]
fn a_construct_without_indicators_is_found_in_its_own_line() {
    says!(refused_model("Image =~\nTrust =~ T1\nTrust ~ Image"));
}

#[test]
fn quotation_marks_are_refused_with_a_hint_to_backquotes() {
    says!(refused_model("Image =~ 'item 1'"));
}

#[test]
fn a_mode_belongs_to_a_construct() {
    let draft = Draft::parse(MODEL).unwrap().mode("Imgae", Mode::B);
    says!(draft.check().unwrap_err());
}

#[test]
fn signs_of_other_notations_are_refused_with_the_right_ones() {
    for (right, wrong) in [
        ("Image + Trust", "Image * Trust"),
        ("Loyalty ~", "Loyalty ~~"),
        ("Loyalty ~ Image", "Image -> Loyalty"),
        ("Image   =~", "Image   ="),
        ("Image   =~", "Image   :="),
        ("Image   =~", "Image   =="),
        ("I1 + I2", "I1 & I2"),
    ] {
        says!(refused_model(&unreadable(MODEL, right, wrong)));
    }
}

#[test]
fn a_comma_between_indicators_is_refused_with_a_hint_to_the_plus() {
    let sentence = refused_model(&unreadable(MODEL, "I1 + I2", "I1, I2"));
    assert!(sentence.contains("`+`"), "{sentence}");
}

#[test]
fn an_unclosed_backquote_is_marked_where_it_opens() {
    says!(refused_model(&unreadable(MODEL, "I1 + I2", "`I1 + I2")));
}

#[test]
fn a_range_runs_forwards_between_numbers() {
    for wrong in [
        "I2-1",
        "self-esteem",
        "I1- + I2",
        "I1-T2",
        "I1-1001",
        "I1 - I2",
        "I1 + T1 - I2",
    ] {
        says!(refused_model(&unreadable(MODEL, "I1 + I2", wrong)));
    }
}

#[test]
fn a_range_left_open_is_not_continued_with_the_next_statement() {
    let sentence = refused_model(&unreadable(MODEL, "I1 + I2", "I1-"));
    says!(sentence);
}

#[test]
fn a_range_of_very_many_zeros_is_a_name_like_any_other() {
    let zeros = "0".repeat(900);
    let model = unreadable(MODEL, "I1 + I2", &format!("I{zeros}1-2"));
    let model = Model::parse(&model).unwrap();
    let expected = [format!("I{zeros}1"), format!("I{zeros}2")];
    assert!(model.constructs()[0].indicators() == expected);
}

#[test]
fn a_name_that_begins_with_a_digit_stands_in_backquotes() {
    says!(refused_model(&unreadable(MODEL, "I1", "1I")));
}

#[test]
fn a_missing_operator_is_marked_where_it_should_stand() {
    for (right, wrong) in [
        ("Image   =~", "Image  "),
        ("Image   =~ I1 + I2", "Image"),
        ("I1 + I2", "I1 I2"),
        ("Image   =~", "=~"),
    ] {
        says!(refused_model(&unreadable(MODEL, right, wrong)));
    }
}

#[test]
fn a_trailing_plus_is_marked_in_its_own_line() {
    says!(refused_model(&format!("{MODEL} +")));
    // As a study file writes it: the text ends with a line end.
    says!(refused_model(&format!("{MODEL} +\n")));
}

#[test]
fn a_plus_that_joins_two_statements_is_found() {
    // The first line lacks its last indicator, and the second is read as its continuation.
    let sentence = refused_model(&unreadable(MODEL, "I1 + I2", "I1 + I2 +"));
    assert!(sentence.contains("line 2"), "{sentence}");
    says!(sentence);
}

#[test]
fn the_underline_stands_beneath_wide_letters_and_after_tabs() {
    says!(refused_model("形象\t=~ 甲 * 乙"));
}

// The study file.

#[test]
fn a_missing_study_file_is_named() {
    let path = Path::new("no such folder").join("study.toml");
    says!(StudyFile::read(&path).unwrap_err());
}

#[test]
fn invalid_toml_is_refused_with_its_line() {
    for (right, wrong) in [
        ("tolerance =", "tolerance"),
        ("[estimate]", "[estimate"),
        ("survey.csv\"", "survey.csv"),
    ] {
        says!(refused_study(&unreadable(STUDY, right, wrong)));
    }
}

#[test]
fn a_key_outside_of_its_table_is_refused_with_its_place() {
    says!(refused_study("file = \"survey.csv\""));
}

#[test]
fn the_first_line_that_is_not_toml_is_named() {
    says!(refused_study(
        "[data]\nfile = \"d.csv\"\n[model]\ntext = \"A =~ a\nB =~ b\nB ~ A\"\n"
    ));
}

#[test]
fn a_windows_path_is_refused_with_the_right_notation() {
    says!(refused_study("[data]\nfile = \"C:\\Users\\survey.csv\""));
}

#[test]
fn a_key_or_table_written_twice_is_named() {
    for (right, wrong) in [
        ("tolerance = 1e-7", "scheme = \"path\""),
        ("[bootstrap]", "[estimate]"),
    ] {
        says!(refused_study(&unreadable(STUDY, right, wrong)));
    }
}

#[test]
fn an_unknown_table_or_key_is_named_with_the_nearest() {
    for (right, wrong) in [
        ("[bootstrap]", "[botstrap]"),
        ("[bootstrap]", "[results]"),
        ("tolerance", "tolerence"),
        ("level", "alpha"),
        ("file =", "File ="),
        ("modes =", "mode ="),
    ] {
        says!(refused_study(&unreadable(STUDY, right, wrong)));
    }
}

#[test]
fn a_table_is_not_a_value() {
    let study = unreadable(STUDY, "[bootstrap]\nresamples = 500\nlevel = 0.95\n", "");
    says!(refused_study(&format!("bootstrap = 500\n{study}")));
}

#[test]
fn a_misspelt_value_is_named_with_the_nearest() {
    for (right, wrong) in [
        ("\"path\"", "\"paht\""),
        ("\"path\"", "1"),
        ("\"error\"", "\"casewize\""),
        ("Image = \"A\"", "Image = \"formative\""),
        ("{ Image = \"A\" }", "\"A\""),
        ("missing = \"error\"", "missing_codes = -99"),
    ] {
        says!(refused_study(&unreadable(STUDY, right, wrong)));
    }
}

#[test]
fn one_sign_is_not_a_misspelling_of_another() {
    says!(refused_study(&unreadable(
        STUDY,
        "missing = \"error\"",
        "delimiter = \":\""
    )));
}

#[test]
fn a_missing_code_is_a_number_that_a_cell_can_hold() {
    let study = unreadable(STUDY, "missing = \"error\"", "missing_codes = [nan]");
    let sentence = refused_study(&study);
    assert!(sentence.contains("line 3: `missing_codes`"), "{sentence}");
}

#[test]
fn how_a_file_is_read_is_checked_in_the_study_file() {
    for setting in ["encoding = \"windws-1252\"", "header_rows = 0", "sheet = 2"] {
        says!(refused_study(&unreadable(
            STUDY,
            "missing = \"error\"",
            setting
        )));
    }
    let valid = "encoding = \"latin1\"\ndelimiter = \"|\"\nheader_rows = 3";
    let study = unreadable(STUDY, "missing = \"error\"", valid);
    assert_eq!(
        StudyFile::parse(&study, Path::new("")).unwrap().read,
        ReadOptions::new()
            .encoding("latin1")
            .delimiter('|')
            .header_rows(3)
    );
}

#[test]
fn a_list_of_intervals_names_one() {
    let sentence = refused_study(&unreadable(STUDY, "level = 0.95", "intervals = []"));
    assert!(sentence.contains("line 17: `intervals`"), "{sentence}");
}

#[test]
fn quoted_decimal_commas_are_read_beside_a_comma_as_delimiter() {
    let survey = "x,y\n\"3,5\",\"4,2\"\n\"-0,25\",7\n\"1,5e2\",\n";
    let numbers =
        |table: &Table| ["x", "y"].map(|column| [0, 1, 2].map(|row| table.number(column, row)));
    let expected = [
        [Some(3.5), Some(-0.25), Some(150.0)],
        [Some(4.2), Some(7.0), None],
    ];
    let options = ReadOptions::new().delimiter(',').decimal(',');
    assert_eq!(numbers(&options.parse(survey).unwrap()), expected);

    let path = file("commas", survey);
    let study = unreadable(STUDY, "survey.csv", "file");
    let commas = "delimiter = \",\"\ndecimal = \",\"";
    let study = unreadable(&study, "missing = \"error\"", commas);
    let study = StudyFile::parse(&study, path.parent().unwrap()).unwrap();
    assert_eq!(study.read, options);
    assert_eq!(numbers(&study.table().unwrap()), expected);
}

#[test]
fn unquoted_decimal_commas_beside_a_comma_as_delimiter_are_ragged_lines() {
    let options = ReadOptions::new().delimiter(',').decimal(',');
    says!(options.parse("x,y\n3,5,4,2\n").unwrap_err());
}

#[test]
fn numbers_beyond_their_range_are_refused_with_the_range() {
    for wrong in ["0", "-1e-7", "nan", "inf", "\"small\"", "true"] {
        says!(refused_study(&unreadable(STUDY, "1e-7", wrong)));
    }
    for wrong in ["0", "1", "1.5", "-0.95", "nan", "\"95 %\""] {
        says!(refused_study(&unreadable(STUDY, "0.95", wrong)));
    }
    for wrong in ["0", "-1", "0.5", "99999999999999999999", "\"many\""] {
        says!(refused_study(&unreadable(STUDY, "500", wrong)));
        says!(refused_study(&unreadable(STUDY, "300", wrong)));
    }
    says!(refused_study(&unreadable(
        STUDY,
        "level = 0.95",
        "seed = -1"
    )));
}

#[test]
fn folds_are_given_or_drawn_and_their_settings_are_valid() {
    let (head, _) = STUDY.split_once("[bootstrap]").unwrap();
    for keys in [
        "folds = 1",
        "folds = \"all\"",
        "folds = 2.5",
        "repetitions = 0",
        "seed = -1",
        "folds = \"loo\"\nrepetitions = 10",
        "fold_file = \"folds.csv\"\nfolds = 10",
        "fold_file = \"no-such-folds.csv\"",
        "antecedents = \"nearest\"",
        "losses = \"squared\"",
        "weighting = \"rows\"",
        "expectation = \"implicit\"",
        "level = 95",
        "resamples = 2",
        "fold = 10",
    ] {
        says!(refused_study(&format!("{head}[predict]\n{keys}\n")));
    }
}

#[test]
fn missing_parts_of_a_study_are_requested() {
    for (right, wrong) in [
        ("file = \"survey.csv\"\n", ""),
        (
            "text = \"Image =~ I1 + I2; Loyalty =~ L1; Loyalty ~ Image\"\n",
            "",
        ),
        ("resamples = 500\n", ""),
    ] {
        says!(refused_study(&unreadable(STUDY, right, wrong)));
    }
}

#[test]
fn keys_that_exclude_each_other_are_refused() {
    says!(refused_study(&unreadable(
        STUDY,
        "modes = {",
        "file = \"study.model\"\nmodes = {"
    )));
}

#[test]
fn resamples_are_either_given_or_drawn() {
    says!(refused_study(&unreadable(
        STUDY,
        "[bootstrap]",
        "[bootstrap]\nrows = \"resamples.csv\""
    )));
    // The line is that of the second of the two keys, whichever it is.
    says!(refused_study(&unreadable(
        STUDY,
        "level = 0.95",
        "rows = \"resamples.csv\""
    )));
}

#[test]
fn resamples_that_are_given_have_no_seed() {
    let rows = file("seeded", RESAMPLES);
    let given = format!("rows = '{}'\nseed = 1", rows.display());
    let sentence = refused_study(&unreadable(STUDY, "resamples = 500", &given));
    assert!(sentence.contains("line 17: "), "{sentence}");
    assert!(sentence.contains("`seed`"), "{sentence}");
}

#[test]
fn names_in_the_settings_are_names_of_the_model() {
    for (right, wrong) in [
        ("{ Image = \"A\" }", "{ Imgae = \"A\" }"),
        ("{ Image = \"I1\" }", "{ Imgae = \"I1\" }"),
        ("{ Image = \"I1\" }", "{ Image = \"I3\" }"),
        ("~ Image", "~ Imgae"),
    ] {
        says!(refused_study(&unreadable(STUDY, right, wrong)));
    }
}

#[test]
fn a_dominant_indicator_of_another_block_is_not_called_unknown() {
    // `L1` is an indicator of the model: it stands in the block of `Loyalty`.
    says!(refused_study(&unreadable(
        STUDY,
        "{ Image = \"I1\" }",
        "{ Image = \"L1\" }"
    )));
}

// Any input at all.

/// Pieces in any order: nearer to a valid text than arbitrary characters, and so deeper into the reader.
fn pieces(of: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(of), 0..30).prop_map(|pieces| pieces.concat())
}

fn model_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "(?s).{0,40}",
        pieces(&[
            "X", "Y", "Z", "x1", "x2", "y1", "z01", " =~ ", " <~ ", " ~ ", " + ", "-", "-3", "5",
            ":", ";", "\n", "\r\n", "#", "`", "`a b`", "é", "形", "\t", "*", "=", "\u{feff}",
        ]),
    ]
}

/// Valid statements in any order, most of which make a model.
fn statements() -> impl Strategy<Value = String> {
    pieces(&[
        "X =~ x1 + x2\n",
        "Y <~ `y 1` + y2-4\n",
        "Z =~ Z\n",
        "`Ünï 2` =~ 形;",
        "Y ~ X\n",
        "Z ~ X + Y\n",
        "`Ünï 2` ~ Z;",
    ])
}

fn survey_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "(?s).{0,60}",
        pieces(&[
            "a", "b", "x", "1", "2", "-99", "1,5", "2.5", "NA", ".", "inf", ",", ",", ";", "\t",
            "\"", "\n", "\n", "\r\n", " ", "\u{feff}", "é",
        ]),
    ]
}

fn study_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "(?s).{0,60}",
        pieces(&[
            "[data]\n",
            "[model]\n",
            "[estimate]\n",
            "[bootstrap]\n",
            "[[data]]\n",
            "data.",
            "file",
            "missing",
            "missing_codes",
            "text",
            "modes",
            "dominant",
            "resamples",
            "level",
            "rows",
            "intervals",
            " = ",
            " = ",
            " = ",
            "\"a\"\n",
            "\"X =~ x; Y =~ y; Y ~ X\"\n",
            "5\n",
            "0x1f\n",
            "-1_0.5\n",
            "nan\n",
            "true\n",
            "[-99, 1e400]\n",
            "[\"bc\"]\n",
            "{ X = \"B\" }\n",
            "1979-05-27\n",
            "\"é",
            "\n",
            "#",
        ]),
    ]
}

/// Answers as they are, with a few that no questionnaire has.
fn answer() -> impl Strategy<Value = f64> {
    prop_oneof![
        200 => (1..=5_i8).prop_map(f64::from),
        20 => -1e3..1e3,
        4 => Just(f64::NAN),
        4 => prop::sample::select(&[-99.0, 999.0, 1e49, -1e49, 1e-40, 1e-60, -0.0][..]),
        1 => prop::sample::select(&[f64::INFINITY, f64::NEG_INFINITY, 1e51, 1e300][..]),
    ]
}

/// Columns of answers, some of them constant, all of one length.
fn columns() -> impl Strategy<Value = Vec<Vec<f64>>> {
    (1..14_usize).prop_flat_map(|rows| {
        let column = prop_oneof![
            30 => prop::collection::vec(answer(), rows),
            1 => answer().prop_map(move |x| vec![x; rows]),
        ];
        prop::collection::vec(column, 5)
    })
}

/// Every number of a document is a number: what is not defined is `None`.
fn all_finite(document: &Document) -> bool {
    let text = format!("{document:?}");
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words.all(|word| word != "NaN" && word != "inf")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_model_text_panics_and_a_model_reads_its_own_text(text in prop_oneof![model_text(), statements()]) {
        match Model::parse(&text) {
            Ok(model) => prop_assert_eq!(Model::parse(&model.to_text()), Ok(model)),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn no_survey_panics_and_its_columns_have_one_length(text in survey_text()) {
        match ReadOptions::new().missing_codes([-99.0]).parse(&text) {
            Ok(table) => prop_assert!(table.columns().iter().all(|c| c.cells.len() == table.rows())),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn no_study_file_panics(text in study_text()) {
        if let Err(error) = StudyFile::parse(&text, Path::new("no such folder")) {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn no_answers_panic_and_results_hold_finite_numbers_only(
        columns in columns(),
        modes in prop::collection::vec(prop::sample::select(&[Mode::A, Mode::B, Mode::Unit, Mode::Pca][..]), 2),
        missing in prop::sample::select(&[Missing::Error, Missing::Casewise, Missing::Mean][..]),
    ) {
        let table = Table::from_columns(["I1", "I2", "T1", "T2", "L1"].into_iter().zip(columns)).unwrap();
        let model = Draft::parse(MODEL).unwrap().mode("Image", modes[0]).mode("Trust", modes[1]).check().unwrap();
        let study = Study::new(model).missing(missing);
        let bootstrapped = study.clone().bootstrap(Bootstrap::new(5));
        let assessed = bootstrapped
            .clone()
            .options(Options::default().consistent(true))
            .quantities(Measure::ON_REQUEST.iter().copied())
            .exact_fit(ExactFit::new(5));
        for study in [study, bootstrapped, assessed] {
            match study.run(&table) {
                Ok(document) => {
                    prop_assert!(all_finite(&document), "{document:?}");
                    prop_assert!(!full(&document).contains("NaN"));
                    // A number that JSON cannot represent would be `null`, and could not be read
                    // back.
                    let read: Result<Document, _> = serde_json::from_str(&document.to_json());
                    prop_assert!(read.is_ok(), "{read:?}");
                }
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
        }
    }
}

#[test]
fn invalid_settings_of_assessment_are_refused_by_line() {
    let estimate = "scheme = \"path\"";
    let base = unreadable(STUDY, estimate, "consistent = true");
    for (right, wrong, answer) in [
        (
            "consistent = true",
            "reliability = { Loyalty = 0.8 }",
            "line 10: reliability of `Loyalty`: ",
        ),
        (
            "consistent = true",
            "reliability = { Imgae = 0.8 }",
            "line 10: construct `Imgae` of `reliability` is unknown; did you mean `Image`?",
        ),
        (
            "consistent = true",
            "reliability = { Image = 1.2 }",
            "line 10: `reliability.Image` = 1.2 is not valid: it must be a number above 0 and at most 1, such as 0.8",
        ),
        (
            "consistent = true",
            "consistent = \"yes\"",
            "line 10: `consistent` = \"yes\" is not valid: it must be true or false",
        ),
        (
            "level = 0.95",
            "level = 0.95\n[assess]\nredundancy = { Imgae = \"IMAG1\" }",
            "line 19: construct `Imgae` of `redundancy` is unknown; did you mean `Image`?",
        ),
        (
            "[bootstrap]\nresamples = 500\nlevel = 0.95",
            "[fit]\nseed = 1",
            "`resamples` of [fit] is missing: write `resamples = 1000` under [fit]",
        ),
        (
            "level = 0.95",
            "level = 0.95\n[fit]\nresamples = 2",
            "line 19: `resamples` = 2 is not valid: it must be 0, which turns the test off, or a whole number of at least 3",
        ),
    ] {
        let told = refused_study(&unreadable(&base, right, wrong));
        assert!(told.starts_with(answer), "{told}\nnot\n{answer}");
    }
}

#[test]
fn a_row_without_a_group_is_named() {
    for cell in ["", "NA", " . ", "nan"] {
        let table = table(&format!("size,x\nsmall,1\n{cell},2\nlarge,3\n"));
        says!(Groups::of(&table, "size").unwrap_err());
    }
}

#[test]
fn a_key_of_another_table_is_sent_there() {
    for (right, wrong) in [
        ("modes =", "resamples = 100\nmodes ="),
        ("missing = \"error\"", "scheme = \"path\""),
        ("scheme = \"path\"", "labels = \"agree-5\""),
        ("level = 0.95", "folds = 10"),
        ("level = 0.95", "text = \"X =~ x\""),
    ] {
        says!(refused_study(&unreadable(STUDY, right, wrong)));
    }
}

#[test]
fn a_scale_that_is_not_ready_finds_one_of_its_kind() {
    for name in ["likert-5", "Likert 7", "satisfaction", "agre-5", "stars"] {
        let labels = format!("missing = \"error\"\nlabels = \"{name}\"");
        says!(refused_study(&unreadable(
            STUDY,
            "missing = \"error\"",
            &labels
        )));
    }
}
