//! Planning the canvas study, before anybody was asked: how many firms, and do the questions cover the idea?
//!
//! ```text
//! cargo run --release --example plan_the_canvas_study
//! ```
//!
//! From a population of 940 firms to a sample of 273, through a panel of seven experts. The experts' ratings are simulated
//! (`data/canvas_experts.md`), as the survey is.

use std::path::Path;
use std::process::ExitCode;

use pls_sem::StudyFile;
use pls_sem::design::{ContentValidity, Precision, Ratings, Rounding, Scale, Sizing};

fn main() -> ExitCode {
    match run(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/data"))) {
        Ok(()) => ExitCode::SUCCESS,
        // Every error is a sentence that names the thing at fault and the mend.
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

pub(crate) fn run(data: &Path) -> Result<(), pls_sem::Error> {
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

    //    Single numbers, to compute with. Which questions should be talked over before the survey goes out?
    println!("Few experts call these relevant:\n");
    let misses = validity.guidance.iter().filter(|j| j.measure == "i_cvi");
    for judgement in misses {
        println!("  {} {:.3}", judgement.of, judgement.value);
    }

    // 3. The model: are 273 answers enough for nine paths to one construct? A sample that represents the population need
    //    not show a small effect, so that the tests have their own say. `sizes.to_json()` is the same for other programs.
    let sizes = Sizing::default()
        .population(firms)
        .rows(answers)
        .of(study.model())?;
    println!("\n3. {sizes}");
    Ok(())
}
