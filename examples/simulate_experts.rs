//! Writes the bundled experts' ratings, `data/canvas_experts.csv`, byte for byte.
//!
//! ```text
//! cargo run --example simulate_experts [FOLDER]
//! ```
//!
//! The ratings are simulated: no expert gave them (see `data/canvas_experts.md`).

use std::path::{Path, PathBuf};

use pls_sem::StudyFile;
use pls_sem::simulate::uniform;

const FILE: &str = "canvas_experts.csv";
const SEED: u64 = 23;

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

/// The share of the relevant questions that an expert calls highly relevant, and not quite relevant only.
const HIGHLY: f64 = 0.7;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let bundled = concat!(env!("CARGO_MANIFEST_DIR"), "/data");
    let folder = PathBuf::from(
        std::env::args()
            .nth(1)
            .unwrap_or_else(|| bundled.to_owned()),
    );
    std::fs::write(folder.join(FILE), ratings()?)?;
    println!("wrote {}", folder.join(FILE).display());
    Ok(())
}

/// The ratings as CSV: one line an expert, one column a question.
pub(crate) fn ratings() -> Result<String, pls_sem::Error> {
    let study = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/canvas.toml");
    let study = StudyFile::read(study)?.study;
    let questions: Vec<&str> = study.model().indicators().collect();
    let lines = (0..).zip(EXPERTS).map(|(stream, (expert, doubt))| {
        let mut random = uniform(SEED, stream);
        let ratings = questions.iter().map(|_| rating(&mut random, doubt));
        format!("{expert},{}\n", ratings.collect::<Vec<_>>().join(","))
    });
    let lines: Vec<String> = lines.collect();
    Ok(format!(
        "expert,{}\n{}",
        questions.join(","),
        lines.concat()
    ))
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
