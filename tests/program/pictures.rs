//! Pictures compared as whole files, of a document whose numbers are set by hand; and the command that draws a model.
//!
//! `BLESS=1 cargo test --test program pictures::` rewrites the files; look at them before they are kept.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use crate::golden::compare_page;
use pls_sem::{Document, Model, PathDiagram, Shown};

const HOSTILE: [&str; 6] = [
    "a < b & \"c\"",
    "=HYPERLINK('x')",
    "شركة القيمة",
    "満足度",
    "</svg><script>alert(1)</script>",
    "name_of_eighty_letters_that_goes_on_and_on_and_does_not_come_to_an_end_before_80",
];

fn golden(name: &str) -> String {
    format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn document() -> Document {
    serde_json::from_str(&std::fs::read_to_string(golden("document.json")).unwrap()).unwrap()
}

/// The document with other names: each name of a construct or an indicator becomes a hostile one.
fn hostile() -> Document {
    let mut text = std::fs::read_to_string(golden("document.json")).unwrap();
    let names = ["Resources", "Partners", "Value", "Success", "KR1", "KP2"];
    for (name, hostile) in names.iter().zip(HOSTILE) {
        let [name, hostile] = [*name, hostile].map(|n| serde_json::to_string(n).unwrap());
        assert!(text.contains(&name));
        text = text.replace(&name, &hostile);
    }
    serde_json::from_str(&text).unwrap()
}

#[test]
fn the_pictures_are_the_golden_ones() {
    let pictures = document().pictures();
    let names: Vec<&str> = pictures.iter().map(|(name, _)| name.as_str()).collect();
    let expected = [
        "path-diagram",
        "structural-model",
        "paths",
        "total-effects",
        "loadings",
        "htmt",
        "distribution-1",
    ];
    assert_eq!(names, expected);
    for (name, svg) in &pictures {
        compare_page(svg, &format!("{name}.svg"));
    }
}

#[test]
fn hostile_names_are_laid_out_and_escaped_in_every_picture() {
    let pictures = hostile().pictures();
    assert_eq!(pictures.len(), 7);
    for (name, svg) in pictures {
        assert!(!svg.contains("<script"), "{name}: {svg}");
        assert_well_formed(&svg);
        if name == "path-diagram" {
            compare_page(&svg, "hostile-names.svg");
        }
    }
}

/// Every tag is closed in its turn, and no bare `<` or `&` stands in a text or an attribute.
#[track_caller]
fn assert_well_formed(svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = svg;
    while let Some((text, after)) = rest.split_once('<') {
        assert_entities(text);
        let (tag, after) = after.split_once('>').unwrap();
        assert!(!tag.contains('<'), "{tag}");
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        assert_entities(tag);
        let name = tag
            .trim_start_matches('/')
            .split([' ', '/'])
            .next()
            .unwrap();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(name);
        }
        rest = after;
    }
    assert!(open.is_empty(), "{open:?}");
}

#[track_caller]
fn assert_entities(text: &str) {
    for after in text.split('&').skip(1) {
        let name = after.split(';').next().unwrap();
        assert!(["amp", "lt", "gt", "quot", "#39"].contains(&name), "{text}");
    }
}

#[test]
fn ellipses_are_reflective_hexagons_are_composites_and_boxes_are_indicators() {
    let model = Model::parse("A =~ a1-3; B <~ b1-4; C =~ c1; C ~ A + B").unwrap();
    let svg = PathDiagram::of(&model).to_svg();
    let count = |class: &str| svg.matches(&format!("class=\"{class}\"")).count();
    assert_eq!(svg.matches("<ellipse").count(), 2);
    assert_eq!(count("construct"), 3);
    assert_eq!(count("indicator"), 8);
    assert_eq!(count("arrow"), 2);
    assert_eq!(count("label"), 0);
    let without = PathDiagram::of(&model).indicators(false).to_svg();
    assert!(!without.contains("class=\"indicator\""));
}

#[test]
fn arrows_show_the_requested_labels() {
    let drawn = |shown: &[Shown]| document().path_diagram().show(shown).to_svg();
    let all = drawn(&[Shown::Estimate, Shown::Stars, Shown::P, Shown::Interval]);
    for text in [
        ">0.320***</text>",
        ">p &lt; 0.001</text>",
        ">[0.2",
        "95 % BCa",
    ] {
        assert!(all.contains(text), "{text} in {all}");
    }
    let estimate = drawn(&[Shown::Estimate]);
    assert!(estimate.contains(">0.320</text>") && !estimate.contains("p &lt;"));
    assert!(!drawn(&[]).contains("class=\"label\""));
}

#[test]
fn a_negative_path_is_dashed_and_a_larger_one_is_wider() {
    let mut document = document();
    document.paths[0].estimate = -0.6;
    let svg = document.path_diagram().to_svg();
    let arrows: Vec<&str> = svg
        .lines()
        .filter(|l| l.contains("class=\"arrow\""))
        .collect();
    let width = |line: &str| -> f64 {
        let (_, rest) = line.split_once("stroke-width=\"").unwrap();
        rest.split('"').next().unwrap().parse().unwrap()
    };
    let dashed: Vec<&&str> = arrows
        .iter()
        .filter(|l| l.contains("stroke-dasharray"))
        .collect();
    assert_eq!(dashed.len(), 1);
    assert!(arrows.iter().all(|line| width(line) <= width(dashed[0])));
    assert!(svg.contains("Dashed:"));
}

#[test]
fn numbers_of_the_bundled_study_are_readable_in_a_column_of_8_cm() {
    let text = std::fs::read_to_string(format!("{}/data/canvas.toml", env!("CARGO_MANIFEST_DIR")))
        .unwrap();
    let model = text.split("\"\"\"").nth(1).unwrap();
    let model = Model::parse(model).unwrap();
    let svg = PathDiagram::of(&model).indicators(false).to_svg();
    let mut pictures: Vec<(String, String)> = document().pictures();
    pictures.push(("canvas".to_owned(), svg));
    for (name, svg) in pictures {
        let (_, page) = svg.split_once("viewBox=\"0 0 ").unwrap();
        let width: f64 = page.split(' ').next().unwrap().parse().unwrap();
        let sizes = svg.split("font-size=\"").skip(1);
        let sizes = sizes.map(|s| s.split('"').next().unwrap().parse::<f64>().unwrap());
        let smallest = sizes.fold(f64::INFINITY, f64::min);
        let points = smallest * 8.0 / 2.54 * 72.0 / width;
        assert!(
            points >= 4.5,
            "{name}: {smallest} of {width}: {points} points"
        );
    }
}

#[cfg(feature = "cli")]
mod command {
    use crate::program::pls_sem;

    const STUDY: &str =
        "[data]\nfile = \"there is none.csv\"\n[model]\ntext = \"A =~ a1-3; B <~ b1-4; B ~ A\"\n";

    fn folder(test: &str) -> std::path::PathBuf {
        let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("pictures")
            .join(test);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_model_is_drawn_without_its_data_and_replaces_nothing() {
        let folder = folder("model");
        let [study, svg] =
            ["study.toml", "model.svg"].map(|name| folder.join(name).display().to_string());
        std::fs::write(&study, STUDY).unwrap();
        let ran = pls_sem(&["model", &study]);
        assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
        assert!(ran.out.starts_with("<svg ") && ran.out.contains("<polygon"));
        let written = pls_sem(&["model", &study, "-o", &svg]);
        assert_eq!((written.status, written.out.as_str()), (Some(0), ""));
        assert_eq!(std::fs::read_to_string(&svg).unwrap(), ran.out);
        assert_eq!(pls_sem(&["model", &study, "-o", &svg]).status, Some(2));
        let without = pls_sem(&[
            "model",
            &study,
            "-o",
            &svg,
            "--force",
            "--indicators",
            "off",
        ]);
        assert_eq!(without.status, Some(0));
        assert!(std::fs::read_to_string(&svg).unwrap().len() < ran.out.len());
        assert_eq!(
            pls_sem(&["model", &study, "-o", &study, "--force"]).status,
            Some(2)
        );
        assert_eq!(std::fs::read_to_string(&study).unwrap(), STUDY);
    }

    #[test]
    fn a_picture_of_another_format_is_refused_with_the_way_to_it() {
        let folder = crate::program::Folder::with_study("formats-of-pictures");
        for (command, option) in [("model", "-o"), ("power", "--svg")] {
            let ran = folder.run(&[command, "study.toml", option, "model.PNG"]);
            assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""));
            says!(ran.err);
        }
        assert_eq!(folder.names(), ["study.toml", "survey.csv"]);
    }

    #[test]
    fn a_model_is_drawn_with_the_estimates_of_a_run() {
        let folder = folder("estimates");
        let data = format!("{}/data/canvas", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(format!("{data}.toml")).unwrap();
        let text = text
            .replace("canvas.csv", &format!("{data}.csv"))
            .replace("10000", "50");
        let study = folder.join("study.toml").display().to_string();
        std::fs::write(&study, text).unwrap();
        let ran = pls_sem(&[
            "model",
            &study,
            "--estimates",
            "--show",
            "estimate,interval",
        ]);
        assert_eq!(ran.status, Some(0), "{}", ran.err);
        assert_eq!(ran.out.matches("class=\"label\"").count(), 9);
        assert!(ran.out.contains(">R² 0.") && ran.out.contains("95 % percentile interval"));
        assert_eq!(pls_sem(&["model", &study, "--show", "p"]).status, Some(2));
    }
}
