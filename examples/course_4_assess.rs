//! Do the questions measure what they should, and can the effects of the constructs be told apart?
//!
//! Page 4 of the course: `cargo run --release --example course_4_assess`.

use pls_sem::report::decimals;
use pls_sem::{Bootstrap, Error, FindingRecord, Model, Study, Table};

const FIRMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv");
const MODEL: &str = "Resources =~ KR1-5; Partners =~ KP1-5; Value =~ VP1-5; Success =~ INT1-4
    Value ~ Resources + Partners; Success ~ Value + Resources";

fn main() -> Result<(), Error> {
    print!("{}", run()?);
    Ok(())
}

pub(crate) fn run() -> Result<String, Error> {
    let firms = Table::read(FIRMS)?;
    let study = Study::new(Model::parse(MODEL)?).bootstrap(Bootstrap::new(500).seed(20_241_122));
    // A document holds everything that a run found, as tables and by name. What is not defined is `None`.
    let document = study.run(&firms)?;

    // 1. Do the questions of a construct belong together? Reliability of at least 0.7, AVE of at least 0.5.
    let mut lines = vec!["construct: alpha, rho_A, rho_C, AVE".to_owned()];
    for of in &document.constructs {
        let numbers = [of.alpha, of.rho_a, of.rho_c, of.ave].map(|x| decimals(x, 3));
        lines.push(format!("  {}: {}", of.construct, numbers.join(", ")));
    }

    // 2. Does each question belong to its construct? With a loading of 0.708 a question shares half
    //    of its variance with it.
    let weakest = document.loadings.iter();
    let weakest = weakest.min_by(|a, b| a.estimate.total_cmp(&b.estimate));
    lines.extend(
        weakest.map(|l| format!("Weakest loading: {} with {:.3}", l.indicator, l.estimate)),
    );

    // 3. Are two constructs different things? HTMT is judged by its upper bound: below 0.90, or 0.85 to be strict.
    lines.push("HTMT, and its upper bound".to_owned());
    for pair in &document.discriminant {
        let (a, b) = (&pair.a, &pair.b);
        let [htmt, upper] = [pair.htmt, pair.upper].map(|x| decimals(x, 3));
        lines.push(format!("  {a}, {b}: {htmt}, {upper}"));
    }

    // 4. Can the effects of the predictors be told apart? A variance inflation below 3 says so. How large are they? f² is
    //    small from 0.02, medium from 0.15, large from 0.35.
    lines.push("path: VIF, f²".to_owned());
    for path in &document.paths {
        let (vif, f2) = (decimals(path.vif, 2), decimals(path.f2, 3));
        lines.push(format!("  {} -> {}: {vif}, {f2}", path.from, path.to));
    }

    // 5. Does the measurement reproduce the correlations? SRMR of the saturated model, in which all constructs correlate:
    //    below 0.08 is customary; the test of exact fit is stricter.
    let fit = document
        .fit
        .iter()
        .map(|fit| format!("Saturated SRMR: {:.3}", fit.srmr));
    lines.extend(fit.take(1));

    // 6. What misses a customary threshold, with its source; what the program finds doubtful. Both ask for a look, and
    //    delete nothing.
    let missed = document
        .guidance
        .iter()
        .map(|judgement| judgement.sentence.as_str());
    let doubts = document.findings.iter().map(FindingRecord::message);
    let sentences: Vec<String> = missed.chain(doubts).map(|s| format!("  {s}")).collect();
    lines.push(format!("To look at: {}", sentences.len()));
    lines.extend(sentences);
    Ok(lines.join("\n") + "\n")
}
