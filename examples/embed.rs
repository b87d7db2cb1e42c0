//! PLS-SEM inside another program: from a survey to numbers by their names. Run it with
//! `cargo run --release --example embed`.

use std::ops::ControlFlow;

use pls_sem::document::Inferred;
use pls_sem::nalgebra::DMatrix;
use pls_sem::{Bootstrap, Definition, Document, Error, Model, Study, Table};

const MODEL: &str = "Resources =~ KR1-5; Partners =~ KP1-5; Value =~ VP1-5; Success =~ INT1-4
    Value ~ Resources + Partners; Success ~ Value + Resources";

fn main() -> Result<(), Error> {
    print!("{}", run(500)?);
    Ok(())
}

pub(crate) fn run(resamples: usize) -> Result<String, Error> {
    let mut lines = Vec::new();
    let survey = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
    let contrast = "path(Resources -> Value) - path(Partners -> Value)";
    let study = Study::new(Model::parse(MODEL)?)
        .define(Definition::parse("contrast", contrast)?)
        .bootstrap(Bootstrap::new(resamples).seed(20_241_122));

    // Estimate and bootstrap. A callback can show the progress, and can stop the run.
    let watched = study.on_progress(|progress| {
        eprint!("\r{}: {:.0} %", progress.stage, 100.0 * progress.share());
        ControlFlow::Continue(())
    });
    let document = watched.run(&survey)?;

    // Numbers by name, each with its inference. A number that the model does not have is `None`.
    let path = document.path("Value", "Success");
    let effect = document.effect("Resources", "Success");
    let own = document.defined("contrast");
    let numbers = [
        ("path", path.map(|p| (Some(p.estimate), p.inference))),
        (
            "indirect",
            effect.map(|e| (e.indirect, e.indirect_inference)),
        ),
        ("contrast", own.map(|d| (d.estimate, d.inference))),
    ];
    for (name, found) in numbers {
        let (estimate, Inferred { low, high, .. }) = found.unwrap_or_default();
        let line = format!("{name}: {estimate:.3?}, from {low:.3?} to {high:.3?}");
        lines.push(line);
    }

    // Scores of every firm, with its name.
    let scores = study.scores(&survey)?.table(&survey, Some("firm"))?;
    lines.extend(scores.to_csv().lines().take(3).map(str::to_owned));

    // Two groups, each estimated separately.
    for size in ["micro", "medium"] {
        let group = survey.filter(|row| row.text("size") == Some(size))?;
        let path = study.fit(&group)?.path("Value", "Success");
        lines.push(format!("{size}: {} firms, path {path:.3?}", group.rows()));
    }

    // Another model of the same constructs.
    let paths = "Success ~ Resources + Partners + Value";
    let direct = Study::new(study.model().with_paths(paths)?);
    let fit = study.fit(&survey)?;
    let (mediated, direct) = (fit.r2("Success"), direct.fit(&survey)?.r2("Success"));
    lines.push(format!("R²: {mediated:.3?}, {direct:.3?}"));

    // Correlations of the constructs as an nalgebra matrix; the document as JSON, and back.
    let correlations: &DMatrix<f64> = fit.correlations();
    let smallest = correlations.symmetric_eigenvalues().min();
    lines.push(format!("smallest eigenvalue: {smallest:.3}"));
    assert_eq!(Document::from_json(&document.to_json())?, document);
    Ok(lines.join("\n") + "\n")
}
