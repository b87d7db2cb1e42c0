//! Reports compared as whole pages: of a document whose numbers are set by hand, of sample sizes, of content validity.
//!
//! `BLESS=1 cargo test --test program reports::` rewrites the pages; a difference of them is read like code.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use pls_sem::design::{ContentValidity, Ratings, Scale, Sizing};
use std::collections::HashSet;

use crate::golden::compare_page;
use pls_sem::report::{Block, Cell, Layout, Page, Section, Table, Text};
use pls_sem::{Bootstrap, Document, Model, ReadOptions, StudyFile};
use serde_json::Value;

fn document() -> Document {
    let file = format!("{}/tests/golden/document.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

#[test]
fn the_short_page_and_the_full_report_are_the_golden_pages() {
    let document = document();
    compare_page(&document.to_string(), "short.txt");
    compare_page(&document.report().full().to_string(), "report.txt");
    compare_page(&document.report().full().markdown(3), "report.md");
    compare_page(&document.report().full().latex(3), "report.tex");
}

fn canvas() -> Document {
    let file = StudyFile::read(format!("{}/data/canvas.toml", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let study = file.study.clone().bootstrap(Bootstrap::new(500));
    study.run(&file.table().unwrap()).unwrap()
}

#[test]
fn the_short_page_of_the_canvas_study_is_60_to_90_lines_of_at_most_80_columns() {
    let page = canvas().to_string();
    let lines = page.lines().count();
    assert!((60..=90).contains(&lines), "{lines} lines:\n{page}");
    assert!(
        page.lines().all(|line| line.chars().count() <= 80),
        "{page}"
    );
}

#[test]
fn no_line_is_wider_than_the_page_and_no_number_is_torn() {
    let document = canvas();
    let full = document.report().full();
    for width in [60, 80, 100, 132] {
        for ascii in [false, true] {
            let text = full.text(&Layout::default().width(width).ascii(ascii));
            for line in text.lines() {
                assert!(line.chars().count() <= width, "{width}: {line}");
                assert!(!line.trim_start().starts_with("% "), "{line}");
                assert_eq!(
                    line.matches('[').count(),
                    line.matches(']').count(),
                    "{line}"
                );
            }
            assert!(!ascii || text.is_ascii());
        }
    }
}

/// A study with products of three constructs, whose slopes have two moderators.
fn moderated_twice() -> Document {
    let survey = format!("{}/data/canvas.csv", env!("CARGO_MANIFEST_DIR"));
    let survey = ReadOptions::new().read(survey).unwrap();
    let model = Model::parse(
        "Resources =~ KR1-5; ValueProposition =~ VP1-5; KeyPartners =~ KP1-5; S =~ INT1-4
         S ~ Resources + ValueProposition + KeyPartners + Resources:ValueProposition + Resources:KeyPartners +
             ValueProposition:KeyPartners + Resources:ValueProposition:KeyPartners",
    );
    let study = pls_sem::Study::new(model.unwrap()).bootstrap(Bootstrap::new(50));
    study.run(&survey).unwrap()
}

#[test]
fn the_columns_of_every_table_have_names_of_their_own() {
    let of_file = |name: &str| {
        let file = format!("{}/tests/pages/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        let file = StudyFile::read(file).unwrap();
        file.study.run(&file.table().unwrap()).unwrap()
    };
    for document in [document(), moderated_twice(), of_file("everything")] {
        for file in document.report().full().csv() {
            let mut quoted = false;
            let ends = |c: char| {
                quoted ^= c == '"';
                c == ',' && !quoted
            };
            let header: Vec<&str> = file.text.lines().next().unwrap().split(ends).collect();
            let names: HashSet<&&str> = header.iter().collect();
            assert_eq!(names.len(), header.len(), "{}: {header:?}", file.name);
        }
    }
}

#[test]
fn every_row_of_every_part_of_a_table_of_slopes_says_what_it_is_of() {
    let document = moderated_twice();
    let full = document.report().full();
    let mut seen = 0;
    for table in full.tables() {
        let keys = [
            "slopes",
            "slopes-of-two",
            "johnson-neyman",
            "johnson-neyman-of-two",
            "conditional-effects",
        ];
        if !keys.contains(&table.name) {
            continue;
        }
        seen += table.rows.len();
        let rows: HashSet<String> = table
            .rows
            .iter()
            .map(|row| {
                row[..table.names]
                    .iter()
                    .map(|c| c.shown(3) + ";")
                    .collect()
            })
            .collect();
        assert_eq!(rows.len(), table.rows.len(), "{}", table.name);
    }
    assert!(seen > 20, "{seen}");
    for width in [80, 100, 132] {
        let text = full.text(&Layout::default().width(width));
        let wide = text.lines().find(|line| line.chars().count() > width);
        assert_eq!(wide, None, "{width}");
    }
}

/// All numbers of a document, as bits.
fn numbers(value: &Value, found: &mut HashSet<u64>) {
    match value {
        Value::Number(number) => {
            found.insert(number.as_f64().unwrap().to_bits());
        }
        Value::Array(values) => values.iter().for_each(|value| numbers(value, found)),
        Value::Object(fields) => fields.values().for_each(|value| numbers(value, found)),
        _ => {}
    }
}

/// The numbers of a text, and its words.
fn pieces(text: &Text, values: &mut Vec<f64>, words: &mut String) {
    for cell in text.pieces() {
        match cell {
            Cell::Number(number) => values.push(number.value),
            Cell::P(p) => values.push(p.value),
            Cell::Interval(bounds) => values.extend(bounds.iter().map(|bound| bound.value)),
            Cell::Text(text) => pieces(text, values, words),
            Cell::Words(text) => words.push_str(text),
            _ => {}
        }
    }
}

#[test]
fn every_number_of_paragraphs_and_checklists_is_one_of_the_document() {
    assert!(numbers_read(&canvas()) > 100);
    for study in ["everything", "inadmissible"] {
        let file = format!("{}/tests/pages/{study}.toml", env!("CARGO_MANIFEST_DIR"));
        let file = StudyFile::read(file).unwrap();
        let seen = numbers_read(&file.study.run(&file.table().unwrap()).unwrap());
        assert!(seen > 50, "{study}: only {seen} numbers were read");
    }
}

/// How many numbers the paragraphs and checklists hold, each of which is one of the document.
#[track_caller]
fn numbers_read(document: &Document) -> usize {
    let mut known = HashSet::new();
    numbers(
        &serde_json::from_str(&document.to_json()).unwrap(),
        &mut known,
    );
    // The thresholds that the paragraph of methods names.
    let customs = [0.708, 0.7, 0.95, 1.0, 0.5, 0.85, 0.9, 3.0, 5.0, 0.08];
    known.extend(customs.map(f64::to_bits));
    let mut seen = 0;
    for name in ["methods", "results", "checklists"] {
        let page = document.report().section(name).unwrap();
        for block in &page.sections[0].blocks {
            let (mut values, mut words) = (Vec::new(), String::new());
            match block {
                Block::Paragraph(text) => pieces(text, &mut values, &mut words),
                Block::Table(table) => {
                    let cells = table.rows.iter().flatten();
                    for cell in cells {
                        pieces(&Text::default().and(cell.clone()), &mut values, &mut words);
                    }
                }
                _ => {}
            }
            seen += values.len();
            for value in values {
                assert!(
                    known.contains(&value.to_bits()),
                    "{name}: {value} is no number of the document"
                );
            }
        }
    }
    seen
}

#[test]
fn the_results_paragraph_says_the_paths_as_the_document_holds_them() {
    let document = canvas();
    let page = document.report().section("results").unwrap();
    let text = page.text(&Layout::default().width(usize::MAX).digits(6));
    for path in &document.paths {
        let said = format!("The coefficient of {} is {:.6}, ", path.from, path.estimate);
        assert!(text.contains(&said), "{said}\n{text}");
    }
    let pairs = document.discriminant.iter().filter_map(|d| d.htmt);
    let largest = pairs.fold(0.0, f64::max);
    assert!(
        text.contains(&format!("The largest HTMT is {largest:.6}")),
        "{text}"
    );
}

/// A section that no result has.
fn made_up(name: &str) -> Section {
    let mut table = Table::new("made-up", "A table", 1, ["name", "value", "p", "interval"]);
    table.row([
        Cell::name(name),
        Cell::judged(0.0198, &[0.02]),
        Cell::p(Some(0.0004), None, &[0.05]),
        Cell::interval(Some([-0.0003, 0.25]), &[0.0]),
    ]);
    table.note(
        Text::new("A note on `")
            .say(name.replace('`', "'"))
            .say("`."),
    );
    let sentence = Text::new("The value of ")
        .and(Cell::name(name))
        .say(" is ")
        .and(Cell::estimate(0.5))
        .say(".");
    Section::new("made-up", "A made-up section")
        .paragraph(sentence)
        .table(table)
}

#[test]
fn a_new_section_appears_in_every_rendering() {
    let page = Page::new("A page", [made_up("Image")]);
    let csv = &page.csv()[0];
    assert_eq!(csv.name, "made-up.csv");
    assert_eq!(
        csv.text,
        "name,value,p,interval low,interval high\nImage,0.0198,0.0004,-0.0003,0.25\n"
    );
    let texts = [
        page.to_string(),
        page.markdown(3),
        page.latex(3),
        page.html(3),
    ];
    for text in texts {
        let text = text.replace("<bdi>", "").replace("</bdi>", "");
        for part in [
            "A made-up section",
            "A table",
            "The value of Image is 0.500.",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(
            text.contains("0.0198") && text.contains("0.001") && text.contains("0.0003"),
            "{text}"
        );
    }
}

#[test]
fn hostile_names_are_escaped_in_every_rendering() {
    let long = "x".repeat(80);
    let names = [
        "<b>&\"'",
        "=1+1",
        "a|b*c_d",
        "\\input{x}%$#",
        "قيمة",
        "a\u{202e}b",
        long.as_str(),
    ];
    for name in names {
        let page = Page::new("A page", [made_up(name)]);
        let text = page.to_string();
        let lines = text.lines().map(unicode_width::UnicodeWidthStr::width);
        assert!(lines.max() <= Some(80), "{text}");
        for text in [
            text,
            page.markdown(3),
            page.latex(3),
            page.html(3),
            page.csv()[0].text.clone(),
        ] {
            assert!(!text.contains('\u{202e}'), "{text}");
        }
        let markdown = page.markdown(3);
        assert!(!markdown.contains("<b>"), "{markdown}");
        let row = markdown
            .lines()
            .find(|line| line.contains("0.0198"))
            .unwrap();
        let bars = row.replace("\\|", "").matches('|').count();
        assert_eq!(bars, 5, "{row}");
        let latex = page.latex(3);
        assert!(!latex.contains("\\input{x}"), "{latex}");
        let csv = page.csv()[0].text.clone();
        assert!(!csv.contains("\n="), "{csv}");
        let html = page.html(3);
        assert!(!html.contains("<b>") && !html.contains("<bdi>="), "{html}");
    }
}

#[test]
fn the_report_of_sample_sizes_is_the_golden_page() {
    let model = Model::parse(
        "Image =~ i1-4; Value <~ v1-6; Trust =~ t1-3; Loyalty =~ l1-2
         Trust ~ Image + Value; Loyalty ~ Image + Value + Trust",
    )
    .unwrap();
    let sizing = Sizing::default();
    let asked = sizing.of(&model).unwrap();
    let given = sizing.population(940).rows(120).of(&model).unwrap();
    compare_page(&format!("{asked}\n{given}"), "sample_sizes.txt");
}

#[test]
fn the_report_of_content_validity_is_the_golden_page() {
    let ratings = "expert,a1,a2,b1\nE1,4,2,3\nE2,3,,4\nE3,4,2,3\nE4,3,3,3\nE5,4,4,4\nE6,3,1,3\n";
    let table = ReadOptions::new().parse(ratings).unwrap();
    let ratings = Ratings::of(&table, Scale::default()).unwrap();
    let model = Model::parse("A =~ a1-2; B =~ b1-2; B ~ A").unwrap();
    let all = ContentValidity::of(&ratings);
    let by_construct = ContentValidity::by_construct(&ratings, &model).unwrap();
    compare_page(&format!("{all}\n{by_construct}"), "content_validity.txt");
}

#[test]
fn every_section_and_table_of_a_plan_and_of_a_panel_stands_in_every_rendering() {
    let model = Model::parse("A =~ a1-2; B =~ b1-2; B ~ A").unwrap();
    let plan = Sizing::default().population(940).rows(120).of(&model);
    let ratings = "expert,a1,a2,b1\nE1,4,2,3\nE2,3,4,4\nE3,4,2,3\nE4,3,3,3\nE5,4,4,4\n";
    let table = ReadOptions::new().parse(ratings).unwrap();
    let ratings = Ratings::of(&table, Scale::default()).unwrap();
    for page in [plan.unwrap().page(), ContentValidity::of(&ratings).page()] {
        let texts = [
            page.to_string(),
            page.html(3),
            page.markdown(3),
            page.latex(3)
                .replace("\\textsuperscript{2}", "²")
                .replace("\\%", "%"),
        ];
        for text in texts {
            for section in &page.sections {
                assert!(text.contains(&section.title), "{}: {text}", section.title);
            }
        }
        let files: Vec<String> = page.csv().into_iter().map(|file| file.name).collect();
        let tables: Vec<String> = page.tables().map(|t| format!("{}.csv", t.name)).collect();
        assert!(files.len() > 2 && files == tables, "{files:?}");
    }
}

#[test]
fn a_document_written_and_read_again_is_the_same() {
    let file = StudyFile::read(format!("{}/data/canvas.toml", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let study = file.study.clone().bootstrap(Bootstrap::new(100));
    let document = study.run(&file.table().unwrap()).unwrap();
    assert_eq!(
        serde_json::from_str::<Document>(&document.to_json()).unwrap(),
        document
    );
}
