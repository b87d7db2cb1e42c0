//! Answers that are prepared by a study file alone: exports in the style of survey platforms, and the message about
//! each fault.
//!
//! `BLESS=1 cargo test --all-features --test program preparation::` rewrites the page of faults.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::fmt::Write as _;
use std::path::PathBuf;

use pls_sem::simulate::uniform;
use pls_sem::{Document, Model, Study, Table};

use crate::program::pls_sem;

const ROWS: usize = 60;
const QUESTIONS: usize = 6;

/// Simulated answers from 1 to 5 to two blocks of three questions, of which the second block follows from the first.
fn answers() -> Vec<[usize; QUESTIONS]> {
    let mut random = uniform(16, 1);
    let mut normal = move || (0..12).map(|_| random.next().unwrap()).sum::<f64>() - 6.0;
    let row = |_| {
        let first = normal();
        let second = 0.6 * first + 0.8 * normal();
        std::array::from_fn(|k| {
            let latent = if k < 3 { first } else { second };
            let answer = 0.8 * latent + 0.6 * normal();
            [-1.2, -0.4, 0.4, 1.2]
                .iter()
                .filter(|cut| answer > **cut)
                .count()
                + 1
        })
    };
    (0..ROWS).map(row).collect()
}

/// The paths of the answers as numbers, whatever the questions are called.
fn paths_of(rows: &[[usize; QUESTIONS]]) -> Vec<f64> {
    let columns = (0..QUESTIONS).map(|k| {
        let column: Vec<f64> = rows.iter().map(|row| row[k] as f64).collect();
        (format!("q{}", k + 1), column)
    });
    let model = Model::parse("A =~ q1-3; B =~ q4-6; B ~ A").unwrap();
    let document = Study::new(model)
        .run(&Table::from_columns(columns).unwrap())
        .unwrap();
    paths(&document)
}

fn paths(document: &Document) -> Vec<f64> {
    document.paths.iter().map(|path| path.estimate).collect()
}

fn folder(test: &str) -> PathBuf {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("pls-sem-preparation-{}-{test}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The document of a survey and its study file, run by the command.
fn run(test: &str, survey: &str, study: &str) -> Document {
    let folder = folder(test);
    std::fs::write(folder.join("survey.csv"), survey).unwrap();
    std::fs::write(folder.join("study.toml"), study).unwrap();
    let ran = pls_sem(&[
        "run",
        folder.join("study.toml").to_str().unwrap(),
        "--json",
        "-",
    ]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""), "{test}");
    std::fs::remove_dir_all(&folder).unwrap();
    serde_json::from_str(&ran.out).unwrap()
}

/// The steps, one line for each.
fn steps(document: &Document) -> Vec<String> {
    document
        .data
        .prepared
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_survey_of_google_forms_with_texts_and_a_reversed_question_runs() {
    const LABELS: [&str; 5] = [
        "Strongly Disagree",
        "Disagree",
        "Neutral",
        "Agree",
        "Strongly Agree",
    ];
    let rows = answers();
    let mut survey = String::from(
        "Timestamp,The staff are friendly,The staff know their work,\"The staff are slow,\nI think\",I come back,I tell others,I pay more\n",
    );
    for (i, row) in rows.iter().enumerate() {
        let turned = [row[0], row[1], 6 - row[2], row[3], row[4], row[5]];
        let texts = turned.map(|x| LABELS[x - 1]);
        writeln!(
            survey,
            "2024/05/01 9:{:02}:00 AM GMT+2,{}",
            i % 60,
            texts.join(",")
        )
        .unwrap();
    }
    let document = run(
        "google",
        &survey,
        r#"
[data]
file = "survey.csv"
labels = "agree-5"
reverse = ["The staff are slow, I think"]
[model]
text = """
Staff =~ `The staff are friendly` + `The staff know their work` + `The staff are slow, I think`
Loyalty =~ `I come back` + `I tell others` + `I pay more`
Loyalty ~ Staff
"""
"#,
    );
    assert_eq!(paths(&document), paths_of(&rows));
    let steps = steps(&document);
    assert_eq!(steps.len(), 7, "{steps:?}");
    assert_eq!(
        steps[6],
        "`The staff are slow, I think` reversed: 6 minus the answer (1 to 5, from `agree-5`); 60 answers"
    );
}

#[test]
fn a_survey_of_qualtrics_with_three_header_rows_and_previews_runs() {
    const LABELS: [&str; 5] = [
        "Strongly disagree",
        "Somewhat disagree",
        "Neither agree nor disagree",
        "Somewhat agree",
        "Strongly agree",
    ];
    let rows = answers();
    let mut survey = String::from("StartDate,Status,Finished,Q1_1,Q1_2,Q1_3,Q2_1,Q2_2,Q2_3\n");
    survey.push_str("Start Date,Response Type,Finished,\"The staff - friendly\",\"- know\",\"- quick\",\"- back\",\"- tell\",\"- pay\"\n");
    for k in 0..9 {
        let end = if k < 8 { "," } else { "\n" };
        write!(survey, "\"{{\"\"ImportId\"\":\"\"QID{k}\"\"}}\"{end}").unwrap();
    }
    survey.push_str("2024-04-30 10:00:00,Survey Preview,True,test,x,y,,,\n");
    survey.push_str("2024-04-30 10:05:00,Survey Preview,False,,,,,,\n");
    for row in &rows {
        let texts = row.map(|x| LABELS[x - 1]);
        writeln!(
            survey,
            "2024-05-01 10:00:00,IP Address,True,{}",
            texts.join(",")
        )
        .unwrap();
    }
    survey.push_str("2024-05-02 10:00:00,IP Address,False,Strongly agree,,,,,\n");
    let document = run(
        "qualtrics",
        &survey,
        r#"
[data]
file = "survey.csv"
header_rows = 3
labels = "agree-5"
where = "Status != 'Survey Preview' and Finished == 'True'"
[model]
text = "Staff =~ Q1_1 + Q1_2 + Q1_3; Loyalty =~ Q2_1 + Q2_2 + Q2_3; Loyalty ~ Staff"
"#,
    );
    assert_eq!(paths(&document), paths_of(&rows));
    let data = &document.data;
    assert_eq!(
        (data.rows_read, data.rows_used, data.missing_cells),
        (Some(63), 60, Some(0))
    );
    let steps = steps(&document);
    assert_eq!(steps[6], "`Status != 'Survey Preview'`: 2 rows dropped");
    assert_eq!(steps[7], "`Finished == 'True'`: 1 row dropped");
    let condition = document.study.data.r#where.as_deref();
    assert_eq!(
        condition,
        Some("Status != 'Survey Preview' and Finished == 'True'")
    );
}

#[test]
fn a_survey_of_surveymonkey_with_two_header_rows_runs() {
    const LABELS: [&str; 5] = [
        "Very dissatisfied",
        "Dissatisfied",
        "Neither satisfied nor dissatisfied",
        "Satisfied",
        "Very satisfied",
    ];
    let rows = answers();
    // Below the question stands each of its parts; open questions are all called `Response`.
    let mut survey = String::from(
        "Respondent ID,Where do you live?,How satisfied are you with ...,,,And with ...,,,Anything else?\n\
         ,Response,... the staff,... the speed,... the price,... the shop,... the bill,... the help,Response\n",
    );
    for (i, row) in rows.iter().enumerate() {
        let texts = row.map(|x| LABELS[x - 1]);
        writeln!(survey, "{},Jena,{},no", 1_000_000_007 + i, texts.join(",")).unwrap();
    }
    let model = r#"
[model]
text = """
Service =~ `... the staff` + `... the speed` + `... the price`
Place =~ `... the shop` + `... the bill` + `... the help`
Place ~ Service
"""
"#;
    let parts =
        format!("[data]\nfile = \"survey.csv\"\nskip = 1\nlabels = \"satisfied-5\"\n{model}");
    assert_eq!(
        paths(&run("surveymonkey", &survey, &parts)),
        paths_of(&rows)
    );
    // With both rows as the header the first of each group is called as the group.
    let both = parts.replace("skip = 1", "header_rows = 2");
    let both = both
        .replace("... the staff", "How satisfied are you with ...")
        .replace("... the shop", "And with ...");
    assert_eq!(
        paths(&run("surveymonkey-both", &survey, &both)),
        paths_of(&rows)
    );
}

#[test]
fn a_survey_of_limesurvey_with_incomplete_responses_runs() {
    const LABELS: [&str; 5] = ["Never", "Rarely", "Sometimes", "Often", "Always"];
    let rows = answers();
    let mut survey = String::from(
        "\"id. Response ID\";\"submitdate. Date submitted\";\"q[SQ001]\";\"q[SQ002]\";\"q[SQ003]\";\"r[SQ001]\";\"r[SQ002]\";\"r[SQ003]\"\n",
    );
    survey.push_str("\"1\";\"\";\"Often\";\"\";\"\";\"\";\"\";\"\"\n");
    for (i, row) in rows.iter().enumerate() {
        let texts = row.map(|x| format!("\"{}\"", LABELS[x - 1]));
        writeln!(
            survey,
            "\"{}\";\"2024-05-01 10:00:00\";{}",
            i + 2,
            texts.join(";")
        )
        .unwrap();
    }
    survey.push_str(
        "\"90\";\"2024-05-01 11:00:00\";\"N/A\";\"N/A\";\"N/A\";\"N/A\";\"Often\";\"No answer\"\n",
    );
    let document = run(
        "limesurvey",
        &survey,
        r#"
[data]
file = "survey.csv"
labels = { "Never" = 1, "Rarely" = 2, "Sometimes" = 3, "Often" = 4, "Always" = 5 }
missing_codes = ["N/A", "No answer"]
missing = "casewise"
where = "not `submitdate. Date submitted` == ''"
[model]
text = """
A =~ `q[SQ001]` + `q[SQ002]` + `q[SQ003]`
B =~ `r[SQ001]` + `r[SQ002]` + `r[SQ003]`
B ~ A
"""
"#,
    );
    assert_eq!(paths(&document), paths_of(&rows));
    let data = &document.data;
    assert_eq!(
        (data.rows_read, data.rows_used, data.missing_cells),
        (Some(62), 60, Some(5))
    );
    let steps = steps(&document);
    assert_eq!(steps[6], "`N/A` treated as missing in 4 cells");
    assert_eq!(steps[7], "`No answer` treated as missing in 1 cell");
    assert_eq!(
        steps[8],
        "`not `submitdate. Date submitted` == ''`: 1 row dropped"
    );
}

#[test]
fn a_survey_of_spss_with_system_missing_values_and_computed_columns_runs() {
    let rows = answers();
    let mut survey = String::from("v1;v2;v3;w1;w2;w3;staff\n");
    for (i, row) in rows.iter().enumerate() {
        let row = row.map(|x| x.to_string());
        writeln!(
            survey,
            "{};{}",
            row.join(";"),
            ["2,718281828459045", "1,0"][i % 2]
        )
        .unwrap();
    }
    survey.push_str("#NULL!;9;3;#NULL!;2;99;7,5\n1;1;1;1;1;1;#NULL!\n");
    let document = run(
        "spss",
        &survey,
        r##"
[data]
file = "survey.csv"
missing_codes = [9, 99, "#NULL!"]
missing = "casewise"
scale = [1, 5]
compute = { v = "mean(v1, v2, v3)", size = "ln(staff)" }
where = "size in [0, 1]"
[model]
text = "A =~ v1-3; B =~ w1-3; S =~ size; B ~ A + S"
"##,
    );
    let data = &document.data;
    assert_eq!((data.rows_read, data.rows_used), (Some(62), 60));
    assert_eq!(
        steps(&document),
        [
            "`9` treated as missing in 0 cells",
            "`99` treated as missing in 0 cells",
            "`#NULL!` treated as missing in 0 cells",
            "`v` = mean(v1, v2, v3): 60 values",
            "`size` = ln(staff): 60 values",
            "`size in [0, 1]`: 2 rows dropped",
        ]
    );
    assert!(
        !document
            .findings
            .iter()
            .any(|f| f.code() == "outside_scale")
    );
}

/// A study of five answers to two blocks of two questions, with these settings.
fn faulty(survey: &str, settings: &str) -> (String, String) {
    let study = format!(
        "[data]\nfile = \"survey.csv\"\n{settings}\n[model]\ntext = \"A =~ a1 + a2; B =~ b1 + b2; B ~ A\"\n"
    );
    (survey.to_owned(), study)
}

#[test]
#[allow(clippy::too_many_lines)] // one fault after the other
fn every_fault_of_a_preparation_names_its_place_and_its_fix() {
    const NUMBERS: &str =
        "id,a1,a2,b1,b2,staff\nx,1,2,1,2,10\nx,2,1,2,2,0\nx,3,4,4,3,5\ny,4,5,5,5,7\nx,5,4,3,5,2\n";
    const TEXTS: &str = "id,a1,a2,b1,b2\nx,Agree,Disagree,1,2\nx,Neutral,Agree,2,2\nx,Agre,Agree,4,3\ny,Disagree,Agree,5,5\nx,Strongly agree,Agree,3,5\n";
    let cases = [
        ("an unknown label", TEXTS, "labels = \"agree-5\""),
        (
            "an unknown label in a reversed question",
            TEXTS,
            "labels = \"agree-5\"\nreverse = [\"a1\"]",
        ),
        ("texts, and no labels", TEXTS, ""),
        (
            "two answers that a ready scale takes for one",
            &TEXTS.replace("Agre,", "Somewhat agree,"),
            "labels = \"agree-5\"",
        ),
        (
            "a ready scale that is not there",
            TEXTS,
            "labels = \"agre-5\"",
        ),
        (
            "labels that contradict each other",
            TEXTS,
            "labels = { \"Agree\" = 4, \"AGREE \" = 5 }",
        ),
        ("a number as a label", TEXTS, "labels = { \"1\" = 5 }"),
        ("labels that are neither", TEXTS, "labels = 5"),
        (
            "a missing code that is none",
            NUMBERS,
            "missing_codes = [true]",
        ),
        ("a scale that runs backwards", NUMBERS, "scale = [5, 1]"),
        (
            "a scale of a column that is not there",
            NUMBERS,
            "scale = { a3 = [1, 5] }",
        ),
        ("a scale of three numbers", NUMBERS, "scale = [1, 3, 5]"),
        (
            "a reversed column that is not there",
            NUMBERS,
            "reverse = [\"a3\"]",
        ),
        (
            "a question that is reversed twice",
            NUMBERS,
            "reverse = [\"a1\", \"a1\"]",
        ),
        (
            "a reversed question outside its scale",
            NUMBERS,
            "scale = [1, 4]\nreverse = [\"a2\"]",
        ),
        (
            "a reversed question without a scale",
            &NUMBERS.replace("x,1,2", "x,3,2"),
            "where = \"a1 == 3\"\nmissing = \"casewise\"\nreverse = [\"staff\"]\nmissing_codes = [5, 10]",
        ),
        (
            "a formula that ends too early",
            NUMBERS,
            "compute = { size = \"ln(staff\" }",
        ),
        (
            "a formula with the logarithm of another program",
            NUMBERS,
            "compute = { size = \"log(staff)\" }",
        ),
        (
            "a formula with a function of another program",
            NUMBERS,
            "compute = { size = \"ifelse(staff)\" }",
        ),
        (
            "a condition with the sign of another program",
            NUMBERS,
            "where = \"staff <> 3\"",
        ),
        (
            "a formula of a column that is not there",
            NUMBERS,
            "compute = { size = \"ln(staf)\" }",
        ),
        (
            "a computed column with the name of another",
            NUMBERS,
            "compute = { a1 = \"staff\" }",
        ),
        (
            "columns that are made of each other",
            NUMBERS,
            "compute = { p = \"q + 1\", q = \"p + 1\" }",
        ),
        (
            "a computed value that is not defined",
            NUMBERS,
            "compute = { size = \"ln(staff)\" }",
        ),
        (
            "words in a computed column",
            NUMBERS,
            "compute = { size = \"id + 1\" }",
        ),
        (
            "a condition with a sign that is none",
            NUMBERS,
            "where = \"id = 'x'\"",
        ),
        (
            "a condition in capitals",
            NUMBERS,
            "where = \"id == 'x' AND a1 > 1\"",
        ),
        (
            "a condition without a comparison",
            NUMBERS,
            "where = \"a1 + 1\"",
        ),
        ("a text that is not closed", NUMBERS, "where = \"id == 'x\""),
        ("a text without quotes", NUMBERS, "where = \"id == yes\""),
        ("a list of columns", NUMBERS, "where = \"id in [x, y]\""),
        (
            "a column of a condition that is not there",
            NUMBERS,
            "where = \"staf > 1\"",
        ),
        (
            "a condition over two lines",
            NUMBERS,
            "where = \"\"\"a1 > 0 and\n(a2 > 0 or staff >> 1)\"\"\"",
        ),
        (
            "a condition that begins below its quotation marks",
            NUMBERS,
            "where = \"\"\"\na1 > 0 and\n(a2 > 0 or staff >> 1)\"\"\"",
        ),
        (
            "a condition that keeps no row",
            NUMBERS,
            "where = \"a1 > 2 and id == 'z'\"",
        ),
        (
            "words compared with a number",
            NUMBERS,
            "where = \"id == 1\"",
        ),
        (
            "two columns of one name",
            &NUMBERS.replace("id,", "staff,"),
            "where = \"staff > 1\"",
        ),
        (
            "two columns of the name of an indicator",
            &NUMBERS.replace("id,", "a1,"),
            "",
        ),
    ];
    let folder = folder("faults");
    let mut page = String::new();
    for (what, survey, settings) in cases {
        let (survey, study) = faulty(survey, settings);
        std::fs::write(folder.join("survey.csv"), survey).unwrap();
        std::fs::write(folder.join("study.toml"), study).unwrap();
        let ran = pls_sem(&["run", folder.join("study.toml").to_str().unwrap()]);
        let message = ran.err.replace(&format!("{}/", folder.display()), "");
        let status = ran.status.unwrap();
        assert!(status != 0, "{what} passes:\n{}", ran.out);
        writeln!(
            page,
            "{what}\n    {}\n{status} {message}",
            settings.replace('\n', "\n    ")
        )
        .unwrap();
    }
    std::fs::remove_dir_all(&folder).unwrap();
    crate::golden::compare_page(&page, "preparation.txt");
}

#[test]
fn a_row_that_is_not_kept_is_not_checked() {
    let survey = "id,a1,a2,b1,b2,staff\npreview,test,?,99,x,0\nx,1,2,1,2,10\nx,2,1,2,2,3\nx,3,4,4,3,5\ny,4,5,5,5,7\nx,5,4,3,5,2\n";
    let (survey, study) = faulty(
        survey,
        "scale = [1, 5]\nlabels = { low = 1, high = 5 }\nreverse = [\"b1\"]\ncompute = { size = \"ln(staff)\" }\nwhere = \"id != 'preview'\"",
    );
    let document = run("judged", &survey, &study);
    assert_eq!(
        (document.data.rows_read, document.data.rows_used),
        (Some(6), 5)
    );
    assert!(
        !document
            .findings
            .iter()
            .any(|f| f.code() == "outside_scale")
    );
    assert_eq!(
        steps(&document),
        [
            "`b1` reversed: 6 minus the answer (1 to 5, from `scale`); 5 answers",
            "`size` = ln(staff): 5 values",
            "`id != 'preview'`: 1 row dropped",
        ]
    );
}

#[test]
fn a_text_compares_with_the_cell_as_it_was_read_and_a_number_with_its_value() {
    let survey = "id,a1,a2,b1,b2\n01,1,2,1,2\n1,2,1,2,2\n1.0,3,4,4,3\nNA,4,5,5,5\n,5,4,3,5\n-9,3,1,3,4\n7,1,3,1,2\n";
    let kept = |condition: &str| {
        let settings = format!("missing_codes = [-9]\nwhere = \"{condition}\"");
        let (survey, study) = faulty(survey, &settings);
        let folder = folder("compared");
        std::fs::write(folder.join("survey.csv"), survey).unwrap();
        let file = pls_sem::StudyFile::parse(&study, &folder).unwrap();
        let table = file.table().unwrap();
        (0..table.rows())
            .map(|row| table.place(row).to_string())
            .collect::<Vec<_>>()
            .join(" ")
            .replace("line ", "")
    };
    for (condition, lines) in [
        ("id == 1", "2 3 4"),
        ("id == '01'", "2"),
        ("id == '1.0' or id == '-9'", "4 7"),
        ("id == ''", "6"),
        ("id == 'NA'", "5"),
        ("id != 1", "8"),
        ("id != '01'", "3 4 8"),
        ("not id == 1", "5 6 7 8"),
        ("id not in [1, 2]", "8"),
        ("id in ['7', ''] or a1 >= 4", "5 6 8"),
        ("(id + 1) * 2 > 4", "8"),
        ("7 == id", "8"),
        ("a1 < a2 and (b1 < b2 or b1 == b2)", "2 5 8"),
    ] {
        assert_eq!(kept(condition), lines, "{condition}");
    }
}

#[test]
fn an_answer_outside_its_scale_is_a_finding_with_its_place() {
    let survey = "a1,a2,b1,b2\n1,2,1,2\n2,1,2,2\n3,44,4,3\n4,5,5,5\n5,4,3,5\n";
    let (survey, study) = faulty(survey, "scale = { A = [1, 5] }");
    let document = run("outside", &survey, &study);
    let finding = document
        .findings
        .iter()
        .find(|f| f.code() == "outside_scale")
        .unwrap();
    assert!(
        finding.message().contains("1 answer lies outside the declared scale, in `a2`: the first is 44 in column `a2`, line 4"),
        "{}",
        finding.message()
    );
}

#[test]
fn init_writes_what_prepares_the_answers() {
    let folder = folder("init");
    let labels = [
        "Strongly disagree",
        "Disagree",
        "Neutral",
        "Agree",
        "Strongly agree",
    ];
    let mut survey = String::from("Status,q1,q2,q3,r1,r2,r3\n");
    for (i, row) in answers().iter().enumerate() {
        let turned = [row[0], row[1], 6 - row[2], row[3], row[4], row[5]];
        let status = if i == 3 {
            "Survey Preview"
        } else {
            "IP Address"
        };
        writeln!(
            survey,
            "{status},{}",
            turned.map(|x| labels[x - 1]).join(",")
        )
        .unwrap();
    }
    let path = folder.join("survey.csv");
    std::fs::write(&path, survey).unwrap();
    let ran = pls_sem(&["init", path.to_str().unwrap()]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    let study = std::fs::read_to_string(folder.join("study.toml")).unwrap();
    for line in [
        "labels = \"agree-5\"              # guessed",
        "# where = \"Status != 'Survey Preview'\"\n",
        "# reverse = [\"q3\"]\n",
    ] {
        assert!(study.contains(line), "{line}\n{study}");
    }
    // The suggested lines can be used, and the file runs with and without them.
    let taken = study
        .replace("# reverse", "reverse")
        .replace("# where", "where");
    for study in [study, taken] {
        std::fs::write(folder.join("study.toml"), study).unwrap();
        let ran = pls_sem(&["check", folder.join("study.toml").to_str().unwrap()]);
        assert_eq!(ran.status, Some(0), "{}", ran.err);
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
