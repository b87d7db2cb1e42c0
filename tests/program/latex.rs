//! The report as LaTeX: it compiles whatever constructs are called, and no table leaves the text.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::pages::{STUDIES, document};
use pls_sem::Document;
use pls_sem::report::Page;

/// Names that try to leave their places, in letters that every compiler has.
const HOSTILE: [&str; 6] = [
    "<b>&\"'",
    "=1+1 \\input{x}%$#_^~{}[1]",
    "name_of_eighty_letters_that_goes_on_and_on_and_does_not_come_to_an_end_before_80",
    "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
    "perceived value of the product for whoever bought it at least twice in this year",
    "Internationalization",
];
/// Points by which a line may be too wide: nobody sees them.
const UNSEEN: f64 = 3.0;

/// The document with hostile names in place of those of the constructs, and of the indicators of the first construct.
fn hostile(document: &Document) -> Document {
    let constructs = document.constructs.iter().map(|c| c.construct.clone());
    let first = document.constructs[0].construct.clone();
    let indicators = document.indicators.iter();
    let indicators = indicators.filter(|i| i.construct == first);
    let names: Vec<String> = constructs
        .chain(indicators.map(|i| i.indicator.clone()))
        .collect();
    let mut value = serde_json::from_str(&document.to_json()).unwrap();
    renamed(&mut value, &names);
    serde_json::from_value(value).unwrap()
}

/// Exchanges every text that is one of the names; modes have names of one letter, too.
fn renamed(value: &mut Value, names: &[String]) {
    match value {
        Value::String(text) => {
            if let Some(i) = names.iter().position(|name| name == text) {
                *text = format!("{} {i}", HOSTILE[i % HOSTILE.len()]);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|v| renamed(v, names)),
        Value::Object(fields) => {
            let own = fields.iter_mut();
            let own = own.filter(|(key, _)| !["mode", "study"].contains(&key.as_str()));
            own.for_each(|(_, value)| renamed(value, names));
        }
        _ => {}
    }
}

/// Compiles a page, and returns the lines of the log on what is wider than the text. The second time the columns have the
/// widths that the first has found.
#[track_caller]
fn too_wide(compiler: &str, folder: &Path, page: &Page) -> Vec<String> {
    std::fs::write(folder.join("report.tex"), page.latex(3)).unwrap();
    let _ = std::fs::remove_file(folder.join("report.aux"));
    for _ in 0..2 {
        let run = Command::new(compiler)
            .args(["-interaction=nonstopmode", "-halt-on-error", "report.tex"])
            .current_dir(folder)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stdout);
        assert!(run.status.success(), "{said}");
    }
    let log = std::fs::read(folder.join("report.log")).unwrap();
    let log = String::from_utf8_lossy(&log).into_owned();
    let excess = |line: &str| -> Option<f64> {
        let (_, excess) = line.split_once("Overfull \\hbox (")?;
        excess.split("pt").next()?.parse().ok()
    };
    let wide = log.lines().filter(|line| excess(line) > Some(UNSEEN));
    wide.map(str::to_owned).collect()
}

#[test]
fn the_latex_of_every_study_compiles_and_stays_within_its_margins() {
    let compilers = ["pdflatex", "xelatex", "lualatex"];
    let is_there = |name: &&&str| Command::new(name).arg("--version").output().is_ok();
    let Some(compiler) = compilers.iter().find(is_there) else {
        eprintln!("skipped: there is no TeX here (pdflatex, xelatex or lualatex)");
        return;
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("pls-sem-latex-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for study in STUDIES {
        let own = document(study);
        for document in [&hostile(&own), &own] {
            let page = document.report().full();
            // Letters of other scripts need another compiler.
            let is_latin = |c: char| !c.is_alphabetic() || c < '\u{250}';
            if !page.latex(3).chars().all(is_latin) {
                continue;
            }
            let wide = too_wide(compiler, &folder, &page);
            assert!(wide.is_empty(), "{study}: {wide:#?}");
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}
