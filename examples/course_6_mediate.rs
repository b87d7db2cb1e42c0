//! Does an effect reach its target through another construct, or directly?
//!
//! Page 6 of the course: `cargo run --release --example course_6_mediate`.

use pls_sem::report::decimals;
use pls_sem::{Bootstrap, Definition, Error, Model, Study, Table};

const FIRMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv");
const MODEL: &str = "Resources =~ KR1-5; Activities =~ KA1-5; Value =~ VP1-5; Success =~ INT1-4
    Activities ~ Resources
    Value      ~ Resources
    Success    ~ Activities + Value + Resources";

fn main() -> Result<(), Error> {
    print!("{}", run()?);
    Ok(())
}

pub(crate) fn run() -> Result<String, Error> {
    let firms = Table::read(FIRMS)?;

    // Resources may raise success directly, through what the firm does, and through what it offers. Which indirect effect is larger?
    let wider =
        "specific(Resources -> Activities -> Success) - specific(Resources -> Value -> Success)";
    let study = Study::new(Model::parse(MODEL)?)
        .define(Definition::parse("wider", wider)?)
        .bootstrap(Bootstrap::new(1000).seed(20_241_122));
    let document = study.run(&firms)?;

    // Direct, indirect over all ways, and their sum.
    let mut lines = Vec::new();
    if let Some(effect) = document.effect("Resources", "Success") {
        let [direct, indirect] = [effect.direct, effect.indirect].map(|x| decimals(x, 3));
        lines.push(format!(
            "direct: {direct}, indirect: {indirect}, total: {:.3}",
            effect.total
        ));
    }

    // An indirect effect is a product of paths: its interval comes from the product in every resample, not from a
    // normal distribution (Sobel's test), because the distribution of a product is skewed.
    for effect in &document.specific_effects {
        let (route, of) = (effect.route.join(" -> "), effect.inference);
        let [low, high] = [of.low, of.high].map(|x| decimals(x, 3));
        lines.push(format!("{route}: {:.3}, {low} to {high}", effect.estimate));
    }

    // The type of mediation follows from the signs and intervals of the direct and the indirect effect (Zhao, Lynch & Chen 2010):
    // complementary, competitive, indirect only, direct only, or none.
    for found in &document.mediation {
        let along = found.route.as_ref();
        let along = along.map_or("all routes".to_owned(), |route| route.join(" -> "));
        let kind = found.kind.map(|kind| kind.to_string());
        lines.push(format!("{along}: {}", kind.unwrap_or_default()));
    }

    // The variance accounted for (indirect over total) is shown because reviewers ask for it. It is no test.
    let share = document.mediation.first().and_then(|found| found.vaf);
    lines.push(format!("indirect over total: {}", decimals(share, 3)));

    if let Some(wider) = document.defined("wider") {
        let numbers = [wider.estimate, wider.inference.low, wider.inference.high];
        let [more, low, high] = numbers.map(|x| decimals(x, 3));
        lines.push(format!(
            "through activities minus through value: {more}, {low} to {high}"
        ));
    }
    Ok(lines.join("\n") + "\n")
}
