//! How well does the model predict firms that it has not seen?
//!
//! Page 9 of the course: `cargo run --release --example course_9_predict`.

use std::ops::ControlFlow;

use pls_sem::report::decimals;
use pls_sem::{Error, Model, PlsPredict, Study, Table};

const FIRMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/resilience.csv");

const BLOCKS: &str = "Digitalization =~ DI1-4; Resilience =~ OR1-4; Growth =~ IG1-4";

fn main() -> Result<(), Error> {
    print!("{}", run()?);
    Ok(())
}

pub(crate) fn run() -> Result<String, Error> {
    let firms = Table::read(FIRMS)?;
    let model = |paths: &str| Model::parse(&format!("{BLOCKS}; {paths}"));

    // Ten folds, dealt ten times: every firm is predicted from the firms of other folds. The rival explains growth without
    // resilience; it must predict the same indicators, and is held to the same folds.
    let study = Study::new(model(
        "Resilience ~ Digitalization; Growth ~ Resilience + Digitalization",
    )?)
    .compare(
        "without resilience",
        model("Resilience + Growth ~ Digitalization")?,
    )
    .predict(PlsPredict::new().folds(10).repetitions(10).seed(20_241_122));
    let document = study.run(&firms)?;

    // Q²_predict above 0: better than the mean. The harder benchmark is a linear model on the indicators of the constructs
    // without predecessors: a path model is worth its structure if its errors are smaller.
    let mut lines = vec!["indicator: Q²_predict, RMSE, RMSE of the linear model".to_owned()];
    let Some(predictions) = &document.predict else {
        return Ok(String::new());
    };
    for i in &predictions.indicators {
        let q2 = decimals(i.q2_predict, 3);
        lines.push(format!(
            "  {}: {q2}, {:.3}, {:.3}",
            i.indicator, i.rmse, i.rmse_lm
        ));
    }
    for c in &predictions.constructs {
        let (below, all) = (c.below_lm, c.indicators);
        lines.push(format!(
            "{}: {} predictive power ({below} of {all})",
            c.construct, c.power
        ));
    }

    // CVPAT tests the losses of whole rows: a difference below 0 says that the model predicts better.
    for c in predictions.cvpat.iter().filter(|c| c.target == "overall") {
        let [difference, p] = [c.difference, c.p].map(|x| decimals(x, 3));
        lines.push(format!("CVPAT against {}: {difference}, p {p}", c.against));
    }

    // New firms: only what the model predicts from is needed, in columns of any order. Intervals are made of the errors of firms
    // that were held out, not of the residuals of the sample, which are too small.
    let new = Table::from_columns([
        ("DI4", vec![2.0, 6.0]),
        ("DI1", vec![2.0, 7.0]),
        ("DI2", vec![1.0, 6.0]),
        ("DI3", vec![2.0, 9.0]),
    ])?;
    let predictor = study.predictor(&firms, &mut |_| ControlFlow::Continue(()))?;
    let predicted = predictor.predict(&new)?;
    for i in predicted.indicators.iter().filter(|i| i.indicator == "IG1") {
        for (row, (x, within)) in i
            .predicted
            .iter()
            .zip(i.intervals.iter().flatten())
            .enumerate()
        {
            let [low, high] = within
                .map_or([None; 2], |of| of.map(Some))
                .map(|x| decimals(x, 2));
            let outside = predicted.outside[row].join(", ");
            let note = if outside.is_empty() {
                ""
            } else {
                "; not asked like this before: "
            };
            let x = decimals(*x, 2);
            lines.push(format!(
                "New firm {}: IG1 {x}, {low} to {high}{note}{outside}",
                row + 1
            ));
        }
    }
    Ok(lines.join("\n") + "\n")
}
