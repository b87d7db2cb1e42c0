//! Names and cells that look like others, marks of missing answers, and tables with another layout than
//! expected.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use pls_sem::{Groups, Model, ReadOptions, Study, StudyFile, Table};

fn table(survey: &str) -> Table {
    ReadOptions::new().parse(survey).unwrap()
}

fn refused(model: &str, survey: &str) -> String {
    let study = Study::new(Model::parse(model).unwrap());
    study.run(&table(survey)).unwrap_err().to_string()
}

#[test]
fn names_that_look_the_same_are_the_same() {
    let composed = "é1,é2,y\n1,2,1\n2,1,3\n3,4,2\n4,3,5\n5,6,4\n";
    let apart = composed.replace('é', "e\u{301}");
    let models = [
        "É =~ é1-2; Y =~ y; Y ~ É",
        "E\u{301} =~ e\u{301}1-2; Y =~ y; Y ~ É",
    ];
    for survey in [composed, &apart] {
        for model in models {
            let model = Model::parse(model).unwrap();
            assert_eq!(model.constructs()[0].name(), "É");
            let document = Study::new(model).run(&table(survey)).unwrap();
            assert_eq!(document.indicators[0].indicator, "é1");
        }
        assert_eq!(table(survey).number("e\u{301}1", 0), Some(1.0));
    }
    // Cells of text, too: these are two groups, not three.
    let groups = table("place,x\nMálaga,1\nMa\u{301}laga,2\nLyon,3\n");
    let groups = Groups::of(&groups, "place").unwrap();
    assert_eq!(groups.names().len(), 2);
}

#[test]
fn invisible_characters_of_a_name_are_named_with_their_places() {
    for name in [
        "item\u{a0}1",
        "item\u{202f}1",
        "item\u{ad} 1",
        "item\u{200b} 1",
        "it\u{435}m 1",
        "ite\u{ff4d} 1",
    ] {
        let survey = format!("{name},y\n1,2\n2,1\n3,4\n4,3\n5,6\n");
        says!(refused("A =~ `item 1`; Y =~ y; Y ~ A", &survey));
        let model = Model::parse(&format!("A =~ `{name}`; Y =~ y; Y ~ A"));
        match model {
            Ok(model) => {
                let survey = table("item 1,y\n1,2\n2,1\n3,4\n4,3\n5,6\n");
                says!(Study::new(model).run(&survey).unwrap_err());
            }
            Err(error) => says!(error),
        }
    }
    says!(Model::parse("Image =~ a; Y =~ y; Y ~ Im\u{430}ge").unwrap_err());
    says!(Model::parse("Im\u{430}ge =~ a; Y =~ y; Y ~ Image").unwrap_err());
}

/// The message about a cell among answers.
fn refused_cell(cell: &str) -> String {
    let survey = format!("a;y\n1;2\n2;1\n{cell};4\n4;3\n5;6\n6;5\n");
    refused("A =~ a; Y =~ y; Y ~ A", &survey)
}

#[test]
fn a_cell_that_looks_like_a_number_is_named_by_its_character() {
    for cell in [
        "\u{2212}5",
        "\u{2013}5",
        "\u{ff15}",
        "5\u{200b}",
        "5\u{2011}",
        "О",
        "l0",
    ] {
        says!(refused_cell(cell));
    }
}

#[test]
fn marks_of_missing_answers_are_offered_as_codes() {
    for mark in [
        "#N/A",
        "#NULL!",
        "n/a",
        "N/A",
        ".a",
        ".z",
        "-",
        "--",
        "null",
        "?",
        "-1.797693134862316E+308",
    ] {
        says!(refused_cell(mark));
    }
    // A word of the answers is none.
    assert!(!refused_cell("three").contains("missing_codes"));
}

#[test]
fn tables_with_another_layout_are_recognised() {
    let model = "A =~ a1-2; Y =~ y1; Y ~ A";
    // R's write.table, and blanks alone.
    says!(refused(
        model,
        "\"a1\" \"a2\" \"y1\"\n\"1\" 2 3 1\n\"2\" 1 4 2\n"
    ));
    says!(refused(model, "a1 a2 y1\n2 3 1\n1 4 2\n5 1 2\n"));
    // Row names below a header that has none for them.
    says!(
        ReadOptions::new()
            .parse("\"a1\",\"a2\",\"y1\"\n\"1\",2,3,1\n\"2\",1,4,2\n")
            .unwrap_err()
    );
    // Questions in rows.
    says!(refused(
        model,
        "question,r1,r2,r3\na1,1,2,3\na2,2,1,4\ny1,3,3,1\n"
    ));
    // One column whose name has a blank is not a table with blanks.
    says!(refused(model, "Response ID\n1\n2\n3\n"));
}

#[test]
fn a_survey_in_place_of_a_study_file_is_answered_with_the_command_that_writes_one() {
    for name in ["survey.csv", "my answers.XLSX", "survey.sav"] {
        says!(StudyFile::read(name).unwrap_err());
    }
}
