//! A study file that is guessed from the columns of a survey: its content, and that it runs.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::fmt::Write as _;
use std::path::Path;

use pls_sem::outline::{Outline, OutlineError};
use pls_sem::{Missing, ReadOptions, StudyFile, Table};

/// A survey as CSV: so many rows of answers from 1 to 5, drawn at random, under these names.
fn survey(names: &[&str], rows: usize) -> String {
    let mut state = 7_u64;
    let mut answer = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        1 + (state >> 33) % 5
    };
    let mut text = names.join(";") + "\n";
    for _ in 0..rows {
        let cells: Vec<String> = names.iter().map(|_| answer().to_string()).collect();
        text += &(cells.join(";") + "\n");
    }
    text
}

fn table(text: &str) -> Table {
    ReadOptions::new().parse(text).unwrap()
}

/// The study file of a table, read back and run on it.
fn runs(table: &Table) -> (String, StudyFile) {
    let text = Outline::of(table).unwrap().to_toml(table, "survey.csv");
    let file = StudyFile::parse(&text, Path::new("")).unwrap_or_else(|e| panic!("{e}\n{text}"));
    let mut study = file.study.clone();
    study = study.bootstrap(pls_sem::Bootstrap::new(20));
    study.run(table).unwrap_or_else(|e| panic!("{e}\n{text}"));
    (text, file)
}

fn left_out(outline: &Outline) -> Vec<(&str, &str)> {
    let left_out = outline.left_out.iter();
    left_out
        .map(|c| (c.column.as_str(), c.reason.as_str()))
        .collect()
}

#[test]
fn the_bundled_survey_gives_its_ten_blocks() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv");
    let table = Table::read(path).unwrap();
    let (text, file) = runs(&table);
    for line in [
        "file = \"survey.csv\"\n",
        "# delimiter = \",\"",
        "missing = \"error\"",
        "CS =~ CS1-5\n",
        "INT =~ INT1-4\n",
        "INT ~ CS + CR + CH + VP + KA + KR + KP + RS + CO\n",
        "#   firm: text (`F001` in line 2)\n",
        "#   years_abroad: no other column has a name of the same kind",
    ] {
        assert!(text.contains(line), "`{line}` is not in:\n{text}");
    }
    assert_eq!(file.study.model().paths().count(), 9);
}

#[test]
fn names_with_spaces_or_of_any_script_stand_in_backquotes_where_they_must() {
    let names = [
        "item 1", "item 2", "item 3", "価値1", "価値2", "2nd_1", "2nd_2", "a\\b\"1", "a\\b\"2",
        "q1a", "q1b", "Ж.1", "Ж.2", "Ж.4",
    ];
    // Quotation marks in a header are doubled in CSV.
    let quoted: Vec<String> = names
        .map(|n| format!("\"{}\"", n.replace('"', "\"\"")))
        .to_vec();
    let quoted: Vec<&str> = quoted.iter().map(String::as_str).collect();
    let (text, file) = runs(&table(&survey(&quoted, 60)));
    let constructs = file.study.model().constructs();
    let found: Vec<&str> = constructs.iter().map(pls_sem::Construct::name).collect();
    assert_eq!(found, ["item", "価値", "2nd", "a\\b\"", "q1", "Ж"]);
    let indicators: Vec<&str> = file.study.model().indicators().collect();
    assert_eq!(indicators, names);
    assert!(text.contains("item =~ `item 1`-3\n"), "{text}");
    assert!(text.contains("Ж =~ Ж.1 + Ж.2 + Ж.4\n"), "{text}");
}

#[test]
fn a_column_that_cannot_be_a_question_is_left_out_with_the_reason() {
    let mut text = String::from("id1,id2,x1,x2,x3,y1,y2,y3,age,blank1\n");
    for i in 0..30 {
        let (a, b, c, d) = (i % 5, i * i % 7, i % 3, (i + i * i) % 4);
        let stray = if i == 4 {
            "n/a".to_owned()
        } else {
            c.to_string()
        };
        writeln!(
            text,
            "{},{},{a},{b},3,{c},{d},{stray},{},",
            100 + i,
            900 - i,
            20 + i % 9
        )
        .unwrap();
    }
    let table = table(&text);
    let outline = Outline::of(&table).unwrap();
    let number = "a different whole number in every row, such as the number of the respondent";
    let alone = "no other column has a name of the same kind; a construct of one question is written `Name =~ column`";
    assert_eq!(
        left_out(&outline),
        [
            ("id1", number),
            ("id2", number),
            ("x3", "every answer is 3"),
            ("y3", "text (`n/a` in line 6)"),
            ("blank1", "no answers"),
            ("age", alone),
        ]
    );
    runs(&table);
}

#[test]
fn missing_answers_get_the_mildest_treatment_that_runs() {
    let names = ["x1", "x2", "y1", "y2"];
    let complete = survey(&names, 40);
    let with_gaps = |in_row: &dyn Fn(usize) -> Option<usize>| {
        let lines = complete.lines().enumerate().map(|(i, line)| {
            let mut cells: Vec<&str> = line.split(';').collect();
            if let Some(k) = in_row(i).filter(|_| i > 0) {
                cells[k] = "";
            }
            cells.join(";")
        });
        table(&lines.collect::<Vec<_>>().join("\n"))
    };
    let treatment = |table: &Table| {
        let (text, file) = runs(table);
        (file.study.settings(table).data.missing, text)
    };
    assert_eq!(treatment(&with_gaps(&|_| None)).0, Missing::Error);
    let (missing, text) = treatment(&with_gaps(&|i| (i % 8 == 0).then_some(1)));
    assert_eq!(missing, Missing::Casewise);
    assert!(text.contains("5 of 40 rows lack an answer"), "{text}");
    let (missing, text) = treatment(&with_gaps(&|i| Some(i % 4)));
    assert_eq!(missing, Missing::Mean);
    assert!(text.contains("40 of 40 rows lack an answer"), "{text}");
}

#[test]
fn suspected_codes_are_offered_and_not_put_in_force() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas_missing.csv");
    let (text, _) = runs(&Table::read(path).unwrap());
    assert!(text.contains("\n# missing_codes = [-99]\n"), "{text}");
    // If the suggested line is used, it takes effect.
    let text = text.replace("\n# missing_codes = [-99]\n", "\nmissing_codes = [-99]\n");
    let file = StudyFile::parse(&text, Path::new("")).unwrap();
    assert_eq!(file.read, ReadOptions::new().missing_codes([-99.0]));
}

#[test]
fn a_construct_is_never_called_as_a_column() {
    let (_, file) = runs(&table(&survey(&["q1", "q2", "q1a", "q1b", "z1", "z2"], 40)));
    let constructs = file.study.model().constructs().iter();
    let names: Vec<&str> = constructs.map(pls_sem::Construct::name).collect();
    assert_eq!(names, ["q", "q1_construct", "z"]);
}

#[test]
fn fewer_than_two_blocks_are_refused_with_the_fix() {
    let one = Outline::of(&table(&survey(&["Q1", "Q2", "Q3", "age"], 20))).unwrap_err();
    let expected = OutlineError::OneBlock {
        stem: "Q".into(),
        questions: 3,
    };
    assert_eq!(one, expected);
    let none = Outline::of(&table(&survey(&["age", "income"], 20))).unwrap_err();
    let expected = OutlineError::NoBlocks {
        columns: 2,
        numeric: 2,
        doubt: None,
    };
    assert_eq!(none, expected);
    for error in [one, none] {
        assert!(
            error.to_string().contains("`pls-sem init` without data"),
            "{error}"
        );
    }
    let few = Outline::of(&table("a1;a2;b1;b2\n1;2;1;3\n2;1;3;1\n")).unwrap_err();
    assert!(matches!(few, OutlineError::Estimate(_)), "{few}");
}

#[test]
fn the_template_is_a_study_file() {
    StudyFile::parse(&Outline::template(), Path::new("")).unwrap();
}

#[test]
fn settings_for_reading_are_keys_of_the_written_file_and_detected_ones_are_comments() {
    let text = survey(&["größe1", "größe2", "y1", "y2"], 40);
    let text = format!("Wave 2\n{}", text.replacen('\n', "\nWie?;;;\n", 1));
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
    let options = ReadOptions::new()
        .encoding("windows-1252")
        .skip(1)
        .header_rows(2)
        .missing_codes([-99.0]);
    let table = options
        .read_bytes("survey.csv", bytes.into_owned())
        .unwrap();
    let outline = Outline::treating(&table, Some(Missing::Mean)).unwrap();
    let text = outline.to_toml(&table, "survey.csv");
    for line in [
        "encoding = \"windows-1252\"\n",
        "# delimiter = \";\"",
        "skip = 1 ",
        "header_rows = 2 ",
        "missing_codes = [-99]\n",
        "missing = \"mean\" ",
    ] {
        let found = text.lines().any(|l| format!("{l}\n").starts_with(line));
        assert!(found, "`{line}` is not in:\n{text}");
    }
    let file = StudyFile::parse(&text, Path::new("")).unwrap();
    assert_eq!(file.read, options);
    assert_eq!(file.study.settings(&table).data.missing, Missing::Mean);
}

#[test]
fn the_reason_why_there_are_no_blocks_is_reported_if_it_is_known() {
    let sentence = |text: &str| Outline::of(&table(text)).unwrap_err().to_string();
    let asked = survey(&["a1", "a2", "b1", "b2"], 20).replacen('\n', "\nHow?;Why?;When?;Who?\n", 1);
    says!(sentence(&asked));
    let labels = "a1;a2;b1;b2\nAgree;No;Yes;Agree\nNo;No;Agree;Yes\nYes;No;Agree;Yes\n";
    says!(sentence(labels));
    let headless = "1;5;4;2\n3;3;2;5\n4;2;5;1\n";
    assert!(
        sentence(headless).contains("the header holds numbers"),
        "{}",
        sentence(headless)
    );
}

#[test]
fn a_question_that_is_left_out_because_of_a_cell_is_reported_with_the_fix() {
    let text = survey(&["x1", "x2", "y1", "y2", "note1", "note2"], 30);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines[6] = "n/a;2;3;4;fine;good".to_owned();
    let table = table(&lines.join("\n"));
    let outline = Outline::of(&table).unwrap_err();
    assert!(
        matches!(outline, OutlineError::Unreadable { others: 2, .. }),
        "{outline}"
    );

    let text = survey(&["x1", "x2", "x3", "y1", "y2", "age"], 30);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines[6] = "n/a;2;3;4;5;old".to_owned();
    let table = self::table(&lines.join("\n"));
    let outline = Outline::of(&table).unwrap();
    // A column that would stand alone is not a question that is lost.
    let reported: Vec<String> = outline.unreadable.iter().map(ToString::to_string).collect();
    assert_eq!(
        reported,
        [
            "column `x1`, line 7: `n/a` is not a number; correct the cell, or leave it empty if the answer is missing (if it stands for \"no answer\", declare `missing_codes = [\"n/a\"]`)"
        ]
    );
}

#[test]
fn foreign_names_are_shown_in_one_way_in_the_file() {
    let names = [
        "x1",
        "x2",
        "y1",
        "y2",
        "=cmd|a",
        "\u{202e}age",
        "back\\slash",
    ];
    let table = table(&survey(&names, 30));
    let outline = Outline::of(&table).unwrap();
    let text = outline.to_toml(&table, "my\u{202e} \"file\"\t.csv");
    for line in [
        "file = \"my\\U0000202E \\\"file\\\"\\t.csv\"\n",
        "guessed from my\\u{202e} \"file\"\\t.csv:",
        "#   '=cmd|a: ",
        "#   \\u{202e}age: ",
        "#   back\\slash: ",
    ] {
        assert!(text.contains(line), "`{line}` is not in:\n{text}");
    }
    let file = StudyFile::parse(&text, Path::new("")).unwrap();
    assert_eq!(file.data, Path::new("my\u{202e} \"file\"\t.csv"));
}

#[test]
fn questions_that_run_against_most_of_their_block_are_offered_to_be_reversed() {
    // A block of questions of one idea, in which some are asked in the opposite direction.
    let block = |stem: &str, signs: &[f64]| {
        let answer =
            |row: usize, k: usize| f64::from(u8::from((row * 7 + k * 3).is_multiple_of(5)));
        let question = |(k, sign): (usize, &f64)| {
            let idea = |row: usize| ((row * 11) % 7) as f64;
            let answers = (0..70).map(|row| 10.0 + sign * (idea(row) + answer(row, k)));
            (format!("{stem}{}", k + 1), answers.collect::<Vec<_>>())
        };
        signs.iter().enumerate().map(question).collect::<Vec<_>>()
    };
    let reversed = |signs: &[f64]| {
        let columns = block("A", signs).into_iter().chain(block("B", &[1.0; 3]));
        Outline::of(&Table::from_columns(columns).unwrap())
            .unwrap()
            .reversed
    };
    assert_eq!(reversed(&[1.0, -1.0, 1.0]), ["A2"]);
    assert_eq!(reversed(&[-1.0, -1.0, 1.0, -1.0]), ["A3"]);
    assert_eq!(reversed(&[1.0, -1.0, -1.0, 1.0, 1.0]), ["A2", "A3"]);
    // Two of four: nothing says which of them are meant.
    assert_eq!(reversed(&[1.0, -1.0, -1.0, 1.0]), [""; 0]);
    assert_eq!(reversed(&[1.0; 4]), [""; 0]);
}

#[test]
fn a_transposed_survey_is_said_to_be_one() {
    for header in [
        "question,r1,r2,r3,r4,r5,r6,r7,r8,r9",
        "x1,3,4,2,1,5,2,3,3,4",
    ] {
        let rows = "x2,1,2,3,4,5,1,2,3,4\nx3,2,2,3,1,5,1,4,3,4\ny1,1,2,3,4,5,1,2,3,4\ny2,5,2,3,4,5,2,2,3,1\n";
        let table = table(&format!("{header}\n{rows}"));
        says!(Outline::of(&table).unwrap_err());
    }
}
