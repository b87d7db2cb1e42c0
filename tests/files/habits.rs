//! Notations of users of other programs, and the fix in the answer to each.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::path::Path;

use pls_sem::{Model, ReadOptions, Study, StudyFile, Table};

const MEASUREMENT: &str = "A =~ a1-3; B <~ b1-2; Y =~ y1-2\n";

fn refused(statement: &str) -> String {
    Model::parse(&format!("{MEASUREMENT}{statement}"))
        .unwrap_err()
        .to_string()
}

#[test]
fn several_targets_stand_before_one_operator() {
    let apart = Model::parse("A =~ a; B =~ b; Y =~ y; Z =~ z; Y ~ A + B; Z ~ A + B").unwrap();
    assert_eq!(
        Model::parse("A =~ a; B =~ b; Y =~ y; Z =~ z; Y + Z ~ A + B"),
        Ok(apart)
    );
    says!(refused("Y + Y ~ A + B"));
    says!(refused("Y + Q ~ A"));
    says!(refused("C + D =~ c1 + c2"));
}

#[test]
fn a_text_of_another_program_is_answered_in_the_notation_of_the_model_text() {
    for text in [
        // seminr
        "constructs(composite(\"Image\", multi_items(\"IMAG\", 1:5)), composite(\"Value\", c(\"p1\", \"p2\"), weights = mode_B))\nrelationships(paths(from = c(\"Image\", \"Value\"), to = \"Loyalty\"))",
        "mm <- constructs(\n  composite(\"Value\", multi_items(\"PERV\", c(1, 3)), weights = mode_B)\n)",
        "reflective(\"Customer loyalty\", single_item(\"CUSL1\"))",
        "relationships(paths(\"Image\", c(\"Value\", \"Loyalty\")))",
        "constructs()",
        "constructs(composite(\"Image\", multi_items(\"IMAG\"",
        // plspm
        "path_matrix = rbind(Image = c(0, 0), Loyalty = c(1, 0))",
        "blocks <- list(1:5, 6:10)",
        // lavaan and cSEM in R
        "model <- '\nImage =~ IMAG1 + IMAG2\n'",
        "model = \"Image =~ IMAG1\"",
        // Mplus
        "Image BY IMAG1-IMAG5;\nLoyalty ON Image Value;",
        "Image =~ i1 + i2\nLoyalty ON Image Value",
        // Stata
        "(Image > IMAG1 IMAG2) (Loyalty < CUSL1), structural(Loyalty Image)",
    ] {
        says!(Model::parse(text).unwrap_err());
    }
}

#[test]
fn a_comment_is_in_no_notation_of_another_program() {
    for comment in [
        "# structural paths (H1-H4)",
        "# Größe – composite (Mode B)",
        "# (Image > IMAG1 IMAG2)",
        "# Image BY IMAG1",
    ] {
        let wrong = "A =~ a1 + a2; Y =~ y1\nY ~~ A";
        let own = Model::parse(wrong).unwrap_err().to_string();
        let own = own.strip_prefix("model text, line 2, ").unwrap();
        let commented = Model::parse(&format!("{comment}\n{wrong}")).unwrap_err();
        assert_eq!(commented.to_string(), format!("model text, line 3, {own}"));
    }
    // What stands beside comments keeps its place, and a sign between quotation marks begins no comment.
    for (text, place) in [
        (
            "# é\nconstructs(composite(\"Image\", c(\"no #1\", \"b\"))) # paths(",
            "line 2, column 1: this is seminr's notation: here a line names a construct and its indicators (Image <~ `no #1` + b)",
        ),
        (
            "# the model\nmodel <- '\nImage =~ IMAG1 # it's ours\n'",
            "line 2, column 1: the model is only what stands between the quotation marks: leave out `model <-` and both marks",
        ),
    ] {
        let refused = Model::parse(text).unwrap_err().to_string();
        assert!(refused.contains(place), "{refused}");
    }
}

#[test]
fn an_operator_of_mplus_is_sought_behind_the_name() {
    let refused = Model::parse("Information on X Y").unwrap_err().to_string();
    let place = "model text, line 1, column 13: `on` is written `~` here";
    assert!(refused.starts_with(place), "{refused}");
}

#[test]
fn each_habit_is_answered_with_its_own_fix() {
    for statement in [
        // lavaan
        "Y ~ 1",
        "Y ~ 1 + A + B",
        "Y ~ A + 0",
        "a1 ~ 1",
        "C =~ NA*c1 + c2",
        "C =~ 1*c1 + c2",
        "C =~ l1*c1 + c2",
        "Y ~ b1*A + B",
        "Y ~ 0.5*A + B",
        "Y ~ start(0.5)*A",
        "Y ~ A\nind := a*b",
        "A ~~ B",
        "Y ~ A + B\nb1 == b2",
        // interactions
        "Y ~ A + B + A*B",
        "Y ~ A + B + A.B",
        "Y ~ A + B + A×B",
        "Y ~ A x B",
        // ranges in other words
        "C =~ c1 to c3",
        "C =~ c1:c3",
        "C =~ c1 - c3",
        "C =~ c1 - c3 + d",
        "Y ~ y1-2",
        "Y = A + B",
        // arrows
        "A -> Y",
        "A → Y",
        "Y <- A",
        "A ->",
        // names
        "C =~ item 1 + item 2",
        "C =~ my last item + c2",
        "my construct =~ c1",
        "C =~ 'item 1' + c2",
        "C =~ “item 1” + c2",
        "C =~ \"c1\" + c2",
        "C =~ c1, c2",
        "C =~ 1c + 2c",
        "C = c1 + c2",
        "C =~ c1\u{200b} + c2",
        "C =~ c1 § c2",
        // columns on paths
        "Y ~ A + B + Age",
        "Y ~ A + B + `Age in years`",
        "Y ~ a1 + B",
        "a1 ~ B",
    ] {
        let sentence = refused(statement);
        // No hint names a construct, a column or a file that the user did not write.
        for stranger in ["Image", "Loyalty", "IMAG", "CUSL", "survey.csv"] {
            assert!(!sentence.contains(stranger), "{sentence}");
        }
        says!(sentence);
    }
}

#[test]
fn characters_of_a_word_processor_are_read_like_those_of_a_keyboard() {
    let plain = Model::parse("A =~ a1 + a2; B =~ b1-3; Y <~ y1\nY ~ A + B").unwrap();
    for text in [
        "A =∼ a1 ＋ a2; B =~ b1–3; Y <~ y1\nY ∼ A + B",
        "A ＝～ a1 + a2； B =~ b1−3; Y <～ y1\nY ˜ A ＋ B",
        "A\u{a0}=~\u{a0}a1 + a2; B =~ b1—b3; Y ＜~ y1\nY ~ A\u{3000}+ B",
    ] {
        assert_eq!(Model::parse(text).as_ref(), Ok(&plain), "{text}");
    }
}

fn table(names: &str) -> Table {
    let columns = names.split(',').count();
    let row = |k: usize| {
        (0..columns)
            .map(|c| format!("{}", (k * (c + 2)) % 7))
            .collect::<Vec<_>>()
            .join(",")
    };
    let rows: Vec<String> = (1..=8).map(row).collect();
    ReadOptions::new()
        .parse(&format!("{names}\n{}\n", rows.join("\n")))
        .unwrap()
}

fn refused_data(model: &str, table: &Table) -> String {
    let study = Study::new(Model::parse(model).unwrap());
    study.run(table).unwrap_err().to_string()
}

#[test]
fn a_range_with_a_gap_is_answered_with_the_columns_that_there_are() {
    let table = table("q1,q2,q4,q5,q7,y1");
    says!(refused_data("Q =~ q1-5; Y =~ y1; Y ~ Q", &table));
    says!(refused_data("Q =~ q1-2; Y =~ q8; Y ~ Q", &table));
    // A single column with this stem is more probably a typing error.
    says!(refused_data("Q =~ q1-2; Y =~ y2; Y ~ Q", &table));
}

#[test]
fn a_column_that_looks_like_the_indicator_is_the_one_that_is_meant() {
    for name in ["K\u{a0}R1", "\u{41a}R1", "KR1\u{200b}", "KR 1", "kr1"] {
        let table = table(&format!("{name},KR2,KR3,Y1"));
        says!(refused_data("KR =~ KR1-3; Y =~ Y1; Y ~ KR", &table));
    }
}

#[test]
fn the_line_of_a_fault_in_the_model_is_that_of_the_study_file() {
    let refused = |text: &str| {
        StudyFile::parse(text, Path::new(""))
            .unwrap_err()
            .to_string()
    };
    let data = "[data]\nfile = 'data.csv'\n\n[model]\n";
    for model in [
        "text = \"\"\"\nA =~ a1\nB =~ b1\nB ~ C\n\"\"\"",
        "text = '''\nA =~ a1\nB =~ b1\nB ~ C\n'''",
        "text = \"\"\"A =~ a1\nB =~ b1\nB ~ C\"\"\"",
        "text = \"A =~ a1; B =~ b1; B ~ C\"",
        "text = 'A =~ a1; B =~ b1; B ~ C'",
        // Escapes leave no place in the file to name.
        "text = \"A =~ a1\\nB =~ b1\\nB ~ C\"",
    ] {
        says!(refused(&format!("{data}{model}\n")));
        let windows = format!("{data}{model}\n").replace('\n', "\r\n");
        let line = |sentence: String| sentence.lines().next().unwrap().to_owned();
        assert_eq!(
            line(refused(&windows)),
            line(refused(&format!("{data}{model}\n")))
        );
    }
}
