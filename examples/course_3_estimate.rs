//! How strong is each path, and how much of each construct is explained?
//!
//! Page 3 of the course: `cargo run --release --example course_3_estimate`.

use pls_sem::report::decimals;
use pls_sem::{Error, Model, Options, Scheme, Study, Table};

const FIRMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv");
const MODEL: &str = "Resources =~ KR1-5; Partners =~ KP1-5; Value =~ VP1-5; Success =~ INT1-4
    Value ~ Resources + Partners; Success ~ Value + Resources";

fn main() -> Result<(), Error> {
    print!("{}", run()?);
    Ok(())
}

pub(crate) fn run() -> Result<String, Error> {
    let firms = Table::read(FIRMS)?;
    let study = Study::new(Model::parse(MODEL)?);

    // A fit holds estimates and nothing else: no intervals, no judgement. It takes a few milliseconds.
    let fit = study.fit(&firms)?;
    let end = fit.termination();
    let mut lines = vec![format!(
        "Converged: {}, after {} iterations",
        end.converged, end.iterations
    )];

    // Composites are weighted sums of standardised answers. A weight says how much a question counts in its sum.
    let own = fit
        .weights()
        .filter(|(construct, ..)| *construct == "Value");
    lines.extend(own.map(|(_, question, weight)| format!("  weight of {question}: {weight:.3}")));

    // Paths are regression coefficients of standardised composites: one standard deviation more of the first goes with so
    // many more of the second, the other predictors held.
    for (from, to, path) in fit.paths() {
        lines.push(format!("  {from} -> {to}: {path:.3}"));
    }
    for construct in ["Value", "Success"] {
        let [plain, adjusted] =
            [fit.r2(construct), fit.r2_adjusted(construct)].map(|x| decimals(x, 3));
        lines.push(format!("  R² of {construct}: {plain}, adjusted {adjusted}"));
    }

    // Answers are never free of error, which biases paths between composites, mostly towards 0. Consistent PLS corrects
    // it where a construct is a common factor (`=~`); for composites (`<~`) there is nothing to correct.
    let options = Options::default().consistent(true);
    let consistent = study.clone().options(options).fit(&firms)?;
    lines.push("Resources -> Success".to_owned());
    let [plain, corrected] =
        [&fit, &consistent].map(|fit| decimals(fit.path("Resources", "Success"), 3));
    lines.push(format!("  PLS:  {plain}"));
    lines.push(format!("  PLSc: {corrected}"));

    // The inner scheme hardly matters. If it did, that would be worth a look.
    for scheme in [Scheme::Path, Scheme::Factorial, Scheme::Centroid] {
        let fit = study.clone().options(Options::default().scheme(scheme));
        let path = fit.fit(&firms)?.path("Resources", "Success");
        lines.push(format!("  scheme {scheme:?}: {}", decimals(path, 4)));
    }
    Ok(lines.join("\n") + "\n")
}
