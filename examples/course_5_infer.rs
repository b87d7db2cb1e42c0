//! How sure is each number, and is one path really larger than another?
//!
//! Page 5 of the course: `cargo run --release --example course_5_infer`.

use pls_sem::report::decimals;
use pls_sem::{Bootstrap, Definition, Error, IntervalKind, Model, Quantity, Study, Table};

const FIRMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv");
const MODEL: &str = "Resources =~ KR1-5; Partners =~ KP1-5; Value =~ VP1-5; Success =~ INT1-4
    Success ~ Resources + Partners + Value";

fn main() -> Result<(), Error> {
    print!("{}", run()?);
    Ok(())
}

pub(crate) fn run() -> Result<String, Error> {
    let firms = Table::read(FIRMS)?;

    // The survey is drawn again from itself, row by row, and the model estimated from each of these resamples: the
    // less a number varies among them, the surer it is. 10,000 are customary for a paper. The same seed gives the same
    // result.
    let bootstrap = Bootstrap::new(1000)
        .seed(20_241_122)
        .level(0.95)
        .intervals([IntervalKind::Percentile, IntervalKind::Bca]);

    // A question of our own: is the path from resources larger than that from partners? One difference, with its own
    // interval; that one path is significant and the other is not does not show that they differ.
    let difference = "path(Resources -> Success) - path(Partners -> Success)";
    let study = Study::new(Model::parse(MODEL)?)
        .define(Definition::parse("difference", difference)?)
        .bootstrap(bootstrap);
    let document = study.run(&firms)?;

    let mut lines = vec!["path to Success: estimate, standard error, 95 % interval, p".to_owned()];
    for path in &document.paths {
        let of = path.inference;
        let [se, low, high, p] = [of.se, of.low, of.high, of.p].map(|x| decimals(x, 4));
        lines.push(format!(
            "  {}: {:.4}, {se}, {low} to {high}, {p}",
            path.from, path.estimate
        ));
    }

    // Three tests at once: each p-value adjusted after Holm (1979), so that the risk of even one false finding is at most 5 %.
    let adjusted = document.adjusted.iter();
    lines.extend(adjusted.map(|a| format!("  {}: Holm {:.4}", a.from, a.adjusted.holm)));

    if let Some(of) = document.defined("difference") {
        let numbers = [of.estimate, of.inference.low, of.inference.high];
        let [difference, low, high] = numbers.map(|x| decimals(x, 3));
        lines.push(format!("Difference: {difference}, {low} to {high}"));
    }

    // Every kind of interval that was requested, and what happened to the resamples.
    if let Some(bootstrap) = &document.bootstrap {
        let path = bootstrap.summary(&Quantity::path("Resources", "Success"));
        for kind in [IntervalKind::Percentile, IntervalKind::Bca] {
            let interval = path.and_then(|summary| summary.interval(kind));
            lines.extend(
                interval.map(|[low, high]| format!("Resources, {kind}: {low:.3} to {high:.3}")),
            );
        }
        let (used, requested) = (bootstrap.used, bootstrap.requested);
        lines.push(format!("{used} of {requested} resamples used"));
    }
    Ok(lines.join("\n") + "\n")
}
