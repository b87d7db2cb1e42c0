//! The report as HTML: one file, well formed, with every table and picture, and nothing that is loaded or run.
//!
//! tests/browser/check.sh opens it in a browser.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use pls_sem::Document;

fn document(changes: &[(&str, &str)]) -> Document {
    let file = format!("{}/tests/golden/document.json", env!("CARGO_MANIFEST_DIR"));
    let mut text = std::fs::read_to_string(file).unwrap();
    for (from, to) in changes {
        let [from, to] = [from, to].map(|name| serde_json::to_string(name).unwrap());
        assert!(text.contains(&from));
        text = text.replace(&from, &to);
    }
    serde_json::from_str(&text).unwrap()
}

/// Every tag is closed in its turn. Returns the tags.
#[track_caller]
fn tags(html: &str) -> Vec<&str> {
    let (style, void) = (html.find("</style>").unwrap(), ["meta", "link", "!DOCTYPE"]);
    let mut open: Vec<&str> = Vec::new();
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').unwrap();
        rest = after;
        if tag.starts_with("!--") {
            continue;
        }
        let name = tag
            .trim_start_matches('/')
            .split([' ', '/', '\n'])
            .next()
            .unwrap();
        if tag.starts_with('/') {
            assert_eq!(
                open.pop(),
                Some(name),
                "before {}",
                &after[..after.len().min(80)]
            );
        } else if !tag.ends_with('/') && !void.contains(&name) {
            open.push(name);
        }
        tags.push(tag);
    }
    assert!(open.is_empty() && style > 0, "{open:?}");
    tags
}

#[test]
fn the_report_is_one_file_that_loads_and_runs_nothing() {
    let html = document(&[]).report().html(3);
    assert!(html.starts_with("<!DOCTYPE html>\n<!-- pls-sem report -->\n<html lang=\"en\">"));
    for tag in tags(&html) {
        let name = tag.split(' ').next().unwrap();
        assert!(
            !["script", "iframe", "img", "object", "embed"].contains(&name),
            "{tag}"
        );
        for attribute in ["src=", "onload=", "onclick=", "onerror="] {
            assert!(!tag.contains(attribute), "{tag}");
        }
        for address in ["href=\"", "url("] {
            let mut to = tag.split(address).skip(1);
            assert!(
                to.all(|to| to.starts_with('#') || to.starts_with("data:")),
                "{tag}"
            );
        }
    }
    assert!(html.contains("default-src 'none'"));
}

#[test]
fn every_table_and_picture_of_the_full_report_is_in_it() {
    let document = document(&[]);
    let html = document.report().html(3);
    let mut tables = 0;
    for table in document.report().full().tables() {
        tables += 1;
        assert!(
            html.contains(&format!("download=\"{}.csv\"", table.name)),
            "{}",
            table.name
        );
    }
    assert!(tables > 10, "{tables} tables");
    for section in &document.report().full().sections {
        let (name, link) = (section.name, format!("<a href=\"#{}\">", section.name));
        assert!(
            html.contains(&link) && html.contains(&format!("<section id=\"{name}\"")),
            "{name}"
        );
    }
    for figure in [
        "structural-model",
        "path-diagram",
        "paths-plot",
        "total-effects",
        "loadings",
        "htmt-map",
        "distributions",
    ] {
        assert_eq!(
            html.matches(&format!("<figure id=\"figure-{figure}\""))
                .count(),
            1,
            "{figure}"
        );
    }
}

#[test]
fn a_screen_reader_finds_headings_rows_and_pictures_and_no_name_stands_twice() {
    let html = document(&[]).report().html(3);
    let mut ids = std::collections::BTreeSet::new();
    let mut headings = Vec::new();
    for tag in tags(&html) {
        if let Some((_, id)) = tag.split_once(" id=\"") {
            let id = id.split('"').next().unwrap();
            assert!(ids.insert(id), "{id} stands twice");
        }
        if tag.starts_with("svg") {
            assert!(
                tag.contains("role=\"img\"") && tag.contains("aria-labelledby="),
                "{tag}"
            );
        }
        if tag.starts_with("th") && !tag.starts_with("thead") {
            assert!(tag.contains("scope=\""), "{tag}");
        }
        if let [b'h', level @ b'1'..=b'6', ..] = tag.as_bytes() {
            headings.push(*level);
        }
    }
    let first = |level: &&u8| **level == b'1';
    assert_eq!(headings.iter().filter(first).count(), 1);
    assert!(
        headings.windows(2).all(|h| h[1] <= h[0] + 1),
        "{headings:?}"
    );
}

#[test]
fn hostile_names_stay_in_their_places() {
    let names = [
        ("Resources", "</td><script>alert(1)</script>"),
        ("Success", "\"><img src=x onerror=alert(1)>"),
        ("KR1", "=HYPERLINK('x')&<"),
        ("Value", "شركة القيمة"),
        (
            "Partners",
            "name_of_eighty_letters_that_goes_on_and_on_and_does_not_come_to_an_end_before_80",
        ),
    ];
    let html = document(&names).report().html(3);
    assert!(!html.contains("<script") && !html.contains("<img"));
    tags(&html);
    // The short page leaves out more where names are long.
    let cells = |html: &str| {
        let (_, full) = html.split_once("</section>").unwrap();
        full.matches("<td").count()
    };
    assert_eq!(cells(&html), cells(&document(&[]).report().html(3)));
    assert!(html.contains("<bdi>شركة القيمة</bdi>"));
    assert!(html.contains("&#39;=HYPERLINK(&#39;x&#39;)&amp;&lt;"));
}

#[cfg(feature = "cli")]
#[test]
fn an_html_report_replaces_an_earlier_one_and_nothing_else() {
    use crate::program::pls_sem;

    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("html");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let data = format!("{}/data/canvas", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(format!("{data}.toml")).unwrap();
    let text = text
        .replace("canvas.csv", &format!("{data}.csv"))
        .replace("10000", "50");
    let [study, html] = ["study.toml", "report.html"].map(|n| folder.join(n).display().to_string());
    std::fs::write(&study, text).unwrap();
    let run = || pls_sem(&["run", &study, "--quiet", "--html", &html]);
    for _ in 0..2 {
        let ran = run();
        assert_eq!(
            (ran.status, ran.out.as_str(), ran.err.as_str()),
            (Some(0), "", "")
        );
    }
    let written = std::fs::read_to_string(&html).unwrap();
    assert!(written.len() < 500_000, "{} bytes", written.len());
    tags(&written);
    std::fs::write(&html, "mine").unwrap();
    assert_eq!(run().status, Some(2));
    assert_eq!(std::fs::read_to_string(&html).unwrap(), "mine");
}
