//! How the cost of a resample grows with rows, indicators and constructs: a table, printed.
//!
//! From the shape of the canvas study (273 rows, ten constructs of five indicators) one number grows at a time. One
//! thread, default catalogue, whole-number answers; the best of three runs.

#![allow(clippy::unwrap_used)] // a benchmark of a broken study may stop

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use pls_sem::simulate::Population;
use pls_sem::{Bootstrap, Catalogue, Missing, Model, Options, Problem, Table, bootstrap};

/// Constructs with so many indicators each; the last is explained by all others.
fn star(constructs: usize, indicators: usize) -> Model {
    let block = |j: usize| format!("C{j:03} =~ c{j:03}x1-{indicators}\n");
    let others: Vec<String> = (0..constructs - 1).map(|j| format!("C{j:03}")).collect();
    let blocks: String = (0..constructs).map(block).collect();
    Model::parse(&format!(
        "{blocks}C{:03} ~ {}",
        constructs - 1,
        others.join(" + ")
    ))
    .unwrap()
}

/// Microseconds of a resample, and its quantities.
fn cost(model: &Model, rows: usize) -> (f64, usize) {
    let path = 0.9 / model.constructs().len() as f64;
    let population = Population::of_factors(model, |_, _| 0.3, |_, _| path, |_| 0.75).unwrap();
    let answers = population
        .draw(rows, 1)
        .map(|x| (4.0 + 1.5 * x).round().clamp(1.0, 7.0));
    let table = Table::from_matrix(&answers, model.indicators()).unwrap();
    let problem = Problem::new(model, &table, Missing::Error, &Options::default()).unwrap();
    let (fit, catalogue) = (problem.fit().unwrap(), Catalogue::new(problem.plan()));
    let resamples = (300_000 / rows).clamp(16, 512);
    let mut best = Duration::MAX;
    for _ in 0..3 {
        let start = Instant::now();
        let go_on = &mut |_| ControlFlow::Continue(());
        bootstrap(
            &problem,
            &fit,
            &catalogue,
            &Bootstrap::new(resamples),
            go_on,
        )
        .unwrap();
        best = best.min(start.elapsed());
    }
    (
        best.as_secs_f64() * 1e6 / resamples as f64,
        catalogue.quantities().len(),
    )
}

fn main() {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    println!(
        "{:>8} {:>10} {:>10} {:>10} {:>14}",
        "rows", "indicators", "constructs", "quantities", "us a resample"
    );
    let sizes = [
        (273, 10, 5),
        (2_730, 10, 5),
        (27_300, 10, 5),
        (273_000, 10, 5),
    ]
    .into_iter()
    .chain([(273, 10, 10), (273, 10, 20), (273, 10, 39)])
    .chain([(273, 5, 10), (273, 20, 3), (273, 40, 3), (273, 80, 3)]);
    for (rows, constructs, indicators) in sizes {
        let model = star(constructs, indicators);
        let (time, quantities) = pool.install(|| cost(&model, rows));
        let all = constructs * indicators;
        println!("{rows:>8} {all:>10} {constructs:>10} {quantities:>10} {time:>14.1}");
    }
}
