//! Excel workbooks: what a sheet holds is read as it stands, and a fault is named by its cell.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use pls_sem::ReadOptions;

#[cfg(feature = "xlsx")]
use crate::workbook::{Sheet, number, text, workbook};

fn survey<'s>(name: &'s str, cells: Vec<(&'s str, String)>) -> Sheet<'s> {
    Sheet {
        name,
        hidden: false,
        cells,
    }
}

#[cfg(not(feature = "xlsx"))]
#[test]
fn a_build_without_workbooks_names_the_feature_and_the_way_round() {
    let bytes = workbook(
        &[survey("S", vec![("A1", text("a")), ("A2", number("1"))])],
        &[],
    );
    let sentence = ReadOptions::new()
        .read_bytes("survey.xlsx", bytes)
        .unwrap_err()
        .to_string();
    says!(sentence);
    assert!(sentence.contains("`CSV UTF-8 (*.csv)`"), "{sentence}");
}

#[cfg(feature = "xlsx")]
mod with_the_feature {
    use super::*;
    use crate::cells::{numbers, texts};
    use crate::workbook::{date, shared, truth, workbook_with};

    use pls_sem::{Model, Study, StudyFile, Table};
    use proptest::prelude::*;

    fn read(bytes: Vec<u8>, options: &ReadOptions) -> Table {
        options.read_bytes("survey.xlsx", bytes).unwrap()
    }

    fn refused(bytes: Vec<u8>, options: &ReadOptions) -> String {
        let sentence = options
            .read_bytes("survey.xlsx", bytes)
            .unwrap_err()
            .to_string();
        sentence.strip_prefix("survey.xlsx: ").unwrap().to_owned()
    }

    /// Two answers of seven respondents, from B2 on, with the cell C7 replaced.
    fn answers(c7: String) -> Vec<u8> {
        let mut cells = vec![("B2", text("a")), ("C2", shared(0))];
        for (i, (b, c)) in [
            ("B3", "C3"),
            ("B4", "C4"),
            ("B5", "C5"),
            ("B6", "C6"),
            ("B7", "C7"),
            ("B8", "C8"),
        ]
        .into_iter()
        .enumerate()
        {
            cells.extend([
                (b, number(&i.to_string())),
                (c, number(&(i * i % 5).to_string())),
            ]);
        }
        cells
            .iter_mut()
            .find(|(place, _)| *place == "C7")
            .unwrap()
            .1 = c7;
        workbook(&[survey("Answers", cells)], &["b"])
    }

    fn refused_answers(bytes: Vec<u8>) -> String {
        let table = read(bytes, &ReadOptions::new());
        let model = Model::parse("X =~ a; Y =~ b; Y ~ X").unwrap();
        Study::new(model).run(&table).unwrap_err().to_string()
    }

    #[test]
    fn a_sheet_is_read_without_changes() {
        let cells = vec![
            ("A1", text("id")),
            ("B1", shared(0)),
            ("C1", text("when")),
            ("D1", text("agreed")),
            ("F1", text("note")),
            ("A2", number("1")),
            ("B2", number("4.5")),
            ("C2", date("45413")),
            ("D2", truth(true)),
            ("F2", shared(1)),
            ("A3", number("2")),
            ("B3", text("NA")),
            ("C3", date("45413.75")),
            ("D3", truth(false)),
            // Row 4 is empty, row 5 stands in no order of columns.
            ("B5", number("-99")),
            ("A5", number("3E0")),
            ("F5", text("5")),
        ];
        let bytes = workbook(&[survey("Answers", cells)], &["größe", "fine"]);
        let table = read(bytes, &ReadOptions::new().missing_codes([-99.0]));
        let names: Vec<&str> = table.columns().iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["id", "größe", "when", "agreed", "note"]);
        assert_eq!(numbers(&table, "id"), [Some(1.0), Some(2.0), Some(3.0)]);
        assert_eq!(numbers(&table, "größe"), [Some(4.5), None, None]);
        assert_eq!(
            texts(&table, "when"),
            ["2024-05-01", "2024-05-01 18:00:00", ""]
        );
        assert_eq!(texts(&table, "agreed"), ["TRUE", "FALSE", ""]);
        assert_eq!(texts(&table, "note"), ["fine", "", "5"]);
        assert_eq!(table.place(2).to_string(), "row 5");
        assert_eq!(table.place_of("note", 2).to_string(), "cell F5");
    }

    #[test]
    fn the_first_sheet_that_is_not_hidden_is_read_or_the_one_that_is_named() {
        let one = |x: &str| vec![("A1", text("a")), ("A2", number(x))];
        let mut sheets = [
            survey("codes", one("1")),
            survey("Answers", one("2")),
            survey("more", one("3")),
        ];
        sheets[0].hidden = true;
        let bytes = workbook(&sheets, &[]);
        let first = read(bytes.clone(), &ReadOptions::new());
        assert_eq!(first.number("a", 0), Some(2.0));
        let source = first.source().unwrap();
        assert_eq!(source.sheet.as_deref(), Some("Answers"));
        assert_eq!(source.detected, ["sheet"]);
        assert_eq!(source.to_string(), "sheet `Answers`");
        let named = |name: &str| ReadOptions::new().sheet(name);
        assert_eq!(
            read(bytes.clone(), &named("codes")).number("a", 0),
            Some(1.0)
        );
        says!(refused(bytes, &named("answer")));
    }

    #[test]
    fn a_cell_that_is_not_a_number_is_named() {
        for cell in [
            date("45413"),
            truth(true),
            text("often"),
            " t=\"e\"><v>#N/A</v>".to_owned(),
        ] {
            says!(refused_answers(answers(cell)));
        }
        // A formula that no program has computed is not a missing answer.
        says!(refused_answers(answers("><f>B7*2</f>".to_owned())));
        let computed = read(
            answers("><f>B7*2</f><v>8</v>".to_owned()),
            &ReadOptions::new(),
        );
        assert_eq!(computed.number("b", 4), Some(8.0));
        says!(refused_answers(answers(String::from(">"))));
        assert!(
            refused_answers(answers(number("1e60")))
                .starts_with("column `b`, cell C7: 1e60 is too large")
        );
    }

    #[test]
    fn numbers_that_are_stored_as_text_are_read_as_in_a_text_and_counted() {
        let table = read(answers(text("4")), &ReadOptions::new());
        assert_eq!(table.number("b", 4), Some(4.0));
        let source = table.source().unwrap();
        says!(source);
        assert_eq!((source.numbers_as_text, source.decimal), (1, Some('.')));
        // The decimal mark of such cells is detected, or set.
        let comma = read(answers(text("4,5")), &ReadOptions::new());
        assert_eq!(comma.number("b", 4), Some(4.5));
        assert_eq!(comma.source().unwrap().detected, ["decimal", "sheet"]);
        let point = read(answers(text("4,5")), &ReadOptions::new().decimal('.'));
        assert_eq!(texts(&point, "b")[4], "4,5");
        // Cells that hold numbers as such have no mark, and those of a column of text do not count.
        let plain = read(answers(number("4.5")), &ReadOptions::new());
        assert_eq!(
            (
                plain.source().unwrap().numbers_as_text,
                plain.source().unwrap().decimal
            ),
            (0, None)
        );
    }

    #[test]
    fn a_cover_sheet_is_reported_with_the_names_of_the_others() {
        let data = || survey("Data & codes", vec![("A1", text("a")), ("A2", number("1"))]);
        let with_cover = |cells: Vec<(&'static str, String)>| {
            let mut data = data();
            data.name = "Data";
            workbook(&[survey("Cover", cells), data], &[])
        };
        let title = with_cover(vec![("A1", text("Our survey"))]);
        says!(refused(title, &ReadOptions::new()));
        let listed = with_cover(vec![
            ("A1", text("Contents")),
            ("A2", text("a")),
            ("C2", text("b")),
        ]);
        let sentence = refused(listed, &ReadOptions::new());
        says!(sentence);
        // Where it can be read, the study does not find its columns.
        let read_as_table = with_cover(vec![
            ("A1", text("who")),
            ("A2", number("7")),
            ("A3", number("5")),
        ]);
        let table = read(read_as_table.clone(), &ReadOptions::new());
        let study = Study::new(Model::parse("X =~ a1; Y =~ a2; Y ~ X").unwrap());
        says!(study.run(&table).unwrap_err());
        // A sheet that has the columns is named.
        let study = Study::new(Model::parse("X =~ a; Y =~ b; Y ~ X").unwrap());
        let cover = survey("Cover", vec![("A1", text("who")), ("A2", number("7"))]);
        let notes = survey("Notes", vec![("A1", text("note")), ("A2", number("7"))]);
        let cells = vec![
            ("A1", text("a")),
            ("B1", text("b")),
            ("A2", number("1")),
            ("B2", number("1")),
        ];
        let answers = survey("2024 answers", cells);
        let table = read(workbook(&[cover, notes, answers], &[]), &ReadOptions::new());
        says!(study.run(&table).unwrap_err());
        // Who names a sheet is not asked for another.
        let named = refused(
            with_cover(vec![("A1", text("Our survey"))]),
            &ReadOptions::new().sheet("Cover"),
        );
        assert!(!named.contains("`Data`"), "{named}");
    }

    #[test]
    fn rows_above_the_header_are_skipped_on_request() {
        let cells = vec![
            ("A1", text("Our survey")),
            ("A3", text("a")),
            ("B3", text("b")),
            ("A4", number("1")),
            ("B4", number("2")),
        ];
        let bytes = workbook(&[survey("S", cells)], &[]);
        says!(refused(bytes.clone(), &ReadOptions::new()));
        let table = read(bytes, &ReadOptions::new().skip(2));
        assert_eq!(numbers(&table, "b"), [Some(2.0)]);
        assert_eq!(table.place(0).to_string(), "row 4");
    }

    #[test]
    fn a_cell_beside_the_columns_is_refused_and_header_rows_are_passed_over() {
        let cells = vec![
            ("A1", text("a")),
            ("B1", text("b")),
            ("A2", text("How?")),
            ("B2", text("Why?")),
            ("A3", number("1")),
            ("B3", number("2")),
        ];
        let two = ReadOptions::new().header_rows(2);
        assert_eq!(
            read(workbook(&[survey("S", cells.clone())], &[]), &two).rows(),
            1
        );
        let beside = [cells, vec![("D3", text("checked"))]].concat();
        says!(refused(workbook(&[survey("S", beside)], &[]), &two));
    }

    #[test]
    fn settings_of_a_text_are_refused_for_a_workbook_and_those_of_a_workbook_for_a_text() {
        says!(refused(
            answers(number("1")),
            &ReadOptions::new().delimiter(';')
        ));
        says!(refused(b"a\n1\n".to_vec(), &ReadOptions::new().sheet("S")));
    }

    #[test]
    fn a_skip_beyond_the_end_of_a_sheet_has_its_line_with_other_sheets_too() {
        let cells = || vec![("A1", text("a")), ("B1", text("b")), ("A2", number("1"))];
        let folder = std::env::temp_dir().join("pls-sem-test-skip-of-a-sheet");
        std::fs::create_dir_all(&folder).unwrap();
        let study =
            "[data]\nfile = \"two.xlsx\"\nskip = 9\n[model]\ntext = \"X =~ a; Y =~ b; Y ~ X\"";
        let file = StudyFile::parse(study, &folder).unwrap();
        let sheets = [survey("Data", cells()), survey("Notes", cells())];
        for sheets in [&sheets[..1], &sheets] {
            std::fs::write(folder.join("two.xlsx"), workbook(sheets, &[])).unwrap();
            let refused = file.table().unwrap_err();
            assert!(refused.is_of_settings());
            let refused = refused.to_string();
            assert!(refused.starts_with("line 3: "), "{refused}");
            assert!(
                refused.contains("`skip` is 9, but no lines follow"),
                "{refused}"
            );
        }
    }

    #[test]
    fn a_damaged_sheet_that_is_not_read_does_not_matter() {
        // The library computes the number of a column without looking whether it is too large.
        let damaged = || survey("Notes", vec![("AAAAAAAAAAAA1", text("a"))]);
        let data = survey("Data", vec![("A1", text("a")), ("A2", number("1"))]);
        let table = read(workbook(&[data, damaged()], &[]), &ReadOptions::new());
        assert_eq!(numbers(&table, "a"), [Some(1.0)]);
        let sentence = refused(workbook(&[damaged()], &[]), &ReadOptions::new());
        assert!(
            sentence.contains("its parts contradict each other"),
            "{sentence}"
        );
    }

    #[test]
    fn a_damaged_or_empty_workbook_is_refused() {
        let whole = answers(number("1"));
        let half = whole[..whole.len() / 2].to_vec();
        assert!(
            refused(half, &ReadOptions::new())
                .starts_with("the file is damaged or is not an Excel workbook (")
        );
        let empty = workbook(&[survey("S", Vec::new())], &[]);
        assert!(refused(empty, &ReadOptions::new()).starts_with("the file is empty"));
    }

    #[test]
    fn a_workbook_that_would_fill_the_memory_is_refused_before_it_is_opened() {
        let sheets = || [survey("S", vec![("A1", shared(0)), ("A2", number("1"))])];
        for announced in ["99999999999999999999", "18446744073709551615", "5000"] {
            let texts = format!("<sst uniqueCount = '{announced}'><si><t>a</t></si></sst>");
            says!(refused(
                workbook_with(&sheets(), &texts),
                &ReadOptions::new()
            ));
        }
        let told = workbook_with(
            &sheets(),
            "<sst count=\"1\" uniqueCount=\"1\"><si><t>a</t></si></sst>",
        );
        assert_eq!(read(told, &ReadOptions::new()).number("a", 0), Some(1.0));
        let bomb = format!("<sst><si><t>{}</t></si></sst>", " ".repeat(257 << 20));
        says!(refused(
            workbook_with(&sheets(), &bomb),
            &ReadOptions::new()
        ));
    }

    #[test]
    fn a_cell_beyond_the_columns_is_refused_before_room_is_made_for_it() {
        for column in ["XFE", "AAAAAA", "ZZZZZZ"] {
            let cell = format!("{column}2");
            let cells = vec![
                ("A1", text("a")),
                ("A2", number("1")),
                (&*cell, number("2")),
            ];
            let told = refused(workbook(&[survey("S", cells)], &[]), &ReadOptions::new());
            assert_eq!(
                told,
                "row 2: there are more than 16384 columns, which is the limit: leave out the columns and rows that the study does not need"
            );
        }
    }

    /// Changes of bytes in the parts of a workbook, which are then packed again.
    fn unreadable() -> impl Strategy<Value = Vec<u8>> {
        let cell = prop::sample::select(
            &[
                "><v>5</v>",
                "><v></v>",
                "><v>nan</v>",
                " t=\"s\"><v>7</v>",
                " t=\"q\"><v>7</v>",
                " t=\"e\"><v>#X</v>",
                " s=\"99\"><v>1</v>",
                " s=\"1\"><v>-1e300</v>",
                "><f>A1</f>",
                "><is/>",
                "><v>1</v",
                ">&#0;</c><x>",
                " t=\"b\"><v>2</v>",
                " t=\"d\"><v>?</v>",
            ][..],
        );
        let place = prop::sample::select(
            &[
                "A1",
                "B1",
                "A2",
                "B2",
                "A0",
                "XFD1048576",
                "XFE1",
                "A99999999999",
                "",
                "1A",
                "Ä1",
                "B2",
            ][..],
        );
        let texts = prop::sample::select(
            &[
                "<sst/>",
                "<sst><si/></sst>",
                "<sst><si><t>a</t></si>",
                "",
                "<sst uniqueCount=\"3\">",
                "\u{0}",
            ][..],
        );
        (prop::collection::vec((place, cell), 0..6), texts).prop_map(|(cells, texts)| {
            let cells = cells
                .into_iter()
                .map(|(place, cell)| (place, cell.to_owned()))
                .collect();
            workbook_with(&[survey("S", cells)], texts)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..Default::default() })]

        #[test]
        fn no_workbook_panics(mut bytes in unreadable(), flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4)) {
            for (at, byte) in flips {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            match ReadOptions::new().read_bytes("survey.xlsx", bytes) {
                Ok(table) => prop_assert!(table.columns().iter().all(|c| c.cells.len() == table.rows())),
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
        }
    }
}
