//! The README and the page about the study file show the actual output. (That the program of the README compiles and
//! runs is a documentation test.)

#![allow(clippy::unwrap_used)] // a test stops where it fails

use pls_sem::{Bootstrap, Model, PathDiagram, Shown, Study, StudyFile, Table};

/// The part of a text between two marks.
fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let from = text.find(start).unwrap() + start.len();
    &text[from..from + text[from..].find(end).unwrap()]
}

#[test]
fn the_output_in_the_readme_is_the_output_of_its_program() {
    let root = env!("CARGO_MANIFEST_DIR");
    let readme = std::fs::read_to_string(format!("{root}/README.md")).unwrap();
    let model = Model::parse(between(&readme, "Model::parse(\"", "\")?")).unwrap();
    let survey = Table::read(format!("{root}/data/canvas.csv")).unwrap();
    let result = Study::new(model)
        .bootstrap(Bootstrap::new(1000))
        .run(&survey)
        .unwrap();
    let shown = between(&readme, "```text\n", "```");
    assert!(shown.starts_with("Paths\n"), "no table is shown");
    assert!(result.to_string().contains(shown), "{result}");
}

/// The stored text, or with `BLESS=1` the new text.
fn kept(file: &str, of: impl Fn(&str) -> String) -> String {
    let file = format!("{}/{file}", env!("CARGO_MANIFEST_DIR"));
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, of(&kept)).unwrap();
    }
    std::fs::read_to_string(&file).unwrap()
}

#[test]
fn the_short_page_and_the_diagram_of_the_readme_are_those_of_the_canvas_study() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = StudyFile::read(root.join("data/canvas.toml")).unwrap();
    let document = file.study.run(&file.table().unwrap()).unwrap();
    // The command is called in the folder of the README.
    let page = document
        .to_string()
        .replace(&format!("{}/", root.display()), "");
    let (start, end) = ("prints it</summary>\n\n```text\n", "```\n\n</details>");
    let readme = kept("README.md", |readme| {
        let (before, rest) = readme.split_once(start).unwrap();
        let (_, after) = rest.split_once(end).unwrap();
        format!("{before}{start}{page}{end}{after}")
    });
    assert_eq!(between(&readme, start, end), page);

    let diagram = PathDiagram::of_document(&document).show(&[Shown::Estimate, Shown::Stars]);
    let diagram = diagram.indicators(false).to_svg();
    assert_eq!(kept("data/canvas.svg", |_| diagram.clone()), diagram);
}

/// The page about the study file.
fn page() -> String {
    let root = env!("CARGO_MANIFEST_DIR");
    std::fs::read_to_string(format!("{root}/src/docs/study_file.md")).unwrap()
}

#[test]
fn the_study_file_of_its_page_is_read() {
    let root = env!("CARGO_MANIFEST_DIR");
    let page = page();
    let study = between(&page, "```toml\n", "```");
    pls_sem::StudyFile::parse(study, std::path::Path::new(root)).unwrap();
}

#[test]
fn the_population_of_the_page_is_one() {
    let root = env!("CARGO_MANIFEST_DIR");
    let page = page();
    let study = between(&page, "```toml\n", "```");
    let population = between(&page, "```toml\n[population]", "```");
    let text = format!("{study}\n[population]{population}");
    let file = pls_sem::PopulationFile::parse(&text, std::path::Path::new(root)).unwrap();
    assert_eq!(file.simulation.draw(273, 7).unwrap().rows(), 273);
    assert!(file.power.is_some());
}

#[test]
fn the_files_that_the_design_names_are_there() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let design = std::fs::read_to_string(root.join("DESIGN.md")).unwrap();
    let quoted = design.split('`').skip(1).step_by(2);
    let is_source = |name: &&str| name.rsplit_once('.').is_some_and(|(_, end)| end == "rs");
    let files: Vec<&str> = quoted.filter(is_source).collect();
    assert!(files.len() > 10, "{files:?}");
    for file in files {
        let is_there = root.join(file).exists() || root.join("src").join(file).exists();
        assert!(is_there, "{file}");
    }
}
