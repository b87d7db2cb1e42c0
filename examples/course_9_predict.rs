//! How well does the model predict firms that it has not seen?
//!
//! Page 9 of the course: `cargo run --release --example course_9_predict`.

use std::ops::ControlFlow;

use pls_sem::report::decimals;
use pls_sem::{Error, Model, PlsPredict, Study, Table};

const FIRMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/resilience.csv");

const BLOCKS: &str = "Digitalization =~ DI1-4; Resilience =~ OR1-4; Growth =~ IG1-4";
const PATHS: &str = "Resilience ~ Digitalization; Growth ~ Resilience + Digitalization";
const RIVAL: &str = "Resilience + Growth ~ Digitalization";

fn main() -> Result<(), Error> {
    print!("{}", run()?);
    Ok(())
}

pub(crate) fn run() -> Result<String, Error> {
    let firms = Table::read(FIRMS)?;
    let model = |paths: &str| Model::parse(&format!("{BLOCKS}; {paths}"));

    // Ten folds, dealt ten times: every firm is predicted from the firms of other folds. The rival explains growth without
    // resilience; it must predict the same indicators, and is held to the same folds.
    let study = Study::new(model(PATHS)?)
        .compare("without resilience", model(RIVAL)?)
        .predict(PlsPredict::new().seed(20_241_122));
    let document = study.run(&firms)?;

    // Q²_predict above 0: better than the mean. The harder benchmark is a linear model on the indicators of the constructs
    // without predecessors: a path model is worth its structure if its errors are smaller.
    let mut lines = vec!["indicator: Q²_predict, RMSE, RMSE of the linear model".to_owned()];
    for i in document.predict.iter().flat_map(|p| &p.indicators) {
        let [q2, own, linear] =
            [i.q2_predict, Some(i.rmse), Some(i.rmse_lm)].map(|x| decimals(x, 3));
        lines.push(format!("  {}: {q2}, {own}, {linear}", i.indicator));
    }
    for c in document.predict.iter().flat_map(|p| &p.constructs) {
        let (name, power, below, all) = (&c.construct, c.power, c.below_lm, c.indicators);
        lines.push(format!(
            "{name}: {power} predictive power ({below} of {all})"
        ));
    }

    // CVPAT tests the losses of whole rows: a difference below 0 says that the model predicts better.
    let comparisons = document.predict.iter().flat_map(|p| &p.cvpat);
    for c in comparisons.filter(|c| c.target == "overall") {
        let [difference, t] = [c.difference, c.t].map(|x| decimals(x, 3));
        lines.push(format!("CVPAT against {}: {difference}, t {t}", c.against));
    }

    // New firms: only what the model predicts from is needed, in columns of any order. Intervals are made of the errors of firms
    // that were held out, not of the residuals of the sample, which are too small.
    let answers = [
        ("DI4", [2, 6]),
        ("DI1", [2, 7]),
        ("DI2", [1, 6]),
        ("DI3", [2, 9]),
    ];
    let columns = answers.map(|(name, two)| (name, two.map(f64::from).to_vec()));
    let predictor = study.predictor(&firms, &mut |_| ControlFlow::Continue(()))?;
    let new = predictor.predict(&Table::from_columns(columns)?)?;
    for i in new.indicators.iter().filter(|i| i.indicator == "IG1") {
        let intervals = i.intervals.iter().flatten();
        for (firm, (x, [low, high])) in (1..).zip(i.predicted.iter().zip(intervals.flatten())) {
            let x = decimals(*x, 2);
            lines.push(format!("New firm {firm}: IG1 {x}, {low:.2} to {high:.2}"));
        }
    }

    // An answer that the model was not estimated from makes the prediction an extrapolation.
    let firms = (1..).zip(new.outside.iter().map(|names| names.join(", ")));
    for (firm, names) in firms.filter(|(_, names)| !names.is_empty()) {
        lines.push(format!("New firm {firm}: {names} out of range"));
    }
    Ok(lines.join("\n") + "\n")
}
