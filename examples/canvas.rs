//! The canvas study: is each of the nine blocks of the business model canvas related to the internationalization of small
//! firms, and are key resources the strongest? A cross-sectional survey shows relations and not causes.
//!
//! ```text
//! cargo run --release --example canvas [SURVEY.csv]
//! ```
//!
//! This page teaches the library: data, model, run, report, single numbers. The bundled survey is simulated, because the
//! data of the study are not public, and its seed was chosen so that the results are those of the study
//! (`data/canvas.md`). The agreement therefore confirms nothing. The example `plan_the_canvas_study` shows how the
//! questionnaire was designed.

use std::process::ExitCode;

use pls_sem::{
    Bootstrap, Construct, Definition, Document, Draft, Groups, Model, Options, Quantity, Study,
    Table,
};

fn main() -> ExitCode {
    let bundled = concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv");
    let own = std::env::args().nth(1);
    match run(own.as_deref().unwrap_or(bundled), own.is_none()) {
        Ok(()) => ExitCode::SUCCESS,
        // Every error message names the object at fault and the fix.
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Every block of the canvas, and the stem of the names of its questions.
const BLOCKS: [(&str, &str); 9] = [
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
const TARGET: &str = "Internationalization";
const STRONGEST: &str = "KeyResources";

pub(crate) fn run(survey: &str, simulated: bool) -> Result<(), Box<dyn std::error::Error>> {
    // 1. The data: a CSV file with one column per question. Delimiter and decimal mark are detected, and columns that the
    //    model does not name (firm, size, sector) are ignored. Every report says that the answers are simulated.
    let mut survey = Table::read(survey)?;
    if simulated {
        survey = survey.simulated();
    }

    // 2. The model: every construct with its questions, and the paths between constructs.
    let model = canvas().check()?;

    // 3. The study: estimation, reliability, and a bootstrap whose results depend on its seed alone. Key resources are the
    //    strongest block only if the difference from each other block is above 0: these differences are quantities that we
    //    define, with intervals.
    let bootstrap = Bootstrap::new(10_000).seed(20_241_122);
    let mut study = Study::new(model.clone()).bootstrap(bootstrap.clone());
    for other in others() {
        let formula = format!("path({STRONGEST} -> {TARGET}) - path({other} -> {TARGET})");
        study = study.define(Definition::parse(difference(other), &formula)?);
    }
    let document = study.run(&survey)?;

    // 4. The report, to read; `document.to_json()` gives the same results for other programs.
    println!("{document}");

    // 5. Single numbers, for further computation. With nine hypotheses, the p-values are adjusted by Holm's method. PLSc
    //    is shown beside PLS, because composites of answers with measurement error attenuate paths. Control variables are
    //    added in a second run.
    let corrected = Study::new(model)
        .options(Options::default().consistent(true))
        .bootstrap(bootstrap.clone());
    let corrected = corrected.run(&survey)?;
    let (controlled, controls) = with_controls(survey)?;
    let controlled = Study::new(controlled).bootstrap(bootstrap).run(&controls)?;
    println!("Is the path positive (95 % interval)?\n");
    println!(
        "  {:<22} {:>6}  {:<16} {:<10} {:>6}  {:>6}  {:>8}",
        "block", "PLS", "95 % interval", "positive?", "Holm", "PLSc", "controls"
    );
    let mut paths: Vec<_> = document.paths.iter().collect();
    paths.sort_by(|a, b| b.estimate.total_cmp(&a.estimate));
    for path in paths {
        let [low, high] =
            interval(&document, &Quantity::path(&path.from, TARGET)).unwrap_or([f64::NAN; 2]);
        let holm = document.adjusted.iter().find(|a| a.from == path.from);
        println!(
            "  {:<22} {:>6.3}  [{low:.3}, {high:.3}]   {:<10} {:>6.3}  {:>6.3}  {:>8.3}",
            path.from,
            path.estimate,
            if low > 0.0 { "yes" } else { "not shown" },
            holm.map_or(f64::NAN, |a| a.adjusted.holm),
            path_of(&corrected, &path.from),
            path_of(&controlled, &path.from),
        );
    }
    println!(
        "\n  PLSc corrects for the error of the answers; what it leaves of a path is less attenuated, and less precise."
    );
    println!("  controls: with size, sector and years abroad as further predictors.");

    println!("\nAre key resources the strongest (95 % interval of each difference)?\n");
    for other in others() {
        let [low, high] =
            interval(&document, &Quantity::defined(&difference(other))).unwrap_or([f64::NAN; 2]);
        let shown = if low > 0.0 { "yes" } else { "not shown" };
        println!("  stronger than {other:<22} [{low:>6.3}, {high:.3}]  {shown}");
    }
    if simulated {
        println!(
            "\nThe survey is simulated: of the surveys that its population gives, about one in four shows all nine paths, and"
        );
        println!(
            "its seed was chosen so that it does (data/canvas.md). The agreement with the study confirms nothing."
        );
    }
    Ok(())
}

/// The nine blocks, internationalization, and a path from each block to it.
fn canvas() -> Draft {
    let questions = |stem: &str, count| {
        (1..=count)
            .map(|i| format!("{stem}{i}"))
            .collect::<Vec<_>>()
    };
    let mut draft = Draft::new();
    for (construct, stem) in BLOCKS {
        draft = draft.construct(Construct::reflective(construct, questions(stem, 5)));
    }
    draft
        .construct(Construct::reflective(TARGET, questions("INT", 4)))
        .paths(BLOCKS.map(|(construct, _)| construct), TARGET)
}

/// The blocks with which key resources are compared.
fn others() -> impl Iterator<Item = &'static str> {
    let blocks = BLOCKS.into_iter().map(|(block, _)| block);
    blocks.filter(|block| *block != STRONGEST)
}

/// The name of the difference between key resources and another block.
fn difference(other: &str) -> String {
    format!("{STRONGEST}_above_{other}")
}

/// The model with size, sector and years abroad as further predictors, and the survey with columns for them: each category
/// except the first, which is the reference, becomes a column of 0 and 1.
fn with_controls(mut survey: Table) -> Result<(Model, Table), Box<dyn std::error::Error>> {
    let mut draft = canvas().construct(Construct::reflective("YearsAbroad", ["years_abroad"]));
    for (construct, column) in [("Size", "size"), ("Sector", "sector")] {
        let groups = Groups::of(&survey, column)?;
        let mut names = Vec::new();
        for (group, name) in groups.names().iter().enumerate().skip(1) {
            let is_member = groups
                .of_rows()
                .iter()
                .map(|&of| f64::from(u8::from(of == group)));
            let is_member: Vec<f64> = is_member.collect();
            survey = survey.with_column(name.as_str(), is_member)?;
            names.push(name.clone());
        }
        draft = draft.construct(Construct::composite(construct, names));
    }
    let model = draft
        .paths(["YearsAbroad", "Size", "Sector"], TARGET)
        .check()?;
    Ok((model, survey))
}

/// The 95 % percentile interval of a quantity.
fn interval(document: &Document, quantity: &Quantity) -> Option<[f64; 2]> {
    let bootstrap = document.bootstrap.as_ref()?;
    bootstrap
        .summary(quantity)?
        .interval(pls_sem::IntervalKind::Percentile)
}

fn path_of(document: &Document, from: &str) -> f64 {
    let path = document.paths.iter().find(|path| path.from == from);
    path.map_or(f64::NAN, |path| path.estimate)
}
