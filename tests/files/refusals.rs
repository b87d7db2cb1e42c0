//! What is refused, and the sentence that a researcher then reads: each test spoils one thing in a good study.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pls_sem::{
    Bootstrap, Construct, Document, Draft, ExactFit, GivenRows, Groups, Measure, Missing, Mode,
    Model, Options, ReadOptions, Study, StudyFile, Table,
};
use proptest::prelude::*;

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

/// The good text with one thing in it spoiled.
fn spoilt(good: &str, right: &str, wrong: &str) -> String {
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

fn refused_run(study: &Study, survey: &str) -> String {
    study.run(&table(survey)).unwrap_err().to_string()
}

/// What stops the estimation of the good model from this survey.
fn refused_answers(survey: &str) -> String {
    refused_run(&study(MODEL), survey)
}

/// A file of this text, in a folder of the test's own.
fn file(test: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let folder =
        std::env::temp_dir().join(format!("pls-sem-refusals-{}-{test}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("file");
    std::fs::write(&path, text).unwrap();
    path
}

fn sentences(document: &Document) -> Vec<&str> {
    document
        .findings
        .iter()
        .map(|f| f.message.as_str())
        .collect()
}

#[test]
fn the_good_study_is_refused_by_nothing() {
    let rows = GivenRows::read(file("good", RESAMPLES)).unwrap();
    let document = study(MODEL)
        .bootstrap(Bootstrap::of_rows(rows))
        .run(&table(SURVEY))
        .unwrap();
    // Three resamples are too few for bounds of 95 %, and nothing else is said.
    let [sentence] = sentences(&document)[..] else {
        panic!("{:?}", sentences(&document));
    };
    assert!(sentence.contains("is coarse: hardly a replicate lies beyond its bounds"));
    assert_eq!(document.bootstrap.unwrap().used, 3);
    StudyFile::parse(STUDY, Path::new("")).unwrap();
}

// The data file.

#[test]
fn a_file_that_is_not_there_is_named() {
    let path = Path::new("no such folder").join("survey.csv");
    assert_eq!(
        Table::read(&path).unwrap_err().to_string(),
        format!(
            "cannot read `{}`: there is no folder `no such folder`",
            path.display()
        )
    );
}

#[test]
fn an_empty_file_is_told_what_it_needs() {
    for nothing in ["", "\n \n", "\u{feff}"] {
        assert_eq!(
            refused_survey(nothing),
            "there is nothing in it: a header line with the column names is needed, then one line per respondent"
        );
    }
}

#[test]
fn a_header_alone_has_no_answers() {
    assert_eq!(
        refused_survey("I1,I2,T1,T2,L1\n"),
        "there are column names but no rows below them: every respondent is one line"
    );
}

#[test]
fn columns_of_one_name_are_both_numbered() {
    assert_eq!(
        refused_survey(&spoilt(SURVEY, "T2", "I2")),
        "two columns are called `I2` (columns 2 and 4): rename one of them"
    );
}

#[test]
fn a_ragged_line_is_numbered_with_its_cells() {
    assert_eq!(
        refused_survey(&spoilt(SURVEY, "2,3,4,3,3", "2,3,4,3")),
        "line 4 has 4 cells, but the header has 5 (none for column `L1`): look for a missing or additional delimiter `,`, or for an unclosed quotation mark"
    );
}

#[test]
fn an_unclosed_quotation_mark_is_a_ragged_line_where_it_opens() {
    assert_eq!(
        refused_survey(&spoilt(SURVEY, "2,3,4,3,3", "2,3,4,\"3,3")),
        "line 4 has 4 cells, but the header has 5 (none for column `L1`): look for a missing or additional delimiter `,`, or for an unclosed quotation mark"
    );
}

#[test]
fn a_file_in_another_encoding_is_told_where_and_how_to_save_it() {
    let mut bytes = SURVEY.as_bytes().to_vec();
    let third_line = bytes.len() - 20;
    bytes[third_line] = 0xe9; // é in Latin-1
    let line = 1 + SURVEY[..third_line].matches('\n').count();
    let path = file("latin", bytes);
    assert_eq!(
        Table::read(&path).unwrap_err().to_string(),
        format!(
            "{}: line {line}, column 1: the byte 0xE9 is not UTF-8, and the encoding cannot be found out: set `encoding = \"windows-1252\"` if `é` is right there, another one if not, or save the file as UTF-8 (in Excel: `CSV UTF-8`)",
            path.display()
        )
    );
}

// The answers.

#[test]
fn text_among_the_answers_is_shown_with_line_and_column() {
    assert_eq!(
        refused_answers(&spoilt(SURVEY, "2,3,4,3,3", "2,three,4,3,3")),
        "column `I2`, line 4: `three` is not a number; mend the cell, or blank it if the answer is missing"
    );
}

#[test]
fn a_line_is_counted_after_blank_lines_and_after_lines_inside_of_a_cell() {
    let sentence = |line| {
        format!(
            "column `I2`, line {line}: `three` is not a number; mend the cell, or blank it if the answer is missing"
        )
    };
    let remarks = SURVEY.replace('\n', ",\n").replacen("L1,", "L1,remark", 1);
    let two_lines = spoilt(&remarks, "2,1,1,2,2,", "2,1,1,2,2,\"two\nlines\"");
    let text = spoilt(&two_lines, "2,3,4,3,3", "2,three,4,3,3");
    assert_eq!(refused_answers(&text), sentence(5));
    let blank_lines = spoilt(SURVEY, "2,3,4,3,3", "\n\n2,three,4,3,3");
    assert_eq!(refused_answers(&blank_lines), sentence(6));
}

#[test]
fn a_row_of_nothing_but_tabs_is_counted_in_its_own_line() {
    let blank = spoilt(&SURVEY.replace(',', "\t"), "2\t3\t4\t3\t3", "\t\t\t\t");
    assert_eq!(
        refused_answers(&blank),
        "the model's indicators lack 5 answers (the first in column `I1`, line 4), and no treatment is named: set `missing` to \"casewise\" (drops 1 row) or \"mean\" (fills in)"
    );
}

#[test]
fn lines_that_end_as_on_windows_are_counted_alike() {
    let text = spoilt(SURVEY, "2,3,4,3,3", "2,three,4,3,3");
    let windows = text.replace('\n', "\r\n");
    assert_eq!(refused_answers(&windows), refused_answers(&text));
}

#[test]
fn an_indicator_that_is_no_column_is_named_with_its_construct_and_the_nearest() {
    assert_eq!(
        refused_run(&study(&spoilt(MODEL, "T2", "TT2")), SURVEY),
        "indicator `TT2` of construct `Trust` is not a column of the data; did you mean `T2`?"
    );
    assert_eq!(
        refused_run(&study(&spoilt(MODEL, "T2", "Commitment")), SURVEY),
        "indicator `Commitment` of construct `Trust` is not a column of the data"
    );
}

#[test]
fn a_survey_of_one_column_is_asked_for_its_delimiter() {
    let sentence = refused_answers(&SURVEY.replace(',', ":"));
    assert_eq!(
        sentence,
        "indicator `I1` of construct `Image` is not a column of the data: there is a single column; look at the delimiter"
    );
}

#[test]
fn a_number_with_the_other_decimal_mark_is_recognised() {
    let half = with_answers(SURVEY, "I1", ["1.5"; 10]);
    let read = ReadOptions::new().decimal(',').parse(&half).unwrap();
    let sentence = study(MODEL).run(&read).unwrap_err().to_string();
    assert_eq!(
        sentence,
        "column `I1`, line 2: `1.5` is not a number; mend the cell, or blank it if the answer is missing (if the point is the decimal mark, set `decimal = \".\"`)"
    );
}

#[test]
fn a_mark_that_no_file_has_is_refused() {
    let marked = ReadOptions::new()
        .delimiter('；')
        .parse(SURVEY)
        .unwrap_err();
    assert_eq!(
        marked.to_string(),
        "'；' is no delimiter: a delimiter is `,`, `;`, a tab or `|`, a decimal mark `.` or `,`"
    );
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
            &"1 of 10 rows were dropped for missing answers (10.0 %): the estimates describe only the others"
        ),
        "{:?}",
        sentences(&document)
    );
}

#[test]
fn a_constant_column_cannot_be_standardised() {
    assert_eq!(
        refused_answers(&with_answers(SURVEY, "T1", ["3"; 10])),
        "column `T1` is constant in the rows used (every answer is 3): it cannot be standardised; leave the indicator out of the model"
    );
}

#[test]
fn a_column_that_varies_too_little_is_told_to_be_rescaled() {
    let mut answers = ["0"; 10];
    answers[0] = "1e-60";
    let sentence = refused_answers(&with_answers(SURVEY, "T1", answers));
    assert!(
        sentence.starts_with(
            "column `T1` varies too little to compute with (standard deviation 3.16227766"
        ),
        "{sentence}"
    );
    assert!(
        sentence.ends_with("e-61): rescale the column"),
        "{sentence}"
    );
}

#[test]
fn a_column_without_answers_is_told_to_be_left_out() {
    let survey = with_answers(SURVEY, "T1", ["", "NA", "nan", ".", "", "", "", "", "", ""]);
    // No treatment of missing answers can help it.
    for treatment in [Missing::Error, Missing::Casewise, Missing::Mean] {
        assert_eq!(
            refused_run(&study(MODEL).missing(treatment), &survey),
            "column `T1` has no answers at all: leave the indicator out of the model"
        );
    }
}

#[test]
fn missing_answers_are_counted_and_a_treatment_is_asked_for() {
    let first = spoilt(SURVEY, "2,3,4,3,3", "2,,NA,3,3");
    assert_eq!(
        refused_answers(&spoilt(&first, "4,5,2,1,3", "4,5,2,1,.")),
        "the model's indicators lack 3 answers (the first in column `I2`, line 4), and no treatment is named: set `missing` to \"casewise\" (drops 2 rows) or \"mean\" (fills in)"
    );
}

#[test]
fn one_missing_answer_is_spoken_of_as_one() {
    assert_eq!(
        refused_answers(&spoilt(SURVEY, "2,3,4,3,3", "2,,4,3,3")),
        "the model's indicators lack 1 answer (the first in column `I2`, line 4), and no treatment is named: set `missing` to \"casewise\" (drops 1 row) or \"mean\" (fills in)"
    );
}

#[test]
fn answers_given_as_columns_are_found_by_row() {
    let table = Table::from_columns([
        ("x", vec![1.0, 3.0, f64::NAN, 2.0]),
        ("y", vec![1.0, 2.0, 5.0, f64::NAN]),
    ])
    .unwrap();
    let study = study("X =~ x; Y =~ y; Y ~ X");
    assert_eq!(
        study.run(&table).unwrap_err().to_string(),
        "the model's indicators lack 2 answers (the first in column `x`, row 3), and no treatment is named: set `missing` to \"casewise\" (drops 2 rows) or \"mean\" (fills in)"
    );
}

#[test]
fn an_infinite_or_enormous_answer_is_refused_with_its_place() {
    for (cell, shown) in [("inf", "inf"), ("-inf", "-inf"), ("1e300", "1e300")] {
        assert_eq!(
            refused_answers(&spoilt(SURVEY, "2,3,4,3,3", &format!("2,{cell},4,3,3"))),
            format!(
                "column `I2`, line 4: {shown} is too large to compute with (the limit is 1e50); mend the cell or rescale the column"
            )
        );
    }
}

#[test]
fn as_many_rows_are_needed_as_predictors_and_two_more() {
    let rows = |n: usize| {
        let lines: Vec<&str> = SURVEY.lines().take(1 + n).collect();
        lines.join("\n")
    };
    assert_eq!(
        refused_answers(&rows(3)),
        "3 usable rows are too few: construct `Loyalty` has 2 predictors, which needs at least 4 rows"
    );
    study(MODEL).run(&table(&rows(4))).unwrap();
}

#[test]
fn one_row_and_one_predictor_are_spoken_of_as_one() {
    let one_row = "x,y\n1,2\n";
    assert_eq!(
        refused_run(&study("X =~ x; Y =~ y; Y ~ X"), one_row),
        "1 usable row is too few: construct `Y` has 1 predictor, which needs at least 3 rows"
    );
}

#[test]
fn rows_that_are_dropped_casewise_are_not_usable() {
    let mut survey = SURVEY.to_owned();
    for line in SURVEY.lines().skip(4) {
        survey = spoilt(&survey, line, &format!("{},", &line[..line.len() - 2]));
    }
    assert_eq!(
        refused_run(&study(MODEL).missing(Missing::Casewise), &survey),
        "3 usable rows are too few: construct `Loyalty` has 2 predictors, which needs at least 4 rows (7 rows with missing answers dropped)"
    );
}

#[test]
fn columns_in_memory_need_one_length_and_one_name_each() {
    let uneven = Table::from_columns([("x", vec![1.0, 2.0, 3.0]), ("y", vec![1.0, 2.0])]);
    assert_eq!(
        uneven.unwrap_err().to_string(),
        "column `y` has 2 rows, but `x` has 3: all columns need the same number"
    );
    let matrix = pls_sem::nalgebra::DMatrix::zeros(3, 2);
    let unnamed = Table::from_matrix(&matrix, ["x", "y", "z"]);
    assert_eq!(
        unnamed.unwrap_err().to_string(),
        "the matrix has 2 columns, but 3 names were given"
    );
}

// What the answers say of themselves.

#[test]
fn a_reversed_item_is_a_finding() {
    let reversed = ["4", "5", "3", "3", "3", "1", "2", "5", "2", "1"];
    let document = run(MODEL, &with_answers(SURVEY, "I2", reversed));
    let alpha = document.constructs[0].alpha.unwrap();
    assert_eq!(
        sentences(&document),
        [
            "construct `Image`: the loadings of `I2` are negative while others of its block are positive; recode reversed questions first",
            &format!(
                "construct `Image`: Cronbach's alpha is negative ({alpha:.3}); recode reversed questions first"
            ),
        ]
    );
}

#[test]
fn numbers_that_look_like_no_answer_are_findings_and_are_used_as_they_are() {
    let survey = spoilt(SURVEY, "2,3,4,3,3", "-99,3,4,3,3");
    let survey = spoilt(&survey, "4,5,2,1,3", "4,999,2,1,3");
    let document = run(MODEL, &spoilt(&survey, "5,4,5,4,5", "5,999,5,4,5"));
    assert_eq!(
        sentences(&document)[..2],
        [
            "indicator `I2` holds 999 in 2 answers, while its other answers lie between 1 and 5: if it means \"no answer\", declare `missing_codes = [999]`; it was taken as an answer",
            "indicator `I1` holds -99 in 1 answer, while its other answers lie between 1 and 5: if it means \"no answer\", declare `missing_codes = [-99]`; it was taken as an answer",
        ]
    );
    assert_eq!(document.data.missing_cells, Some(0));
    assert_eq!(document.indicators[0].min, Some(-99.0));
    assert_eq!(document.indicators[1].max, Some(999.0));
}

#[test]
fn a_declared_missing_code_is_no_answer_and_no_finding() {
    let survey = spoilt(SURVEY, "2,3,4,3,3", "-99,3,4,3,3");
    let table = ReadOptions::new()
        .missing_codes([-99.0])
        .parse(&spoilt(&survey, "5,4,5,4,5", "-99,4,5,4,5"))
        .unwrap();
    let study = study(MODEL).missing(Missing::Mean);
    let document = study.run(&table).unwrap();
    assert_eq!(document.data.missing_cells, Some(2));
    assert_eq!(
        sentences(&document),
        [
            "indicator `I1`: 2 of 10 answers are missing (20.0 %); a simple treatment is advised below 5 % only (Hair et al. 2022)"
        ]
    );
}

// The estimation.

#[test]
fn a_mode_b_block_whose_indicators_repeat_each_other_is_named() {
    let copy = ["1", "2", "2", "3", "4", "4", "5", "1", "3", "5"]; // of I1
    let model = spoilt(MODEL, "Image   =~", "Image   <~");
    let sentence = refused_run(&study(&model), &with_answers(SURVEY, "I2", copy));
    assert_eq!(
        without_number(&sentence),
        "the indicators of construct `Image` (Mode B) depend linearly on each other (reciprocal condition number …): leave one out, or use Mode A"
    );
}

#[test]
fn predictors_that_repeat_each_other_are_named_by_their_construct() {
    let copy = ["1", "2", "2", "3", "4", "4", "5", "1", "3", "5"]; // of I1
    let model = spoilt(MODEL, "I1 + I2", "I1");
    let model = spoilt(&model, "T1 + T2", "T1");
    let sentence = refused_run(&study(&model), &with_answers(SURVEY, "T1", copy));
    assert_eq!(
        without_number(&sentence),
        "the predictors of construct `Loyalty` depend linearly on each other (reciprocal condition number …): leave one of their paths out"
    );
}

/// The sentence without its condition number, which is rounding noise.
fn without_number(sentence: &str) -> String {
    let (before, rest) = sentence.split_once("number ").unwrap();
    let (number, after) = rest.split_once(')').unwrap();
    assert!(number.parse::<f64>().unwrap().abs() < 1e-10, "{sentence}");
    format!("{before}number …){after}")
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
    assert_eq!(
        refused_run(&Study::new(model), &with_answers(SURVEY, "I2", reversed)),
        "the composite of construct `Image` has no variance: its indicators cancel each other, or correlate with no neighbour of the construct"
    );
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
    // Nothing, or 0 where rounding leaves a little of either: never a number that is none.
    let rho_c = document.constructs[1].rho_c;
    assert!(rho_c.is_none_or(|x| x.abs() < 1e-9), "{rho_c:?}");
}

#[test]
fn weights_that_do_not_settle_are_a_finding_and_no_error() {
    // With one indicator, Loyalty would let all weights settle at once.
    let model = spoilt(MODEL, "T1 + T2", "T1");
    let document = study(&spoilt(&model, "L1", "L1 + T2"))
        .options(Options::default().max_iterations(2))
        .run(&table(SURVEY))
        .unwrap();
    assert!(!document.termination.converged);
    let change = document.termination.change;
    assert!(change > 1e-7, "{change}");
    assert_eq!(
        sentences(&document),
        [format!(
            "the weights did not converge: after 2 iterations one still changed by {change:.1e}, more than the tolerance 1.0e-7; raise `max_iterations`, or try another weighting scheme"
        )]
    );
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
    let change = document.termination.change;
    assert_eq!(
        sentences(&document)[0],
        format!(
            "the weights did not converge: after 1 iteration one still changed by {change:.1e}, more than the tolerance 1.0e-7; raise `max_iterations`, or try another weighting scheme"
        )
    );
}

#[test]
fn a_tolerance_that_nothing_can_meet_is_refused() {
    for (tolerance, shown) in [
        (0.0, "0"),
        (-1e-7, "-0.0000001"),
        (f64::NAN, "NaN"),
        (f64::INFINITY, "inf"),
    ] {
        let study = study(MODEL).options(Options::default().tolerance(tolerance));
        assert_eq!(
            refused_run(&study, SURVEY),
            format!(
                "tolerance {shown} is not lawful: it is a largest change of a weight, above 0, as 1e-7"
            )
        );
    }
}

#[test]
fn no_iterations_are_refused() {
    assert_eq!(
        refused_run(
            &study(MODEL).options(Options::default().max_iterations(0)),
            SURVEY
        ),
        "max_iterations 0 is not lawful: at least one iteration is needed"
    );
}

#[test]
fn a_dominant_indicator_stands_in_the_block_of_a_construct() {
    let dominant = |construct, indicator| {
        study(MODEL).options(Options::default().dominant(construct, indicator))
    };
    assert_eq!(
        refused_run(&dominant("Imgae", "I1"), SURVEY),
        "dominant indicator of `Imgae`: no construct is called so; did you mean `Image`?"
    );
    assert_eq!(
        refused_run(&dominant("Image", "T1"), SURVEY),
        "dominant indicator `T1` is not in the block of `Image`; did you mean `I1`?"
    );
    assert_eq!(
        refused_run(&dominant("Image", "L"), SURVEY),
        "dominant indicator `L` is not in the block of `Image`"
    );
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
    assert_eq!(failed.reason, "indicator `L1` does not vary");
    assert!((50..90).contains(&failed.count), "{}", failed.count);
    let all: usize = bootstrap.failed.iter().map(|f| f.count).sum();
    assert_eq!(bootstrap.used + all, 200);
    let share = 100.0 * f64::from(u32::try_from(all).unwrap()) / 200.0;
    assert!(sentences(&document).contains(&format!(
        "{all} of 200 resamples failed ({share:.1} %): standard errors and intervals describe only the others; the ledger tells why"
    ).as_str()), "{:?}", sentences(&document));
    assert!(document.to_string().contains(&format!(
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
    assert_eq!(
        refused_run(&study, &with_answers(SURVEY, "L1", answers)),
        "only 0 of 4 resamples could be estimated, too few to say anything (indicator `L1` does not vary: 4)"
    );
}

#[test]
fn two_resamples_are_too_few_though_none_failed() {
    let sentence =
        "2 resamples cannot give an inference: customary are 500 to explore and 10000 to publish";
    assert_eq!(
        refused_run(&study(MODEL).bootstrap(Bootstrap::new(2)), SURVEY),
        sentence
    );
    let rows = GivenRows::new(vec![(1..=10).collect(); 2]);
    assert_eq!(
        refused_run(&study(MODEL).bootstrap(Bootstrap::of_rows(rows)), SURVEY),
        sentence
    );
}

#[test]
fn no_resamples_and_levels_beyond_0_and_1_are_refused() {
    let refused = |bootstrap| refused_run(&study(MODEL).bootstrap(bootstrap), SURVEY);
    assert_eq!(
        refused(Bootstrap::new(0)),
        "0 resamples cannot give an inference: customary are 500 to explore and 10000 to publish"
    );
    for (level, shown) in [(0.0, "0"), (1.0, "1"), (1.5, "1.5"), (f64::NAN, "NaN")] {
        assert_eq!(
            refused(Bootstrap::new(10).level(level)),
            format!("level {shown} is not lawful: it lies between 0 and 1, as 0.95")
        );
    }
}

#[test]
fn more_resamples_than_memory_can_hold_are_an_error() {
    let study = study(MODEL).bootstrap(Bootstrap::new(usize::MAX));
    let sentence = refused_run(&study, SURVEY);
    let begin = format!("{} resamples of ", usize::MAX);
    assert!(sentence.starts_with(&begin), "{sentence}");
    assert!(sentence.ends_with("ask for fewer"), "{sentence}");
}

/// What is wrong with a file of resamples, told when it is read or when it meets the survey; the sentence begins with
/// the file's name, which is taken off.
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
        let text = spoilt(RESAMPLES, "1,1,3", &format!("1,{cell},3"));
        assert_eq!(
            refused_resamples(&format!("cell{cell}"), &text),
            format!("line 3: `{cell}` is not a row number: rows are counted from 1")
        );
    }
}

#[test]
fn rows_of_resamples_are_rows_of_the_sample() {
    assert_eq!(
        refused_resamples("beyond", &spoilt(RESAMPLES, "1,1,3", "1,11,3")),
        "line 3: row 11 does not exist: the sample has 10 rows, counted from 1"
    );
}

#[test]
fn resamples_have_as_many_rows_as_the_sample() {
    assert_eq!(
        refused_resamples("short", &spoilt(RESAMPLES, "1,1,3", "1,3")),
        "line 3: 9 row numbers, but a resample of this sample has 10"
    );
    assert_eq!(
        refused_resamples("long", &spoilt(RESAMPLES, "1,1,3", "1,1,1,3")),
        "line 3: 11 row numbers, but a resample of this sample has 10"
    );
}

#[test]
fn blank_lines_of_resamples_count() {
    assert_eq!(
        refused_resamples("blank", &spoilt(RESAMPLES, "10\n1,1,3", "10\n\n1,0,3")),
        "line 4: `0` is not a row number: rows are counted from 1"
    );
}

#[test]
fn lines_of_resamples_that_end_as_on_windows_are_counted_alike() {
    let windows = spoilt(RESAMPLES, "1,1,3", "1,0,3").replace('\n', "\r\n");
    assert_eq!(
        refused_resamples("windows", &windows),
        "line 3: `0` is not a row number: rows are counted from 1"
    );
}

#[test]
fn a_header_of_resamples_alone_is_told_that_rows_are_missing() {
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
fn a_file_of_resamples_that_is_not_there_is_named() {
    let path = Path::new("no such folder").join("resamples.csv");
    let reason = std::fs::read(&path).unwrap_err();
    assert_eq!(
        GivenRows::read(&path).unwrap_err().to_string(),
        format!(
            "cannot read the resamples in `{}`: {reason}",
            path.display()
        )
    );
}

// The model.

#[test]
fn a_misspelt_construct_is_named_with_the_nearest() {
    assert_eq!(
        refused_model(&spoilt(MODEL, "~ Image", "~ Imgae")),
        "\
model text, line 4, column 11: path `Imgae -> Loyalty`: no construct is called `Imgae`; did you mean `Image`?
  | Loyalty ~ Imgae + Trust
  |           ^^^^^"
    );
    assert_eq!(
        refused_model(&spoilt(MODEL, "Loyalty ~", "Loyalti ~")),
        "\
model text, line 4, column 1: path `Image -> Loyalti`: no construct is called `Loyalti`; did you mean `Loyalty`?
  | Loyalti ~ Image + Trust
  | ^^^^^^^"
    );
}

#[test]
fn a_model_made_by_calls_has_no_text_to_point_at() {
    let draft = Draft::new()
        .construct(Construct::reflective("Image", ["I1", "I2"]))
        .construct(Construct::reflective("Loyalty", ["L1"]));
    assert_eq!(
        draft
            .path("Imgae", "Loyalty")
            .check()
            .unwrap_err()
            .to_string(),
        "path `Imgae -> Loyalty`: no construct is called `Imgae`; did you mean `Image`?"
    );
}

#[test]
fn a_construct_defined_twice_is_marked_at_the_second() {
    assert_eq!(
        refused_model(&spoilt(MODEL, "Trust   =~", "Image   =~")),
        "\
model text, line 2, column 1: construct `Image` is defined twice: join the two statements into one, or rename one
  | Image   =~ T1 + T2
  | ^^^^^"
    );
}

#[test]
fn a_construct_needs_indicators() {
    let nothing: [&str; 0] = [];
    let draft = Draft::new()
        .construct(Construct::reflective("Image", nothing))
        .construct(Construct::reflective("Loyalty", ["L1"]))
        .path("Image", "Loyalty");
    assert_eq!(
        draft.check().unwrap_err().to_string(),
        "construct `Image` has no indicators: name at least one column that measures it"
    );
}

#[test]
fn a_model_needs_constructs() {
    let sentence = "the model has no constructs: write one per line, as `Image =~ IMAG1 + IMAG2`";
    assert_eq!(refused_model(""), sentence);
    assert_eq!(refused_model("# nothing but a comment"), sentence);
    assert_eq!(Draft::new().check().unwrap_err().to_string(), sentence);
}

#[test]
fn a_name_is_never_blank() {
    assert_eq!(
        refused_model(&spoilt(MODEL, "I2", "` `")),
        "\
model text, line 1, column 17: \" \" cannot be a name: names have at least one character, and neither backquotes nor characters that cannot be seen (write their escapes, as they are shown here)
  | Image   =~ I1 + ` `
  |                 ^^^"
    );
}

#[test]
fn an_indicator_measures_one_construct_only() {
    assert_eq!(
        refused_model(&spoilt(MODEL, "T2", "I2")),
        "\
model text, line 2, column 17: indicator `I2` stands in the blocks of both `Image` and `Trust`: an indicator measures one construct only
  | Trust   =~ T1 + I2
  |                 ^^"
    );
}

#[test]
fn an_indicator_stands_once_in_its_block() {
    assert_eq!(
        refused_model(&spoilt(MODEL, "I1 + I2", "I1 + I2 + I1")),
        "\
model text, line 1, column 22: construct `Image` lists indicator `I1` twice: leave one out
  | Image   =~ I1 + I2 + I1
  |                      ^^"
    );
}

#[test]
fn a_construct_on_no_path_is_marked() {
    assert_eq!(
        refused_model(&spoilt(MODEL, " + Trust", "")),
        "\
model text, line 2, column 1: construct `Trust` stands on no path: draw one, as `Target ~ Trust`, or leave the construct out
  | Trust   =~ T1 + T2
  | ^^^^^"
    );
}

#[test]
fn a_path_to_itself_is_marked() {
    assert_eq!(
        refused_model(&spoilt(MODEL, "Image + Trust", "Loyalty")),
        "\
model text, line 4, column 11: path `Loyalty -> Loyalty`: a construct cannot influence itself; remove it
  | Loyalty ~ Loyalty
  |           ^^^^^^^"
    );
}

#[test]
fn a_path_drawn_twice_is_marked_at_the_second() {
    assert_eq!(
        refused_model(&spoilt(MODEL, "Image + Trust", "Image + Trust + Image")),
        "\
model text, line 4, column 27: path `Image -> Loyalty` is drawn twice: remove one
  | Loyalty ~ Image + Trust + Image
  |                           ^^^^^"
    );
}

#[test]
fn a_circle_of_paths_is_printed() {
    assert_eq!(
        refused_model(&format!("{MODEL}\nTrust ~ Image\nImage ~ Loyalty")),
        "\
model text, line 4, column 11: the paths run in a circle, Image -> Loyalty -> Image: remove or turn one of them
  | Loyalty ~ Image + Trust
  |           ^^^^^"
    );
}

#[test]
fn a_construct_without_indicators_is_found_in_its_own_line() {
    assert_eq!(
        refused_model("Image =~\nTrust =~ T1\nTrust ~ Image"),
        "\
model text, line 2, column 7: nothing stands after `=~` in line 1: name an indicator or a predictor
  | Trust =~ T1
  |       ^^"
    );
}

#[test]
fn quotation_marks_are_told_of_backquotes() {
    assert_eq!(
        refused_model("Image =~ 'item 1'"),
        "\
model text, line 1, column 10: names stand in backquotes, as `item 1`, not in quotation marks
  | Image =~ 'item 1'
  |          ^"
    );
}

#[test]
fn an_interaction_is_not_available_yet() {
    assert_eq!(
        refused_model(&spoilt(
            MODEL,
            "Image + Trust",
            "Image + Trust + Image:Trust"
        )),
        "\
model text, line 4, column 27: interaction `Image:Trust` is not available yet in this version: leave it out
  | Loyalty ~ Image + Trust + Image:Trust
  |                           ^^^^^^^^^^^"
    );
}

#[test]
fn a_higher_order_construct_is_not_available_yet() {
    assert_eq!(
        refused_model(&format!("{MODEL}\nBrand =~ Image + Trust")),
        "\
model text, line 5, column 10: higher-order construct `Brand` (measured by construct `Image`) is not available yet in this version: leave it out
  | Brand =~ Image + Trust
  |          ^^^^^"
    );
}

#[test]
fn a_mode_belongs_to_a_construct() {
    let draft = Draft::parse(MODEL).unwrap().mode("Imgae", Mode::B);
    assert_eq!(
        draft.check().unwrap_err().to_string(),
        "mode of `Imgae`: no construct is called so; did you mean `Image`?"
    );
}

#[test]
fn signs_of_other_notations_are_told_what_to_write() {
    for (right, wrong, answer) in [
        (
            "Image + Trust",
            "Image * Trust",
            "\
model text, line 4, column 17: `*` means a label or a fixed value in lavaan; an interaction is written `Image:Trust`
  | Loyalty ~ Image * Trust
  |                 ^",
        ),
        (
            "Loyalty ~",
            "Loyalty ~~",
            "\
model text, line 4, column 9: `~~` (a covariance in lavaan) has no place in a PLS model: leave the line out
  | Loyalty ~~ Image + Trust
  |         ^^",
        ),
        (
            "Loyalty ~ Image",
            "Image -> Loyalty",
            "\
model text, line 4, column 7: paths are written from their target: `Loyalty ~ Image` for Image -> Loyalty
  | Image -> Loyalty + Trust
  |       ^^",
        ),
        (
            "Image   =~",
            "Image   =",
            "\
model text, line 1, column 9: `=` alone is no operator: `=~` measures a reflective construct, `<~` a composite
  | Image   = I1 + I2
  |         ^",
        ),
        (
            "Image   =~",
            "Image   :=",
            "\
model text, line 1, column 9: `:=` (a defined quantity in lavaan) has no place in a model text: leave the line out
  | Image   := I1 + I2
  |         ^^",
        ),
        (
            "Image   =~",
            "Image   ==",
            "\
model text, line 1, column 9: `==` (a constraint in lavaan) has no place in a PLS model: leave the line out
  | Image   == I1 + I2
  |         ^^",
        ),
        (
            "I1 + I2",
            "I1 & I2",
            "\
model text, line 1, column 15: `&` has no meaning here: names with such characters stand in backquotes
  | Image   =~ I1 & I2
  |               ^",
        ),
    ] {
        assert_eq!(refused_model(&spoilt(MODEL, right, wrong)), answer);
    }
}

#[test]
fn a_comma_between_indicators_is_told_of_the_plus() {
    let sentence = refused_model(&spoilt(MODEL, "I1 + I2", "I1, I2"));
    assert!(sentence.contains("`+`"), "{sentence}");
}

#[test]
fn an_unclosed_backquote_is_marked_where_it_opens() {
    assert_eq!(
        refused_model(&spoilt(MODEL, "I1 + I2", "`I1 + I2")),
        "\
model text, line 1, column 12: this backquote is never closed: write names in a pair of them, as `item 1`
  | Image   =~ `I1 + I2
  |            ^"
    );
}

#[test]
fn a_range_runs_forwards_between_numbers() {
    for (wrong, answer) in [
        (
            "I2-1",
            "\
model text, line 1, column 12: the range `I2-1` runs backwards: write the smaller number first
  | Image   =~ I2-1
  |            ^^^^",
        ),
        (
            "self-esteem",
            "\
model text, line 1, column 12: `self-esteem` is no range, because `self` does not end with a number; write a range as `IMAG1-5`, and a name with a dash in backquotes
  | Image   =~ self-esteem
  |            ^^^^^^^^^^^",
        ),
        (
            "I1- + I2",
            "\
model text, line 1, column 16: expected the last number of the range, as in `IMAG1-5`
  | Image   =~ I1- + I2
  |                ^",
        ),
        (
            "I1-T2",
            "\
model text, line 1, column 12: `I1-T2` is no range: write it as `IMAG1-5`
  | Image   =~ I1-T2
  |            ^^^^^",
        ),
        (
            "I1-1001",
            "\
model text, line 1, column 12: the range `I1-1001` has more than 1000 indicators
  | Image   =~ I1-1001
  |            ^^^^^^^",
        ),
    ] {
        assert_eq!(refused_model(&spoilt(MODEL, "I1 + I2", wrong)), answer);
    }
}

#[test]
fn a_range_left_open_is_not_continued_with_the_next_statement() {
    let sentence = refused_model(&spoilt(MODEL, "I1 + I2", "I1-"));
    assert!(
        sentence.contains("expected the last number of the range"),
        "{sentence}"
    );
}

#[test]
fn a_range_of_very_many_zeros_is_a_name_like_any_other() {
    let zeros = "0".repeat(900);
    let model = spoilt(MODEL, "I1 + I2", &format!("I{zeros}1-2"));
    let model = Model::parse(&model).unwrap();
    let expected = [format!("I{zeros}1"), format!("I{zeros}2")];
    assert!(model.constructs()[0].indicators() == expected);
}

#[test]
fn a_name_that_begins_with_a_digit_stands_in_backquotes() {
    assert_eq!(
        refused_model(&spoilt(MODEL, "I1", "1I")),
        "\
model text, line 1, column 12: expected the name of an indicator, found `1I`: a name that begins with a digit stands in backquotes
  | Image   =~ 1I + I2
  |            ^^"
    );
}

#[test]
fn a_missing_operator_is_marked_where_it_should_stand() {
    for (right, wrong, answer) in [
        (
            "Image   =~",
            "Image  ",
            "\
model text, line 1, column 9: expected `=~` (reflective), `<~` (composite) or `~` (paths) after the name
  | Image   I1 + I2
  |         ^^",
        ),
        (
            "Image   =~ I1 + I2",
            "Image",
            "\
model text, line 1, column 6: expected `=~` (reflective), `<~` (composite) or `~` (paths) after the name
  | Image
  |      ^",
        ),
        (
            "I1 + I2",
            "I1 I2",
            "\
model text, line 1, column 15: expected `+` or the end of the line
  | Image   =~ I1 I2
  |               ^^",
        ),
        (
            "Image   =~",
            "=~",
            "\
model text, line 1, column 1: expected the name of a construct
  | =~ I1 + I2
  | ^^",
        ),
    ] {
        assert_eq!(refused_model(&spoilt(MODEL, right, wrong)), answer);
    }
}

#[test]
fn a_trailing_plus_is_marked_in_its_own_line() {
    let sentence = "\
model text, line 4, column 26: expected the name of a construct
  | Loyalty ~ Image + Trust +
  |                          ^";
    assert_eq!(refused_model(&format!("{MODEL} +")), sentence);
    // As a study file writes it: the text ends with a line end.
    assert_eq!(refused_model(&format!("{MODEL} +\n")), sentence);
}

#[test]
fn a_plus_that_joins_two_statements_is_found() {
    // The first line lacks its last indicator, and the second is read as its continuation.
    let sentence = refused_model(&spoilt(MODEL, "I1 + I2", "I1 + I2 +"));
    assert!(sentence.contains("line 2"), "{sentence}");
    assert!(sentence.contains("`+` at the end of line 1"), "{sentence}");
}

#[test]
fn the_underline_stands_beneath_wide_letters_and_after_tabs() {
    assert_eq!(
        refused_model("形象\t=~ 甲 * 乙"),
        "\
model text, line 1, column 9: `*` means a label or a fixed value in lavaan; an interaction is written `Image:Trust`
  | 形象 =~ 甲 * 乙
  |            ^"
    );
}

// The study file.

#[test]
fn a_study_file_that_is_not_there_is_named() {
    let path = Path::new("no such folder").join("study.toml");
    assert_eq!(
        StudyFile::read(&path).unwrap_err().to_string(),
        format!(
            "cannot read `{}`: there is no folder `no such folder`",
            path.display()
        )
    );
}

#[test]
fn broken_toml_is_told_its_line() {
    for (right, wrong, answer) in [
        (
            "tolerance =",
            "tolerance",
            "line 12: key with no value, expected `=`",
        ),
        (
            "[estimate]",
            "[estimate",
            "line 9: unclosed table, expected `]`",
        ),
        (
            "survey.csv\"",
            "survey.csv",
            "line 2: a quotation mark is not closed in this line; text of several lines stands between \"\"\" and \"\"\"",
        ),
    ] {
        assert_eq!(refused_study(&spoilt(STUDY, right, wrong)), answer);
    }
}

#[test]
fn a_key_outside_of_its_table_is_told_where_it_belongs() {
    assert_eq!(
        refused_study("file = \"survey.csv\""),
        "line 1: `file` stands outside of any table: write it below [data]"
    );
}

#[test]
fn the_first_line_that_is_no_toml_is_named() {
    assert_eq!(
        refused_study("[data]\nfile = \"d.csv\"\n[model]\ntext = \"A =~ a\nB =~ b\nB ~ A\"\n"),
        "line 4: a quotation mark is not closed in this line; text of several lines stands between \"\"\" and \"\"\""
    );
}

#[test]
fn a_windows_path_is_told_how_to_be_written() {
    let sentence = refused_study("[data]\nfile = \"C:\\Users\\survey.csv\"");
    assert!(
        sentence.starts_with("line 2: ")
            && sentence.ends_with("(a Windows path is written with `/`, or within single quotes)"),
        "{sentence}"
    );
}

#[test]
fn a_key_or_table_written_twice_is_named() {
    for (right, wrong, line, name) in [
        ("tolerance = 1e-7", "scheme = \"path\"", 12, "scheme"),
        ("[bootstrap]", "[estimate]", 15, "estimate"),
    ] {
        assert_eq!(
            refused_study(&spoilt(STUDY, right, wrong)),
            format!("line {line}: `{name}` stands here for the second time: take one of them out")
        );
    }
}

#[test]
fn an_unknown_table_or_key_is_named_with_the_nearest() {
    for (right, wrong, answer) in [
        (
            "[bootstrap]",
            "[botstrap]",
            "line 15: [botstrap] is unknown; did you mean `bootstrap`?",
        ),
        ("[bootstrap]", "[results]", "line 15: [results] is unknown"),
        (
            "tolerance",
            "tolerence",
            "line 12: `tolerence` of [estimate] is unknown; did you mean `tolerance`?",
        ),
        (
            "level",
            "alpha",
            "line 17: `alpha` of [bootstrap] is unknown",
        ),
        (
            "file =",
            "File =",
            "line 2: `File` of [data] is unknown; did you mean `file`?",
        ),
        (
            "modes =",
            "mode =",
            "line 7: `mode` of [model] is unknown; did you mean `modes`?",
        ),
    ] {
        assert_eq!(refused_study(&spoilt(STUDY, right, wrong)), answer);
    }
}

#[test]
fn a_table_is_no_value() {
    let study = spoilt(STUDY, "[bootstrap]\nresamples = 500\nlevel = 0.95\n", "");
    assert_eq!(
        refused_study(&format!("bootstrap = 500\n{study}")),
        "line 1: `bootstrap` is a table: write [bootstrap] and its keys below"
    );
}

#[test]
fn a_misspelt_value_is_named_with_the_nearest() {
    for (right, wrong, answer) in [
        (
            "\"path\"",
            "\"paht\"",
            "line 10: `scheme` = \"paht\" is not lawful: it takes \"path\", \"factorial\" or \"centroid\"; did you mean `path`?",
        ),
        (
            "\"path\"",
            "1",
            "line 10: `scheme` = 1 is not lawful: it takes text in quotation marks",
        ),
        (
            "\"error\"",
            "\"casewize\"",
            "line 3: `missing` = \"casewize\" is not lawful: it takes \"error\", \"casewise\" or \"mean\"; did you mean `casewise`?",
        ),
        (
            "Image = \"A\"",
            "Image = \"formative\"",
            "line 7: `modes.Image` = \"formative\" is not lawful: it takes \"A\", \"B\", \"unit\" or \"pca\"",
        ),
        (
            "{ Image = \"A\" }",
            "\"A\"",
            "line 7: `modes` = \"A\" is not lawful: it takes a table, as { Image = \"...\" }",
        ),
        (
            "missing = \"error\"",
            "missing_codes = -99",
            "line 3: `missing_codes` = -99 is not lawful: it takes a list of numbers, as [-99]",
        ),
    ] {
        assert_eq!(refused_study(&spoilt(STUDY, right, wrong)), answer);
    }
}

#[test]
fn one_sign_is_not_a_misspelling_of_another() {
    assert_eq!(
        refused_study(&spoilt(STUDY, "missing = \"error\"", "delimiter = \":\"")),
        "line 3: `delimiter` = \":\" is not lawful: it takes \",\", \";\", \"\\t\" or \"|\""
    );
}

#[test]
fn a_missing_code_is_a_number_that_a_cell_can_hold() {
    let study = spoilt(STUDY, "missing = \"error\"", "missing_codes = [nan]");
    let sentence = refused_study(&study);
    assert!(sentence.contains("line 3: `missing_codes`"), "{sentence}");
}

#[test]
fn how_a_file_is_read_is_checked_in_the_study_file() {
    for (setting, told) in [
        (
            "encoding = \"windws-1252\"",
            "line 3: `encoding` = \"windws-1252\" is not lawful: it takes the name of an encoding, as \"windows-1252\" or \"utf-16le\"; did you mean `windows-1252`?",
        ),
        (
            "header_rows = 0",
            "line 3: `header_rows` = 0 is not lawful: it takes a whole number of at least 1",
        ),
        (
            "sheet = 2",
            "line 3: `sheet` = 2 is not lawful: it takes text in quotation marks",
        ),
    ] {
        assert_eq!(
            refused_study(&spoilt(STUDY, "missing = \"error\"", setting)),
            told
        );
    }
    let lawful = "encoding = \"latin1\"\ndelimiter = \"|\"\nheader_rows = 3";
    let study = spoilt(STUDY, "missing = \"error\"", lawful);
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
    let sentence = refused_study(&spoilt(STUDY, "level = 0.95", "intervals = []"));
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
    let study = spoilt(STUDY, "survey.csv", "file");
    let commas = "delimiter = \",\"\ndecimal = \",\"";
    let study = spoilt(&study, "missing = \"error\"", commas);
    let study = StudyFile::parse(&study, path.parent().unwrap()).unwrap();
    assert_eq!(study.read, options);
    assert_eq!(numbers(&study.table().unwrap()), expected);
}

#[test]
fn unquoted_decimal_commas_beside_a_comma_as_delimiter_are_ragged_lines() {
    let options = ReadOptions::new().delimiter(',').decimal(',');
    assert_eq!(
        options.parse("x,y\n3,5,4,2\n").unwrap_err().to_string(),
        "line 2 has 4 cells, but the header has 2 (`4` stands beyond column `y`): look for a missing or additional delimiter `,`, or for an unclosed quotation mark"
    );
}

#[test]
fn numbers_beyond_their_range_are_refused_with_the_range() {
    for wrong in ["0", "-1e-7", "nan", "inf", "\"small\"", "true"] {
        assert_eq!(
            refused_study(&spoilt(STUDY, "1e-7", wrong)),
            format!(
                "line 12: `tolerance` = {wrong} is not lawful: it takes a number above 0, as 1e-7"
            )
        );
    }
    for wrong in ["0", "1", "1.5", "-0.95", "nan", "\"95 %\""] {
        assert_eq!(
            refused_study(&spoilt(STUDY, "0.95", wrong)),
            format!(
                "line 17: `level` = {wrong} is not lawful: it takes a number between 0 and 1, as 0.95"
            )
        );
    }
    for wrong in ["0", "-1", "0.5", "99999999999999999999", "\"many\""] {
        assert_eq!(
            refused_study(&spoilt(STUDY, "500", wrong)),
            format!(
                "line 16: `resamples` = {wrong} is not lawful: it takes a whole number of at least 3"
            )
        );
        assert_eq!(
            refused_study(&spoilt(STUDY, "300", wrong)),
            format!(
                "line 13: `max_iterations` = {wrong} is not lawful: it takes a whole number of at least 1"
            )
        );
    }
    assert_eq!(
        refused_study(&spoilt(STUDY, "level = 0.95", "seed = -1")),
        "line 17: `seed` = -1 is not lawful: it takes a whole number of at least 0"
    );
}

#[test]
fn what_later_versions_will_do_is_refused_by_name() {
    let estimate = "scheme = \"path\"";
    for (right, wrong, answer) in [
        ("[bootstrap]", "[predict]", "line 15: [predict]"),
        ("[bootstrap]", "[groups]", "line 15: [groups]"),
        (
            estimate,
            "interaction = \"two-stage\"",
            "line 10: `interaction` of [estimate]",
        ),
        (
            estimate,
            "higher_order = \"repeated\"",
            "line 10: `higher_order` of [estimate]",
        ),
    ] {
        assert_eq!(
            refused_study(&spoilt(STUDY, right, wrong)),
            format!("{answer} is not available yet in this version; take it out")
        );
    }
}

#[test]
fn what_a_study_needs_is_asked_for() {
    for (right, wrong, answer) in [
        (
            "file = \"survey.csv\"\n",
            "",
            "`file` of [data] is missing: write `file = \"survey.csv\"` under [data], to name the answers (`plan`, `simulate` and `power` do without)",
        ),
        (
            "text = \"Image =~ I1 + I2; Loyalty =~ L1; Loyalty ~ Image\"\n",
            "",
            "the model is missing: write `text = \"\"\" ... \"\"\"` or `file = \"study.model\"` under [model]",
        ),
        (
            "resamples = 500\n",
            "",
            "`resamples` of [bootstrap] is missing: write `resamples = 10000` under [bootstrap]",
        ),
    ] {
        assert_eq!(refused_study(&spoilt(STUDY, right, wrong)), answer);
    }
}

#[test]
fn keys_that_exclude_each_other_are_refused() {
    assert_eq!(
        refused_study(&spoilt(
            STUDY,
            "modes = {",
            "file = \"study.model\"\nmodes = {"
        )),
        "line 7: [model] has both `text` and `file`: take one of them out"
    );
}

#[test]
fn resamples_are_either_given_or_drawn() {
    let sentence = |line| {
        format!(
            "line {line}: [bootstrap] has both `rows` and `resamples`: resamples are either given or drawn; take one of them out"
        )
    };
    assert_eq!(
        refused_study(&spoilt(
            STUDY,
            "[bootstrap]",
            "[bootstrap]\nrows = \"resamples.csv\""
        )),
        sentence(17)
    );
    // The line is that of the second of the two keys, whichever it is.
    assert_eq!(
        refused_study(&spoilt(STUDY, "level = 0.95", "rows = \"resamples.csv\"")),
        sentence(17)
    );
}

#[test]
fn resamples_that_are_given_have_no_seed() {
    let rows = file("seeded", RESAMPLES);
    let given = format!("rows = '{}'\nseed = 1", rows.display());
    let sentence = refused_study(&spoilt(STUDY, "resamples = 500", &given));
    assert!(sentence.contains("line 17: "), "{sentence}");
    assert!(sentence.contains("`seed`"), "{sentence}");
}

#[test]
fn names_in_the_settings_are_names_of_the_model() {
    for (right, wrong, answer) in [
        (
            "{ Image = \"A\" }",
            "{ Imgae = \"A\" }",
            "line 7: construct `Imgae` of `modes` is unknown; did you mean `Image`?",
        ),
        (
            "{ Image = \"I1\" }",
            "{ Imgae = \"I1\" }",
            "line 11: construct `Imgae` of `dominant` is unknown; did you mean `Image`?",
        ),
        (
            "{ Image = \"I1\" }",
            "{ Image = \"I3\" }",
            "line 11: dominant indicator `I3` is not in the block of `Image`; did you mean `I1`?",
        ),
        (
            "~ Image",
            "~ Imgae",
            "\
model text, line 1, column 44: path `Imgae -> Loyalty`: no construct is called `Imgae`; did you mean `Image`?
  | Image =~ I1 + I2; Loyalty =~ L1; Loyalty ~ Imgae
  |                                            ^^^^^",
        ),
    ] {
        assert_eq!(refused_study(&spoilt(STUDY, right, wrong)), answer);
    }
}

#[test]
fn a_dominant_indicator_of_another_block_is_not_called_unknown() {
    // `L1` is an indicator of the model: it stands in the block of `Loyalty`.
    assert_eq!(
        refused_study(&spoilt(STUDY, "{ Image = \"I1\" }", "{ Image = \"L1\" }")),
        "line 11: dominant indicator `L1` is not in the block of `Image`; did you mean `I1`?"
    );
}

// Any input at all.

/// Pieces in any order: nearer to a lawful text than arbitrary characters, and so deeper into the reader.
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

/// Lawful statements in any order, most of which make a model.
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
            .measures(Measure::ON_REQUEST.iter().copied())
            .exact_fit(ExactFit::new(5));
        for study in [study, bootstrapped, assessed] {
            match study.run(&table) {
                Ok(document) => {
                    prop_assert!(all_finite(&document), "{document:?}");
                    prop_assert!(!document.to_string().contains("NaN"));
                    // A number that JSON cannot say would be `null`, and could not be read back.
                    let read: Result<Document, _> = serde_json::from_str(&document.to_json());
                    prop_assert!(read.is_ok(), "{read:?}");
                }
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
        }
    }
}

#[test]
fn settings_of_assessment_that_cannot_be_are_refused_by_line() {
    let estimate = "scheme = \"path\"";
    let base = spoilt(STUDY, estimate, "consistent = true");
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
            "line 10: `reliability.Image` = 1.2 is not lawful: it takes a number above 0 and at most 1, as 0.8",
        ),
        (
            "consistent = true",
            "consistent = \"yes\"",
            "line 10: `consistent` = \"yes\" is not lawful: it takes true or false",
        ),
        (
            "level = 0.95",
            "level = 0.95\n[assess]\nredundancy = { Imgae = \"IMAG1\" }",
            "line 19: construct `Imgae` of `redundancy` is unknown; did you mean `Image`?",
        ),
        (
            "level = 0.95",
            "level = 0.95\n[fit]\nseed = 1",
            "`resamples` of [fit] is missing: write `resamples = 1000` under [fit]",
        ),
        (
            "level = 0.95",
            "level = 0.95\n[fit]\nresamples = 2",
            "line 19: `resamples` = 2 is not lawful: it takes a whole number of at least 3",
        ),
    ] {
        let told = refused_study(&spoilt(&base, right, wrong));
        assert!(told.starts_with(answer), "{told}\nnot\n{answer}");
    }
}

#[test]
fn a_row_without_a_group_is_named() {
    for cell in ["", "NA", " . ", "nan"] {
        let table = table(&format!("size,x\nsmall,1\n{cell},2\nlarge,3\n"));
        assert_eq!(
            Groups::of(&table, "size").unwrap_err().to_string(),
            "column `size`, line 3: the cell is missing, so that the row belongs to no group; fill it, or leave the row out"
        );
    }
}
