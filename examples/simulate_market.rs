//! Writes the bundled survey of two hidden segments, `data/market.csv`, byte for byte.
//!
//! ```text
//! cargo run --example simulate_market [FOLDER]
//! ```
//!
//! The answers are simulated: nobody was asked. Which customers belong to which segment stands in no column; income is
//! related to it (see `data/market.md`).

#![allow(clippy::expect_used)] // of the constants below, which a reader sees to be right

use std::error::Error;
use std::path::PathBuf;

use pls_sem::Model;
use pls_sem::simulate::{Answers, Group, Population, Simulation, Survey, Values, uniform};

const CUSTOMERS: usize = 300;
const SEED: u64 = 12;

pub(crate) const MODEL: &str = "\
Price        =~ PR1-4
Quality      =~ QU1-4
Satisfaction =~ SA1-3
Loyalty      =~ LO1-3
Satisfaction ~ Price + Quality
Loyalty      ~ Satisfaction";

/// Who looks at prices, and who at quality: name, share of the customers, and the paths to satisfaction of both.
const SEGMENTS: [(&str, f64, f64, f64); 2] =
    [("price", 0.55, 0.9, 0.0), ("quality", 0.45, 0.0, 0.9)];

/// A latent answer above each of these gives one more point on the scale of 1 to 7.
const THRESHOLDS: [f64; 6] = [-1.6, -1.0, -0.4, 0.2, 0.8, 1.4];

/// The shares of low, middle and high incomes in each segment.
const INCOMES: [[f64; 3]; 2] = [[0.60, 0.30, 0.10], [0.10, 0.30, 0.60]];

fn main() -> Result<(), Box<dyn Error>> {
    let bundled = concat!(env!("CARGO_MANIFEST_DIR"), "/data");
    let folder = PathBuf::from(
        std::env::args()
            .nth(1)
            .unwrap_or_else(|| bundled.to_owned()),
    );
    let file = folder.join("market.csv");
    std::fs::write(&file, survey()?.0)?;
    println!("wrote {}", file.display());
    Ok(())
}

/// The survey as text, and the hidden segment of every customer.
pub(crate) fn survey() -> Result<(String, Vec<usize>), Box<dyn Error>> {
    let model = Model::parse(MODEL)?;
    let groups = SEGMENTS.map(|(name, share, price, quality)| {
        let path = |from: &str, _: &str| match from {
            "Price" => price,
            "Quality" => quality,
            _ => 0.7,
        };
        let values = Values::of_factors(&model, |_, _| 0.2, path, |_| 0.92);
        let values = values.answers(Answers::Thresholds(THRESHOLDS.to_vec()));
        let population = Population::new(&model, &values).expect("a population");
        Group::new(name, share, population)
    });
    let survey = Simulation::of_groups("segment", groups)?.draw(CUSTOMERS, SEED)?;
    let names = survey.groups().unwrap_or_default().iter();
    let hidden: Vec<usize> = names
        .map(|name| usize::from(name == SEGMENTS[1].0))
        .collect();
    Ok((csv(&survey, &hidden), hidden))
}

/// The survey as CSV: what identifies a customer, then the answers. The segment is left out.
fn csv(survey: &Survey, hidden: &[usize]) -> String {
    let questions = survey.indicators();
    let mut text = format!("customer,income,age,town,{}\n", questions.join(","));
    for (customer, segment) in hidden.iter().enumerate() {
        let mut draw = uniform(SEED, 1000 + customer as u64);
        let mut next = || draw.next().unwrap_or(0.5);
        let income = pick(next(), ["low", "middle", "high"], INCOMES[*segment]);
        let age = 18.0 + (next() * 60.0).floor();
        let town = pick(next(), ["harbour", "hill", "old town"], [0.4, 0.35, 0.25]);
        let answer = |question| survey.answer(customer, question);
        let answers =
            (0..questions.len()).map(|k| answer(k).map_or_else(String::new, |x| x.to_string()));
        let answers: Vec<String> = answers.collect();
        let id = customer + 1;
        let line = format!("C{id:03},{income},{age},{town},{}\n", answers.join(","));
        text.push_str(&line);
    }
    text
}

/// The word into whose share `u` falls.
fn pick(u: f64, words: [&'static str; 3], shares: [f64; 3]) -> &'static str {
    if u < shares[0] {
        words[0]
    } else if u < shares[0] + shares[1] {
        words[1]
    } else {
        words[2]
    }
}
