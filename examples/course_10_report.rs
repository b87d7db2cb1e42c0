//! How does the result reach the paper, the reviewers, and the next analysis?
//!
//! Page 10 of the course: `cargo run --release --example course_10_report [FOLDER]`.

use std::path::Path;

use pls_sem::{Bootstrap, Document, Error, StudyFile};

const STUDY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/resilience.toml");

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (text, files) = run()?;
    print!("{text}");
    // With the name of a folder that exists, every file is written there.
    if let Some(folder) = std::env::args().nth(1) {
        for (name, text) in files {
            std::fs::write(Path::new(&folder).join(name), text)?;
        }
    }
    Ok(())
}

/// The short page with what else there is, and the files by name.
pub(crate) fn run() -> Result<(String, Vec<(String, String)>), Error> {
    // A study file holds everything that a run needs: reviewers rerun it with `pls-sem run resilience.toml`.
    let file = StudyFile::read(STUDY)?;
    let study = file
        .study
        .clone()
        .bootstrap(Bootstrap::new(500).seed(20_241_122));
    let document = study.run(&file.table()?)?;

    // 1. The short page answers first. `document.report().full()` is everything, in the order of a paper.
    let report = document.report();
    let mut text = report.short().to_string();

    // 2. Single sections: here the methods and the results, as paragraphs that can be copied.
    for name in ["methods", "results"] {
        let section = report.section(name).map(|page| page.to_string());
        text += &section.unwrap_or_default();
    }

    // 3. For the manuscript: Markdown or LaTeX (booktabs) with three decimals, every table as CSV with all its digits.
    let full = report.full();
    let mut files = vec![
        ("report.md".to_owned(), full.markdown(3)),
        ("report.tex".to_owned(), full.latex(3)),
    ];
    files.extend(full.csv().into_iter().map(|table| (table.name, table.text)));

    // 4. For co-authors: one page with pictures that needs no network. Each picture is an SVG of its own, too.
    files.push(("report.html".to_owned(), report.html(3)));
    let pictures = document.pictures().into_iter();
    files.extend(pictures.map(|(name, svg)| (format!("{name}.svg"), svg)));

    // 5. For R, Python and later days: the document as JSON, flat tables with every digit. What is read back is what was
    //    written, to the last bit.
    let json = document.to_json();
    assert_eq!(Document::from_json(&json)?, document);
    files.push(("result.json".to_owned(), json));

    let names = files.iter().map(|(name, _)| name.as_str());
    text += &names.collect::<Vec<_>>().join(", ");
    Ok((text + "\n", files))
}
