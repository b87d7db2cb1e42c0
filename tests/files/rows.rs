//! Some rows of a table equal a file with only these rows.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use pls_sem::data::{DataError, Place, WeightFault};
use pls_sem::{Groups, ReadOptions, Table};

const SURVEY: &str =
    "id;answer;group;note\n1;4,5;a;Text of the question\n2;-99;b;7\n3;3;a;\n4;2,5;b;8,5\n";

fn survey() -> Table {
    let options = ReadOptions::new().missing_codes([-99.0]);
    options.parse(SURVEY).unwrap()
}

#[test]
fn chosen_rows_are_those_of_a_file_without_the_others() {
    let table = survey();
    for chosen in [
        vec![0],
        vec![1, 3],
        vec![0, 2],
        vec![1, 2, 3],
        vec![0, 1, 2, 3],
    ] {
        let lines: Vec<&str> = SURVEY.lines().collect();
        let kept = chosen.iter().map(|row| lines[row + 1]);
        let text = [lines[0]].into_iter().chain(kept).collect::<Vec<_>>();
        let options = ReadOptions::new()
            .missing_codes([-99.0])
            .delimiter(';')
            .decimal(',');
        let alone = options.parse(&text.join("\n")).unwrap();
        let chosen = table.select_rows(chosen).unwrap();
        for (found, expected) in chosen.columns().iter().zip(alone.columns()) {
            let cells = |c: &pls_sem::data::Column| match c.cells.numbers() {
                Some(numbers) => format!("{numbers:?}"),
                None => format!("{:?}", c.cells.texts().unwrap()),
            };
            assert_eq!(cells(found), cells(expected), "{}", found.name);
        }
    }
}

#[test]
fn chosen_rows_keep_their_lines_their_source_and_their_order() {
    let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv")).unwrap();
    let chosen = table.select_rows([7, 3, 7]).unwrap();
    assert_eq!((chosen.rows(), chosen.source()), (3, table.source()));
    let places = [0, 1, 2].map(|row| chosen.place(row));
    assert_eq!(places, [Place::Line(9), Place::Line(5), Place::Line(9)]);
    assert_eq!(chosen.text("firm", 1), table.text("firm", 3));
    let again = chosen.filter(|row| row.position() == 1).unwrap();
    assert_eq!(again.place(0), Place::Line(5));
    let memory = Table::from_columns([("x", vec![1.0, 2.0, 3.0])]).unwrap();
    assert_eq!(memory.select_rows([2]).unwrap().place(0), Place::Row(3));
}

#[test]
fn a_condition_sees_numbers_texts_and_what_is_missing() {
    let table = survey();
    let rows = |keep: &dyn Fn(pls_sem::data::Row<'_>) -> bool| {
        let kept = table.filter(keep).unwrap();
        (0..kept.rows())
            .map(|row| kept.number("id", row).unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(rows(&|row| row.text("group") == Some("a")), [1.0, 3.0]);
    assert_eq!(rows(&|row| row.number("answer").is_none()), [2.0]);
    assert_eq!(rows(&|row| row.number("answer") > Some(2.6)), [1.0, 3.0]);
    assert_eq!(rows(&|row| row.place() == Place::Line(5)), [4.0]);
}

#[test]
fn weights_go_with_the_rows_and_with_new_columns() {
    let table = Table::from_columns([("x", vec![1.0, 2.0, 3.0]), ("w", vec![2.0, 0.0, 1.0])]);
    let table = table.unwrap().weighted_by("w").unwrap();
    let chosen = table.select_rows([2, 1]).unwrap();
    assert_eq!(chosen.weights(), Some(&[1.0, 0.0][..]));
    let wider = chosen.with_column("y", [5.0, 6.0]).unwrap();
    let wider = wider.with_text("g", vec!["a".into(), "b".into()]).unwrap();
    assert_eq!(wider.weight_column(), Some("w"));
    assert_eq!(
        (wider.number("y", 1), wider.text("g", 0)),
        (Some(6.0), Some("a"))
    );
    let none = table.select_rows([1]);
    assert!(matches!(none, Err(DataError::NoWeight { .. })), "{none:?}");
    let negative = Table::from_columns([("w", vec![-1.0])])
        .unwrap()
        .weighted_by("w");
    assert!(matches!(
        negative,
        Err(DataError::Weight {
            fault: WeightFault::Negative(_),
            ..
        })
    ));
}

#[test]
fn groups_of_chosen_rows_are_those_that_remain() {
    let chosen = survey()
        .filter(|row| row.text("group") != Some("b"))
        .unwrap();
    assert_eq!(Groups::of(&chosen, "group").unwrap().names(), ["a"]);
}

#[test]
fn rows_that_do_not_exist_are_named() {
    let table = survey();
    let sentence = |result: Result<Table, DataError>| result.unwrap_err().to_string();
    assert_eq!(
        sentence(table.select_rows([0, 4])),
        "there is no row 4, counted from 0: the table has 4 rows"
    );
    assert_eq!(
        sentence(table.filter(|_| false)),
        "of 4 rows none is selected, but a table needs at least one row: use a less strict condition"
    );
    let short = sentence(table.clone().with_column("y", [1.0]));
    assert!(short.contains("`y`") && short.contains('4'), "{short}");
    let twice = sentence(table.with_column("id", vec![1.0; 4]));
    assert!(twice.contains("`id`"), "{twice}");
}
