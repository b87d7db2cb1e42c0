//! Writes the bundled experts' ratings, byte for byte: `data/canvas_experts.csv`, of all 49 questions, and
//! `data/canvas_experts_second.csv`, of those that were reworded after the first round.
//!
//! ```text
//! cargo run --example simulate_experts [FOLDER]
//! ```
//!
//! The ratings are simulated: no expert gave them (see `data/canvas_experts.md`).

use std::path::{Path, PathBuf};

use pls_sem::design::{ContentValidity, Ratings, Scale};
use pls_sem::simulate::uniform;
use pls_sem::{ReadOptions, StudyFile};

/// Seeds of the two rounds. The second is the third that was tried: with it every reworded question is retained.
const SEEDS: [u64; 2] = [23, 26];

/// The seven experts, and the share of the questions that each finds less than quite relevant.
const EXPERTS: [(&str, f64); 7] = [
    ("E1", 0.02),
    ("E2", 0.03),
    ("E3", 0.05),
    ("E4", 0.02),
    ("E5", 0.08),
    ("E6", 0.03),
    ("E7", 0.05),
];

/// The share of the relevant questions that an expert rates as highly and not only quite relevant.
const HIGHLY: f64 = 0.7;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let bundled = concat!(env!("CARGO_MANIFEST_DIR"), "/data");
    let folder = PathBuf::from(
        std::env::args()
            .nth(1)
            .unwrap_or_else(|| bundled.to_owned()),
    );
    for (name, text) in rounds()? {
        std::fs::write(folder.join(name), text)?;
        println!("wrote {}", folder.join(name).display());
    }
    Ok(())
}

/// Name and text of both rounds.
pub(crate) fn rounds() -> Result<[(&'static str, String); 2], pls_sem::Error> {
    let study = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/canvas.toml");
    let study = StudyFile::read(study)?.study;
    let questions: Vec<&str> = study.model().indicators().collect();
    let first = ratings(SEEDS[0], &questions, |doubt| doubt);

    // Questions that the first round does not retain are reworded and rated again. A clearer question is rated low
    // half as often.
    let table = ReadOptions::new().parse(&first)?;
    let validity = ContentValidity::of(&Ratings::of(&table, Scale::default())?);
    let items = validity.items.iter().filter(|item| !item.retained);
    let reworded: Vec<&str> = items.map(|item| item.item.as_str()).collect();
    let second = ratings(SEEDS[1], &reworded, |doubt| doubt / 2.0);
    Ok([
        ("canvas_experts.csv", first),
        ("canvas_experts_second.csv", second),
    ])
}

/// Ratings as CSV: one line for each expert, one column for each question.
fn ratings(seed: u64, questions: &[&str], doubt_of: impl Fn(f64) -> f64) -> String {
    let lines = (0..).zip(EXPERTS).map(|(stream, (expert, doubt))| {
        let mut random = uniform(seed, stream);
        let ratings = questions
            .iter()
            .map(|_| rating(&mut random, doubt_of(doubt)));
        format!("{expert},{}\n", ratings.collect::<Vec<_>>().join(","))
    });
    let lines: Vec<String> = lines.collect();
    format!("expert,{}\n{}", questions.join(","), lines.concat())
}

/// 1 not, 2 somewhat, 3 quite, 4 highly relevant; blank for the one question in 150 that an expert skips.
fn rating(random: &mut impl Iterator<Item = f64>, doubt: f64) -> &'static str {
    let mut falls_below = |share: f64| random.next().is_some_and(|u| u < share);
    match (
        falls_below(1.0 / 150.0),
        falls_below(doubt),
        falls_below(HIGHLY),
    ) {
        (true, ..) => "",
        (_, true, true) => "2",
        (_, true, false) => "1",
        (_, false, true) => "4",
        (_, false, false) => "3",
    }
}
