//! The canvas study: does each of the nine blocks of the business model canvas drive the internationalization of
//! small firms?
//!
//! ```text
//! cargo run --release --example canvas [SURVEY.csv]
//! ```
//!
//! A page that teaches the library: data, model, run, report, single numbers. The bundled survey is simulated,
//! because the study's own data are not public (`data/canvas.md`).

use std::process::ExitCode;

use pls_sem::{Bootstrap, Construct, Draft, Quantity, Study, Table};

fn main() -> ExitCode {
    let bundled = concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv");
    match run(std::env::args().nth(1).as_deref().unwrap_or(bundled)) {
        Ok(()) => ExitCode::SUCCESS,
        // Every error is a sentence that names the thing at fault and the mend.
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

pub(crate) fn run(survey: &str) -> Result<(), pls_sem::Error> {
    // 1. The data: a CSV file with one column per question. Delimiter and decimal mark are found out, and columns
    //    that the model does not ask for (firm, size, sector) are left alone.
    let survey = Table::read(survey)?;

    // 2. The model: every construct with its questions, and the paths between constructs.
    let blocks = [
        ("CustomerSegments", "CS"),
        ("CustomerRelationships", "CR"),
        ("Channels", "CH"),
        ("ValuePropositions", "VP"),
        ("KeyActivities", "KA"),
        ("KeyResources", "KR"),
        ("KeyPartners", "KP"),
        ("RevenueStreams", "RS"),
        ("CostStructure", "CO"),
    ];
    let questions = |stem: &str, count| {
        (1..=count)
            .map(|i| format!("{stem}{i}"))
            .collect::<Vec<_>>()
    };
    let mut draft = Draft::new();
    for (construct, stem) in blocks {
        draft = draft.construct(Construct::reflective(construct, questions(stem, 5)));
    }
    let model = draft
        .construct(Construct::reflective(
            "Internationalization",
            questions("INT", 4),
        ))
        .paths(
            blocks.map(|(construct, _)| construct),
            "Internationalization",
        )
        .check()?;

    // 3. The study: estimation, reliability, and a bootstrap whose results depend on its seed alone.
    let study = Study::new(model).bootstrap(Bootstrap::new(10_000).seed(20_241_122).level(0.95));
    let document = study.run(&survey)?;

    // 4. The report, to read; `document.to_json()` is the same for other programs.
    println!("{document}");

    // 5. Single numbers, to compute with.
    println!("Does each block drive internationalization?\n");
    let p_of = |from: &str, to: &str| {
        let bootstrap = document.bootstrap.as_ref()?;
        bootstrap.summary(&Quantity::path(from, to))?.p
    };
    let paths = document.paths.iter();
    let mut paths: Vec<_> = paths
        .filter_map(|path| Some((&path.from, path.estimate, p_of(&path.from, &path.to)?)))
        .collect();
    paths.sort_by(|a, b| b.1.total_cmp(&a.1));
    for (from, estimate, p) in paths {
        let verdict = if estimate > 0.0 && p < 0.05 {
            "yes"
        } else {
            "not shown"
        };
        println!("  {from:<22} {estimate:>6.3}  {verdict}");
    }
    Ok(())
}
