//! Is one idea made of several, and how much does each of them contribute?
//!
//! Page 8 of the course: `cargo run --release --example course_8_higher_order`.

use pls_sem::report::decimals;
use pls_sem::{Bootstrap, Error, HigherOrder, Model, Options, Study, Table, counted};

const FIRMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/resilience.csv");

/// Five constructs with questions of their own, and a composite of these constructs. Paths start and end at the
/// whole, never at its dimensions.
const MODEL: &str = "
    Digitalization   =~ DI1-4
    Collaboration    =~ SC1-4
    CustomerIntimacy =~ CI1-4
    AgileResources   =~ AR1-4
    RevenueModel     =~ RM1-4
    Innovation <~ Digitalization + Collaboration + CustomerIntimacy + AgileResources + RevenueModel
    Resilience =~ OR1-4
    Resilience ~ Innovation";

fn main() -> Result<(), Error> {
    print!("{}", run()?);
    Ok(())
}

pub(crate) fn run() -> Result<String, Error> {
    let firms = Table::read(FIRMS)?;
    let study = Study::new(Model::parse(MODEL)?);
    let bootstrap = Bootstrap::new(1000).seed(20_241_122);
    let document = study.clone().bootstrap(bootstrap).run(&firms)?;

    // Stage 1 estimates the dimensions, each with its own path to resilience; stage 2 takes their scores as indicators of
    // the whole (the disjoint two-stage approach). With `<~` the weights are read: does each dimension add something?
    let mut lines = vec!["dimension: weight, 95 % interval, VIF".to_owned()];
    let weights = document.weights.iter();
    for weight in weights.filter(|weight| weight.construct == "Innovation") {
        let numbers = [weight.inference.low, weight.inference.high, weight.vif];
        let [low, high, vif] = numbers.map(|x| decimals(x, 3));
        lines.push(format!(
            "  {}: {:.3}, {low} to {high}, {vif}",
            weight.indicator, weight.estimate
        ));
    }
    if let Some(path) = document.path("Innovation", "Resilience") {
        let [low, high] = [path.inference.low, path.inference.high].map(|x| decimals(x, 3));
        lines.push(format!(
            "Innovation -> Resilience: {:.3}, {low} to {high}",
            path.estimate
        ));
    }

    // Reliability of every construct that has four questions of its own: the five dimensions, and resilience.
    let dimensions = document.constructs.iter().filter(|c| c.items == 4);
    lines.extend(dimensions.map(|c| format!("  {}: rho_C {}", c.construct, decimals(c.rho_c, 3))));

    // Other ways to estimate it: scores from a first stage with the whole in it (embedded), or all twenty questions as its
    // own, too (repeated indicators). If they led to other answers, that would be worth a sentence in the paper.
    for way in [
        HigherOrder::TwoStage,
        HigherOrder::Embedded,
        HigherOrder::Repeated,
    ] {
        let options = Options::default().higher_order(way);
        let fit = study.clone().options(options).fit(&firms)?;
        let path = fit.path("Innovation", "Resilience");
        lines.push(format!(
            "{way:?}, {}: {}",
            counted(fit.stages().len(), "stage"),
            decimals(path, 3)
        ));
    }

    // A dimension on a path of its own would be counted twice. The program refuses it.
    let twice = format!("{MODEL} + Digitalization");
    if let Err(error) = Model::parse(&twice) {
        lines.push(format!("\n{error}"));
    }
    Ok(lines.join("\n") + "\n")
}
