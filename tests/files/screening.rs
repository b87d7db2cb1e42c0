//! Screening of the answers: each fault is put into a survey that has none, and is detected in its
//! place.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use approx::assert_abs_diff_eq;
use pls_sem::assess::AssessFinding;
use pls_sem::nalgebra::DMatrix;
use pls_sem::screen::ScreenFinding;
use pls_sem::{
    Finding, FindingRecord, Matrix, Missing, Model, ReadOptions, Remark, Screening, Table,
};

use crate::report::unbroken;

const MODEL: &str = "R =~ KR1-5; P =~ KP1-5; S =~ INT1-4; S ~ R + P";

/// Rows of the survey.
const ROWS: usize = 271;

/// The answers to the model's 14 questions in the bundled survey, by name, without two rows of long runs.
fn survey() -> Vec<(String, Vec<f64>)> {
    let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv")).unwrap();
    let model = Model::parse(MODEL).unwrap();
    let columns = model.indicators().map(|name| {
        let rows = (0..table.rows()).filter(|i| ![58, 62].contains(i));
        let answers = rows.map(|i| table.number(name, i).unwrap());
        (name.to_owned(), answers.collect())
    });
    columns.collect()
}

fn screen(model: &str, columns: &[(String, Vec<f64>)]) -> Screening {
    let table = Table::from_columns(columns.iter().cloned()).unwrap();
    Screening::of(&Model::parse(model).unwrap(), &table, Missing::Mean).unwrap()
}

fn column<'c>(columns: &'c mut [(String, Vec<f64>)], name: &str) -> &'c mut Vec<f64> {
    &mut columns.iter_mut().find(|(n, _)| n == name).unwrap().1
}

fn findings(screening: &Screening) -> Vec<Finding> {
    let records = screening.findings.iter();
    let of_a_kind = records.flat_map(|f| std::iter::once(&f.finding).chain(&f.others));
    of_a_kind.cloned().collect()
}

/// The findings, all of which are of one room.
fn kinds<R: Remark>(screening: &Screening) -> Vec<R> {
    let findings = findings(screening);
    findings.iter().map(|f| f.kind().unwrap()).collect()
}

fn has<R: Remark + PartialEq>(screening: &Screening, kind: &R) -> bool {
    let findings = findings(screening);
    findings.iter().any(|f| f.kind().as_ref() == Some(kind))
}

#[test]
fn a_valid_survey_has_no_findings() {
    let screening = screen(MODEL, &survey());
    assert_eq!(findings(&screening), []);
    assert_eq!(screening.rows, Some(ROWS));
    assert_eq!(screening.missing_patterns.len(), 1);
    assert_eq!(screening.missing_patterns[0].rows, ROWS);
    let read: Screening = serde_json::from_str(&screening.to_json()).unwrap();
    assert_eq!(read, screening);
}

#[test]
fn ranges_and_shares_are_those_counted_by_hand() {
    let x = vec![1.0, 1.0, 2.0, 5.0, f64::NAN, 4.0, 4.0, 2.0, 1.0];
    let y = vec![2.0, 1.0, 3.0, 4.0, 5.0, 3.0, 5.0, 3.0, 2.0];
    let screening = screen("X =~ x; Y =~ y; Y ~ X", &[("x".into(), x), ("y".into(), y)]);
    let x = &screening.indicators[0];
    assert_eq!(
        (x.descriptives.min, x.descriptives.max),
        (Some(1.0), Some(5.0))
    );
    assert_eq!(x.values, Some(4));
    assert_eq!((x.at_min, x.at_max), (Some(3.0 / 8.0), Some(1.0 / 8.0)));
    assert_eq!(x.descriptives.missing, Some(1));
    assert_eq!(x.item_total, None);
    let few = ScreenFinding::FewCategories {
        indicators: vec!["x".into()],
    };
    assert!(has(&screening, &few));
}

#[test]
fn straight_lining_respondents_are_named_by_row() {
    let mut columns = survey();
    for (k, (_, answers)) in columns.iter_mut().enumerate() {
        answers[7] = 4.0; // all the same
        answers[20] = if k == 3 { 5.0 } else { 2.0 }; // the last ten the same
        answers[30] = if k == 5 { 5.0 } else { 2.0 }; // only eight on end
        answers[40] = 1.0 + (k % 2) as f64; // two answers in turn
        answers[50] = if k < 2 { f64::NAN } else { 3.0 }; // a run of those that are given
    }
    let screening = screen(MODEL, &columns);
    let found: Vec<(&str, usize, usize)> = screening
        .straight_lines
        .iter()
        .map(|line| (line.row.as_str(), line.answers, line.longest_run))
        .collect();
    assert_eq!(
        found,
        [("row 8", 14, 14), ("row 21", 14, 10), ("row 51", 12, 12)]
    );
    let finding = ScreenFinding::StraightLining {
        rows: vec!["row 8".into(), "row 21".into(), "row 51".into()],
    };
    assert_eq!(kinds::<ScreenFinding>(&screening), [finding]);
}

#[test]
fn a_run_goes_by_the_columns_of_the_file_and_not_by_the_blocks_of_the_model() {
    let mut columns = survey();
    columns
        .iter_mut()
        .enumerate()
        .for_each(|(k, (_, x))| x[9] = if k < 10 { 3.0 } else { 5.0 });
    // The model names the last block of the file between the first two.
    let turned = "R =~ KR1-5; S =~ INT1-4; P =~ KP1-5; S ~ R + P";
    assert_eq!(screen(turned, &columns).straight_lines[0].longest_run, 10);
}

#[test]
fn nobody_is_judged_by_fewer_than_ten_questions() {
    let mut columns = survey();
    columns
        .iter_mut()
        .for_each(|(_, x)| (x[9], x[11]) = (3.0, 3.0));
    let screening = screen("R =~ KR1-5; S =~ INT1-4; S ~ R", &columns);
    assert!(screening.straight_lines.is_empty() && screening.duplicates.is_empty());
    assert!(
        screening.to_string().contains("fewer than 10 questions"),
        "{screening}"
    );
}

#[test]
fn identical_rows_are_found_whatever_else_the_file_holds() {
    let mut columns = survey();
    for (_, answers) in &mut columns {
        (answers[9], answers[200]) = (answers[5], answers[5]);
        answers[12] = answers[100];
    }
    // The same gap is the same answer, another gap is not.
    let name = columns[0].0.clone();
    (0..3).for_each(|i| column(&mut columns, &name)[[5, 9, 200][i]] = f64::NAN);
    column(&mut columns, "INT4")[200] = f64::NAN;
    columns.push(("id".into(), (0..ROWS).map(|i| i as f64).collect()));
    let screening = screen(MODEL, &columns);
    let sets = vec![
        vec!["row 6".to_owned(), "row 10".into()],
        vec!["row 13".into(), "row 101".into()],
    ];
    assert_eq!(
        kinds::<ScreenFinding>(&screening),
        [ScreenFinding::DuplicatedRows { sets }]
    );
    let numbers: Vec<usize> = screening.duplicates.iter().map(|d| d.set).collect();
    assert_eq!(numbers, [1, 1, 2, 2]);
}

#[test]
fn straight_lines_are_not_reported_again_as_duplicates() {
    let mut columns = survey();
    columns
        .iter_mut()
        .for_each(|(_, x)| (x[9], x[11]) = (3.0, 3.0));
    let screening = screen(MODEL, &columns);
    assert_eq!(screening.straight_lines.len(), 2);
    assert_eq!(screening.duplicates, []);
}

#[test]
fn a_reversed_question_is_found_in_its_block_and_no_other() {
    let mut columns = survey();
    column(&mut columns, "KP3")
        .iter_mut()
        .for_each(|x| *x = 6.0 - *x);
    match kinds(&screen(MODEL, &columns)).as_slice() {
        [
            ScreenFinding::ReversedItem {
                construct,
                indicator,
                item_total,
            },
        ] => {
            assert_eq!((construct.as_str(), indicator.as_str()), ("P", "KP3"));
            assert!(*item_total < -0.3);
        }
        others => panic!("{others:?}"),
    }
    // The questions of a Mode B block may have different directions.
    let formative = MODEL.replace("P =~", "P <~");
    assert_eq!(findings(&screen(&formative, &columns)), []);
}

#[test]
fn blocks_whose_questions_are_mixed_up_look_alike() {
    let columns = survey();
    let mixed = "A =~ KR1 + KP1; B =~ KR2 + KP2; B ~ A";
    let alike = |screening: &Screening| match kinds(screening).as_slice() {
        [ScreenFinding::BlocksAlike { a, b, htmt }] => {
            assert_eq!((a.as_str(), b.as_str()), ("A", "B"));
            *htmt
        }
        others => panic!("{others:?}"),
    };
    let screening = screen(mixed, &columns);
    let htmt = alike(&screening);
    assert!(htmt > 1.0);

    // The same is reported for a matrix in place of the rows.
    let x = DMatrix::from_fn(ROWS, columns.len(), |i, k| columns[k].1[i]);
    let centred = DMatrix::from_fn(ROWS, columns.len(), |i, k| x[(i, k)] - x.column(k).mean());
    let covariances = centred.transpose() * &centred / (ROWS - 1) as f64;
    let names = columns.iter().map(|(name, _)| name.clone());
    let matrix = Matrix::covariances(&covariances, names, ROWS).unwrap();
    let of_matrix = Screening::of(&Model::parse(mixed).unwrap(), &matrix, Missing::Error).unwrap();
    assert_eq!(of_matrix.rows, None);
    assert_abs_diff_eq!(alike(&of_matrix), htmt, epsilon = 1e-12);
    let total = |screening: &Screening| screening.indicators[0].item_total.unwrap();
    assert_abs_diff_eq!(total(&of_matrix), total(&screening), epsilon = 1e-12);
    assert!(
        of_matrix.to_string().contains("A matrix has no rows"),
        "{of_matrix}"
    );
}

#[test]
fn columns_with_the_same_answers_are_named_together() {
    let mut columns = survey();
    let copied = column(&mut columns, "KR1").clone();
    *column(&mut columns, "KR4") = copied;
    let same = ScreenFinding::SameAnswers {
        indicators: vec!["KR1".into(), "KR4".into()],
    };
    assert_eq!(kinds::<ScreenFinding>(&screen(MODEL, &columns)), [same]);
}

#[test]
fn missing_answers_are_counted_by_pattern_and_by_row() {
    let mut columns = survey();
    for i in 0..5 {
        column(&mut columns, "KP1")[i] = f64::NAN;
        column(&mut columns, "KP2")[i] = f64::NAN;
    }
    // 3 of 14 are more than 15 %, 2 of 14 are not.
    column(&mut columns, "INT1")[4] = f64::NAN;
    let screening = screen(MODEL, &columns);
    let patterns: Vec<(usize, usize)> = screening
        .missing_patterns
        .iter()
        .map(|p| (p.missing.len(), p.rows))
        .collect();
    assert_eq!(patterns, [(0, ROWS - 5), (2, 4), (3, 1)]);
    assert_eq!(screening.missing_patterns[1].missing, ["KP1", "KP2"]);
    let finding = ScreenFinding::ManyMissingInRows {
        rows: vec!["row 5".into()],
        of: ROWS,
    };
    assert_eq!(kinds::<ScreenFinding>(&screening), [finding]);
    assert_eq!(screening.missing_rows[0].missing, 3);
}

#[test]
fn rows_that_the_study_will_drop_are_reported() {
    let mut columns = survey();
    for i in 0..20 {
        let name = ["KR1", "KR2"][i % 2];
        column(&mut columns, name)[i] = f64::NAN;
    }
    let table = Table::from_columns(columns).unwrap();
    let model = Model::parse(MODEL).unwrap();
    let told = |missing| kinds::<AssessFinding>(&Screening::of(&model, &table, missing).unwrap());
    let dropped = AssessFinding::ManyDropped {
        dropped: 20,
        rows: ROWS,
    };
    assert_eq!(told(Missing::Casewise), [dropped]);
    assert_eq!(told(Missing::Mean), []);
}

#[test]
fn an_indicator_far_from_normal_is_reported() {
    let mut columns = survey();
    let x = column(&mut columns, "INT2");
    x.iter_mut().enumerate().for_each(|(i, x)| {
        *x = [5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 4.0, 3.0, 2.0, 1.0][i % 12];
    });
    let far = ScreenFinding::FarFromNormal {
        indicators: vec!["INT2".into()],
    };
    assert!(has(&screen(MODEL, &columns), &far));
}

#[test]
fn rows_are_named_by_the_lines_of_the_file() {
    let mut text = String::from("x1,x2,x3,x4,x5,x6,x7,x8,x9,y\n");
    for i in 0..12 {
        let cells: Vec<String> = (0..10)
            .map(|k| (1 + (i * i + k * (k + i + 1)) % 5).to_string())
            .collect();
        text += &(cells.join(",") + "\n");
        if i == 3 {
            text += "\n4,4,4,4,4,4,4,4,4,4\n";
        }
    }
    let table = ReadOptions::new().parse(&text).unwrap();
    let model = Model::parse("X =~ x1-9; Y =~ y; Y ~ X").unwrap();
    let screening = Screening::of(&model, &table, Missing::Error).unwrap();
    // Header, four rows, a blank line.
    assert_eq!(screening.straight_lines[0].row, "line 7");
}

#[test]
fn rows_of_weight_zero_are_not_screened() {
    let mut columns = survey();
    columns.iter_mut().for_each(|(_, x)| x[7] = 4.0);
    let weights = (0..ROWS).map(|i| if i == 7 { 0.0 } else { 1.0 });
    columns.push(("w".into(), weights.collect()));
    let table = Table::from_columns(columns)
        .unwrap()
        .weighted_by("w")
        .unwrap();
    let screening = Screening::of(&Model::parse(MODEL).unwrap(), &table, Missing::Error).unwrap();
    assert_eq!(
        (screening.rows, findings(&screening)),
        (Some(ROWS - 1), vec![])
    );
}

#[test]
fn findings_from_correlations_are_not_reported_while_missing_codes_are_suspected() {
    let mut columns = survey();
    for x in column(&mut columns, "KP3") {
        *x = 6.0 - *x;
    }
    column(&mut columns, "KR2")[8] = -99.0;
    let screening = screen(MODEL, &columns);
    let codes: Vec<&str> = screening.findings.iter().map(FindingRecord::code).collect();
    assert_eq!(codes, ["suspected_missing_code"]);
    assert!(screening.suspects_codes());
    let page = unbroken(&screening.page());
    assert!(
        page.ends_with("are screened after the missing codes are declared.\n"),
        "{page}"
    );
}

#[test]
fn codes_that_stand_beside_each_other_do_not_hide_each_other() {
    let mut columns = survey();
    let answers = column(&mut columns, "KR2");
    (answers[3], answers[8], answers[11]) = (-8.0, -9.0, -98.0);
    let screening = screen(MODEL, &columns);
    let codes = kinds(&screening).into_iter().map(|finding| match finding {
        AssessFinding::SuspectedMissingCode { value, low, .. } => (value, low),
        other => panic!("{other:?}"),
    });
    let codes: Vec<(f64, f64)> = codes.collect();
    assert_eq!(codes, [(-8.0, 1.0), (-9.0, 1.0), (-98.0, 1.0)]);
}

#[test]
fn one_code_in_many_questions_is_one_finding() {
    let mut columns = survey();
    for (k, (_, answers)) in columns.iter_mut().enumerate() {
        answers[3 * k] = -99.0;
    }
    let names: Vec<String> = columns.iter().map(|(name, _)| name.clone()).collect();
    let screening = screen(MODEL, &columns);
    let finding = AssessFinding::SuspectedMissingCode {
        indicators: names,
        value: -99.0,
        count: 14,
        low: 1.0,
        high: 5.0,
        declare: "missing_codes = [-99]".to_owned(),
    };
    assert_eq!(
        kinds::<AssessFinding>(&screening),
        std::slice::from_ref(&finding)
    );
    let sentence = finding.message();
    assert!(
        sentence.contains(
            "`KP5` and 4 more hold -99 in 14 answers, while their other answers lie between 1 and 5"
        ),
        "{sentence}"
    );
}

#[test]
fn a_list_of_very_many_rows_is_short_in_words_and_whole_in_the_document() {
    let (_, columns): (Vec<_>, Vec<Vec<f64>>) = survey().into_iter().unzip();
    let names = survey().into_iter().map(|(name, _)| name);
    let first_row = columns.iter().map(|x| vec![x[0]; 20_000]);
    let mut repeated: Vec<(String, Vec<f64>)> = names.zip(first_row).collect();
    for ((_, x), answers) in repeated.iter_mut().zip(&columns) {
        x.extend(answers);
    }
    let screening = screen(MODEL, &repeated);
    assert!(screening.duplicates.len() > 20_000);
    for found in &screening.findings {
        assert!(
            found.message().len() < 600,
            "{} bytes",
            found.message().len()
        );
    }
    let sentence = screening.findings[0].message();
    assert!(
        sentence.contains("row 1 = row 2 = row 3 = row 4 = row 5 and 19996 more"),
        "{sentence}"
    );
}

#[test]
fn obstacles_are_reported_for_each_question_and_the_others_are_screened() {
    let mut columns = survey();
    *column(&mut columns, "KR2") = vec![3.0; ROWS];
    *column(&mut columns, "INT3") = vec![f64::NAN; ROWS];
    for x in column(&mut columns, "KP3") {
        *x = 6.0 - *x;
    }
    columns.retain(|(name, _)| name != "KR5");
    let screening = screen(MODEL, &columns);
    assert_eq!(
        screening.obstacles,
        [
            "column `KR2` is constant in the rows used (every answer is 3), so that it cannot be standardised: leave the indicator out",
            "indicator `KR5` of construct `R` is not a column of the data; the columns of this stem are KR1-4: write these",
            "column `INT3` has no answers at all: leave the indicator out",
        ]
    );
    assert_eq!(screening.indicators.len(), 11);
    let codes: Vec<&str> = screening.findings.iter().map(FindingRecord::code).collect();
    assert_eq!(codes, ["reversed_item"]);
    let report = screening.to_string();
    assert!(report.contains("What prevents estimation"), "{report}");
    // A fault of all of them together is reported if no single one is at fault.
    let mut columns = survey();
    column(&mut columns, "KR2")[4] = f64::NAN;
    let table = Table::from_columns(columns).unwrap();
    let model = Model::parse(MODEL).unwrap();
    let obstacles = |missing| Screening::of(&model, &table, missing).unwrap().obstacles;
    let untreated = "lack 1 answer (the first in column `KR2`, row 5), and the study does not say how to treat them";
    assert!(obstacles(Missing::Error)[0].contains(untreated));
    assert!(obstacles(Missing::Casewise).is_empty());
    // Nothing is left to look at.
    let nothing = Screening::of(
        &Model::parse("X =~ a; Y =~ b; Y ~ X").unwrap(),
        &table,
        Missing::Mean,
    );
    let nothing = nothing.unwrap();
    assert_eq!((nothing.obstacles.len(), nothing.indicators.len()), (2, 0));
    assert!(!nothing.to_string().contains("suspicious"), "{nothing}");
}

#[test]
fn a_point_that_groups_thousands_is_suspected_and_one_of_decimals_is_not() {
    let told = |written: &[f64]| {
        let mut columns = survey();
        let into = column(&mut columns, "KR1");
        let count = into.len();
        *into = written.iter().copied().cycle().take(count).collect();
        let found = findings(&screen(MODEL, &columns)).into_iter();
        let found = found.filter(|f| f.code() == "suspected_thousands");
        let found: Vec<AssessFinding> = found.filter_map(|f| f.kind()).collect();
        let named = AssessFinding::SuspectedThousands {
            indicators: vec!["KR1".to_owned()],
        };
        assert!(found.is_empty() || found == [named]);
        !found.is_empty()
    };
    // 950, 1.051 for 1,051, 12.500 for 12,500.
    assert!(told(&[950.0, 1.051, 12.5, 400.0]));
    // Seconds, metres, and a scale of 100 with decimals.
    assert!(!told(&[0.523, 1.051, 12.5, 400.0]));
    assert!(!told(&[1.051, 12.5, 3.207, 2.0]));
    assert!(!told(&[950.0, 1.05, 12.5, 400.0]));
    assert!(!told(&[1950.0, 1.051, 12.5, 400.0]));
    assert!(!told(&[950.0, 1.0515, 12.5, 400.0]));
}
