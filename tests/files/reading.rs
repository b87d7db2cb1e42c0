//! Files of other software: each opens to the same table, or is refused with its place and the fix.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use pls_sem::data::{Computed, DataError, Labels, Preparation, Scale, Source};
use pls_sem::{Model, ReadOptions, Study, Table};
use proptest::prelude::*;

use crate::cells::{numbers, texts};

/// The table that every file of the list below holds.
const NAMES: [&str; 4] = ["größe", "I1", "I2", "who"];
const GROESSE: [Option<f64>; 4] = [Some(1.5), Some(2.25), None, Some(-0.5)];
const I1: [Option<f64>; 4] = [Some(4.0), None, Some(5.0), Some(1.0)];
const I2: [Option<f64>; 4] = [Some(3.0), Some(3.0), Some(1.0), Some(2.0)];
const WHO: [&str; 4] = ["Zoë", "the \"other\" one", "", "Ünal, C."];

fn read(bytes: &[u8], options: &ReadOptions) -> Table {
    options.read_bytes("survey", bytes.to_vec()).unwrap()
}

fn refused(bytes: &[u8], options: &ReadOptions) -> String {
    let error = options.read_bytes("survey", bytes.to_vec()).unwrap_err();
    let sentence = error.to_string();
    let DataError::InFile { .. } = error else {
        panic!("no file is named: {sentence}");
    };
    sentence.strip_prefix("survey: ").unwrap().to_owned()
}

fn names(table: &Table) -> Vec<&str> {
    table.columns().iter().map(|c| c.name.as_str()).collect()
}

fn source(table: &Table) -> &Source {
    table.source().unwrap()
}

/// UTF-16 in one order of bytes.
fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn windows_1252(text: &str) -> Vec<u8> {
    let (bytes, _, unmappable) = encoding_rs::WINDOWS_1252.encode(text);
    assert!(!unmappable);
    bytes.into_owned()
}

const PLAIN: &str = "\
größe,I1,I2,who
1.5,4,3,Zoë
2.25,,3,\"the \"\"other\"\" one\"
,5,1,
-0.5,1,2,\"Ünal, C.\"
";

/// The same with other delimiters and marks: no cell of it holds one of these but as a mark or in quotation marks.
fn with(delimiter: &str, decimal: &str, line_end: &str) -> String {
    let text = PLAIN
        .replace("Ünal, C.", "Ünal§ C.")
        .replace(',', delimiter);
    let text = text
        .replace('.', decimal)
        .replace(&format!("C{decimal}"), "C.");
    text.replace('§', ",").replace('\n', line_end)
}

/// The description of a file, its bytes, and how it is read.
type Case = (&'static str, Vec<u8>, ReadOptions);

#[allow(clippy::too_many_lines)] // a list
fn files() -> Vec<Case> {
    let found = ReadOptions::new();
    let excel_text = format!("\u{feff}{}", with("\t", ",", "\r\n"));
    let german = with(";", ",", "\r\n");
    vec![
        ("plain", PLAIN.into(), found.clone()),
        (
            "Excel, CSV UTF-8",
            format!("\u{feff}{}", with(",", ".", "\r\n")).into(),
            found.clone(),
        ),
        (
            "Excel, CSV UTF-8, German",
            format!("\u{feff}{german}").into(),
            found.clone(),
        ),
        (
            "Excel, CSV, German",
            windows_1252(&german),
            found.clone().encoding("windows-1252"),
        ),
        (
            "the same by another name",
            windows_1252(&german),
            found.clone().encoding("latin1"),
        ),
        (
            "Excel, Unicode text",
            utf_16(&excel_text, u16::to_le_bytes),
            found.clone(),
        ),
        (
            "the same, the encoding set",
            utf_16(&excel_text, u16::to_le_bytes),
            found.clone().encoding("utf-16"),
        ),
        (
            "UTF-16, high byte first",
            utf_16(&excel_text, u16::to_be_bytes),
            found.clone(),
        ),
        (
            "UTF-16 without a mark",
            utf_16(PLAIN, u16::to_le_bytes),
            found.clone(),
        ),
        (
            "UTF-16 without a mark, high byte first",
            utf_16(&german, u16::to_be_bytes),
            found.clone(),
        ),
        ("bars", with("|", ".", "\n").into(), found.clone()),
        (
            "bars and commas",
            with("|", ",", "\n").into(),
            found.clone(),
        ),
        (
            "no line end at the end",
            PLAIN.trim_end().into(),
            found.clone(),
        ),
        (
            "line ends of old Macs",
            with(",", ".", "\r").into(),
            found.clone(),
        ),
        (
            "blank lines",
            PLAIN.replace('\n', "\n\n \n").into(),
            found.clone(),
        ),
        (
            "R",
            PLAIN
                .replace("größe,I1,I2,who", "\"größe\",\"I1\",\"I2\",\"who\"")
                .replace(",,", ",NA,")
                .replace("\n,", "\nNA,")
                .into(),
            found.clone(),
        ),
        (
            "Stata",
            PLAIN.replace(",,", ",.,").replace("\n,", "\n.,").into(),
            found.clone(),
        ),
        (
            "SPSS",
            PLAIN.replace(",,", ", ,").replace("\n,", "\n ,").into(),
            found.clone(),
        ),
        (
            "quoted numbers",
            PLAIN
                .replace("4,3,", "\"4\",\"3\",")
                .replace("1.5", "\"1.5\"")
                .into(),
            found.clone(),
        ),
        (
            "padded cells",
            PLAIN.replace("4,3", "  4 ,\u{a0}3 ").into(),
            found.clone(),
        ),
        (
            "a delimiter at every end",
            with(";", ",", ";\n").into(),
            found.clone(),
        ),
        (
            "a delimiter at the end of answers",
            with(";", ",", ";\n").replacen(";\n", "\n", 1).into(),
            found.clone(),
        ),
        (
            "a delimiter at the end of names",
            with(";", ",", "\n").replacen('\n', ";;\n", 1).into(),
            found.clone(),
        ),
        (
            "Excel, emptied rows",
            format!("{PLAIN},,,\r\n,,,\r\n").into(),
            found.clone(),
        ),
        (
            "Excel's line of its own",
            format!("sep=;\r\n{german}").into(),
            found.clone(),
        ),
        (
            "question texts",
            PLAIN
                .replacen(
                    '\n',
                    "\n\"How tall,\nin meters?\",Q1,Q2,\n{\"\"},q1,q2,q3\n",
                    1,
                )
                .into(),
            found.clone().header_rows(3),
        ),
        (
            "-99",
            PLAIN.replace(",,", ",-99,").into(),
            found.clone().missing_codes([-99.0]),
        ),
    ]
}

#[test]
fn files_of_other_software_open_to_the_same_table() {
    for (what, bytes, options) in files() {
        let table = read(&bytes, &options);
        assert_eq!(names(&table), NAMES, "{what}");
        for (column, want) in [("größe", GROESSE), ("I1", I1), ("I2", I2)] {
            assert_eq!(numbers(&table, column), want, "{what}: {column}");
        }
        let who: Vec<&str> = texts(&table, "who")
            .into_iter()
            .map(|t| if t == "NA" { "" } else { t })
            .collect();
        assert_eq!(who, WHO, "{what}");
    }
}

#[test]
fn detected_settings_are_reported_and_given_ones_are_not_called_detected() {
    let bytes = utf_16(&with("|", ",", "\n"), u16::to_be_bytes);
    let found = read(&bytes, &ReadOptions::new());
    let how = source(&found);
    assert_eq!(how.encoding.as_deref(), Some("UTF-16BE"));
    assert_eq!((how.delimiter, how.decimal), (Some('|'), Some(',')));
    assert_eq!(how.detected, ["encoding", "delimiter", "decimal"]);
    says!(how);
    let set = ReadOptions::new().encoding("utf-16be").delimiter('|');
    assert_eq!(source(&read(&bytes, &set)).detected, ["decimal"]);
}

#[test]
fn bytes_that_may_be_any_encoding_are_refused_with_how_they_would_read() {
    says!(refused(&windows_1252(PLAIN), &ReadOptions::new()));
    says!(refused(
        b"a,b\n1,\xff\n",
        &ReadOptions::new().encoding("shift_jis")
    ));
}

#[test]
fn a_mark_and_a_setting_that_contradict_each_other_are_both_named() {
    let bytes = format!("\u{feff}{PLAIN}");
    says!(refused(
        bytes.as_bytes(),
        &ReadOptions::new().encoding("windows-1252")
    ));
    says!(refused(
        PLAIN.as_bytes(),
        &ReadOptions::new().encoding("utf-9")
    ));
}

#[test]
fn a_file_that_is_not_text_is_refused_by_its_kind() {
    let sentence = |bytes: &[u8]| refused(bytes, &ReadOptions::new());
    let nul = "holds a NUL character, which text files do not contain: export the data as CSV, and read that file";
    assert_eq!(sentence(b"a,b\n1,\0\n"), format!("line 2 {nul}"));
    // As UTF-16 these are lines as well, but of no table.
    assert_eq!(
        sentence("価値\n価値\u{0}\n".as_bytes()),
        format!("line 2 {nul}")
    );
    let spss = sentence(b"$FL2@(#) SPSS DATA FILE");
    says!(spss);
    assert!(spss.contains("haven::read_sav"), "{spss}");
    assert!(
        sentence(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").starts_with("it is a workbook of Excel 97")
    );
    assert!(sentence(b"<stata_dta><header>").starts_with("it is a Stata file"));
    // The export is that of this very file.
    assert!(spss.contains("GET FILE='survey.sav'."), "{spss}");
    let named = ReadOptions::new().read_bytes("data/Wave 2.sav", b"$FL2".to_vec());
    let named = named.unwrap_err().to_string();
    says!(named);
    for page in [
        "<!DOCTYPE html>\n<html><body>Please sign in</body></html>",
        "\u{feff}\n <HTML><table><tr><td>a</td></tr></table>",
        "<table><tr><td>a</td></tr></table>",
        "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>",
    ] {
        let sentence = sentence(page.as_bytes());
        let begin = "it is a web page (HTML or XML), whatever its name, which cannot be read: open it in Excel and save it as";
        assert!(sentence.starts_with(begin), "{sentence}");
    }
    let archive = sentence(b"PK\x03\x04survey.csv");
    says!(archive);
}

#[test]
fn a_missing_file_is_answered_with_the_most_similar_name() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("pls-sem-nearest-file");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("survey.csv"), "a\n1\n").unwrap();
    let reason = |name: &str| {
        let path = folder.join(name);
        let sentence = Table::read(&path).unwrap_err().to_string();
        let begin = format!("cannot read `{}`: ", path.display());
        sentence.strip_prefix(&begin).unwrap().to_owned()
    };
    says!(reason("survye.csv"));
    says!(reason("answers.txt"));
    says!(reason(""));
    says!(reason("none/survey.csv"));
}

/// The error of a study of these columns.
fn refused_study(model: &str, table: &Table) -> String {
    let study = Study::new(Model::parse(model).unwrap());
    study.run(table).unwrap_err().to_string()
}

#[test]
fn a_title_above_the_header_is_reported_and_skipped_on_request() {
    let titled = |delimiter: &str| {
        "Survey of 2024\n\nid,a,b\n1,4,3\n2,5,1\n3,1,2\n4,2,2\n".replace(',', delimiter)
    };
    for delimiter in [",", ";", "\t", "|"] {
        let bytes = titled(delimiter);
        says!(refused(bytes.as_bytes(), &ReadOptions::new()));
        let table = read(bytes.as_bytes(), &ReadOptions::new().skip(2));
        assert_eq!(names(&table), ["id", "a", "b"]);
        assert_eq!(table.place(0).to_string(), "line 4");
        assert_eq!(source(&table).skip, 2);
        assert!(
            source(&table)
                .to_string()
                .ends_with(", 2 lines above the header skipped")
        );
    }
    // A spreadsheet fills the line of the title up with delimiters.
    let filled = "Survey of 2024,,,\nid,a,b,c\n1,4,3,1\n2,5,1,2\n";
    says!(refused(filled.as_bytes(), &ReadOptions::new()));
    let table = read(filled.as_bytes(), &ReadOptions::new().skip(1));
    assert_eq!(numbers(&table, "a"), [Some(4.0), Some(5.0)]);
    // A line below a header with one additional cell is not a header.
    let ragged = refused(b"id,a,b\n1,4,3\n2,5,1,2\n", &ReadOptions::new());
    assert!(!ragged.contains("skip"), "{ragged}");
    says!(refused(b"a,b\n1,2\n", &ReadOptions::new().skip(7)));
    let all = refused(b"a,b\n1,2\n", &ReadOptions::new().skip(usize::MAX));
    says!(all);
}

#[test]
fn a_missing_header_is_reported_if_a_column_is_not_found() {
    let headless = "4;3;5\n1;2;2\n5;1;4\n2;2;3\n";
    let table = read(headless.as_bytes(), &ReadOptions::new());
    says!(refused_study("X =~ KR1; Y =~ KR2; Y ~ X", &table));
    let alike = read(b"4,4,5\n1,2,2\n2,3,1\n3,1,4\n", &ReadOptions::new());
    says!(refused_study("X =~ `4`; Y =~ `5`; Y ~ X", &alike));
    let spaced = "\"KR1\", \"KR2\"\n1, 2\n2, 1\n3, 4\n";
    let table = read(spaced.as_bytes(), &ReadOptions::new());
    says!(refused_study("X =~ KR1; Y =~ KR2; Y ~ X", &table));
}

#[test]
fn a_column_of_formulas_is_not_taken_for_labels() {
    let rows: Vec<String> = (0..6).map(|i| format!("=A{i}+1,{i}\n")).collect();
    let text = format!("a,b\n{}", rows.concat());
    let table = read(text.as_bytes(), &ReadOptions::new());
    says!(refused_study("X =~ a; Y =~ b; Y ~ X", &table));
}

#[test]
fn labels_in_place_of_values_are_distinguished_from_a_single_mistake() {
    let labels = ["Agree", "Strongly agree", "Disagree", "Agree", "Agree"];
    let rows = labels.iter().enumerate();
    let rows: Vec<String> = rows.map(|(i, label)| format!("{label},{i}")).collect();
    let text = format!("a,b\n{}\n", rows.join("\n"));
    let table = read(text.as_bytes(), &ReadOptions::new());
    says!(refused_study("X =~ a; Y =~ b; Y ~ X", &table));
    let table = read(b"a,b\n1,1\noften,2\n3,4\n2,2\n", &ReadOptions::new());
    let one = refused_study("X =~ a; Y =~ b; Y ~ X", &table);
    assert!(
        one.ends_with("correct the cell, or leave it empty if the answer is missing"),
        "{one}"
    );
}

#[test]
fn rows_below_the_names_are_offered_to_be_passed_over_and_never_are_by_themselves() {
    let refused_answers = |header_rows: usize, survey: &str| {
        let table = ReadOptions::new()
            .header_rows(header_rows)
            .parse(survey)
            .unwrap();
        let model = Model::parse("X =~ a; Y =~ b; Y ~ X").unwrap();
        Study::new(model).run(&table).unwrap_err().to_string()
    };
    let survey = "a,b\nHow are you?,And now?\ncm,kg\n1,2\n2,4\n3,3\n4,5\n";
    says!(refused_answers(1, survey));
    says!(refused_answers(2, survey));
    let table = ReadOptions::new().header_rows(3).parse(survey).unwrap();
    assert_eq!(
        numbers(&table, "a"),
        [Some(1.0), Some(2.0), Some(3.0), Some(4.0)]
    );
    assert_eq!(table.place(0).to_string(), "line 4");
    // Words below a number are not a question.
    let words = refused_answers(1, "a,b\n1,2\ntwo,4\n3,3\n4,5\n");
    assert!(
        words.ends_with("leave it empty if the answer is missing"),
        "{words}"
    );
    says!(refused(b"a\n1\n", &ReadOptions::new().header_rows(0)));
}

#[test]
fn thousands_that_are_set_apart_are_refused_with_the_number_to_write() {
    for survey in [
        "a,b\n\"1,234,567\",1\n2,2\n",
        "a,b\n\"1,234\",1\n2,2\n",
        "a;b\n1.234,5;1\n2,5;2\n",
        "a;b\n1.234;1,5\n2;2,5\n",
        "a;b\n1 234;1,5\n2;2,5\n",
    ] {
        let table = ReadOptions::new().parse(survey).unwrap();
        let model = Model::parse("X =~ a; Y =~ b; Y ~ X").unwrap();
        let sentence = Study::new(model).run(&table).unwrap_err().to_string();
        says!(sentence);
    }
}

#[test]
fn a_decimal_mark_that_turns_up_late_leaves_the_other_as_text() {
    let table = ReadOptions::new()
        .parse("a;b;c\n1.5;1;x\n2;2,5;2,5\n3;3,5;3\n")
        .unwrap();
    assert_eq!(texts(&table, "a"), ["1.5", "2", "3"]);
    assert_eq!(numbers(&table, "b"), [Some(1.0), Some(2.5), Some(3.5)]);
    assert_eq!(texts(&table, "c"), ["x", "2,5", "3"]);
}

#[test]
fn text_is_kept_unchanged_however_late_it_is_recognised() {
    let table = ReadOptions::new()
        .missing_codes([-99.0])
        .parse("a,b\n01,1\n-99,2\nNA,3\nfour,4\n\" five \",\n")
        .unwrap();
    assert_eq!(texts(&table, "a"), ["01", "", "NA", "four", "five"]);
    assert_eq!(numbers(&table, "b")[4], None);
}

#[test]
fn a_column_without_a_name_is_one_if_it_holds_answers() {
    let rows = ReadOptions::new()
        .parse("\"\",a,,\n1,4,,\n2,5,,\n")
        .unwrap();
    assert_eq!(names(&rows), ["(column 1)", "a"]);
}

// Names, and how much is read.

#[test]
fn invisible_names_are_shown_as_escapes() {
    let table = ReadOptions::new()
        .parse("\"How\nmany?\",\u{202e}b,\u{1b}[2Jc,d\u{200b}\n1,2,3,4\n")
        .unwrap();
    assert_eq!(
        names(&table),
        ["How\\nmany?", "\\u{202e}b", "\\u{1b}[2Jc", "d\\u{200b}"]
    );
    // Both notations find the column.
    assert_eq!(table.number("How\nmany?", 0), Some(1.0));
    assert_eq!(table.number("How\\nmany?", 0), Some(1.0));
    let sentence = Model::parse("`\u{202e}b` =~ d").unwrap_err().to_string();
    assert!(
        !sentence.contains('\u{202e}') && sentence.contains("\\u{202e}b"),
        "{sentence}"
    );
}

#[test]
fn a_name_is_never_a_formula_in_a_table_of_the_report() {
    let text = "`=cmd` =~ `@a`; Y =~ `-b`; Y ~ `=cmd`";
    let table = Table::from_columns([
        ("@a", vec![1.0, 2.0, 4.0, 3.0]),
        ("-b", vec![2.0, 1.0, 3.0, 5.0]),
    ])
    .unwrap();
    let report = Study::new(Model::parse(text).unwrap())
        .run(&table)
        .unwrap()
        .to_string();
    let cells = report
        .lines()
        .flat_map(|line| line.trim_start().split("  ").map(str::trim));
    let formulas: Vec<&str> = cells
        .filter(|cell| cell.starts_with(['=', '@']) || cell.starts_with("-b"))
        .collect();
    assert_eq!(formulas, Vec::<&str>::new());
    assert!(report.contains("  '=cmd"), "{report}");
}

#[test]
fn a_file_that_is_too_large_is_an_error() {
    let wide = vec!["1"; 16_385].join(";");
    says!(refused(
        format!("a;b\n{wide}\n").as_bytes(),
        &ReadOptions::new()
    ));
    says!(refused(
        format!("a,{}\n1,2\n", "b".repeat(1001)).as_bytes(),
        &ReadOptions::new()
    ));
    says!(refused(
        format!("a\n{}", "1\n".repeat(10_000_001)).as_bytes(),
        &ReadOptions::new()
    ));
}

#[test]
#[ignore = "reads a gibibyte"]
fn an_endless_file_is_not_read_to_its_end() {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("pls-sem-reading-{}", std::process::id()));
    std::fs::File::create(&path)
        .unwrap()
        .set_len(1 << 40)
        .unwrap();
    let sentence = Table::read(&path).unwrap_err().to_string();
    std::fs::remove_file(&path).unwrap();
    says!(sentence);
}

#[test]
#[ignore = "takes gigabytes"]
fn a_file_of_more_cells_than_are_read_is_refused() {
    let names: Vec<String> = (0..10_000).map(|j| format!("x{j}")).collect();
    let row = format!("\n{}", ",".repeat(9_999));
    let text = format!("{}{}", names.join(","), row.repeat(20_001));
    let sentence = refused(text.as_bytes(), &ReadOptions::new());
    says!(sentence);
}

// Any bytes, and any table.

const STARTS: &[&[u8]] = &[
    b"",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"sep=;\n",
    b"a,b\n",
    b"a\0,\0b\0\n\0",
    b"PK\x03\x04",
];
const PIECES: &[&[u8]] = &[
    b"a",
    b"1",
    b"2",
    b"-99",
    b"1,5",
    b"2.5",
    b"1.234,5",
    b"NA",
    b"inf",
    b",",
    b";",
    b"\t",
    b"|",
    b"\"",
    b"\n",
    b"\r",
    b" ",
    b"\0",
    b"1\0",
    b",\0",
    b"\n\0",
    b"\0\n",
    b"\xe9",
    b"\xc3\xa9",
    b"\xd8\x00",
];

/// Bytes that begin like some kind of file, and go on as text, nearly text, or anything.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let body = prop_oneof![
        prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|p| p.concat()),
        prop::collection::vec(any::<u8>(), 0..200),
    ];
    (prop::sample::select(STARTS), body).prop_map(|(start, body)| [start, &body].concat())
}

fn options() -> impl Strategy<Value = ReadOptions> {
    let encoding = prop::option::of(prop::sample::select(
        &[
            "utf-8",
            "windows-1252",
            "utf-16le",
            "shift_jis",
            "replacement",
        ][..],
    ));
    let delimiter = prop::option::of(prop::sample::select(&[',', ';', '\t', '|', 'x'][..]));
    let decimal = prop::option::of(prop::sample::select(&['.', ','][..]));
    (encoding, delimiter, decimal, 0..4_usize, 0..3_usize).prop_map(
        |(encoding, delimiter, decimal, header_rows, skip)| {
            let mut options = ReadOptions::new()
                .header_rows(header_rows)
                .skip(skip)
                .missing_codes([-99.0]);
            if let Some(encoding) = encoding {
                options = options.encoding(encoding);
            }
            if let Some(delimiter) = delimiter {
                options = options.delimiter(delimiter);
            }
            if let Some(decimal) = decimal {
                options = options.decimal(decimal);
            }
            options
        },
    )
}

/// A way of writing tables.
#[derive(Debug, Clone)]
struct Dialect {
    delimiter: char,
    decimal: char,
    line_end: &'static str,
    quoted: bool,
    encode: fn(&str) -> Vec<u8>,
}

fn dialect() -> impl Strategy<Value = Dialect> {
    let encodings: [fn(&str) -> Vec<u8>; 6] = [
        |text| text.into(),
        |text| format!("\u{feff}{text}").into(),
        |text| utf_16(&format!("\u{feff}{text}"), u16::to_le_bytes),
        |text| utf_16(&format!("\u{feff}{text}"), u16::to_be_bytes),
        |text| utf_16(text, u16::to_le_bytes),
        |text| utf_16(text, u16::to_be_bytes),
    ];
    (
        prop::sample::select(&[',', ';', '\t', '|'][..]),
        prop::sample::select(&['.', ','][..]),
        prop::sample::select(&["\n", "\r\n", "\r"][..]),
        any::<bool>(),
        prop::sample::select(encodings.to_vec()),
    )
        .prop_map(|(delimiter, decimal, line_end, quoted, encode)| Dialect {
            delimiter,
            decimal,
            line_end,
            quoted: quoted || decimal == delimiter,
            encode,
        })
}

impl Dialect {
    fn write(&self, names: &[String], rows: &[Vec<Option<f64>>]) -> Vec<u8> {
        let cell = |cell: String| {
            if self.quoted {
                format!("\"{cell}\"")
            } else {
                cell
            }
        };
        let number = |x: &Option<f64>| {
            cell(x.map_or_else(String::new, |x| {
                x.to_string().replace('.', &self.decimal.to_string())
            }))
        };
        let line = |cells: Vec<String>| cells.join(&self.delimiter.to_string()) + self.line_end;
        let header = line(names.iter().map(|name| cell(name.clone())).collect());
        let rows = rows
            .iter()
            .map(|row| line(row.iter().map(number).collect()));
        (self.encode)(&(header + &rows.collect::<String>()))
    }
}

/// Names and rows, of which the last holds an answer.
fn any_table() -> impl Strategy<Value = (Vec<String>, Vec<Vec<Option<f64>>>)> {
    let number = prop::option::weighted(
        0.8,
        prop_oneof![(1..8_u8).prop_map(f64::from), -1e6..1e6, Just(1e-300)],
    );
    (2..6_usize, 1..8_usize).prop_flat_map(move |(columns, rows)| {
        let name = "[a-zA-Zéß価ش][a-z0-9 _é価]{0,8}[a-z0-9]";
        let names =
            prop::collection::hash_set(name, columns).prop_map(|names| names.into_iter().collect());
        let rows = prop::collection::vec(prop::collection::vec(number.clone(), columns), rows);
        let answered = rows.prop_map(|mut rows: Vec<Vec<Option<f64>>>| {
            rows.push(vec![Some(1.0); rows[0].len()]);
            rows
        });
        (names, answered)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_bytes_panic_and_every_table_is_whole(bytes in bytes(), options in options()) {
        match options.read_bytes("survey", bytes) {
            Ok(table) => {
                prop_assert!(table.rows() > 0);
                for column in table.columns() {
                    prop_assert_eq!(column.cells.len(), table.rows());
                    prop_assert!(!column.name.contains(char::is_control));
                    for row in 0..table.rows() {
                        prop_assert!(!table.place_of(&column.name, row).to_string().is_empty());
                    }
                }
            }
            Err(error) => prop_assert!(error.to_string().len() > "survey: ".len()),
        }
    }

    #[test]
    fn a_table_is_read_as_it_was_written_in_any_dialect((names, rows) in any_table(), dialect in dialect()) {
        let options = ReadOptions::new().delimiter(dialect.delimiter).decimal(dialect.decimal);
        let table = read(&dialect.write(&names, &rows), &options);
        prop_assert_eq!(table.rows(), rows.len());
        for (column, name) in names.iter().enumerate() {
            let written: Vec<Option<f64>> = rows.iter().map(|row| row[column]).collect();
            prop_assert_eq!(numbers(&table, name), written);
        }
    }
}

#[test]
fn a_quotation_mark_that_is_not_closed_is_named_where_it_opens() {
    let refused = |text: &str| ReadOptions::new().parse(text).unwrap_err().to_string();
    let rows = "4,3,2,\"fine\"\n".repeat(3);
    says!(refused(&format!(
        "a,b,c,note\n{rows}1,2,3,\"too long\n{rows}"
    )));
    // One that another closes, further down.
    says!(refused(
        "a,b,c,note\n1,\"2,3,x\n4,4,4,x\n5,5,5,x\n1,2,3,\"y\"\n"
    ));
    // A cell of several lines is a cell.
    let text = "a,b,c,note\n1,2,3,\"one, two,\nthree, four\"\n4,5,6,\"a \"\"b\"\"\n\"\n";
    let table = ReadOptions::new().parse(text).unwrap();
    assert_eq!(table.rows(), 2);
    assert_eq!(table.number("c", 1), Some(6.0));
}

#[test]
fn the_system_missing_value_of_spss_is_declared_with_either_mark() {
    let written = [
        "-1.797693134862316E+308",
        "-1,797693134862316E+308",
        "-1.7976931348623157e308",
    ];
    for cell in written {
        let delimiter = if cell.contains(',') { ";" } else { "," };
        let text = ["a,b", "1,2", "4,4", "5,1"].map(|line| line.replace(',', delimiter));
        let text = format!("{}\n{cell}{delimiter}3\n", text.join("\n"));
        let read = |options: ReadOptions| options.parse(&text).unwrap();
        let model = pls_sem::Model::parse("A =~ a; B =~ b; B ~ A").unwrap();
        let run = |table| pls_sem::Study::new(model.clone()).run(&table).unwrap_err();
        let sentence = run(read(ReadOptions::new())).to_string();
        assert!(sentence.contains("missing_codes"), "{sentence}");
        for code in written {
            let table = read(ReadOptions::new().missing_codes([code]));
            let column = table.column("a").unwrap().cells.numbers().unwrap();
            assert!(column[3].is_nan(), "{cell} as {code}");
        }
    }
}

#[test]
fn zero_has_no_sign_wherever_it_comes_from() {
    let preparation = Preparation::new()
        .labels(Labels::new([("none", -0.0), ("some", 1.0)]).unwrap())
        .scale(Scale::new(-1.0, 1.0).unwrap())
        .reverse(["r"])
        .compute(Computed::parse("c", "-1 * x").unwrap());
    let text = "x,r,l\n-0,0,none\n1,1,some\n-0.0,-1,none\n";
    let read = ReadOptions::new().prepare(preparation).parse(text).unwrap();
    let made = Table::from_columns([("x", vec![-0.0, 1.0])]).unwrap();
    let made = made.with_column("y", vec![-0.0, -1.0]).unwrap();
    for (table, columns) in [(read, &["x", "r", "l", "c"][..]), (made, &["x", "y"])] {
        for column in columns {
            let zero = table.number(column, 0).unwrap();
            assert_eq!(zero.to_bits(), 0.0_f64.to_bits(), "{column}");
        }
    }
}
