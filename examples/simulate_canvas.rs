//! Writes the bundled surveys, `data/canvas.csv` and `data/canvas_missing.csv`, byte for byte.
//!
//! ```text
//! cargo run --example simulate_canvas [FOLDER]
//! ```
//!
//! The answers are simulated, because those of the study are not public. Population and seed are chosen so that
//! the survey shows what the study reports (see `data/canvas.md`).

#![allow(clippy::expect_used)] // of the constants below, which are visibly valid

use std::error::Error;
use std::path::PathBuf;

use pls_sem::Model;
use pls_sem::simulate::{Answers, Missingness, Population, Simulation, Values, uniform};

const FIRMS: usize = 273;
const SEED: u64 = 168;

/// A block of the canvas: construct, stem of its questions, how strongly it shares the general factor of a
/// well-run business, and its influence on internationalization.
const BLOCKS: [(&str, &str, f64, f64); 9] = [
    ("CustomerSegments", "CS", 0.64, 0.14),
    ("CustomerRelationships", "CR", 0.66, 0.13),
    ("Channels", "CH", 0.60, 0.14),
    ("ValuePropositions", "VP", 0.67, 0.15),
    ("KeyActivities", "KA", 0.63, 0.13),
    ("KeyResources", "KR", 0.62, 0.24),
    ("KeyPartners", "KP", 0.59, 0.13),
    ("RevenueStreams", "RS", 0.61, 0.14),
    ("CostStructure", "CO", 0.57, 0.13),
];

/// Loadings of a block's questions, in their order.
const LOADINGS: [f64; 5] = [0.80, 0.76, 0.83, 0.72, 0.78];

/// Each threshold below the latent answer adds one point on the scale of 1 to 5.
const THRESHOLDS: [f64; 4] = [-1.6, -0.7, 0.2, 1.2];

fn main() -> Result<(), Box<dyn Error>> {
    let bundled = concat!(env!("CARGO_MANIFEST_DIR"), "/data");
    let folder = PathBuf::from(
        std::env::args()
            .nth(1)
            .unwrap_or_else(|| bundled.to_owned()),
    );
    for (name, text) in surveys()? {
        std::fs::write(folder.join(name), text)?;
        println!("wrote {}", folder.join(name).display());
    }
    Ok(())
}

/// Name and text of both files.
pub(crate) fn surveys() -> Result<[(&'static str, String); 2], Box<dyn Error>> {
    let model = model()?;
    let simulation = Simulation::new(population(&model)?);
    // An answer that is missing at some rate is also missing at every higher rate: about 2 % are missing completely at
    // random, of which two thirds are left blank and one third is coded -99.
    let at_rate = |rate| {
        let missing = Missingness::completely_at_random(rate);
        simulation.clone().with_missing(missing)?.draw(FIRMS, SEED)
    };
    let (blank, missing) = (at_rate(0.013)?, at_rate(0.020)?);
    let complete = simulation.draw(FIRMS, SEED)?;
    let complete = csv(&model, |firm, question| complete.answer(firm, question));
    let missing = csv(&model, |firm, question| {
        let coded = missing.answer(firm, question).unwrap_or(-99.0);
        blank.answer(firm, question).map(|_| coded)
    });
    Ok([("canvas.csv", complete), ("canvas_missing.csv", missing)])
}

fn model() -> Result<Model, pls_sem::Error> {
    let blocks = BLOCKS.map(|(name, stem, ..)| format!("{name} =~ {stem}1-5\n"));
    let paths = BLOCKS.map(|(name, ..)| name).join(" + ");
    let text = format!(
        "{}Internationalization =~ INT1-4\nInternationalization ~ {paths}",
        blocks.concat()
    );
    Ok(Model::parse(&text)?)
}

fn population(model: &Model) -> Result<Population, pls_sem::Error> {
    let block = |name: &str| BLOCKS.iter().find(|b| b.0 == name).expect("a block");
    let values = Values::of_factors(
        model,
        |a, b| block(a).2 * block(b).2,
        |from, _| block(from).3,
        |indicator| LOADINGS[number_of(indicator) - 1],
    );
    let values = model.indicators().fold(values, |values, indicator| {
        let thresholds = THRESHOLDS.map(|t| t - ease(indicator));
        values.answers_of(indicator, Answers::Thresholds(thresholds.to_vec()))
    });
    Ok(Population::new(model, &values)?)
}

/// How easy it is to agree with a question: questions differ, as in any survey.
fn ease(indicator: &str) -> f64 {
    let spread = indicator.bytes().map(usize::from).sum::<usize>() % 7;
    0.12 * spread as f64 - 0.3
}

/// The number at the end of a question's name.
fn number_of(indicator: &str) -> usize {
    indicator
        .trim_start_matches(char::is_alphabetic)
        .parse()
        .expect("a question's number")
}

/// The survey as CSV: columns that describe a firm, then its answers.
fn csv(model: &Model, answer: impl Fn(usize, usize) -> Option<f64>) -> String {
    let questions: Vec<&str> = model.indicators().collect();
    let mut text = format!("firm,size,sector,years_abroad,{}\n", questions.join(","));
    for (firm, mut draw) in (0..FIRMS).map(|firm| (firm, uniform(SEED, 1000 + firm as u64))) {
        let mut next = || draw.next().unwrap_or(0.5);
        let size = pick(
            next(),
            &[("micro", 0.35), ("small", 0.45), ("medium", 0.20)],
        );
        let sector = pick(
            next(),
            &[
                ("food", 0.24),
                ("textiles", 0.19),
                ("machinery", 0.17),
                ("furniture", 0.12),
                ("software", 0.16),
                ("services", 0.12),
            ],
        );
        // Most firms have started to sell abroad recently.
        let years = (-8.0 * next().ln()).ceil().min(40.0);
        let answers: Vec<String> = (0..questions.len())
            .map(|question| answer(firm, question).map_or_else(String::new, |x| x.to_string()))
            .collect();
        let id = firm + 1;
        let line = format!("F{id:03},{size},{sector},{years},{}\n", answers.join(","));
        text.push_str(&line);
    }
    text
}

/// The word into whose share `u` falls.
fn pick<'w>(u: f64, shares: &[(&'w str, f64)]) -> &'w str {
    let mut left = u;
    let found = shares.iter().find(|(_, share)| {
        left -= share;
        left < 0.0
    });
    found.or(shares.last()).map_or("", |(word, _)| word)
}
