//! Writes the bundled survey of the resilience study, `data/resilience.csv`, byte for byte.
//!
//! ```text
//! cargo run --example simulate_resilience [FOLDER]
//! ```
//!
//! The answers are simulated: `data/resilience_power.toml` is the population, and `data/resilience.md` says how the seed was
//! chosen.

use std::path::{Path, PathBuf};

use pls_sem::simulate::{Survey, uniform};
use pls_sem::{Error, PopulationFile};

pub(crate) const FIRMS: usize = 214;
pub(crate) const SEED: u64 = 10;

const SECTORS: [(&str, f64); 5] = [
    ("machinery", 0.27),
    ("software", 0.24),
    ("food", 0.20),
    ("chemicals", 0.16),
    ("textiles", 0.13),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let data = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/data"));
    let folder = std::env::args().nth(1).map_or(data.into(), PathBuf::from);
    let file = folder.join("resilience.csv");
    std::fs::write(&file, survey(data, SEED)?)?;
    println!("wrote {}", file.display());
    Ok(())
}

/// The text of the file.
pub(crate) fn survey(data: &Path, seed: u64) -> Result<String, Error> {
    let population = PopulationFile::read(data.join("resilience_power.toml"))?;
    let survey = population.simulation.draw(FIRMS, seed)?;
    Ok(csv(&survey, seed))
}

/// What identifies a firm, then its answers. The fifth question on resilience asks for the opposite.
fn csv(survey: &Survey, seed: u64) -> String {
    let questions = &survey.indicators()[..survey.indicators().len() - 1];
    let mut text = format!("firm,sector,employees,{}\n", questions.join(","));
    for firm in 0..survey.rows() {
        let answer = |k: usize| survey.answer(firm, k).unwrap_or(f64::NAN);
        let sector = pick(uniform(seed, 1000 + firm as u64).next().unwrap_or(0.5));
        // The size is the last indicator: half of the firms have at most 45 employees.
        let employees = (45.0 * (0.9 * answer(questions.len())).exp()).round();
        let answers = questions.iter().enumerate().map(|(k, question)| {
            let given = if question == "OR5" {
                8.0 - answer(k)
            } else {
                answer(k)
            };
            given.to_string()
        });
        let answers = answers.collect::<Vec<_>>().join(",");
        let id = firm + 1;
        let line = format!("F{id:03},{sector},{employees},{answers}\n");
        text.push_str(&line);
    }
    text
}

/// The sector into whose share `u` falls.
fn pick(u: f64) -> &'static str {
    let mut left = u;
    let found = SECTORS.iter().find(|(_, share)| {
        left -= share;
        left < 0.0
    });
    found.map_or(SECTORS[0].0, |(sector, _)| sector)
}
