//! Planning the canvas study before the data are collected: how many firms are needed, do the questions cover the
//! concepts, and is the sample large enough to show the nine paths?
//!
//! ```text
//! cargo run --release --example plan_the_canvas_study
//! ```
//!
//! The steps are a sample of 273 from a population of 940 firms, a panel of seven experts, and the power of the nine paths.
//! The experts' ratings are simulated (`data/canvas_experts.md`), like the survey.

use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;

use pls_sem::design::{ContentValidity, Precision, Ratings, Rounding, Scale, Sizing};
use pls_sem::{Error, PopulationFile, Power, StudyFile};

fn main() -> ExitCode {
    match run(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/data")), 500) {
        Ok(()) => ExitCode::SUCCESS,
        // Every error message names the object at fault and the fix.
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The plan, with a number of simulated surveys of each size.
pub(crate) fn run(data: &Path, surveys: usize) -> Result<(), Error> {
    // 1. The population: 940 firms could be asked. How many answers represent them? Krejcie and Morgan's table has no
    //    row for 940, but their formula gives the number: within 5 points, with 95 % confidence, for a share of one
    //    half.
    let firms = 940;
    let precision = Precision::default();
    let size = precision.krejcie_morgan(firms)?;
    let answers = size.rounded(Rounding::Nearest);
    println!("1. How many of {firms} firms?\n");
    println!("  {:.3}, rounded as the table is: {answers}", size.exact);

    //    A reader of the study can reverse the question: for which populations does the table give 273?
    if let Some(populations) = precision.populations(answers, Rounding::Nearest)? {
        let to = populations
            .to
            .map_or("any number".to_owned(), |to| to.to_string());
        println!("  the same for {} to {to} firms\n", populations.from);
    }

    // 2. The questions: seven experts rate how relevant each is to its concept, from 1 (not) to 4 (highly). A rating
    //    of 3 or 4 counts as agreement. The model says to which construct a question belongs.
    let study = StudyFile::read(data.join("canvas.toml"))?.study;
    let ratings = Ratings::read(data.join("canvas_experts.csv"), Scale::default())?;
    let validity = ContentValidity::by_construct(&ratings, study.model())?;
    println!("2. {validity}");

    //    Single numbers, for further computation. All seven experts must agree for their agreement to exceed chance.
    //    Questions that are not retained are reworded and rated again by the same experts; only then is the questionnaire
    //    confirmed.
    let retained = validity.questionnaire.retained;
    let of = validity.questionnaire.items;
    let doubted = validity.items.iter().filter(|item| !item.retained);
    let doubted: Vec<&str> = doubted.map(|item| item.item.as_str()).collect();
    println!(
        "First round: {retained} of {of} questions are retained. Reworded: {}.",
        doubted.join(", ")
    );
    let second = Ratings::read(data.join("canvas_experts_second.csv"), Scale::default())?;
    let second = ContentValidity::of(&second).questionnaire;
    println!(
        "Second round: {} of the {} reworded questions are retained: {} are confirmed, and the survey asks {of}.",
        second.retained,
        second.items,
        retained + second.retained
    );

    // 3. The model: are 273 answers enough for nine paths to one construct? A sample that represents the population may
    //    still be too small to show a small effect, so that the tests need sizes of their own. `sizes.to_json()` gives
    //    the same results for other programs.
    let sizes = Sizing::default()
        .population(firms)
        .rows(answers)
        .of(study.model())?;
    println!("\n3. {sizes}");

    // 4. Formulas do not take the nine blocks and the bootstrap into account. The survey is therefore simulated many
    //    times: drawn from a population with assumed paths (see `data/canvas_power.toml`), estimated, and bootstrapped.
    //    How often is the 95 % interval of each path above 0? `pls-sem power` does the same, and can draw a plot.
    let mut planned = PopulationFile::read(data.join("canvas_power.toml"))?;
    let power = Power::new([100, 200, answers]).replications(surveys);
    planned.power = Some(power.resamples(500).seed(20_241_122));
    let found = planned.run_power(&mut |_| ControlFlow::Continue(()))?;
    println!("4. {found}");
    Ok(())
}
