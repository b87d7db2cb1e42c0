//! Does the strength of a path depend on something else, here on the size of the firm?
//!
//! Page 7 of the course: `cargo run --release --example course_7_moderate`.

use pls_sem::data::{Computed, Preparation};
use pls_sem::report::decimals;
use pls_sem::{Bootstrap, Error, Model, Options, ReadOptions, Study};

const FIRMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/resilience.csv");

/// `Resilience:FirmSize` is the interaction. Both constructs must have a path of their own beside it: without them its
/// coefficient would mean nothing, and the program says which line to write.
const MODEL: &str = "Resilience =~ OR1-4; FirmSize =~ log_employees; Growth =~ IG1-4
    Growth ~ Resilience + FirmSize + Resilience:FirmSize";

fn main() -> Result<(), Error> {
    print!("{}", run()?);
    Ok(())
}

pub(crate) fn run() -> Result<String, Error> {
    let logarithm = Computed::parse("log_employees", "ln(employees)")?;
    let preparation = Preparation::new().compute(logarithm);
    let firms = ReadOptions::new().prepare(preparation).read(FIRMS)?;

    // Two stages: scores without the interaction, then their product as its indicator. Both are done again in every
    // resample. Slopes are asked for at values of the moderator, in its standard deviations.
    let options = Options::default().slopes([-1.0, 0.0, 1.0, 2.0]);
    let study = Study::new(Model::parse(MODEL)?)
        .options(options)
        .bootstrap(Bootstrap::new(1000).seed(20_241_122));
    let document = study.run(&firms)?;

    // The coefficient is that of the product itself, not standardised: it is what one standard deviation of firm size (in
    // logarithms) adds to the path. Effect sizes of interactions are small; Kenny (2018) calls 0.025 large.
    let mut lines = Vec::new();
    for term in &document.interactions {
        let [low, high] = [term.inference.low, term.inference.high].map(|x| decimals(x, 3));
        lines.push(format!(
            "{}: {:.3}, {low} to {high}",
            term.term, term.estimate
        ));
        lines.push(format!(
            "  standardised {:.3}, f² {}, {}",
            term.standardised,
            decimals(term.f2, 3),
            term.size.as_deref().unwrap_or("-")
        ));
    }

    // What the path is in small and in large firms: this is what readers understand.
    for slope in &document.slopes {
        let [low, high] = [slope.inference.low, slope.inference.high].map(|x| decimals(x, 3));
        lines.push(format!(
            "{} -> {} at {} = {}: {:.3}, {low} to {high}",
            slope.from, slope.to, slope.moderator, slope.at, slope.estimate
        ));
    }

    // At which sizes it differs from 0 (Johnson & Neyman), in standard deviations: look at the sizes that were observed.
    for region in &document.johnson_neyman {
        let [low, high] = [region.low, region.high].map(|x| decimals(x, 2));
        let [lowest, highest] = [region.lowest, region.highest].map(|x| decimals(x, 2));
        let side = if region.between {
            "between"
        } else {
            "outside of"
        };
        lines.push(format!(
            "The slope of {} differs from 0 {side} {low} and {high} standard deviations of {}, observed from {lowest} to {highest}",
            region.from, region.moderator
        ));
    }
    Ok(lines.join("\n") + "\n")
}
