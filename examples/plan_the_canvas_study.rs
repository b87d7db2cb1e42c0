//! Planning the canvas study, before anybody was asked: how many firms, do the questions cover the idea, and would so
//! many answers show the nine paths?
//!
//! ```text
//! cargo run --release --example plan_the_canvas_study
//! ```
//!
//! From a population of 940 firms to a sample of 273, through a panel of seven experts, to the power of the nine paths. The
//! experts' ratings are simulated (`data/canvas_experts.md`), as the survey is.

use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;

use pls_sem::design::{ContentValidity, Precision, Ratings, Rounding, Scale, Sizing};
use pls_sem::{Error, PopulationFile, Power, StudyFile};

fn main() -> ExitCode {
    match run(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/data")), 500) {
        Ok(()) => ExitCode::SUCCESS,
        // Every error is a sentence that names the thing at fault and the mend.
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The plan, with so many simulated surveys of each size.
pub(crate) fn run(data: &Path, surveys: usize) -> Result<(), Error> {
    // 1. The population: 940 firms could be asked. How many answers represent them? Krejcie and Morgan's table has no
    //    row for 940, but their formula has: within 5 points, with 95 % confidence, for a share of one half.
    let firms = 940;
    let precision = Precision::default();
    let size = precision.krejcie_morgan(firms)?;
    let answers = size.rounded(Rounding::Nearest);
    println!("1. How many of {firms} firms?\n");
    println!("  {:.3}, rounded as the table is: {answers}", size.exact);

    //    A reader of the study can turn the question round: which populations does the table give 273 for?
    if let Some(populations) = precision.populations(answers, Rounding::Nearest)? {
        let to = populations
            .to
            .map_or("any number".to_owned(), |to| to.to_string());
        println!("  the same for {} to {to} firms\n", populations.from);
    }

    // 2. The questions: seven experts rate how relevant each is to its idea, from 1 (not) to 4 (highly). A rating of 3
    //    or 4 counts as agreement. The model tells which construct a question belongs to.
    let study = StudyFile::read(data.join("canvas.toml"))?.study;
    let ratings = Ratings::read(data.join("canvas_experts.csv"), Scale::default())?;
    let validity = ContentValidity::by_construct(&ratings, study.model())?;
    println!("2. {validity}");

    //    Single numbers, to compute with. Seven experts must all agree for their agreement to be beyond chance. What is not
    //    retained is reworded, and goes back to the same experts: only then have they confirmed the questionnaire.
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

    // 3. The model: are 273 answers enough for nine paths to one construct? A sample that represents the population need
    //    not show a small effect, so that the tests have their own say. `sizes.to_json()` is the same for other programs.
    let sizes = Sizing::default()
        .population(firms)
        .rows(answers)
        .of(study.model())?;
    println!("\n3. {sizes}");

    // 4. Formulas know neither the nine blocks nor the bootstrap. So the survey is made many times over: drawn from a
    //    population whose paths are assumed (`data/canvas_power.toml` says which), estimated, and bootstrapped. How often
    //    does the 95 % interval of each path lie above 0? `pls-sem power` does the same, and draws it.
    let mut planned = PopulationFile::read(data.join("canvas_power.toml"))?;
    let power = Power::new([100, 200, answers]).replications(surveys);
    planned.power = Some(power.resamples(500).seed(20_241_122));
    let found = planned.run_power(&mut |_| ControlFlow::Continue(()))?;
    println!("4. {found}");
    Ok(())
}
