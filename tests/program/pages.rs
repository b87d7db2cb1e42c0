//! Four studies as whole pages, in text and in HTML, from answers and resamples that are the same on every machine.
//!
//! Their files are in `tests/pages`; the answers are simulated. `BLESS=1 cargo test --test program pages::` rewrites the
//! pages; a difference of them is read like code.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::path::{Path, PathBuf};

use crate::golden::compare_page;
use pls_sem::report::{Layout, Page};
use unicode_width::UnicodeWidthStr;

use pls_sem::{Bootstrap, Document, FindingRecord, PopulationFile, StudyFile};

/// The seed of the bundled surveys.
const SEED: u64 = 20_241_122;
/// The resamples of a page.
const MOST: usize = 100;
/// Rows of a long table that an abridged page keeps at either end.
const ROWS_KEPT: usize = 2;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The result of a study, of no version and in no folder; of many resamples the first hundred.
pub(crate) fn document(study: &str) -> Document {
    let file = StudyFile::read(file(study)).unwrap();
    let mut study = file.study.clone();
    if study.resamples() > Some(MOST) {
        study = study.bootstrap(Bootstrap::new(MOST).seed(SEED));
    }
    let mut document = study.run(&file.table().unwrap()).unwrap();
    "0.0.0".clone_into(&mut document.software.version);
    let source = document.data.source.as_mut().unwrap();
    let name = Path::new(&source.file).file_name().unwrap();
    source.file = name.to_str().unwrap().to_owned();
    document
}

/// An HTML page without its style, without what its pictures are drawn of, without the tables that are downloaded, and
/// without the middle rows of its tables: what is left shows how the page is built. The rest has tests of its own.
fn abridged(html: &str) -> String {
    let html = cut(html, "<style>\n", "</style>");
    let html = cut(&html, "</desc>\n", "</svg>");
    let html = cut(&html, "data:text/csv;charset=utf-8,", "\"");
    let lines: Vec<&str> = html.lines().collect();
    let mut page: Vec<String> = Vec::new();
    for lines in lines.chunk_by(|a, b| is_row(a) && is_row(b)) {
        let left_out = lines.len().saturating_sub(2 * ROWS_KEPT);
        let cut = format!("… {left_out} rows …");
        let lines: Vec<&str> = match left_out {
            0 => lines.to_vec(),
            _ => [&lines[..ROWS_KEPT], &[&cut], &lines[ROWS_KEPT + left_out..]].concat(),
        };
        page.extend(lines.into_iter().map(str::to_owned));
    }
    page.join("\n") + "\n"
}

/// Whether a line is a row of the body of a table.
fn is_row(line: &str) -> bool {
    line.starts_with("<tr>") && line.ends_with("</tr>")
}

/// A text with `…` in place of what stands between each `start` and the next `end`.
fn cut(text: &str, start: &str, end: &str) -> String {
    let mut parts = text.split(start);
    let mut short = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let at = part.find(end).unwrap();
        short.extend([start, "…", &part[at..]]);
    }
    short
}

#[track_caller]
fn assert_pages(document: &Document, name: &str) {
    let report = document.report();
    compare_page(
        &report.short().to_string(),
        &format!("pages/{name}.short.txt"),
    );
    compare_page(&report.full().to_string(), &format!("pages/{name}.txt"));
    compare_page(&abridged(&report.html(3)), &format!("pages/{name}.html"));
}

#[test]
fn the_pages_of_the_canvas_study_are_the_golden_ones() {
    assert_pages(&document("data/canvas.toml"), "canvas");
}

#[test]
fn the_pages_of_a_study_of_customers_satisfaction_are_the_golden_ones() {
    assert_pages(&document("tests/pages/ecsi.toml"), "ecsi");
}

#[test]
fn the_pages_of_an_inadmissible_study_are_the_golden_ones() {
    let document = document("tests/pages/inadmissible.toml");
    let codes: Vec<&str> = document.findings.iter().map(FindingRecord::code).collect();
    assert!(
        codes.contains(&"correlations_not_positive_definite"),
        "{codes:?}"
    );
    assert_pages(&document, "inadmissible");
}

#[test]
fn the_pages_of_a_study_of_two_hundred_indicators_are_the_golden_ones() {
    let document = document("tests/pages/two_hundred.toml");
    assert_eq!(document.indicators.len(), 200);
    let report = document.report();
    compare_page(&report.short().to_string(), "pages/two_hundred.short.txt");
    compare_page(&abridged(&report.html(3)), "pages/two_hundred.html");
}

/// The studies of this folder, of the data, and of the browser's check, with what makes pages long: effects through
/// mediators, Mode B, interactions, higher orders, groups, segments, prediction, many constructs, long names.
pub(crate) const STUDIES: [&str; 8] = [
    "data/canvas.toml",
    "data/market.toml",
    "data/resilience.toml",
    "tests/pages/ecsi.toml",
    "tests/pages/inadmissible.toml",
    "tests/pages/two_hundred.toml",
    "tests/pages/everything.toml",
    "tests/browser/hostile.toml",
];

/// The lines of a section of a page.
fn lines_of(page: &Page, section: &str) -> usize {
    let section = page.section(section).unwrap();
    let whole = Page::new("", section.sections);
    whole.to_string().lines().count()
}

#[test]
fn the_short_page_of_every_study_has_at_most_90_lines_of_80_columns() {
    for study in STUDIES {
        let document = document(study);
        let page = document.report().short();
        let unbroken = page.text(&Layout::default().width(usize::MAX));
        for record in document.findings.iter().filter(|f| !f.finding.is_note()) {
            assert!(unbroken.contains(record.message()), "{study}: {unbroken}");
        }
        // Escapes of letters that are not ASCII make names longer.
        let is_long = |c: char| c.is_alphabetic() && !c.is_ascii();
        let escaped = page.to_string().chars().any(is_long);
        for ascii in [false, true] {
            let text = page.text(&Layout::default().ascii(ascii));
            if ascii && escaped {
                continue;
            }
            let lines = text.lines().count();
            // Findings are whole: six lines of them have room beside the shortest tables.
            let more = lines_of(&page, "findings").saturating_sub(6);
            assert!(lines <= 90 + more, "{study}: {lines} lines\n{text}");
            for line in text.lines() {
                assert!(line.width() <= 80, "{study}: {line}");
            }
        }
    }
}

#[test]
fn no_line_of_the_full_report_of_any_study_is_wider_than_the_page() {
    for study in STUDIES {
        let page = document(study).report().full();
        for width in [80, 100] {
            for ascii in [false, true] {
                let text = page.text(&Layout::default().width(width).ascii(ascii));
                let wide: Vec<&str> = text.lines().filter(|line| line.width() > width).collect();
                assert!(wide.is_empty(), "{study}, {width}: {wide:#?}");
            }
        }
    }
}

#[test]
fn the_surveys_of_the_pages_are_drawn_from_their_populations() {
    for (study, rows) in [("ecsi", 250), ("two_hundred", 100)] {
        let population = PopulationFile::read(file(&format!("tests/pages/{study}.toml"))).unwrap();
        let survey = population.simulation.draw(rows, SEED).unwrap().to_csv();
        let bundled = file(&format!("tests/pages/{study}.csv"));
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&bundled, &survey).unwrap();
        }
        assert!(
            std::fs::read_to_string(&bundled).unwrap() == survey,
            "{} differs",
            bundled.display()
        );
    }
}
